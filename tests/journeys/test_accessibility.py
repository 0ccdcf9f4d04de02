"""Every kind of page passes axe, at a desk's width and at a phone's, and can be used with the keyboard alone."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from casework.database import write
from casework.demo.story import play
from tests.journeys.conftest import ON_SQLITE, People, violations
from tests.referrals.asked import ask_all, outside, person

pytestmark = [pytest.mark.browser, ON_SQLITE]

PAGES = {
    "handlaggare": [
        "/",
        "/arenden",
        "/arenden/nytt",
        "/arenden/1",
        "/arenden/2",
        "/arenden/2/tjansteskrivelse",
        "/arenden/6",
        "/arenden/7",
        "/arenden/4/forhandsvisning",
        "/arenden/expediering",
        "/arenden/2/remisser/ny",
        "/arenden/2/remisser/samtal",
        "/remisser/1",
    ],
    "arkivarie": ["/remisser/2"],
    "chef": ["/arenden/3"],
    "sekreterare": ["/sammantraden", "/sammantraden/nytt", "/sammantraden/2"],
    "ordforande": ["/sammantraden/arende/1", "/sammantraden/arende/2"],
    "registrator": [
        "/att-lasa/10",
        "/katalog",
        "/katalog/ny",
        "/delegationsordning",
        "/delegationsordning/1/ny",
        "/delegationsordning/beslut",
        "/finns-inte",
    ],
    "admin": ["/webhooks"],
}


@pytest.fixture
def played(app: Flask) -> None:
    with app.app_context(), write():
        play()


@pytest.fixture
def asked(app: Flask, played: None) -> None:
    with app.app_context():
        to = [outside(), person()]
    ask_all(app, 2, *to)


def test_pages_have_no_violations(asked: None, people: People) -> None:
    found = {}
    for who, urls in PAGES.items():
        page = people.at_their_desk(who)
        for url in urls:
            page.goto(url)
            found |= violations(page, url, widths=(1440, 390))
    assert found == {}


def test_a_case_is_submitted_with_the_keyboard_alone(played: None, people: People) -> None:
    page = people.at_their_desk("handlaggare")
    page.goto("/arenden/2")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    submit = page.get_by_role("button", name="Lämna för granskning")
    for _ in range(12):
        page.keyboard.press("Tab")
        if submit.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ärendet väntar på chefen.")).to_be_visible()
