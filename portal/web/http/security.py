"""Headers, hosts and cross-site requests (trust.md, security)."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from flask import Flask, abort, current_app, g, request, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.core.caches import COLLEAGUES, cached
from portal.web.http import login_state, session_cookie
from portal.web.http.uploads import UploadRequest

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cache-Control": "no-store",
}
HTTPS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
"""Said where people type an https address, whatever the line behind the proxy is."""
SAFE = {"GET", "HEAD", "OPTIONS"}
RAW = "csrf_token"
"""The key of the session under which Flask-WTF keeps what its tokens must name."""


def init_app(app: Flask) -> None:
    """Cookies, CSRF, host list and headers."""
    settings = app.config["SETTINGS"]
    secure = urlsplit(settings.host_url).scheme == "https"
    app.config.update(
        SESSION_COOKIE_NAME="__Host-relais" if secure else "relais",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,  # `check_token` asks after the door: whoever is signed out hears that first
        WTF_CSRF_SSL_STRICT=False,  # Origin and Sec-Fetch-Site are checked below, for every scheme
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    session_cookie.init_app(app)
    app.request_class = UploadRequest
    app.before_request(check_origin)
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
    app.after_request(add_headers)
    app.after_request(_keep_cookie)


def csrf_token() -> str:
    """The token that this session's forms carry: always the same, so that pieces of pages with it can be kept."""
    raw = session.get(RAW)
    return _signed(raw, current_app.secret_key) if raw else generate_csrf()


def bind_token(mark: str) -> None:
    """Let this session's tokens name a person (`mark_of_password`): pages that outlive it serve them in the next."""
    session[RAW] = mark
    g.pop(RAW, None)  # Flask-WTF keeps the token of this request, which was another's


def read_bearer(token: str) -> str | None:
    """Whom a token of ours names, a person or a stranger's browser; None for anything that we did not sign."""
    try:
        return _signer(current_app.secret_key).loads(token).partition(".")[0]
    except BadData:
        return None


def sent_token() -> str:
    """The token that the present request carries, by its form or by a script; empty when there is none."""
    return request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")


@cached(4096, about=COLLEAGUES)
def _signed(raw: str, key: str) -> str:
    return _signer(key).dumps(raw)


@cached(4)
def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="wtf-csrf-token")  # as Flask-WTF signs


def check_token() -> None:
    """Raise CSRFError for an unsafe request without the token of its session.

    A token of before the person changed their password serves them only where the browser itself says that a page of
    ours sent it: whoever learned the token gains nothing by it, and what was typed on an older page is not lost.
    """
    whose = session.get(RAW, "").partition(".")[0]
    if is_from_here() and login_state.session_token() is not None and read_bearer(sent_token()) == whose:
        g.csrf_valid = True  # as Flask-WTF marks it for its forms
        return
    csrf.protect(apply_exemptions=True)


def from_anywhere(view):
    """Mark an address that is a secret itself: mail programs post there, without a page of ours or a token."""
    view.from_anywhere = True
    return csrf.exempt(view)


def check_origin() -> None:
    """Refuse unknown hosts (400) and unsafe requests that come from another site (403)."""
    settings = current_app.config["SETTINGS"]
    host = _name_of(request.host)
    local = not settings.production and host in {"localhost", "127.0.0.1", "::1"}
    if host not in settings.hosts and not local:
        abort(400)
    if getattr(current_app.view_functions.get(request.endpoint), "from_anywhere", False):
        return
    if is_from_elsewhere():
        abort(403)


def is_from_elsewhere() -> bool:
    """Whether the browser itself says that another site sent this unsafe request."""
    if request.method in SAFE:
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return bool(origin) and parts_of(origin).netloc != request.host


def _keep_cookie(response):
    """What another site sends comes without the cookie; an answer that brought a new one would sign people out."""
    if is_from_elsewhere():
        session.modified = False
    return response


def is_from_here() -> bool:
    """Whether the browser itself says that a page of ours sent this; without its word, nobody knows."""
    origin = parts_of(request.headers.get("Origin", "")).netloc
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or origin == request.host


def parts_of(address: str) -> SplitResult:
    """The parts of an address that a browser sent; all empty when it can't be read, as in `http://[`."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


@cached(256)
def _name_of(host: str) -> str:
    return parts_of(f"//{host}").hostname or ""


def add_headers(response):
    """Security headers on every answer; private pages are never stored unless they carry an ETag."""
    own = {name.lower() for name, _value in response.headers}
    given = headers_of(current_app)
    response.headers.extend([(name, value) for name, value in given.items() if name.lower() not in own])
    return response


def headers_of(app: Flask) -> dict[str, str]:
    """The security headers of every answer of this app."""
    return HEADERS | HTTPS if app.config["SESSION_COOKIE_SECURE"] else HEADERS


def keep_out_of_indexes(response):
    """For `after_request` of a blueprint whose addresses are secrets: no machine remembers its pages."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def same_site_path(target: str | None, fallback: str) -> str:
    """`target` when it is a path of this site, else `fallback`: nobody is redirected elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target) else target
