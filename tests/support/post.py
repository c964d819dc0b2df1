"""A real SMTP server that keeps what it gets. A letter that no test waits for fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from tests.support.network import free_port


@dataclass
class PostOffice:
    """Letters in the order of their arrival, and the address to send to."""

    host: str = "127.0.0.1"
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        letter["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 kept"


@pytest.fixture(scope="session")
def post_office() -> Iterator[PostOffice]:
    """One SMTP server per worker, on a free port of this machine."""
    office = PostOffice(port=free_port())
    controller = Controller(office, hostname=office.host, port=office.port, enable_SMTPUTF8=True)
    controller.start()
    yield office
    controller.stop()


@pytest.fixture
def mailbox(post_office: PostOffice) -> list[EmailMessage]:
    """The letters that arrive during this test; asking for it says that letters are expected."""
    post_office.letters.clear()
    return post_office.letters


@pytest.fixture(autouse=True)
def no_unexpected_letter(request: pytest.FixtureRequest, post_office: PostOffice) -> Iterator[None]:
    """Fail a test that sends a letter without asking for the mailbox."""
    post_office.letters.clear()
    yield
    if "mailbox" not in request.fixturenames:
        subjects = [letter["Subject"] for letter in post_office.letters]
        assert not subjects, f"letters nobody waited for: {subjects}"
