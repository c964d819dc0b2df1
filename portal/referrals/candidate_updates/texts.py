"""The notes to a candidate that are offered, by stage and reason, in their language; edited before they leave.

None of them says more than the candidate may know: the reason itself stays in the office.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.message_templates import templates
from portal.referrals.record.models import Referral
from portal.referrals.stages.closing_reasons import reason_label
from portal.referrals.stages.definitions import HIRED, INTERVIEW, NOT_SELECTED, OFFER, TALENT_POOL, WITHDRAWN
from portal.referrals.stages.labels import stage_label
from portal.web.i18n.formatting import first_name

SECTION = "candidate"
TEXTS = {
    (INTERVIEW, ""): _l(
        "Hello %(candidate)s,\n\nWe would like to meet you for an interview. I will suggest a time to you; if one"
        " suits you best, answer this e-mail.\n\n%(by)s"
    ),
    (OFFER, ""): _l(
        "Hello %(candidate)s,\n\nGood news: we would like to make you an offer. I will go over it with you. Until"
        " then, answer this e-mail with any question.\n\n%(by)s"
    ),
    (HIRED, "hired"): _l(
        "Hello %(candidate)s,\n\nIt is done: welcome to the team! Until your first day, answer this e-mail with any"
        " question.\n\n%(by)s"
    ),
    (NOT_SELECTED, "filled"): _l(
        "Hello %(candidate)s,\n\nWe chose somebody else for this role. That takes nothing away from what you have to"
        " offer. Thank you for your interest and your time.\n\n%(by)s"
    ),
    (NOT_SELECTED, "closer"): _l(
        "Hello %(candidate)s,\n\nIt was a good meeting, and somebody else came closer to what this role asks for."
        " Thank you for your time and your trust.\n\n%(by)s"
    ),
    (NOT_SELECTED, "licence"): _l(
        "Hello %(candidate)s,\n\nThis role asks for a licence or experience that is still to be acquired, so we are"
        " stopping here this time. How to get there? Answer this e-mail: I will gladly tell you. Thank you for your"
        " interest.\n\n%(by)s"
    ),
    (NOT_SELECTED, "changed"): _l(
        "Hello %(candidate)s,\n\nThe role changed along the way, so we are stopping here. This is no reflection on"
        " you. Thank you for your interest and your time.\n\n%(by)s"
    ),
    (NOT_SELECTED, "terms"): _l(
        "Hello %(candidate)s,\n\nWhat we can offer and what you are looking for do not meet this time, so we are"
        " stopping here. Thank you for your time.\n\n%(by)s"
    ),
    (NOT_SELECTED, "doubts"): _l(
        "Hello %(candidate)s,\n\nAfter careful thought, we will not continue this time. Thank you for your interest"
        " and your time.\n\n%(by)s"
    ),
    (WITHDRAWN, "other_offer"): _l(
        "Hello %(candidate)s,\n\nYou have chosen another path, and we wish you well there. The door stays open."
        " Thank you for your time.\n\n%(by)s"
    ),
    (WITHDRAWN, "timing"): _l(
        "Hello %(candidate)s,\n\nIt is not the right time for you, and we understand. The door stays open: write to"
        " me whenever you like.\n\n%(by)s"
    ),
    (WITHDRAWN, "terms"): _l(
        "Hello %(candidate)s,\n\nWhat we could offer does not suit you, and we understand. Thank you for your"
        " time.\n\n%(by)s"
    ),
    (WITHDRAWN, "unknown"): _l(
        "Hello %(candidate)s,\n\nYou prefer not to continue, and we respect it. Is that not so? Answer this e-mail."
        " Thank you for your time.\n\n%(by)s"
    ),
    (TALENT_POOL, "no_role"): _l(
        "Hello %(candidate)s,\n\nNo open role suits you today, and we would like to stay in touch. Your own page says"
        " what you agreed to, and lets you change it at any time.\n\n%(by)s"
    ),
    (TALENT_POOL, "on_hold"): _l(
        "Hello %(candidate)s,\n\nThe role is on hold for now. I will get back to you when it moves again. Thank you"
        " for your patience.\n\n%(by)s"
    ),
}
"""(stage, reason or "") → the note that is offered with it."""


def use_of(stage: str, reason: str) -> str:
    """The name under which an office keeps its own text."""
    return ".".join(part for part in (SECTION, stage, reason) if part)


def title_of(stage: str, reason: str) -> str:
    """What the text is for, in the reader's language."""
    return " · ".join(part for part in (stage_label(stage), reason_label(stage, reason)) if part)


def first_text(stage: str, reason: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """What Relais offers for `stage` and `reason` in `language`.

    Without `names`, with the placeholders in braces, to be edited.
    """
    with force_locale(language):
        return str(TEXTS[stage, reason]) % (names or templates.list_placeholders(language))


def list_offered(referral: Referral, stage: str, *, by: User) -> dict[str, str]:
    """The notes for a move of `referral` to `stage` by reason, in the candidate's language, signed by `by`.

    Only for who may know whom they write to. One statement, none for a stage without a text.
    """
    person = referral.candidate
    reasons = [reason for of, reason in TEXTS if of == stage]
    if not reasons:
        return {}
    names = {"referrer": first_name(referral.referrer.name), "candidate": first_name(person.name), "by": by.name}
    own = templates.by_use([use_of(stage, reason) for reason in reasons], referral.office_id, person.language)
    kept = {reason: own.get(use_of(stage, reason)) for reason in reasons}
    return {
        reason: templates.fill_text(text, names) if text else first_text(stage, reason, person.language, names)
        for reason, text in kept.items()
    }
