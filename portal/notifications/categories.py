"""Groups of notices, each with its own rhythm of e-mails."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _l

GROUPS = MappingProxyType(
    {
        "asked": (_l("What waits for an answer"), _l("Introductions to answer, updates due, questions.")),
        "news": (_l("Updates on referrals"), _l("How a referral goes, thank-yous, answers.")),
        "around": (_l("Around the office"), _l("Open roles that changed, partners.")),
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

USUAL = MappingProxyType({"asked": "now", "news": "now", "around": "weekly"})
"""What holds where neither the person nor their office chose."""

ASKED = frozenset(
    {
        "referrals.introduced",
        "referrals.asked_more",
        "referrals.told_more",
        "referrals.news_soon",
        "referrals.reminded",
        "referrals.managers_told",
        "referrals.news_asked",
        "pacing.asked",
    }
)
"""Kinds that wait for a deed of whoever hears of them."""
AROUND = frozenset({"opportunities", "producers", "offices", "accounts"})
"""Wings whose kinds are about the office rather than about a referral."""


def group_of(kind: str) -> str:
    """The group of a kind of activity, by its name."""
    if kind in ASKED:
        return "asked"
    return "around" if kind.partition(".")[0] in AROUND else "news"
