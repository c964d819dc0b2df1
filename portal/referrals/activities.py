"""What is kept of a referral's life: who hears of it, and which screens show it. Facts hold codes, never words."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.kinds import Kind, declare
from portal.activity.models import Entry
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


def _holder(_entry: Entry, referral: Referral) -> tuple[int | None]:
    return (referral.recruiter_id,)


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
        _both,
        _l("The person you referred agreed to be introduced"),
        _page,
    )
)
