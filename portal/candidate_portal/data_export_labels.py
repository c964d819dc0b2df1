"""The download in words: what each part of it is called, and its codes and dates as a person reads them."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.candidate_portal.page import GOING_ON, STANDS
from portal.candidate_portal.privacy_notice import READERS_IN_WORDS
from portal.core import columns
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages.definitions import STAGES
from portal.referrals.stages.gestures import GESTURE_OF
from portal.referrals.stages.labels import stage_label
from portal.web.i18n.formatting import format_day

STEPS = STANDS | {stage.code: stage.in_copy for stage in STAGES if stage.in_copy is not None}
NOTED = _l("Something was noted, without a change.")
ROOMS = {
    "you": _l("You"),
    "you_elsewhere": _l("You, as another referral has it"),
    "referrals": _l("Introductions"),
    "files": _l("Files"),
    "added_by_the_office": _l("Ways to reach you that the office was given"),
    "read_by": _l("Who saw it"),
}
PARTS = {
    **columns.column_labels(Candidate),
    **columns.column_labels(Referral),
    "created_at": _l("Held since"),
    "last_contact_at": _l("Last contact"),
    "referred_by": _l("Referred by"),
    "office": _l("Office"),
    "role": _l("Role"),
    "stage": _l("Stage"),
    "as_they_typed_you": _l("What they entered about you"),
    "said_to_have_agreed": _l("The person who referred you says you agreed"),
    "how": _l("How"),
    "on": _l("On"),
    "agreed_at": _l("You said yes"),
    "opened_at": _l("Introduction opened"),
    "last_news_at": _l("Last update"),
    "closed_at": _l("Ended"),
    "history": _l("History"),
    "at": _l("On"),
    "note": _l("Note to the person who referred you"),
    "internal_note": _l("Internal note of the office"),
    "note_to_you": _l("Note to you"),
    "told_you_on": _l("Told to you on"),
    "voice_message": _l("Voice message, in writing"),
    "planned": _l("What was planned"),
    "consents": _l("What you agreed to"),
    "purpose": _l("To what"),
    "text": _l("Version of the text"),
    "channel": _l("How"),
    "way": _l("Through"),
    "given_at": _l("Given"),
    "expires_at": _l("Valid until"),
    "withdrawn_at": _l("Withdrawn on"),
    "agreements_recorded_for_you": _l("Agreements that a recruiter recorded for you"),
    "in_force_at": _l("Counts since"),
    "kind": _l("Type"),
    "bytes": _l("Size in bytes"),
    "added_at": _l("Added"),
    "added_by": _l("Added by"),
    "value": _l("E-mail or phone"),
}
WAYS = {
    "letter": _l("a link received by e-mail"),
    "passed_on": _l("the link that the referrer passed on"),
    "own_page": _l("the person’s own link, shown to them on their page"),
    "recorded": _l("what a recruiter recorded"),
    "account": _l("a signed-in account"),
    "shared": _l("a link that the referrer held too"),
}
"""How a consent came (`consent.models.WAYS`), in words."""
CODES = {
    "this_role": _l("This introduction"),
    "future_roles": _l("Other roles later"),
    "other_offices": _l("Other offices"),
    "page": _l("on your page"),
    "in_person": _l("in person"),
    "e-mail": _l("by e-mail"),
    **WAYS,
    **READERS_IN_WORDS,
}
HOLDERS = (Candidate, Referral)
"""The tables whose columns are given out under their own names."""


def in_words(held: dict) -> list[tuple[str, object]]:
    """(title, values by label) of every room that holds something, of what `data_export.held_about` gives."""
    return [(str(title), _told(room, held[room])) for room, title in ROOMS.items() if held[room]]


def _step(line: dict) -> dict:
    """A line of the history: its day, and what happened, as said to the candidate."""
    gesture = GESTURE_OF.get(line["gesture"])
    told = gesture.for_candidate if gesture else NOTED
    what = STEPS.get(line["stage"], GOING_ON) if line["moved"] else told
    named = ("note", "internal_note", "note_to_you", "voice_message", "planned")
    notes = {str(PARTS[part]): line[part] for part in named}
    notes[str(PARTS["told_you_on"])] = _word("told_you_on", line["told_you_on"])
    return {format_day(datetime.fromisoformat(line["at"])): str(what)} | notes


def _reading(row: dict) -> str:
    """Who saw it, in a sentence."""
    who, last = str(READERS_IN_WORDS[row["kind"]]), format_day(datetime.fromisoformat(row["last_at"]))
    seen = ngettext("%(num)s person, last on %(day)s", "%(num)s people, last on %(day)s", row["people"], day=last)
    return f"{who}{_(': ')}{seen}"


SENTENCES = {"history": _step, "read_by": _reading}
"""What is said whole, not part by part."""


def _told(name: str, value):
    if name in SENTENCES:
        return [SENTENCES[name](one) for one in value]
    if isinstance(value, dict):
        return {str(PARTS[part]): _told(part, inner) for part, inner in value.items()}
    if isinstance(value, list):
        told = [_told(name, inner) for inner in value]
        return ", ".join(told) if all(isinstance(one, str) for one in told) else told
    return _word(name, value)


def _word(name: str, value):
    if not value:
        return ""
    for model in HOLDERS:
        if name in columns.column_labels(model):
            return columns.in_words(model, name, value)
    if name == "stage":
        return stage_label(value)
    if name == "channel" and value == "phone":
        return str(_l("by phone"))
    if name.endswith("_at") or name in ("at", "on", "told_you_on"):
        moment = datetime.fromisoformat(value)
        return format_day(moment if "T" in value else date.fromisoformat(value))
    return str(CODES.get(value, value)) if isinstance(value, str) else value
