"""The real server: granian over two processes, a demo office, a free port, a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import at, built
from tests.support.network import free_port
from tests.support.programs import dies_with_us

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A running office: `url` has no final slash, `data` is its folder, `process` the one that minds the workers."""

    url: str
    data: Path
    process: subprocess.Popen


@contextmanager
def serving(*options: str, moment: str = "", **variables: str) -> Iterator[Server]:
    """Serve a new office until the end of the block; `variables` go into the environment as they are.

    `moment`: when it is there, ISO 8601 with its offset; "" for what `TESTS_AT` says, or now.
    """
    port, data = free_port(), Path(tempfile.mkdtemp(prefix="relais-server-"))
    built.lay_into(data)
    moment = moment or os.environ.get(at.VARIABLE, "")
    program = ["tests.support.at", moment] if moment else ["portal.serve"]
    command = [sys.executable, "-m", *program, "--port", str(port), "--data", str(data), *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    log = (data / "server.log").open("wb")
    chosen = {**clean, "RELAIS_WEEKLY_LIMIT": "1000", **variables}
    process = subprocess.Popen(
        command, cwd=ROOT, env=chosen, stdout=log, stderr=log, start_new_session=True, preexec_fn=dies_with_us()
    )  # fmt: skip
    try:
        _wait(f"http://localhost:{port}/readyz", process, data / "server.log")
        yield Server(f"http://localhost:{port}", data, process)
    finally:
        _stop(process)
        log.close()
        shutil.rmtree(data, ignore_errors=True)


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not become ready: {log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def live_server() -> Iterator[Server]:
    """The demo office shared by the browser tests of this worker: change only what your own test looks at."""
    with serving() as server:
        yield server
