"""A client that behaves as a browser does: it carries the real CSRF token; each request is a world apart."""

from __future__ import annotations

import contextvars
import html
import json
import re

from flask import has_app_context
from flask.testing import FlaskClient

from portal.core.db import db

SAFE = {"GET", "HEAD", "OPTIONS"}
HEADERS_OF_BODY = re.compile(r"""<body[^>]*hx-headers[^=]*=(?:"([^"]*)"|'([^']*)')""")


class Client(FlaskClient):
    """Sends its page's token with every change unless `csrf=False`; asks for a fragment with `htmx=True`."""

    page_with_token = "/sign-in"
    _token: str | None = None

    def open(self, *args, csrf: bool = True, htmx: bool | str = False, **kwargs):
        """Make one request. `htmx` may name the target's id. The test's own session sees what changed."""
        headers = dict(kwargs.pop("headers", None) or {})
        if htmx:
            target = htmx if isinstance(htmx, str) else "main"
            headers |= {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": target}
        if csrf and str(kwargs.get("method", "GET")).upper() not in SAFE:
            headers.setdefault("X-CSRFToken", self.token())
        kwargs["headers"] = headers
        kwargs.setdefault("buffered", True)  # reads and closes the answer; a live stream says buffered=False
        if has_app_context():
            db.session.commit()  # what the test prepared is there for the request
        # An empty context: no app context, user or unit of work leaks in from the test.
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return answer

    def token(self) -> str:
        """The token in the body of a page, read once per client."""
        if self._token is None:
            page = self.get(self.page_with_token, follow_redirects=True).get_data(as_text=True)
            found = HEADERS_OF_BODY.search(page)
            assert found, f"no hx-headers on the <body> of {self.page_with_token}"
            self._token = json.loads(html.unescape(found[1] or found[2]))["X-CSRFToken"]
        return self._token

    def forget_token(self) -> None:
        """Read the token again before the next change, as a freshly loaded page does."""
        self._token = None
