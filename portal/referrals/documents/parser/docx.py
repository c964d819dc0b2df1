"""The words of a Word document (.docx), read from its parts; no part is followed out of the file."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from portal.referrals.documents.parser.docx_fields import Fields, is_away
from portal.referrals.documents.parser.errors import ParseError

MOST_ENTRIES = 1_000
MOST_BYTES = 120 * 1024 * 1024
"""What the whole file may say it unfolds to: pictures do, and are never unfolded here."""
MOST_XML = 12 * 1024 * 1024
"""What is unfolded here, in all."""
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEXTS = {"header", "footer", "footnotes", "endnotes", "comments", "settings"}
PRESSED = {"hyperlink"}
"""Relationships that lead out of the file only when somebody follows them."""
WORDS = {"t": None, "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
PASSED_OVER = {"Fallback", "moveFrom"}
"""What an old reader would show instead, and words that stand at another place by now."""
PICTURES = {"imagedata", "fill", "stroke"}
DRAWN = ("{*}drawing", "{*}pict", "{*}object")
SPACES = ("/wordprocessingml/", "/markup-compatibility/")


class Parts:
    """The parts of one package, each parsed without entities, all within one budget of bytes."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = {entry.filename.lower(): entry for entry in archive.infolist()}
        self.left = MOST_XML

    def tree(self, name: str) -> etree._Element | None:
        """The root of a part, None when the package has no such part. Raises No."""
        entry = self.names.get(name.lower())
        if entry is None:
            return None
        with self.archive.open(entry) as part:
            content = part.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            raise ParseError("bomb")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        tree = etree.fromstring(content, parser).getroottree()
        if tree.docinfo.doctype:  # no word processor writes one
            raise ParseError("outside")
        return tree.getroot()

    def relations(self, name: str) -> list[tuple[str, str, bool]]:
        """(kind, target, whether it is outside) of each relationship of a part, "" being the package itself."""
        folder, file = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return []
        found = []
        for each in root.iter("{*}Relationship"):
            kind = each.get("Type", "").rsplit("/", 1)[-1]
            outside = each.get("TargetMode", "").lower() == "external"
            target = each.get("Target", "")
            found.append((kind, target if outside else _place(folder, target), outside))
        return found


def read_text(content: bytes) -> dict:
    """`text` of the body, tables, headers, footers and notes; `pages` is None. Raises No."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _measure(archive)
            parts = Parts(archive)
            main = _main_part(parts)
            _refuse_what_runs(parts)
            told = [target for kind, target, outside in parts.relations(main) if kind in TEXTS and not outside]
            trees = [tree for name in dict.fromkeys([main, *told]) if (tree := parts.tree(name)) is not None]
            text = "\n".join("".join(_words(tree)) for tree in trees).strip()
            drawn = any(next(tree.iter(*DRAWN), None) is not None for tree in trees)
    except etree.XMLSyntaxError as error:
        raise ParseError("heavy" if error.code == etree.ErrorTypes.ERR_NO_MEMORY else "damaged") from None
    if not text and not drawn:
        raise ParseError("blank")
    return {"text": text, "pages": None}


def _measure(archive: zipfile.ZipFile) -> None:
    """Raise No when there are too many entries, too many bytes, two of one name, or bytes that don't match."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise ParseError("bomb")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise ParseError("damaged")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ParseError("encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise ParseError("damaged")
    if archive.testzip() is not None:
        raise ParseError("damaged")


def _main_part(parts: Parts) -> str:
    """The name of the part that holds the body. Raises No when this is no Word document."""
    types = parts.tree(TYPES)
    if types is None:
        raise ParseError("wrong_type")
    declared = {each.get("PartName", "").lower(): each.get("ContentType", "") for each in types.iter("{*}Override")}
    usual = {each.get("Extension", "").lower(): each.get("ContentType", "") for each in types.iter("{*}Default")}
    if any(
        "macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in [*declared.values(), *usual.values()]
    ):
        raise ParseError("program")
    for kind, target, outside in parts.relations(""):
        extension = target.lower().rpartition(".")[2]
        if (
            kind == "officeDocument"
            and not outside
            and declared.get(f"/{target.lower()}", usual.get(extension)) == MAIN
        ):
            return target
    raise ParseError("wrong_type")


def _refuse_what_runs(parts: Parts) -> None:
    """Raise No for macros, controls, and whatever would be fetched from elsewhere when the file is opened."""
    for name in parts.names:
        if "vbaproject" in name or "vbadata" in name or "/activex/" in name:
            raise ParseError("program")
        if name.endswith(".rels"):
            folder, file = posixpath.split(name)
            source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            for kind, target, outside in parts.relations(source):
                if outside and kind not in PRESSED and is_away(target):
                    raise ParseError("outside")


def _place(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")


def _words(root: etree._Element) -> Iterator[str]:
    """The words in the order of the file. Raises No for fields and pictures that act."""
    walk, fields = etree.iterwalk(root, events=("start", "end")), Fields()
    for event, element in walk:
        tag = etree.QName(element) if isinstance(element.tag, str) else None
        if tag is None:
            continue
        if event == "start" and tag.localname in PICTURES:
            _refuse_if_fetched(element)
        if not any(space in (tag.namespace or "") for space in SPACES):
            continue
        name = tag.localname
        if event == "end":
            if name == "p":
                yield "\n"
        elif name in PASSED_OVER:
            walk.skip_subtree()
        elif name in WORDS:
            yield WORDS[name] or element.text or ""
        elif name == "connectString":
            _refuse_source(next(iter(element.attrib.values()), ""))
        else:
            fields.see(name, element)
    fields.close()


def _refuse_source(connection: str) -> None:
    """Where the names of a mail merge come from: `Provider=…;Data Source=…`."""
    if any(is_away(part) for part in re.split(r"[;=\"]", connection)):
        raise ParseError("outside")


def _refuse_if_fetched(picture: etree._Element) -> None:
    """Old drawings name their picture themselves, not by a relationship."""
    for key, value in picture.attrib.items():
        if etree.QName(key).localname in ("src", "href", "althref") and is_away(value):
            raise ParseError("outside")
