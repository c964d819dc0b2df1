"""What the stages are called, in order, and what each lets the referrer know."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABELS = {
    "awaiting_consent": _l("Awaiting consent"),
    "received": _l("Received"),
    "contacted": _l("Contacted"),
    "interview": _l("Interview"),
    "offer": _l("Offer"),
    "hired": _l("Hired"),
    "not_selected": _l("Not selected"),
    "withdrawn": _l("Withdrawn"),
    "talent_pool": _l("Talent pool"),
    "declined": _l("Consent declined"),
    "expired": _l("Expired"),
}
SHARED = dict.fromkeys(LABELS, "full")
"""What the referrer sees of each stage: `full`, `in_progress` (only that it goes on) or `dates`."""
IN_PROGRESS = _l("In progress")


def label(stage: str | None) -> str:
    """The name of a stage in the reader's language; a stage of the past that is no longer known, as it was kept."""
    return str(LABELS.get(stage or "", stage or ""))


def label_for_referrer(stage: str) -> str:
    """What the referrer reads for a stage: its name, or only that it goes on."""
    return label(stage) if SHARED[stage] == "full" else str(IN_PROGRESS)


def is_news(stage: str) -> bool:
    """Whether reaching this stage tells the referrer something by itself."""
    return SHARED[stage] == "full"
