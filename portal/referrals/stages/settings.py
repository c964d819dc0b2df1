"""What the organisation decided for each stage: its names, what the referrer sees, within how many days they have news.

The rows are read once for each of their marks (`core.cache_versions`), so that pages pay nothing for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.config.languages import CODES
from portal.core import cache_versions
from portal.core.caches import Shelf
from portal.core.db import OFFICE, Model, db
from portal.core.translated import Texts, Translated
from portal.referrals.stages.definitions import STAGES

POLICIES = ("full", "in_progress", "dates")
"""What the referrer sees of a stage: the stage; only that it goes on; nothing but when something happened."""
LONGEST_DELAY = 60


class StageSetting(Model):
    """What differs from the first settings, for one stage. Empty names and NULL days: as at first."""

    __tablename__ = "stage_setting"
    __table_args__ = (
        CheckConstraint("shared IN ('full', 'in_progress', 'dates')", name="shared"),
        CheckConstraint("news_days IS NULL OR news_days BETWEEN 1 AND 60", name="news_days"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    stage: Mapped[str] = mapped_column(String(16), unique=True, info=OFFICE)
    label = Translated(String(40), OFFICE)
    shared: Mapped[str] = mapped_column(String(12), default="full", info=OFFICE)
    news_days: Mapped[int | None] = mapped_column(info=OFFICE)


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one stage. names: by language, empty where the catalogue's word serves."""

    names: Texts
    shared: str
    news_days: int


_NO_NAMES = Texts.fromkeys(CODES, "")
_FIRST = MappingProxyType({stage.code: Rule(_NO_NAMES, "full", stage.news_days) for stage in STAGES})
_kept: Shelf[MappingProxyType[str, Rule]] = Shelf("referrals.stages.settings._kept", 4)


def rules_version() -> str:
    """What changes with every change of these rules: a part of the key of whatever is kept with them."""
    return cache_versions.read_version(cache_versions.STAGES) or ""


def read_rules() -> MappingProxyType[str, Rule]:
    """Stage → what holds for it now."""
    present = rules_version()
    return _kept.find_or_make(_read, present) if present else _FIRST


def rule_of(stage: str) -> Rule | None:
    """What holds for `stage`; None for one that is no longer known."""
    return read_rules().get(stage)


def _read() -> MappingProxyType[str, Rule]:
    own = {row.stage: _rule(row) for row in db.session.scalars(select(StageSetting)) if row.stage in _FIRST}
    return MappingProxyType(dict(_FIRST) | own)


def _rule(row: StageSetting) -> Rule:
    days = row.news_days or _FIRST[row.stage].news_days
    return Rule(row.label, row.shared, days)
