"""What the palette finds: places, open roles, referrals and producers that the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import search, text_normalization
from portal.core.contact_details import phone_numbers
from portal.core.db import db
from portal.offices.models import Office
from portal.opportunities import queries as opportunity_queries
from portal.producers import queries
from portal.referrals.record import access_log, search_index
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import STAFF, identity_is_open, works_on
from portal.referrals.stages.labels import label_for_referrer, stage_label

EACH, MOST_OWN = 5, 1000
OTHERWISE = 2
"""The rank of what is found, but not called, by the asked words (`search.by_fit`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette."""

    icon: str
    label: str
    note: str
    url: str


def find_groups(person: User, query: str, language: str, places: list) -> list[tuple[str, list[Found]]]:
    """(title, lines) of what `query` finds for `person`; without a query, where they may go.

    Titles are in `language`; `places` are those of the layout.
    """
    wanted = text_normalization.fold_text(query.strip())
    go = [Found(place.icon, str(place.label), "", place.url) for place in (*places, *_actions(person))]
    found = [
        (
            _("Go to"),
            [line for line in go if wanted in text_normalization.fold_text(line.label)][: None if not wanted else EACH],
        )
    ]
    if wanted:
        best = _best_referrals(person, query)
        people = [(_("Referrals"), list(map(_referral, best))), (_("Producers"), _producers(person, query))]
        if all(row.fit == OTHERWISE for row in best):  # then a producer is meant, by their name or number
            people.reverse()
        found += [(_("Open roles"), _roles(query, language)), *people]
    return [(title, lines) for title, lines in found if lines]


def _actions(person: User) -> list[_Place]:
    actions = [_Place(_("My account"), url_for("accounts.profile.show"), "user")]
    if person.memberships:
        actions.append(_Place(_("Refer someone"), url_for("referrals.submission.new"), "user-plus"))
        actions.append(_Place(_("Say no politely"), url_for("referrals.decline_letters.show"), "handshake"))
        actions.append(_Place(_("How my referrals turned out"), url_for("referrals.my_referrals.outcomes"), "heart"))
    if person.is_admin or "recruiter" in person.roles:
        actions.append(_Place(_("Add a role"), url_for("opportunities.editor.new"), "pencil"))
        actions.append(_Place(_("My day"), url_for("referrals.recruiter_tasks.index"), "inbox"))
        actions.append(_Place(_("One person, or two?"), url_for("referrals.duplicates.index"), "users-round"))
    return actions


@dataclass(frozen=True, slots=True)
class _Place:
    label: str
    url: str
    icon: str


def _roles(query: str, language: str) -> list[Found]:
    return [
        Found(
            "briefcase",
            row.in_language("title", language)[0],
            row.city,
            url_for("opportunities.show", opportunity_id=row.id),
        )
        for row in opportunity_queries.find_fitting(query, EACH)
    ]


def _best_referrals(person: User, query: str) -> list[_Row]:
    """The referrals whose candidate is called so, then those found otherwise; one's own first, then the newest."""
    best = sorted((*_mine(person, query), *_on_board(person, query)), key=lambda row: (row.fit, not row.own))[:EACH]
    access_log.record_sightings("palette", [row.id for row in best if not row.own], by=person)
    return best


class _Row(NamedTuple):
    id: int
    name: str
    stage: str
    fit: int
    own: bool = False


def _mine(person: User, query: str) -> list[_Row]:
    """The person's own referrals by the candidate's name as they typed it, then by the number."""
    asked = search.words_of(query)
    rows = select(Referral.id, Referral.typed_name, Referral.stage, Referral.typed_phone).join(Candidate)
    rows = rows.where(Referral.referrer_id == person.id, Candidate.erased_at.is_(None))
    newest = db.session.execute(rows.order_by(Referral.id.desc()).limit(MOST_OWN))
    known = ((row, _fit(asked, *row[1::2])) for row in newest) if asked else ()
    return [_Row(*row[:3], fit, own=True) for row, fit in known if fit is not None]


def _fit(asked: list[list[str]], name: str, phone: str) -> int | None:
    found = text_normalization.rank_name(asked, name)
    if found is None and text_normalization.rank_name(asked, " ".join(phone_numbers.found_by(phone))) is not None:
        return OTHERWISE
    return found


def _on_board(person: User, query: str) -> list[_Row]:
    """Referrals of the person's board whose candidate agreed; others are found by their producer's page."""
    offices = _offices_of(person)
    if not person.is_staff or (found := search_index.select_matching(query, offices)) is None:
        return []
    (fit,) = search_index.by_fit(query, offices)
    rows = select(Referral.id, Candidate.name, Referral.stage, fit).join(Candidate)
    rows = rows.where(works_on(person), identity_is_open(), Referral.id.in_(found), Referral.referrer_id != person.id)
    return [_Row(*row) for row in db.session.execute(rows.order_by(fit, Referral.id.desc()).limit(EACH))]


def _offices_of(person: User) -> Iterable[int]:
    """The ids of the offices whose board `person` reads."""
    return db.session.scalars(select(Office.id)).all() if person.is_admin else person.offices_as(*STAFF)


def _referral(row: _Row) -> Found:
    note = label_for_referrer(row.stage) if row.own else stage_label(row.stage)
    return Found("users-round", row.name, note, url_for("referrals.detail.show", referral_id=row.id))


def _producers(person: User, query: str) -> list[Found]:
    rows = queries.list_producers(person, queries.Filters(q=query, shown=EACH))
    return [Found("contact-round", row.name, row.office, url_for("producers.show", producer_id=row.id)) for row in rows]
