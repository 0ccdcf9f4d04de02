"""What happens with an assignment: reported, extended, handed over, noted by the body, written off; its pages."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.assignments.models import Assignment, AssignmentEvent
from casework.database import db
from casework.dispatch.models import NOTICE
from casework.meetings.models import AgendaItem
from tests.assignments.given import (
    ORDERS,
    assignment_of,
    decide_item,
    decided_matter,
    due_in,
    give_one,
    step_with,
)
from tests.conftest import Visitors
from tests.factories import call_roll_of, decided_case, make_meeting, step_of
from tests.observing import dispatches, fingerprint, one, rows
from tests.referrals.asked import told


@pytest.fixture
def assignment(app: Flask) -> int:
    """The manager is to do something within a month."""
    return give_one(app, owner="Chefen")


def test_who_has_it_reports_back_and_the_body_has_it_noted(app: Flask, visitors: Visitors, assignment: int) -> None:
    chef, secretary = visitors["chef"], visitors["sekreterare"]
    assert "Uppdrag att utföra (1) KSAU § 1/" in told(chef.open("/"))
    assert "Uppdra åt socialchefen" in told(chef.open("/uppdrag?shown=mine"))
    chef.open(f"/uppdrag/{assignment}")
    page = chef.press("Lämna återrapporten", **{"report-note": "Medlemskapet är översett."})
    assert (assignment_of(app, assignment).status, "Medlemskapet är översett." in page.text) == ("reported", True)
    meeting = make_meeting(app, days=20)
    secretary.open(f"/uppdrag/{assignment}")
    secretary.press("Sätt upp på föredragningslistan", **{"put-meeting": str(meeting)})
    with app.app_context():
        item = db.session.scalars(select(AgendaItem).filter_by(meeting_id=meeting, kind="information")).one()
        item_id, title = item.id, item.title
    assert title == f"Återrapport: {ORDERS}"
    assert assignment_of(app, assignment).status == "reported"
    call_roll_of(app, meeting)
    decide_item(app, item_id)
    row = assignment_of(app, assignment)
    assert (row.status, row.ended_at is not None) == ("ended", True)
    steps = [event.step for event in rows(app, AssignmentEvent)]
    assert steps == ["give", "report", "note_report"]
    assert "Organet har antecknat återrapporten." in told(secretary.open(f"/uppdrag/{assignment}"))


def test_a_report_that_is_deferred_is_not_noted(app: Flask, visitors: Visitors, assignment: int) -> None:
    step_with(app, assignment, "report", "chef", note="Klart.")
    meeting = make_meeting(app, days=20)
    call_roll_of(app, meeting)
    visitors["sekreterare"].open(f"/uppdrag/{assignment}")
    visitors["sekreterare"].press("Sätt upp på föredragningslistan", **{"put-meeting": str(meeting)})
    item = assignment_of(app, assignment).item_id
    assert item is not None
    decide_item(app, item, "defer")
    assert assignment_of(app, assignment).status == "reported"
    assert "Sätt upp på föredragningslistan" in visitors["sekreterare"].open(f"/uppdrag/{assignment}").text


def test_more_time_is_given_with_a_reason(app: Flask, visitors: Visitors, assignment: int) -> None:
    secretary = visitors["sekreterare"]
    secretary.open(f"/uppdrag/{assignment}")
    before = fingerprint(app)
    page = secretary.press("Förläng tiden", **{"extend-due": due_in(3), "extend-note": "Utredningen drar ut."})
    later = "Uppdraget kan bara förlängas: ange en senare dag än den som gäller."
    assert (page.status_code, later in page.text, fingerprint(app)) == (422, True, before)
    secretary.press("Förläng tiden", **{"extend-due": due_in(60), "extend-note": "Utredningen drar ut."})
    row, event = assignment_of(app, assignment), rows(app, AssignmentEvent)[-1]
    assert (row.due, row.status) == (date.fromisoformat(due_in(60)), "open")
    assert (event.step, event.note, event.due) == ("extend", "Utredningen drar ut.", row.due)


@pytest.mark.usefixtures("letters_wanted")
def test_who_takes_over_gets_a_letter(app: Flask, visitors: Visitors, assignment: int) -> None:
    chef = visitors["chef"]
    chef.open(f"/uppdrag/{assignment}")
    chef.press("Lämna över till någon annan", **{"hand_over-owner": "Ekonomichef", "hand_over-note": "Hör dit."})
    row = assignment_of(app, assignment)
    assert (row.owner, row.person_id, row.function_id is not None) == ("Ekonomichef", None, True)
    letter = dispatches(app, NOTICE)[-1]
    assert letter.subject.startswith("Du har tagit över ett uppdrag, klart senast")
    assert (ORDERS in letter.text, "Hör dit." in letter.text) == (True, True)
    assert chef.open(f"/uppdrag/{assignment}").status_code == 200  # as an official of the authority
    assert "Lämna återrapporten" not in chef.open(f"/uppdrag/{assignment}").text


def test_it_is_written_off_only_by_a_decision_of_the_body_that_gave_it(
    app: Flask, visitors: Visitors, assignment: int
) -> None:
    other = make_meeting(app, body="KS", days=8)
    call_roll_of(app, other)
    elsewhere = decided_matter(app, other, ["Ett annat organ."], {})
    secretary = visitors["sekreterare"]
    secretary.open(f"/uppdrag/{assignment}")
    before = fingerprint(app)
    reason = {"write_off-note": "Frågan har fallit."}
    assert secretary.press("Avskriv uppdraget", **reason, **{"write_off-decision": str(elsewhere)}).status_code == 422
    assert fingerprint(app) == before
    meeting = make_meeting(app, days=9)
    call_roll_of(app, meeting)
    decision = decided_matter(app, meeting, ["Uppdraget avslutas."], {})
    secretary.open(f"/uppdrag/{assignment}")
    secretary.press("Avskriv uppdraget", **reason, **{"write_off-decision": str(decision)})
    assert assignment_of(app, assignment).status == "ended"
    assert rows(app, AssignmentEvent)[-1].decision_id == decision


def test_a_completion_opens_it_again(app: Flask, assignment: int) -> None:
    step_with(app, assignment, "report", "chef", note="Klart.")
    step_with(app, assignment, "ask_again", note="Kostnaden saknas.")
    row = assignment_of(app, assignment)
    assert (row.status, row.reported_at, row.item_id) == ("open", None, None)


def test_the_cases_own_report_back_is_the_assignments(app: Flask) -> None:
    case = decided_case(app)
    assert one(app, Assignment).status == "open"
    step_of(app, case, "report_back", "handlaggare")
    assert (one(app, Assignment).status, one(app, Assignment).case_id) == ("reported", case)


def test_who_may_not_see_it_finds_nothing(app: Flask, visitors: Visitors, assignment: int) -> None:
    for who in ("arkivarie", "admin"):
        assert visitors[who].open(f"/uppdrag/{assignment}").status_code == 404
        assert "Uppdra åt socialchefen" not in visitors[who].open("/uppdrag?shown=all").text


def test_a_stale_page_loses_no_text(app: Flask, visitors: Visitors, assignment: int) -> None:
    chef = visitors["chef"]
    chef.open(f"/uppdrag/{assignment}")
    step_with(app, assignment, "extend", due=due_in(90), note="Mer tid.")
    before = fingerprint(app)
    page = chef.press("Lämna återrapporten", **{"report-note": "Min text."})
    assert (page.status_code, "Min text." in page.text, fingerprint(app)) == (409, True, before)


def test_the_register_is_narrowed(app: Flask, visitors: Visitors, assignment: int) -> None:
    late = give_one(app, owner="Ekonomichef", days=1, point="Ge ekonomichefen i uppdrag att räkna.")
    with time_machine.travel(clock.now() + timedelta(days=3)):
        reader = visitors["sekreterare"]
        page = told(reader.open("/uppdrag?shown=late"))
        assert ("att räkna" in page, "se över medlemskapet" in page) == (True, False)
        assert "✗ Försenat sedan" in page
        year = clock.today().year
        yearly = told(reader.open(f"/uppdrag/arslista/{assignment_of(app, late).body_id}/{year}"))
        assert "2 uppdrag gavs, 0 återrapporterades, 1 är försenade och 1 pågår." in yearly
    assert visitors["registrator"].open("/uppdrag?shown=x&body=999&year=1900").status_code == 200
    assert visitors["registrator"].open("/uppdrag/arslista/999/2026").status_code == 404
    assert "Uppdra åt" not in told(visitors["registrator"].open("/uppdrag?shown=mine"))
