"""What is kept of a referral's life: who hears of it, and which screens show it. Facts hold codes, never words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import Membership
from portal.activity.kinds import Kind, declare
from portal.activity.models import Entry
from portal.core.db import db
from portal.referrals.models import Referral
from portal.referrals.stage_words import label

STAFF = ("office:{}:recruiter", "office:{}:manager", "admins")


def _touches(_entry: Entry, referral: Referral) -> Iterator[tuple[str, str]]:
    """The referral's own page and card, the office's board, and the referrer's list."""
    yield f"referral-{referral.id}", f"user:{referral.referrer_id}"
    yield "my-referrals", f"user:{referral.referrer_id}"
    for audience in STAFF:
        yield f"referral-{referral.id}", audience.format(referral.office_id)
        yield f"board-{referral.office_id}", audience.format(referral.office_id)


def _both(_entry: Entry, referral: Referral) -> tuple[int | None, int | None]:
    return referral.referrer_id, referral.recruiter_id


def _referrer(_entry: Entry, referral: Referral) -> tuple[int]:
    return (referral.referrer_id,)


def _holder(_entry: Entry, referral: Referral) -> Sequence[int]:
    """Who holds it; every recruiter of the office as long as nobody does."""
    if referral.recruiter_id is not None:
        return (referral.recruiter_id,)
    recruits = select(Membership.user_id).where(Membership.office_id == referral.office_id)
    return db.session.scalars(recruits.where(Membership.role == "recruiter")).all()


def _stages(entry: Entry) -> dict:
    return {name: label(code) for name, code in entry.facts.items() if name in ("from", "to")}


def _page(entry: Entry) -> str:
    return f"/referrals/{entry.subject_id}"


INTRODUCED = declare(
    Kind("referrals.introduced", _l("%(actor)s wants to introduce someone"), _touches, _holder, link=_page)
)
MOVED = declare(
    Kind(
        "referrals.moved",
        _l("%(actor)s moved this referral from “%(from)s” to “%(to)s”"),
        _touches,
        _both,
        _l("%(actor)s moved a referral from “%(from)s” to “%(to)s”"),
        _page,
        _stages,
    )
)
MOVE_UNDONE = declare(
    Kind(
        "referrals.move_undone",
        _l("%(actor)s took a move back: this referral is at “%(to)s” again"),
        _touches,
        _both,
        _l("%(actor)s took a move back: a referral is at “%(to)s” again"),
        _page,
        _stages,
    )
)
AGREED = declare(
    Kind(
        "referrals.agreed",
        _l("%(actor)s recorded that the candidate agreed"),
        _touches,
        link=_page,
    )
)
OPENED = declare(
    Kind(
        "referrals.opened",
        _l("Both have agreed: the introduction is open"),
        _touches,
        _both,
        _l("Both have agreed: an introduction is open"),
        _page,
    )
)
ACCEPTED = declare(
    Kind(
        "referrals.accepted",
        _l("%(actor)s accepted the introduction"),
        _touches,
        _referrer,
        _l("%(actor)s would like to meet someone you introduced"),
        _page,
    )
)
NOT_ACCEPTED = declare(
    Kind(
        "referrals.not_accepted",
        _l("%(actor)s declined the introduction"),
        _touches,
        _referrer,
        _l("%(actor)s declined an introduction, with a word for you"),
        _page,
    )
)
ASKED_MORE = declare(
    Kind(
        "referrals.asked_more",
        _l("%(actor)s asked to know more first"),
        _touches,
        _referrer,
        _l("%(actor)s asks you a question about someone you introduced"),
        _page,
    )
)
TOLD_MORE = declare(
    Kind(
        "referrals.told_more",
        _l("%(actor)s told more about the introduction"),
        _touches,
        _holder,
        _l("%(actor)s answered your question about an introduction"),
        _page,
    )
)
NOTED = declare(
    Kind(
        "referrals.noted",
        _l("%(actor)s wrote to the referrer"),
        _touches,
        _referrer,
        _l("%(actor)s wrote to you about a referral"),
        _page,
    )
)
