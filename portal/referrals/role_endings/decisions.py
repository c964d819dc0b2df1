"""Deciding what becomes of the referrals to a role that is no longer open: all of them at once, or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from portal.accounts.models import User
from portal.core.errors import Conflict, Refused
from portal.opportunities.models import Opportunity
from portal.referrals.consent import register
from portal.referrals.introductions import responses, role_over
from portal.referrals.record.models import Referral
from portal.referrals.role_endings import under_way
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import FIRST, NOT_SELECTED

LEAVE, GENERAL, CLOSE = CHOICES = ("leave", "general", "close")
REASON = {"filled": "filled", "closed": "changed", "paused": "changed"}
"""Why a referral is closed, as a code of `closing_reasons.REASONS`, by the state of the role."""


class Decision(NamedTuple):
    """What becomes of one referral, as seen at `version`: one of CHOICES. `word` is for its referrer, to close."""

    referral_id: int
    version: int
    choice: str
    word: str = ""


def settle_referrals(role: Opportunity, decisions: Iterable[Decision], *, by: User, now: datetime) -> int:
    """Do what `by` decided about the referrals to `role`; how many of them changed. All of it, or nothing.

    Raises Conflict when the role is open again, or somebody changed one of them meanwhile; Refused for a word that is
    missing or must not be kept, and for going on without the candidate's agreement.
    """
    wanted = [decision for decision in decisions if decision.choice != LEAVE]
    if not under_way.may_decide(by, role):
        raise Conflict(_("This role is open again: nothing has to be decided."), role)
    ids = [decision.referral_id for decision in wanted]
    found = {referral.id: referral for referral in under_way.read_referrals(role, by, only=ids)}
    agreed = register.who_agreed(ids, "future_roles")
    for decision in wanted:
        referral = found.get(decision.referral_id)
        if referral is None:
            raise Conflict(_("Somebody decided about these referrals in the meantime: here is what is left."), role)
        if decision.choice == CLOSE:
            _close(referral, decision, REASON[role.state], by, now)
        elif decision.choice == GENERAL and under_way.may_go_on(referral, agreed=referral.id in agreed):
            role_over.let_go_on(referral, by=by, now=now, version=decision.version)
        else:
            raise Refused(_("This person did not agree to other roles."))
    return len(wanted)


def _close(referral: Referral, decision: Decision, reason: str, by: User, now: datetime) -> None:
    told = {"by": by, "now": now, "version": decision.version, "reason": reason}
    if referral.stage == FIRST:
        responses.end_introduction(referral, decision.word, **told)
    else:
        transitions.move_referral(referral, NOT_SELECTED, note=decision.word, **told)
