"""The length of a WebM in its header (RFC 9559, 5.1.2): a recorder leaves it out, and a player then knows no end."""

from __future__ import annotations

import struct

from portal.referrals.acknowledgements.audio import read_elements, read_number

SEGMENT, INFO, SEEK_HEAD, CLUSTER, DURATION, SCALE = 0x18538067, 0x1549A966, 0x114D9B74, 0x1F43B675, 0x4489, 0x2AD7B1
USUAL_SCALE = 1_000_000
"""Nanoseconds of one unit of time where the header names none."""


def write_duration(content: bytes, seconds: float) -> bytes:
    """The same recording with its length in its header; unchanged where it has one, or where places are counted.

    `content` is a WebM that `audio.measure_audio` took. Blocks stay byte for byte.
    """
    at = 0
    while at < len(content):
        start = at
        ident, at = read_number(content, at, keep_length=True)
        told = at
        size, at = read_number(content, at)
        unknown = size == (1 << 7 * (at - told)) - 1
        if ident in (SEEK_HEAD, CLUSTER) or (ident == SEGMENT and not unknown):
            return content
        if ident == INFO:
            return content[:start] + _info(content[at : at + size], seconds) + content[at + size :]
        at += 0 if ident == SEGMENT else size
    return content


def _info(body: bytes, seconds: float) -> bytes:
    told = dict(read_elements(body))
    if DURATION not in told:
        units = seconds * 1e9 / (int.from_bytes(told.get(SCALE, b"")) or USUAL_SCALE)
        body += DURATION.to_bytes(2) + b"\x88" + struct.pack(">d", units)
    return INFO.to_bytes(4) + (len(body) | 1 << 56).to_bytes(8) + body
