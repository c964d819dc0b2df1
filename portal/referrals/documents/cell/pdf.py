"""The words of a PDF, and whether it would run something when it is opened."""

from __future__ import annotations

import contextlib
from io import BytesIO

import pypdf._codecs.core_font_metrics
import pypdf.filters  # noqa: F401 as with these
from pypdf import PageObject, PdfReader, overwrite_configuration
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, IndirectObject, NumberObject

from portal.referrals.documents.cell.verdicts import No

with contextlib.suppress(ImportError):
    import brotli  # noqa: F401 pypdf asks for it late, when the cell is sealed

MOST_PAGES = 50
MOST_BYTES = 24_000_000
"""What one stream may unfold to."""
MOST_NODES = 60_000
RUNS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"}
PASSED_OVER = {
    "/Parent", "/P", "/Contents", "/StructTreeRoot", "/Metadata", "/Thumb", "/B", "/AP", "/XObject", "/Pattern",
    "/ColorSpace", "/ExtGState", "/Properties", "/Shading", "/ToUnicode", "/Widths", "/W", "/FontDescriptor",
    "/Encoding", "/PieceInfo", "/OCProperties",
}  # fmt: skip
"""What leads to looks and words, never to actions."""


def read(content: bytes) -> dict:
    """`text` of the first pages and how many `pages` there are. Raises No."""
    overwrite_configuration(
        zlib_maximum_output_length=MOST_BYTES,
        lzw_maximum_output_length=MOST_BYTES,
        run_length_maximum_output_length=MOST_BYTES,
        array_based_stream_maximum_output_length=MOST_BYTES,
        page_tree_maximum_entries=10_000,
        jbig2dec_binary=None,
    )
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not _opens_without_password(reader):
            raise No("encrypted")
        _refuse_what_runs(reader.root_object)
        pages = len(reader.pages)
        texts = [_page(reader.pages[number]) for number in range(min(pages, MOST_PAGES))]
    except LimitReachedError:
        raise No("bomb") from None
    text = "\n\n".join(words for words, _drawn in texts).strip()
    if not text and not any(drawn for _words, drawn in texts):
        raise No("blank")
    return {"text": text, "pages": pages}


def _opens_without_password(reader: PdfReader) -> bool:
    """Many are protected only against changes, and anybody may read them."""
    try:
        return bool(reader.decrypt(""))
    except DependencyError:
        return False


def _page(page: PageObject) -> tuple[str, bool]:
    """Its words, and whether anything at all is drawn on it. One page that can't be read loses its words only."""
    try:
        contents = page.get_contents()
        drawn = contents is not None and bool(contents.get_data().strip())
        return page.extract_text(), drawn
    except (LimitReachedError, MemoryError):
        raise
    except Exception:  # a parser of a stranger's bytes may raise anything
        return "", True


def _refuse_what_runs(root: DictionaryObject) -> None:
    """Raise No when something reachable from `root` is an action that runs a program or a script."""
    waiting, seen = [root], set()
    for _turn in range(MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            place = (node.idnum, node.generation)
            if place in seen:
                continue
            seen.add(place)
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            _refuse_if_it_runs(node)
            waiting += [part for key, part in node.items() if key not in PASSED_OVER and _may_hold(part)]
        elif isinstance(node, ArrayObject):
            waiting += [part for part in node if _may_hold(part)]
    raise No("heavy")


def _may_hold(part: object) -> bool:
    return isinstance(part, IndirectObject | DictionaryObject | ArrayObject)


def _refuse_if_it_runs(node: DictionaryObject) -> None:
    if "/JS" in node or node.get("/S") in RUNS:
        raise No("program")
    matrix = node.get("/FontMatrix")  # a string there is run as a script by some viewers
    if matrix is not None and not all(isinstance(number, NumberObject | FloatObject) for number in matrix):
        raise No("program")
