"""A template's parts and a text's: matched by what the heading means, offered where they belong, never dropped."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.demo.templates import PARTS
from casework.drafting.parts import (
    CODES,
    OTHER,
    STANDARD,
    Layout,
    Part,
    arranged,
    matched,
    outline,
    part_of,
    parts_of,
    with_missing,
)

OWN = Part(OTHER, "Tidigare erfarenheter")


def section(heading: str, text: str = "Text.", **more: Any) -> dict[str, Any]:
    return {"heading": heading, "text": text, **more}


def headings(rows: list[dict[str, Any]]) -> list[str]:
    return [row["heading"] for row in rows]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Bakgrund", "BACKGROUND"),
        ("ÄRENDET:", "BACKGROUND"),
        ("Beskrivning av ärendet", "BACKGROUND"),
        ("Förvaltningens bedömning", "ASSESSMENT"),
        ("Förvaltningens motivering till förslaget", "ASSESSMENT"),
        ("Ekonomisk bedömning", "FINANCIAL_CONSEQUENCES"),
        ("Ekonomiska konsekvenser för kommunen", "FINANCIAL_CONSEQUENCES"),
        ("Barnkonsekvensanalys", "CHILD_RIGHTS"),
        ("Alternativa lösningar", "ALTERNATIVES"),
        ("Begrepp", ""),
        ("Konsekvensanalys", ""),
    ],
)
def test_a_heading_is_the_part_that_it_means(heading: str, code: str) -> None:
    assert matched([section(heading)], PARTS)[0]["code"] == code


def test_a_part_is_taken_once() -> None:
    rows = matched([section("Ärende"), section("Bakgrund")], PARTS)
    assert [row["code"] for row in rows] == ["BACKGROUND", ""]


def test_a_text_from_elsewhere_is_put_in_the_templates_order_and_keeps_the_rest() -> None:
    rows = arranged([section("Bedömning"), section("Begrepp"), section("Bakgrund")], PARTS)
    assert headings(rows) == [
        "Bakgrund",
        "Alternativ",
        "Bedömning",
        "Ekonomiska konsekvenser",
        "Barnets bästa",
        "Begrepp",
    ]
    assert [row["text"] for row in rows if row["heading"] in ("Bakgrund", "Bedömning", "Begrepp")] == ["Text."] * 3


def test_missing_parts_are_offered_where_they_belong_and_the_order_stays() -> None:
    rows = with_missing([section("Bedömning"), section("Bakgrund"), section("Begrepp")], PARTS)
    offered = ["Ekonomiska konsekvenser", "Barnets bästa"]
    assert headings(rows) == ["Bedömning", *offered, "Bakgrund", "Alternativ", "Begrepp"]


def test_a_part_of_the_templates_own_is_known_by_its_heading() -> None:
    (row,) = matched([section("tidigare erfarenheter")], [OWN])
    assert (row["code"], part_of(row, [OWN])) == (OTHER, OWN)
    assert part_of(section("Annat", code=OTHER), [OWN]) is None


def test_without_a_template_there_is_an_empty_part_for_the_matter() -> None:
    assert with_missing([], STANDARD) == [{"code": "BACKGROUND", "heading": "Ärende", "text": ""}]
    assert with_missing([], PARTS[:2]) == [{"code": "", "heading": "", "text": ""}]


def test_the_four_parts_of_every_report_are_there_whatever_the_template_names() -> None:
    parts = parts_of([OWN.row()])
    assert [part.code for part in parts] == ["PROPOSED_DECISION", "SUMMARY", OTHER, "DECISION_BASIS", "RECIPIENTS"]
    assert set(Layout(parts=parts).fixed) == {"proposal", "summary", "basis", "recipients"}


def test_a_report_remembers_its_order() -> None:
    parts = (Part("SUMMARY", "Ärendet i korthet"), Part("BACKGROUND", "Ärende"), Part("PROPOSED_DECISION", "Förslag"))
    assert [(row["part"], row["heading"]) for row in outline(parts)] == [
        ("summary", "Ärendet i korthet"),
        ("sections", ""),
        ("proposal", "Förslag"),
    ]


SECTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "heading": st.sampled_from(["Ärende", "Bakgrund", "Bedömning", "Begrepp", "", "Alternativ", "x"]),
            "text": st.sampled_from(["", "Ett", "Två"]),
            "code": st.sampled_from(["", "BACKGROUND", "ASSESSMENT", OTHER, "ALTERNATIVES"]),
        }
    ),
    max_size=8,
)


@given(SECTIONS, st.sampled_from([PARTS, STANDARD, (OWN, *PARTS), PARTS[::-1]]))
def test_no_text_is_lost_or_doubled_by_a_template(sections: list[dict[str, Any]], parts: tuple[Part, ...]) -> None:
    texts = sorted((row["heading"], row["text"]) for row in sections if row["text"])
    for change in (with_missing, arranged):
        rows = change(sections, parts)
        assert sorted((row["heading"], row["text"]) for row in rows if row["text"]) == texts
        codes = [row["code"] for row in rows if row["code"] not in ("", OTHER)]
        assert len(codes) == len(set(codes))
        again = [row["text"] for row in with_missing(rows, parts) if row["text"]]
        assert again == [row["text"] for row in rows if row["text"]]  # offered once more, the order stays


def test_every_code_has_a_heading() -> None:
    assert [code for code, heading in CODES.items() if not heading.strip()] == []
