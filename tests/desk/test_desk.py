"""The desk: what waits for whom, what each is told, and what he has put away."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.database import db, write
from casework.desk.models import Notice
from casework.meetings.models import Meeting
from tests.conftest import Visitors
from tests.factories import (
    call_roll_of,
    decided_case,
    give_role,
    item_of,
    make_case,
    make_cases,
    make_meeting,
    make_person,
    step_of,
)
from tests.observing import amount, fingerprint, rows
from tests.support.pages import Visitor

READ = "Jag har läst"


def _part(page: str, heading: str) -> list[str]:
    """The titles of the rows under a heading of the desk."""
    part = page.partition(f'id="{heading}"')[2].partition("</section>")[0]
    return re.findall(r'class="row__title"><a href="[^"]+">([^<]+)</a>', part)


@pytest.fixture
def states(app: Flask) -> dict[str, int]:
    """A case in each state, titled by it."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    made = {
        state: make_case(app, state, meeting=meeting, title=state)
        for state in ("draft", "review", "ready", "on_agenda")
    }
    for state in ("decided", "paused", "closed"):
        made[state] = decided_case(app, title=state)
    later = (clock.today() + timedelta(days=30)).isoformat()
    step_of(app, made["paused"], "pause", "handlaggare", note="Väntar på regionen.", until=later)
    step_of(app, made["closed"], "close", "handlaggare", note="Uppdraget är slutfört.", undelivered="De var med.")
    return made


def test_each_finds_on_his_desk_what_waits_for_him(app: Flask, visitors: Visitors, states: dict[str, int]) -> None:
    people = ("handlaggare", "chef", "sekreterare", "ordforande", "ledamot", "registrator", "arkivarie", "admin")
    pages = {name: visitors[name].open("/").text for name in people}
    assert {name: _part(page, "waiting") for name, page in pages.items()} == {
        "handlaggare": ["draft"],
        "chef": ["review"],
        "sekreterare": ["ready"],
        "ordforande": ["on_agenda"],
        "ledamot": [],
        "registrator": [],
        "arkivarie": [],
        "admin": [],
    }
    assert sorted(_part(pages["handlaggare"], "underway")) == [
        "decided",
        "on_agenda",
        "paused",
        "ready",
        "review",
    ]
    assert [_part(pages[name], "ended") for name in ("handlaggare", "sekreterare")] == [["closed"], ["closed"]]


def test_the_chair_is_led_to_the_item_on_the_agenda(app: Flask, visitors: Visitors, states: dict[str, int]) -> None:
    page = visitors["ordforande"].open("/").text
    assert f'href="/sammantraden/arende/{item_of(app, states["on_agenda"])}"' in page


def test_a_draft_waits_for_its_own_officer_only(app: Flask, visitors: Visitors) -> None:
    make_case(app, title="Handläggarens utkast")
    make_person(app, "kollega", "officer")
    assert _part(visitors["kollega"].open("/").text, "waiting") == []


def test_a_report_of_his_own_does_not_wait_for_the_manager(app: Flask, visitors: Visitors) -> None:
    """He may not review it, so another manager is waited for."""
    give_role(app, "chef", "officer", authority=1)
    make_person(app, "andra-chefen", "manager")
    case = make_case(app, officer="chef", title="Chefens egen")
    step_of(app, case, "submit", "chef")
    waiting = [_part(visitors[name].open("/").text, "waiting") for name in ("chef", "andra-chefen")]
    assert waiting == [[], ["Chefens egen"]]


def test_the_officer_is_told_what_others_did_and_not_what_he_did_himself(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, title="Lämnat och återkallat")
    step_of(app, case, "submit", "handlaggare")
    assert amount(app, Notice) == 0
    step_of(app, case, "return_report", "chef", note="Komplettera.")
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    assert [notice.event.step for notice in rows(app, Notice)] == ["return_report"]
    page = visitors["handlaggare"].open("/").text
    assert _part(page, "news") == ["Lämnat och återkallat"]
    assert "”Komplettera.”" in page
    assert _part(visitors["chef"].open("/").text, "news") == []


def test_what_was_read_is_put_away_and_nothing_else(app: Flask, visitors: Visitors) -> None:
    first, second = make_cases(app, ["review", "review"])
    step_of(app, first, "return_report", "chef", note="Ett.")
    officer = visitors["handlaggare"]
    officer.open("/")
    form = officer.form(READ)
    step_of(app, second, "return_report", "chef", note="Två.")  # came after the page was opened
    page = officer.post(form.action, **form.filled())
    assert ("”Ett.”" in page.text, "”Två.”" in page.text) == (False, True)
    assert [notice.seen_at is None for notice in rows(app, Notice)] == [False, True]
    before = fingerprint(app)
    officer.post(form.action, **form.filled())
    assert fingerprint(app) == before


def test_nobody_puts_away_anothers_notices(app: Flask, visitors: Visitors) -> None:
    step_of(app, make_case(app, "review"), "return_report", "chef", note="Ett.")
    before, manager = fingerprint(app), visitors["chef"]
    manager.open("/")
    manager.post("/sett", csrf_token=dict(manager.forms()[0].values)["csrf_token"], notice=["1", "2"])
    assert fingerprint(app) == before


def test_the_nearest_meetings_are_on_the_desk_however_many_are_planned(app: Flask, visitors: Visitors) -> None:
    """A secretary plans a year of meetings for every body."""
    make_meeting(app, days=3)
    with app.app_context(), write():
        day = clock.now() + timedelta(days=100)
        many = [
            Meeting(authority_id=1, body_id=2, starts_at=day, place="x", state="planned", version=1) for _ in range(105)
        ]
        for number, meeting in enumerate(many):
            meeting.creation_key = f"year-{number}"
        db.session.add_all(many)
    visitor: Visitor = visitors["sekreterare"]
    first = re.findall(r'href="/sammantraden/(\d+)"', visitor.open("/").text)[0]
    assert first == "1"
