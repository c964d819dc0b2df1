"""A real SMTP server that keeps what it gets, and misbehaves on demand.

A letter that no test waits for fails the test.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from tests.support.network import free_port


@dataclass
class PostOffice:
    """Letters in the order of their arrival, the address to send to, and what is done to the next ones.

    `moods`, one for each letter that is offered: `fine`; `421`, `451`, `550` (said to the recipient); `data-451`,
    `data-554` (said after the letter, which is not kept); `cut` (kept, then the line is cut); `hang` (kept, and never
    answered); anything that can be called is, with the letter, before the answer. No mood left: fine.
    """

    host: str = "127.0.0.1"
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    moods: deque = field(default_factory=deque)
    patience: float = 30.0

    @property
    def url(self) -> str:
        """For `RELAIS_SMTP_URL`."""
        return f"smtp://{self.host}:{self.port}"

    async def handle_RCPT(self, server, session, envelope, address: str, options) -> str:
        envelope.mood = self.moods.popleft() if self.moods else "fine"
        if envelope.mood in ("421", "451", "550"):
            return f"{envelope.mood} no {address} for now"
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server, session, envelope) -> str:
        mood = getattr(envelope, "mood", "fine")
        if str(mood).startswith("data-"):
            return f"{mood[5:]} not this letter"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        letter["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.letters.append(letter)
        if mood == "cut":
            server.transport.abort()
        elif mood == "hang":
            await asyncio.sleep(self.patience)
        elif isinstance(mood, Callable):
            mood(letter)
        return "250 kept"


@contextmanager
def open_office(port: int = 0, *, accents: bool = True) -> Iterator[PostOffice]:
    """A post office of its own, until the end of the block; on `port` or a free one. accents: it takes SMTPUTF8."""
    office = PostOffice(port=port or free_port())
    controller = Controller(office, hostname=office.host, port=office.port, enable_SMTPUTF8=accents)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@contextmanager
def silent_office() -> Iterator[PostOffice]:
    """A server that takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield PostOffice(port=listening.getsockname()[1])


@pytest.fixture(scope="session")
def post_office() -> Iterator[PostOffice]:
    """One SMTP server per worker, on a free port of this machine."""
    with open_office() as office:
        yield office


@pytest.fixture
def mailbox(post_office: PostOffice) -> list[EmailMessage]:
    """The letters that arrive during this test; asking for it says that letters are expected."""
    post_office.letters.clear()
    return post_office.letters


@pytest.fixture(autouse=True)
def no_unexpected_letter(request: pytest.FixtureRequest, post_office: PostOffice) -> Iterator[None]:
    """Fail a test that sends a letter without asking for the mailbox."""
    post_office.letters.clear()
    post_office.moods.clear()
    yield
    if "mailbox" not in request.fixturenames:
        subjects = [letter["Subject"] for letter in post_office.letters]
        assert not subjects, f"letters nobody waited for: {subjects}"
