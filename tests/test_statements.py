"""How many statements a page sends: a stated number, and no more for a list of twenty than for a list of one."""

import pytest
from flask import Flask

from tests.conftest import Visitors
from tests.factories import (
    decided_case,
    make_cases,
    make_meeting,
)
from tests.observing import statements
from tests.referrals.asked import ask_all, outside
from tests.support.pages import Visitor
from tests.world import World, addresses, everything

# How many statements a page sends at most, by who opens it: what it took when this was written.
STATEMENTS = {
    ("handlaggare", "desk.index"): 12,
    ("chef", "desk.index"): 11,
    ("ordforande", "desk.index"): 11,
    ("handlaggare", "cases.index"): 5,
    ("handlaggare", "drafting.new"): 6,
    ("handlaggare", "cases.show"): 31,
    ("handlaggare", "cases.preview"): 12,
    ("handlaggare", "cases.outbox"): 4,
    ("registrator", "desk.received"): 4,
    ("ordforande", "meetings.preview"): 12,
    ("handlaggare", "drafting.edit"): 10,
    ("handlaggare", "referrals.new"): 11,
    ("handlaggare", "referrals.note"): 4,
    ("handlaggare", "referrals.show"): 7,
    ("arkivarie", "referrals.show"): 7,
    ("handlaggare", "reviewing.versions"): 6,
    ("handlaggare", "reviewing.version"): 6,
    ("sekreterare", "meetings.index"): 3,
    ("sekreterare", "meetings.new"): 3,
    ("sekreterare", "meetings.show"): 18,
    ("sekreterare", "meetings.hours"): 7,
    ("sekreterare", "meetings.series"): 3,
    ("sekreterare", "meetings.change"): 3,
    ("sekreterare", "meetings.standing"): 6,
    ("sekreterare", "meetings.edit_standing"): 4,
    ("ordforande", "meetings.item"): 17,
    ("ordforande", "live.now"): 16,  # the first who asks in a process; the others 7 (tests/live)
    ("ordforande", "meetings.extract"): 5,
    ("handlaggare", "cases.attachment"): 4,
    ("ordforande", "meetings.attachment"): 4,
    ("registrator", "delegation.index"): 5,
    ("registrator", "delegation.add"): 6,
    ("handlaggare", "delegation.decision"): 4,
    ("ledamot", "minutes.index"): 15,
    ("sekreterare", "minutes.show"): 25,
    ("ledamot", "minutes.show"): 25,
    ("registrator", "minutes.show"): 25,
    ("ledamot", "minutes.document"): 10,
    ("registrator", "minutes.extract"): 10,
    ("ordforande", "reporting.register"): 7,
    ("ordforande", "reporting.paper"): 4,
    ("ordforande", "reporting.urgent"): 12,
    ("ordforande", "reporting.attachment"): 5,
    ("sekreterare", "desk.index"): 23,
    ("ledamot", "summons.show"): 15,
    ("sekreterare", "summons.show"): 19,
    ("sekreterare", "summons.version"): 19,
    ("sekreterare", "summons.preview_of"): 13,
    ("sekreterare", "summons.preview_document"): 12,
    ("ledamot", "summons.document"): 4,
    ("ledamot", "summons.calendar"): 4,
    ("ledamot", "summons.paper"): 4,
    ("ledamot", "summons.report"): 5,
    ("ledamot", "summons.packet"): 5,
    ("ledamot", "summons.progress"): 5,
    ("registrator", "publication.board"): 5,
    ("registrator", "publication.notice"): 4,
    ("registrator", "publication.meeting"): 3,
    ("registrator", "publication.postings"): 5,
    ("registrator", "publication.posting"): 6,
    ("registrator", "publication.board_settings"): 4,
    ("registrator", "publication.certificate"): 4,
    ("handlaggare", "assignments.index"): 6,
    ("handlaggare", "assignments.show"): 8,
    ("sekreterare", "assignments.show"): 9,
    ("ledamot", "assignments.yearly"): 6,
    ("sekreterare", "assignments.raised"): 14,
    ("registrator", "appeals.index"): 5,
    ("sekreterare", "appeals.new"): 13,
    ("handlaggare", "appeals.show"): 10,
    ("registrator", "appeals.show"): 10,
    ("registrator", "appeals.file"): 4,
    ("registrator", "appeals.final_index"): 8,
    ("sekreterare", "appeals.final"): 9,
    ("admin", "webhooks.index"): 4,
    ("registrator", "people.directory"): 3,
    ("registrator", "people.edit_function"): 3,
    ("handlaggare", "people.find_function"): 3,
    ("registrator", "drafting.templates"): 3,
    ("registrator", "drafting.new_template"): 3,
    ("registrator", "drafting.template"): 5,
    ("registrator", "people.bodies"): 6,
    ("registrator", "people.body"): 9,
    ("registrator", "people.add_body"): 5,
    ("registrator", "people.edit_body"): 6,
    ("registrator", "people.set_rules"): 5,
    ("registrator", "people.add_seat"): 5,
    ("registrator", "people.change_seat"): 6,
    ("registrator", "people.review_levels"): 4,
}


