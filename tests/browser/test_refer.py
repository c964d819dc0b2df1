"""Introducing someone: by keyboard alone, with nothing lost on the way, and once."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.support.browser import PHONE

WHY = "En mars dernier, à Lévis, elle a repris deux cents clients mécontents et en a gardé cent quatre-vingt-douze."


def press_tab_until(page: Page, selector: str) -> None:
    """Walk forward with Tab to the element that `selector` names."""
    for _press in range(120):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector}")


def type_into(page: Page, selector: str, text: str) -> None:
    press_tab_until(page, selector)
    page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Reach a group of radio buttons with Tab, and go to `value` with the arrows."""
    press_tab_until(page, f"input[name={name}]")
    page.keyboard.press("Space")
    for _press in range(12):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows never reached {value} of {name}")


def open_form(page: Page) -> None:
    """From the list of roles to the form of the first of them, with keys."""
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".role__refer a").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/referrals/new"))


def attest(page: Page) -> None:
    """Step one, by keyboard: that they agreed, how, and on which day."""
    press_tab_until(page, "#attested")
    page.keyboard.press("Space")
    choose(page, "attested_how", "in_person")
    choose(page, "attested_on", deeds.today())


def test_the_whole_form_by_keyboard_an_error_summary_first_and_nothing_lost(seat):
    page = seat("producteur", "/opportunities")
    open_form(page)
    attest(page)
    type_into(page, "#name", "Océane Thériault-Nguyễn")
    choose(page, "relationship", "colleague")
    press_tab_until(page, "#known_since-month")
    page.keyboard.press("ArrowDown")
    type_into(page, "#known_since-year", "2019")
    choose(page, "vouch", "3")
    type_into(page, "#why", WHY)
    press_tab_until(page, "form.refer button")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(page.locator("#email")).to_be_focused()
    expect(page.locator("#email")).to_be_in_viewport()
    expect(summary.locator("a[href='#email']")).to_have_count(1)
    expect(page.locator("#name")).to_have_value("Océane Thériault-Nguyễn")
    expect(page.locator("#why")).to_have_value(WHY)
    expect(page.locator("input[name=relationship][value=colleague]")).to_be_checked()
    expect(page.locator("#attested")).to_be_checked()
    expect(page.locator("input[name=attested_how][value=in_person]")).to_be_checked()
    page.locator(".error-summary a[href='#email']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_focused()
    expect(page.locator("#email")).to_have_attribute("aria-describedby", re.compile("email-error"))
    page.keyboard.type("oceane.theriault@example.com")
    press_tab_until(page, ".refer__actions button")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/referrals/\d+$"))
    expect(page.locator("h1")).to_have_text("Océane Thériault-Nguyễn")
    expect(page.locator(".side__stage")).to_contain_text("En attente")
    page.goto("/referrals")
    first = page.locator("#my-referrals li").first
    expect(first).to_contain_text("Océane Thériault-Nguyễn")
    expect(first).to_have_attribute("data-stage", "awaiting_consent")


def test_a_draft_keeps_itself_and_survives_a_reload(seat):
    page = seat("producteur", "/referrals/new")
    state = page.locator("[data-autosave-state]")
    page.fill("#name", "Brouillon de Maxence Fay")
    page.fill("#why", "Un premier mot.")
    expect(state).to_have_text("Enregistré")
    page.reload()
    expect(page.locator("#name")).to_have_value("Brouillon de Maxence Fay")
    expect(page.locator("#why")).to_have_value("Un premier mot.")
    page.goto("/referrals")
    draft = page.locator(".drafts__draft", has_text="Maxence Fay")
    expect(draft).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    draft.locator("button").click()
    expect(draft).to_have_count(0)


def test_sending_twice_introduces_once(seat):
    page = seat("producteur", "/referrals/new")
    fill_by_mouse(page, "Zélie Dédoublée")
    page.evaluate(
        """() => {
          const form = document.querySelector('form.refer');
          fetch(form.action, {method: 'POST', body: new FormData(form)});
          form.querySelector('.refer__actions button').click();
        }"""
    )
    expect(page).to_have_url(re.compile(r"/referrals/\d+$"))
    page.go_back()
    page.locator(".refer__actions button").first.click()
    page.goto("/referrals")
    expect(page.locator("#my-referrals li", has_text="Zélie Dédoublée")).to_have_count(1)
    expect(page.locator(".drafts__draft", has_text="Zélie")).to_have_count(0)


def test_a_phone_has_the_whole_form_and_the_main_action_in_reach(seat):
    page = seat("producteur", "/opportunities?lang=en", lang="en", viewport=PHONE)
    page.locator(".role-row__link").first.click()
    expect(page.locator(".role__refer a")).to_be_in_viewport()
    page.locator(".role__refer a").click()
    expect(page.locator("h1")).to_have_text("Refer someone you know")
    expect(page.locator("#why")).to_be_visible()


SEVERAL = """() => { navigator.contacts = {select: async wanted => {
  window.wanted = wanted;
  return [{name: ['Odile Carnet'], email: ['', 'odile@example.com'], tel: ['418 555-0142']}];
}}}"""


def test_an_empty_form_takes_three_screens_of_a_phone_and_begins_with_the_agreement(seat):
    page = seat("olivier.vezina", "/opportunities", viewport=PHONE)  # who referred nobody this week
    role = page.locator(".role-row__link").first.get_attribute("href").rsplit("/", 1)[1]
    for address in (f"/referrals/new?opportunity={role}", "/referrals/new?lang=en", "/referrals/new?lang=fr"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollHeight") <= 3 * PHONE[1], address
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    first = page.locator("form.refer input:visible").first
    expect(first).to_have_attribute("name", "attested")
    expect(page.locator("#attested_on-typed")).to_be_hidden()
    page.check("#attested_on input[data-typed]")
    expect(page.locator("#attested_on-typed")).to_be_visible()
    expect(page.locator("[name=together_where]")).to_be_hidden()
    page.check("input[name=relationship][value=colleague]")
    expect(page.locator("[name=together_where]")).to_be_visible()
    expect(page.locator("#experience")).to_be_hidden()
    expect(page.locator("[data-behavior=contact-picker]")).to_be_hidden()


def test_a_contact_of_the_telephone_fills_the_form(seat):
    page = seat("producteur", None, viewport=PHONE)
    page.add_init_script(f"({SEVERAL})()")
    page.goto("/referrals/new")
    page.locator("[data-behavior=contact-picker]").click()
    expect(page.locator("#name")).to_have_value("Odile Carnet")
    expect(page.locator("#email")).to_have_value("odile@example.com")
    expect(page.locator("#phone")).to_have_value("418 555-0142")
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("[data-autosave-state]")).to_have_text("Enregistré")
    assert page.evaluate("window.wanted") == ["name", "email", "tel"]


def fill_by_mouse(page: Page, name: str) -> None:
    """Everything that the form needs, for an office in general."""
    page.fill("#name", name)
    page.fill("#email", f"{secrets.token_hex(4)}@example.com")  # nobody whom another test has referred
    page.check("input[name=relationship][value=colleague]")
    page.select_option("#known_since-month", index=3)
    page.fill("#known_since-year", "2018")
    page.check("input[name=vouch][value='4']")
    page.fill("#why", WHY)
    page.check("input[name=attested_how][value=in_person]")
    page.check(f"input[name=attested_on][value='{deeds.today()}']")
    page.check("#attested")
