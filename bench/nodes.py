"""Two web nodes on one PostgreSQL behind HAProxy, as docs/deploy.md describes them, all on this machine."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.filling import Size, World, world
from bench.serving import Served, free_port, serving
from tests.support import postgres, programs

DURABLE = ("listen_addresses=", "max_connections=150")
"""Unlike for the tests, what PostgreSQL has answered is on the disk."""
PROXY = """
defaults
  mode http
  timeout connect 2s
  timeout client 1h
  timeout server 1h
  option forwardfor
  option redispatch
  retries 3
frontend people
  bind 127.0.0.1:{port}
  default_backend nodes
backend nodes
  balance leastconn
  option httpchk GET /healthz
  http-check send hdr Host localhost
  default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
  server first 127.0.0.1:{first}
  server second 127.0.0.1:{second}
"""


class Absent(Exception):
    """A program that is needed is not here; the message says which."""


@contextmanager
def two_nodes(size: Size) -> Iterator[tuple[World, list[Served], int]]:
    """A filled world, its two nodes, and the port of the proxy before them. Raises Absent."""
    if programs.postgresql() is None:
        raise Absent("no PostgreSQL here (apt-get install postgresql)")
    if (haproxy := shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")) is None:
        raise Absent("no HAProxy here (apt-get install haproxy)")
    with ExitStack() as at_end:
        url = at_end.enter_context(postgres.running(DURABLE))
        filled = at_end.enter_context(world(size, url))
        settings = {"RELAIS_DATABASE_URL": url, "RELAIS_PROXIES": "1"}
        nodes = []
        for name in ("first", "second"):
            (data := filled.data / name).mkdir()
            nodes.append(at_end.enter_context(serving(data, **settings)))
        yield filled, nodes, at_end.enter_context(_proxy(haproxy, filled.data, nodes))


@contextmanager
def _proxy(haproxy: str, folder: Path, nodes: list[Served]) -> Iterator[int]:
    port, written = free_port(), folder / "haproxy.cfg"
    written.write_text(PROXY.format(port=port, first=nodes[0].port, second=nodes[1].port))
    process = subprocess.Popen([haproxy, "-db", "-f", written], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield port
    finally:
        process.terminate()
        process.wait()
