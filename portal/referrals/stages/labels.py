"""What the stages are called, and what each lets the referrer know: the one gate of what is shared.

Whatever reaches a referrer (page, fragment, notice, letter, API) asks here what it may say of a stage.
"""

from __future__ import annotations

from portal.referrals.stages.definitions import AFTER_YES, OUTCOMES, STAGES
from portal.referrals.stages.settings import rule_of
from portal.web.i18n.translations import lazy_gettext as _l
from portal.web.i18n.translations import reader_language

LABELS = {stage.code: stage.label for stage in STAGES}
IN_PROGRESS, WITH_THE_OFFICE, ENDED = _l("In progress"), _l("With the office"), _l("Ended")


def stage_label(stage: str | None) -> str:
    """The name of a stage in the reader's language; a stage of the past that is no longer known, as it was kept."""
    rule = rule_of(stage or "")
    own = rule.names.get(reader_language(), "") if rule else ""
    return own or str(LABELS.get(stage or "", stage or ""))


def sharing_of(stage: str) -> str:
    """What the referrer may know of `stage`: `full`, `in_progress` (that it goes on) or `dates`. Unknown: `dates`."""
    rule = rule_of(stage)
    return rule.shared if rule else "dates"


def is_told(stage: str) -> bool:
    """Whether the referrer may know which stage it is."""
    return sharing_of(stage) == "full"


def code_for_referrer(stage: str) -> str:
    """The stage as codes of a page may tell it to the referrer: an untold one is no more than open or ended."""
    if is_told(stage):
        return stage
    return "closed" if stage in OUTCOMES else AFTER_YES


def label_for_referrer(stage: str) -> str:
    """What the referrer reads for a stage: its name, or only that it goes on, or ended."""
    if is_told(stage):
        return stage_label(stage)
    if stage in OUTCOMES:
        return str(ENDED)
    return str(IN_PROGRESS if sharing_of(stage) == "in_progress" else WITH_THE_OFFICE)


def is_news(stage: str) -> bool:
    """Whether reaching this stage tells the referrer something by itself."""
    return is_told(stage)
