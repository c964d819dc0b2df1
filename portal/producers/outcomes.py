"""How the referrals of a producer fared, for who may know it (`policy.may_see_outcomes`): in counts, and one by one.

The rows are the cards of the board: whom they are about stands there as the reader may know it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_

from portal.accounts.models import User
from portal.core.db import db
from portal.producers.models import Profile
from portal.referrals.board.cards import Card, card_of, select_cards
from portal.referrals.my_referrals.outcomes import Outcomes, count_outcomes, stages_of_groups
from portal.referrals.record import access_log
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import works_on

SIZE, MOST_PAGES = 20, 50


class Rows(NamedTuple):
    """Some referrals of a producer; `group` is the count of `Outcomes` that they belong to, "" for all of them."""

    cards: tuple[Card, ...]
    group: str
    pages: int
    more: bool


def read_outcomes(profile: Profile, *, reader: User) -> Outcomes:
    """The outcomes of a producer's referrals: all of them for themselves, those of the office for the others."""
    mine = Referral.referrer_id == profile.user_id
    if reader.id == profile.user_id:
        return count_outcomes(mine, for_referrer=True)
    return count_outcomes(_in_office(profile), for_referrer=False)


def list_referrals(profile: Profile, *, reader: User, now: datetime, group: str = "", pages: int = 1) -> Rows:
    """The first `pages` pages of what `read_outcomes` counts of `profile` for `reader` of the office, open ones first.

    `group`: one of the counts, "" for all. Whom they name is kept as seen by `reader`.
    """
    groups = stages_of_groups(for_referrer=False)
    group = group if group in groups else ""
    query = select_cards().where(_in_office(profile), works_on(reader))
    query = query.where(Referral.stage.in_(groups[group])) if group else query
    query = query.order_by(Referral.closed_at.is_not(None), Referral.stage_since.desc(), Referral.id.desc())
    found = db.session.execute(query.limit(pages * SIZE + 1), {"reader": reader.id}).all()
    shown = tuple(card_of(row, now) for row in found[: pages * SIZE])
    access_log.record_sightings("producer", [card.id for card in shown if card.name is not None], by=reader)
    return Rows(shown, group, pages, len(found) > pages * SIZE and pages < MOST_PAGES)


def _in_office(profile: Profile) -> ColumnElement[bool]:
    return and_(Referral.referrer_id == profile.user_id, Referral.office_id == profile.office_id)
