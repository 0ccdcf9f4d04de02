"""The officer records the other parties' answers in a browser: the form asks for what the answer needs, and no more."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from casework import clock
from casework.associations.models import PartyAnswer
from tests.associations.budget import waiting
from tests.journeys.conftest import ON_POSTGRESQL, People
from tests.observing import amount, one
from tests.support.smtp import SmtpServer

pytestmark = [pytest.mark.browser, ON_POSTGRESQL]

TODAY = clock.today().isoformat()


@pytest.fixture
def page(app: Flask, people: People) -> Page:
    """The officer at a case that waits for two parties."""
    case = waiting(app, ["Regionen", "Alvåsa kommun"])
    page = people.at_their_desk("handlaggare")
    page.goto(f"/arenden/{case}")
    page.get_by_text("Anteckna ett svar").click()
    return page


def _shown(page: Page) -> list[bool]:
    names = ("amount", "decided_on", "expected_on")
    return [page.locator(f"[name=answer-{name}]").is_visible() for name in names]


def test_the_form_asks_for_what_the_answer_needs(page: Page, app: Flask) -> None:
    assert _shown(page) == [False, False, False]
    for answer, fields in (
        ("Har beslutat detsamma", [False, True, False]),
        ("Har beslutat om ett annat belopp", [True, True, False]),
        ("Har sagt nej", [False, True, False]),
        ("Har inte beslutat än", [False, False, True]),
    ):
        page.get_by_label(answer).check(force=True)
        assert _shown(page) == fields, answer
    page.get_by_role("button", name="Anteckna svaret").click()
    wrong = page.get_by_role("alert")
    expect(wrong).to_be_focused()
    wrong.get_by_role("link", name="Skriv varför parten inte har beslutat än.").click()
    expect(page.get_by_label("Anteckning")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    assert amount(app, PartyAnswer) == 0


def test_a_field_that_is_wrong_is_seen_although_the_answer_does_not_ask_for_it(page: Page) -> None:
    page.get_by_label("Har beslutat om ett annat belopp").check(force=True)
    page.get_by_label("Beloppet som parten beslutade").fill("140 tkr")
    page.get_by_label("Har beslutat detsamma").check(force=True)
    page.get_by_label("Dagen för partens beslut").fill(TODAY)
    page.get_by_role("button", name="Anteckna svaret").click()
    expect(page.get_by_label("Beloppet som parten beslutade")).to_be_visible()


def test_a_no_is_asked_about_and_its_letter_reaches_the_recipients(
    page: Page, app: Flask, smtp_server: SmtpServer
) -> None:
    page.get_by_label("Har sagt nej").check(force=True)
    page.get_by_label("Dagen för partens beslut").fill(TODAY)
    page.get_by_role("button", name="Anteckna svaret").click()
    asked = page.get_by_text("När du antecknar att Regionen har sagt nej förfaller beslutet genast")
    expect(asked).to_be_in_viewport()
    assert (amount(app, PartyAnswer), Axe().run(page).response["violations"]) == (0, [])
    page.get_by_role("button", name="Ja, anteckna svaret").click()
    expect(page.get_by_role("heading", name="Villkoret är inte uppfyllt. Beslutet förföll")).to_be_in_viewport()
    assert one(app, PartyAnswer).status == "declined"
    letters = smtp_server.wait_for(4)
    assert [letter.message["Subject"].startswith("Villkoret i beslut § 1/") for letter in letters] == [
        False,
        False,
        True,
        True,
    ]
    assert timedelta(0) <= clock.now() - one(app, PartyAnswer).recorded_at < timedelta(minutes=5)
