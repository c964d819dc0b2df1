"""Drafts: a referral still being written. It saves itself, and nobody but its author ever sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import chain

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, delete, func, select

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import User
from portal.core import idempotency
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.core.text_normalization import clean_text
from portal.opportunities.models import Opportunity
from portal.referrals.record.models import ReferralDraft

MOST = 30
KEPT = timedelta(days=90)
LONGEST = 8000
SETTINGS = {"deed_key", "csrf_token", "opportunity", "aim", "office", "language"}
"""What a form always sends: by itself it makes no draft."""

SHAPED = {"email", "phone"}
"""Fields whose content has a shape of its own: digits there are no hidden number."""


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: one's own drafts, and nobody else's, whatever their role."""
    return ReferralDraft.user_id == user.id


def select_drafts(user: User) -> Select:
    """The drafts of `user`, the last written first, with the role they are for."""
    query = select(ReferralDraft, Opportunity).join(Opportunity, isouter=True).where(visible_to(user))
    return query.order_by(ReferralDraft.updated_at.desc(), ReferralDraft.id.desc())


def keep_draft(
    typed: Mapping[str, list[str]], *, by: User, now: datetime, opportunity_id: int | None
) -> ReferralDraft | None:
    """Keep what was typed, under the form's deed key: the same form has one draft.

    None when there is nothing to keep, or when the form was already sent. Raises Refused when it is far too
    long, holds a forbidden number, or when there are MOST drafts already.
    """
    kept = {name: [clean_text(text) for text in texts] for name, texts in typed.items() if name != "csrf_token"}
    key = (kept.get("deed_key") or [""])[0]
    take_lock(by.id)
    if not 16 <= len(key) <= 64 or idempotency.is_used(key, by.id):
        return None
    draft = db.session.scalar(_under(key, by))
    if draft is None and not any(any(texts) for name, texts in kept.items() if name not in SETTINGS):
        return None
    _check(kept)
    if draft is None:
        _check_room(by)
        draft = ReferralDraft(user_id=by.id)
        db.session.add(draft)
    draft.answers, draft.updated_at = {**(draft.answers or {}), "key": key, "typed": kept}, now
    draft.opportunity_id = opportunity_id
    db.session.flush()
    return draft


def forget_draft(key: str, *, by: User) -> None:
    """Delete the draft of the form with this deed key, once it is sent."""
    take_lock(by.id)
    mine = select(ReferralDraft.id).where(visible_to(by), ReferralDraft.answers["key"].as_string() == key)
    db.session.execute(delete(ReferralDraft).where(ReferralDraft.id.in_(mine.scalar_subquery())))


def find_draft(draft_id: int, user: User) -> ReferralDraft:
    """The draft of that id if it is the user's own, with its role; else 404."""
    return db.first_or_404(select(ReferralDraft).where(ReferralDraft.id == draft_id, visible_to(user)))


def remove_draft(draft: ReferralDraft) -> None:
    """Throw it away."""
    db.session.delete(draft)


def erase_old_drafts(now: datetime) -> int:
    """Erase the drafts that nobody touched for 90 days: they speak of people who were never told; how many."""
    return db.session.execute(delete(ReferralDraft).where(ReferralDraft.updated_at < now - KEPT)).rowcount


def _under(key: str, by: User) -> Select:
    return select(ReferralDraft).where(visible_to(by), ReferralDraft.answers["key"].as_string() == key)


def _check(kept: dict[str, list[str]]) -> None:
    texts = [text for texts in kept.values() for text in texts]
    if sum(map(len, texts)) > LONGEST:
        raise Refused(_("This is too long to be kept as a draft: shorten it, please."))
    free = (texts for name, texts in kept.items() if name not in SHAPED and name not in SETTINGS)
    refuse_in(*chain.from_iterable(free))


def _check_room(by: User) -> None:
    if (db.session.scalar(select(func.count()).select_from(ReferralDraft).where(visible_to(by))) or 0) >= MOST:
        raise Refused(
            ngettext(
                "You have %(num)s draft already: send or delete it first.",
                "You have %(num)s drafts already: send or delete one first.",
                MOST,
            )
        )
