"""The texts that an office or the organisation offers, as its managers read and change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.current_user import row_of
from portal.accounts.models import User
from portal.activity.event_types import Kind, declare_kind
from portal.activity.log import record
from portal.message_templates import templates
from portal.offices.models import Office
from portal.referrals.acknowledgements import thanks
from portal.referrals.candidate_updates import texts
from portal.referrals.stages import closing_reasons
from portal.referrals.stages.labels import stage_label

MOST_THANKS = 6
SECTIONS = (templates.THANKS, *closing_reasons.REASONS, texts.SECTION)
"""What is shown together: the thanks, then each outcome, then the notes to candidates."""
TEXTS_CHANGED = declare_kind(
    Kind("referrals.texts_changed", _l("%(actor)s changed the suggested messages of an office: %(office)s"))
)
ALL_TEXTS_CHANGED = declare_kind(
    Kind("referrals.all_texts_changed", _l("%(actor)s changed the suggested messages of the whole organization"))
)


@dataclass(frozen=True, slots=True)
class Offered:
    """One text to edit. title: of a thank-you note, else the reason; usual: what Relais offers by itself."""

    use: str
    title: str
    text: str
    usual: str
    is_own: bool


def list_section(name: str, office_id: int | None, language: str) -> list[Offered]:
    """The texts of one of SECTIONS in `language`, each as it is offered now. One statement.

    `name`: which section; `office_id`: None is the organisation.
    """
    if name == templates.THANKS:
        return _thanks(office_id, language)
    usual = _usual(name, language)
    kept = templates.by_use(usual, office_id, language)
    return [Offered(use, title, kept.get(use, text), text, use in kept) for use, (title, text) in usual.items()]


def _usual(name: str, language: str) -> dict[str, tuple[str, str]]:
    """Use → (title, text) of what Relais offers in a section."""
    if name == texts.SECTION:
        return {texts.use_of(*of): (texts.title_of(*of), texts.first_text(*of, language)) for of in texts.TEXTS}
    return {
        closing_reasons.use_of(name, code): (
            closing_reasons.reason_label(name, code),
            closing_reasons.first_text(name, code, language),
        )
        for code in closing_reasons.REASONS[name]
    }


def _thanks(office_id: int | None, language: str) -> list[Offered]:
    kept = templates.list_offered(templates.THANKS, office_id, language)
    if kept:
        found = [Offered(templates.THANKS, row.title, row.text, "", True) for row in kept]
    else:
        names = templates.list_placeholders(language)
        with force_locale(language):
            usual = [(str(title), str(text) % names) for title, text in thanks.OWN_TEXTS.values()]
        found = [Offered(templates.THANKS, title, text, text, False) for title, text in usual]
    blank = Offered(templates.THANKS, "", "", "", False)
    return found + [blank] * (min(MOST_THANKS, len(found) + 1) - len(found))


def title_of(name: str) -> str:
    """The name of a section in the reader's language."""
    if name == texts.SECTION:
        return _("To the candidate")
    return _("Thanks") if name == templates.THANKS else stage_label(name)


def change_texts(
    name: str,
    office: Office | None,
    language: str,
    given: Sequence[tuple[str, str]],
    *,
    by: User,
    now: datetime,
) -> bool:
    """Let `given`, (title, text) in the order of `list_section`, be offered; whether anything changed.

    An empty text, or the usual one, lets the usual one be offered again. Raises Refused as `templates.keep_texts` does.
    `name` is the section, `office` whose texts they are (None: the organisation's), in `language`.
    """
    office_id = office.id if office else None
    if name == templates.THANKS:
        usual = [(one.title, one.text) for one in _thanks(office_id, language) if not one.is_own and one.text]
        wanted = [pair for pair in given if pair[1]]
        changed = wanted != usual and templates.keep_texts(templates.THANKS, office_id, language, wanted)
    else:
        changed = False
        for (use, (_named, usual_one)), (_title, text) in zip(_usual(name, language).items(), given, strict=True):
            own = [] if text == usual_one else [("", text)]
            changed |= templates.keep_texts(use, office_id, language, own)
    if changed and office is not None:
        record(TEXTS_CHANGED, office, by=by, now=now, office_id=office.id, office=office.name)
    elif changed:
        record(ALL_TEXTS_CHANGED, row_of(by), by=by, now=now)
    return changed
