"""What the facts of a profile are called."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from portal.producers.profiles import LANGUAGES
from portal.web.i18n.language_names import language_name, language_title

PREFERRED = {
    "phone": _l("By phone"),
    "text": _l("By text message"),
    "email": _l("By e-mail"),
    "visit": _l("In person"),
}


def language_choices() -> list[tuple[str, str]]:
    """(code, name with a capital) of the languages that a producer may speak with clients."""
    return [(code, language_title(code)) for code in LANGUAGES]


def init_blueprint(bp: Blueprint) -> None:
    """Make these words filters of every template."""
    bp.add_app_template_filter(language_name, "spoken")
    bp.add_app_template_filter(lambda code: PREFERRED.get(code, ""), "preferred")
