"""What languages are called in the reader's own, as the CLDR has it, and texts that name one."""

from __future__ import annotations

from babel import Locale
from babel.lists import format_list
from flask_babel.speaklater import LazyString

from portal.config import languages
from portal.core.caches import cached
from portal.web.i18n.translations import reader_language


def language_name(code: str) -> str:
    """`français` or `French`, as it stands in a sentence; the code of one that is not known."""
    return _name(code, reader_language())


def language_title(code: str) -> str:
    """The same with a capital: `Français`."""
    return _with_capital(language_name(code))


def language_titles(codes: str) -> str:
    """Those of several, by their codes between commas: `Français et anglais`."""
    return _with_capital(format_list([language_name(code) for code in codes.split(",")], locale=reader_language()))


def language_choices() -> dict[str, LazyString]:
    """Code → name with a capital of each language of the house, for a choice."""
    return {code: LazyString(language_title, code) for code in languages.CODES}


def insert_language(text: object, code: str) -> LazyString:
    """A lazy `text` with the name of a language in its hole: `_l("Title in %(language)s")`."""
    return LazyString(lambda: str(text) % {"language": language_name(code)})


def join_languages(text: object) -> str:
    """`text` once for each language of the house, with "or": `in French or in English` from `in %(language)s`."""
    return format_list(
        [str(insert_language(text, code)) for code in languages.CODES], style="or", locale=reader_language()
    )


@cached(256)
def _name(code: str, reader: str) -> str:
    return Locale.parse(reader).languages.get(code, code)


def _with_capital(words: str) -> str:
    return words[:1].upper() + words[1:]
