"""A next step as a file for calendars (RFC 5545), without a word of who the person is: calendars forget nothing.

Moments are in UTC, so that no description of a time zone is needed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.referrals.next_steps.models import NextStep
from portal.referrals.next_steps.steps import begins_at

LASTS = timedelta(minutes=30)
_LONGEST = 75


def write_calendar(
    step: NextStep, timezone: str, *, title: str, details: str, place: str, link: str, host: str, now: datetime
) -> str:
    """The text of the file for `step`, of an office of that `timezone` (IANA name).

    `title`, `details` and `place` are what a calendar shows, `link` the address of the referral, `host` the name of
    this site.
    """
    begin = begins_at(step, timezone)
    if begin is None:
        when = [f"DTSTART;VALUE=DATE:{step.day:%Y%m%d}", f"DTEND;VALUE=DATE:{step.day + timedelta(days=1):%Y%m%d}"]
    else:
        when = [f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", f"DTEND:{begin + LASTS:%Y%m%dT%H%M%SZ}"]
    told = {"SUMMARY": title, "DESCRIPTION": details, "LOCATION": place}
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Relais//Relais//FR", "METHOD:PUBLISH", "BEGIN:VEVENT"),
        *(f"UID:{step.uid}@{host}", f"SEQUENCE:{step.sequence}", f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}", *when),
        *(f"{name}:{_escape(text)}" for name, text in told.items() if text),
        *(f"URL:{link}", "END:VEVENT", "END:VCALENDAR"),
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _escape(text: str) -> str:
    """RFC 5545, 3.3.11."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _fold(line: str) -> str:
    """Lines of at most 75 octets, never broken within a letter (RFC 5545, 3.1)."""
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST:
            parts.append(" ")
            length = 1
        parts[-1] += letter
        length += size
    return "\r\n".join(parts)
