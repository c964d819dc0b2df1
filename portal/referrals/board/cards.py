"""A card of the board: a plain object that holds only what its readers may see, and its HTML, kept by content.

A card is the same for everybody who reads its board, but for the name: who referred somebody reads the one that they
typed. It is not even selected before the candidate agreed, so no later step can leak it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Row, Select, and_, bindparam, case, select

from portal.accounts.models import User
from portal.core.caches import CANDIDATES, cached
from portal.core.translated import Texts
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.next_steps import labels as step_labels
from portal.referrals.next_steps.models import NextStep
from portal.referrals.record.labels import KNOWN_AS
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import identity_is_open, name_read_by
from portal.referrals.stages.deadlines import find_clock
from portal.referrals.stages.definitions import FIRST, OPEN
from portal.referrals.stages.labels import stage_label
from portal.referrals.stages.settings import rules_version
from portal.referrals.stages.transition_table import AllowedMove, allowed_moves
from portal.web.i18n.formatting import first_name, format_month, short_day
from portal.web.i18n.translations import locale_name, reader_language

MOST_KEPT = 6000
SHAPES = ("card", "row")
_PERSON, _REFERRAL, _CANDIDATE = User.__table__, Referral.__table__.c, Candidate.__table__
_STEP = NextStep.__table__
_referrer, _recruiter = _PERSON.alias(), _PERSON.alias()
REFERRER, RECRUITER = _referrer.c, _recruiter.c
"""The columns of whoever referred, and of whoever handles it, in `selection`."""


@dataclass(frozen=True, slots=True)
class Card:
    """What one card shows. `name` is None until the candidate agreed.

    `since` and `due` are seconds of UTC (0: nothing is due); `clock` is the state of the ring, empty without one;
    `rules` is the mark of the stages' names; `titles` are the role's, in the order of the languages.
    """

    id: int
    version: int
    stage: str
    agreed: bool
    name: str | None
    relationship: str
    vouch: int
    titles: tuple[str, ...]
    role_state: str | None
    referrer_id: int
    referrer: str
    recruiter: str | None
    office_id: int
    office: str
    since: int
    since_day: date
    due: int
    due_day: date | None
    clock: str
    share: int
    clock_words: str
    days_late: int
    rules: str
    known_since: date | None
    yes: bool
    answer: str
    step_kind: str | None
    step_day: date | None
    step_hour: time | None

    @property
    def is_open(self) -> bool:
        """Whether its referrer still waits for an outcome."""
        return self.stage in OPEN

    @property
    def proposed(self) -> bool:
        """Whether the introduction still waits for one of the two, or for both."""
        return self.stage == FIRST and not self.agreed

    @property
    def ways(self) -> list[AllowedMove]:
        """Where it may go."""
        return allowed_moves(self.stage, agreed=self.agreed)

    @property
    def turn(self) -> str:
        """What changes without a new version, besides the day: the clock, the names of the stages, the role's state."""
        return f"{self.clock}-{self.rules[:6]}-{self.role_state or ''}"

    @property
    def stage_label(self) -> str:
        """The name of its stage in the reader's language."""
        return stage_label(self.stage)

    @property
    def who(self) -> str:
        """The candidate, or how well the referrer knows them."""
        if self.name is not None:
            return self.name
        first = first_name(self.referrer)
        return {
            1: _("Someone %(name)s barely knows", name=first),
            2: _("Someone %(name)s knows a little", name=first),
            3: _("Someone %(name)s knows well", name=first),
            4: _("Someone %(name)s vouches for", name=first),
        }[self.vouch]

    @property
    def known_as(self) -> str:
        """How the referrer knows them, and since when."""
        known = str(KNOWN_AS.get(self.relationship, ""))
        if self.known_since is None:
            return known
        if self.relationship == "met_once":
            return _("Met once, in %(month)s", month=format_month(self.known_since))
        return _("%(known_as)s since %(month)s", known_as=known, month=format_month(self.known_since))

    @property
    def role(self) -> tuple[str, str] | None:
        """The role's title and the language it is in: the reader's, else the other. None: the office in general."""
        title, language = Texts.in_order(self.titles).in_language(reader_language())
        return (title, language) if title else None

    @property
    def since_words(self) -> str:
        """The day on which it came to its stage, short."""
        return short_day(self.since_day)

    @property
    def step(self) -> tuple[str, str] | None:
        """The icon and the words of what is still to come of an open referral."""
        if self.step_kind is None or not self.is_open:
            return None
        words = step_labels.describe_shortly(self.step_kind, self.step_day, self.step_hour)
        return step_labels.ICONS.get(self.step_kind, "clock"), words

    @property
    def due_words(self) -> str:
        """The day on which news is due, short."""
        return short_day(self.due_day) if self.due_day else ""


