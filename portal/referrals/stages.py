"""The transition table, and the verbs that change a stage: `move` and `undo`. History is only added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.activity.kinds import Kind
from portal.activity.log import record
from portal.core.db import add_row, db, rows
from portal.core.forbidden_numbers import refuse_in
from portal.core.refusals import Conflict, Refused, too_long
from portal.core.text import clean
from portal.offices.models import Office
from portal.referrals import silence
from portal.referrals.activities import MOVE_UNDONE, MOVED
from portal.referrals.models import ALL_STAGES, OUTCOMES, QUIET_GESTURES, Referral, StageMove
from portal.referrals.policy import is_held
from portal.referrals.reasons import REASONS
from portal.referrals.stage_words import is_news, label

OPEN = ("awaiting_consent", "received", "contacted", "interview", "offer")
_ENDS = ("hired", "not_selected", "withdrawn", "talent_pool")
TABLE: dict[str, tuple[str, ...]] = {
    "awaiting_consent": ("received", "withdrawn", "declined", "expired"),
    "received": ("contacted", "interview", "offer", *_ENDS),
    "contacted": ("received", "interview", "offer", *_ENDS),
    "interview": ("received", "contacted", "offer", *_ENDS),
    "offer": ("received", "contacted", "interview", *_ENDS),
    "talent_pool": ("received", "contacted"),
    **dict.fromkeys(("hired", "not_selected", "withdrawn", "declined", "expired"), ()),
}
"""Where a referral may go from each stage. Forward steps may be skipped, steps back are shown as such."""

UNDO_SHOWN = timedelta(seconds=10)
UNDO_ALLOWED = timedelta(minutes=2)
LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Way:
    """One stage that a referral may go to. kind: `forward`, `back`, `outcome` or `reopen`."""

    stage: str
    kind: str

    @property
    def label(self) -> str:
        """The stage's name in the reader's language."""
        return label(self.stage)


class Step(NamedTuple):
    """The line of the history that a move has just written."""

    id: int
    at: datetime
    from_stage: str
    to_stage: str
    undoes_id: int | None


_TOUCHED = update(Referral.__table__).where(
    Referral.__table__.c.id == bindparam("which"), Referral.__table__.c.version == bindparam("seen")
)
_BOARD_GROWN = (
    update(Office.__table__)
    .where(Office.__table__.c.id == bindparam("which"))
    .values(board_version=Office.__table__.c.board_version + 1)
)
_HELD = select(is_held()).where(Referral.id == bindparam("which"))
"""Built once; what changes is a parameter, and so is which."""


def ways(stage: str, *, agreed: bool) -> list[Way]:
    """Where a referral at `stage` may go; nothing but an end before the candidate `agreed`."""
    return [Way(to, _kind(stage, to)) for to in TABLE.get(stage, ()) if agreed or to in OUTCOMES]


def _kind(stage: str, to: str) -> str:
    if to in OUTCOMES:
        return "outcome"
    if stage in OUTCOMES:
        return "reopen"
    return "back" if OPEN.index(to) < OPEN.index(stage) else "forward"


def move(
    referral: Referral,
    to: str,
    *,
    by: User,
    now: datetime,
    version: int,
    note: str = "",
    private_note: str = "",
    reason: str = "",
) -> Step:
    """Bring `referral` to stage `to`; `version` is what `by` saw. Returns the new line of its history.

    `note` reaches the referrer and is needed to close; `private_note` stays in the office, and so does `reason`, a
    code of `reasons.REASONS`, or "". Raises Conflict when somebody changed the referral meanwhile, Refused when the
    table or the candidate's agreement forbids it.
    """
    note, private_note = clean(note), clean(private_note)
    _check(referral, to, version, note, private_note)
    if reason and reason not in REASONS.get(to, {}):
        raise Refused(_("There is no such reason."))
    changes = {"stage": to, "stage_since": now, "closed_at": now if to in OUTCOMES else None}
    if note or is_news(to):
        changes["last_news_at"] = now
    changes |= silence.promise(to, changes.get("last_news_at") or silence.since(referral), referral.office)
    took = _is_free(referral, by)
    if took:
        changes["recruiter_id"] = by.id
    line = {"to_stage": to, "note": note, "private_note": private_note, "took": took, "reason": reason}
    return _take(referral, line, changes, MOVED, by=by, now=now, version=version)


def _is_free(referral: Referral, by: User) -> bool:
    """Whether nobody holds it, or only somebody who has left: then it becomes `by`'s."""
    if referral.recruiter_id in (None, by.id):
        return referral.recruiter_id is None
    return not rows(_HELD, {"which": referral.id})[0][0]


