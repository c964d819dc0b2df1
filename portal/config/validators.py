"""What the value of a setting may be. A rule reads a text; it raises ValueError saying what the setting must be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

Rule = Callable[[str], object]

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"]+@([^@\s]+)")
_RATE = re.compile(r"[1-9]\d{0,3} per ([1-9]\d{0,3} )?(second|minute|hour|day)s?", re.ASCII)


def one_of(*choices: str) -> Rule:
    """Exactly one of these words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def whole_number(least: int, most: int) -> Rule:
    """A whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return read


def line_of_text(least: int, most: int) -> Rule:
    """A text of one line, of `least` to `most` characters; it holds a letter or a digit, unless it is empty."""

    def read(text: str) -> str:
        if not least <= len(text) <= most:
            raise ValueError(f"{least} to {most} characters long")
        if text and not any(letter.isalnum() for letter in text):
            raise ValueError("a text with a letter or a digit in it")
        return text

    return read


def list_of_days(most: int) -> Rule:
    """Numbers of days from 1 to `most`, separated by blanks; there may be none."""

    def read(text: str) -> str:
        try:
            found = [whole_number(1, most)(day) for day in text.split()]
        except ValueError:
            raise ValueError(f"days from 1 to {most}, such as 3 7, or empty") from None
        return " ".join(map(str, sorted(set(found))))

    return read


def folder_path(text: str) -> Path:
    """The path of a folder."""
    if not text:
        raise ValueError("a folder: leave the variable out for the usual one")
    return Path(text)


def rate_limit(text: str) -> str:
    """So many per so much time."""
    if not _RATE.fullmatch(text):
        raise ValueError("a rate such as 10 per 15 minutes")
    return text


def email_address(text: str) -> str:
    """One bare e-mail address, or nothing."""
    found = _EMAIL.fullmatch(text)
    if text and not (found and len(text) <= 254 and _is_host(found[1])):
        raise ValueError("an address such as relais@example.com")
    return text


def host_names(text: str) -> str:
    """Host names without port, separated by commas; there may be none."""
    if text and not all(_is_host(name.strip()) for name in text.split(",")):
        raise ValueError("host names such as a.example.com, b.example.com, without https:// and port")
    return text


def web_address(text: str) -> str:
    """The address of a host, without a path: Relais is at the root of its host."""
    told = "an address such as https://relais.example.com, with nothing after the host but a port"
    found = _split(text, told)
    rest = (found.query, found.fragment, found.username or "", found.path.strip("/"))
    if found.scheme not in ("http", "https") or any(rest) or not _is_host(found.hostname or ""):
        raise ValueError(told)
    return text


def mail_server(text: str) -> str:
    """The address of a mail server, or nothing."""
    told = "smtp://user:password@host:port, or smtps://… for TLS at once"
    found = _split(text, told)
    rest = (found.query, found.fragment, found.path.strip("/"))
    if text and (found.scheme not in ("smtp", "smtps") or any(rest) or not _is_host(found.hostname or "")):
        raise ValueError(told)
    return text


def key_text(text: str) -> str:
    """A secret key, or nothing; production asks for more (`is_weak`)."""
    if text and len(text) < 16:
        raise ValueError("long: 32 characters that nobody guesses")
    return text


def is_weak(secret: str) -> bool:
    """Whether a secret key may be guessed: short, of few different characters, or one piece again and again."""
    repeats = any(secret[piece:] == secret[:-piece] for piece in range(1, len(secret) // 2 + 1))
    return len(secret) < 32 or len(set(secret)) < 10 or repeats


def _split(text: str, told: str):
    try:
        found = urlsplit(text)
        if found.port == 0 or any(letter.isspace() for letter in text):
            raise ValueError
    except ValueError:
        raise ValueError(told) from None
    return found


def _is_host(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return len(name) <= 253 and bool(_HOST.fullmatch(name))
