"""Recording a decision: what must hold, everything that it leaves behind, and that a failure leaves nothing."""

import io
import re
from datetime import timedelta

from flask import Flask
from pypdf import PdfReader

from casework import clock
from casework.assignments.models import Assignment
from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case, CaseEvent, ReportVersion
from casework.desk.models import Notice
from casework.dispatch.models import Delivery, Dispatch
from casework.meetings.models import AgendaItem, Decision, MinutesExtract
from casework.people.models import Body, Person
from casework.register.models import StoredFile
from casework.register.operations import read_file
from tests.conftest import Visitors
from tests.factories import (
    call_roll_of,
    decide,
    make_body,
    make_case,
    make_meeting,
    make_neighbour,
    state_of,
)
from tests.meetings.conftest import ASSIGNMENT, DECIDE, GIVEN, POINTS
from tests.observing import one, rows
from tests.support.pages import Visitor


def test_a_decision_is_recorded_whole(app: Flask, chair: Visitor, case: int, meeting: int) -> None:
    page = chair.press(DECIDE, **GIVEN)
    assert "Beslutet är fattat som § 1. 2 mottagare får det nu." in page.text
    decision, report, event = one(app, Decision), one(app, ReportVersion), rows(app, CaseEvent)[-1]
    leader = one(app, Person, name="Ordföranden").id
    ids = {row.name: str(row.id) for row in rows(app, Person)}
    assert {name: value for name, value in vars(decision).items() if name[0] != "_"} == {
        "id": 1,
        "authority_id": 1,
        "case_id": case,
        "item_id": 1,
        "meeting_id": meeting,
        "body_id": one(app, Body, short_name="KSAU").id,
        "paragraph": 1,
        "paragraph_year": (clock.today() + timedelta(days=7)).year,
        "outcome": "approve",
        "points": POINTS,
        "assignment": ASSIGNMENT,
        "report_version_id": report.id,
        "report_hash": report.content_hash,
        "condition": None,
        "agreed": [],
        "serving": 5,
        "quorum": 3,
        "prepares": False,
        "present": [
            {"id": ids["Ordföranden"], "name": "Ordföranden", "role": "presiding", "serving_for": "", "party": "S"},
            {
                "id": ids["Vice ordföranden"],
                "name": "Vice ordföranden",
                "role": "vice_chair",
                "serving_for": "",
                "party": "M",
            },
            *(
                {"id": ids[name], "name": name, "role": "member", "serving_for": "", "party": party}
                for name, party in (("Ledamoten", "C"), ("Andra ledamoten", "S"), ("Tredje ledamoten", "V"))
            ),
        ],
        "disqualified": [],
        "decided_at": event.at,
        "recorded_by_id": leader,
        "on_behalf_of_id": None,
        "meeting": decision.meeting,
    }
    assert (event.step, event.to_state, event.actor_id, state_of(app, case)) == (
        "approve",
        "decided",
        leader,
        "decided",
    )
    assert (one(app, AgendaItem).outcome, rows(app, Notice)[-1].event_id) == ("approve", event.id)
    with app.app_context():
        assert first_broken() is None


def test_the_assignment_has_owner_day_and_the_point_that_gives_it(app: Flask, chair: Visitor, case: int) -> None:
    chair.press(DECIDE, **GIVEN)
    task = one(app, Assignment)
    assert (task.case_id, task.text, task.owner, task.due.isoformat(), task.status) == (
        case,
        POINTS[0],
        ASSIGNMENT["owner"],
        ASSIGNMENT["due"],
        "open",
    )


def test_the_extract_is_kept_under_its_hash_and_says_what_was_decided(app: Flask, chair: Visitor) -> None:
    page = chair.press(DECIDE, **GIVEN)
    extract, file = one(app, MinutesExtract), one(app, StoredFile)
    with app.app_context():
        kept = read_file(extract.sha256)  # fails unless the bytes have that hash
    shown = chair.client.get("/sammantraden/arende/1/utdrag")
    year = one(app, Decision).paragraph_year
    assert (extract.number, file.size, shown.get_data()) == (f"KSAU § 1/{year}", len(kept), kept)
    assert f"Protokollsutdrag KSAU § 1/{year} (PDF)" in page.text
    text = " ".join("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(kept)).pages).split())
    whole = ("Översyn av medlemskapet", "§ 1", *POINTS, "KS 20", "Ordföranden", "Tredje ledamoten", "Socialchef")
    assert [words for words in whole if words not in text] == []


def test_each_recipient_gets_one_queued_delivery_with_a_message_id_of_its_own(app: Flask, chair: Visitor) -> None:
    chair.press(DECIDE, **GIVEN)
    sent, deliveries = one(app, Dispatch), rows(app, Delivery)
    assert [(row.position, row.recipient, row.address, row.state, row.attempts) for row in deliveries] == [
        (1, "Socialchef", "socialchef@demo.example", "queued", 0),
        (2, "Revisorn", "revisor@demo.example", "queued", 0),
    ]
    ids = {row.message_id for row in deliveries}
    assert (len(ids), all(re.fullmatch(r"<[0-9a-f-]{36}@demo\.example>", name) for name in ids)) == (2, True)
    assert (sent.file_sha256, sent.subject.partition(":")[2]) == (
        one(app, MinutesExtract).sha256,
        f" Översyn av medlemskapet ({one(app, Case).number})",
    )


def test_a_delivery_keeps_the_address_that_it_was_queued_with(app: Flask, chair: Visitor, visitors: Visitors) -> None:
    chair.press(DECIDE, **GIVEN)
    visitors["registrator"].open("/katalog/2")
    visitors["registrator"].press("Spara", address="ny@demo.example")
    assert rows(app, Delivery)[0].address == "socialchef@demo.example"


def test_two_authorities_may_name_their_bodies_alike(app: Flask, meeting: int, case: int) -> None:
    """Both decide their § 1 of the year, in a body called KSAU."""
    neighbour = make_neighbour(app)
    make_body(app, "KSAU", authority=neighbour, chair="granne-ordforande")
    theirs = make_meeting(app, body="KSAU", who="granne-sekreterare")
    call_roll_of(app, theirs, ["Granne-ordforande"], who="granne-sekreterare")
    other = make_case(app, "on_agenda", meeting=theirs, authority="granne-", recipients=[("Grannens funktion", "")])
    decide(app, case)
    decide(app, other, who="granne-ordforande")
    assert [(row.authority_id, row.paragraph) for row in rows(app, Decision)] == [(1, 1), (neighbour, 1)]


def test_the_audit_record_of_the_decision_holds_no_text(app: Flask, chair: Visitor) -> None:
    chair.press(DECIDE, **GIVEN)
    record = rows(app, AuditRecord, event="approve")[0]
    assert (record.data["from"], record.data["to"], record.data["report"]) == (
        "on_agenda",
        "decided",
        one(app, ReportVersion).content_hash,
    )
    assert "medlemskap" not in str([row.data for row in rows(app, AuditRecord)])
