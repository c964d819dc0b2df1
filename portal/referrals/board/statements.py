"""The statements of the board, each built once: a request only brings values (as `opportunities.statements`).

A condition bears the name of the value that it compares; a statement is known by the names of its conditions and by
its order. `Filters.asked` says which there are.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership, User
from portal.config.languages import DEFAULT
from portal.core import search
from portal.core.caches import cached
from portal.notifications.models import Notice
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.board.cards import RECRUITER, REFERRER, select_cards
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import identity_is_open, name_read_by, visible_from
from portal.referrals.stages.definitions import HIRED, OPEN, OUTCOMES
from portal.referrals.status_updates.pending import waits_for_answer, waits_for_news

SIZE = 20
CLOSED = "closed"
COLUMNS = {**{stage: (stage,) for stage in OPEN}, CLOSED: OUTCOMES}
_REFERRAL, _ROLE, _OFFICE, _NOTICE = (table.__table__.c for table in (Referral, Opportunity, Office, Notice))
_SORTED = Opportunity.sort.column(DEFAULT)

CONDITIONS = {
    "offices": _REFERRAL.office_id.in_(bindparam("offices", expanding=True)),
    "mine": _REFERRAL.recruiter_id == bindparam("mine"),
    "holder": _REFERRAL.recruiter_id == bindparam("holder"),
    "unheld": and_(_REFERRAL.recruiter_id.is_(None), bindparam("unheld", type_=Boolean)),
    "office": _REFERRAL.office_id == bindparam("office"),
    "role": _REFERRAL.opportunity_id == bindparam("role"),
    "stage": _REFERRAL.stage == bindparam("stage"),
    "not_by": or_(_REFERRAL.referrer_id != bindparam("not_by"), _REFERRAL.opened_at.is_(None)),
    "words": search.holds_words(_REFERRAL.id, bindparam("words")),
    "late_at": _REFERRAL.news_due_at <= bindparam("late_at"),
    "near_at": waits_for_news(bindparam("near_at")),
    "answers": waits_for_answer(bindparam("answers")),
    "hired_since": and_(_REFERRAL.stage == HIRED, _REFERRAL.stage_since >= bindparam("hired_since")),
}
"""What may narrow the board, by the name of the value; `offices` is for who does not read every board."""
_AFTER = {
    "since": or_(
        _REFERRAL.stage_since < bindparam("mark"),
        and_(_REFERRAL.stage_since == bindparam("mark"), _REFERRAL.id < bindparam("last")),
    ),
    "clock": or_(
        _REFERRAL.news_due_at > bindparam("mark"),
        and_(_REFERRAL.news_due_at == bindparam("mark"), _REFERRAL.id > bindparam("last")),
    ),
}
"""What comes after a mark, which no card's coming or going can shift."""
_NEWEST = (_REFERRAL.stage_since.desc(), _REFERRAL.id.desc())
_ORDERS = {
    "since": _NEWEST,
    "clock": (_REFERRAL.news_due_at.is_(None), _REFERRAL.news_due_at, _REFERRAL.id),
}
_PERSON = case((identity_is_open(), func.lower(name_read_by(bindparam("reader")))))
"""The candidate as the reader knows them; who may not be known yet comes last, in no order of theirs."""
_LIST_ORDERS = {
    "since": (),
    "stage": (case({name: place for place, name in enumerate((*OPEN, *OUTCOMES))}, value=_REFERRAL.stage),),
    "referrer": (REFERRER.name,),
    "role": (_SORTED.is_(None), _SORTED),
    "clock": _ORDERS["clock"],
    "holder": (RECRUITER.sort_name.is_(None), RECRUITER.sort_name),
    "person": (_PERSON.is_(None), _PERSON),
}


def _kept(names: frozenset[str]) -> list[ColumnElement[bool]]:
    return [CONDITIONS[name] for name in sorted(names)]


@cached(2)
def select_visible(everywhere: bool) -> Select:
    """The `referral` with its office and its candidate, if `person` may know of it who works in `offices`."""
    offices = None if everywhere else bindparam("offices", expanding=True)
    query = select(Referral).where(Referral.id == bindparam("referral"), visible_from(bindparam("person"), offices))
    return query.options(joinedload(Referral.office), joinedload(Referral.candidate))


