"""What is kept of a referral's life: who hears of it, and which screens show it. Facts hold codes, never words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.audiences import holders_of, screens_of, staff_of
from portal.referrals.record.models import Referral
from portal.referrals.stages.definitions import AFTER_YES, OUTCOMES
from portal.referrals.stages.labels import is_told, label_for_referrer, sharing_of, stage_label


def _both(_entry: Entry, referral: Referral) -> tuple[int | None, int | None]:
    return referral.referrer_id, referral.recruiter_id


def _referrer(_entry: Entry, referral: Referral) -> tuple[int]:
    return (referral.referrer_id,)


def _referrer_of_deed(entry: Entry, referral: Referral) -> tuple[int, ...]:
    return () if entry.actor_id is None else (referral.referrer_id,)


def _referrer_and_holders(entry: Entry, referral: Referral) -> tuple[int, ...]:
    return referral.referrer_id, *holders_of(entry, referral)


def _other_staff(entry: Entry, referral: Referral) -> set[int]:
    """Who may confirm what somebody recorded."""
    staff = {ident for role in ("recruiter", "manager") for ident in staff_of(referral.office_id, role)}
    return staff - {referral.referrer_id, entry.actor_id}


def _recorder(entry: Entry, _referral: Referral) -> tuple[int]:
    return (entry.facts["recorder"],)


def _stages(entry: Entry) -> dict:
    return {name: stage_label(code) for name, code in entry.facts.items() if name in ("from", "to")}


def _is_whole(entry: Entry, to: int | None) -> bool:
    """Whether the person `to` may read of an entry what the referrer may not: somebody of the office does."""
    return to is not None and "referrer" in entry.facts and entry.facts["referrer"] != to


def _told_of_move(entry: Entry, to: int | None) -> str:
    """A move as the stages let the referrer know it (`labels`); whole for the office."""
    stages = {name: entry.facts.get(name) or "" for name in ("from", "to")}
    words = {name: label_for_referrer(code) for name, code in stages.items()} | {"actor": entry.actor_name or "Relais"}
    if _is_whole(entry, to):
        words |= _stages(entry)
    elif not is_told(stages["to"]):
        return _in_short(stages["to"], **words)
    if entry.kind == MOVE_UNDONE.name:
        return _("%(actor)s undid a move: a referral is at “%(to)s” again", **words)
    return _("%(actor)s moved a referral from “%(from)s” to “%(to)s”", **words)


def _told_of_opening(entry: Entry, to: int | None) -> str:
    if _is_whole(entry, to) or is_told(AFTER_YES):
        return _("Both said yes: an introduction is open")
    return _in_short(AFTER_YES, actor=entry.actor_name or "Relais")


def _in_short(stage: str, **words: str) -> str:
    """What a notice says of reaching a stage that the referrer may not know."""
    if stage in OUTCOMES:
        return _("One of your referrals has ended, with a note for you")
    if sharing_of(stage) == "in_progress":
        return _("One of your referrals is moving forward")
    return _("%(actor)s worked on one of your referrals", **words)


def _told_of_letter(entry: Entry, to: int | None) -> str:
    if to is not None and entry.facts.get("referrer") == to:
        return _("Our e-mail to someone you referred did not arrive: pass the link on to them yourself")
    return _("Our e-mail to someone who was referred did not arrive")


def _who_can_help(entry: Entry, referral: Referral) -> tuple[int | None, ...]:
    return entry.facts["referrer"], *holders_of(entry, referral)


def _page(entry: Entry) -> str:
    return f"/referrals/{entry.subject_id}"


INTRODUCED = declare_kind(
    Kind("referrals.introduced", _l("%(actor)s wants to refer someone"), screens_of, holders_of, link=_page)
)
MOVED = declare_kind(
    Kind(
        "referrals.moved",
        _l("%(actor)s moved a referral: “%(from)s”, then “%(to)s”"),
        screens_of,
        _both,
        link=_page,
        words=_stages,
        told=_told_of_move,
    )
)
MOVE_UNDONE = declare_kind(
    Kind(
        "referrals.move_undone",
        _l("%(actor)s undid a move: the referral is at “%(to)s” again"),
        screens_of,
        _both,
        link=_page,
        words=_stages,
        told=_told_of_move,
    )
)
AGREED = declare_kind(
    Kind(
        "referrals.agreed",
        _l("%(actor)s recorded that the candidate agreed"),
        screens_of,
        link=_page,
    )
)
TO_CONFIRM = declare_kind(
    Kind(
        "referrals.to_confirm",
        _l("%(actor)s recorded that the candidate agreed, to be confirmed by a second person"),
        screens_of,
        _other_staff,
        link=_page,
    )
)
SECOND_SAID = declare_kind(
    Kind("referrals.second_said", _l("%(actor)s confirmed a recorded consent"), screens_of, _recorder, link=_page)
)
SET_ASIDE = declare_kind(
    Kind("referrals.set_aside", _l("%(actor)s set a recorded consent aside"), screens_of, _recorder, link=_page)
)
"""`recorder`: the id of who recorded it."""
OPENED = declare_kind(
    Kind(
        "referrals.opened",
        _l("Both said yes: the introduction is open"),
        screens_of,
        _referrer_and_holders,
        link=_page,
        told=_told_of_opening,
    )
)
ACCEPTED = declare_kind(
    Kind(
        "referrals.accepted",
        _l("%(actor)s accepted an introduction"),
        screens_of,
        _referrer,
        _l("%(actor)s would like to meet someone you referred"),
        _page,
    )
)
NOT_ACCEPTED = declare_kind(
    Kind(
        "referrals.not_accepted",
        _l("%(actor)s declined an introduction"),
        screens_of,
        _referrer,
        _l("%(actor)s declined an introduction, with a note for you"),
        _page,
    )
)
ASKED_MORE = declare_kind(
    Kind(
        "referrals.asked_more",
        _l("%(actor)s asked a question before answering an introduction"),
        screens_of,
        _referrer,
        _l("%(actor)s asks you a question about someone you referred"),
        _page,
    )
)
TOLD_MORE = declare_kind(
    Kind(
        "referrals.told_more",
        _l("%(actor)s added details about an introduction"),
        screens_of,
        holders_of,
        _l("%(actor)s answered your question about an introduction"),
        _page,
    )
)
NOTED = declare_kind(
    Kind(
        "referrals.noted",
        _l("%(actor)s wrote to a referrer"),
        screens_of,
        _referrer,
        _l("%(actor)s wrote to you about a referral"),
        _page,
    )
)
GOES_ON = declare_kind(
    Kind(
        "referrals.goes_on",
        _l("%(actor)s let a referral go on for the office in general: its role is no longer open"),
        screens_of,
        _referrer_of_deed,
        _l("A role is no longer open: one of your referrals goes on for the office in general"),
        _page,
    )
)
"""`role`: the id of the role that it was for. By nobody where the candidate's yes did it, which is told by itself."""
NOT_DELIVERED = declare_kind(
    Kind(
        "referrals.not_delivered",
        _l("An e-mail to the person referred did not arrive"),
        screens_of,
        _who_can_help,
        link=_page,
        told=_told_of_letter,
    )
)
"""`referrer`: their id as long as they can help, else null."""
NOTE_WITHHELD = declare_kind(
    Kind(
        "referrals.note_withheld",
        _l("A note to a person referred did not leave: they may no longer be written to"),
        screens_of,
        holders_of,
        link=_page,
    )
)
