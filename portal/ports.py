"""The port that is served: free, or refused in a sentence. The server itself would share it with whoever has it."""

from __future__ import annotations

import errno
import socket

from portal.config import OperatorError


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
        if error.errno == errno.EADDRINUSE:
            raise OperatorError(
                f"Port {port} of {host} is taken: another Relais or another program serves there. "
                "Stop it, or choose another port with --port."
            ) from None
        raise OperatorError(f"Port {port} of {host} can’t be opened: {error.strerror}.") from None
