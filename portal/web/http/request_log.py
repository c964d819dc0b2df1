"""Log lines: one JSON object each, with the id of the request and no personal data."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime

from flask import Flask, g, has_request_context, request
from flask_login import current_user

_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _PLAIN}
        if has_request_context():
            line["request_id"] = g.get("request_id")
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def init_app(app: Flask) -> None:
    """Send every log line to standard error as JSON; give each request an id that its answer carries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if not isinstance(kept.formatter, JsonLines)]
    if not app.testing:
        root.addHandler(handler)
    root.setLevel(app.config["SETTINGS"].log_level)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.request_began = time.perf_counter()


def _end(response):
    response.headers["X-Request-Id"] = g.request_id
    person = current_user._get_current_object()
    facts = {
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.request_began) * 1000, 1),
        "user": person.id if person and person.is_authenticated else None,
    }
    logging.getLogger("portal.request").info("request", extra=facts)
    return response
