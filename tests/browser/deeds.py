"""What a test needs to have been done beforehand, done as a browser without scripts does it: forms and redirects."""

from __future__ import annotations

import html
import re
import secrets
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import APIResponse, Page

HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|deed_key|version)"[^>]*value="([^"]*)"')
OPTION = re.compile(r'<option[^>]*value="(\d+)"[^>]*>([^<]*)<')
WHY = "Nous avons travaillé deux ans ensemble à Lévis : ses clients la rappellent encore aujourd’hui."


def today() -> str:
    """The present day in Québec, as a date field takes it."""
    return datetime.now(ZoneInfo("America/Toronto")).date().isoformat()


def introduce(producer: Page, name: str, *, by_phone: bool = False) -> int:
    """Refer somebody of this name to the office of Québec; returns the number of the referral.

    by_phone: they have no e-mail address, so that their own link is shown to them where they answer.
    """
    form = producer.request.get("/referrals/new").text()
    office = next(number for number, words in OPTION.findall(form) if "Québec" in html.unescape(words))
    reached = {"phone": f"418555{secrets.randbelow(10**4):04}"} if by_phone else {}
    answers = {
        **_hidden(form), "aim": "office", "office": office, "name": name,
        **(reached or {"email": f"{secrets.token_hex(4)}@example.com"}),
        "language": "fr", "relationship": "colleague", "vouch": "4", "why": WHY, "attested": "y",
        "attested_how": "De vive voix", "attested_on": today(),
    }  # fmt: skip
    known = [("known_since", "3"), ("known_since", "2018")]
    answer = _send(producer, "/referrals/new", [*answers.items(), *known])
    return int(urlsplit(answer.url).path.rsplit("/", 1)[1])


def agree(recruiter: Page, referral: int) -> None:
    """Record that the candidate said yes, so that the referral is received."""
    form = recruiter.request.get(f"/referrals/{referral}/agreement").text()
    told = {**_hidden(form), "obtained_on": today(), "channel": "phone", "how": "Au téléphone."}
    _send(recruiter, f"/referrals/{referral}/agreement", list(told.items()))


def keep_draft(producer: Page, name: str) -> None:
    """Keep a draft about somebody of this name."""
    _send_beside(producer, "/referrals/new", "/referrals/drafts", {"aim": "office", "name": name})


def ask_contact(producer: Page, name: str) -> None:
    """Ask somebody of this name about themselves, by a private link."""
    _send_beside(producer, "/referrals/contacts/new", "/referrals/contacts", {"called": name, "language": "fr"})


def move(recruiter: Page, referral: int, stage: str, note: str = "") -> None:
    """Bring the referral to another stage, from its page."""
    form = recruiter.request.get(f"/referrals/{referral}").text().split('id="stage-control-')[1]
    told = {**_hidden(form.split("</form>")[0]), "stage": stage, "note": note, "shown": "page"}
    _send(recruiter, f"/referrals/{referral}/stage", list(told.items()))


def _hidden(form: str) -> dict[str, str]:
    """The hidden fields of a page's form; of two alike the last one."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(form)}


def _send_beside(page: Page, form: str, path: str, answers: dict[str, str]) -> None:
    """Send these answers to the path that takes the form of another page."""
    _send(page, path, list({**_hidden(page.request.get(form).text()), **answers}.items()))


def _send(page: Page, path: str, fields: list[tuple[str, str]]) -> APIResponse:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = page.request.post(path, data=urlencode(fields), headers=kind)
    assert answer.ok, f"{answer.status} for {path}: {_said(answer.text())}"
    return answer


def _said(page: str) -> list[str]:
    return re.findall(r'class="field__error[^>]*>.*?</svg>([^<]*)|role="alert"[^>]*>(.*?)</', page, re.S)[:6]


def age_news(server, referral: int) -> None:
    """Let the last news of a referral be a fortnight old, so that its referrer may ask for more."""
    then = (datetime.now(UTC) - timedelta(days=14)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(server.data / "relais.sqlite", timeout=15)) as database, database:
        database.execute("UPDATE referral SET last_news_at = ? WHERE id = ?", (then, referral))
