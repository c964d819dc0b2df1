"""QR codes as inline SVG: one path in the ink of the page, on white paper in every theme, readable by a telephone."""

from __future__ import annotations

import segno
from markupsafe import Markup


def draw_qr_code(address: str, label: str) -> Markup:
    """The QR code of `address` as `<svg>` without inline style; `label` is read aloud instead of it."""
    title = label.unescape() if isinstance(label, Markup) else label  # segno escapes it
    svg = segno.make(address, error="m").svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, title=title, dark="#000", light="#fff"
    )
    return Markup(svg).replace(Markup("<svg "), Markup('<svg role="img" '), 1)  # noqa: S704 segno escapes the title
