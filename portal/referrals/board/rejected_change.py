"""What a card asks back when a change could not be made: nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.text_normalization import clean_text
from portal.referrals.candidate_updates.prompts import Prompt, Told, prompt_of
from portal.referrals.pool import reminders
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages.closing_reasons import Choice, list_offered
from portal.referrals.stages.definitions import HIRED, OUTCOMES, TALENT_POOL
from portal.referrals.stages.gestures import HANDED, QUIET_GESTURES
from portal.referrals.stages.labels import stage_label

NOTHING_TOLD = Told()
AT_ONCE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """Why the change to stage `to` was not made, with what was typed.

    kind: `note` (closing needs a word), `conflict` (somebody was faster, `last` tells who) or `refused`. `choices`:
    the reasons for this outcome with the message that each offers; `chosen` is one's code, or "". `months`: when
    somebody of the talent pool may come back; `month` is the chosen one, or "". `begins_on`: the first day of work, as
    typed. `language`: of the referrer, in which the message is written. `told`: what was typed about the candidate,
    `candidate`: what is asked about them.
    """

    kind: str
    reason: str
    to: str
    note: str
    private_note: str
    last: StageMove | None = None
    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    language: str = ""
    months: tuple[tuple[str, str], ...] = ()
    month: str = ""
    begins_on: str = ""
    told: Told = NOTHING_TOLD
    candidate: Prompt | None = None

    @property
    def asks_first_day(self) -> bool:
        """Whether the first day of work may be said with it."""
        return self.to == HIRED

    @property
    def to_label(self) -> str:
        """The name of the stage that was wanted."""
        return stage_label(self.to)


def asked_after(
    refusal: Refused, referral_id: int, to: str, note: str, private_note: str, *, reason: str = "", **typed
) -> Asked:
    """What to ask after `refusal` of a move to `to`.

    The move was of `referral_id`; `note` and `private_note` were typed, `reason` was chosen; `typed` are more parts of
    `Asked` by name.
    """
    kept = {"chosen": reason} | typed
    if isinstance(refusal, Conflict):
        return Asked("conflict", str(refusal.reason), to, note, private_note, last_move(referral_id), **kept)
    kind = "note" if to in OUTCOMES and not note.strip() else "refused"
    return Asked(kind, str(refusal.reason), to, note, private_note, **kept)


def with_reasons(asked: Asked, referral: Referral, *, by: User, fill: bool) -> Asked:
    """The same with the reasons to choose from; `fill`: the message of the chosen one instead of what was typed.

    `asked` is about `referral`. What is asked about the candidate comes with it, and their note where nothing was
    typed yet.
    """
    first = fill or (asked.kind == "note" and not asked.told.is_said)
    candidate = prompt_of(referral, asked.to, asked.told, by=by, reason=asked.chosen, fill=first)
    is_told = candidate is not None and (candidate.may_write or candidate.told.told)
    choices = tuple(list_offered(referral, asked.to, by=by, is_told=is_told)) if asked.to in OUTCOMES else ()
    text = next((choice.text for choice in choices if choice.code == asked.chosen), "")
    note = text if fill and text else asked.note
    months = tuple(reminders.month_choices(utcnow())) if asked.to == TALENT_POOL else ()
    asked = replace(asked, choices=choices, note=note, language=referral.referrer.language, months=months)
    return replace(asked, candidate=candidate)


def asked_to_fill(to: str, note: str, private_note: str, *, reason: str, **typed) -> Asked:
    """Somebody asks for the messages that go with a move before they make it.

    The move was to `to`; `note` and `private_note` were typed, `reason` was chosen; `typed` as in `asked_after`.
    """
    say = _("Read the message over, change what you like, then close.")
    if to not in OUTCOMES:
        say = _("Read the note over, change what you like, then move.")
    return Asked("note", say, to, note, private_note, chosen=reason, **typed)


def asked_first(to: str, note: str, private_note: str, **typed) -> Asked:
    """Somebody closes a referral without having been asked what its candidate hears.

    It ends at `to`; `note` and `private_note` were typed; `typed` as in `asked_after`.
    """
    say = _("And the person themselves? Write to them, or say that you told them; then close.")
    return Asked("note", say, to, note, private_note, **typed)


def last_move(referral_id: int) -> StageMove | None:
    """The newest line of a referral's history that somebody wrote by changing it; None where it was handed over."""
    told = [gesture for gesture in QUIET_GESTURES if gesture != HANDED]
    mine = select(StageMove).where(StageMove.referral_id == referral_id, StageMove.gesture.not_in(told))
    last = db.session.scalar(mine.order_by(StageMove.id.desc()).limit(1))
    return None if last is not None and last.gesture == HANDED else last


def just_done(asked: Asked, user_id: int, now: datetime) -> bool:
    """Whether the refused move repeats (double click, retry) what the same person has just done, word for word.

    `asked` is what was refused to `user_id`.
    """
    last = asked.last
    if last is None or last.undoes_id is not None or last.by_id != user_id or now - last.at >= AT_ONCE:
        return False
    typed = (asked.to, clean_text(asked.note), clean_text(asked.private_note), asked.chosen, asked.told.note)
    return (last.to_stage, last.note, last.private_note, last.reason, last.candidate_note) == typed
