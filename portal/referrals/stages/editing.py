"""Deciding what holds for the stages: their names, what the referrer sees, and within how many days they have news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import User
from portal.activity.event_types import Kind, declare_kind
from portal.activity.log import record
from portal.activity.models import Entry
from portal.core import cache_versions
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.translated import Texts
from portal.live import signals
from portal.offices.models import Office
from portal.referrals.stages import deadlines, settings
from portal.referrals.stages.definitions import OUTCOMES
from portal.referrals.stages.labels import stage_label
from portal.referrals.stages.settings import Rule, StageSetting


def _stage(entry: Entry) -> dict:
    return {"stage": stage_label(entry.facts["stage"])}


STAGE_CHANGED = declare_kind(
    Kind("referrals.stage_changed", _l("%(actor)s changed the settings of the stage “%(stage)s”"), words=_stage)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hold for one stage. Empty names: the catalogue's word; news_days None: for an outcome."""

    names: Texts
    shared: str
    news_days: int | None

    def is_already(self, rule: Rule, stage: str) -> bool:
        """Whether it holds now."""
        same = (self.names, self.shared) == (rule.names, rule.shared)
        return same and (stage in OUTCOMES or self.news_days == rule.news_days)


def change_rules(wanted: dict[str, Wanted], *, seen: str, by: User, now: datetime) -> int:
    """Let these rules hold, by stage; how many stages they change. `seen` is the mark of the rules that `by` saw.

    Where a delay changes, every open referral's day is counted again; all open screens are drawn anew. Raises
    Conflict when somebody changed the rules meanwhile.
    """
    if seen != settings.rules_version():
        raise Conflict(_("Someone else changed the stages in the meantime."))
    before = settings.read_rules()
    changed = {stage: rule for stage, rule in wanted.items() if not rule.is_already(before[stage], stage)}
    if not changed:
        return 0
    for stage, rule in changed.items():
        row = _row(stage)
        row.label, row.shared = rule.names, rule.shared
        row.news_days = None if stage in OUTCOMES else rule.news_days
    cache_versions.renew_version(cache_versions.STAGES)
    for stage in changed:
        record(STAGE_CHANGED, _row(stage), by=by, now=now, stage=stage)
    if any(changed[stage].news_days != before[stage].news_days for stage in changed if stage not in OUTCOMES):
        deadlines.count_again(db.session.scalars(select(Office).order_by(Office.id)).all(), now=now)
    signals.write_signals([(deadlines.SCREENS, "all")], now)
    return len(changed)


def _row(stage: str) -> StageSetting:
    row = db.session.scalar(select(StageSetting).where(StageSetting.stage == stage))
    if row is None:
        row = StageSetting(stage=stage)
        db.session.add(row)
    return row
