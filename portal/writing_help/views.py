"""Help beside a text while it is typed. It reads what is posted, answers a fragment, and keeps nothing."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from portal.core.db import own_unit
from portal.core.text_normalization import clean_text
from portal.web.guards import signed_in
from portal.web.i18n.translations import reader_language
from portal.writing_help.lexicon import LONGEST, languages_of
from portal.writing_help.sensitive_topics import touched_in
from portal.writing_help.strength import ASKED, weigh_text

bp = Blueprint("writing_help", __name__)
PARTS = {"why": "writing_help/_guide.html", "experience": "writing_help/_experience.html"}
"""Fields that are weighed; every other text is only read for what may not be written."""


@bp.post("/referrals/guidance")
@signed_in
@own_unit
def advise_text():
    """What would help the text of the field that `?field=` names. By POST, so that no address holds the text."""
    name = request.args.get("field", "")
    text = clean_text(request.form.get(name, "")[:LONGEST])
    return render_template(PARTS.get(name, "writing_help/_careful.html"), text=text)


def advice_attributes(name: str, target: str = "next .advice") -> dict[str, str]:
    """The attributes of the text control `name` that asks for advice once per pause, shown in `target`."""
    return {
        "hx-post": url_for("referrals.writing_help.advise_text", field=name),
        "hx-trigger": "input changed delay:700ms",
        "hx-target": target,
        "hx-swap": "innerMorph",
        "hx-sync": "this:replace",
        "data-advice": "",
    }


def written_in(text: str) -> dict[str, str]:
    """`lang` for an element that holds `text` of a person: {} when it is in the reader's language, or does not say."""
    found = languages_of(text[:LONGEST])
    return {"lang": found[0]} if len(found) == 1 and found[0] != reader_language() else {}


def quote_words(words: str) -> str:
    """`words` between the quotation marks of the reader's language."""
    return _("“%(words)s”", words=words)


bp.add_app_template_filter(quote_words, "quoted")
bp.add_app_template_filter(written_in)
bp.add_app_template_global(advice_attributes, "advised")
bp.add_app_template_global(weigh_text, "weigh")
bp.add_app_template_global(touched_in)
bp.add_app_template_global(ASKED, "told_parts")
