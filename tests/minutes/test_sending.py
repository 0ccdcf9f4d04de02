"""What waited for the approval goes by it: to each recipient once, with the extract of what was approved."""

import pytest
from flask import Flask

from casework.database import db, write
from casework.dispatch.models import Delivery, Dispatch
from casework.meetings.immediate import approve_at_once
from casework.meetings.models import Decision, MinutesExtract
from casework.meetings.queries import lock_meeting
from casework.minutes.models import Minutes
from tests.factories import call_roll_of, decide, make_case, make_meeting, reader_of
from tests.meetings.sitting import step_at
from tests.minutes.held import SIGNERS, begin_at, correction_at, drafted, hash_of, sign_at, state_of, take_back_at
from tests.observing import deliveries, one, rows


@pytest.fixture(autouse=True)
def held(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decisions wait for the minutes."""
    monkeypatch.setitem(
        app.extensions["casework.effects"], "at_decision", app.extensions["casework.effects"]["at_approval"]
    )


def _decided(app: Flask, meeting: int) -> int:
    case = make_case(app, "on_agenda", meeting=meeting)
    decide(app, case)
    return one(app, Decision, case_id=case).id


def _states(app: Flask) -> list[str]:
    return [row.state for row in deliveries(app)]


def test_the_letters_wait_for_the_last_signature(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    decision = _decided(app, meeting)
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    before = {row.message_id for row in deliveries(app)}
    for who in SIGNERS[:2]:
        sign_at(app, minutes, who)
    assert set(_states(app)) == {"held"}
    sign_at(app, minutes, SIGNERS[2])
    assert set(_states(app)) == {"queued"}
    assert {row.message_id for row in deliveries(app)} == before
    extract = one(app, MinutesExtract, decision_id=decision, minutes_sha256=hash_of(app, minutes))
    sent = {row.dispatch.file_sha256 for row in rows(app, Delivery)}
    assert sent == {extract.sha256}
    assert len(rows(app, Dispatch)) == 2  # the one that waited stays as history


def test_one_paragraph_is_approved_and_goes_while_the_rest_waits(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    first, _second = _decided(app, meeting), _decided(app, meeting)
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        approve_at_once(db.session.get_one(Decision, first), lock_meeting(meeting), ["Ledamoten"], actor=actor)
    at_once = one(app, Minutes, kind="immediate").id
    for who in SIGNERS:
        sign_at(app, at_once, who)
    assert state_of(app, at_once) == "approved"
    sent = {row.dispatch.case_id: row.state for row in rows(app, Delivery)}
    assert sorted(sent.values()) == ["held", "queued"]
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    assert set(_states(app)) == {"queued"}


def test_a_correction_goes_to_everybody_to_whom_the_decision_went(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    decision = _decided(app, meeting)
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    went = {(row.recipient, row.address) for row in rows(app, Delivery)}
    correction = correction_at(app, minutes, decision, "I beslutet står ”socialchef”. Det ska stå ”socialchefen”.")
    begin_at(app, correction)
    for who in SIGNERS:
        sign_at(app, correction, who)
    (letter,) = [row for row in rows(app, Dispatch) if "Rättelse av § 1/" in row.subject]
    assert letter.file_sha256 == one(app, Minutes, id=correction).sha256
    assert "Det ska stå ”socialchefen”." in letter.text
    sent = [row for row in rows(app, Delivery) if row.dispatch_id == letter.id]
    assert {(row.recipient, row.address) for row in sent} == went
    assert {row.state for row in sent} == {"queued"}
    assert one(app, Minutes, id=minutes).state == "approved"  # as it was


def test_who_cannot_sign_at_once_is_replaced_when_it_is_taken_back(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    decision = _decided(app, meeting)
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        approve_at_once(db.session.get_one(Decision, decision), lock_meeting(meeting), ["Andra ledamoten"], actor=actor)
    at_once = one(app, Minutes, kind="immediate").id
    for who in SIGNERS[:2]:
        sign_at(app, at_once, who)
    take_back_at(app, at_once, reason="Justeraren har blivit sjuk.")
    assert drafted(app, meeting, ["Ledamoten"]) != at_once  # who approves the meeting's minutes
    begin_at(app, at_once)
    assert [sign_at(app, at_once, who) for who in SIGNERS] == [False, False, True]
    assert {row.state for row in deliveries(app)} == {"queued"}
