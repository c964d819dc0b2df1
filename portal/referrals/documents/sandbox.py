"""Running the cell: a process of its own session, without our environment, killed as a whole when its time is over."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 30
"""By the clock; the cell's own limit of processor time comes first unless the machine is very busy."""
PATIENCE = 15
"""Seconds that a person waits for a cell to be free."""
MOST_ANSWER = 2 * 1024 * 1024
AT_ONCE = 2
"""Cells of one web process; others wait for their turn."""
START = (
    "import sys; sys.path.append(sys.argv[1]); from portal.referrals.documents.parser.main import main; main({!r}, {})"
)
STOPPED = {signal.SIGKILL, signal.SIGXCPU} if os.name == "posix" else set()
"""How the kernel ends a process that took too much."""
KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")

_turns = threading.BoundedSemaphore(AT_ONCE)


class TooBusy(Exception):
    """Every cell stayed taken for as long as a person waits."""


class OutOfMeans(Exception):
    """The file needed more time or memory than a cell has."""


def run_parser(kind: str, content: bytes) -> bytes:
    """What a cell answers about `content`, at most MOST_ANSWER bytes; b"" when it died. Raises TooBusy, OutOfMeans."""
    if not _turns.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        return _run(kind, content)
    finally:
        _turns.release()


def _run(kind: str, content: bytes) -> bytes:
    cell = subprocess.Popen(  # noqa: S603 our own interpreter, our own program
        [sys.executable, "-I", "-B", "-c", START.format(kind, len(content)), str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        cwd=os.sep,
        start_new_session=True,
    )
    late = threading.Event()
    clock = threading.Timer(SECONDS, lambda: (late.set(), _end(cell)))
    clock.start()
    try:
        with contextlib.suppress(BrokenPipeError):
            cell.stdin.write(content)
            cell.stdin.close()
        answer = cell.stdout.read(MOST_ANSWER + 1)
    finally:
        clock.cancel()
        clock.join()
        _end(cell)
        cell.stdout.close()
        code = cell.wait()
    if not answer and (late.is_set() or -code in STOPPED):
        raise OutOfMeans
    return answer if len(answer) <= MOST_ANSWER else b""


def _end(cell: subprocess.Popen) -> None:
    """Kill its whole session; it was not waited for yet, so the number is still its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(cell.pid, signal.SIGKILL)
        else:
            cell.kill()
