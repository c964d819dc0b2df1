"""A candidate adds a CV on a phone; the recruiter’s open page shows it once both have agreed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.looking import TWO, check_page
from tests.support.browser import PHONE

FILES = Path(__file__).resolve().parents[1] / "data" / "documents"
CV, SCRIPT = FILES / "cv" / "avouacr_example-cv.pdf", FILES / "scripts" / "payload1.pdf"


@pytest.fixture
def invited(seat, new_page):
    """`invited(name)`: the number of a new referral and the path of its candidate's own page, not answered yet."""

    def invite(name: str) -> tuple[int, str]:
        producer = seat("producteur", None)
        number = deeds.introduce(producer, name, by_phone=True)
        page = producer.request.get(f"/referrals/{number}").text()
        passed_on = urlsplit(re.search(r"https?://[^\s\"'<]+/consent/[\w-]+", page)[0]).path
        candidate = new_page(viewport=PHONE)
        candidate.goto(passed_on)
        candidate.locator("summary", has_text="Corriger").click()
        candidate.locator("button[name=answer][value=save]").click()
        expect(candidate.locator("#documents")).to_be_visible()
        return number, urlsplit(candidate.url).path

    return invite


def send(page: Page, path: Path) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#document").set_input_files(path)


def test_a_cv_is_sent_as_soon_as_it_is_chosen_and_refused_with_its_reason(invited, new_page, tmp_path):
    _number, path = invited("Odile Téléversée")
    phone = new_page(viewport=PHONE)
    phone.goto(path)
    shelf = phone.locator("#documents")
    expect(shelf.locator("[type=submit]")).to_be_hidden()
    big = tmp_path / "gros.pdf"
    big.write_bytes(b"%PDF-1.7" + bytes(6_000_000))
    phone.locator("#document").set_input_files(big)
    expect(shelf.locator(".papers__wait")).to_contain_text("dépasse 5")
    send(phone, SCRIPT)
    expect(shelf.locator("[role=alert]")).to_contain_text("macro ou un script")
    expect(shelf.locator(".papers__said")).to_be_focused()
    check_page(phone, TWO)
    send(phone, CV)
    expect(shelf.locator(".papers__name")).to_have_text("avouacr_example-cv")
    expect(shelf.locator("h2")).to_be_focused()
    check_page(phone, TWO)
    with phone.expect_download() as download:
        shelf.locator(".papers__name").click()
    assert download.value.suggested_filename == "avouacr_example-cv.pdf"
    assert Path(download.value.path()).read_bytes() == CV.read_bytes()
    shelf.get_by_role("button", name="Effacer").press("Enter")
    expect(shelf.locator(".papers__name")).to_have_count(0)


def test_the_recruiters_open_page_shows_it_once_both_agreed(invited, seat, new_page):
    number, path = invited("Basile Entrouvert")
    recruiter, phone = seat("recruteur", "/referrals/board"), new_page(viewport=PHONE)
    phone.goto(path)
    send(phone, CV)
    recruiter.goto(f"/referrals/{number}")
    expect(recruiter.locator("#live-indicator")).to_have_attribute("data-state", "live")
    expect(recruiter.locator(".papers__name")).to_have_count(0)
    deeds.agree(recruiter, number)
    expect(recruiter.locator("#side .papers__name")).to_have_text("avouacr_example-cv")
    phone.goto(path)
    send(phone, FILES / "word" / "sample.docx")
    expect(recruiter.locator("#side .papers__name")).to_have_count(2)
    check_page(recruiter, TWO)


def test_without_scripts_it_is_a_plain_form(invited, new_page):
    _number, path = invited("Simone Toutesimple")
    phone = new_page(viewport=PHONE, java_script_enabled=False)
    phone.goto(path)
    for file, said in ((SCRIPT, "macro ou un script"), (CV, "avouacr_example-cv")):
        phone.locator("#document").set_input_files(file)
        phone.get_by_role("button", name="Ajouter ce document").click()
        expect(phone.locator("#documents")).to_contain_text(said)
    expect(phone).to_have_url(re.compile(r"/consent/[\w-]+#documents$"))
