"""How the size and kind of a document are said."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import gettext as _

from portal.referrals.documents.models import Document


def describe_document(document: Document) -> str:
    """`PDF, 120 kB`; `Word, 1,2 Mo`."""
    kind = {"pdf": "PDF", "docx": "Word"}[document.kind]
    if document.size < 1_000_000:
        return _("%(kind)s, %(size)s kB", kind=kind, size=format_decimal(max(1, round(document.size / 1000))))
    return _("%(kind)s, %(size)s MB", kind=kind, size=format_decimal(round(document.size / 1_000_000, 1)))
