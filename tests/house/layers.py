"""The lists by which `test_layers` knows what may import what inside a package, and which folders are too full.

A package is written as `name: its files and folders`, paths below the parent without `.py`; the longest path decides.
"""

from __future__ import annotations

INSIDE: dict[str, list[dict[str, str]]] = {
    "referrals": [
        {"declarations": "stages/definitions stages/gestures"},
        {"record": "record"},
        {"stages": "stages"},
        {
            "candidate_updates": "candidate_updates",
            "added_contacts": "added_contacts",
            "consent": "consent",
            "documents": "documents",
            "next_steps": "next_steps",
            "status_updates": "status_updates",
        },
        {
            "acknowledgements": "acknowledgements",
            "duplicates": "duplicates",
            "handover": "handover",
            "introductions": "introductions",
            "pool": "pool",
        },
        {"board": "board", "submission": "submission"},
        {
            "detail": "detail",
            "recruiter_tasks": "recruiter_tasks",
            "my_referrals": "my_referrals",
            "role_endings": "role_endings",
        },
        {"blueprint": "blueprint"},
    ],
}
"""By parent, the layers of its packages, the lowest first. A package uses lower ones, never one beside or above it."""

FOLDERS: dict[str, list[set[str]]] = {
    "accounts": [{"auth"}, {"invitations", "password_reset", "preferences", "profile", "sign_in"}],
    "admin": [{"succession"}, {"users"}, {"invitations"}],
    "opportunities": [{"announcements", "role_templates", "saved"}, {"candidate_requests", "editor"}, {"importers"}],
    "web": [{"http"}, {"i18n"}, {"forms"}],
}
"""The folders of the other packages, the lowest first; where none are named, none uses another."""

CLIMBS: set[tuple[str, str]] = set()
"""Imports of today that go up or sideways; whoever mends one takes it out."""

MOST_FILES = 15
CROWDED: set[str] = set()
"""Folders that hold more today; whoever empties one takes it out. Of importers there is one file a vendor."""
