"""`apply`, the one door through which every change of a referral’s state goes. History is only added to.

`move_referral` and `undo_move` are what recruiters do by hand; other files have verbs of their own, all of them callers
of `apply`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.core.db import add_row, db, select_rows
from portal.core.errors import Conflict, Refused, too_long
from portal.core.forbidden_numbers import refuse_in
from portal.core.text_normalization import clean_text
from portal.offices import board_versions
from portal.referrals.record import search_index
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.record.policy import is_held
from portal.referrals.stages import deadlines
from portal.referrals.stages.closing_reasons import REASONS
from portal.referrals.stages.definitions import AFTER_YES, ALL_STAGES, FIRST, HIRED, OPEN, OUTCOMES, TALENT_POOL
from portal.referrals.stages.events import INTRODUCED, MOVE_UNDONE, MOVED
from portal.referrals.stages.gestures import QUIET_GESTURES
from portal.referrals.stages.labels import is_news, stage_label
from portal.referrals.stages.transition_table import TABLE, allowed_moves

UNDO_SHOWN = timedelta(seconds=10)
UNDO_ALLOWED = timedelta(minutes=2)
LONGEST_NOTE = 4000


class Step(NamedTuple):
    """The line of the history that a move has just written."""

    id: int
    at: datetime
    from_stage: str | None
    to_stage: str
    undoes_id: int | None


_TOUCHED = update(Referral.__table__).where(
    Referral.__table__.c.id == bindparam("which"), Referral.__table__.c.version == bindparam("seen")
)
_NOTHING: Mapping = MappingProxyType({})
_HELD = select(is_held()).where(Referral.id == bindparam("which"))
"""Built once; what changes is a parameter, and so is which."""


def move_referral(
    referral: Referral,
    to: str,
    *,
    by: User,
    now: datetime,
    version: int,
    note: str = "",
    private_note: str = "",
    reason: str = "",
    again_on: date | None = None,
    begins_on: date | None = None,
    candidate_note: str = "",
    told_on: date | None = None,
) -> Step:
    """Bring `referral` to stage `to`; `version` is what `by` saw. Returns the new line of its history.

    `note` reaches the referrer and is needed to close; `private_note` stays in the office, and so does `reason`, a
    code of `closing_reasons.REASONS`, or "". `again_on`: the first day of the month in which somebody of the talent
    pool is to be thought of again; `begins_on`: the first day of work of who is hired. `candidate_note` is for the
    candidate, whom `by` told by themselves on `told_on`: both are only kept here (`candidate_updates/notes` writes the
    letter). Raises Conflict when somebody changed the referral meanwhile, Refused when the table or the candidate's
    agreement forbids.
    """
    note, private_note, candidate_note = map(clean_text, (note, private_note, candidate_note))
    _check(referral, to, version, note, private_note, candidate_note)
    if reason and reason not in REASONS.get(to, {}):
        raise Refused(_("There is no such reason."))
    changes = {"last_news_at": now} if note or is_news(to) else {}
    if to == TALENT_POOL:
        changes["again_on"] = again_on
    if to == HIRED:
        changes["begins_on"] = begins_on
    took = _is_free(referral, by)
    if took:
        changes["recruiter_id"] = by.id
    line = {"note": note, "private_note": private_note, "took": took, "reason": reason}
    line |= {"candidate_note": candidate_note, "candidate_told_on": told_on}
    facts = _facts(referral, to)
    return apply(referral, to, kind=MOVED, by=by, now=now, version=version, line=line, facts=facts, **changes)


def _facts(referral: Referral, to: str) -> dict:
    return {"from": referral.stage, "to": to, "referrer": referral.referrer_id}


def _is_free(referral: Referral, by: User) -> bool:
    """Whether nobody holds it, or only somebody who has left: then it becomes `by`'s."""
    if referral.recruiter_id in (None, by.id):
        return referral.recruiter_id is None
    return not select_rows(_HELD, {"which": referral.id})[0][0]


def _check(referral: Referral, to: str, version: int, note: str, *others: str) -> None:
    if referral.version != version:
        raise changed_meanwhile(referral)
    if to not in ALL_STAGES:
        raise Refused(_("There is no such stage."))
    if referral.opened_at is None and (referral.stage, to) == (FIRST, AFTER_YES):
        raise Refused(_("The candidate has not agreed yet. Record their consent first."))
    if to not in {way.stage for way in allowed_moves(referral.stage, agreed=referral.opened_at is not None)}:
        raise _no_such_way(referral.stage, to)
    if to in OUTCOMES and not note:
        raise Refused(_("Before closing, write a note to the person who referred them."))
    if max(map(len, (note, *others))) > LONGEST_NOTE:
        raise Refused(too_long(LONGEST_NOTE))
    refuse_in(note, *others)


def _no_such_way(stage: str, to: str) -> Refused:
    return Refused(_("A referral can’t go from “%(a)s” to “%(b)s”.", a=stage_label(stage), b=stage_label(to)))


