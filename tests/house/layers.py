"""The lists by which `test_floors` knows what may import what inside a package, and which folders are too full.

A package is written as `name: its files and folders`, paths below the parent without `.py`; the longest path decides.
What is moved into the folder of its package needs no word here any more: a package of one folder names that folder.
"""

from __future__ import annotations

INSIDE: dict[str, list[dict[str, str]]] = {
    "referrals": [
        {"writing_help": "guidance", "message_templates": "texts text_settings", "dates": "months"},
        {
            "record": "models policy words naming finding halves reach records sightings late_sightings",
        },
        {
            "stages": "stages stage_table stage_rules stage_settings stage_words silence reasons closing activities",
        },
        {
            "status_updates": "news asking_news reminding escalation silence_days waiting",
            "documents": "documents papers",
            "consent": "consent/models consent/activities consenting confirmations inviting"
            " links link_access undelivered",
        },
        {
            "acknowledgements": "thanking voices thanks/activities thanks/sound thanks/webm",
            "introductions": "accepting opening introductions pipeline/agreements",
            "duplicates": "sameness",
        },
        {
            "submission": "introducing drafts forms pace pacing contacts declining",
            "board": "pipeline",
        },
        {
            "detail": "whole showing story asks introductions/views thanks/forms thanks/views",
            "inbox": "day",
            "my_referrals": "mine outcomes",
        },
        {"privacy": "erasing unsent"},
        {"candidate_portal": "consent documents/views lost_links"},
        {"blueprint": "views"},
    ],
}
"""By parent, the layers of its packages, the lowest first. A package uses lower ones, never one beside or above it."""

CLIMBS = {
    ("referrals/day/views", "referrals/showing"),
    ("referrals/introductions/forms", "referrals/forms"),
    ("referrals/sameness/knowing", "referrals/introducing"),
    ("referrals/sameness/views", "referrals/forms"),
    ("referrals/sightings", "referrals/documents/activities"),
    ("referrals/text_settings", "referrals/reasons"),
    ("referrals/text_settings", "referrals/stage_words"),
    ("referrals/text_settings", "referrals/thanking"),
}
"""Imports of today that go up or sideways; whoever mends one takes it out."""

MOST_FILES = 15
CROWDED = {"accounts", "core", "web", "opportunities", "opportunities/feeds", "referrals", "referrals/consent"}
"""Folders that hold more today; whoever empties one takes it out. Of importers there is one file a vendor."""
