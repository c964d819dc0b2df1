"""Tables of people, roles per office, sessions and one-time links."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.accounts.roles import Rights
from portal.config.languages import DEFAULT
from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, SECRET, Model, Moment
from portal.core.text_normalization import fold_text
from portal.core.translated import among_languages

ROLES = ("producer", "recruiter", "manager")


class User(Rights, Model):
    """A person with an account. Candidates never have one."""

    __tablename__ = "app_user"
    __table_args__ = (CheckConstraint(among_languages(), name="language"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    email: Mapped[str] = mapped_column(String(254), unique=True, info=OFFICE)
    name: Mapped[str] = mapped_column(String(160), index=True, info=OFFICE)
    sort_name: Mapped[str] = mapped_column(String(160), default="", index=True, info=OFFICE)
    """The name folded: no order of either database puts Émile beside Emma."""
    title: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    phone: Mapped[str] = mapped_column(String(20), default="", info=OFFICE)
    language: Mapped[str] = mapped_column(String(2), default=DEFAULT, info=OFFICE)
    theme: Mapped[str] = mapped_column(String(5), default="auto", info=OFFICE)
    timezone: Mapped[str] = mapped_column(String(40), default="America/Toronto", info=OFFICE)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=SECRET)
    is_admin: Mapped[bool] = mapped_column(default=False, info=OFFICE)
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    version: Mapped[int] = mapped_column(default=1, info=OFFICE)
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Membership.id"
    )
    __mapper_args__ = {"version_id_col": version}

    sign_in_id: ClassVar[None] = None
    """Only the `Person` of a request is here with a session."""

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.sort_name = fold_text(name)[:160]
        return name

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return self.disabled_at is None


class Membership(Model):
    """`role` of a person in an office."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("role IN ('producer', 'recruiter', 'manager')", name="role"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), index=True, info=OFFICE)
    role: Mapped[str] = mapped_column(String(12), info=OFFICE)
    user: Mapped[User] = relationship(back_populates="memberships")


class SignIn(Model):
    """A session: one browser in which a person signed in. It can be listed and ended."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    began_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    last_deed_at: Mapped[datetime] = mapped_column(Moment, index=True, info=OFFICE)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    browser: Mapped[str] = mapped_column(String(200), default="", info=personal_info(Erasing.STAYS))


class OneTimeLink(Model):
    """An invitation or a password reset, bound to one person and one purpose; used at most once."""

    __tablename__ = "one_time_link"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    purpose: Mapped[str] = mapped_column(String(12), info=OFFICE)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    made_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    expires_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    used_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
