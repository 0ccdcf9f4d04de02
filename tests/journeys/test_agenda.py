"""Before and during a meeting, in real browsers: the agenda put in order, a draft kept from the members, and jäv."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from casework.meetings.models import AgendaItem, Decision
from tests.conftest import PASSWORD
from tests.factories import KSAU, call_roll_of, decide, item_of, make_case, make_cases, make_meeting, note_at, wish_for
from tests.journeys.conftest import ON_POSTGRESQL, ON_SQLITE, People, violations
from tests.observing import one, rows

pytestmark = pytest.mark.browser

TITLES = ("Avtal om kansli", "Bidrag till förbundet", "Cirkulär om arvoden", "Delegation till chefer")
"""What is tried here is the page; what the databases do with an order or a draft is tried without a browser on both."""


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting with every member there, and the first substitute."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, (*KSAU, "Första ersättaren"))
    return meeting


@pytest.fixture
def items(app: Flask, meeting: int) -> list[int]:
    """Four items that wait, by the titles above."""
    return [item_of(app, make_case(app, "on_agenda", meeting=meeting, title=title)) for title in TITLES]


def shown(page: Page) -> list[str]:
    """The first letters of the agenda's titles, as it is seen."""
    return [text[0] for text in page.locator(".agenda .row__title").all_inner_texts()]


def stored(app: Flask) -> list[str]:
    """The same, as it is kept."""
    found = sorted(rows(app, AgendaItem), key=lambda row: row.position)
    assert len({row.position for row in found}) == len(found)
    return [row.case.title[0] for row in found]


def handle(page: Page, title: str) -> Locator:
    """What an item is dragged by."""
    return page.get_by_role("button", name=re.compile(f"^Flytta ärende \\d, {title}"))


def told(page: Page, sentence: str) -> None:
    """What a screen reader says, and everybody sees under the list."""
    expect(page.locator("[data-agenda-told]")).to_have_text(sentence)


