"""What is told of a request to a contact: to its producer alone."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.submission.contact_requests.models import ContactRequest


def _touches(_entry: Entry, request: ContactRequest) -> Iterator[tuple[str, str]]:
    yield f"contact-{request.id}", f"user:{request.user_id}"
    yield "contacts", f"user:{request.user_id}"


def _producer(_entry: Entry, request: ContactRequest) -> tuple[int]:
    return (request.user_id,)


ANSWERED = declare_kind(
    Kind(
        "contacts.answered",
        _l("Someone you asked has told you about themselves"),
        _touches,
        _producer,
        link=lambda entry: f"/referrals/contacts/{entry.subject_id}",
        private=True,
    )
)
TAKEN_BACK = declare_kind(
    Kind("contacts.taken_back", _l("A request to a contact was withdrawn"), _touches, private=True)
)
