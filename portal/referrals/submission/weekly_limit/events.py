"""What is told of a go-ahead: to those who may give it, and to who asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import Membership
from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.core.db import db
from portal.referrals.submission.weekly_limit.limit import GoAhead


def _touches(_entry: Entry, go_ahead: GoAhead) -> Iterator[tuple[str, str]]:
    yield f"go-ahead-{go_ahead.id}", f"user:{go_ahead.user_id}"
    yield f"go-ahead-{go_ahead.id}", f"office:{go_ahead.office_id}:recruiter"


def _recruiters(_entry: Entry, go_ahead: GoAhead) -> Sequence[int]:
    """The recruiters of the office, without who asks."""
    recruits = select(Membership.user_id).where(Membership.office_id == go_ahead.office_id)
    others = recruits.where(Membership.role == "recruiter", Membership.user_id != go_ahead.user_id)
    return db.session.scalars(others.distinct()).all()


def _producer(_entry: Entry, go_ahead: GoAhead) -> tuple[int]:
    return (go_ahead.user_id,)


def _page(entry: Entry) -> str:
    return f"/referrals/go-ahead/{entry.subject_id}"


ASKED = declare_kind(
    Kind(
        "pacing.asked",
        _l("%(actor)s asks for a go-ahead to refer more people this week"),
        _touches,
        _recruiters,
        link=_page,
    )
)
GIVEN = declare_kind(
    Kind("pacing.given", _l("%(actor)s gave a go-ahead to refer more people"), _touches, _producer, link=_page)
)
KEPT_BACK = declare_kind(
    Kind(
        "pacing.kept_back", _l("%(actor)s would rather wait before more referrals"), _touches, _producer,
        link=_page,
    )
)  # fmt: skip
