"""Who reads an appeal: those who keep it and those who see the case; nothing of it reaches members or the public."""

import pytest
from flask import Flask

from tests.appeals.acts import APPELLANT, appeal_at, case_of, confirm_at, decided, ended, item_of_decision, settle
from tests.conftest import Visitors
from tests.factories import make_neighbour
from tests.referrals.asked import told

OUTSIDERS = ("ordforande", "ledamot", "arkivarie", "admin")
KEEPERS = ("registrator", "sekreterare")
OFFICE = ("handlaggare", "chef")


@pytest.fixture
def appealed(app: Flask) -> tuple[int, int, int]:
    """(the minutes, the paragraph, its appeal)."""
    minutes, (first, _) = decided(app)
    return minutes, first, appeal_at(app, first)


def test_the_appeal_is_read_by_the_office_and_the_register_by_those_who_keep_it(
    visitors: Visitors, appealed: tuple[int, int, int]
) -> None:
    _, decision, appeal = appealed
    for who in (*KEEPERS, *OFFICE):
        assert APPELLANT in visitors[who].open(f"/overklaganden/{appeal}").text, who
    for who in KEEPERS:
        assert APPELLANT in visitors[who].open("/overklaganden").text, who
        assert visitors[who].open(f"/overklaganden/ny/paragraf/{decision}").status_code == 200
    for who in OUTSIDERS:
        assert visitors[who].open(f"/overklaganden/{appeal}").status_code == 403, who
        assert visitors[who].open("/overklaganden").status_code == 403, who


@pytest.mark.both
def test_members_see_until_when_and_never_by_whom_or_that(
    app: Flask, visitors: Visitors, appealed: tuple[int, int, int]
) -> None:
    minutes, decision, _ = appealed
    item = item_of_decision(app, decision)
    for url in (f"/sammantraden/arende/{item}", f"/protokoll/{minutes}"):
        keeper, member = told(visitors["sekreterare"].open(url)), told(visitors["ledamot"].open(url))
        assert APPELLANT in keeper, url
        assert "Överklagande och laga kraft" in member, url
        assert APPELLANT not in member, url
        assert "Överklagande från" not in member, url
        assert "inte slutligt avgjort" not in member, url
    for url in ("/", "/sammantraden", "/anslagstavla"):
        assert APPELLANT not in visitors["ledamot"].open(url).text


def test_the_case_shows_route_last_day_appeals_and_since_when_it_is_final(
    app: Flask, visitors: Visitors, appealed: tuple[int, int, int]
) -> None:
    _, decision, appeal = appealed
    url = f"/arenden/{case_of(app, decision)}"
    page = told(visitors["handlaggare"].open(url))
    assert f"Överklagande från {APPELLANT}" in page
    assert "Överklagas genom Laglighetsprövning" in page
    assert "Laga kraft Inte bekräftad" in page
    assert "Registrera överklagande" not in page
    assert "Registrera överklagande" in told(visitors["registrator"].open(url))
    settle(app, appeal)
    with ended(app, decision):
        confirm_at(app, decision)
    assert "bekräftat av Registratorn" in told(visitors["handlaggare"].open(url))


def test_another_authority_has_none_of_it(app: Flask, visitors: Visitors, appealed: tuple[int, int, int]) -> None:
    minutes, decision, appeal = appealed
    make_neighbour(app)
    stranger = visitors["granne-sekreterare"]
    for url in (
        f"/overklaganden/{appeal}",
        f"/overklaganden/ny/paragraf/{decision}",
        f"/laga-kraft/protokoll/{minutes}",
    ):
        assert stranger.open(url).status_code == 404, url
    assert APPELLANT not in stranger.open("/overklaganden").text


@pytest.mark.parametrize(
    "url",
    [
        "/overklaganden/999",
        "/overklaganden/ny/paragraf/999",
        "/overklaganden/ny/delegationsbeslut/999",
        "/overklaganden/ny/annat/1",
        "/laga-kraft/protokoll/999",
        "/laga-kraft/delegationsbeslut/999",
        "/laga-kraft/annat/1",
    ],
)
def test_what_is_not_there_is_not_found(visitors: Visitors, url: str) -> None:
    assert visitors["registrator"].open(url).status_code == 404


def test_the_register_is_narrowed_by_what_is_open_and_by_body(
    app: Flask, visitors: Visitors, appealed: tuple[int, int, int]
) -> None:
    _, _, appeal = appealed
    registrar = visitors["registrator"]
    assert APPELLANT in registrar.open("/overklaganden?organ=2").text
    assert APPELLANT not in registrar.open("/overklaganden?organ=1").text
    settle(app, appeal)
    assert APPELLANT not in registrar.open("/overklaganden").text
    assert APPELLANT in registrar.open("/overklaganden?visa=alla").text
