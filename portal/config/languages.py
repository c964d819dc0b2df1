"""The languages of the house, declared once: whatever is said, asked, kept or offered in each of them reads this.

A new one is its line here, a migration, its catalogues and its lexicons (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FRENCH, ENGLISH = "fr", "en"
"""By name only where it is about this very language: the law of Quebec, the language of the sources."""
BLANK = "\u00a0"
"""The blank at which no line is broken: between a number and its word, an hour and its minutes, an amount and its $."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language, and how it writes; what is not said is written as the CLDR has it.

    code: ISO 639-1, also for HTML; own_name: for those who read it; locale: the CLDR's, of days and months.
    day, first_day, minute, hour: patterns of the CLDR, those of the first of a month and of a whole hour apart;
    short_first: the first of a month where months are abbreviated. money: locale by currency, of its sign; whole: the
    pattern of an amount without cents. percent: what stands before the sign. holidays: by country, the language of its
    public holidays in the package that knows them. countries: where some words differ, each with its small file
    `portal/web/catalogue/<code>_<country>.po`. keeps_capitals: of names, also inside a list.
    plain_subjects: accents in the subject of a letter make it look like junk mail.
    """

    code: str
    own_name: str
    locale: str = ""
    day: str = "long"
    first_day: str = ""
    short_first: str = ""
    minute: str = "HH:mm"
    hour: str = ""
    money: Mapping[str, str] = field(default_factory=dict)
    whole: str = f"#,##0{BLANK}¤"
    percent: str = BLANK
    holidays: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    keeps_capitals: bool = False
    plain_subjects: bool = False


LANGUAGES = {
    language.code: language
    for language in (
        Language(
            FRENCH,
            "Français",
            day=f"d{BLANK}MMMM y",
            first_day=f"d'er'{BLANK}MMMM y",
            short_first="1er",
            minute=f"'à' H{BLANK}'h'{BLANK}mm",
            hour=f"'à' H{BLANK}'h'",
            money={"CAD": "fr_CA", "EUR": "fr_FR"},
            countries=("FR",),
        ),
        Language(
            ENGLISH,
            "English",
            locale="en_CA",
            day=f"MMMM{BLANK}d, y",
            minute=f"'at' h:mm{BLANK}a",
            money={"CAD": "en_CA", "EUR": "en_IE"},
            whole="¤#,##0",
            percent="",
            holidays={"CA": "en_CA"} | dict.fromkeys(("FR", "BE", "CH", "LU"), "en_US"),
            keeps_capitals=True,
            plain_subjects=True,
        ),
    )
}
"""By code, in the order in which they are offered and asked for."""
CODES = tuple(LANGUAGES)
DEFAULT, SOURCE = FRENCH, ENGLISH
"""Of who has not chosen; and of the texts in the code, which needs no catalogue."""
CATALOGUES = tuple(code for code in CODES if code != SOURCE)
OWN_NAMES = tuple((code, language.own_name) for code, language in LANGUAGES.items())
"""(code, own name) of each: the choices of a reader."""
_FIRST = {code: (code, *(other for other in CODES if other != code)) for code in CODES}


def beginning_with(language: str) -> tuple[str, ...]:
    """Every code, `language` before the others: the order in which a text is looked for."""
    return _FIRST.get(language, CODES)


def other_languages(language: str) -> tuple[str, ...]:
    """Every code but `language`."""
    return beginning_with(language)[1:]


def language_of(name: str) -> str:
    """The code at the end of the name of a column or a field: `fr` of `title_fr`."""
    return name.rpartition("_")[2]


def in_each(name: str) -> tuple[str, ...]:
    """`title` in each language as columns and fields are called: `title_fr`, `title_en`."""
    return tuple(f"{name}_{code}" for code in CODES)