def _check(referral: Referral, to: str, version: int, note: str, private_note: str) -> None:
    if referral.version != version:
        raise changed_meanwhile(referral)
    if to not in ALL_STAGES:
        raise Refused(_("There is no such stage."))
    unopened = to not in OUTCOMES and referral.opened_at is None
    if unopened and (referral.stage, to) == ("awaiting_consent", "received"):
        raise Refused(_("The candidate has not agreed yet. Record their consent first."))
    if unopened or to not in TABLE[referral.stage]:  # unopened again: they took their agreement back
        raise Refused(_("A referral can’t go from “%(a)s” to “%(b)s”.", a=label(referral.stage), b=label(to)))
    if to in OUTCOMES and not note:
        raise Refused(_("Before closing, write a note to the person who referred them."))
    if max(len(note), len(private_note)) > LONGEST_NOTE:
        raise Refused(too_long(LONGEST_NOTE))
    refuse_in(note, private_note)


def undo(referral: Referral, move_id: int, *, by: User, now: datetime) -> Step:
    """Take back the move `move_id`: only its author, only at once, only while it is the last one.

    The history gains a line that names the undone one. Raises Refused otherwise, Conflict when others were faster.
    """
    lines = db.session.scalars(select(StageMove).where(StageMove.referral_id == referral.id).order_by(StageMove.id))
    *earlier, last = lines.all() or [None]
    _check_undo(referral, last, move_id, by, now)
    since = next((line.at for line in reversed(earlier) if line.from_stage != line.to_stage), referral.created_at)
    changes = {"stage": last.from_stage, "stage_since": since}
    changes["last_news_at"] = next((line.at for line in reversed(earlier) if _gave_news(line)), None)
    changes["closed_at"] = since if last.from_stage in OUTCOMES else None
    if last.took:
        changes["recruiter_id"] = None
    began = changes["last_news_at"] or referral.created_at
    changes |= silence.promise(last.from_stage, began, referral.office, referral.recruiter_answer)
    line = {"to_stage": last.from_stage, "undoes_id": last.id}
    return _take(referral, line, changes, MOVE_UNDONE, by=by, now=now, version=referral.version)


def _gave_news(line: StageMove) -> bool:
    """Whether a line of the history told the referrer something."""
    if line.from_stage is None or line.gesture in QUIET_GESTURES:
        return False
    return bool(line.note) or line.from_stage == line.to_stage or is_news(line.to_stage)


def _check_undo(referral: Referral, last: StageMove | None, move_id: int, by: User, now: datetime) -> None:
    if last is None or last.id != move_id:
        raise Conflict(_("Something else happened to this referral since: this move can’t be undone any more."))
    withdrawn = last.from_stage in OPEN[1:] and referral.opened_at is None
    if withdrawn or referral.candidate.erased_at is not None:
        raise Refused(_("This move can’t be undone."))
    if last.undoes_id is not None or last.gesture or last.from_stage in (None, last.to_stage) or last.by_id != by.id:
        raise Refused(_("This move can’t be undone."))
    if last.from_stage == "awaiting_consent" and last.to_stage == "received":
        raise Refused(_("A recorded consent stays: close the referral instead."))
    if now - last.at > UNDO_ALLOWED:
        raise Refused(_("Too late to undo: move the referral again instead."))


def touch(referral: Referral, version: int, **changes) -> None:
    """Change columns of a referral that its card shows, if it is still at `version`; boards then notice.

    Whatever changes a card (erasure too) comes through here. Raises Conflict when somebody was faster.
    """
    db.session.flush()  # the new values may name what was only added yet
    connection, changes["version"] = db.session.connection(), version + 1
    if not connection.execute(_TOUCHED, changes | {"which": referral.id, "seen": version}).rowcount:
        raise changed_meanwhile(referral)
    for name, value in changes.items():
        set_committed_value(referral, name, value)
    connection.execute(_BOARD_GROWN, {"which": referral.office_id})


def changed_meanwhile(referral: Referral) -> Conflict:
    """The refusal of a change that was made on an older state than the present one."""
    return Conflict(_("This referral has changed in the meantime."), referral)


def _take(referral: Referral, line: dict, changes: dict, kind: Kind, *, by: User, now: datetime, version: int) -> Step:
    line |= {"referral_id": referral.id, "from_stage": referral.stage, "by_id": by.id, "by_name": by.name, "at": now}
    touch(referral, version, **changes)
    if "recruiter_id" in changes:
        db.session.expire(referral, ["recruiter"])
    step = Step(add_row(StageMove, **line), now, line["from_stage"], line["to_stage"], line.get("undoes_id"))
    facts = {"from": step.from_stage, "to": step.to_stage, "referrer": referral.referrer_id}
    record(kind, referral, by=by, now=now, **facts)
    return step
