"""Groups of notices, each with its own rhythm of e-mails."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _l

GROUPS = MappingProxyType(
    {
        "asked": (_l("What waits for an answer"), _l("Introductions to answer, updates due, questions.")),
        "news": (_l("Updates on referrals"), _l("How a referral goes, thank-yous, answers.")),
        "roles": (_l("Open roles"), _l("New roles in your fields, saved roles that change, saved searches.")),
        "around": (_l("Around the office"), _l("Partners, offices, accounts.")),
    }
)
"""Group → its name, and what belongs to it."""

HOWS = MappingProxyType(
    {
        "now": _l("At once"),
        "daily": _l("Once a day"),
        "weekly": _l("Once a week"),
        "none": _l("No e-mail"),
    }
)
"""How → its name."""

USUAL = MappingProxyType({"asked": "now", "news": "now", "roles": "daily", "around": "weekly"})
"""What holds where neither the person nor their office chose."""

ASKED = frozenset(
    {
        "referrals.introduced",
        "referrals.given",
        "referrals.succeeded",
        "referrals.asked_more",
        "referrals.told_more",
        "referrals.news_soon",
        "referrals.reminded",
        "referrals.managers_told",
        "referrals.news_asked",
        "pacing.asked",
        "opportunities.candidate_asked",
        "opportunities.candidate_more",
        "opportunities.candidate_replied",
    }
)
"""Kinds that wait for a deed of whoever hears of them."""
AT_ONCE = frozenset({"opportunities.announced_at_once"})
"""Kinds that are mailed at once to whoever wants e-mails of their group at all."""
AROUND = frozenset({"producers", "offices", "accounts"})
"""Wings whose kinds are about the office rather than about a referral."""


def group_of(kind: str) -> str:
    """The group of a kind of activity, by its name."""
    if kind in ASKED:
        return "asked"
    wing = kind.partition(".")[0]
    return "roles" if wing == "opportunities" else "around" if wing in AROUND else "news"


def rhythm_of(kind: str, chosen: Mapping[str, str]) -> str:
    """How a kind of activity is mailed to somebody who `chosen` a rhythm for each group."""
    how = chosen[group_of(kind)]
    return "now" if kind in AT_ONCE and how != "none" else how
