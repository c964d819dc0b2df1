"""Files that mean harm, or that were cut on the way, get one sentence and nothing else."""

import json
import random
import time
from pathlib import Path

import pytest

from portal.opportunities.importers.reader import LARGEST, read_rows

HELLOWORK = Path(__file__).parents[2] / "data" / "feeds" / "hellowork.xml"
ITEM = "<root><job><job_id>1</job_id><title>{}</title></job></root>"


def reason_of(data):
    good, bad = read_rows(data, "feed.xml")
    assert good == []
    assert [row.line for row in bad] == [0]
    return str(bad[0].reason)


def test_an_external_entity_is_refused_and_the_file_it_names_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    data = f'<!DOCTYPE root [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + ITEM.format("&x;")
    assert "document type" in reason_of(data.encode())
    assert "document type" in reason_of(data.encode("utf-16"))


def test_an_external_document_type_is_refused():
    data = '<!DOCTYPE root SYSTEM "http://127.0.0.1:9/evil.dtd">' + ITEM.format("A")
    assert "document type" in reason_of(data.encode())


@pytest.mark.parametrize("place", ["<job_id>&j;</job_id>", '<job_id x="&j;">1</job_id>'])
def test_a_billion_laughs_is_refused_at_once(place):
    levels = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
    data = f'<!DOCTYPE root [<!ENTITY a "{"ha" * 20}">{levels}]><root><job>{place}</job></root>'
    started = time.monotonic()
    assert reason_of(data.encode())
    assert time.monotonic() - started < 1


def test_a_file_cut_in_the_middle_says_where():
    data = HELLOWORK.read_bytes()
    assert reason_of(data[: len(data) // 2]).startswith("This is not well-formed XML (line ")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"\xff\xfe",
        b"\x00" * 1000,
        b"<html><body><p>404</p></body></html>",
        b"<root/>",
        b"<root><job><title>no reference</title></job></root>",
        b"%PDF-1.7\n%\xe2\xe3",
        b"PK\x03\x04",
        b'{"jobs": []}',
        b'{"ads": {"reference": 1}}',
        b'[{"mission": 1}, "offer"]',
        b"[",
        b"[NaN]",
        b"[" * 100_000,
        b'{"a": 1}\xff',
        b'"',
        b"external_id;city\n1;Paris",
    ],
)
def test_what_is_not_a_feed_gives_one_reason_for_the_whole_file(data):
    assert reason_of(data)


def test_a_json_file_cut_in_the_middle_says_where():
    data = (HELLOWORK.parent / "engagement-jeunes.json").read_bytes()
    assert reason_of(data[: len(data) // 2]) == "This is not well-formed JSON (line 21, column 5)."


def test_each_bad_posting_of_json_is_reported_on_its_line_and_the_others_come_out():
    fine = {"id": 7, "title": "Courtière", "mission": "Vous suivez.", "profil": [], "location_ville": {"a": 1}}
    bad_ones = ["offer", fine | {"id": 8, "title": "A\0"}, fine | {"id": 9, "mission": "A\ud800"}, fine | {"title": 0}]
    good, bad = read_rows(
        json.dumps([fine, *bad_ones, fine | {"id": "10", "title": 5}], indent=0).encode(), "offers.json"
    )
    assert [(row.external_id, row.title_fr, row.city) for row in good] == [("7", "Courtière", ""), ("10", "5", "")]
    assert [(row.line, row.external_id, str(row.reason)) for row in bad] == [
        (11, "", "The title is missing."),
        (12, "8", "“title_fr” holds invisible control characters."),
        (21, "9", "“body_fr” holds invisible control characters."),
        (30, "7", "The reference is already used on line 2."),
    ]


def test_a_file_of_one_single_line_is_reported_by_item_and_column():
    fine = {"id": 7, "title": "Courtière", "mission": "Vous suivez.", "profil": [], "location_ville": {}}
    data = json.dumps([fine, fine | {"id": 8, "title": ""}, fine]).encode()
    good, bad = read_rows(data, "offers.json")
    assert [(row.line, row.item, row.external_id) for row in good] == [(1, 1, "7")]
    assert [(row.item, str(row.reason)) for row in bad] == [
        (2, "The title is missing."),
        (3, "The reference is already used by item 1."),
    ]
    assert reason_of(data[:-1]) == f"This is not well-formed JSON (line 1, column {len(data.decode())})."
    feed = "".join(HELLOWORK.read_text(encoding="utf-8").splitlines())
    feed = feed.replace("<title><![CDATA[Directeur Marketing H/F]]></title>", "<title/>", 1)
    assert [(row.item, row.external_id) for row in read_rows(feed.encode(), "hellowork.xml")[1]] == [(3, "68110296")]
    assert reason_of(feed[:-9].encode()).startswith("This is not well-formed XML (line 1, column ")


def test_a_control_character_by_reference_is_refused():
    assert "well-formed" in reason_of(ITEM.format("A&#0;").encode())
    assert "well-formed" in reason_of(ITEM.format("A&#27;").encode())


def test_a_nest_too_deep_is_refused():
    assert reason_of(b"<root>" + b"<job>" * 50_000 + b"</job>" * 50_000 + b"</root>")


def test_a_file_too_large_is_not_even_parsed():
    assert "larger than" in reason_of(b"<root>" + b" " * LARGEST)


def test_each_bad_posting_of_a_feed_is_reported_and_the_others_come_out():
    data = HELLOWORK.read_text(encoding="utf-8")
    data = data.replace("<![CDATA[2024-01-30 23:21:39]]>", "sometime", 1)
    data = data.replace("<title><![CDATA[Directeur Marketing H/F]]></title>", "<title/>", 1)
    good, bad = read_rows(data.encode(), "hellowork.xml")
    assert len(good) == 3
    assert [(row.external_id, str(row.reason)) for row in bad] == [
        ("68087320", "“sometime” is not a date we can read."),
        ("68110296", "The title is missing."),
    ]
    assert all(row.line > 0 for row in bad)


def test_a_posting_without_its_inner_part_is_only_a_bad_posting():
    data = b"<offers><offer><reference>1</reference></offer><offer><jobDescription/></offer></offers>"
    good, bad = read_rows(data, "offers.xml")
    assert good == []
    assert [str(row.reason) for row in bad] == ["The title is missing."] * 2


def test_a_reason_is_translated_when_it_is_shown_and_not_when_it_is_found():
    _, (bad,) = read_rows(b"", "vide.csv")
    assert not isinstance(bad.reason, str)
    assert str(bad.reason) == "“vide.csv” is not a file we recognize."


@pytest.mark.parametrize(
    "path", sorted(p for p in HELLOWORK.parent.iterdir() if p.name != "SOURCE.txt"), ids=lambda p: p.name
)
def test_a_feed_damaged_anywhere_is_reported_and_never_raises(path):
    chance, whole = random.Random(path.name), path.read_bytes()
    for _ in range(20):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 40)] = bytes(chance.choices(b'<>&;,"\x00-9a\xff\n', k=4))
        good, bad = read_rows(bytes(data), path.name)
        assert good or bad
        assert all(str(row.reason) for row in bad)
