"""A QR code is an image with a name, under our policy: no inline style, nothing that a title could break out of."""

from __future__ import annotations

import html
import re

import pytest
from markupsafe import Markup

from portal.web.qr_codes import draw_qr_code


def test_it_is_an_image_with_a_name():
    svg = draw_qr_code("https://relais.example.com/consent/abc", "Lien de Marie")
    assert svg.startswith('<svg role="img"')
    assert "<title>Lien de Marie</title>" in svg
    assert not re.search(r"\bstyle=|<style", svg)


@pytest.mark.parametrize("label", ["Lien de Zoë O'Bryan & fille", Markup("Lien de %s") % "Zoë O'Bryan & fille"])
def test_the_name_is_escaped_once(label):
    title = draw_qr_code("https://relais.example.com/", label).partition("<title>")[2].partition("</title>")[0]
    assert html.unescape(title) == "Lien de Zoë O'Bryan & fille"


def test_a_title_stays_text():
    assert "<script" not in draw_qr_code("https://relais.example.com/", '</title><script>alert("x")</script>')
