"""Catalogues: one per wing and language, `portal/<wing>/catalogue/fr.po`; message ids are the English texts."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from itertools import product
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from portal.config.languages import CATALOGUES, DEFAULT  # noqa: E402 the house is found by the line above
from portal.web.i18n.translations import OVERLAYS  # noqa: E402

SHARED = "web"
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "gettext", "lazy_gettext"), None),
    **dict.fromkeys(("ngettext", "lazy_ngettext"), (1, 2)),
    **dict.fromkeys(("pgettext", "lazy_pgettext"), ((1, "c"), 2)),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.mjml", "jinja2")]


COUNTED = re.compile(r"%\(num\)s (?=[^\W\d_])")


def wings() -> list[str]:
    """The folders of `portal/` that are wings."""
    return sorted(path.name for path in (ROOT / "portal").iterdir() if (path / "__init__.py").exists())


def folders(wing: str) -> list[Path]:
    """Where the texts of a wing stand; the frame's, the components' and the rootless ones belong to `web`."""
    own = [ROOT / "portal" / wing, ROOT / "templates" / wing, ROOT / "templates" / "emails" / wing]
    shared = [ROOT / "templates" / name for name in ("layouts", "ui", "errors")] if wing == SHARED else []
    return [path for path in own + shared if path.exists()]


def catalogue_of(wing: str, language: str = DEFAULT) -> Path:
    """The file of a wing's texts in `language`."""
    return ROOT / "portal" / wing / "catalogue" / f"{language}.po"


def wanted(wing: str, language: str = DEFAULT) -> Catalog:
    """Every message that the wing uses."""
    head = f"# {Locale.parse(language).english_name} texts of Relais."
    found = Catalog(locale=language, project="Relais", version="1", fuzzy=False, header_comment=head)
    for folder in folders(wing):
        for name, _line, message, _comments, context in extract_from_dir(
            folder, METHODS, keywords=KEYWORDS, options_map={"**.html": {"silent": "false"}}
        ):
            where = (folder / name).relative_to(ROOT).as_posix()
            found.add(message, locations=[(where, 1)], context=context)
    if wing == SHARED:
        _add_loose_files(found)
    return found


def _add_loose_files(found: Catalog) -> None:
    for name, _line, message, _comments, context in extract_from_dir(
        ROOT / "portal", [("*.py", "python")], keywords=KEYWORDS, directory_filter=lambda _path: False
    ):
        found.add(message, locations=[(f"portal/{name}", 1)], context=context)


def known(wing: str, language: str = DEFAULT) -> Catalog:
    """The texts that the wing has in `language`."""
    path = catalogue_of(wing, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(wing: str) -> list[str]:
    """What keeps the catalogues of a wing from being complete, in words."""
    return [fault for language in CATALOGUES for fault in _missing(wing, language)]


def _missing(wing: str, language: str) -> list[str]:
    have, need, name = known(wing, language), wanted(wing, language), Locale.parse(language).english_name
    faults = [f"{wing}: not in the catalogue: {m.id!r}" for m in need if m.id and not have.get(m.id, m.context)]
    for message in have:
        if message.id and not need.get(message.id, message.context):
            faults.append(f"{wing}: no longer used: {message.id!r}")
        elif message.id and (message.fuzzy or not all(_strings(message))):
            faults.append(f"{wing}: without {name}: {message.id!r}")
    return faults


def stray() -> list[str]:
    """What an overlay (`portal/web/catalogue/fr_FR.po`) says of messages that no wing has any more, in words."""
    have = {(message.id, message.context) for wing in wings() for message in known(wing)}
    faults = []
    for name in OVERLAYS:
        with catalogue_of(SHARED, name).open("rb") as file:
            over = [message for message in read_po(file, locale=name) if message.id]
        faults += [f"{name}: no longer used: {m.id!r}" for m in over if (m.id, m.context) not in have]
    return faults


def _strings(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def update(wing: str, language: str = DEFAULT) -> None:
    """Write the catalogue of a wing in `language`, sorted by message: texts kept, new messages empty, unused ones gone.

    No line is broken between a count and its word: the blank after `%(num)s` becomes a hard one.
    """
    need, have = wanted(wing, language), known(wing, language)
    for message in need:
        if message.id and (kept := have.get(message.id, message.context)):
            strings = tuple(COUNTED.sub("%(num)s\u00a0", text) for text in _strings(kept))
            message.string = strings if isinstance(kept.string, tuple) else strings[0]
    path = catalogue_of(wing, language)
    if not any(message.id for message in need):
        return
    path.parent.mkdir(exist_ok=True)
    text = BytesIO()
    write_po(text, need, sort_output=True, width=0, include_lineno=False)
    lines = [line for line in text.getvalue().decode().splitlines() if not line.startswith('"POT-Creation-Date')]
    kept = [
        line
        for line in lines
        if not line.startswith(
            ('"PO-Revision-Date', '"Generated-By', '"Report-Msgid', '"Last-Translator', '"Language-Team')
        )
    ]
    path.write_text("\n".join(kept) + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    """Update, or check; then list what still needs a translation. The status is 1 when something does."""
    chosen = [name for name in arguments if not name.startswith("-")] or wings()
    if "--check" not in arguments:
        for wing, language in product(chosen, CATALOGUES):
            update(wing, language)
    faults = [fault for wing in chosen for fault in missing(wing)] + stray()
    print("\n".join(faults) if faults else "Every text has its translation.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
