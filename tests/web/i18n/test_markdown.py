"""Where a link in Markdown may lead."""

from __future__ import annotations

import pytest

from portal.web.i18n.formatting import render_markdown


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d", "http://a.example/", "mailto:a@b.example", "/opportunities/1?lang=en"]
)
def test_links_lead_to_the_web_to_mail_and_to_our_own_pages(address):
    assert f'href="{address}"' in render_markdown(f"[ici]({address})")


@pytest.mark.parametrize(
    "address",
    [
        "//other.example/", "///other.example/", "&#47;/other.example/", "\\\\other.example/", "other.html",
        "ftp://other.example/", "javascript:alert(1)", "data:text/html,x",
    ],
)  # fmt: skip
def test_links_lead_nowhere_else(address):
    assert "href" not in render_markdown(f"[ici]({address})")