@ON_SQLITE
def test_the_agenda_is_put_in_order_with_the_keyboard(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    page = people.at_their_desk("sekreterare")
    page.goto(f"/sammantraden/{meeting}")
    handle(page, "Cirkulär").focus()
    page.keyboard.press("Alt+ArrowUp")
    told(page, "Ärende 3 är nu nummer 2.")
    expect(handle(page, "Cirkulär")).to_be_focused()
    assert (shown(page), stored(app)) == (["A", "C", "B", "D"], ["A", "C", "B", "D"])
    for _ in range(3):  # as quickly as fingers go: one after the other, and not beyond the end
        page.keyboard.press("Alt+ArrowDown")
    told(page, "Ärende 3 är nu nummer 4.")
    expect(handle(page, "Cirkulär")).to_be_focused()
    assert (shown(page), stored(app)) == (["A", "B", "D", "C"], ["A", "B", "D", "C"])
    page.get_by_role("link", name="Delegation till chefer").focus()
    page.keyboard.press("Alt+ArrowUp")
    told(page, "Ärende 3 är nu nummer 2.")
    expect(page.get_by_role("link", name="Delegation till chefer")).to_be_focused()
    up = page.get_by_role("button", name="Flytta upp ärende 2, Delegation till chefer")
    up.focus()
    page.keyboard.press("Enter")
    told(page, "Ärende 2 är nu nummer 1.")
    expect(handle(page, "Delegation")).to_be_focused()  # it has no way up any more
    page.reload()
    assert (shown(page), stored(app)) == (["D", "A", "B", "C"], ["D", "A", "B", "C"])


@ON_POSTGRESQL
def test_the_agenda_is_put_in_order_by_dragging(app: Flask, people: People, meeting: int, items: list[int]) -> None:
    """What is decided stands where it stands; a drag that is given up changes nothing."""
    decide(app, rows(app, AgendaItem, id=items[1])[0].case_id)
    page = people.at_their_desk("sekreterare")
    page.goto(f"/sammantraden/{meeting}")
    drag(page, handle(page, "Delegation"), page.get_by_role("link", name="Avtal om kansli"))
    told(page, "Ärende 4 är nu nummer 1.")
    assert (shown(page), stored(app)) == (["D", "B", "A", "C"], ["D", "B", "A", "C"])
    expect(page.locator(".agenda > li").nth(1)).to_contain_text("§ 1/")
    drag(page, handle(page, "Delegation"), page.get_by_role("link", name="Cirkulär om arvoden"), drop=False)
    assert shown(page) == ["A", "B", "C", "D"]  # on its way
    page.keyboard.press("Escape")
    page.mouse.up()
    assert (shown(page), stored(app)) == (["D", "B", "A", "C"], ["D", "B", "A", "C"])


def drag(page: Page, grip: Locator, target: Locator, *, drop: bool = True) -> None:
    """Take hold of it and bring it to the middle of the target's row."""
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.locator("xpath=ancestor::li").bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    before = start["y"] > end["y"]
    page.mouse.move(start["x"] + 20, end["y"] + end["height"] * (0.25 if before else 0.9), steps=12)
    if drop:
        page.mouse.up()


@ON_SQLITE
def test_the_second_secretary_sees_the_order_that_stands(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    first, second = people.at_their_desk("sekreterare"), people.at_their_desk("sekreterare")
    for page in (first, second):
        page.goto(f"/sammantraden/{meeting}")
    handle(first, "Bidrag").press("Alt+ArrowUp")
    told(first, "Ärende 2 är nu nummer 1.")
    handle(second, "Delegation").press("Alt+ArrowUp")
    told(second, "Listan har ändrats sedan sidan öppnades. Så här står den nu; flytta igen om det behövs.")
    assert (shown(second), stored(app)) == (["B", "A", "C", "D"], ["B", "A", "C", "D"])
    second.context.set_offline(True)
    handle(second, "Delegation").press("Alt+ArrowUp")
    told(second, "Förbindelsen bröts. Ordningen är som den var.")
    second.context.set_offline(False)
    handle(second, "Delegation").press("Alt+ArrowUp")
    told(second, "Ärende 4 är nu nummer 3.")
    assert (shown(second), stored(app)) == (["B", "A", "D", "C"], ["B", "A", "D", "C"])


@ON_SQLITE
def test_without_script_the_buttons_do_it(app: Flask, people: People, meeting: int, items: list[int]) -> None:
    page = people.new_context(base_url=people.url, java_script_enabled=False).new_page()
    page.goto(f"/sammantraden/{meeting}")
    page.get_by_label("E-postadress").fill("sekreterare@demo.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.locator("[data-handle]").first).to_be_hidden()
    page.get_by_role("button", name="Flytta ned ärende 1, Avtal om kansli").click()
    expect(page.get_by_text("Ärende 1 är nu nummer 2.")).to_be_visible()
    assert (shown(page), stored(app)) == (["B", "A", "C", "D"], ["B", "A", "C", "D"])


@ON_POSTGRESQL
def test_a_draft_is_kept_from_the_members_until_the_chair_records_it(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    where = f"/sammantraden/arende/{items[1]}"
    secretary, chair, member = (people.at_their_desk(name) for name in ("sekreterare", "ordforande", "ledamot"))
    member.set_viewport_size({"width": 768, "height": 1024})
    secretary.goto(where)
    secretary.locator("summary", has_text="Utkast: Besluta med ändrad text").click()
    form = secretary.locator("details[open] form")
    form.get_by_label("Beslutets text").fill("Bidraget höjs till hälften.")
    form.get_by_label("Ansvarig för uppdraget").fill("Ekonomichef")
    form.get_by_role("button", name="Spara som utkast").click()
    expect(secretary.get_by_text("Utkastet är sparat.")).to_be_visible()

    member.goto(where)
    expect(member.get_by_role("heading", name="Bidrag till förbundet").first).to_be_visible()
    assert [word for word in ("hälften", "Ekonomichef", "tkast") if word in member.content()] == []

    chair.goto(where)
    expect(chair.get_by_role("heading", name=re.compile("^Utkast av Sekreteraren"))).to_be_visible()
    expect(chair.get_by_label("Beslutets text")).to_have_value("Bidraget höjs till hälften.")
    chair.get_by_label("Beslutets text").fill("Bidraget höjs till en tredjedel.")
    chair.get_by_label("Uppdraget ska vara klart senast").first.fill("2031-05-01")
    chair.get_by_role("button", name="Besluta med ändrad text").click()
    expect(chair.get_by_text("Beslutet är fattat som § 1.")).to_be_visible()
    assert one(app, Decision).points == ["Bidraget höjs till en tredjedel."]
    member.reload()
    expect(member.get_by_text("Bidraget höjs till en tredjedel.").first).to_be_visible()
    for page in (member, chair):
        assert [word for word in ("hälften", "tkast") if word in page.content()] == []


@ON_SQLITE
def test_jav_leaves_too_few_until_a_substitute_steps_in(
    app: Flask, people: People, meeting: int, items: list[int]
) -> None:
    where = f"/sammantraden/arende/{items[0]}"
    note_at(app, items[0], "disqualified", "Tredje ledamoten")
    note_at(app, items[0], "away", "Andra ledamoten")
    secretary, chair = people.at_their_desk("sekreterare"), people.at_their_desk("ordforande")
    secretary.goto(where)
    secretary.locator("summary", has_text="Anmäl jäv").click()
    form = secretary.locator("details[open] form")
    form.get_by_label("Vem").select_option(label="Ledamoten (C)")
    form.get_by_label("Grund").select_option(label="tillsyn över verksamhet som ledamoten är knuten till")
    form.get_by_role("button", name="För in").click()
    expect(secretary.get_by_text("Ledamoten (C) deltar inte på grund av jäv: tillsyn över").first).to_be_visible()

    chair.goto(where)
    expect(chair.get_by_text("Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs.")).to_be_visible()
    expect(chair.get_by_text("Ett organ som inte är beslutsfört på grund av jäv kan inte besluta")).to_be_visible()
    expect(chair.get_by_role("button", name="Besluta enligt förslaget")).to_have_count(0)

    secretary.locator("summary", has_text="Ersättare träder in").click()
    form = secretary.locator("details[open] form")
    form.get_by_label("Tjänstgör för").select_option(label="Ledamoten (C)")
    form.get_by_role("button", name="För in").click()
    expect(secretary.get_by_text("Första ersättaren (S) tjänstgör för Ledamoten.").first).to_be_visible()

    chair.reload()
    expect(chair.get_by_text("Ledamoten (C) anmälde jäv och deltog inte i handläggningen.").first).to_be_visible()
    chair.get_by_label("Ansvarig för uppdraget").first.fill("Kommundirektör")
    chair.get_by_label("Uppdraget ska vara klart senast").first.fill("2031-05-01")
    chair.get_by_role("button", name="Besluta enligt förslaget").click()
    expect(chair.get_by_text("Beslutet är fattat som § 1.")).to_be_visible()
    decision = one(app, Decision)
    assert ([row["name"] for row in decision.disqualified], decision.serving) == (["Ledamoten", "Tredje ledamoten"], 3)


@ON_SQLITE
@pytest.mark.long
def test_the_pages_have_no_violations(app: Flask, people: People, meeting: int, items: list[int]) -> None:
    wish_for(app, make_cases(app, ["ready", "draft"])[0], meeting)
    for name in KSAU[2:]:
        note_at(app, items[2], "disqualified", name)
    note_at(app, items[0], "disqualified", "Ledamoten")
    pages = {
        "sekreterare": [f"/sammantraden/{meeting}", f"/sammantraden/arende/{items[0]}"],
        "ordforande": [f"/sammantraden/arende/{number}" for number in (items[0], items[2])],
        "ledamot": [f"/sammantraden/arende/{items[0]}"],
        "handlaggare": ["/arenden/5", "/arenden/6"],
    }
    found = {}
    for who, urls in pages.items():
        page = people.at_their_desk(who)
        for url in urls:
            page.goto(url)
            for summary in page.locator("main summary").all():
                summary.click()
            found |= violations(page, url, widths=(1440, 768, 390))
    assert found == {}
