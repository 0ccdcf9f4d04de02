"""The two reports that the reader must read exactly, and three documents that are no reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.documents.reading import Report, read_report
from casework.documents.reading.shape import empty_report

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def seed(number: str) -> Path:
    files = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not files:
        pytest.skip(f"the folder {SEEDS.parent.name}/{SEEDS.name} beside the project is absent")
    return files[0]


@pytest.fixture
def review() -> Report:
    return read_report(seed("000"))


@pytest.fixture
def increase() -> Report:
    return read_report(seed("001"))


def joined(path: Path, first: int, last: int) -> str:
    """Lines `first` to `last` of the file as one text: what a wrapped paragraph must be read as."""
    return " ".join(" ".join(path.read_text(encoding="utf-8").split("\n")[first - 1 : last]).split())


def test_review_title_is_joined_over_two_lines(review: Report) -> None:
    assert review["title"] == joined(seed("000"), 1, 2)
    assert review["found"]["title"] == {"line": 1, "confidence": 0.9}


def test_review_proposal_is_its_sentence_and_names_the_body(review: Report) -> None:
    assert review["proposal"] == [joined(seed("000"), 5, 6)]
    assert review["proposal_bodies"] == ["Kommunstyrelsens arbetsutskott"]
    assert review["to_body"] == "Kommunstyrelsens arbetsutskott"


def test_review_summary_is_one_paragraph(review: Report) -> None:
    assert review["summary"] == joined(seed("000"), 9, 26)


def test_review_body_is_one_section_with_its_paragraphs(review: Report) -> None:
    assert [section["heading"] for section in review["sections"]] == ["Ärende"]
    text = review["sections"][0]["text"]
    assert text.replace("\n\n", " ") == joined(seed("000"), 29, 111)
    starts = [paragraph[:12] for paragraph in text.split("\n\n")]
    assert [start for start in starts if start.startswith("Alternativ")] == [
        "Alternativ 1",
        "Alternativ 2",
        "Alternativ 3",
    ]
    assert len(starts) == 15


def test_review_recipients_are_four_without_deadline(review: Report) -> None:
    assert review["recipients"] == [joined(seed("000"), line, line) for line in (114, 115, 116, 117)]
    assert review["recipients_deadline"] is None


def test_review_officer_is_parted_at_the_comma(review: Report) -> None:
    name, _, title = joined(seed("000"), 122, 122).partition(", ")
    assert (review["officer_name"], review["officer_title"]) == (name, title)


def test_review_says_nothing_that_the_text_does_not(review: Report) -> None:
    assert review["case_number"] is None
    assert review["date"] is None
    assert review["basis"] == review["attachments"] == review["signatories"] == []
    assert set(review["found"]) == {
        "title",
        "to_body",
        "proposal",
        "proposal_bodies",
        "summary",
        "sections",
        "recipients",
        "officer_name",
        "officer_title",
    }


def test_increase_title_is_joined_over_two_lines(increase: Report) -> None:
    assert increase["title"] == joined(seed("001"), 1, 2)


def test_increase_proposal_keeps_att_and_names_no_body(increase: Report) -> None:
    assert increase["proposal"] == [joined(seed("001"), 5, 6)]
    assert increase["proposal"][0].startswith("Att Vaggeryd ")
    assert increase["proposal_bodies"] == [None]
    assert increase["to_body"] is None


def test_increase_summary_and_body_hold_every_word(increase: Report) -> None:
    assert increase["summary"] == joined(seed("001"), 9, 21)
    assert [section["heading"] for section in increase["sections"]] == ["Ärende"]
    text = increase["sections"][0]["text"]
    assert text.replace("\n\n", " ") == joined(seed("001"), 24, 122)
    assert len(text.split("\n\n")) == 13


def test_increase_recipient_is_taken_from_its_sentence(increase: Report) -> None:
    sentence = joined(seed("001"), 125, 125)
    addressee = sentence.removeprefix("Beslut sänds till ").removesuffix(" senast 2019-08-15.")
    assert addressee.startswith("Samordningsförbundets förbundschef ")
    assert increase["recipients"] == [addressee]
    assert increase["recipients_deadline"] == "2019-08-15"


def test_increase_basis_after_the_distribution_has_four_lines(increase: Report) -> None:
    assert increase["basis"] == [joined(seed("001"), line, line) for line in (128, 129, 130, 131)]
    assert increase["attachments"] == []


def test_increase_date_in_the_basis_is_not_the_reports(increase: Report) -> None:
    assert increase["date"] is None
    assert increase["case_number"] is None


def test_increase_officer_is_parted_without_a_comma(increase: Report) -> None:
    first, last, *title = joined(seed("001"), 135, 135).split(" ")
    assert (increase["officer_name"], increase["officer_title"]) == (f"{first} {last}", " ".join(title))
    assert increase["signatories"] == []


@pytest.mark.parametrize("number", ["002", "003", "004"])
def test_other_documents_are_not_taken_for_reports(number: str) -> None:
    assert read_report(seed(number)) == empty_report()


@pytest.mark.parametrize("number", ["000", "001"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="old line ends"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="no-break blanks"),
        pytest.param(lambda text: "\n".join(line for line in text.split("\n") if line.strip()), id="no empty lines"),
        pytest.param(lambda text: with_page_breaks(text, "\nSida 2 av 4\n\f"), id="page numbers"),
        pytest.param(
            lambda text: with_page_breaks(text, "\n\fExempelby kommun\nTjänsteskrivelse 2 (4)\n\n"), id="page headers"
        ),
    ],
)
def test_layout_does_not_change_what_is_read(number: str, change: Callable[[str], str], tmp_path: Path) -> None:
    original = seed(number)
    changed = tmp_path / "changed.txt"
    changed.write_bytes(change(original.read_text(encoding="utf-8")).encode())
    assert fields(read_report(changed)) == fields(read_report(original))


def with_page_breaks(text: str, between: str) -> str:
    lines = text.split("\n")
    return "\n".join(between + line if index and index % 35 == 0 else line for index, line in enumerate(lines))


def fields(report: Report) -> dict[str, object]:
    """The report without places, and with paragraphs joined: page breaks and empty lines may part them anew."""
    whole = {key: value for key, value in report.items() if key != "found"}
    whole["sections"] = [(part["heading"], " ".join(part["text"].split())) for part in report["sections"]]
    return whole
