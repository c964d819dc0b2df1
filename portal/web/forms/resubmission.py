"""What a plain form sent that could not be taken: the page that takes its place keeps it, and can send it again.

Scripts leave the form where it is; without them the answer replaces it, and nobody may have to type anything twice.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from portal.web.forms.fields import text_fields
from portal.web.http.security import read_bearer, sent_token

CARRIED = 1_500_000
"""Characters of a sealed form that the sign-in page can send along: with less than a request may hold."""
SECRET = frozenset({"password", "present"})
"""Fields that hold a password, which no page ever repeats."""
OWN = SECRET | {"csrf_token", "kept"}
KEY = "deed_key"


class Typed(NamedTuple):
    """A form that was sent."""

    path: str
    """Where to: a path of this site with its query."""
    fields: list[tuple[str, str]]
    """Names and texts in their order, without secrets."""
    files: bool
    """Whether there were files with it, which no page can keep."""
    token: str
    """The token that it carried."""

    @property
    def bearer(self) -> str | None:
        """Whose text this is, as its token says; None when the token is none of ours."""
        return read_bearer(self.token)

    def under(self, key: str) -> Typed:
        """The same under another key, so that it does its deed once more."""
        return self._replace(fields=[(name, key if name == KEY else text) for name, text in self.fields])

    @property
    def sealed(self) -> str:
        """The same as text that a page may carry, and that nobody else can make; "" when that is too long to be sent.

        Then it stays on the page, from which it is sent once its person has signed in in another tab.
        """
        text = _seal().dumps(self)
        return text if len(text) <= CARRIED else ""

    def is_written(self, name: str, text: str) -> bool:
        """Whether somebody wrote this: not the value of a button or of a choice."""
        return bool(text.strip()) and (name in text_fields() or " " in text.strip())


def of_request() -> Typed | None:
    """What the present request sent; None when it was no plain form. All of it, up to what a request may hold."""
    if request.method != "POST" or request.headers.get("HX-Request") == "true":
        return None
    files = any(file.filename for file in request.files.values())
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in OWN]
    return Typed(request.full_path.rstrip("?"), fields, files, sent_token())


def read_written() -> Typed | None:
    """What the present request sent, when somebody wrote something in it: a button alone need not be kept."""
    sent = of_request()
    return sent if sent and any(sent.is_written(name, text) for name, text in sent.fields) else None


def open_sealed(sealed: str) -> Typed | None:
    """What `sealed` holds; None when it is none of ours."""
    try:
        path, fields, files, token = _seal().loads(sealed)
    except BadData:
        return None
    return Typed(path, [(name, text) for name, text in fields], files, token)


def request_words() -> str:
    """All that the present request says and where to, its files too, as one text: the same words are the same text."""
    said = sorted((name, text) for name, text in request.form.items(multi=True) if name not in OWN | {KEY})
    files = [(name, _mark_of(file)) for name, file in sorted(request.files.items(multi=True))]
    return repr((request.path, said, files))


def _mark_of(file: FileStorage) -> str:
    found = hashlib.sha256(file.stream.read()).hexdigest()
    file.stream.seek(0)
    return found


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="typed")
