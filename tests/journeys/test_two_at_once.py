"""What happens when people are quick, late or two: nothing is lost, nothing is doubled."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from casework.cases.models import CaseEvent, ReportVersion
from casework.database import db, write
from casework.demo.story import play
from tests.journeys.conftest import ON_POSTGRESQL, People

pytestmark = [pytest.mark.browser, ON_POSTGRESQL]

DRAFT = "/arenden/2"


@pytest.fixture
def played(app: Flask) -> Flask:
    """The demo's ärenden: the second one is a draft."""
    with app.app_context(), write():
        play()
    return app


def steps(app: Flask, case_id: int) -> list[str]:
    with app.app_context():
        return [row.step for row in db.session.query(CaseEvent).filter_by(case_id=case_id).order_by(CaseEvent.id)]


def summaries(app: Flask, case_id: int) -> list[str]:
    with app.app_context():
        rows = db.session.query(ReportVersion).filter_by(case_id=case_id).order_by(ReportVersion.number)
        return [row.content["summary"] for row in rows]


def test_the_later_of_two_windows_sees_both_texts_and_loses_none(played: Flask, people: People) -> None:
    first, second = people.at_their_desk("handlaggare"), people.at_their_desk("handlaggare")
    for page, text in ((first, "Texten från det första fönstret."), (second, "Texten från det andra fönstret.")):
        page.goto(f"{DRAFT}/tjansteskrivelse")
        page.get_by_label("Sammanfattning av ärendet").fill(text)
    first.get_by_role("button", name="Spara", exact=True).click()
    expect(first.get_by_text("Tjänsteskrivelsen är sparad.")).to_be_visible()
    second.get_by_role("button", name="Spara", exact=True).click()

    told = second.get_by_role("status").filter(has_text="Tjänsteskrivelsen har ändrats medan du skrev")
    expect(told.locator("del").filter(has_text="första")).to_be_visible()
    expect(told.locator("ins").filter(has_text="andra")).to_be_visible()
    expect(second.locator("[name=summary]")).to_have_value("Texten från det andra fönstret.")
    second.wait_for_load_state()  # with the editor in place of the field
    second.get_by_label("Sammanfattning av ärendet").fill("Texten från båda fönstren.")
    second.get_by_role("button", name="Spara", exact=True).click()
    expect(second.get_by_text("Tjänsteskrivelsen är sparad.")).to_be_visible()
    assert summaries(played, 2)[1:] == ["Texten från det första fönstret.", "Texten från båda fönstren."]


def test_what_is_written_without_a_connection_is_lost_neither_there_nor_here(played: Flask, people: People) -> None:
    """On the train: the tab is shut, too, and somebody else has saved meanwhile."""
    at_home, on_the_train = people.at_their_desk("handlaggare"), people.at_their_desk("handlaggare")
    for page in (at_home, on_the_train):
        page.goto(f"{DRAFT}/tjansteskrivelse")
    train = on_the_train.context
    train.set_offline(True)
    on_the_train.get_by_label("Sammanfattning av ärendet").fill("Skrivet på tåget.")
    expect(on_the_train.get_by_text("Ingen förbindelse – texten finns kvar här")).to_be_visible()
    on_the_train.close(run_before_unload=False)
    at_home.get_by_label("Sammanfattning av ärendet").fill("Skrivet hemma.")
    at_home.get_by_role("button", name="Spara", exact=True).click()
    expect(at_home.get_by_text("Tjänsteskrivelsen är sparad.")).to_be_visible()

    train.set_offline(False)
    later = train.new_page()
    later.goto(f"{DRAFT}/tjansteskrivelse")
    expect(later.get_by_role("heading", name="Du har text från")).to_be_visible()
    later.get_by_role("link", name="Fortsätt med den").click()
    expect(later.locator("[name=summary]")).to_have_value("Skrivet på tåget.")
    told = later.get_by_role("status").filter(has_text="Tjänsteskrivelsen har ändrats medan du skrev")
    expect(told.locator("del").filter(has_text="hemma")).to_be_visible()
    expect(told.locator("ins").filter(has_text="tåget")).to_be_visible()
    later.wait_for_load_state()
    later.get_by_label("Sammanfattning av ärendet").fill("Skrivet hemma och på tåget.")
    later.get_by_role("button", name="Spara", exact=True).click()
    expect(later.get_by_text("Tjänsteskrivelsen är sparad.")).to_be_visible()
    assert summaries(played, 2)[1:] == ["Skrivet hemma.", "Skrivet hemma och på tåget."]


def test_a_double_click_and_the_back_button_take_the_step_once(played: Flask, people: People) -> None:
    officer = people.at_their_desk("handlaggare")
    officer.goto(DRAFT)
    officer.get_by_role("button", name="Lämna för granskning").dblclick()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()
    assert steps(played, 2) == ["create", "submit"]

    stale = people.at_their_desk("handlaggare")
    stale.goto(DRAFT)
    token = stale.locator("input[name=csrf_token]").first.input_value()
    answer = stale.request.post(f"{people.url}{DRAFT}/steg/submit", form={"csrf_token": token, "version": "1"})
    assert "Det var redan gjort." in answer.text()
    assert steps(played, 2) == ["create", "submit"]


def test_a_form_sent_again_after_the_back_button_makes_one_case(played: Flask, people: People) -> None:
    officer = people.at_their_desk("handlaggare")
    officer.goto("/arenden/nytt")
    officer.get_by_label("Ärendetyp").select_option("membership_review")
    officer.locator("[name=title]").fill("Ett ärende")
    officer.get_by_role("button", name="Spara ärendet").click()
    expect(officer.get_by_text("Ärendet är skapat")).to_be_visible()
    made = officer.url
    officer.go_back()
    officer.wait_for_load_state()
    key = officer.locator("[name=creation_key]").input_value()
    officer.get_by_label("Ärendetyp").select_option("membership_review")
    officer.locator("[name=title]").fill("Ett ärende")
    officer.get_by_role("button", name="Spara ärendet").click()
    officer.wait_for_url("**/arenden/*")
    # a page kept by the browser sends its key again and makes nothing new; one fetched anew has a key of its own
    assert key
    assert officer.url == made or len(steps(played, 9)) == 1


def test_a_step_on_what_has_changed_meanwhile_is_refused_and_keeps_the_typed_reason(
    played: Flask, people: People
) -> None:
    manager, officer = people.at_their_desk("chef"), people.at_their_desk("handlaggare")
    manager.goto("/arenden/3")
    manager.locator("summary", has_text="Skicka tillbaka").click()
    manager.get_by_label("Skäl").fill("Förslaget är otydligt.")
    officer.goto("/arenden/3")
    officer.locator("summary", has_text="Återkalla ärendet").click()
    officer.get_by_label("Skäl").fill("Ärendet behövs inte längre.")
    officer.get_by_role("button", name="Återkalla ärendet").click()
    expect(officer.get_by_text("Ärendet är avslutat.")).to_be_visible()
    manager.get_by_role("button", name="Skicka tillbaka").click()
    expect(manager.get_by_text("Ärendet ändrades medan du hade sidan öppen")).to_be_visible()
    expect(manager.get_by_text("Handläggaren återkallade ärendet.").first).to_be_visible()
    assert steps(played, 3) == ["create", "submit", "withdraw"]
