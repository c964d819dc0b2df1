"""The address of the database, in whichever spelling: for SQLAlchemy, and for what speaks to PostgreSQL directly."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

FORMS = "postgresql://user@host/name, or sqlite:////folder/name.sqlite with four slashes"
_SCHEMES = re.compile(r"(postgres|postgresql|postgresql\+psycopg)://")
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^/:]+):(\d+)")


def check_address(text: str) -> str:
    """`text`, or nothing. Raises ValueError saying what the setting must be when nobody could connect to it."""
    if text:
        for_sqlalchemy(text)
    return text


def for_sqlalchemy(text: str) -> str:
    """The address as the engine reads it, with psycopg 3 for PostgreSQL. Raises ValueError."""
    if not _SCHEMES.match(text):
        return _sqlite(text)
    told = parse_options(text)
    where = {"username": told.pop("user", None), "password": told.pop("password", None)}
    where["database"] = told.pop("dbname", None)
    if not re.search(r"[,/@]", told.get("host", "/")):
        where |= {"host": told.pop("host"), "port": int(told.pop("port", "") or 0) or None}
    return URL.create("postgresql+psycopg", **where, query=told).render_as_string(hide_password=False)


def parse_options(text: str) -> dict[str, str]:
    """A PostgreSQL address as the options of libpq, several hosts too. Raises ValueError."""
    import psycopg  # ten megabytes that SQLite does without
    from psycopg.conninfo import conninfo_to_dict

    place, _, query = text.partition("://")[2].partition("?")
    pairs = _with_hosts_joined(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
    written = "&".join(f"{quote(name, '')}={quote(value, '')}" for name, value in pairs)
    try:
        told = conninfo_to_dict(f"postgresql://{place}?{written}")
    except psycopg.ProgrammingError as error:
        unknown = re.search(r"invalid URI query parameter: \"(\w+)\"", str(error))
        raise ValueError(FORMS + (f"; PostgreSQL knows no option {unknown[1]}" if unknown else "")) from None
    told = {name: str(value) for name, value in told.items()}
    _check_hosts(told.get("host", ""), told.get("port", ""))
    return told


def _with_hosts_joined(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """SQLAlchemy’s way to name several hosts (`host=a:1&host=b:2`) in the way of libpq (`host=a,b&port=1,2`)."""
    hosts = [value for name, value in pairs if name == "host"]
    split = [_HOST_AND_PORT.fullmatch(host) for host in hosts]
    if len(hosts) < 2 and not any(split):
        return pairs
    names = [found[1].strip("[]") if found else host for found, host in zip(split, hosts, strict=True)]
    joined = [("host", ",".join(names))]
    if any(split):
        joined.append(("port", ",".join(found[2] if found else "" for found in split)))
    return [pair for pair in pairs if pair[0] != "host"] + joined


def _check_hosts(hosts: str, ports: str) -> None:
    numbers = ports.split(",") if ports else []
    if any(number and not (number.isdigit() and 0 < int(number) < 65536) for number in numbers):
        raise ValueError("an address whose port is a number from 1 to 65535")
    if len(numbers) > 1 and len(numbers) != len(hosts.split(",")):
        raise ValueError("an address with one port for all hosts, or one for each")
    if any(letter.isspace() for letter in hosts):
        raise ValueError(FORMS)


def _sqlite(text: str) -> str:
    try:
        found = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(FORMS) from None
    sound = found.drivername == "sqlite" and (found.database or "").startswith("/") and not found.query
    if not sound:
        raise ValueError(FORMS)
    return text
