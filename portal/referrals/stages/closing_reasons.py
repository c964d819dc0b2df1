"""Why a referral ended, in two parts: a reason for the office alone, and the message to the referrer that goes with it.

The message is offered in the referrer's language and may be edited; the reason never leaves the office, so no message
says more than a referrer may read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.config import languages
from portal.message_templates import templates
from portal.referrals.record import policy
from portal.referrals.record.models import Referral
from portal.referrals.stages.definitions import DECLINED, EXPIRED, HIRED, NOT_SELECTED, TALENT_POOL, WITHDRAWN
from portal.web.i18n.formatting import first_name

REASONS = {
    HIRED: {
        "hired": (
            _l("Hired"),
            _l("It is done: %(candidate)s has signed, and it began with you. Thank you, %(referrer)s.\n\n%(by)s"),
        ),
    },
    NOT_SELECTED: {
        "filled": (
            _l("The role is filled"),
            _l(
                "Hello %(referrer)s,\n\nWe chose another candidate for this role. We told"
                " %(candidate)s so, with our thanks. Thank you for this referral.\n\n%(by)s"
            ),
        ),
        "closer": (
            _l("Another candidate was closer"),
            _l(
                "Hello %(referrer)s,\n\nIt was a good meeting, and another candidate came closer"
                " to what this role asks for. We told %(candidate)s so. Your referral was worth"
                " it: thank you.\n\n%(by)s"
            ),
        ),
        "licence": (
            _l("A licence or experience is missing"),
            _l(
                "Hello %(referrer)s,\n\nThe role asks for something that %(candidate)s may still"
                " acquire. We said so plainly, with the way to get there. Thank you for thinking"
                " of us.\n\n%(by)s"
            ),
        ),
        "changed": (
            _l("The role changed or was called off"),
            _l(
                "Hello %(referrer)s,\n\nThe role changed along the way, and this is no"
                " reflection on %(candidate)s. We said so too. Thank you for this"
                " referral.\n\n%(by)s"
            ),
        ),
        "terms": (
            _l("Pay or conditions"),
            _l(
                "Hello %(referrer)s,\n\nWe talked it through with %(candidate)s and will not"
                " continue this time. Thank you for this referral: it was taken seriously to the"
                " end.\n\n%(by)s"
            ),
        ),
        "doubts": (
            _l("Doubts of the office"),
            _l(
                "Hello %(referrer)s,\n\nWe have decided not to continue with this referral. It"
                " was looked at with care. Thank you for your trust.\n\n%(by)s"
            ),
        ),
    },
    WITHDRAWN: {
        "other_offer": (
            _l("Another offer"),
            _l(
                "Hello %(referrer)s,\n\nAfter some thought, %(candidate)s chose another path and"
                " told us frankly. The door stays open. Thank you for this referral.\n\n%(by)s"
            ),
        ),
        "timing": (
            _l("Not the right moment"),
            _l(
                "Hello %(referrer)s,\n\nIt is not the right time for %(candidate)s. The door"
                " stays open for later. Thank you for making the connection.\n\n%(by)s"
            ),
        ),
        "terms": (
            _l("Pay, hours or place"),
            _l(
                "Hello %(referrer)s,\n\nWhat we could offer did not suit, and we agreed with"
                " %(candidate)s to leave it there. Thank you for this referral.\n\n%(by)s"
            ),
        ),
        "unknown": (
            _l("No reason was given"),
            _l(
                "Hello %(referrer)s,\n\nThe decision was made not to continue, and we respect"
                " it. Thank you for this referral.\n\n%(by)s"
            ),
        ),
    },
    TALENT_POOL: {
        "no_role": (
            _l("No role suits for now"),
            _l(
                "Hello %(referrer)s,\n\nNo open role suits today, and we would like to stay in"
                " touch: %(candidate)s agreed to it. You will hear from us when a role comes"
                " up.\n\n%(by)s"
            ),
        ),
        "on_hold": (
            _l("The role is on hold"),
            _l(
                "Hello %(referrer)s,\n\nThe role is on hold. We are staying in touch with"
                " %(candidate)s and will get back to you.\n\n%(by)s"
            ),
        ),
    },
    DECLINED: {
        "declined": (
            _l("The candidate said no"),
            _l(
                "Hello %(referrer)s,\n\nThe person you thought of prefers not to be introduced,"
                " and we respect it. Thank you for asking them.\n\n%(by)s"
            ),
        ),
    },
    EXPIRED: {
        "no_answer": (
            _l("No answer"),
            _l(
                "Hello %(referrer)s,\n\nThe invitation was not answered, and we won’t insist."
                " You can always refer this person again. Thank you for trying.\n\n%(by)s"
            ),
        ),
    },
}
"""Outcome → code → (the reason, the message that is offered with it)."""
CLAIMS = {
    (NOT_SELECTED, "filled"): (_l("We told %(candidate)s so, with our thanks."), ""),
    (NOT_SELECTED, "closer"): (_l("We told %(candidate)s so."), ""),
    (NOT_SELECTED, "licence"): (_l("We said so plainly, with the way to get there."), ""),
    (NOT_SELECTED, "changed"): (_l("We said so too."), ""),
    (NOT_SELECTED, "terms"): (
        _l("We talked it through with %(candidate)s and will not continue this time."),
        _l("We will not continue with %(candidate)s this time."),
    ),
}
"""What such a message says of the candidate having been told, word for word, and what it says instead where nobody
told them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One reason to choose, with the message that it offers, names filled in."""

    code: str
    label: str
    text: str


def reason_label(outcome: str, code: str) -> str:
    """The reason in the reader's language; "" for none, or for one of the past."""
    found = REASONS.get(outcome, {}).get(code)
    return str(found[0]) if found else ""


