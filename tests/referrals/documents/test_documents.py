"""A candidate gives documents and takes them back, each refused one with its reason."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from datetime import timedelta

import pytest

from portal.candidate_portal import document_views
from portal.core.db import db, utcnow
from portal.core.files.file_store import StoredFile
from portal.referrals.consent import links
from portal.referrals.documents import documents as candidate_documents
from portal.referrals.documents import inspection
from tests import factories
from tests.referrals.documents import hostile
from tests.referrals.documents.sending import WORDS, documents, send


def test_a_candidate_adds_a_cv_and_gets_it_back_as_it_was(client, referral, token):
    content = hostile.word(WORDS)
    answer = send(client, token, content)
    assert (answer.status_code, answer.location) == (303, f"/consent/{token}#documents")
    (kept,) = documents(referral)
    assert (kept.name, kept.kind, kept.size) == ("Mon CV", "docx", len(content))
    assert WORDS in kept.text
    given = client.get(f"/consent/{token}/documents/{kept.id}")
    assert (given.data, given.content_type) == (content, inspection.MEDIA_TYPES["docx"])
    assert (
        given.headers["Content-Disposition"] == "attachment; filename=\"Mon CV.docx\"; filename*=UTF-8''Mon%20CV.docx"
    )
    assert given.headers["Content-Security-Policy"].startswith("sandbox")
    assert given.headers["Cache-Control"] == "no-store"


def test_with_scripts_the_shelf_comes_back_in_place(client, referral, token):
    answer = send(client, token, htmx=True)
    assert answer.status_code == 200
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["text"] == "«\u00a0Mon CV\u00a0» est ajouté."
    assert "<html" not in answer.text
    (kept,) = documents(referral)
    gone = client.post(f"/consent/{token}/documents/{kept.id}/removal", htmx=True)
    assert (gone.status_code, documents(referral), db.session.query(StoredFile).count()) == (200, [], 0)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "cv.pdf", "Ce fichier est vide"),
        (b"%PDF-1.7 rien", "cv.pdf", "endommagé"),
        (b"<html>", "cv.pdf", "ni un PDF ni un document Word"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "cv.pdf", "une image"),
        (hostile.pdf(root="/OpenAction << /S /JavaScript /JS (1) >>"), "cv.pdf", "macro ou un script"),
        (hostile.word("Mon NAS : 130 692 544"), "cv.docx", "numéro d’assurance sociale"),
        (hostile.word("IBAN FR76 3000 6000 0112 3456 7890 189"), "cv.docx", "compte bancaire"),
        (hostile.word("Bonjour"), "", "Choisissez d’abord un fichier"),
        (hostile.word("Bonjour"), "130 692 544.docx", "numéro d’assurance sociale"),
    ],
)
def test_what_is_refused_is_refused_with_its_reason_and_leaves_nothing(
    client, referral, token, content, name, reason, htmx
):
    answer = send(client, token, content, name, htmx=htmx)
    assert answer.status_code == 422
    assert reason in answer.text
    assert 'type="file"' in answer.text
    assert (documents(referral), db.session.query(StoredFile).count()) == ([], 0)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("size", [5_300_000, 9_000_000])
def test_what_is_too_big_says_so_in_place_even_when_it_is_not_received(client, referral, token, size):
    answer = send(client, token, b"%PDF-1.7" + bytes(size))
    assert answer.status_code in (413, 422)
    assert "dépasse 5\u00a0Mo" in answer.text
    assert 'type="file"' in answer.text
    assert send(client, "x" * 43, bytes(9_000_000)).status_code == 413


def test_no_copy_is_left_on_the_disk(client, referral, token, monkeypatch):
    def nowhere(*_given, **_more):
        raise AssertionError("a file was written")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, nowhere)
    picture = hostile.zipped([("word/media/a.png", os.urandom(900_000))])
    assert send(client, token, picture).status_code == 422
    assert send(client, token).status_code == 303


def test_the_reason_is_in_the_persons_language(cast, client, referral, token):
    referral.candidate.language = "en"
    assert "This file is empty" in send(client, token, b"").text


def test_the_same_file_twice_is_kept_once_and_a_fourth_is_refused(client, referral, token):
    one = hostile.word("un")
    for _ in range(2):
        assert send(client, token, one).status_code == 303
    assert len(documents(referral)) == 1
    for text in ("deux", "trois"):
        send(client, token, hostile.word(text), f"{text}.docx")
    answer = send(client, token, hostile.word("quatre"), htmx=True)
    assert (answer.status_code, len(documents(referral))) == (422, 3)
    assert "Trois documents au plus" in answer.text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\fakepath\\CV de Zoé.v2.pdf", "CV de Zoé.v2"),
        (".docx", "Document"),
        ("\u202e\u0000cv\u200f\n.docx", "cv"),
        ("é" * 400 + ".docx", "é" * 120),
    ],
)
def test_a_name_is_only_a_name(app, given, name):
    with app.test_request_context("/?lang=fr"):
        assert candidate_documents._name(given) == name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (r"C:\fakepath\x.docx", "x"),
        (r"C:\\fakepath\\x.docx", "x"),
        (r"CV \"2026\" de Zoé.docx", 'CV "2026" de Zoé'),
        ("CV %222026%22.docx", 'CV "2026"'),
        (r"C:\Bureau\CV \"2026\".docx", 'CV "2026"'),
    ],
)
def test_a_name_between_quotation_marks_is_read_as_programs_write_it(client, referral, token, sent, name):
    assert send(client, token, name=sent).status_code == 303
    assert [paper.name for paper in documents(referral)] == [name]


def test_a_page_just_opened_says_nothing_was_refused(client, token):
    page = client.get(f"/consent/{token}").text
    assert 'id="documents"' in page
    assert "Rien n’a été ajouté" not in page


def test_a_dead_link_gives_and_takes_nothing(client, referral, token):
    send(client, token)
    (kept,) = documents(referral)
    link = links.link_of(referral.id)
    link.expires_at = utcnow() - timedelta(days=1)
    db.session.commit()
    for foreign in (token, "x" * 43):
        assert send(client, foreign).status_code == 404
        assert client.get(f"/consent/{foreign}/documents/{kept.id}").status_code == 404
        assert client.post(f"/consent/{foreign}/documents/{kept.id}/removal").status_code == 404
    assert len(documents(referral)) == 1


def test_a_link_opens_ones_own_documents_only(cast, client, referral, token):
    send(client, token)
    (kept,) = documents(referral)
    other = factories.a_referral(cast.bruno)
    foreign = links.token_of(links.make_links(other, now=utcnow()))
    db.session.commit()
    assert client.get(f"/consent/{foreign}/documents/{kept.id}").status_code == 404
    assert client.post(f"/consent/{foreign}/documents/{kept.id}/removal").status_code == 404
    assert len(documents(referral)) == 1


def test_after_a_no_nothing_more_is_taken_but_what_is_there_may_go(client, referral, token):
    send(client, token)
    (kept,) = documents(referral)
    referral.stage, referral.closed_at = "declined", utcnow()
    db.session.commit()
    assert send(client, token, hostile.word("encore")).status_code == 422
    page = client.get(f"/consent/{token}").text
    assert "Mon CV" in page
    assert 'type="file"' not in page
    assert client.post(f"/consent/{token}/documents/{kept.id}/removal").status_code == 303
    assert documents(referral) == []


def test_one_candidate_sends_twenty_files_an_hour_at_most(client, referral, token, monkeypatch):
    monkeypatch.setattr(document_views, "TRIES", "2 per hour")
    assert [send(client, token, b"x").status_code for _ in range(3)] == [422, 422, 429]


def test_nobody_waits_for_the_database_while_a_file_is_read(client, referral, token, monkeypatch):
    held = []
    real = inspection.inspect_document

    def slow(content):
        held.append(
            db.session.connection().in_transaction()
            if db.session.registry.has() and db.session().in_transaction()
            else False
        )
        return real(content)

    monkeypatch.setattr(inspection, "inspect_document", slow)
    assert send(client, token).status_code == 303
    assert held == [False]


def test_ten_at_once_leave_three(committed, monkeypatch):
    from tests import people

    cast = people.gather()
    referral = factories.a_referral(cast.alice)
    token = links.token_of(links.make_links(referral, now=utcnow()))
    db.session.commit()
    monkeypatch.setattr(inspection, "inspect_document", lambda content: inspection.Reading("docx", content.decode()))
    statuses = []

    def one(number: int) -> None:
        statuses.append(send(committed.test_client(), token, f"CV {number}".encode()).status_code)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] * 3 + [422] * 7
    assert len(documents(referral)) == 3
