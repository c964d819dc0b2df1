"""The story of a referral in plain sentences, as each reader may know it (trust.md, privacy 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.core.db import db
from portal.referrals import halves, reasons, voices
from portal.referrals.models import OUTCOMES, STAGES, Referral, StageMove
from portal.referrals.stage_words import is_told, label, label_for_referrer, shared
from portal.referrals.voices import VoiceNote
from portal.web.texts import gettext as _
from portal.web.texts import lazy_gettext as _l

REACHED = {
    "received": _l("%(name)s agreed to be introduced. %(by)s received the referral."),
    "contacted": _l("%(by)s got in touch with %(them)s."),
    "interview": _l("%(name)s is invited to an interview."),
    "offer": _l("%(name)s received an offer."),
    "hired": _l("%(name)s is hired. Welcome!"),
    "not_selected": _l("%(name)s was not chosen this time."),
    "withdrawn": _l("%(name)s preferred not to go on."),
    "talent_pool": _l("%(name)s joins the talent pool, for later."),
    "declined": _l("%(name)s did not wish to be introduced."),
    "expired": _l("%(name)s did not answer in time."),
}
ICONS = {
    "awaiting_consent": "send",
    "received": "handshake",
    "contacted": "phone",
    "interview": "calendar",
    "offer": "file-text",
    "hired": "award",
    "not_selected": "archive",
    "withdrawn": "archive",
    "talent_pool": "bookmark",
    "declined": "archive",
    "expired": "hourglass",
}

GESTURES = {
    "thanks": "heart",
    "voice": "volume-2",
    "call": "phone",
    "asked": "bell",
    "holding": "hourglass",
    "accepts": "handshake",
    "declines": "archive",
}
ACKNOWLEDGED = {
    "thanks": (_l("%(by)s thanks you."), _l("%(by)s thanked %(to)s.")),
    "voice": (_l("%(by)s left you a voice message."), _l("%(by)s left %(to)s a voice message.")),
    "call": (_l("%(by)s called you."), _l("%(by)s called %(to)s.")),
}
"""A gesture, as its referrer reads it and as others do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the story. tone: `accent`, `quiet` or ""; `private_note`, `reason`: empty for the referrer."""

    id: int
    at: datetime
    words: str
    icon: str
    tone: str
    by: str
    note: str
    private_note: str
    reason: str
    voice: VoiceNote | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. own: it is the referrer; named: the candidate's name may be shown; private: internal notes too."""

    own: bool
    named: bool
    private: bool


def of(referral: Referral, reader: Reader) -> list[Line]:
    """The whole story, oldest first; one statement, two where somebody spoke.

    A move that was taken back never happened for the referrer.
    """
    told = select(StageMove).where(StageMove.referral_id == referral.id).order_by(StageMove.id)
    moves: Sequence[StageMove] = db.session.scalars(told).all()
    undone = {move.undoes_id for move in moves if move.undoes_id}
    shown = [move for move in moves if not (reader.own and (move.undoes_id or move.id in undone))]
    spoken = voices.of(referral.id) if any(move.gesture == "voice" for move in shown) else {}
    return [_line(move, referral, reader, move.id in undone, spoken.get(move.id)) for move in shown]


def is_shut(move: StageMove, reader: Reader) -> bool:
    """Whether what was written or said in this line stays hidden from `reader`; its referrer reads it always."""
    return not reader.own and halves.is_shut(move, opened=reader.named)


def _line(move: StageMove, referral: Referral, reader: Reader, undone: bool, voice: VoiceNote | None) -> Line:
    told = not reader.own or is_told(move.to_stage)
    shut = is_shut(move, reader)
    return Line(
        id=move.id,
        at=move.at,
        words=_sentence(move, referral, reader),
        icon=_icon(move, told),
        tone="quiet" if undone or move.undoes_id else "accent" if told and move.to_stage == "hired" else "",
        by=move.by_name or "Relais",
        note="" if shut else move.note,
        private_note=move.private_note if reader.private and not shut else "",
        reason=reasons.label(move.to_stage, move.reason) if reader.private and move.reason else "",
        voice=None if shut else voice,
    )


def _icon(move: StageMove, told: bool) -> str:
    if move.undoes_id:
        return "undo-2"
    if _is_note(move) or move.gesture in GESTURES:
        return GESTURES.get(move.gesture, "message-circle")
    return ICONS.get(move.to_stage, "") if told else "archive" if move.to_stage in OUTCOMES else "arrow-right"


def _is_note(move: StageMove) -> bool:
    return move.from_stage == move.to_stage


def _sentence(move: StageMove, referral: Referral, reader: Reader) -> str:
    words = {"by": move.by_name or "Relais"}
    if reader.named:
        words["name"] = words["them"] = referral.candidate.name
    else:
        words |= {"name": _("The person referred"), "them": _("the person referred")}
    if move.from_stage is None:
        return (
            _("You introduced %(them)s.", **words) if reader.own else _("%(by)s wants to introduce someone.", **words)
        )
    if answered := halves.said(move, own=reader.own):
        return answered % (words | {"to": referral.referrer.name})
    if _is_note(move):
        return _said(move, referral, reader, words)
    if move.undoes_id:
        return _("%(by)s took the last move back.", **words)
    if reader.own and not is_told(move.to_stage):
        return _kept_short(move.to_stage)
    reopened = move.from_stage in OUTCOMES
    if reopened or _went_back(move):
        words["stage"] = label_for_referrer(move.to_stage) if reader.own else label(move.to_stage)
        if reopened:
            return _("%(by)s took the referral up again: %(stage)s.", **words)
        return _("%(by)s moved the referral back to %(stage)s.", **words)
    return str(REACHED[move.to_stage]) % words


def _said(move: StageMove, referral: Referral, reader: Reader, words: dict) -> str:
    """A line without a change of stage, by what it is."""
    asked = move.by_name or _("the recruiters of %(office)s", office=referral.office.name)
    words |= {"to": referral.referrer.name, "asked": asked}
    if move.gesture == "holding" and reader.own:
        return _("No news yet: %(asked)s has been asked.", **words)
    if move.gesture == "holding":
        return _("%(to)s was told that there is no news yet and that %(asked)s has been asked.", **words)
    if move.gesture in ACKNOWLEDGED:
        return str(ACKNOWLEDGED[move.gesture][0 if reader.own else 1]) % words
    if move.gesture == "asked":
        return _("You asked for news.") if reader.own else _("%(by)s asked for news.", **words)
    return _("%(by)s wrote to you.", **words) if reader.own else _("%(by)s wrote to %(to)s.", **words)


def _kept_short(stage: str) -> str:
    """What the referrer reads of a move to a stage that is not told."""
    if stage in OUTCOMES:
        return _("Your referral has ended.")
    return _("Your referral goes on.") if shared(stage) == "in_progress" else _("The office worked on your referral.")


def _went_back(move: StageMove) -> bool:
    both = move.from_stage in STAGES and move.to_stage in STAGES
    return both and STAGES.index(move.to_stage) < STAGES.index(move.from_stage)
