"""`/live`: one event stream per person; what they may hear is decided here, from their session, at send time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from portal.core.caches import cached
from portal.core.db import db, utcnow
from portal.live import signals
from portal.live.hub import Hub, Stream
from portal.web.guards import signed_in

bp = Blueprint("live", __name__)

PING_EVERY = 15.0
LONGEST = 600.0
LONGEST_ID = 18
"""Digits: no number of ours is longer, and one that is cut to it is still none that we know."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Content-Type": "text/event-stream"}


def current_hub() -> Hub:
    """The hub of this process."""
    return current_app.extensions["relais-hub"]


@bp.get("/live")
@signed_in
def stream():
    """The event stream; 503 when this process holds as many as it may, and the page polls instead."""
    audiences = current_user.audiences
    opened = current_hub().open(audiences)
    if opened is None:
        return Response("", 503, {"Retry-After": "30"})
    current_hub().start(current_app._get_current_object())
    try:
        first = list(_greeting(request.headers.get("Last-Event-ID"), audiences))
    except BaseException:
        current_hub().close(opened)  # else each try against a database that is away would keep a place for nobody
        raise
    db.session.remove()  # a stream must not keep a database session
    here = _Here(current_app._get_current_object(), current_user._get_current_object())
    return Response(_Events(opened, current_hub(), first, here), headers=HEADERS)


@bp.get("/live/since/<int:last_id>")
@signed_in
def signals_since(last_id: int):
    """The same as JSON for pages that poll: `{"last": id, "topics": [...], "reset": bool}`."""
    found = signals.topics_since(last_id, current_user.audiences)
    if found is None:
        return jsonify(last=signals.newest_id(), topics=[], reset=True)
    return jsonify(last=found[0], topics=found[1], reset=False)


def _greeting(last_event_id: str | None, audiences: frozenset[str]) -> Iterator[str]:
    """What a new or returning stream is told at once: where it stands, and what it missed."""
    yield "retry: 2000\n\n"
    newest = signals.newest_id()
    if last_event_id and last_event_id.isascii() and last_event_id.isdigit():
        missed = signals.topics_since(int(last_event_id[:LONGEST_ID]), audiences)
        if missed is None:
            yield _event("reset", "", newest)
            return
        newest, topics = missed
        yield from (_event("signal", topic, newest) for topic in topics)
    yield _event("ping", "", newest)


@cached(256)  # hundreds of streams say the same
def _event(name: str, data: str, ident: int | None = None) -> str:
    return (f"id: {ident}\n" if ident is not None else "") + f"event: {name}\ndata: {data}\n\n"


class _Here:
    """Whether the session that opened the stream still lasts; asked again only when it may have idled out."""

    def __init__(self, app: Flask, person):
        self._app, self._person = app, person

    def seconds(self) -> float:
        """For how long nothing needs to be asked."""
        return max(0.0, (self._person.ends_at - utcnow()).total_seconds())

    def lasts(self) -> bool:
        """Whether the person may be told something now; a database that is away tells nothing either."""
        if self.seconds():
            return True
        with self._app.app_context():
            try:
                self._person = self._person.again() or self._person
            except SQLAlchemyError:
                return False
        return bool(self.seconds())


class _Events:
    """The body of the stream: an iterator whose `close` gives the place back, whatever server runs it."""

    def __init__(self, opened: Stream, owner: Hub, first: list[str], here: _Here):
        self._stream, self._hub, self._first, self._here = opened, owner, first, here
        self._until = time.monotonic() + LONGEST * random.uniform(0.8, 1.2)  # noqa: S311 jitter
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield "".join(self._first).encode()
            while not self._stream.ended and time.monotonic() < self._until:
                came = self._stream.wait(min(PING_EVERY, self._here.seconds()))
                if self._stream.ended or not self._here.lasts():
                    return
                text = "".join(_event("signal", topic, ident) for ident, topic in came) or _event("ping", "")
                yield text.encode()
        finally:
            self.close()

    def close(self) -> None:
        """Give the place in the hub back, once."""
        if not self._closed:
            self._closed = True
            self._hub.close(self._stream)
