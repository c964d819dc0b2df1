"""The port that is served: free, or refused in a sentence. The server itself would share it with whoever has it."""

from __future__ import annotations

import errno
import socket
import sys

from portal.config import OperatorError

_held: list[socket.socket] = []
"""What this process holds until it ends."""


def free_address(host: str, port: int) -> str:
    """The IP address of `host`, where `port` can be listened at by us alone. Raises OperatorError."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as mine:
            mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # those that were just closed do no harm
            mine.bind(address)
            return address[0]
    except socket.gaierror:
        raise OperatorError(f"There is no address {host} to listen at: see --host.") from None
    except OSError as error:
        raise _refusal(error, host, port) from None


def claim_port(host: str, port: int) -> str:
    """The same; and until this process and those forked from it have ended, no other portal gets this port.

    On Linux each web process listens at a socket of its own, which goes with it: while one that died is not back yet,
    nobody does, and a second portal would share the port later. So the first holds a name that the kernel gives once.
    """
    address = free_address(host, port)
    if sys.platform == "linux":
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(f"\0relais {address} {port}")
        except OSError as error:
            raise _refusal(error, host, port) from None
        _held.append(name)
    return address


def _refusal(error: OSError, host: str, port: int) -> OperatorError:
    if error.errno != errno.EADDRINUSE:
        return OperatorError(f"Port {port} of {host} can’t be opened: {error.strerror}.")
    return OperatorError(
        f"Port {port} of {host} is taken: another Relais or another program serves there. "
        "Stop it, or choose another port with --port."
    )
