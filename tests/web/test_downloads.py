"""A stored file is given as a thing to keep, never as a page of ours."""

from __future__ import annotations

import pytest

from portal.core.db import db, utcnow
from portal.core.files import file_store
from portal.web import downloads

SOUND = bytes(range(256)) * 4


@pytest.fixture
def given(app):
    """`given(range, …)`: the answer to a request for a stored file."""

    def answer(asked: str | None = None, *, media_type="audio/webm", title="Mot", extension="webm", inline=False):
        stored = file_store.store_file(SOUND, media_type, now=utcnow())
        db.session.commit()
        with app.test_request_context(headers={"Range": asked} if asked else {}):
            app.preprocess_request()
            return app.process_response(downloads.send_stored_file(stored, title, extension, inline=inline))

    return answer


@pytest.mark.sqlite_only
def test_a_file_is_an_attachment_that_no_browser_opens_or_keeps(given):
    answer = given(media_type="application/pdf", title="CV", extension="pdf", inline=True)
    assert (answer.status_code, answer.data, answer.content_type) == (200, SOUND, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == downloads.POLICY
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.sqlite_only
def test_sound_alone_may_be_played_in_the_page(given):
    assert given(inline=True).headers["Content-Disposition"].startswith("inline; ")
    assert given(inline=True, media_type="image/svg+xml").headers["Content-Disposition"].startswith("attachment; ")
    assert given().headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("asked", "part", "says"),
    [
        ("bytes=0-", slice(None), "bytes 0-1023/1024"),
        ("bytes=10-19", slice(10, 20), "bytes 10-19/1024"),
        ("bytes=1000-9999", slice(1000, None), "bytes 1000-1023/1024"),
        ("bytes=-24", slice(-24, None), "bytes 1000-1023/1024"),
    ],
)
def test_a_part_is_given_when_a_part_is_asked_for(given, asked, part, says):
    answer = given(asked)
    assert (answer.status_code, answer.data, answer.headers["Content-Range"]) == (206, SOUND[part], says)
    assert answer.headers["Content-Length"] == str(len(SOUND[part]))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000"])
def test_a_part_beyond_the_end_does_not_exist(given, asked):
    answer = given(asked)
    assert (answer.status_code, answer.data, answer.headers["Content-Range"]) == (416, b"", "bytes */1024")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=x", "apples=0-1", "bytes"])
def test_a_range_that_makes_no_sense_gets_the_whole(given, asked):
    answer = given(asked)
    assert (answer.status_code, answer.data) == (200, SOUND)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("CV Zoé Œuvray", "CV Zoé Œuvray.pdf"),
        ("cv.PDF", "cv.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("C:\\Users\\moi\\cv.pdf", "C Users moi cv.pdf"),
        ("cv\r\nSet-Cookie: a=b", "cv Set-Cookie a=b.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe.pdf"),
        ('a"b;c%00', "a b c 00.pdf"),
        (".htaccess", "htaccess.pdf"),
        (" . ", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 500, "x" * 120 + ".pdf"),
    ],
)
def test_a_name_can_do_nothing(title, name):
    assert downloads.file_name(title, "pdf") == name


@pytest.mark.sqlite_only
def test_a_name_with_accents_reaches_old_and_new_readers(given):
    said = given(title="Zoé – d’Œuvray", extension="pdf", media_type="application/pdf").headers["Content-Disposition"]
    assert 'filename="Zoe - d\'uvray.pdf"' in said
    assert "filename*=UTF-8''Zo%C3%A9%20%E2%80%93%20d%E2%80%99%C5%92uvray.pdf" in said


def test_what_is_forgotten_is_gone(app):
    stored = file_store.store_file(b"abc", "application/pdf", now=utcnow())
    assert (stored.size, stored.id > 0) == (3, True)
    file_store.delete_file(stored.id)
    file_store.delete_file(stored.id)
    db.session.commit()
    assert db.session.get(file_store.StoredFile, stored.id) is None
