"""The fixtures of every test. What they stand on is in tests/support/, the cast in tests/people.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from hypothesis import settings

from tests import people
from tests.people import Cast
from tests.support import at, databases, patience
from tests.support.browser import chromium, new_page, playwright, signed_in, watch, whole_chromium
from tests.support.client import Client
from tests.support.databases import Apps, apps
from tests.support.network import nobody_calls_out
from tests.support.passwords import cheap_passwords
from tests.support.post import mailbox, no_unexpected_letter, post_office
from tests.support.server import live_server
from tests.support.sessions import sign_in

__all__ = [
    "apps", "cheap_passwords", "chromium", "live_server", "mailbox", "new_page", "no_unexpected_letter",
    "nobody_calls_out", "playwright", "post_office", "signed_in", "watch", "whole_chromium",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    at.travel_if_asked()
    settings.register_profile("relais", deadline=None, print_blob=True)  # two busy cores are no reason to fail
    settings.load_profile("relais")
    config.addinivalue_line("markers", "sqlite_only: touches data in a way that is the same on every database")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whoever touches data does so on both databases: `[sqlite]` and `[postgresql]`."""
    if "database" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("sqlite_only")
        metafunc.parametrize("database", databases.BOTH[:1] if one else databases.BOTH, scope="function")


LONG = ("tests/test_bin.py", "tests/browser/", "tests/referrals/documents/test_inspection.py", "tests/live/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: then no process works on alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with patience.at_most(patience.MOST, item.nodeid):
        return (yield)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what drives a browser."""
    if "live_server" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.browser)


@pytest.fixture
def app(apps: Apps, database: str) -> Iterator[Flask]:
    """The app, its context entered; everything that the test commits is undone at its end."""
    with databases.rolled_back(apps.on(database)) as app:
        yield app


@pytest.fixture
def committed(apps: Apps, database: str) -> Iterator[Flask]:
    """The app with real commits, for threads, other processes and connections of their own. Slower."""
    with databases.emptied_after(apps.on(database)) as app:
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The six people of every story, in the database of this test."""
    return people.gather()


@pytest.fixture
def client(app: Flask) -> Client:
    """A stranger's client."""
    return app.test_client()


@pytest.fixture
def client_for(app: Flask) -> Callable[..., Client]:
    """`client_for(person)`: a client signed in by a real session row, with the person's own CSRF token."""
    return lambda person: sign_in(app.test_client(), person)
