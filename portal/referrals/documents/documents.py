"""The documents of a candidate: at most three, given and taken back by themselves, for those who may know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from werkzeug.datastructures import FileStorage

from portal.accounts.models import User
from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.core.db import db, select_rows
from portal.core.errors import Refused
from portal.core.files import file_store
from portal.core.forbidden_numbers import found_in
from portal.core.text_normalization import clean_text, without_marks
from portal.referrals.documents import inspection
from portal.referrals.documents.events import ADDED, GIVEN, REMOVED
from portal.referrals.documents.models import Document
from portal.referrals.record import policy
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages.definitions import FIRST
from portal.web.http.uploads import name_of

MOST = 3
LONGEST_NAME = 120
NUMBERS = {
    "sin": _l("This document holds a social insurance number."),
    "nir": _l("This document holds a French social security number."),
    "card": _l("This document holds a bank card number."),
    "iban": _l("This document holds a bank account number."),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that was read and may be kept."""

    name: str
    content: bytes
    found: inspection.Reading


class Listed(NamedTuple):
    """A document in a list, without its words and its bytes."""

    id: int
    name: str
    kind: str
    size: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class DocumentList:
    """What the candidate's page shows: their documents, how many more there may be, whether they may add now."""

    documents: Sequence[Document]
    room: int
    open: bool
    most: int = inspection.MOST_BYTES
    """Bytes that one may have."""


_PAPERS = Document.__table__.c
_OF_ONE = (
    select(*(_PAPERS[name] for name in Listed._fields))
    .where(_PAPERS.candidate_id.in_(bindparam("records", expanding=True)))
    .order_by(_PAPERS.id)
)


def list_documents(*records: int) -> tuple[Listed, ...]:
    """The documents of these records of a candidate, oldest first, for those who may read them."""
    return tuple(Listed._make(row) for row in select_rows(_OF_ONE, {"records": records}))


def find_documents(*records: int) -> Sequence[Document]:
    """The documents of these records of a candidate, oldest first, without their bytes."""
    return db.session.scalars(select(Document).where(Document.candidate_id.in_(records)).order_by(Document.id)).all()


def find_document(document_id: int, *records: int) -> Document:
    """That document of one of these records of a candidate, else 404."""
    return db.first_or_404(select(Document).where(Document.id == document_id, Document.candidate_id.in_(records)))


def list_for_page(referral: Referral) -> DocumentList:
    """What the page of the referral's candidate shows."""
    documents = find_documents(referral.candidate_id)
    return DocumentList(documents, MOST - len(documents), is_taken(referral))


def is_taken(referral: Referral) -> bool:
    """Whether documents are taken: while the answer is awaited, and for as long as it is yes."""
    return referral.agreed_at is not None or referral.stage == FIRST


def may_read(user: User, referral: Referral) -> bool:
    """Whether the documents may reach `user`: staff who may know whom it is about. Never the referrer."""
    allowed = policy.may_see_identity(user, referral) and policy.is_staff_of(user, referral)
    return allowed and referral.referrer_id != user.id


def may_add_given(user: User, referral: Referral) -> bool:
    """Whether `user` may add a document that they were given: who may read them, while documents are taken."""
    return may_read(user, referral) and is_taken(referral)


def read_upload(upload: FileStorage | None) -> Upload:
    """Read what was sent, which takes seconds: never inside a unit of work. Raises Refused with what to do."""
    if upload is None or not (called := name_of(upload)):
        raise Refused(_("Choose a file first."))
    content = upload.stream.read(inspection.MOST_BYTES + 1)
    found = inspection.inspect_document(content)
    if kind := found_in(found.text) or found_in(called):
        raise Refused(
            _("%(what)s Relais must not keep it: take it out and send the document again.", what=NUMBERS[kind])
        )
    return Upload(_name(called), content, found)


def _name(given: str) -> str:
    """What the person calls it: the last part of its path, without its ending."""
    last = clean_text(without_marks(given).replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " "))
    stem = last[: -len(last.rpartition(".")[2]) - 1] if "." in last else last
    return stem.strip(" .")[:LONGEST_NAME] or _("Document")


def add_document(referral: Referral, paper: Upload, *, now: datetime, by: User | None = None) -> Document:
    """Keep `paper` for the candidate of `referral`; sent again it is kept once. `by`: who of the office was given it.

    Raises Refused when there are MOST already, or when the answer was no.
    """
    if not is_taken(referral):
        raise Refused(_("No document is needed any more: this introduction is over."))
    candidate = referral.candidate
    db.session.execute(select(Candidate.id).where(Candidate.id == candidate.id).with_for_update())
    if same := _same(candidate.id, paper.content):
        return same
    if len(find_documents(candidate.id)) >= MOST:
        raise Refused(_("Three documents at most: remove one first."))
    stored = file_store.store_file(paper.content, paper.found.media_type, now=now)
    document = Document(candidate_id=candidate.id, file_id=stored.id, name=paper.name, kind=paper.found.kind)
    document.size, document.text, document.added_at = stored.size, paper.found.text, now
    document.added_by = by.name if by else ""
    db.session.add(document)
    if by is not None:
        record(GIVEN, referral, by=by, now=now)
    else:
        _tell(candidate, ADDED, now)
    return document


def _same(candidate_id: int, content: bytes) -> Document | None:
    query = select(Document).join(file_store.StoredFile).where(Document.candidate_id == candidate_id)
    return db.session.scalar(query.where(Document.size == len(content), file_store.StoredFile.content == content))


def remove_document(document: Document, *, now: datetime) -> None:
    """Leave no byte of it."""
    candidate = db.session.get_one(Candidate, document.candidate_id)
    db.session.delete(document)
    db.session.flush()
    file_store.delete_file(document.file_id)
    _tell(candidate, REMOVED, now)


def _tell(candidate: Candidate, kind: Kind, now: datetime) -> None:
    """Whoever has a page of one of their referrals open sees it there."""
    candidate.last_contact_at = now
    for referral in db.session.scalars(select(Referral).where(Referral.candidate_id == candidate.id)).all():
        record(kind, referral, by=None, now=now)