def undo_move(referral: Referral, move_id: int, *, by: User, now: datetime) -> Step:
    """Take back the move `move_id`: only its author, only at once, only while it is the last one.

    The history gains a line that names the undone one. Raises Refused otherwise, Conflict when others were faster.
    """
    lines = db.session.scalars(select(StageMove).where(StageMove.referral_id == referral.id).order_by(StageMove.id))
    *earlier, last = lines.all() or [None]
    _check_undo(referral, last, move_id, by, now)
    since = next((line.at for line in reversed(earlier) if line.from_stage != line.to_stage), referral.created_at)
    changes = {"stage_since": since, "closed_at": since if last.from_stage in OUTCOMES else None}
    changes["last_news_at"] = next((line.at for line in reversed(earlier) if _gave_news(line)), None)
    if last.took:
        changes["recruiter_id"] = None
    line, facts = {"undoes_id": last.id}, _facts(referral, last.from_stage)
    return apply(referral, last.from_stage, kind=MOVE_UNDONE, by=by, now=now, line=line, facts=facts, **changes)


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
    if (last.from_stage, last.to_stage) == (FIRST, AFTER_YES):
        raise Refused(_("A recorded consent stays: close the referral instead."))
    if now - last.at > UNDO_ALLOWED:
        raise Refused(_("Too late to undo: move the referral again instead."))


def apply(
    referral: Referral,
    to: str,
    *,
    kind: Kind,
    by: User | None,
    now: datetime,
    version: int | None = None,
    line: Mapping = _NOTHING,
    facts: Mapping = _NOTHING,
    due_from: datetime | None = None,
    **columns,
) -> Step | None:
    """Bring `referral` to stage `to`, which may be its own, with all that hangs on it: the one door for its state.

    `columns` of the referral change with it (`last_news_at=now` where it brings the referrer news). The promise of
    news is counted anew, from `due_from` or else from the last news; its card, the boards and the search know. The
    log gains an entry of `kind` with `facts`, the story a `line` (columns of `StageMove`), without a given one only
    where the stage changes; `by`, None for the candidate and for time, signs both. Returns the line of the story.
    `version` is what `by` saw (default: the present one).

    Raises Refused for a way that TABLE doesn't know (to undo: the way back of one), Conflict when somebody was faster.
    """
    _check_way(referral.stage, to, undone="undoes_id" in line)
    before = referral.stage
    if to != before:
        columns = {"stage": to, "stage_since": now, "closed_at": now if to in OUTCOMES else None} | columns
    columns |= _promised(referral, to, columns, due_from)
    touch_referral(referral, referral.version if version is None else version, **columns)
    step = _write_line(referral, line, by=by, now=now, before=before) if to != before or line else None
    record(kind, referral, by=by, now=now, **facts)
    return step


def _check_way(stage: str, to: str, *, undone: bool) -> None:
    start, end = (to, stage) if undone else (stage, to)
    if end != start and end not in TABLE.get(start, ()):
        raise _no_such_way(stage, to)


def _promised(referral: Referral, to: str, columns: Mapping, due_from: datetime | None) -> dict:
    news = columns.get("last_news_at", referral.last_news_at)
    answer = columns.get("recruiter_answer", referral.recruiter_answer)
    return deadlines.compute_promise(to, due_from or news or referral.created_at, referral.office, answer)


def begin_referral(referral: Referral, *, by: User, now: datetime) -> None:
    """Add a new referral, made by `by`, at the first stage, with its promise of news and the first line of story."""
    referral.stage, referral.stage_since, referral.created_at = FIRST, now, now
    for column, moment in deadlines.compute_promise(FIRST, now, referral.office, referral.recruiter_answer).items():
        setattr(referral, column, moment)
    db.session.add(referral)
    db.session.flush()
    search_index.index_referral(referral)
    _write_line(referral, {}, by=by, now=now, before=None)
    board_versions.mark_changed([referral.office_id])
    record(INTRODUCED, referral, by=by, now=now, opportunity=referral.opportunity_id)


def touch_referral(referral: Referral, version: int, **changes) -> None:
    """Change columns of a referral that its card shows, if it is still at `version`; boards then notice.

    Whatever changes a card without being a change of its state (erasure, a correction) comes straight through here.
    Raises Conflict when somebody was faster.
    """
    db.session.flush()  # the new values may name what was only added yet
    connection, changes["version"] = db.session.connection(), version + 1
    if not connection.execute(_TOUCHED, changes | {"which": referral.id, "seen": version}).rowcount:
        raise changed_meanwhile(referral)
    for name, value in changes.items():
        set_committed_value(referral, name, value)
    moved = [name for name in ("recruiter", "opportunity") if f"{name}_id" in changes]
    if moved:
        db.session.expire(referral, moved)
    if search_index.FOUND_BY & changes.keys():
        search_index.index_referral(referral)
    board_versions.mark_changed([referral.office_id])


def add_line(
    referral: Referral, kind: Kind, *, by: User | None, now: datetime, line: Mapping, facts: Mapping = _NOTHING
) -> Step:
    """Add a `line` to the story of `referral`, and an entry of `kind` to the log, that change nothing of its state.

    Its card keeps its version: nobody who is writing loses their place for it. All else as in `apply`.
    """
    step = _write_line(referral, line, by=by, now=now, before=referral.stage)
    record(kind, referral, by=by, now=now, **facts)
    return step


def _write_line(referral: Referral, line: Mapping, *, by: User | None, now: datetime, before: str | None) -> Step:
    signed = {"by_id": by.id, "by_name": by.name} if by else {}
    written = {
        "referral_id": referral.id,
        "from_stage": before,
        "to_stage": referral.stage,
        "at": now,
        **signed,
        **line,
    }
    return Step(add_row(StageMove, **written), now, before, referral.stage, written.get("undoes_id"))


def changed_meanwhile(referral: Referral) -> Conflict:
    """The refusal of a change that was made on an older state than the present one."""
    return Conflict(_("This referral has changed in the meantime."), referral)
