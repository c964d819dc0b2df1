"""What the facts of a profile are called."""

from __future__ import annotations

from babel import Locale
from flask import Blueprint
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from portal.producers.profiles import LANGUAGES

PREFERRED = {
    "phone": _l("By phone"),
    "text": _l("By text message"),
    "email": _l("By e-mail"),
    "visit": _l("In person"),
}


def language_name(code: str) -> str:
    """`français` or `French`."""
    try:
        return Locale.parse(code).get_display_name(get_locale()) or code
    except ValueError:
        return code


def language_choices() -> list[tuple[str, str]]:
    """(code, name with a capital) of the languages that a producer may speak with clients."""
    return [(code, language_name(code).capitalize()) for code in LANGUAGES]


def init_blueprint(bp: Blueprint) -> None:
    """Make these words filters of every template."""
    bp.add_app_template_filter(language_name, "spoken")
    bp.add_app_template_filter(lambda code: PREFERRED.get(code, ""), "preferred")
