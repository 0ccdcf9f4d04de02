"""A contested matter in real browsers: a yrkande on a tablet, the chair's questions, a vote, and what it came to."""

import os
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework.deliberation.models import MinuteStatement
from casework.meetings.models import Decision
from tests.factories import call_roll_of, item_of, make_account, make_case, make_meeting
from tests.journeys.conftest import ON_SQLITE, People, violations
from tests.observing import one

pytestmark = pytest.mark.browser

WHO = {"vice": "Vice ordföranden", "andra": "Andra ledamoten", "tredje": "Tredje ledamoten"}
WIDTHS = (1440, 1024, 390)
TARGET = 44
PICTURES = os.environ.get("CASEWORK_PICTURES", "")


@pytest.fixture
def item(app: Flask) -> int:
    """An item of an open meeting with every member there, each with a tablet."""
    for local, name in WHO.items():
        make_account(app, name, local)
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return item_of(app, make_case(app, "on_agenda", meeting=meeting))


def looked_at(page: Page, name: str) -> None:
    """Nothing that axe finds, nothing that scrolls sideways; a picture at each width where pictures are wanted."""
    assert violations(page, page.url, WIDTHS) == {}
    if PICTURES:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1024, "height": 768})


@ON_SQLITE
def test_a_contested_matter_is_voted_on(app: Flask, people: People, item: int) -> None:
    url = f"/sammantraden/arende/{item}"
    member, chair, secretary = (people.at_their_desk(who) for who in ("ledamot", "ordforande", "sekreterare"))
    for page in (member, chair, secretary):
        page.goto(url)
    member.get_by_text("Lägg till yrkande").click()
    member.get_by_label("Yrkande", exact=True).select_option(label="Avslag på förslaget")
    member.get_by_role("button", name="För in yrkandet").click()
    expect(member.get_by_text("Ledamoten (C) yrkar avslag på förslaget.")).to_be_visible()
    looked_at(member, "yrkande")
    chair.reload()
    chair.get_by_text("Ställ nästa fråga").click()
    looked_at(chair, "fraga")
    chair.get_by_role("button", name="Ställ frågan").click()
    expect(chair.get_by_text("Frågan är ställd.")).to_be_visible()
    member.reload()
    member.get_by_text("Begär omröstning", exact=True).click()
    looked_at(member, "begar")
    member.get_by_role("button", name="Begär omröstning om frågan").click()
    chair.reload()
    chair.locator("summary", has_text="Börja omröstningen").click()
    chair.get_by_role("button", name="Börja omröstningen").click()
    expect(chair.get_by_text("0 av 5 har röstat")).to_be_visible()
    _votes(app, people, item, member)
    secretary.reload()
    secretary.get_by_text("För in röster", exact=True).click()
    secretary.get_by_label("Ordföranden", exact=True).select_option(label="Nej")
    looked_at(secretary, "rostlangd")
    secretary.get_by_role("button", name="För in rösterna").click()
    expect(secretary.get_by_text("5 av 5 har röstat")).to_be_visible()
    _ends(app, chair, member, url)


def _votes(app: Flask, people: People, item: int, member: Page) -> None:
    """Four of the five at their own devices; the buttons are large enough for a thumb."""
    member.reload()
    looked_at(member, "rosta")
    for button in member.locator(".ballot__choice").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= TARGET
    member.locator(".ballot__choice").nth(1).click()
    expect(member.get_by_text("Du har röstat: Nej.")).to_be_visible()
    looked_at(member, "rostat")
    for who, answer in (("vice", 0), ("andra", 0), ("tredje", 1)):
        page = people.at_their_desk(who)
        page.goto(f"/sammantraden/arende/{item}")
        page.locator(".ballot__choice").nth(answer).click()
        expect(page.get_by_text("Din röst är lagd.")).to_be_visible()


def _ends(app: Flask, chair: Page, member: Page, url: str) -> None:
    chair.reload()
    chair.locator("summary", has_text="Avsluta omröstningen").click()
    chair.get_by_role("button", name="Avsluta omröstningen").click()
    expect(chair.get_by_text("Röster: 2 Ja, 3 Nej.")).to_be_visible()
    chair.locator("summary", has_text="Fastställ resultatet").click()
    looked_at(chair, "resultat")
    chair.get_by_role("button", name="Fastställ resultatet").click()
    expect(chair.get_by_text("Frågorna är besvarade.")).to_be_visible()
    looked_at(chair, "besvarat")
    chair.get_by_role("button", name="Avslå förslaget").click()
    expect(chair.get_by_text("Beslutet är fattat som § 1.")).to_be_visible()
    assert one(app, Decision).outcome == "reject"
    member.goto(url)
    member.get_by_text("Anmäl reservation eller anteckning").click()
    member.get_by_role("button", name="Anmäl", exact=True).click()
    expect(member.get_by_text("Ledamoten (C) reserverar sig mot beslutet.")).to_be_visible()
    looked_at(member, "reservation")
    assert one(app, MinuteStatement).kind == "reservation"
