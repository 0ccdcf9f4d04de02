"""What was decided for a body comes to its next meeting by itself, and what the meeting was told of is kept."""

import pytest
from flask import Flask

from casework import clock
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.meetings.matters import remove_matter
from casework.meetings.models import AgendaItem, Decision
from casework.meetings.queries import hold_item
from casework.reporting.models import DelegationReport
from casework.reporting.operations import minutes_parts
from tests.conftest import Visitors
from tests.delegation.scheme import end_rule_of, make_rule
from tests.factories import call_roll_of, make_meeting, make_standing
from tests.meetings.sitting import holding, step_at
from tests.observing import amount, fingerprint, one, rows
from tests.reporting.told import decided_by_manager, record_at, reports_at
from workflows import StepRefused

THERE = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten")
NOTE = {"text": "Anmälan antecknas."}


def test_the_item_comes_when_a_decision_is_made_before_a_planned_meeting(app: Flask) -> None:
    later, meeting = make_meeting(app, body="KS", days=20), make_meeting(app, body="KS")
    assert (reports_at(app, meeting), reports_at(app, later)) == ([], [])
    decided_by_manager(app)
    decided_by_manager(app)
    (item,) = reports_at(app, meeting)
    made = one(app, AgendaItem, id=item)
    assert (made.title, made.routine, made.position > 10_000) == ("Delegationsbeslut", True, True)
    assert made.proposal == ["Redovisningen av delegationsbeslut läggs till handlingarna."]
    assert reports_at(app, later) == []


def test_the_item_comes_when_the_meeting_is_planned_after_the_decision(app: Flask) -> None:
    decided_by_manager(app)
    assert len(reports_at(app, make_meeting(app, body="KS"))) == 1
    assert reports_at(app, make_meeting(app, body="KSAU")) == []  # the decisions were not taken for it


def test_a_standing_item_of_the_kind_is_enough(app: Flask) -> None:
    make_standing(app, "KS", kind="delegated", title="Anmälan av delegationsbeslut")
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    (item,) = reports_at(app, meeting)
    assert one(app, AgendaItem, id=item).title == "Anmälan av delegationsbeslut"


def test_what_the_body_has_said_is_not_reported_comes_to_no_meeting(app: Flask) -> None:
    end_rule_of(app, 2)
    rule = make_rule(app, reported=False)
    decided_by_manager(app, rule_point=str(rule), own_minutes="yes")
    assert reports_at(app, make_meeting(app, body="KS")) == []


def test_the_item_moves_to_the_next_meeting_when_its_own_is_cancelled_or_put_off(app: Flask) -> None:
    first, second = make_meeting(app, body="KS"), make_meeting(app, body="KS", days=20)
    decided_by_manager(app)
    assert reports_at(app, second) == []
    step_at(app, first, "cancel", "sekreterare", note="För få ärenden.")
    assert len(reports_at(app, second)) == 1


@pytest.mark.parametrize(("outcome", "given"), [("note", NOTE), ("approve", {}), ("approve_changed", NOTE)])
def test_the_body_is_told_of_what_waited_when_its_meeting_was_opened(
    app: Flask, outcome: str, given: dict[str, str]
) -> None:
    meeting, after = make_meeting(app, body="KS"), make_meeting(app, body="KS", days=20)
    first, second = decided_by_manager(app), decided_by_manager(app, "Kurs för personalen")
    call_roll_of(app, meeting, THERE)
    late = decided_by_manager(app, "Beslutat under sammanträdet")
    record_at(app, reports_at(app, meeting)[0], outcome, **given)
    decision = one(app, Decision, meeting_id=meeting)
    told = [(row.delegated_id, row.decision_id, row.at) for row in rows(app, DelegationReport)]
    assert told == [(number, decision.id, decision.decided_at) for number in (first, second)]
    assert {row.id: row.reported_at for row in rows(app, DelegatedDecision)} == {
        first: decision.decided_at,
        second: decision.decided_at,
        late: None,
    }
    assert len(reports_at(app, after)) == 1  # what was decided meanwhile comes to the next


def test_what_is_deferred_is_told_of_at_the_next_meeting(app: Flask) -> None:
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    call_roll_of(app, meeting, THERE)
    record_at(app, reports_at(app, meeting)[0], "defer")
    step_at(app, meeting, "close")
    assert amount(app, DelegationReport) == 0
    after = make_meeting(app, body="KS", days=20)
    call_roll_of(app, after, THERE)
    record_at(app, reports_at(app, after)[0], "note", **NOTE)
    assert amount(app, DelegationReport) == 1


