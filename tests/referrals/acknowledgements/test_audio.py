"""What a recording is and how long, whatever its sender says; anything else has its reason."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from portal.core.errors import Refused
from portal.referrals.acknowledgements.audio import MOST_BYTES, measure_audio
from portal.referrals.acknowledgements.webm import write_duration

SOUNDS = Path(__file__).resolve().parents[2] / "data" / "sound"
WEBM, M4A = (SOUNDS / name for name in ("tone.webm", "tone.m4a"))
pytestmark = pytest.mark.usefixtures("spoken")


@pytest.fixture
def spoken(app):
    """Reasons are sentences of the catalogue, which belongs to an app."""
    with app.test_request_context():
        yield


def block(at: int) -> bytes:
    return b"\xa3" + bytes([0x80 | 5]) + b"\x81" + at.to_bytes(2) + b"\x80\x00"


def webm(*blocks: bytes, track: int = 2, cluster: int = 0) -> bytes:
    head = b"\x1aE\xdf\xa3\x80" + b"\x18S\x80g\x01\xff\xff\xff\xff\xff\xff\xff"
    tracks = b"\x16T\xaek\x85" + b"\xae\x83" + b"\x83\x81" + bytes([track])
    return (
        head
        + tracks
        + b"\x1fC\xb6u\x01\xff\xff\xff\xff\xff\xff\xff"
        + b"\xe7\x84"
        + cluster.to_bytes(4)
        + b"".join(blocks)
    )


def nested(depth: int) -> bytes:
    """Boxes of MP4 within one another."""
    inner = b""
    for _level in range(depth):
        inner = (len(inner) + 8).to_bytes(4) + b"moov" + inner
    return b"\x00\x00\x00\x10ftypmp42" + bytes(4) + inner


@pytest.mark.parametrize(("path", "kind"), [(WEBM, "audio/webm"), (M4A, "audio/mp4")])
def test_what_browsers_record_is_known_with_its_length(path, kind):
    sound = measure_audio(path.read_bytes())
    assert (sound.media_type, sound.seconds) == (kind, 3)


def test_the_length_is_where_the_last_block_begins():
    assert measure_audio(webm(block(0), block(40), cluster=41_500)).seconds == 42


def test_a_webm_gets_its_length_written_and_keeps_every_block():
    whole = WEBM.read_bytes()
    told = write_duration(whole, 2.88)
    assert struct.pack(">d", 2880.0) in told[:200]
    assert told[told.index(b"\x16T\xaek") :] == whole[whole.index(b"\x16T\xaek") :], "tracks and blocks are the same"
    assert measure_audio(told).exactly == measure_audio(whole).exactly
    assert write_duration(told, 9.0) == told, "a length that is there stays"


def test_places_that_are_counted_from_the_beginning_are_left_alone():
    counted = WEBM.read_bytes().replace(b"\x15I\xa9f", b"\x11M\x9bt\x80\x15I\xa9f", 1)
    assert write_duration(counted, 2.9) == counted
    assert write_duration(webm(block(0)), 1.0) == webm(block(0)), "no header to write it into"


def mp4_box(name: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4) + name + body


def fragment(begins: int, samples: int) -> bytes:
    time = mp4_box(b"tfdt", bytes(4) + begins.to_bytes(4))
    return mp4_box(b"moof", mp4_box(b"traf", time + mp4_box(b"trun", bytes(4) + samples.to_bytes(4))))


def test_the_length_of_an_mp4_counts_the_silence_between_its_parts():
    header = mp4_box(b"mdhd", bytes(12) + (1000).to_bytes(4) + bytes(4)) + mp4_box(b"hdlr", bytes(8) + b"soun")
    moov = mp4_box(b"moov", mp4_box(b"trak", mp4_box(b"mdia", header)) + mp4_box(b"trex", bytes(12) + (20).to_bytes(4)))
    content = mp4_box(b"ftyp", b"mp42") + moov + fragment(0, 100) + fragment(40_000, 100)
    assert measure_audio(content).exactly == 42.0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Rien n’a été enregistré"),
        (b"\x1aE\xdf\xa3" + bytes(MOST_BYTES), "trop gros"),
        (webm(block(0), cluster=70_000), "plus de 60\u00a0secondes"),
        (webm(block(0), track=1), "n’est pas un enregistrement"),
        (webm(), "n’est pas un enregistrement"),
        (b"%PDF-1.7 " + bytes(500), "n’est pas un enregistrement"),
        (b"<html><script>alert(1)</script>", "n’est pas un enregistrement"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "n’est pas un enregistrement"),
        (b"OggS" + bytes(200), "n’est pas un enregistrement"),
        (nested(5_000), "n’est pas un enregistrement"),
        (webm(b"\x2a\xd7\xb1\x44\x00" + b"\xff" * 1024, block(1)), "n’est pas un enregistrement"),
    ],
    ids=[
        "empty",
        "large",
        "long",
        "picture",
        "silent",
        "pdf",
        "page",
        "no sound in mp4",
        "no opus",
        "too deep",
        "a scale beyond measure",
    ],
)
def test_anything_else_has_its_reason(content, reason):
    with pytest.raises(Refused) as no:
        measure_audio(content)
    assert reason in str(no.value.reason)


@pytest.mark.parametrize("path", [WEBM, M4A], ids=["webm", "mp4"])
def test_a_damaged_recording_is_refused_or_measured_and_never_breaks(path):
    whole = path.read_bytes()
    for cut in range(0, len(whole), 611):
        for content in (whole[:cut], whole[:cut] + b"\xff" * 9 + whole[cut + 9 :]):
            try:
                assert 1 <= measure_audio(content).seconds <= 60
            except Refused:
                continue
