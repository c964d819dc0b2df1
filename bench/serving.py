"""The real server in processes of its own, on a filled database, and what it costs the machine."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, parse_headers
from pathlib import Path
from urllib.parse import urlencode

from bench.filling import KEY

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
SERVER = (sys.executable, "-m", "portal.serve")


class Served:
    """A server that can be stopped and started again on the same port and data.

    `program`: what is run; `settings`: variables that differ from what an installation starts with.
    """

    def __init__(self, data: Path, program: Sequence[str] = SERVER, **settings: str) -> None:
        self.data, self.port = data, free_port()
        self._program, self._settings = program, settings
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start, and return when it answers. Raises RuntimeError when it does not within 60 s."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
        command = [*self._program, "--empty", "--port", str(self.port), "--data", str(self.data)]
        settings = {"RELAIS_SECRET_KEY": KEY, **self._settings}
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=clean | settings, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError(f"no server: {(self.data / 'server.log').read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop as a service manager does; kill what has not ended after 15 s."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """Take the server away as a power cut does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, float]:
        """One request on a connection of its own: (status, seconds)."""
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, time.monotonic() - began
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """The web processes."""
        main = self._process.pid
        return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def memory(self, whole: bool = False) -> int:
        """Bytes that the web processes keep for themselves or share, each shared page counted once in all (PSS).

        `whole`: with the process that watches over them.
        """
        counted = [*self.processes(), self._process.pid] if whole else self.processes()
        lines = [line for pid in counted for line in _read(f"/proc/{pid}/smaps_rollup").splitlines()]
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))

    def processor(self) -> float:
        """Seconds of processor that the web processes have used."""
        fields = [_read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split() for pid in self.processes()]
        return sum(int(user) + int(system) for user, system in ((f[11], f[12]) for f in fields)) / TICK

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/readyz", {"Host": f"localhost:{self.port}"})[0] == 200
        except OSError:
            return False


class Line:
    """One connection to a server that is kept open, as a browser does."""

    def __init__(self, port: int) -> None:
        self._host = f"localhost:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._answers = self._socket.makefile("rb")

    def open(self, **given) -> Answered:
        """Send one request, given as Werkzeug’s test client takes it, and read its answer."""
        self._socket.sendall(self._written(**given))
        return self._read()

    def _written(self, *, path: str, headers: dict, query_string=None, method: str = "GET", data=None) -> bytes:
        address = f"{path}?{urlencode(query_string)}" if query_string else path
        body = urlencode(data or {}).encode()
        sent = {"Host": self._host, **headers}
        if body:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": len(body)}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        return f"{method} {address} HTTP/1.1\r\n{head}\r\n".encode() + body

    def _read(self) -> Answered:
        status = int(self._answers.readline().split()[1])
        headers = parse_headers(self._answers)
        return Answered(status, headers, self._answers.read(int(headers.get("Content-Length", 0))))

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was read whole."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def serving(data: Path, program: Sequence[str] = SERVER, **settings: str) -> Iterator[Served]:
    """A started server, stopped at the end of the block."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server = Served(data, program, **settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:  # it ended meanwhile
        return ""


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]
