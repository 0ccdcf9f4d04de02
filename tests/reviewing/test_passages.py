"""A passage is found where a reader sees it, whatever marks are in it, and replaced without breaking them."""

import signal
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.reviewing.passages import Span, cuts_through, replaced, spans

# What is looked for, in what, and what of it stands there.
FOUND = {
    "as it is": ("bör ses över", "Medlemskapet bör ses över.", ["bör ses över"]),
    "over lines and blanks": ("bör  ses\növer", "Det bör\n\nses\u00a0över.", ["bör\n\nses\u00a0över"]),
    "twice": ("ett", "ett och ett", ["ett", "ett"]),
    "in a word": ("med", "medlem", ["med"]),
    "not there": ("sägas upp", "Medlemskapet bör ses över.", []),
    "no word": (" \n", "Text.", []),
    "only marks": ("**", "Text **fet**.", ["**", "**"]),
    "bold in it": ("ett viktigt ord", "Det är ett **viktigt** ord.", ["ett **viktigt** ord"]),
    "bold and italic": ("viktigt ord", "ett ***viktigt*** *ord*", ["viktigt*** *ord"]),
    "bold as pasted": ("ett **viktigt** ord", "Det är ett **viktigt** ord.", ["ett **viktigt** ord"]),
    "items": ("bussen tåget", "Vi tar\n- bussen\n- tåget", ["bussen\n- tåget"]),
    "numbers": ("bussen tåget", "1. bussen\n2. tåget", ["bussen\n2. tåget"]),
    "a heading": ("Bakgrund Förbundet", "## Bakgrund\n\nFörbundet bildades.", ["Bakgrund\n\nFörbundet"]),
    "cells": ("År 2019 Kronor 1 214", "| År | Kronor |\n|----|---:|\n| 2019 | 1 214 |", []),
    "cells of a row": ("2019 1 214", "| År | Kronor |\n|----|---:|\n| 2019 | 1 214 |", ["2019 | 1 214"]),
    "a table as it reads": (
        "Kronor 2019",
        "| År | Kronor |\n|----|---:|\n| 2019 | 1 |",
        ["Kronor |\n|----|---:|\n| 2019"],
    ),
    "a link": (
        "se lagen här",
        "För mer, se [lagen](https://lag.example/a) här.",
        ["se [lagen](https://lag.example/a) här"],
    ),
    "brackets that are no link": ("[sic] här", "Det stod [sic] här.", ["[sic] här"]),
    "a mark that is meant": ("5 * 3", r"Det är 5 \* 3.", [r"5 \* 3"]),
    "a year at the start of a line": ("2019. Det", "Året var\n2019. Det var", ["2019. Det"]),
}


@pytest.mark.parametrize(("passage", "text", "told"), FOUND.values(), ids=FOUND)
def test_a_passage_is_found_as_it_stands_or_as_it_reads(passage: str, text: str, told: list[str]) -> None:
    assert [text[span.start : span.end] for span in spans(passage, text)] == told


@pytest.mark.parametrize(
    ("text", "inside", "cut"),
    [
        ("ett viktigt ord", "viktigt ord", False),
        ("ett **viktigt** ord", "**viktigt** ord", False),
        ("ett **viktigt** ord", "viktigt", False),
        ("ett **viktigt ord**", "ett **viktigt", True),
        ("ett *viktigt ord*", "ord*", True),
        ("## Bakgrund\n\nText.", "Bakgrund", False),
        ("## Bakgrund\n\nText.", "Bakgrund\n\nText", True),
        ("Text.\n\n## Bakgrund", "Text.\n\n## Bakgrund", True),
        ("| a | b |\n| c | d |", "a", False),
        ("| a | b |\n| c | d |", "b |\n| c", True),
        ("Ett.\n\nTvå.", "Ett.\n\nTvå", False),
    ],
)
def test_marks_that_a_replacement_would_break_are_seen(text: str, inside: str, cut: bool) -> None:
    start = text.index(inside)
    assert cuts_through(text, Span(start, start + len(inside))) is cut


@pytest.mark.parametrize(
    ("text", "inside", "other", "told"),
    [
        ("Det bör ses över.", "ses över", "sägas upp", "Det bör sägas upp."),
        ("Det bör genast ses över.", "genast", "", "Det bör ses över."),
        ("Genast bör det ses över.", "Genast", "", "bör det ses över."),
        ("Det, i sin tur, bör.", ", i sin tur,", "", "Det bör."),
    ],
)
def test_the_passage_gives_place_to_the_other_text(text: str, inside: str, other: str, told: str) -> None:
    start = text.index(inside)
    assert replaced(text, Span(start, start + len(inside)), other) == told


@pytest.fixture
def not_for_ever() -> Iterator[None]:
    """Stops a test that has not ended in half a minute."""
    previous = signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


def _give_up(*_: object) -> None:
    raise TimeoutError


@pytest.mark.usefixtures("not_for_ever")
@pytest.mark.parametrize("unit", ["[", "](", "*", "|", " ", "- ", "a ", "-", "[a](", "\\", "| -", "\n# "], ids=repr)
def test_no_text_takes_long(unit: str) -> None:
    """Each is as large as a text may be; what grows with its square would take minutes."""
    assert spans("finns inte här", unit * (200_000 // len(unit))) == []


@given(st.text(alphabet="ab *\\|[]()#-1.\n", max_size=200), st.text(alphabet="ab *|", max_size=12))
def test_what_is_found_is_in_the_text_and_never_overlaps(text: str, passage: str) -> None:
    found = spans(passage, text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    letters = "".join(char for char in passage if char in "ab")
    assert all("".join(c for c in text[s.start : s.end] if c in "ab") == letters for s in found)
