"""The list of cases: narrowed by what stands in the address, paged by the key of a row, whatever changes meanwhile."""

import re

import pytest
from flask import Flask

from casework.cases.listing import PAGE
from tests.conftest import Visitors
from tests.factories import make_case, make_cases, make_meeting, make_neighbour, make_person, step_of
from tests.support.pages import Visitor


@pytest.fixture
def officer(visitors: Visitors) -> Visitor:
    """The officer of the cases."""
    return visitors["handlaggare"]


def titles(visitor: Visitor, address: str) -> list[str]:
    """The titles of the rows, as the list shows them."""
    page = visitor.open(address)
    assert page.status_code == 200, address
    return re.findall(r'class="row__title"><a href="[^"]+">([^<]+)</a>', page.text)


def test_the_list_is_narrowed_by_words_state_kind_and_whose(app: Flask, officer: Visitor, visitors: Visitors) -> None:
    meeting = make_meeting(app)
    make_case(app, title="Översyn av medlemskapet")
    make_case(app, "review", title="Ändrad taxa för hämtning", kind="general_matter")
    make_case(app, "on_agenda", meeting=meeting, title="Bidraget till förbundet")
    everything = {"Översyn av medlemskapet", "Ändrad taxa för hämtning", "Bidraget till förbundet"}
    assert set(titles(officer, "/arenden")) == everything
    for address, found in (
        ("/arenden?q=ändrad", {"Ändrad taxa för hämtning"}),
        ("/arenden?q=ÖVERSYN medlemskapet", {"Översyn av medlemskapet"}),
        ("/arenden?q=Socialchef", everything),
        ("/arenden?q=finns inte", set()),
        ("/arenden?state=review", {"Ändrad taxa för hämtning"}),
        ("/arenden?kind=general_matter", {"Ändrad taxa för hämtning"}),
        ("/arenden?whose=mine&state=draft", {"Översyn av medlemskapet"}),
        ("/arenden?whose=waiting", {"Översyn av medlemskapet"}),
        ("/arenden?stage=ended", set()),
        ("/arenden?state=no-such&kind=none&officer=x", everything),
    ):
        assert set(titles(officer, address)) == found, address
    assert set(titles(visitors["chef"], "/arenden?whose=waiting")) == {"Ändrad taxa för hämtning"}
    assert titles(visitors["chef"], "/arenden?whose=mine") == []


def test_a_percent_sign_is_a_letter_like_others(app: Flask, officer: Visitor) -> None:
    make_case(app, title="Höjning med 20 % av avgiften")
    make_case(app, title="Höjning med 20 kronor")
    assert titles(officer, "/arenden?q=20 %25") == ["Höjning med 20 % av avgiften"]


def test_every_case_is_met_once_through_the_pages_and_back(app: Flask, officer: Visitor) -> None:
    make_cases(app, ["draft"] * (PAGE + 7))
    first = titles(officer, "/arenden")
    assert (len(first), officer.page is not None and f"{PAGE + 7} ärenden" in officer.page.text) == (PAGE, True)
    second = titles(officer, _link(officer, "next"))
    assert len(second) == 7
    assert titles(officer, _link(officer, "prev")) == first


def test_what_changes_meanwhile_moves_nothing_on_the_next_page(app: Flask, officer: Visitor) -> None:
    made = [make_case(app, title=f"Ärende {number}") for number in range(PAGE + 3)]
    titles(officer, "/arenden")
    address = _link(officer, "next")
    before = titles(officer, address)
    step_of(app, made[-1], "submit", "handlaggare")  # one of the first page
    make_case(app, title="Ett nytt ärende")
    assert titles(officer, address) == before


@pytest.mark.parametrize("cursor", ["x", "bzEuMQ", "%00", "a" * 500, "bjk5OTk5OTk5OTk5OTk5OTk5LjE"])
def test_a_place_that_no_list_gave_is_told_or_empty_and_never_a_fault(officer: Visitor, cursor: str) -> None:
    assert officer.open(f"/arenden?cursor={cursor}").status_code in {200, 404}


def test_no_filter_shows_what_a_reader_may_not_see(app: Flask, visitors: Visitors) -> None:
    make_neighbour(app)
    make_case(app, title="Hemligt utkast")
    make_person(app, "kollega", "officer")
    for who in ("kollega", "granne-handlaggare", "granne-chef"):
        for address in ("/arenden", "/arenden?q=hemligt", "/arenden?state=draft", "/arenden?officer=1"):
            assert titles(visitors[who], address) == [], (who, address)


def _link(visitor: Visitor, rel: str) -> str:
    assert visitor.page is not None
    found = re.search(rf'rel="{rel}" href="([^"]+)"', visitor.page.text)
    assert found, f"no link {rel}"
    return found[1].replace("&amp;", "&")
