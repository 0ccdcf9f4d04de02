"""Texts that are hostile, damaged, endless or in letters that no font has, on paper."""

from __future__ import annotations

import time
from datetime import date

import pytest

from casework.documents.typesetting import ExtractAssignment, ExtractCondition
from casework.documents.typesetting.press import PRESS
from tests.documents.extract_data import HOSTILE, said, typeset
from tests.documents.pdf_pages import opened, runs_of, text_of

MM = 72 / 25.4


@pytest.mark.parametrize(
    "field",
    ["case_title", "summary", "body_name", "authority_name", "meeting_place", "case_number", "outcome_label"],
)
def test_extract_markup_in_a_text_stays_text(field: str) -> None:
    assert HOSTILE.replace(" ", "") in said(**{field: HOSTILE}).replace(" ", "")


def test_extract_markup_in_lists_stays_text() -> None:
    text = said(
        decision_points=(HOSTILE, "b"),
        recipients=(HOSTILE, "b"),
        presiding=(HOSTILE, HOSTILE),
        assignment=ExtractAssignment(HOSTILE, date(2026, 9, 30), HOSTILE),
        condition=ExtractCondition((HOSTILE, "b"), date(2026, 9, 30)),
    )
    assert text.replace(" ", "").count(HOSTILE.replace(" ", "")) == 7


def test_extract_control_and_invisible_characters_are_gone() -> None:
    text = said(case_title="Ö\x00k\x1bat\u202e \u200bbid\u00adrag\ufe0f\r\ntill", meeting_place="A\tB")
    assert "Ökat bidrag till" in text
    assert "Plats A B Protokollet" in text
    assert "Tecknet □" not in text


def test_extract_decomposed_letters_are_composed() -> None:
    assert "Åtgärd på ön" in said(case_title="A\u030atga\u0308rd pa\u030a o\u0308n")


def test_extract_bullets_of_word_processors_are_bullets() -> None:
    assert "• punkt" in said(summary="\uf0b7 punkt")


@pytest.mark.parametrize("character", ["文", "😀", "\ufffd", "\ue000", chr(0xD800), "\u0378", "ا", "\U0010ffff"])
def test_extract_character_without_glyph_is_a_square_and_explained(character: str) -> None:
    text = said(case_title=f"Namn {character} slut", recipients=(character,))
    assert "Namn □ slut" in text
    assert "Beslutet skickas till □ Om utdraget" in text
    assert text.count("Tecknet □ står för ett tecken som inte kan visas i utdraget.") == 1


def test_extract_fonts_have_every_letter_that_is_taken_for_granted() -> None:
    letters = [chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x180)] if code != 0xAD]
    assert [letter for letter in letters if not PRESS.can_show(letter)] == []


def test_extract_nothing_leaves_its_column() -> None:
    long = "W" * 90
    content = typeset(
        **dict.fromkeys(["authority_name", "body_name", "meeting_place", "case_number", "case_title"], long),
        **dict.fromkeys(["outcome_label", "extract_number"], long),
        summary=f"ord {long} {'i' * 300}{'W' * 100} https://exempel.example/{'a' * 200}",
        decision_points=("å" * 150, "W" * 33),
        recipients=("m" * 140,),
        presiding=(long, long),
        assignment=ExtractAssignment(long, date(2026, 9, 30), long),
        condition=ExtractCondition((long, "b"), date(2026, 9, 30)),
    )
    left, right, label_right = 24 * MM, 186 * MM, 60 * MM
    with opened(content) as pdf:
        runs = [run for page in pdf.pages for run in runs_of(page)]
    assert len(runs) > 60
    assert min(run.left for run in runs) >= left - 0.1
    assert max(run.right for run in runs) <= right + 0.1
    labels = [run for run in runs if run.left < label_right and run.size <= 10 and not run.artifact]
    assert len(labels) > 10
    assert max(run.right for run in labels) <= label_right + 0.1
    assert min(run.baseline for run in runs) > 5 * MM
    assert text_of(content).replace(" ", "").count("W" * 90) == 14


def test_extract_long_text_goes_over_pages_with_running_head() -> None:
    content = typeset(summary="\n\n".join(f"Stycke {n} med några ord till." for n in range(120)))
    with opened(content) as pdf:
        count = len(pdf.pages)
    text = text_of(content)
    assert count == 4
    assert [f"Sida {page} av {count}" in text for page in range(1, count + 1)] == [True] * count
    assert text.count("§ 41, dnr KS 2026/1, Kommunstyrelsens arbetsutskott 14 juni 2026") == count - 1
    assert [n for n in range(120) if f"Stycke {n} med" not in text] == []


@pytest.mark.parametrize("text", ["x" * 20_000, "\n\n".join(["ord " * 100] * 100), "文" * 3000])
def test_extract_pasted_mass_of_text_is_set_in_bounded_time(text: str) -> None:
    began = time.process_time()
    typeset(summary=text)
    assert time.process_time() - began < 20  # a third of a second; break opportunities everywhere took two minutes