def test_a_closed_meeting_leaves_what_it_was_not_told_of_to_the_next(app: Flask) -> None:
    meeting, after = make_meeting(app, body="KS"), make_meeting(app, body="KS", days=20)
    decided_by_manager(app)
    call_roll_of(app, meeting, THERE)
    record_at(app, reports_at(app, meeting)[0], "defer")
    assert reports_at(app, after) == []
    step_at(app, meeting, "close")
    assert len(reports_at(app, after)) == 1


def test_a_removed_item_comes_again_with_the_next_decision(app: Flask) -> None:
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    (item,) = reports_at(app, meeting)

    def remove(_row: object, actor: object) -> None:
        held = hold_item(item, actor)
        assert held is not None
        remove_matter(held, actor=actor, expected_version=held.version)

    holding(app, meeting, "sekreterare", remove)
    assert reports_at(app, meeting) == []
    decided_by_manager(app)
    assert len(reports_at(app, meeting)) == 1


def test_a_body_cannot_undo_a_decision_by_rejecting_the_report(app: Flask) -> None:
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    call_roll_of(app, meeting, THERE)
    (item,) = reports_at(app, meeting)
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Organet kan inte upphäva ett delegationsbeslut") as refused:
        record_at(app, item, "reject")
    assert "återkalla delegationen" in str(refused.value)
    assert fingerprint(app) == before


def test_who_saw_a_shorter_list_decides_nothing(app: Flask, visitors: Visitors) -> None:
    """The chair's page was open when one more decision was made, before the meeting was opened."""
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    (item,) = reports_at(app, meeting)
    seen = one(app, AgendaItem, id=item).version
    decided_by_manager(app)
    assert one(app, AgendaItem, id=item).version == seen + 1


def test_the_item_lists_them_with_their_papers(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app, body="KS")
    made = decided_by_manager(app)
    (item,) = reports_at(app, meeting)
    member = visitors["ledamot"]
    page = member.open(f"/sammantraden/arende/{item}").text
    label = one(app, DelegatedDecision, id=made).label
    assert ("Delegationsbeslut att anmäla" in page, label in page, "punkt 4.1" in page) == (True, True, True)
    answer = member.client.get(f"/delegationsordning/beslut/{made}")
    assert (answer.status_code, answer.content_type, answer.data[:4]) == (200, "application/pdf", b"%PDF")
    call_roll_of(app, meeting, THERE)
    record_at(app, item, "note", **NOTE)
    assert "Anmälda delegationsbeslut" in member.open(f"/sammantraden/arende/{item}").text


def test_the_minutes_hold_a_line_for_each(app: Flask) -> None:
    meeting = make_meeting(app, body="KS")
    made = decided_by_manager(app)
    call_roll_of(app, meeting, THERE)
    record_at(app, reports_at(app, meeting)[0], "note", **NOTE)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        decision = db.session.get_one(Decision, one(app, Decision, meeting_id=meeting).id)
        row = db.session.get_one(DelegatedDecision, made)
        ((heading, lines),) = minutes_parts(decision.item, decision)
        points, number = " ".join(row.points), row.case.number
    day = clock.local(row.decided_at).date()
    assert heading == "Anmälda delegationsbeslut"
    (line,) = lines
    assert line.startswith(f"D 1/{day.year}, punkt 4.1, {day.day} ")
    assert line.endswith(f"{day.year}, Förvaltningschef Chefen: {points} ({number})")


def test_no_other_item_adds_to_the_minutes(app: Flask) -> None:
    meeting = make_meeting(app, body="KS")
    decided_by_manager(app)
    call_roll_of(app, meeting, THERE)
    with app.app_context():
        item = AgendaItem(kind="information")
        assert minutes_parts(item, Decision()) == []


def test_the_register_tells_where_the_body_was_told(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app, body="KS")
    first = decided_by_manager(app, "Hyra av förråd")
    call_roll_of(app, meeting, THERE)
    record_at(app, reports_at(app, meeting)[0], "note", **NOTE)
    decided_by_manager(app, "Kurs för personalen")
    reader, body = visitors["ledamot"], one(app, DelegatedDecision, id=first).body_id
    page = reader.open(f"/delegationsordning/beslut?organ={body}").text
    assert ("§ 1/" in page, "Väntar på att anmälas" in page) == (True, True)
    waiting = reader.open(f"/delegationsordning/beslut?organ={body}&anmalan=vantar").text
    assert ("Kurs för personalen" in waiting, "Hyra av förråd" in waiting) == (True, False)
    year = clock.today().year
    assert "Hyra av förråd" in reader.open(f"/delegationsordning/beslut?organ={body}&ar={year}").text
    assert (
        "Inga delegationsbeslut att visa" in reader.open(f"/delegationsordning/beslut?organ={body}&ar={year - 1}").text
    )
