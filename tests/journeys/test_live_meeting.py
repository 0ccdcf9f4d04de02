"""A meeting followed on several screens: what the chair does shows, and what somebody types is never taken away."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework.live.models import Disclosure, Speaker
from tests.conftest import PASSWORD
from tests.factories import KSAU, call_roll_of, item_of, make_case, make_meeting, note_at
from tests.journeys.conftest import ON_SQLITE, People, violations
from tests.live.acts import ask_at, give_at, take_up_at
from tests.observing import one, rows

pytestmark = pytest.mark.browser

TITLES = ("Avtal om kansli", "Bidrag till förbundet", "Cirkulär om arvoden")
"""How soon a change shows is measured by `make bench-meeting`; here it is that it does."""


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting with every member there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, (*KSAU, "Första ersättaren"))
    return meeting


@pytest.fixture
def items(app: Flask, meeting: int) -> list[int]:
    """Three items that wait."""
    return [item_of(app, make_case(app, "on_agenda", meeting=meeting, title=title)) for title in TITLES]


def at_the_meeting(people: People, name: str, meeting: int) -> Page:
    """The person follows the meeting, and the stream has begun."""
    page = people.at_their_desk(name)
    page.goto(f"/sammantraden/{meeting}/nu")
    expect(page.locator("[data-live-state]")).to_have_text("Sidan följer sammanträdet.")
    return page


def handled(page: Page, title: str) -> None:
    """The item of that title is what the screen shows as handled."""
    expect(page.locator("#now")).to_have_text(title)


@ON_SQLITE
def test_what_the_chair_takes_up_stands_on_the_members_screen(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    chair, member = (at_the_meeting(people, name, meeting) for name in ("ordforande", "ledamot"))
    handled(member, "Nu")
    chair.get_by_role("button", name="Ta upp det första ärendet").click()
    handled(member, "Avtal om kansli")
    handled(chair, "Avtal om kansli")
    expect(member.locator("[data-live-told]")).to_contain_text("Nu: ärende 1, Avtal om kansli.")
    member.get_by_role("button", name="Begär ordet").click()
    expect(chair.get_by_role("region", name="Talarlista")).to_contain_text("Ledamoten (C)")
    chair.get_by_role("button", name="Ge ordet till Ledamoten (C)").click()
    expect(member.get_by_role("region", name="Talarlista")).to_contain_text("har ordet")
    member.get_by_role("button", name="Har talat klart").click()
    expect(chair.get_by_role("region", name="Talarlista")).to_contain_text("Ingen har begärt ordet.")
    chair.get_by_role("button", name="Ta upp ärende 3").click()
    handled(member, "Cirkulär om arvoden")
    assert one(app, Speaker).cause == "spoken"


def begins_to_write(page: Page, text: str) -> None:
    """A member writes why he is disqualified, and has not sent it."""
    page.locator("summary", has_text="Anmäl att jag är jävig").click()
    page.get_by_label("Varför, om du vill säga det här").fill(text)


def written(page: Page) -> str:
    """What stands in the field."""
    return page.get_by_label("Varför, om du vill säga det här").input_value()


@ON_SQLITE
def test_what_is_being_written_stays_when_the_meeting_changes_and_moves_on(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    member = at_the_meeting(people, "ledamot", meeting)
    begins_to_write(member, "Min syster äger")
    field = member.get_by_label("Varför, om du vill säga det här")
    field.evaluate("field => field.setSelectionRange(4, 4)")
    ask_at(app, items[0], "Andra ledamoten")
    expect(member.get_by_role("region", name="Talarlista")).to_contain_text("Andra ledamoten")
    expect(field).to_be_focused()
    assert (field.evaluate("field => field.selectionStart"), written(member)) == (4, "Min syster äger")

    take_up_at(app, items[1])
    handled(member, "Bidrag till förbundet")
    expect(member.get_by_text("Det här hör inte längre till det som behandlas.")).to_be_visible()
    assert field.first.input_value() == "Min syster äger"
    member.get_by_role("button", name="Ta bort det jag skrev").click()
    expect(member.get_by_text("Det här hör inte längre till det som behandlas.")).to_have_count(0)
    assert rows(app, Disclosure) == []


@ON_SQLITE
def test_a_form_that_has_become_another_waits_for_who_writes_in_it(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    chair, member = (at_the_meeting(people, name, meeting) for name in ("ordforande", "ledamot"))
    begins_to_write(chair, "Min syster äger")
    begins_to_write(member, "Mitt bolag.")
    member.get_by_role("button", name="Anmäl jäv").click()
    expect(chair.get_by_text("Det har ändrats medan du skrev.")).to_be_visible()
    assert written(chair) == "Min syster äger"
    expect(chair.get_by_role("region", name="Jäv").get_by_text("Ledamoten (C)")).to_have_count(0)
    chair.get_by_role("button", name="Visa som det är nu").click()
    expect(chair.get_by_text("Ledamoten (C) anmäler jäv. Mitt bolag.")).to_be_visible()
    assert written(chair) == "Min syster äger"


@ON_SQLITE
def test_a_connection_lost_in_the_middle_of_writing_is_shown_and_loses_nothing(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    member = at_the_meeting(people, "ledamot", meeting)
    begins_to_write(member, "Min syster äger bolaget.")
    member.context.set_offline(True)
    state = member.locator("[data-live-state]")
    expect(state).to_have_text(re.compile(r"Ingen förbindelse sedan kl\. \d\d\.\d\d\. Det du har skrivit är kvar\."))
    member.get_by_role("button", name="Anmäl jäv").click()
    expect(member.get_by_text("Det gick inte att skicka, för det finns ingen förbindelse.")).to_be_visible()
    assert (written(member), rows(app, Disclosure)) == ("Min syster äger bolaget.", [])
    take_up_at(app, items[1])
    take_up_at(app, items[0])
    ask_at(app, items[0], "Andra ledamoten")

    member.context.set_offline(False)
    expect(state).to_have_text("Sidan följer sammanträdet.")
    expect(member.get_by_role("region", name="Talarlista")).to_contain_text("Andra ledamoten")
    assert written(member) == "Min syster äger bolaget."
    member.get_by_role("button", name="Försök igen").click()
    expect(member.get_by_text("Ledamoten (C) anmäler jäv. Min syster äger bolaget.")).to_be_visible()
    assert one(app, Disclosure).note == "Min syster äger bolaget."
    member.reload()
    expect(member.get_by_label("Varför, om du vill säga det här")).to_have_count(0)


@ON_SQLITE
def test_what_was_written_is_there_after_a_reload_and_gone_after_log_out(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    member = at_the_meeting(people, "ledamot", meeting)
    begins_to_write(member, "Min syster äger bolaget.")
    member.reload()
    expect(member.get_by_label("Varför, om du vill säga det här")).to_have_value("Min syster äger bolaget.")
    member.get_by_role("button", name="Logga ut").click()
    expect(member.get_by_role("button", name="Logga in")).to_be_visible()
    assert member.evaluate("Object.values(sessionStorage).concat(Object.values(localStorage))") == []


@ON_SQLITE
def test_where_no_stream_is_given_the_page_asks_by_itself(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    member = people.at_their_desk("ledamot")
    member.route("**/flode", lambda route: route.fulfill(status=503))
    answers: list[int] = []
    member.on("response", lambda answer: answers.append(answer.status) if "del=1" in answer.url else None)
    member.goto(f"/sammantraden/{meeting}/nu")
    expect(member.locator("[data-live-state]")).to_have_text("Sidan hämtar ändringar med några sekunders mellanrum.")
    member.wait_for_timeout(4_500)
    take_up_at(app, items[0])
    handled(member, "Avtal om kansli")
    assert set(answers) == {200, 304}  # what has not changed is not sent again


@ON_SQLITE
def test_whose_log_in_has_ended_is_told_so_and_keeps_his_text(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    member = at_the_meeting(people, "ledamot", meeting)
    begins_to_write(member, "Min syster äger bolaget.")
    member.context.clear_cookies()
    member.get_by_role("button", name="Anmäl jäv").click()
    expect(member.get_by_text("Du är utloggad. Det du har skrivit är kvar.")).to_be_visible()
    member.get_by_role("link", name="Logga in igen").click()
    member.get_by_label("E-postadress").fill("ledamot@demo.example")
    member.get_by_label("Lösenord").fill(PASSWORD)
    member.get_by_role("button", name="Logga in").click()
    expect(member.get_by_label("Varför, om du vill säga det här")).to_have_value("Min syster äger bolaget.")
    assert rows(app, Disclosure) == []


@ON_SQLITE
def test_without_script_the_page_is_fetched_by_its_link(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    page = people.new_context(base_url=people.url, java_script_enabled=False).new_page()
    page.goto(f"/sammantraden/{meeting}/nu")
    page.get_by_label("E-postadress").fill("ledamot@demo.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    take_up_at(app, items[0])
    page.get_by_role("link", name="Hämta på nytt").click()
    handled(page, "Avtal om kansli")
    page.get_by_role("button", name="Begär ordet").click()
    expect(page.get_by_role("region", name="Talarlista")).to_contain_text("Ledamoten (C)")


@ON_SQLITE
def test_an_opened_fold_and_the_scroll_stay_when_parts_change(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    secretary = at_the_meeting(people, "sekreterare", meeting)
    secretary.set_viewport_size({"width": 390, "height": 700})
    secretary.locator("summary", has_text="Sätt upp någon").click()
    roll = secretary.get_by_role("heading", name="Närvaro")
    roll.scroll_into_view_if_needed()
    before = roll.bounding_box()
    ask_at(app, items[0], "Andra ledamoten")  # the list above grows
    expect(secretary.get_by_role("region", name="Talarlista")).to_contain_text("Andra ledamoten (S)")
    after = roll.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 3
    expect(secretary.get_by_label("Vem")).to_be_visible()


@ON_SQLITE
def test_the_page_has_no_violations(app: Flask, people: People, meeting: int, items: list[int]) -> None:
    empty = {who: at_the_meeting(people, who, meeting) for who in ("ordforande", "ledamot")}
    found = {}
    for who, page in empty.items():
        found |= violations(page, f"{who}, nothing up", widths=(1024, 768, 390))
    take_up_at(app, items[1])
    give_at(app, items[1], ask_at(app, items[1], "Ordföranden"))
    ask_at(app, items[1], "Tredje ledamoten", "order")
    note_at(app, items[1], "away", "Vice ordföranden")
    for who, page in empty.items():
        handled(page, "Bidrag till förbundet")
        expect(page.get_by_role("region", name="Närvaro")).to_contain_text("har gått ut")
        for summary in page.locator("main summary").all():
            summary.click()
        found |= violations(page, who, widths=(1024, 768, 390))
    assert found == {}


@ON_SQLITE
def test_who_writes_a_proposal_sees_the_others_come_and_goes_on_writing(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    take_up_at(app, items[0])
    chair, member = (at_the_meeting(people, name, meeting) for name in ("ordforande", "ledamot"))
    for page, text in ((member, "Ärendet avslås"), (chair, "Avtalet sägs upp.")):
        page.locator("summary", has_text="Lägg till yrkande").click()
        form = page.locator("form", has=page.get_by_role("button", name="För in yrkandet"))
        form.get_by_label("Yrkande", exact=True).select_option("change")
        form.get_by_label("Lydelse").fill(text)
    own = chair.locator("form", has=chair.get_by_role("button", name="För in yrkandet"))
    own.get_by_role("button", name="För in yrkandet").click()
    proposals = chair.get_by_role("region", name="Yrkanden")
    expect(proposals).to_contain_text("1.")
    assert chair.url.split("#")[0].endswith(f"/sammantraden/{meeting}/nu")  # the page stays
    expect(member.locator(".live-stale")).to_contain_text("Det har ändrats medan du skrev.")
    assert member.get_by_label("Lydelse").input_value() == "Ärendet avslås"
    member.get_by_role("button", name="Visa som det är nu").click()
    expect(member.get_by_role("region", name="Yrkanden")).to_contain_text("1.")
    assert member.get_by_label("Lydelse").input_value() == "Ärendet avslås"
    expect(member.get_by_role("heading", name="Propositioner och omröstningar")).to_be_visible()
