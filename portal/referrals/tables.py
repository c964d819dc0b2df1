"""Every table of this wing that stands in a room of its own, so that the database knows them all."""

from portal.referrals import erasing, escalation, links, pace, reach, silence_days, stage_rules, texts, voices
from portal.referrals.consent import models as consent
from portal.referrals.contacts import models as contacts
from portal.referrals.documents import models as documents
from portal.referrals.sameness import models as sameness

__all__ = [
    "consent",
    "contacts",
    "documents",
    "erasing",
    "escalation",
    "links",
    "pace",
    "reach",
    "sameness",
    "silence_days",
    "stage_rules",
    "texts",
    "voices",
]
