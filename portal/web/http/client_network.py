"""The network that a request comes from: what strangers are counted by."""

from __future__ import annotations

import logging
import re
from ipaddress import ip_address, ip_network

from flask import current_app, request

log = logging.getLogger(__name__)

_PORT = re.compile(r"^(?:(\d+(?:\.\d+){3})|\[([^\]]*)\])(?::\d+)?$", re.ASCII)


def network_of(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address by its /64, which is what one subscriber has; else `address`.

    Some proxies name the port as well, which is another for each connection: it counts for nothing.
    """
    try:
        known = ip_address(_PORT.sub(r"\1\2", address).partition("%")[0])
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(known if known.version == 4 else ip_network((known, 64), strict=False))


def current_network() -> str:
    """The network of this request."""
    if "X-Forwarded-For" in request.headers and not current_app.config["SETTINGS"].proxies:
        _tell_once()
    return network_of(request.remote_addr or "")


def _tell_once() -> None:
    if not current_app.extensions.get("relais-proxy-told"):
        current_app.extensions["relais-proxy-told"] = True
        log.warning("X-Forwarded-For came, but RELAIS_PROXIES is 0: behind a proxy, all visitors are one network")
