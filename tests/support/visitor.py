"""A visitor over the wire: cookies, the page's CSRF token, and an open live stream read by a thread."""

from __future__ import annotations

import html
import http.cookiejar
import json
import queue
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

TOKEN = re.compile(r"""hx-headers[^=]*='([^']*)'""")


class Visitor:
    """One browser without a window, at the server of `url`."""

    def __init__(self, url: str):
        self.url = url
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open
        self._token = ""

    def get(self, path: str, **headers: str) -> str:
        """The text of a page; raises HTTPError."""
        with self._open(urllib.request.Request(self.url + path, headers=headers), timeout=30) as answer:
            text = answer.read().decode()
        if found := TOKEN.search(text):
            self._token = json.loads(html.unescape(found[1]))["X-CSRFToken"]
        return text

    def post(self, path: str, **fields: str) -> int:
        """Send a form with the token of the last page; the status of the answer, redirects followed."""
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url + path, body, {"X-CSRFToken": self._token})
        try:
            with self._open(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def enter(self, account: str) -> Visitor:
        """Sign in as a demo account."""
        self.get("/sign-in")
        assert self.post(f"/sign-in/demo/{account}") == 200
        self.get("/me")
        return self

    def listen(self, last_id: int | None = None) -> Listening:
        """Open the live stream."""
        headers = {"Last-Event-ID": str(last_id)} if last_id is not None else {}
        return Listening(self._open(urllib.request.Request(f"{self.url}/live", headers=headers), timeout=30))


class Listening:
    """What a stream says, as (id, event, data); `None` when it has ended."""

    def __init__(self, answer):
        self._answer = answer
        self._said: queue.Queue = queue.Queue()
        self.last_id: int | None = None
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self._answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif fields:
                    self._said.put(fields)
                    fields = {}
        except (OSError, ValueError):
            pass  # the server cut the line, which is an end as well
        finally:
            self._answer.close()
            self._said.put(None)

    def next(self, event: str, seconds: float = 20) -> str | None:
        """The data of the next such event; None when the stream ended before. Raises queue.Empty."""
        while (fields := self._said.get(timeout=seconds)) is not None:
            self.last_id = int(fields["id"]) if "id" in fields else self.last_id
            if fields.get("event") == event:
                return fields.get("data", "")
        return None
