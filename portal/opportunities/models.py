"""The table of open roles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.accounts.models import User
from portal.core.db import OFFICE, PUBLIC, Model, Moment
from portal.core.text import fold_text
from portal.offices.models import Office

FIELDS = ("insurance", "wealth", "mortgage", "realestate")
KINDS = ("employee", "self_employed", "contract", "franchise", "internship")
REMOTE = ("onsite", "hybrid", "remote")
STATES = ("draft", "open", "paused", "filled", "closed")
PERIODS = ("year", "hour")
WORK_LANGUAGES = ("fr", "fr,en", "en")
LONGEST_TITLE = 160


def _among(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Opportunity(Model):
    """One role of one office, in French and English."""

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
    work_languages: Mapped[str] = mapped_column(String(8), default="fr", info=PUBLIC)
    city: Mapped[str] = mapped_column(String(120), default="", info=PUBLIC)
    pay_min_cents: Mapped[int | None] = mapped_column(info=PUBLIC)
    pay_max_cents: Mapped[int | None] = mapped_column(info=PUBLIC)
    pay_period: Mapped[str] = mapped_column(String(4), default="year", info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), default="CAD", info=PUBLIC)
    pay_note_fr: Mapped[str] = mapped_column(String(160), default="", info=PUBLIC)
    pay_note_en: Mapped[str] = mapped_column(String(160), default="", info=PUBLIC)
    licences: Mapped[list] = mapped_column(JSON, default=list, info=PUBLIC)
    """Licences needed: a list of `{"fr": …, "en": …}`."""
    title_fr: Mapped[str] = mapped_column(String(160), default="", info=PUBLIC)
    title_en: Mapped[str] = mapped_column(String(160), default="", info=PUBLIC)
    sort_fr: Mapped[str] = mapped_column(String(160), default="", info=PUBLIC)
    """The title as a French reader sees it, folded: the order of the list by title on both databases."""
    sort_en: Mapped[str] = mapped_column(String(160), default="", info=PUBLIC)
    summary_fr: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    summary_en: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    body_fr: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    body_en: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    accepts_introductions: Mapped[bool] = mapped_column(default=False, info=OFFICE)
    """Whether its recruiter accepts every introduction without being asked."""
    source: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    """Where an imported role came from: feed and its own id, so that it is imported once."""
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    opened_at: Mapped[datetime | None] = mapped_column(Moment, info=PUBLIC)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, info=PUBLIC)
    updated_at: Mapped[datetime] = mapped_column(Moment, info=PUBLIC)
    version: Mapped[int] = mapped_column(default=1, info=OFFICE)
    office: Mapped[Office] = relationship()
    recruiter: Mapped[User] = relationship()

    @validates("title_fr", "title_en")
    def _keep_order(self, name: str, value: str) -> str:
        titles = {"title_fr": self.title_fr or "", "title_en": self.title_en or "", name: value}
        self.sort_fr = fold_text(titles["title_fr"] or titles["title_en"])[:LONGEST_TITLE]
        self.sort_en = fold_text(titles["title_en"] or titles["title_fr"])[:LONGEST_TITLE]
        return value

    def in_language(self, part: str, language: str) -> tuple[str, str]:
        """`part` (title, summary, body, pay_note) and the language it is in: the asked one, else the other."""
        other = "en" if language == "fr" else "fr"
        for tried in (language, other):
            if text := getattr(self, f"{part}_{tried}"):
                return text, tried
        return "", language