@cached(2)
def select_scope(everywhere: bool) -> Select:
    """(id, name, version, birth) of offices, with the unread notices of `person`; `offices` unless `everywhere`.

    Last, whether a card names somebody to them otherwise than to others: as they typed the name, which was corrected.
    """
    unread = select(func.count()).where(_NOTICE.user_id == bindparam("person"), _NOTICE.read_at.is_(None))
    own = exists().where(_REFERRAL.referrer_id == bindparam("person"), Candidate.id == _REFERRAL.candidate_id)
    otherwise = own.where(identity_is_open(), Candidate.name != _REFERRAL.typed_name)
    columns = (_OFFICE.id, _OFFICE.name, _OFFICE.board_version, _OFFICE.created_at, unread.scalar_subquery(), otherwise)
    query = select(*columns).order_by(_OFFICE.name)
    return query if everywhere else query.where(_OFFICE.id.in_(bindparam("offices", expanding=True)))


@cached(128)
def select_heads(names: frozenset[str]) -> Select:
    """(stage, how many, how many owe news at `now`)."""
    late = func.sum(case((_REFERRAL.news_due_at <= bindparam("now"), 1), else_=0))
    still = select(_REFERRAL.stage, func.count(), late).where(*_kept(names), _REFERRAL.stage.in_(OPEN))
    ended = select(_REFERRAL.stage, func.count(), literal(0)).where(*_kept(names), _REFERRAL.stage.in_(OUTCOMES))
    return union_all(still.group_by(_REFERRAL.stage), ended.group_by(_REFERRAL.stage))


@cached(128)
def first_pages(names: frozenset[str], sort: str) -> Select:
    """The first cards of every open column, and one more of each."""
    parts = [_ids(names, sort, column).subquery() for column in OPEN]
    ids = union_all(*(select(part.c.id) for part in parts)).subquery()
    return select_cards().where(_REFERRAL.id.in_(select(ids.c.id))).order_by(*_ORDERS[sort])


@cached(256)
def column_page(names: frozenset[str], sort: str, column: str, marked: bool) -> Select:
    """The next cards of a column, and one more: after `mark` and `last` when it is marked, without the first `skip`.

    `names` are the conditions, `sort` the order.
    """
    query = _ids(names, sort, column).offset(bindparam("skip"))
    ids = (query.where(_AFTER[sort]) if marked else query).subquery()
    return select_cards().where(_REFERRAL.id.in_(select(ids.c.id))).order_by(*_ORDERS[sort])


@cached(128)
def one_card(names: frozenset[str]) -> Select:
    """The card of one `referral`."""
    return select_cards().where(_REFERRAL.id == bindparam("referral"), *_kept(names))


@cached(128)
def select_listed(names: frozenset[str], sort: str) -> Select:
    """The rows of the list view, to be taken by pages."""
    return select_cards().where(*_kept(names)).order_by(*_LIST_ORDERS[sort], *_NEWEST)


@cached(1)
def select_opportunities() -> Select:
    """(id, the title in each language) of the roles that somebody was referred to in `offices`."""
    used = select(_REFERRAL.opportunity_id).where(CONDITIONS["offices"])
    titles = select(_ROLE.id, *Opportunity.title.columns).where(_ROLE.id.in_(used.distinct()))
    return titles.order_by(_SORTED, _ROLE.id).limit(200)


@cached(1)
def select_recruiters() -> Select:
    """(id, name) of who recruits in one of `offices` and may sign in, by name."""
    held = select(Membership.user_id).where(Membership.role == "recruiter")
    here = held.where(Membership.office_id.in_(bindparam("offices", expanding=True)))
    people = select(User.id, User.name).where(User.id.in_(here), User.disabled_at.is_(None))
    return people.order_by(User.sort_name, User.id)


def _ids(names: frozenset[str], sort: str, column: str) -> Select:
    within = _REFERRAL.stage.in_(COLUMNS[column])
    return select(_REFERRAL.id).where(*_kept(names), within).order_by(*_ORDERS[sort]).limit(SIZE + 1)
