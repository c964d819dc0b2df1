"""The real server, two processes: a change in one is heard in the other, and stopping keeps nobody waiting."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time

import pytest

from tests.support import postgres
from tests.support.server import serving
from tests.support.visitor import Visitor

LISTENERS = 6
MOST_SIGNALS = 12
"""Enough for both processes to hold some: the kernel spreads connections between them."""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office(request):
    """A running demo office on each database."""
    if request.param == "sqlite":
        with serving() as server:
            yield server
    else:
        with postgres.running() as url, serving(RELAIS_DATABASE_URL=url) as server:
            yield server


def test_what_one_process_changes_the_streams_of_both_hear(office):
    recruiter = Visitor(office.url).enter("recruteur")
    streams = [Visitor(office.url).enter("producteur").listen() for _ in range(LISTENERS)]
    assert all(stream.next("ping") is not None for stream in streams)
    role, version = own_open_role(recruiter)
    assert recruiter.post(f"/opportunities/{role}/publication", change="pause", version=version) == 200
    wanted = {"opportunities", f"opportunity-{role}"}
    for stream in streams:  # the demo's own clocks may turn meanwhile
        assert any(stream.next("signal") in wanted for _signal in range(MOST_SIGNALS))


def own_open_role(recruiter: Visitor) -> tuple[int, str]:
    """The number and version of an open role that this recruiter may pause."""
    for role in map(int, re.findall(r'id="opportunity-(\d+)"', recruiter.get("/opportunities?state=open"))):
        page = recruiter.get(f"/opportunities/{role}")
        if 'value="pause"' in page:
            return role, page.split('name="version" value="')[1].split('"')[0]
    raise AssertionError("the demo recruiter has no open role")


def test_whoever_signs_out_is_cut_off(office):
    person = Visitor(office.url).enter("direction")
    stream = person.listen()
    assert stream.next("ping") is not None
    person.post("/sign-out")
    assert stream.next("never", seconds=30) is None


def test_a_stopping_server_ends_its_streams_and_goes():
    with serving() as server:
        stream = Visitor(server.url).enter("producteur").listen()
        assert stream.next("ping") is not None
        server.process.terminate()
        assert stream.next("never", seconds=30) is None
        assert server.process.wait(timeout=9) == 0  # by itself: granian kills what is left after ten seconds


def test_after_a_crash_nothing_acknowledged_is_lost_and_people_go_on():
    with serving() as server:
        person = Visitor(server.url).enter("producteur")
        assert person.post("/me/theme", theme="dark") == 200
        found = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, check=True, text=True)
        for pid in map(int, found.stdout.split()):
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: 'data-theme="dark"' in person.get("/me"))


def eventually(true, tries: int = 100) -> bool:
    """Whether it becomes true, asked again while the server comes back."""
    for _ in range(tries):
        try:
            if true():
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False
