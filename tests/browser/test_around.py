"""Around the main job: the bell, the home pages, producers and their profile, the administration, one's own account."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import deeds
from tests.browser.screens import LIVE


def test_the_home_of_each_role_leads_to_its_work(seat):
    producer = seat("producteur")
    expect(producer.locator("h1")).to_contain_text("Émile")
    expect(producer.locator("main a[href^='/referrals/']").first).to_be_visible()
    expect(producer.locator("main a[href^='/opportunities/']").first).to_be_visible()
    recruiter = seat("recruteur", lang="en")
    expect(recruiter.locator("main a[href^='/referrals/']").first).to_be_visible()
    admin = seat("admin")
    expect(admin.locator(".rail a[href='/admin']")).to_be_visible()


def test_a_notice_leads_to_its_referral_and_is_then_read(seat):
    producer, recruiter = seat("producteur", None), seat("recruteur", None)
    number = deeds.introduce(producer, "Cloche Légère")
    deeds.agree(recruiter, number)
    producer.goto("/")
    count = producer.locator(".bell__count")
    expect(count).to_be_visible()
    before = int(count.inner_text())
    deeds.move(recruiter, number, "interview", note="Rendez-vous mardi.")
    expect(count).to_have_text(str(before + 1), timeout=LIVE)
    producer.goto("/notifications")
    producer.locator(".notices__open").first.click()
    expect(producer).to_have_url(re.compile(rf"/referrals/{number}"))
    expect(producer.locator("#story")).to_contain_text("Rendez-vous mardi.")
    after = producer.locator(".bell__count")
    expect(after).not_to_have_text(str(before + 1))


def test_producers_are_found_while_typing(seat):
    page = seat("recruteur", "/producers")
    page.locator("#search-q").fill("emile bouch")
    expect(page.locator("#producers")).to_contain_text("Émile Bouchard")
    expect(page).to_have_url(re.compile("q=emile"))
    page.locator("#producers a", has_text="Émile Bouchard").first.click()
    expect(page.locator("h1")).to_contain_text("Émile Bouchard")


def test_a_producer_edits_their_own_profile(seat):
    page = seat("producteur", "/producers")
    page.locator(".main__action a").click()
    page.locator("a[href$='/edit']").first.click()
    page.fill("[name=growth]", "Apprendre l’assurance collective.")
    page.locator("main form button.button--primary").click()
    expect(page.locator("main")).to_contain_text("Apprendre l’assurance collective.")


def test_an_admin_invites_someone_who_comes_in_by_the_link(seat, new_page):
    admin = seat("admin", "/admin/people/new")
    admin.fill("[name=name]", "Nouvelle Venue")
    admin.fill("[name=email]", "nouvelle.venue@example.com")
    admin.locator("input[name=held][value$=':producer']").first.check()
    admin.locator("main form button.button--primary").click()
    link = admin.locator(".link-once input").input_value()
    guest = new_page()
    guest.goto(link)
    for field in guest.locator("input[type=password]").all():
        field.fill("une phrase longue et sereine 42")
    guest.locator("main form button.button--primary").click()
    expect(guest.locator(".topbar__person, .error-summary, h1").first).to_be_visible()
    expect(guest).not_to_have_url(re.compile("/sign-in|/invitation"))
    guest.goto("/opportunities")
    expect(guest.locator(".role-row__link").first).to_be_visible()
