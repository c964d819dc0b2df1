"""The processes of one portal: none serves on by itself, none takes the others along, and a port is served by one."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.ports import free_address
from portal.shutdown import Stopping
from tests.support.network import free_port
from tests.support.patience import until
from tests.support.server import ROOT, Server, serving


def children(server: Server) -> set[int]:
    found = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=False)
    return set(map(int, found.stdout.split()))


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start_at(port: int, data: Path, *options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "portal.serve", "--port", str(port), "--data", str(data), "--empty", *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=120, check=False)


def assert_refused(answer: subprocess.CompletedProcess, port: int, data: Path) -> None:
    assert answer.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in answer.stderr
    assert "--port" in answer.stderr
    assert (answer.stdout, answer.stderr.count("\n"), data.exists()) == ("", 1, False)


def test_one_port_is_served_by_one_portal_whose_processes_come_back_and_end_with_the_one_that_minds_them(tmp_path):
    with serving() as server:
        port, other = int(server.url.rpartition(":")[2]), tmp_path / "other"
        assert_refused(start_at(port, other), port, other)

        server.process.send_signal(signal.SIGSTOP)  # half dead: who minds them hangs, and all of them are gone
        for each in children(server):
            os.kill(each, signal.SIGKILL)
        until(lambda: not answers(server))
        assert_refused(start_at(port, other), port, other)
        server.process.send_signal(signal.SIGCONT)
        until(lambda: len(children(server)) == 2 and answers(server), 60)

        before = children(server)
        first = min(before)
        for _again in range(2):
            os.kill(first, signal.SIGKILL)
            until(lambda known=first: len(children(server) - {known}) == 2)
            [first] = children(server) - before
        until(lambda: answers(server))
        assert before & children(server), "the healthy one stayed"
        assert server.process.poll() is None

        left = children(server)
        server.process.kill()
        until(lambda: not any(map(runs, left)))
        until(lambda: not answers(server))
        assert free_address("localhost", port) == "127.0.0.1"


def test_a_port_of_another_program_is_refused_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert_refused(start_at(port, tmp_path / "data"), port, tmp_path / "data")


def test_an_address_that_is_not_ours_is_refused_in_a_sentence(tmp_path):
    answer = start_at(free_port(), tmp_path / "data", "--host", "203.0.113.7")
    assert answer.returncode == 2
    assert re.fullmatch(r"Port \d+ of 203.0.113.7 can’t be opened: .*\n", answer.stderr)


def test_whoever_is_killed_while_asking_whether_to_stop_keeps_nobody_from_hearing_it():
    stopping = Stopping()
    for _ in range(40):
        if not (child := os.fork()):
            while not stopping.is_set():
                pass
        time.sleep(0.002)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not (child := os.fork()):
        stopping.follow()
        while not stopping.is_set():
            time.sleep(0.01)
        os._exit(7)
    assert not stopping.is_set()
    stopping.set()
    stopping.set()
    assert stopping.is_set()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
