"""Inside a cell nothing can be opened, reached or started, whether Python or a C library tries."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portal.referrals.documents import sandbox

DEEDS = {
    "a file": "open('/etc/passwd')",
    "a file for writing": "open('/tmp/left-behind', 'w')",
    "a file by its number": "import os; os.open('/etc/passwd', 0)",
    "a folder": "import os; os.listdir('/')",
    "a socket": "socket.socket()",
    "a name": "socket.getaddrinfo('example.com', 80)",
    "a program": "subprocess.run(['/bin/true'])",
    "a shell": "import os; os.system('true')",
    "a child": "import os; os.fork()",
    "another program in its place": "import os; os.execv('/bin/true', ['true'])",
    "the walls themselves": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "a file, from C": "libc.open(b'/etc/passwd', 0) >= 0 or 1 / 0",
    "a socket, from C": "libc.socket(2, 1, 0) >= 0 or 1 / 0",
    "an entity": "etree.fromstring(b'<!DOCTYPE x SYSTEM \"/etc/hostname\"><x/>', etree.XMLParser(load_dtd=True))",
    "more memory than it has": "bytearray(600_000_000)",
}
PROGRAM = """
import sys; sys.path.append(sys.argv[1])
import ctypes, os, resource, socket, subprocess
from lxml import etree
from portal.referrals.documents.parser import process_hardening as walls
libc = ctypes.CDLL(None)
libc.open, libc.socket
walls.limit_resources(); walls.seal_process()
try:
    {deed}
except BaseException as error:
    os.write(1, b"refused " + type(error).__name__.encode())
else:
    os.write(1, b"done")
"""


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_leaves_the_cell(deed):
    program = [sys.executable, "-I", "-B", "-c", PROGRAM.format(deed=DEEDS[deed]), str(sandbox.ROOT)]
    said = subprocess.run(program, capture_output=True, env={}, check=False, timeout=60)
    assert said.stdout.startswith(b"refused"), said


def test_the_cell_knows_no_secret_of_the_portal(monkeypatch):
    monkeypatch.setenv("RELAIS_SECRET_KEY", "canari")
    monkeypatch.setattr(sandbox, "START", "import os, json; print(json.dumps(dict(os.environ)))  # {!r} {}")
    told = sandbox.run_parser("pdf", b"")
    assert b"PATH" in told
    assert b"canari" not in told


def test_pages_come_before_cells_and_no_cell_talks_without_end(monkeypatch):
    monkeypatch.setattr(sandbox, "START", "print('x' * 9_000_000)  # {!r} {}")
    assert sandbox.run_parser("pdf", b"") == b""
