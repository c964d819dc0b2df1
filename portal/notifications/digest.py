"""Notices by e-mail. The worker posts one letter per window of a person; it is written when it leaves.

What was read meanwhile is left out, and so is what a letter of its own has told. A letter names no candidate: it
stays in mailboxes, where no withdrawal reaches it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.current_user import region_of
from portal.accounts.models import User
from portal.activity import subjects
from portal.activity.event_types import kind_of
from portal.activity.log import describe_entry
from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.jobs.queue import job_handler
from portal.mail import outbox
from portal.mail.outbox import Mail, NotYet, OutgoingLetter, composes
from portal.notifications import preferences
from portal.notifications.categories import rhythm_of
from portal.notifications.digest_windows import find_window, quiet_until
from portal.notifications.models import Notice
from portal.notifications.notices import MAIL
from portal.web.email_templates import render_letter, sample_letter
from portal.web.i18n.locale import locale_of

LETTER = "notifications.news"
OLD = timedelta(days=2)
"""Older notices are not mailed: they were written down after the fact (an import, a worker that was away for long)."""
MOST_SHOWN = 25


@job_handler(MAIL)
def post_letters(payload: dict) -> None:
    """Post the letter of everybody who has a notice of this entry; a window that has its letter gets no second one."""
    now = utcnow()
    entry = db.session.get(Entry, payload["entry"])
    if entry is None or entry.at < now - OLD:
        return
    hearers = select(User).join(Notice, Notice.user_id == User.id).where(Notice.entry_id == entry.id)
    for person in db.session.scalars(hearers.where(User.disabled_at.is_(None))).all():
        how = rhythm_of(entry.kind, preferences.read_preferences(person.id))
        if how != "none":
            _post(person, how, entry.at, now)


def _post(person: User, how: str, at: datetime, now: datetime) -> None:
    gathered = find_window(how, at, person.timezone, preferences.quiet_hours(person.id))
    span = {"begins": gathered.begins.isoformat(), "ends": gathered.ends.isoformat()}
    key = f"news:{person.id}:{how}:{gathered.ends:%Y%m%d%H%M}"
    outbox.post_letter(LETTER, to=f"user:{person.id}", key=key, now=now, send_after=gathered.leaves, how=how, **span)


def _example(language: str) -> Mail:
    with force_locale(language):
        said = [_("Rita Gagnon moved a referral to “Interview”"), _("Rita Gagnon thanked you")]
        facts = {"subject_line": _subject("daily", said), "groups": [(_("Financial security advisor"), said)]}
    facts |= {"how": "daily", "more": 0}
    facts |= {"link": "/notifications", "unsubscribe": "/unsubscribe/exemple"}
    return sample_letter("notifications/news", **facts)(language)


@composes(LETTER, example=_example)
def compose_digest(user_id: int, facts: dict) -> Mail | None:
    """What a person has not read yet of a window; None when nothing is left to tell."""
    person = db.session.get(User, user_id)
    if person is None or not person.is_active:
        return None
    notices = _left_to_tell(person, facts)
    if not notices:
        return None
    if until := quiet_until(utcnow(), person.timezone, preferences.quiet_hours(person.id)):
        raise NotYet(until)  # a mail server that was away has come back in the night
    region = region_of(person)
    with force_locale(locale_of(person.language, region)):
        groups = _by_subject(notices[:MOST_SHOWN], person)
        subject = _subject(facts["how"], [said for _about, lines in groups for said in lines])
    links = {link(notice.entry) for notice in notices if (link := kind_of(notice.entry).link)}
    return render_letter(
        "notifications/news",
        language=person.language,
        to_name=person.name,
        to_address=person.email,
        link=links.pop() if len(links) == 1 else "/notifications",
        unsubscribe=preferences.unsubscribe_path(person.id),
        timezone=person.timezone,
        region=region,
        how=facts["how"],
        subject_line=subject,
        groups=groups,
        more=max(0, len(notices) - MOST_SHOWN),
    )


def _left_to_tell(person: User, facts: dict) -> list[Notice]:
    begins, ends = (datetime.fromisoformat(facts[name]) for name in ("begins", "ends"))
    unread = select(Notice).where(Notice.user_id == person.id, Notice.read_at.is_(None))
    unread = unread.where(Notice.at >= begins, Notice.at < ends).options(joinedload(Notice.entry))
    own = select(OutgoingLetter.created_at, OutgoingLetter.facts).where(
        OutgoingLetter.recipient == f"user:{person.id}",
        OutgoingLetter.letter != LETTER,
        OutgoingLetter.created_at >= begins,
    )
    told = {(at, kept.get("referral")) for at, kept in db.session.execute(own)}
    chosen = preferences.read_preferences(person.id)
    return [
        notice
        for notice in db.session.scalars(unread.order_by(Notice.at, Notice.id))
        if rhythm_of(notice.entry.kind, chosen) == facts["how"] and (notice.at, notice.entry.subject_id) not in told
    ]


def _by_subject(notices: list[Notice], person: User) -> list[tuple[str, list[str]]]:
    """(what it is about, the sentences), in the order in which each was first spoken of."""
    about = subjects.describe_subjects([notice.entry for notice in notices], person, "mail")
    found: dict[tuple, tuple[str, list[str]]] = {}
    for notice in notices:
        entry = notice.entry
        place = found.setdefault((entry.subject_type, entry.subject_id), (about.get(entry.id, ""), []))
        place[1].append(describe_entry(entry, notice=True, to=person.id))
    return list(found.values())


def _subject(how: str, lines: list[str]) -> str:
    count = len(lines)
    if how == "daily":
        return ngettext("Your day on Relais: one update", "Your day on Relais: %(num)s updates", count)
    if how == "weekly":
        return ngettext("Your week on Relais: one update", "Your week on Relais: %(num)s updates", count)
    return lines[0] if count == 1 else _("%(first)s, and more", first=lines[0])
