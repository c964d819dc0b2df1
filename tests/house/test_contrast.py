"""What identifies a control, a mark or a stage stands out by 3 to 1 in both themes, by tokens.css (WCAG 1.4.11)."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
ONE = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TOKENS = {
    name: [tuple(map(float, found[at : at + 3])) for at in (0, 3)]
    for name, *found in re.findall(rf"--([\w-]+): light-dark\({ONE}, {ONE}\);", (CSS / "tokens.css").read_text("utf-8"))
}
"""A name, and its lightness, chroma and hue in degrees in the light and in the dark theme."""
MARKS = sorted(name for name in TOKENS if re.fullmatch(r"stage-\w+|chart-\d|\w+-mark|line-control|focus|accent", name))
SURFACES = ("paper", "paper-deep", "sheet")


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance, 0 to 1, of an OKLCH colour (CSS Color 4: OKLab to linear sRGB; WCAG 2.2)."""
    light, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """How many times lighter the lighter of the two is, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_stands_out_from_what_it_lies_on(mark, surface):
    for theme in (0, 1):
        assert contrast(TOKENS[mark][theme], TOKENS[surface][theme]) >= 3


def test_the_filters_of_the_board_have_the_border_of_controls():
    sheet = (CSS / "features" / "board" / "board.css").read_text("utf-8")
    assert "var(--line-control)" in re.search(r"^\.toggle \{[^}]*\}", sheet, re.M).group()
    assert "border" not in re.search(r"^\.board-filters__select \{[^}]*\}", sheet, re.M).group()
