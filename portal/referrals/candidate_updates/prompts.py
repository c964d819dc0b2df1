"""What a person is asked about the candidate before a change of stage, and what they had typed there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.accounts.models import User
from portal.core.text_normalization import clean_text
from portal.referrals.candidate_updates import notes, texts
from portal.referrals.record import policy
from portal.referrals.record.models import Referral
from portal.web.i18n.formatting import first_name


@dataclass(frozen=True, slots=True)
class Told:
    """What was typed about the candidate, as it came. told: ticked that they were told, `on` which day."""

    note: str = ""
    told: bool = False
    on: str = ""

    @property
    def is_said(self) -> bool:
        """Whether one of the two is there."""
        return bool(self.note.strip()) or self.told


@dataclass(frozen=True, slots=True)
class Prompt:
    """The fields about the candidate: their first name and language, what was typed, the notes offered by reason.

    may_write: whether a note may leave; else only the tick is there.
    """

    name: str
    language: str
    told: Told
    offered: Mapping[str, str]
    may_write: bool


def read_told(form: Mapping[str, str]) -> Told:
    """What the fields of a request say."""
    return Told(clean_text(form.get("candidate_note")), "told" in form, form.get("told_on", "")[:10])


def prompt_of(referral: Referral, to: str, told: Told, *, by: User, reason: str = "", fill: bool) -> Prompt | None:
    """What to ask about the candidate before a move to stage `to`; None where the office is not in touch with them.

    `fill`: the note that goes with `reason` stands instead of what was `told`, but for words of one's own.
    """
    if not notes.may_tell(referral) or not policy.may_see_identity(by, referral):
        return None
    may_write = notes.may_write(referral)
    offered = texts.list_offered(referral, to, by=by) if may_write else {}
    note = told.note
    if fill and (not note or note in map(clean_text, offered.values())):
        note = offered.get(reason, "")
    shown = Told(note, told.told, told.on)
    return Prompt(first_name(referral.candidate.name), referral.candidate.language, shown, offered, may_write)
