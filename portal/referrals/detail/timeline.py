"""The story of a referral in plain sentences, as each reader may know it (trust.md, privacy 10).

A line is put into words once: its words depend on the move, the reader, three names and the screen, and are kept by
all of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import get_timezone
from sqlalchemy import bindparam, select

from portal.core.caches import CANDIDATES, cached
from portal.core.db import db, select_rows
from portal.referrals.acknowledgements import voice_notes
from portal.referrals.candidate_updates import letters
from portal.referrals.detail.timeline_parts import Line, Move, Names, Planned, Reader, Screen
from portal.referrals.next_steps import labels as step_labels
from portal.referrals.next_steps.models import NextStep
from portal.referrals.record import display_names, introduction_status
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages import closing, closing_reasons
from portal.referrals.stages.definitions import OPEN, OUTCOMES, STAGES, find_stage
from portal.referrals.stages.gestures import GESTURE_OF, INTERNAL_GESTURES, Gesture
from portal.referrals.stages.labels import is_told, label_for_referrer, sharing_of, stage_label
from portal.referrals.stages.settings import rules_version
from portal.web.i18n.formatting import format_day, format_moment
from portal.web.i18n.translations import gettext as _
from portal.web.i18n.translations import locale_name

MOST_KEPT = 4096
"""Lines that a process keeps in words: a few megabytes."""

STEP_GESTURES = frozenset(("planned", "replanned", "step_done", "step_dropped"))
REACHED = {stage.code: stage.reached for stage in STAGES if stage.reached is not None}
ICONS = {stage.code: stage.icon for stage in STAGES}


_COLUMNS, _STEP = StageMove.__table__.c, NextStep.__table__.c
_OWN = Move._fields[:-1]
_MOVES = (
    select(
        *(_COLUMNS[name] for name in _OWN),
        *(_STEP[name] for name in Planned._fields[:-1]),
        _STEP.ended_at.is_(None),
    )
    .select_from(StageMove.__table__.outerjoin(NextStep.__table__, _STEP.line_id == _COLUMNS.id))
    .where(_COLUMNS.referral_id == bindparam("referral"))
    .order_by(_COLUMNS.id)
)


def read_timeline(referral: Referral, reader: Reader) -> tuple[Line, ...]:
    """The whole story, oldest first; one statement, two where somebody spoke.

    For the referrer a move that was taken back never happened, and what the office keeps for itself is not there.
    """
    db.session.flush()  # a line that this request has written is told as well
    moves = sorted(_with_steps(select_rows(_MOVES, {"referral": referral.id})), key=_place)
    undone = {move.undoes_id for move in moves if move.undoes_id}
    shown = [
        move
        for move in moves
        if not (reader.own and (move.undoes_id or move.id in undone or _is_inside(move, referral)))
    ]
    called = referral.typed_name if reader.own else referral.candidate.name
    names = Names(called if reader.named else "", referral.referrer.name, referral.office.name)
    screen = Screen(locale_name(), str(get_timezone()), rules_version())
    lines = tuple(_line(move, move.id in undone, reader, names, screen) for move in shown)
    lettered = {move.id for move in shown if move.candidate_note and not is_hidden(move, reader)}
    if lettered:
        said = letters.tell_fates(lettered, "" if reader.own else referral.candidate.email)
        lines = tuple(line._replace(candidate_told=line.candidate_told + said.get(line.id, ())) for line in lines)
    return _with_voices(referral.id, lines) if "voice" in {move.gesture for move in shown} else lines


def _place(move: Move) -> tuple[int, int]:
    """A reply stands right after what it replies to."""
    return move.replies_to_id or move.id, move.id


def _with_steps(rows: Iterable) -> Iterator[Move]:
    """The moves of these rows; one that ends a step knows which, by the line before that planned it."""
    step = None
    for row in rows:
        own, planned = row[: len(_OWN)], row[len(_OWN) :]
        if planned[0] is not None:
            step = Planned(*planned)
        move = Move(*own)
        yield move._replace(step=step) if move.gesture in STEP_GESTURES else move


def _with_voices(referral_id: int, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    heard = voice_notes.find_voice_notes(referral_id)
    return tuple(line if line.is_shut else line._replace(voice=heard.get(line.id)) for line in lines)


def is_hidden(move: Move | StageMove, reader: Reader) -> bool:
    """Whether what was written or said in this line stays hidden from `reader`; its referrer reads it always."""
    return not reader.own and introduction_status.is_closed(move, opened=reader.named)


@cached(MOST_KEPT, about=CANDIDATES)
def _line(move: Move, undone: bool, reader: Reader, names: Names, _screen: Screen) -> Line:
    told = not reader.own or is_told(move.to_stage)
    shut = is_hidden(move, reader)
    return Line(
        id=move.id,
        at=move.at,
        when=format_moment(move.at),
        words=_sentence(move, names, reader),
        icon=_icon(move, told),
        tone="quiet" if undone or move.undoes_id else "accent" if told and _is_goal(move) else "",
        by=move.by_name or "Relais",
        note="" if shut else closing.in_words(move.note),
        private_note=_inside_of(move) if reader.private and not shut else "",
        reason=closing_reasons.reason_label(move.to_stage, move.reason) if reader.private and move.reason else "",
        gesture=move.gesture,
        is_shut=shut,
        step=_to_come(move, shut=shut or not reader.private),
        may_reply=reader.own and bool(move.note) and move.by_name not in ("", names.referrer),
        candidate_note=move.candidate_note if reader.private and not shut else "",
        candidate_told=() if shut else _told_candidate(move, names, reader),
    )


def _inside_of(move: Move) -> str:
    """What a line says for the office alone."""
    return move.step.details if move.step else move.private_note


def _to_come(move: Move, *, shut: bool) -> Planned | None:
    planned = move.step is not None and move.step.is_open and move.gesture in ("planned", "replanned")
    if not planned:
        return None
    return move.step._replace(whom="", place="") if shut else move.step


def _told_candidate(move: Move, names: Names, reader: Reader) -> tuple[str, ...]:
    if move.candidate_told_on is None:
        return ()
    them = names.candidate if reader.named else _("the person referred")
    return (_("%(by)s told %(them)s on %(day)s.", by=move.by_name, them=them, day=format_day(move.candidate_told_on)),)


def _icon(move: Move, told: bool) -> str:
    if move.undoes_id:
        return "undo-2"
    if _is_gesture(move):
        return _gesture_of(move).icon
    return ICONS.get(move.to_stage, "") if told else "archive" if move.to_stage in OUTCOMES else "arrow-right"


def _is_inside(move: Move, referral: Referral) -> bool:
    """Whether its referrer does not even read that there is this line."""
    planned = move.gesture in ("planned", "replanned") and move.step is not None and move.step.is_open
    told = planned and move.step.kind == step_labels.INTERVIEW and referral.closed_at is None
    return move.gesture in INTERNAL_GESTURES and not (told and is_told(referral.stage))


def _is_goal(move: Move) -> bool:
    stage = find_stage(move.to_stage)
    return stage is not None and stage.is_goal


def _is_gesture(move: Move) -> bool:
    return move.from_stage == move.to_stage or bool(move.gesture)


def _gesture_of(move: Move) -> Gesture:
    """What a line is by its gesture; one of the past that is no longer known, a word."""
    return GESTURE_OF.get(move.gesture) or GESTURE_OF[""]


def _begun(words: dict[str, str], reader: Reader) -> str:
    if not reader.own:
        return _("%(by)s wants to refer someone.", **words)
    return _("You referred %(them)s.", **words) if reader.named else _("You made this referral.")


def _sentence(move: Move, names: Names, reader: Reader) -> str:
    words = {"by": move.by_name or "Relais"}
    if reader.named:
        words["name"] = words["them"] = names.candidate
    else:
        words |= {"name": _("The person referred"), "them": _("the person referred")}
    if move.from_stage is None:
        return _begun(words, reader)
    if _is_gesture(move):
        return _said(move, names, reader, words)
    if move.undoes_id:
        return _("%(by)s undid the last move.", **words)
    if reader.own and not is_told(move.to_stage):
        return _kept_short(move.to_stage)
    reopened = move.from_stage in OUTCOMES
    if reopened or _went_back(move):
        words["stage"] = label_for_referrer(move.to_stage) if reader.own else stage_label(move.to_stage)
        if reopened:
            return _("%(by)s took the referral up again: %(stage)s.", **words)
        return _("%(by)s moved the referral back to %(stage)s.", **words)
    return str(REACHED[move.to_stage]) % words


def _said(move: Move, names: Names, reader: Reader, words: dict) -> str:
    """A line that is more than a change of stage, by what it is."""
    asked, holder = (display_names.holder_of(name, names.office) for name in (move.by_name, move.to_name))
    step = move.step.words if move.step else ""
    words |= {"to": names.referrer, "asked": asked, "holder": holder, "step": step}
    gesture = _gesture_of(move)
    return str(gesture.for_referrer if reader.own else gesture.for_staff) % words


def _kept_short(stage: str) -> str:
    """What the referrer reads of a move to a stage that is not told."""
    if stage in OUTCOMES:
        return _("Your referral has ended.")
    return (
        _("Your referral is moving forward.")
        if sharing_of(stage) == "in_progress"
        else _("The office worked on your referral.")
    )


def _went_back(move: Move) -> bool:
    both = move.from_stage in OPEN and move.to_stage in OPEN
    return both and OPEN.index(move.to_stage) < OPEN.index(move.from_stage)