@pytest.fixture
def world(app: Flask) -> World:
    """One of everything."""
    return everything(app)


def test_a_page_sends_no_more_statements_than_stated(app: Flask, world: World, visitors: Visitors) -> None:
    urls = {endpoint: url for endpoint, method, url in addresses(app, world) if method == "GET"}
    counted = {(name, endpoint): _count(app, visitors[name], urls[endpoint]) for name, endpoint in STATEMENTS}
    assert {page: count for page, count in counted.items() if count > STATEMENTS[page]} == {}


def _count(app: Flask, visitor: Visitor, url: str) -> int:
    with statements(app) as sent:
        answer = visitor.client.get(url)
    assert answer.status_code == 200, url
    return len(sent)


LISTS = (
    ("handlaggare", "/"),
    ("chef", "/"),
    ("sekreterare", "/"),
    ("ordforande", "/"),
    ("handlaggare", "/arenden"),
    ("sekreterare", "/sammantraden"),
    ("sekreterare", "/sammantraden/1"),
    ("ledamot", "/protokoll"),
    ("registrator", "/katalog"),
    ("registrator", "/organ"),
)


def test_a_list_of_twenty_takes_as_many_statements_as_a_list_of_one(app: Flask, visitors: Visitors) -> None:
    make_meeting(app)
    make_cases(app, ["draft", "review", "ready", "on_agenda"], meeting=1)
    with_one = {page: _count(app, visitors[page[0]], page[1]) for page in LISTS}
    for number in range(2, 21):
        make_meeting(app, days=number)
    make_cases(app, ["draft", "review", "ready", "on_agenda"] * 19, meeting=1)
    assert {page: _count(app, visitors[page[0]], page[1]) for page in LISTS} == with_one
    assert len(visitors["sekreterare"].open("/sammantraden/1").text.split('<li class="row')) == 1 + 20 + 20


def test_a_case_with_twenty_referrals_takes_as_many_statements_as_one(app: Flask, visitors: Visitors) -> None:
    few, many = make_cases(app, ["draft", "draft"])
    ask_all(app, few, outside(), days=5)
    ask_all(app, many, *(outside(f"Region {n}", f"r{n}@region.example") for n in range(20)))
    officer = visitors["handlaggare"]
    assert _count(app, officer, f"/arenden/{many}") == _count(app, officer, f"/arenden/{few}")


def test_a_case_with_twenty_deliveries_takes_as_many_statements_as_one(app: Flask, visitors: Visitors) -> None:
    few = decided_case(app, recipients=[("Socialchef", "")])
    many = decided_case(app, recipients=[(f"Mottagare {n}", f"m{n}@demo.example") for n in range(20)])
    officer = visitors["handlaggare"]
    assert _count(app, officer, f"/arenden/{many}") == _count(app, officer, f"/arenden/{few}")
