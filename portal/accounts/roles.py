"""Which roles somebody holds, and where: what policies ask of a `User`, and of the `Person` of a request."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import ColumnElement, true


class Rights:
    """What follows from `id`, `is_admin` and `memberships` (anything with `office_id` and `role`)."""

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held in any office."""
        return frozenset(membership.role for membership in self.memberships)

    @property
    def is_staff(self) -> bool:
        """Whether the person works the pipeline or reads it: recruiter, manager or admin somewhere."""
        return self.is_admin or bool(self.roles & {"recruiter", "manager"})

    def offices_as(self, *roles: str) -> frozenset[int]:
        """Ids of the offices where one of `roles` is held (any role when none is named)."""
        return frozenset(m.office_id for m in self.memberships if not roles or m.role in roles)

    def holds(self, role: str, office_id: int | None) -> bool:
        """Whether `role` is held in that office. Admins hold none by that alone."""
        return office_id is not None and office_id in self.offices_as(role)

    def within(self, column, *roles: str) -> ColumnElement[bool]:
        """SQL: `column` (an office id) is an office where one of `roles` is held; every office for admins."""
        return true() if self.is_admin else column.in_(sorted(self.offices_as(*roles)))

    @property
    def audiences(self) -> frozenset[str]:
        """What this person may hear on the live stream (see `live.models.Signal`)."""
        own = {"all", f"user:{self.id}"} | {f"office:{m.office_id}:{m.role}" for m in self.memberships}
        own |= {f"office:{m.office_id}" for m in self.memberships}
        return frozenset(own | ({"admins"} if self.is_admin else set()))
