"""What the stories about documents share: sending one, what is kept, and the moment when both have agreed."""

from __future__ import annotations

from portal.core.db import db, utcnow
from portal.referrals.documents import documents as candidate_documents
from portal.referrals.documents.models import Document
from tests.referrals.documents import hostile

WORDS = "Zéphyrine Canari, conseillère, deux langues"


def send(client, token, content=None, name="Mon CV.docx", **options):
    """Post a file as a browser does; in one piece, for the client of the tests would take it to the disk."""
    content = hostile.word(WORDS) if content is None else content
    head = f'--b\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    return client.post(f"/consent/{token}/documents", data=body, content_type=kind, **options)


def documents(referral) -> list[Document]:
    db.session.expire_all()
    return list(candidate_documents.find_documents(referral.candidate_id))


def opened(referral) -> None:
    """Both have agreed."""
    referral.agreed_at = referral.opened_at = utcnow()
    referral.stage, referral.recruiter_answer = "received", "accepted"
    db.session.commit()