@cached(1)
def select_cards() -> Select:
    """The columns of cards for `reader`, without condition or order. Built once.

    Joins candidate, people, office, role and what is still to come.
    """
    own = "id version stage relationship vouch stage_since news_due_at news_soon_at last_news_at created_at closed_at"
    role, office = Opportunity.__table__, Office.__table__
    return (
        select(
            *(_REFERRAL[name] for name in own.split()),
            *(_REFERRAL.referrer_id, _REFERRAL.known_since),
            *(_REFERRAL.agreed_at.is_not(None).label("yes"), _REFERRAL.recruiter_answer),
            _REFERRAL.opened_at.is_not(None).label("agreed"),
            case((identity_is_open(), name_read_by(bindparam("reader")))).label("name"),
            *Opportunity.title.columns,
            role.c.state.label("role_state"),
            REFERRER.name.label("referrer"),
            _recruiter.c.name.label("recruiter"),
            _REFERRAL.office_id,
            office.c.name.label("office"),
            office.c.timezone,
            *(_STEP.c[part].label(f"step_{part}") for part in ("kind", "day", "hour")),
        )
        .join(_CANDIDATE, _CANDIDATE.c.id == _REFERRAL.candidate_id)
        .join(_referrer, REFERRER.id == _REFERRAL.referrer_id)
        .join(office, office.c.id == _REFERRAL.office_id)
        .outerjoin(_recruiter, _recruiter.c.id == _REFERRAL.recruiter_id)
        .outerjoin(role, role.c.id == _REFERRAL.opportunity_id)
        .outerjoin(_STEP, and_(_STEP.c.referral_id == _REFERRAL.id, _STEP.c.ended_at.is_(None)))
    )


def card_of(row: Row, now: datetime) -> Card:
    """The card of a row of `select_cards()`, with its clock at `now`."""
    zone = ZoneInfo(row.timezone)
    ring, due = find_clock(row, now), row.news_due_at
    late = (now.astimezone(zone).date() - due.astimezone(zone).date()).days if due else 0
    return Card(
        id=row.id,
        version=row.version,
        stage=row.stage,
        agreed=bool(row.agreed),
        name=row.name,
        relationship=row.relationship,
        vouch=row.vouch,
        titles=Opportunity.title.each(row),
        role_state=row.role_state,
        referrer_id=row.referrer_id,
        referrer=row.referrer,
        recruiter=row.recruiter,
        office_id=row.office_id,
        office=row.office,
        since=int(row.stage_since.timestamp()),
        since_day=row.stage_since.astimezone(zone).date(),
        due=int(due.timestamp()) if due else 0,
        due_day=due.astimezone(zone).date() if due else None,
        clock=ring.state if ring else "",
        share=ring.share // 10 * 10 if ring else 0,
        clock_words=ring.words if ring else "",
        days_late=max(late, 0) if ring and ring.state == "overdue" else 0,
        rules=rules_version(),
        known_since=row.known_since,
        yes=bool(row.yes),
        answer=row.recruiter_answer,
        step_kind=row.step_kind,
        step_day=row.step_day,
        step_hour=row.step_hour,
    )


def render_card(card: Card, shape: str = "card") -> Markup:
    """The HTML of a card, or with `shape` "row" of its row in the list, in the reader's language.

    It is kept by all that it shows, so nothing old and nothing of somebody else's can come back.
    """
    return _kept_html(card, shape, locale_name())


@cached(MOST_KEPT, about=CANDIDATES)
def _kept_html(card: Card, shape: str, _locale: str) -> Markup:
    template = current_app.jinja_env.get_template(f"referrals/board/_{shape}.html")
    return Markup(template.render(card=card, asked=None, lang=reader_language()))  # noqa: S704 it has escaped what it shows
