"""Language of an answer, and the one catalogue that is made of every wing's own, with its overlay for France.

French unless English was chosen (trust.md, privacy 12): `?lang=`, then the cookie, then the person's record.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, request
from flask_babel import refresh
from flask_login import current_user

from portal.config.languages import CATALOGUES, CODES, DEFAULT, LANGUAGES, other_languages
from portal.core.files.atomic_files import new_file
from portal.web.http import session_cookie
from portal.web.i18n import translations
from portal.web.i18n.language_names import language_name, language_title

COOKIE = "lang"
PORTAL = Path(__file__).resolve().parents[2]

babel = translations.speech


def init_app(app: Flask) -> None:
    """Bind Flask-Babel to the merged catalogue in the data folder, which is made again when older."""
    folder = app.config["SETTINGS"].data_dir.resolve() / "translations"
    merge_catalogues(folder)
    babel.init_app(
        app,
        default_locale=app.config["SETTINGS"].default_language,
        default_timezone="America/Toronto",
        default_translation_directories=str(folder),
        locale_selector=current_locale,
        timezone_selector=current_timezone,
    )
    app.jinja_env.globals["_"] = translations.of_templates(babel)
    app.after_request(remember_choice)
    app.context_processor(lambda: {"lang": current_language()})
    app.jinja_env.globals |= {"languages": LANGUAGES, "default_language": DEFAULT}
    app.add_template_global(addresses_elsewhere)
    app.add_template_filter(language_name)
    app.add_template_filter(language_title)


def current_language() -> str:
    """A code of `config.languages`, for the current request."""
    here = g._get_current_object()
    if "language" not in here:
        here.language = _asked() or _kept()
    return here.language


def current_locale() -> str:
    """The language, with the country of the reader's office where its words differ: "fr", "fr_FR"."""
    region = g.region if "region" in g else getattr(current_user, "region", "")
    return locale_of(current_language(), region)


def locale_of(language: str, region: str) -> str:
    """The same for somebody whose language is known, who deals with an office in `region` ("" for none)."""
    local = f"{language}_{region.partition('-')[0]}"
    return local if local in translations.OVERLAYS else language


def set_language(language: str, timezone: str, region: str) -> None:
    """Answer a stranger, who chose nothing, in the language and the time zone that are known to be theirs.

    region: of the office that they deal with (`offices.regions`), whose country's words they read.
    """
    if not _asked() and request.cookies.get(COOKIE, "") not in CODES:
        g.language = language
    g.timezone, g.region = timezone, region
    refresh()


def addresses_elsewhere() -> tuple[tuple[str, str, str], ...]:
    """(code, own name, the present address with its filters) of each other language."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    there = other_languages(current_language())
    return tuple((code, LANGUAGES[code].own_name, f"?{urlencode([*asked, ('lang', code)])}") for code in there)


def _asked() -> str | None:
    asked = request.args.get("lang", "") if request else ""
    return asked if asked in CODES else None


def _kept() -> str:
    if not request:
        return current_app.config["SETTINGS"].default_language
    cookie = request.cookies.get(COOKIE, "")
    if cookie in CODES:
        return cookie
    own = getattr(current_user, "language", None)
    return own if own in CODES else current_app.config["SETTINGS"].default_language


def current_timezone() -> str | None:
    """The time zone of the reader of a letter, else of the person's office."""
    return g.get("timezone") or getattr(current_user, "timezone", None)


def remember_choice(response):
    """Keep what `?lang=` asked for."""
    if asked := _asked():
        session_cookie.set_lasting_cookie(response, COOKIE, asked)
    return response


def list_catalogues(language: str = DEFAULT) -> list[Path]:
    """The catalogue of every wing in `language`."""
    return sorted(PORTAL.glob(f"**/catalogue/{language}.po"))


def merge_catalogues(folder: Path) -> None:
    """Compile the wings' catalogues into one under `folder`, and into one for each overlay, unless these are newer."""
    for language in CATALOGUES:
        _compile(_place(folder, language) / "messages.mo", language, [])
    for name in translations.OVERLAYS:
        language = name.partition("_")[0]
        _compile(_place(folder, language) / f"{translations.overlaid_domain(name)}.mo", language, [overlay_file(name)])


def _place(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES"


def overlay_file(name: str) -> Path:
    """The file of what reads otherwise in the locale `name`."""
    return PORTAL / "web" / "catalogue" / f"{name}.po"


def _compile(target: Path, language: str, over: list[Path]) -> None:
    newest = max((path.stat().st_mtime for path in list_catalogues(language) + over), default=0)
    if target.exists() and target.stat().st_mtime > newest:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with new_file(target) as part, part.open("wb") as file:
        write_mo(file, _overlaid(merged_catalogue(language), over))


def _overlaid(merged: Catalog, over: list[Path]) -> Catalog:
    for path in over:
        with path.open("rb") as file:
            for message in filter(_is_told, read_po(file, locale=merged.locale)):
                if known := merged.get(message.id, message.context):
                    known.string = message.string
    return merged


def merged_catalogue(language: str = DEFAULT) -> Catalog:
    """All that is said in `language`, of every wing."""
    return _merged(language)[0]


def find_disagreements() -> list[str]:
    """The texts that two wings translate differently; in force is what the first one says."""
    return [fault for language in CATALOGUES for fault in _merged(language)[1]]


def _merged(language: str) -> tuple[Catalog, list[str]]:
    merged, faults = Catalog(locale=language), []
    for path in list_catalogues(language):
        with path.open("rb") as file:
            for message in filter(_is_told, read_po(file, locale=language)):
                known = merged.get(message.id, message.context)
                if known is None:
                    merged.add(message.id, message.string, context=message.context)
                elif known.string != message.string:
                    faults.append(f"{path}: {message.id!r} is translated differently elsewhere")
    return merged, faults


def _is_told(message: Message) -> bool:
    """Whether it is a text with its translation; `bin/i18n --check` finds those without."""
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(message.id) and all(strings)
