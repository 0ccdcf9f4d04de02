"""The minutes as pages: what stands on which, what is kept together, texts that are hostile or endless."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from casework.documents.typesetting import (
    MinutesNotice,
    MinutesParagraph,
    MinutesPerson,
    Part,
    PartTable,
)
from tests.documents.extract_data import HOSTILE
from tests.documents.minutes_data import GRANT, PEOPLE, SHORT, SIGNED, many, said, typeset
from tests.documents.pdf_pages import opened, page_texts, runs_of, structure

MM = 72 / 25.4


def test_minutes_of_more_than_five_paragraphs_have_contents_with_the_right_pages() -> None:
    assert "Innehåll §" not in said(paragraphs=many(5))
    pages = page_texts(typeset(paragraphs=many(30)))
    assert "Innehåll § 38 Val av justerare" in pages[1]
    found = set()
    for paragraph in many(30):
        heading = f"§ {paragraph.number} {paragraph.title}"
        page = next(at for at, text in enumerate(pages, 1) if f"{heading} Beslut" in text or f"{heading} Dnr" in text)
        assert f"{heading} {page} §" in f"{pages[1]} §"
        found.add(page)
    assert len(found) > 8


def test_minutes_with_many_present_keep_the_signatures_and_the_notice_on_the_first_page() -> None:
    few, many_there = page_texts(typeset()), page_texts(typeset(serving=PEOPLE))
    assert "Karin Ekdal (S), ordförande" in few[0]
    assert "Närvarande Se förteckningen på sida 2." in many_there[0]
    assert "Underskrifter" in many_there[0]
    assert "Protokollet förvaras" in many_there[0]
    assert "Ledamot nummer 1 (S)" not in many_there[0]
    assert "Beslutande Ledamot nummer 1 (S), ledamot" in many_there[1]
    assert all(f"Ledamot nummer {number} (S)" in " ".join(many_there[1:3]) for number in range(1, 62))


def test_minutes_heading_of_a_paragraph_is_never_last_on_its_page() -> None:
    for lines in range(38, 46):
        first = replace(SHORT, parts=(Part(heading="Beslut", text="Rad.\n" * lines),))
        for page in page_texts(typeset(paragraphs=(first, GRANT), corrections=())):
            before = page.partition(" Kommunstyrelsens arbetsutskott, 14 juni 2026 Sida")[0]
            assert not before.endswith(("samordningsförbundet", "Dnr KS 2026/1"))


def test_minutes_long_vote_goes_over_pages_with_its_heading_row_on_each() -> None:
    rows = tuple((f"Ledamot nummer {number} (S)", "Ja") for number in range(1, 162))
    table = PartTable(columns=("Namn", "Svar"), rows=rows)
    content = typeset(paragraphs=(replace(GRANT, parts=(Part(heading="Omröstning", table=table),)),))
    with_rows = [page for page in page_texts(content) if "Ledamot nummer" in page]
    assert len(with_rows) > 2
    assert [page for page in with_rows if "Namn Svar Ledamot" not in page] == []
    assert [tag for tag in structure(content) if tag == "/TH"] == ["/TH", "/TH"]


@pytest.mark.parametrize("long", ["W" * 120, "å" * 200, "i" * 300 + "W" * 100, f"https://exempel.example/{'a' * 200}"])
def test_minutes_nothing_leaves_its_column(long: str) -> None:
    person = MinutesPerson(name=long, role=long, serving_for=long, note=long)
    signature = replace(SIGNED[0], name=long, role=long, method=long, note=long)
    table = PartTable(columns=(long, "Ja"), rows=((long, "X"), ("ord", long)))
    part = Part(heading=long, note=long, text=long, points=(long, long), lines=(long,), table=table)
    content = typeset(
        **dict.fromkeys(["authority_name", "body_name", "place", "approval_place", "secretary"], long),
        **dict.fromkeys(["document_number", "corrects"], long),
        kind="correction",
        times=(long,),
        serving=(person,),
        others=(person,),
        approvers=(long,),
        corrections=(long,),
        about=(long,),
        signatures=(signature,),
        notice=MinutesNotice(posted_on=date(2026, 6, 20), kept_at=long, notes=(long,)),
        paragraphs=tuple(
            MinutesParagraph(number=at, title=long, case_number=long, parts=(part, replace(part, heading="")))
            for at in range(1, 8)
        ),
    )
    with opened(content) as pdf:
        runs = [run for page in pdf.pages for run in runs_of(page)]
    assert min(run.left for run in runs) >= 24 * MM - 0.1
    assert max(run.right for run in runs) <= 186 * MM + 0.1
    assert min(run.baseline for run in runs) > 5 * MM


def test_minutes_markup_and_control_characters_stay_text_or_go() -> None:
    part = Part(
        heading=HOSTILE, note=HOSTILE, lines=(HOSTILE,), table=PartTable(columns=(HOSTILE,), rows=((HOSTILE,),))
    )
    paragraph = replace(GRANT, title=HOSTILE, case_number=HOSTILE, parts=(part,))
    hostile = said(paragraphs=(paragraph,), serving=(MinutesPerson(name=HOSTILE),), secretary=HOSTILE)
    assert hostile.replace(" ", "").count(HOSTILE.replace(" ", "")) == 9
    text = said(place="A\tB\x00C\u202e\u200b 文")
    assert "Plats A BC □ Tid" in text
    assert text.count("Tecknet □ står för ett tecken som inte kan visas i protokollet.") == 1


def test_minutes_of_two_hundred_paragraphs_are_set_in_bounded_time() -> None:
    began = time.process_time()
    pages = page_texts(typeset(paragraphs=many(200, first=1)))
    assert time.process_time() - began < 30
    assert "§§ 1–200" in pages[0]
    assert "§ 200 " in pages[-1] + pages[-2]


def test_minutes_decision_of_a_few_lines_is_never_parted() -> None:
    whole = "1. Kommunen ökar sitt bidrag med 24 000 kronor om året. 2. Ökningen gäller"
    for lines in range(34, 42):
        first = replace(SHORT, parts=(Part(heading="Beslut", text="Rad.\n" * lines),))
        assert any(whole in page for page in page_texts(typeset(paragraphs=(first, GRANT))))


@pytest.mark.parametrize("text", ["x" * 20_000, "\n\n".join(["ord " * 100] * 100), "文" * 3000])
def test_minutes_pasted_mass_of_text_is_set_in_bounded_time(text: str) -> None:
    began = time.process_time()
    typeset(paragraphs=(replace(GRANT, parts=(Part(heading="Beslut", text=text),)),))
    assert time.process_time() - began < 20