def use_of(outcome: str, code: str) -> str:
    """The name under which the office keeps its own text for this reason (texts.py)."""
    return f"{outcome}.{code}"


def first_text(outcome: str, code: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """What Relais offers in `language`; without `names`, with the placeholders in braces, to be edited.

    For the reason `code` of `outcome`.
    """
    with force_locale(language):
        return str(REASONS[outcome][code][1]) % (names or templates.list_placeholders(language))


def list_offered(referral: Referral, outcome: str, *, by: User, is_told: bool = True) -> list[Choice]:
    """The reasons to choose for this outcome, each with its message in the referrer's language, signed by `by`.

    The candidate is named only where `by` may know who it is, and as the referrer knows them. is_told: whether they
    are told too, so that a message may say so. One statement.
    """
    language, codes = referral.referrer.language, REASONS.get(outcome, {})
    known = policy.may_see_identity(by, referral)
    with force_locale(language):
        candidate = referral.typed_name if known else str(_l("this person"))
    names = {"referrer": first_name(referral.referrer.name), "candidate": candidate, "by": by.name}
    own = templates.by_use([use_of(outcome, code) for code in codes], referral.office_id, language)
    texts = {code: _text(outcome, code, language, names, own) for code in codes}
    if not is_told:
        texts = {code: _without_claims(text, language, names) for code, text in texts.items()}
    return [Choice(code, reason_label(outcome, code), text) for code, text in texts.items()]


def _without_claims(text: str, language: str, names: Mapping[str, str]) -> str:
    for claim, instead in _claims_in(language, names).items():
        text = text.replace(f" {claim}", f" {instead}" if instead else "").replace(claim, instead)
    return text


def find_claim(referral: Referral, note: str) -> str:
    """The sentence of `note` that says, as Relais offered it, that the candidate was told; "" where none does."""
    said = " ".join(note.split())
    for language in languages.CODES:
        with force_locale(language):
            called = {referral.typed_name, referral.candidate.name, str(_l("this person"))}
        for name in called:
            claims = _claims_in(language, {"candidate": name})
            if found := next((claim for claim in claims if " ".join(claim.split()) in said), ""):
                return found
    return ""


def _claims_in(language: str, names: Mapping[str, str]) -> dict[str, str]:
    """Each claim in words, and what stands for it; those that hold another come first."""
    with force_locale(language):
        said = {str(claim) % names: str(instead) % names for claim, instead in CLAIMS.values()}
    return dict(sorted(said.items(), key=lambda pair: -len(pair[0])))


def _text(outcome: str, code: str, language: str, names: dict[str, str], own: dict[str, str]) -> str:
    kept = own.get(use_of(outcome, code))
    return templates.fill_text(kept, names) if kept else first_text(outcome, code, language, names)
