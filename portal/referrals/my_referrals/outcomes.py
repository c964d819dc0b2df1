"""How a producer's referrals fared: counts and times, for their eyes. No ranking, no rate, no comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core.db import db
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages.definitions import ALL_STAGES, OPEN, OUTCOMES, STAGES
from portal.referrals.stages.gestures import QUIET_GESTURES
from portal.referrals.stages.labels import is_news, is_told, stage_label


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of referrals: still under way, at the outcomes that have a figure of their own, ended otherwise."""

    open: int
    named: tuple[tuple[str, LazyString, int], ...]
    otherwise: int

    @property
    def all(self) -> int:
        """How many were made."""
        return self.open + sum(count for _code, _name, count in self.named) + self.otherwise


@dataclass(frozen=True, slots=True)
class Fared:
    """What became of one's own referrals.

    `ended`: (stage, its name, count), only what one may be told of; `untold` counts the outcomes that the office keeps
    to itself. `first_news`: the middle of the times between a referral and the first news of it, None before there was
    any. `waiting`: how many open ones had no news yet.
    """

    made: int
    open: int
    ended: tuple[tuple[str, str, int], ...]
    untold: int
    first_news: timedelta | None
    waiting: int


def stages_of_groups(*, for_referrer: bool) -> dict[str, tuple[str, ...]]:
    """By each count of `Outcomes` the stages that it counts. `for_referrer`: what is not told ended otherwise."""
    told = {one.code for one in STAGES if is_told(one.code) or not for_referrer}
    named = {one.code: (one.code,) if one.code in told else () for one in STAGES if one.has_figure}
    others = tuple(stage for stage in OUTCOMES if (stage,) not in named.values())
    return {"open": OPEN, **named, "otherwise": others}


def count_outcomes(where: ColumnElement[bool], *, for_referrer: bool) -> Outcomes:
    """The outcomes of the referrals that `where` selects. `for_referrer`: as in `stages_of_groups`."""
    stages, groups = _by_stage(where), stages_of_groups(for_referrer=for_referrer)
    counts = {group: sum(stages.get(stage, 0) for stage in counted) for group, counted in groups.items()}
    named = tuple((one.code, one.label, counts[one.code]) for one in STAGES if one.has_figure)
    return Outcomes(counts["open"], named, counts["otherwise"])


def read_outcomes(user: User) -> Fared:
    """How the referrals of `user` fared, as `user` may know it; two statements."""
    mine = Referral.referrer_id == user.id
    counts = _by_stage(mine)
    ends = {stage: counts[stage] for stage in OUTCOMES if stage in counts}
    told = tuple((stage, stage_label(stage), count) for stage, count in ends.items() if is_told(stage))
    waits = _first_news(mine)
    times = [news - made for made, news, _closed in waits if news is not None]
    return Fared(
        made=sum(counts.values()),
        open=sum(counts.values()) - sum(ends.values()),
        ended=told,
        untold=sum(ends.values()) - sum(count for _stage, _name, count in told),
        first_news=median(times) if times else None,
        waiting=sum(news is None and closed is None for _made, news, closed in waits),
    )


def _by_stage(where: ColumnElement[bool]) -> dict[str, int]:
    query = select(Referral.stage, func.count()).where(where).group_by(Referral.stage)
    return {stage: number for stage, number in db.session.execute(query)}  # noqa: C416 rows are no pairs


def _first_news(where: ColumnElement[bool]) -> list[tuple[datetime, datetime | None, datetime | None]]:
    """When each was made, when its referrer first heard of it (as `stages` counts news), and when it was closed."""
    taken_back = aliased(StageMove)
    undone = select(taken_back.id).where(
        taken_back.referral_id == StageMove.referral_id, taken_back.undoes_id == StageMove.id
    )
    told = [stage for stage in ALL_STAGES if is_news(stage)]
    says = or_(StageMove.note != "", StageMove.from_stage == StageMove.to_stage, StageMove.to_stage.in_(told))
    heard = (StageMove.referral_id == Referral.id, StageMove.from_stage.is_not(None), says)
    heard += (StageMove.gesture.not_in(QUIET_GESTURES), StageMove.undoes_id.is_(None), ~undone.exists())
    query = select(Referral.created_at, func.min(StageMove.at), Referral.closed_at).where(where)
    query = query.join(StageMove, and_(*heard), isouter=True)
    rows = db.session.execute(query.group_by(Referral.id, Referral.created_at, Referral.closed_at))
    return [(made, news, closed) for made, news, closed in rows]
