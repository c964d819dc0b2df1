"""What the browser tests promise to notice, they notice."""

from __future__ import annotations

import pytest

from tests.support.axe import check_axe


@pytest.fixture
def page(new_page):
    page = new_page()
    page.goto("/sign-in")
    return page


def test_a_healthy_page_has_no_fault(page, watch):
    assert watch.faults == []


def test_a_script_that_the_policy_refuses_is_noticed(page, watch):
    page.evaluate(
        """document.body.append(Object.assign(document.createElement('script'), {text: 'window.hacked = 1'}))"""
    )
    assert page.evaluate("window.hacked") is None
    watch.forgive("CSP refused script-src", on=page)
    watch.forgive("Content Security Policy", on=page)


def test_a_request_to_another_host_is_noticed(page, watch):
    page.evaluate("fetch('http://other.example.com/').catch(() => {})")
    watch.forgive("other.example.com", on=page)
    page.wait_for_timeout(200)  # it is told of several times
    watch.faults = [fault for fault in watch.faults if "other.example.com" not in fault]


def test_an_error_in_a_script_is_noticed(page, watch):
    page.evaluate("setTimeout(() => { throw new Error('it broke') })")
    watch.forgive("it broke", on=page)


def test_a_missing_file_is_noticed(page, watch):
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/missing.png', alt: ''}))")
    watch.forgive("/static/missing.png", on=page)


def test_axe_names_the_rule_and_the_place(page):
    page.evaluate("document.querySelector('main').append(Object.assign(new Image(), {id: 'nameless'}))")
    with pytest.raises(AssertionError, match=r"(?s)image-alt.*#nameless"):
        check_axe(page)


def test_forgiving_what_did_not_happen_is_an_error(watch):
    with pytest.raises(AssertionError, match="nothing to forgive"):
        watch.forgive("anything")


def test_two_people_sit_at_two_screens_in_two_languages(signed_in, watch):
    recruiter = signed_in("recruteur@demo.example.com")
    producer = signed_in("producteur@demo.example.com", lang="en", viewport=(390, 844))
    assert recruiter.locator("html").get_attribute("lang") == "fr"
    assert producer.locator("html").get_attribute("lang") == "en"
    assert watch.faults == []
