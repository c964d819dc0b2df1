"""What is heard of a request: the producer of the question, who asked of the answer. No word of either is kept here."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.events import title_in


def _producer(_entry: Entry, request: CandidateRequest) -> tuple[int]:
    return (request.user_id,)


def _recruiters(_entry: Entry, request: CandidateRequest) -> tuple[int | None, int]:
    return request.by_id, request.opportunity.recruiter_id


def _topics(_entry: Entry, request: CandidateRequest) -> Iterator[tuple[str, str]]:
    yield f"candidate-requests-{request.opportunity_id}", f"office:{request.opportunity.office_id}"
    yield f"candidate-request-{request.id}", f"user:{request.user_id}"


def _page(entry: Entry) -> str:
    return f"/opportunities/requests/{entry.subject_id}"


def _kind(verb: str, sentence, hears) -> Kind:
    name = f"opportunities.candidate_{verb}"
    return declare_kind(Kind(name, sentence, topics=_topics, hears=hears, link=_page, words=title_in))


ASKED = _kind("asked", _l("%(actor)s asks whether you know someone for “%(title)s”"), _producer)
HAVE = _kind("have", _l("%(actor)s has someone in mind for “%(title)s”"), _recruiters)
NOT_NOW = _kind("not_now", _l("%(actor)s knows nobody for “%(title)s” at the moment"), _recruiters)
MORE = _kind("more", _l("%(actor)s would like to know more about “%(title)s”"), _recruiters)
REPLIED = _kind("replied", _l("%(actor)s answered your question about “%(title)s”"), _producer)
BY_ANSWER = {"have": HAVE, "not_now": NOT_NOW, "more": MORE}
