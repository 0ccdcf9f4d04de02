"""The fonts step makes what the pages and the style sheet ask for."""

from __future__ import annotations

import re
from pathlib import Path

from fontTools.ttLib import TTFont

from scripts import fonts

ROOT = Path(__file__).resolve().parents[1]


def test_made_fonts_are_left_alone_and_small_enough() -> None:
    assert fonts.make_fonts(fonts.TARGET) == []
    large = [face.name for face in fonts.FACES if (fonts.TARGET / face.name).stat().st_size > 120_000]
    assert large == []


def test_style_sheet_asks_for_the_fonts_that_are_made() -> None:
    asked = re.findall(r"vendor/fonts/([\w-]+\.woff2)", (ROOT / "static/css/tokens.css").read_text())
    assert sorted(asked) == sorted(face.name for face in fonts.FACES)


def test_every_font_has_the_letters_and_its_own_name() -> None:
    needed = set("ABCabcåäöÅÄÖéüæø§–”’0123456789€½−✓→")
    for face in fonts.FACES:
        with TTFont(fonts.TARGET / face.name) as font:
            assert {char for char in needed if ord(char) not in font.getBestCmap()} == set()
            assert font["name"].getDebugName(1) == face.family


def test_tools_font_has_every_sign_of_the_components() -> None:
    with TTFont(fonts.TARGET / "sans.woff2") as font:
        assert {char for char in "✓✗●○▸▼▲←↓›–·" if ord(char) not in font.getBestCmap()} == set()


def test_licences_lie_beside_the_fonts() -> None:
    heads = [path.read_text()[:600] for path in sorted(fonts.TARGET.glob("*.LICENSE.txt"))]
    assert ["SIL Open Font License" in head for head in heads] == [True, True]
