"""Every route declares who may pass. What declares nothing is shut to everybody (trust.md, security).

`@public` anybody · `@signed_in` any person with a session · `@only("recruiter", …)` people who hold that role
in some office (admins always) · `@admins` administrators alone. Which *object* they may touch is the business of
each feature’s policy.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from portal.web.htmx import wants_fragment


@dataclass(frozen=True)
class Access:
    """Who may pass: anybody (`public`), or the signed-in who hold one of `roles` (empty: all of them).

    `admins`: administrators alone.
    """

    public: bool = False
    admins: bool = False
    roles: frozenset[str] = frozenset()


def public(view):
    """Declare that anybody may open this route."""
    view.door = Access(public=True)
    return view


def signed_in(view):
    """Declare that any signed-in person may open this route."""
    view.door = Access()
    return view


def admins(view):
    """Declare that administrators alone may open this route."""
    view.door = Access(admins=True)
    return view


def only(*roles: str):
    """Declare that people who hold one of `roles` in some office may open this route, and admins."""

    def declare(view):
        view.door = Access(roles=frozenset(roles))
        return view

    return declare


def require_allowed(allowed: bool) -> None:
    """Answer 403 unless `allowed`: the thing is visible, the deed is not theirs."""
    if not allowed:
        abort(403)


def guard_request():
    """Before every request: turn away whoever the door does not let in. 401 for fragments, else sign-in."""
    if request.endpoint is None:
        return None
    door = getattr(current_app.view_functions[request.endpoint], "door", None)
    if door is None:
        abort(403)
    if door.public:
        return None
    person = current_user._get_current_object()
    if not person.is_authenticated:
        if wants_fragment() or request.path.startswith("/live") or request.method not in {"GET", "HEAD"}:
            abort(401)
        return redirect(url_for("accounts.sign_in.show", next=request.full_path.rstrip("?")))
    if door.admins and not person.is_admin:
        abort(403)
    if door.roles and not person.is_admin and not (door.roles & person.roles):
        abort(403)
    return None
