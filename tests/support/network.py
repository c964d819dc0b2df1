"""No test speaks to the world: a connection or a look-up beyond this machine fails the test."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nobody_calls_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse connections and look-ups beyond loopback, and fail the test that tried, even if it hid it."""
    attempts: list[str] = []

    def guard(name: str, host_of) -> None:
        real = getattr(socket.socket if name.startswith("connect") else socket, name)

        def guarded(*args, **kwargs):
            host = host_of(*args)
            if host is not None and not _is_here(host):
                attempts.append(f"{name} {host}")
                raise OSError(f"the tests don't call out: {host}")
            return real(*args, **kwargs)

        monkeypatch.setattr(socket.socket if name.startswith("connect") else socket, name, guarded)

    guard("connect", _address_host)
    guard("connect_ex", _address_host)
    guard("getaddrinfo", lambda host, *_: host)
    yield
    assert not attempts, f"called out of this machine: {', '.join(attempts)}"


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _address_host(sock: socket.socket, address) -> str | None:
    return address[0] if sock.family in (socket.AF_INET, socket.AF_INET6) else None


def _is_here(host: str | bytes) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host in ("", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
