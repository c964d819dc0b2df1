"""The table of open roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.accounts.models import User
from portal.config import languages
from portal.core.db import OFFICE, PUBLIC, Model, Moment
from portal.core.text_normalization import fold_text
from portal.core.translated import InLanguages, Texts, Translated
from portal.offices.models import Office

FIELDS = ("insurance", "wealth", "mortgage", "realestate")
KINDS = ("employee", "self_employed", "contract", "franchise", "internship")
REMOTE = ("onsite", "hybrid", "remote")
STATES = ("draft", "open", "paused", "filled", "closed")
MARKED = ("paused", "filled", "closed")
"""States that are said wherever something for a role is under way."""
OVER = ("filled", "closed")
"""States in which nobody new is asked whether they want to be introduced for it."""
PERIODS = ("year", "hour")
LONGEST_TITLE = 160


def _sets(codes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every choice of some of `codes`, at least one, in their order."""
    for number, code in enumerate(codes, 1):
        yield (code,)
        yield from ((code, *more) for more in _sets(codes[number:]))


WORK_LANGUAGES = tuple(",".join(codes) for codes in _sets(languages.CODES))
"""Each language and all that may be asked together: `fr`, `fr,en`, `en`."""


def _among(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Opportunity(InLanguages, Model):
    """One role of one office, in each language."""

    __tablename__ = "opportunity"
    __table_args__ = (
        _among("field", FIELDS),
        _among("kind", KINDS),
        _among("remote", REMOTE),
        _among("state", STATES),
        CheckConstraint("pay_min_cents IS NULL OR pay_max_cents IS NULL OR pay_min_cents <= pay_max_cents", name="pay"),
        Index("ix_opportunity_state_opened", "state", "opened_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True, info=PUBLIC)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True, info=OFFICE)
    state: Mapped[str] = mapped_column(String(8), default="draft", info=PUBLIC)
    field: Mapped[str] = mapped_column(String(12), info=PUBLIC)
    kind: Mapped[str] = mapped_column(String(16), info=PUBLIC)
    remote: Mapped[str] = mapped_column(String(8), default="onsite", info=PUBLIC)
    work_languages: Mapped[str] = mapped_column(String(8), default=languages.DEFAULT, info=PUBLIC)
    city: Mapped[str] = mapped_column(String(120), default="", info=PUBLIC)
    pay_min_cents: Mapped[int | None] = mapped_column(info=PUBLIC)
    pay_max_cents: Mapped[int | None] = mapped_column(info=PUBLIC)
    pay_period: Mapped[str] = mapped_column(String(4), default="year", info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), default="CAD", info=PUBLIC)
    pay_note = Translated(String(160), PUBLIC)
    licences: Mapped[list] = mapped_column(JSON, default=list, info=PUBLIC)
    """Licences needed: a list of the texts of each by language."""
    title = Translated(String(160), PUBLIC)
    sort = Translated(String(160), PUBLIC)
    """The title as a reader of each language sees it, folded: the order of the list by title on both databases."""
    summary = Translated(String(300), PUBLIC)
    body = Translated(Text(), PUBLIC)
    accepts_introductions: Mapped[bool] = mapped_column(default=False, info=OFFICE)
    """Whether its recruiter accepts every introduction without being asked."""
    source: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    """Where an imported role came from: feed and its own id, so that it is imported once."""
    opens_on: Mapped[date | None] = mapped_column(info=OFFICE)
    """The day, where its office is, on which a draft is published by itself."""
    closes_on: Mapped[date | None] = mapped_column(info=PUBLIC)
    """The last day, where its office is, on which it is open."""
    closing_told: Mapped[date | None] = mapped_column(info=OFFICE)
    """The last day of which those who saved it have been told."""
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When somebody said last that it is still open."""
    announced_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """Since when the producers whom it fits have been told of it."""
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    opened_at: Mapped[datetime | None] = mapped_column(Moment, info=PUBLIC)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, info=PUBLIC)
    updated_at: Mapped[datetime] = mapped_column(Moment, info=PUBLIC)
    version: Mapped[int] = mapped_column(default=1, info=OFFICE)
    office: Mapped[Office] = relationship()
    recruiter: Mapped[User] = relationship()

    @validates(*languages.in_each("title"))
    def _keep_order(self, name: str, value: str) -> str:
        titles = Texts(self.title | {languages.language_of(name): value})
        for code, column in zip(languages.CODES, languages.in_each("sort"), strict=True):
            setattr(self, column, fold_text(titles.in_language(code)[0])[:LONGEST_TITLE])
        return value
