"""What a browser recorded: its true kind and its length, read from the bytes and from nothing that it claims.

WebM (Chromium, Firefox) is walked by RFC 8794 and 9559, MP4 (Safari) by ISO/IEC 14496-12, Ogg by RFC 3533. A
recorder writes as it goes, so the length stands in no header: it is where the last block begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.core.errors import Refused

LONGEST = 60
MOST_BYTES = 2 * 1024 * 1024
SLACK = 2
"""Seconds by which a recorder may be late in stopping."""

_MASTERS = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0}
_SCALE, _TRACK, _CLUSTER_TIME, _SIMPLE_BLOCK, _BLOCK, _AUDIO = 0x2AD7B1, 0x83, 0xE7, 0xA3, 0xA1, 2
_BOXES = {b"moov", b"trak", b"mdia", b"moof", b"traf", b"mvex"}


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording: its media type, the ending of its name, its length in whole seconds, at least 1, and to the end."""

    media_type: str
    extension: str
    seconds: int
    exactly: float


def measure_audio(content: bytes) -> Sound:
    """What `content` is. Raises Refused for anything but sound of at most 60 seconds and 2 MB."""
    if not content:
        raise Refused(_("Nothing was recorded. Record again, closer to the microphone."))
    if len(content) > MOST_BYTES:
        raise Refused(_("This recording is too large: at most 60 seconds, please."))
    try:
        kind, extension, seconds = _read(content)
    except (IndexError, ValueError, OverflowError, RecursionError):
        raise Refused(_("This is not a recording that browsers can play.")) from None
    if seconds > LONGEST + SLACK:
        raise Refused(_("This recording is longer than 60 seconds."))
    return Sound(kind, extension, max(1, min(LONGEST, round(seconds))), seconds)


def _read(content: bytes) -> tuple[str, str, float]:
    if content.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm", "webm", _webm_seconds(content)
    if content[4:8] == b"ftyp":
        return "audio/mp4", "m4a", _mp4_seconds(content)
    if content.startswith(b"OggS"):
        return "audio/ogg", "ogg", _ogg_seconds(content)
    raise ValueError("no kind of sound that we know")


def _webm_seconds(content: bytes) -> float:
    scale, cluster, last, tracks = 1_000_000, 0, -1, set()
    for ident, body in read_elements(content):
        if ident == _SCALE:
            scale = int.from_bytes(body)
        elif ident == _TRACK:
            tracks.add(int.from_bytes(body))
        elif ident == _CLUSTER_TIME:
            cluster = int.from_bytes(body)
        elif ident in (_SIMPLE_BLOCK, _BLOCK):
            _track, at = read_number(body, 0)
            last = max(last, cluster + int.from_bytes(body[at : at + 2], signed=True))
    if tracks != {_AUDIO} or last < 0:
        raise ValueError("no sound, or more than sound")
    return last * scale / 1e9


def read_elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of EBML in their order, masters opened: sizes that a recorder left unknown don't matter then."""
    at = 0
    while at < len(content):
        ident, at = read_number(content, at, keep_length=True)
        size, at = read_number(content, at)
        if ident in _MASTERS:
            continue
        yield ident, content[at : at + size]
        at += size


def read_number(content: bytes, at: int, *, keep_length: bool = False) -> tuple[int, int]:
    """A variable-size integer of EBML and the place after it.

    In `content`, from the place `at`; `keep_length`: with the bits that say how long it is.
    """
    first = content[at]
    if not first:
        raise ValueError("a number of more than eight bytes")
    length = 9 - first.bit_length()
    value = int.from_bytes(content[at : at + length])
    return (value if keep_length else value & ((1 << 7 * length) - 1)), at + length


def _mp4_seconds(content: bytes) -> float:
    scale, whole, parts, furthest, usual, handlers = 0, 0.0, 0, 0, 0, set()
    for name, body in _boxes(content, 0, len(content)):
        if name == b"hdlr":
            handlers.add(body[8:12])
        elif name == b"mdhd":
            long = body[0] == 1
            scale = int.from_bytes(body[20:24] if long else body[12:16])
            whole = int.from_bytes(body[24:32] if long else body[16:20]) / max(1, scale)
        elif name == b"trex":
            usual = int.from_bytes(body[12:16])
        elif name == b"tfhd" and body[3] & 0x8:
            at = 8 + 8 * bool(body[3] & 0x1) + 4 * bool(body[3] & 0x2)
            usual = int.from_bytes(body[at : at + 4])
        elif name == b"tfdt":  # where this part begins: a recorder leaves gaps of silence between parts
            parts = int.from_bytes(body[4:12] if body[0] == 1 else body[4:8])
        elif name == b"trun":
            parts += _run_duration(body, usual)
            furthest = max(furthest, parts)
    if handlers != {b"soun"} or not scale:
        raise ValueError("no sound, or more than sound")
    return max(whole, furthest / scale)


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        size, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        size = size or end - at
        if size < head or at + size > end:
            raise ValueError("a box that ends outside its own")
        if name in _BOXES:
            yield from _boxes(content, at + head, at + size)
        else:
            yield name, content[at + head : at + size]
        at += size


def _run_duration(body: bytes, usual: int) -> int:
    """The sum of the samples' durations of one run; `usual` is that of a sample which does not say its own."""
    flags, count = int.from_bytes(body[1:4]), int.from_bytes(body[4:8])
    at = 8 + 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
    width = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    if not flags & 0x100:
        return count * usual
    if at + count * width > len(body):
        raise ValueError("more samples than there is room for")
    return sum(int.from_bytes(body[at + n * width : at + n * width + 4]) for n in range(count))


def _ogg_seconds(content: bytes) -> float:
    if b"OpusHead" not in content[:128]:
        raise ValueError("no Opus")
    last = content.rindex(b"OggS")
    return int.from_bytes(content[last + 6 : last + 14], "little") / 48_000
