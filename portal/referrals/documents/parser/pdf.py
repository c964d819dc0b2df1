"""The words of a PDF, and whether it would run something when it is opened."""

from __future__ import annotations

import contextlib
from io import BytesIO

import pypdf._codecs.core_font_metrics
import pypdf.filters  # noqa: F401 as with these
from pypdf import PageObject, PdfReader, overwrite_configuration
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import TextStringObject

from portal.referrals.documents.parser.errors import ParseError
from portal.referrals.documents.parser.pdf_actions import refuse_what_acts

with contextlib.suppress(ImportError):
    import brotli  # noqa: F401 pypdf asks for it late, when the cell is sealed

MOST_PAGES = 50
MOST_BYTES = 24_000_000
"""What one stream may unfold to."""


def read_text(content: bytes) -> dict:
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
            raise ParseError("encrypted")
        refuse_what_acts(reader.root_object)
        pages = len(reader.pages)
        texts = [_page(reader.pages[number]) for number in range(min(pages, MOST_PAGES))]
        filled_in = _filled_in(reader)
    except LimitReachedError:
        raise ParseError("bomb") from None
    except DependencyError:
        raise ParseError("encrypted") from None
    text = "\n\n".join([*(words for words, _drawn in texts), *filled_in]).strip()
    if not text and not any(drawn for _words, drawn in texts):
        raise ParseError("blank")
    return {"text": text, "pages": pages}


def _opens_without_password(reader: PdfReader) -> bool:
    """Many are protected only against changes, and anybody may read them."""
    return bool(reader.decrypt(""))


def _page(page: PageObject) -> tuple[str, bool]:
    """Its words, and whether anything at all is drawn on it. One page that can't be read loses its words only."""
    try:
        contents = page.get_contents()
        drawn = contents is not None and bool(contents.get_data().strip())
        return page.extract_text(), drawn
    except (LimitReachedError, DependencyError, MemoryError):
        raise
    except Exception:  # a parser of a stranger's bytes may raise anything
        return "", True


def _filled_in(reader: PdfReader) -> list[str]:
    """What was typed or chosen in the fields of a form: pypdf leaves it out of the words of a page."""
    try:
        values = [field.value for field in (reader.get_fields() or {}).values()]
    except (LimitReachedError, DependencyError, MemoryError):
        raise
    except Exception:  # as with a page, only these words are lost
        return []
    return [str(value) for value in values if isinstance(value, TextStringObject) and value.strip()]
