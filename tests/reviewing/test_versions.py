"""The page of versions: what each was, two side by side, an old one as on paper, and what a reviewer is led to."""

import re

import pytest
from flask import Flask

from casework.cases.models import ReportVersion
from tests.conftest import Visitors
from tests.factories import make_case, make_person, step_of, write_again
from tests.observing import rows, statements
from tests.support.pages import Visitor

SUBMITTED = "Handläggaren lämnade tjänsteskrivelsen för granskning."
OLD, NEW = "Medlemskapet bör ses över.", "Medlemskapet bör sägas upp."


@pytest.fixture
def case(app: Flask) -> int:
    """Returned once, written on, and left again: version 1 was returned, version 3 is in review."""
    made = make_case(app, "review")
    step_of(app, made, "return_report", "chef", note="Skriv om.")
    write_again(app, made, summary="Medlemskapet bör sägas upp genast.")
    write_again(app, made, summary=NEW)
    step_of(app, made, "submit", "handlaggare")
    return made


@pytest.fixture
def manager(visitors: Visitors) -> Visitor:
    return visitors["chef"]


def table(page: str) -> list[list[str]]:
    """The rows of the page's table, as text."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def difference(page: str) -> list[tuple[str, str]]:
    """What is struck and what is underlined, in order."""
    found = re.findall(r"<(del|ins)><span[^>]*>[^<]*</span>([^<]*)<", page)
    return [(tag, words) for tag, words in found]


def test_each_version_says_what_it_was(app: Flask, case: int, manager: Visitor) -> None:
    lines = table(manager.open(f"/arenden/{case}/versioner").text)
    versions = rows(app, ReportVersion)
    assert [line[2] for line in lines] == ["Version 3", "Version 2", "Version 1"]
    assert [line[5] for line in lines] == [f"{row.content_hash[:12]}…" for row in reversed(versions)]
    told = [re.sub(r" \d+ \w+ \d{4} kl\. \d\d\.\d\d", "", line[4]) for line in lines]
    assert told == [
        SUBMITTED,
        "Sparad under arbetet",
        f"Handläggaren skapade ärendet. {SUBMITTED} Chefen skickade tillbaka tjänsteskrivelsen.",
    ]
    assert all("Handläggaren" in line[3] for line in lines)


def test_the_newest_stands_beside_the_one_before_until_others_are_chosen(case: int, manager: Visitor) -> None:
    page = manager.open(f"/arenden/{case}/versioner").text
    assert "Från version 2 till version 3" in page
    assert difference(page) == [("del", "upp genast."), ("ins", "upp.")]
    form = manager.form("Jämför")
    assert (form.method, form.values) == ("get", [("till", "3"), ("fran", "2")])
    page = manager.open(f"/arenden/{case}/versioner?fran=1&till=3").text
    assert "Från version 1 till version 3" in page
    assert difference(page) == [("del", "ses över."), ("ins", "sägas upp.")]
    assert re.findall(r'compared__label">([^<]+)<', page) == [
        "Rubrik",
        "Organ som ska besluta",
        "Förslag till beslut",
        "Ärende",
        "Beslutsunderlag",
        "Mottagare",
    ]


def test_two_versions_are_read_from_the_older_to_the_newer(case: int, manager: Visitor) -> None:
    page = manager.open(f"/arenden/{case}/versioner?fran=3&till=1").text
    assert difference(page) == [("del", "ses över."), ("ins", "sägas upp.")]


def test_one_version_beside_itself_is_nothing(case: int, manager: Visitor) -> None:
    page = manager.open(f"/arenden/{case}/versioner?fran=2&till=2").text
    assert ("Välj två olika versioner" in page, difference(page)) == (True, [])


def test_the_only_version_has_nothing_beside_it(app: Flask, manager: Visitor) -> None:
    page = manager.open(f"/arenden/{make_case(app)}/versioner").text
    assert "Än finns bara den första" in page
    assert 'type="radio"' not in page


@pytest.mark.parametrize("query", ["fran=1&till=4", "fran=9&till=3", "till=99"])
def test_a_version_that_does_not_exist_is_nowhere(case: int, manager: Visitor, query: str) -> None:
    assert manager.open(f"/arenden/{case}/versioner?{query}").status_code == 404


@pytest.mark.parametrize("query", ["fran=x&till=²", "fran=-1", "fran=0&till=0", f"fran={'9' * 5000}"])
def test_what_is_no_number_is_as_nothing(case: int, manager: Visitor, query: str) -> None:
    page = manager.open(f"/arenden/{case}/versioner?{query}")
    assert (page.status_code, "Från version 2 till version 3" in page.text) == (200, True)


def test_an_old_version_is_read_as_on_paper(case: int, manager: Visitor) -> None:
    page = manager.open(f"/arenden/{case}/versioner/1")
    paper = page.text.partition('<article class="paper"')[2].partition("</article>")[0]
    assert (OLD in paper, NEW in paper, "Socialchef" in paper) == (True, False, True)
    assert "Det här är en tidigare version. Det som gäller är version 3." in page.text
    assert "Chefen skickade tillbaka tjänsteskrivelsen." in page.text
    assert f'href="/arenden/{case}/versioner?fran=1&amp;till=3"' in page.text
    newest = manager.open(f"/arenden/{case}/versioner/3").text
    assert ("Det här är den senaste versionen." in newest, NEW in newest) == (True, True)
    assert manager.open(f"/arenden/{case}/versioner/4").status_code == 404


def test_the_reviewer_is_led_to_what_has_changed_since_the_report_was_returned(case: int, manager: Visitor) -> None:
    page = manager.open(f"/arenden/{case}").text
    assert f'href="/arenden/{case}/versioner?fran=1&amp;till=3">Ändrat sedan förra granskningen</a>' in page
    assert f'href="/arenden/{case}/versioner">Versioner (3)</a>' in page


def test_a_report_that_was_returned_and_comes_back_as_it_was_says_so(app: Flask, manager: Visitor) -> None:
    made = make_case(app, "review")
    assert "sedan förra granskningen" not in manager.open(f"/arenden/{made}").text
    step_of(app, made, "return_report", "chef", note="Skriv om.")
    step_of(app, made, "submit", "handlaggare")
    page = manager.open(f"/arenden/{made}").text
    assert "Texten är oförändrad sedan den skickades tillbaka." in page
    assert "Ändrat sedan förra granskningen" not in page


def test_nobody_is_led_to_changes_where_nobody_reviews(app: Flask, manager: Visitor, case: int) -> None:
    step_of(app, case, "approve_report", "chef")
    assert "Ändrat sedan förra granskningen" not in manager.open(f"/arenden/{case}").text


def test_versions_of_a_case_that_does_not_exist_for_the_reader_do_not_either(app: Flask, visitors: Visitors) -> None:
    draft = make_case(app)
    make_person(app, "kollega", "officer")
    pages = [visitors["kollega"].open(f"/arenden/{draft}/versioner{rest}").status_code for rest in ("", "/1")]
    assert pages == [404, 404]


def test_a_hundred_versions_take_as_many_statements_as_two(app: Flask, manager: Visitor) -> None:
    few, many = make_case(app), make_case(app)
    write_again(app, few, summary="Ny.")
    for number in range(20):
        write_again(app, many, summary=f"Text {number}.")
    counted = []
    for made in (few, many):
        with statements(app) as sent:
            assert manager.client.get(f"/arenden/{made}/versioner").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 7


def test_a_long_equal_text_is_folded(app: Flask, manager: Visitor) -> None:
    long = " ".join(f"ord{number}" for number in range(300))
    made = make_case(app, summary=f"{long}. Ett.")
    write_again(app, made, summary=f"{long}. Två.")
    page = manager.open(f"/arenden/{made}/versioner").text
    folded = re.findall(r"<details class=\"difference__same\"><summary>(\d+) lika ord</summary>([^<]+)<", page)
    assert len(folded) == 1
    assert int(folded[0][0]) == len(folded[0][1].split()) > 250
