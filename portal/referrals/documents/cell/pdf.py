"""The words of a PDF, and whether it would run something when it is opened."""

from __future__ import annotations

from io import BytesIO
from itertools import islice

from pypdf import PdfReader
from pypdf._configuration import CURRENT_CONFIGURATION, DEFAULT_CONFIGURATION
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NumberObject, FloatObject

from portal.referrals.documents.cell.verdicts import No

MOST_PAGES = 50
MOST_BYTES = 24_000_000
MOST_NODES = 60_000
RUNS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"}
PASSED_OVER = {
    "/Parent", "/P", "/Contents", "/StructTreeRoot", "/Metadata", "/Thumb", "/B", "/AP", "/XObject", "/Pattern",
    "/ColorSpace", "/ExtGState", "/Properties", "/Shading", "/ToUnicode", "/Widths", "/W", "/FontDescriptor",
    "/Encoding", "/PieceInfo", "/OCProperties",
}  # fmt: skip
"""What leads to looks and words, never to actions."""
