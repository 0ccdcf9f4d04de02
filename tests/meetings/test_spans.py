"""Presence as spans: from when to when, in the room or remote, serving for whom; and who may come back."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.database import db, write
from casework.law.bodies import Rules
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import Attendance, Decision, PresenceSpan
from casework.meetings.operations import record_outcome
from casework.meetings.queries import lock_meeting
from casework.meetings.roll import Present, call_roll
from casework.people.bodies import set_rules
from casework.people.models import Body
from tests.factories import KSAU, make_account, make_meeting, note_at, reader_of
from tests.meetings.sitting import handle, holding, matter_at, refused, roll, spans, step_at, taking_part
from tests.observing import amount, fingerprint, rows
from workflows import StepRefused

FIRST, SECOND = "Första ersättaren", "Andra ersättaren"
TOO_SOON = (
    "{} har avbrutit sin tjänstgöring och får inte tjänstgöra igen samma dag (kommunallagen 5 kap. 20 §, eller "
    "reglementet)."
)


@pytest.fixture
def meeting(app: Flask) -> int:
    """An open meeting with four of the five members there."""
    meeting = make_meeting(app)
    roll(app, meeting, KSAU[:4])
    return meeting


def _decide(app: Flask, meeting: int) -> int:
    """A matter put up and noted: its paragraph."""
    return handle(app, matter_at(app, meeting))


def test_a_span_begins_with_the_roll_and_lasts(app: Flask, meeting: int) -> None:
    assert spans(app, meeting) == [(name, "", False, "") for name in KSAU[:4]]
    before = fingerprint(app, "meetings", "meeting_changes", "audit_records", "audit_heads")
    roll(app, meeting, KSAU[:4])  # the same roll again
    assert fingerprint(app, "meetings", "meeting_changes", "audit_records", "audit_heads") == before


def test_who_comes_later_takes_part_from_then_on(app: Flask, meeting: int) -> None:
    first = _decide(app, meeting)
    roll(app, meeting, KSAU)
    second = _decide(app, meeting)
    assert (KSAU[4] in taking_part(app, first), KSAU[4] in taking_part(app, second)) == (False, True)
    late = rows(app, PresenceSpan)[-1]
    decided = [row.decided_at for row in rows(app, Decision)]
    assert decided[0] < late.since < decided[1]


def test_who_leaves_takes_part_until_then(app: Flask, meeting: int) -> None:
    first = _decide(app, meeting)
    roll(app, meeting, KSAU[:3])
    second = _decide(app, meeting)
    assert (KSAU[3] in taking_part(app, first), KSAU[3] in taking_part(app, second)) == (True, False)
    assert spans(app, meeting)[3] == (KSAU[3], "left", False, "")


def test_a_change_of_place_is_another_span_and_no_leaving(app: Flask, meeting: int) -> None:
    _decide(app, meeting)
    roll(app, meeting, KSAU[:4], remote=[KSAU[3]])
    _decide(app, meeting)
    roll(app, meeting, KSAU[:4])
    _decide(app, meeting)
    assert [row[1:3] for row in spans(app, meeting) if row[0] == KSAU[3]] == [
        ("otherwise", False),
        ("otherwise", True),
        ("", False),
    ]


def test_a_substitute_serves_for_one_and_then_for_another(app: Flask, meeting: int) -> None:
    roll(app, meeting, [*KSAU[:4], FIRST], serving={FIRST: KSAU[4]})
    first = _decide(app, meeting)
    roll(app, meeting, [*KSAU[:3], KSAU[4], FIRST], serving={FIRST: KSAU[3]})
    second = _decide(app, meeting)
    roll(app, meeting, [*KSAU[:3], KSAU[4], FIRST])
    third = _decide(app, meeting)
    assert [taking_part(app, number).get(FIRST) for number in (first, second, third)] == [KSAU[4], KSAU[3], None]
    assert [(row[1], row[3]) for row in spans(app, meeting) if row[0] == FIRST] == [
        ("otherwise", KSAU[4]),
        ("otherwise", KSAU[3]),
        ("", ""),
    ]


def test_the_chair_who_comes_late_takes_over(app: Flask) -> None:
    make_account(app, "Vice ordföranden", "vice")
    meeting = make_meeting(app)
    roll(app, meeting, KSAU[1:])
    handle(app, matter_at(app, meeting), who="vice")
    roll(app, meeting, KSAU)
    item = matter_at(app, meeting)
    assert refused(app, partial(handle, app, item, who="vice")) == [
        "Bara den som leder sammanträdet kan föra in beslutet."
    ]
    handle(app, item)
    roles = [[(row["name"], row["role"]) for row in decision.present][:2] for decision in rows(app, Decision)]
    assert roles == [
        [("Vice ordföranden", "presiding"), ("Ledamoten", "member")],
        [("Ordföranden", "presiding"), ("Vice ordföranden", "vice_chair")],
    ]


# Who may come back


def test_who_took_part_left_and_missed_a_decision_does_not_serve_again_that_day(app: Flask, meeting: int) -> None:
    _decide(app, meeting)
    roll(app, meeting, KSAU[:3])
    _decide(app, meeting)
    assert refused(app, partial(roll, app, meeting, KSAU[:4])) == [TOO_SOON.format(KSAU[3])]
    roll(app, meeting, KSAU[:3])
    assert amount(app, PresenceSpan) == 4


def test_several_are_named_together(app: Flask, meeting: int) -> None:
    roll(app, meeting, KSAU)
    _decide(app, meeting)
    roll(app, meeting, KSAU[:3])
    _decide(app, meeting)
    told = refused(app, partial(roll, app, meeting, KSAU))
    assert told == [TOO_SOON.format(f"{KSAU[3]} och {KSAU[4]}")]


def test_who_left_may_come_back_while_nothing_was_decided(app: Flask, meeting: int) -> None:
    _decide(app, meeting)
    roll(app, meeting, KSAU[:3])
    roll(app, meeting, KSAU[:4])
    last = _decide(app, meeting)
    assert KSAU[3] in taking_part(app, last)
    roll(app, meeting, KSAU[:3])  # again, long after the first time
    roll(app, meeting, KSAU[:4])
    assert [row[1] for row in spans(app, meeting) if row[0] == KSAU[3]] == ["left", "left", ""]


def test_a_slip_at_the_roll_shuts_nobody_out(app: Flask, meeting: int) -> None:
    """Marked as there, taken away before anything was decided, missed a decision, and then came."""
    roll(app, meeting, KSAU)
    roll(app, meeting, KSAU[:4])
    _decide(app, meeting)
    roll(app, meeting, KSAU)
    assert [row[1] for row in spans(app, meeting) if row[0] == KSAU[4]] == ["mistaken", ""]


def test_who_took_part_in_another_way_has_taken_part(app: Flask, meeting: int) -> None:
    """In the room at a decision, remote when he left: he broke off all the same."""
    _decide(app, meeting)
    roll(app, meeting, KSAU[:4], remote=[KSAU[3]])
    roll(app, meeting, KSAU[:3])
    _decide(app, meeting)
    assert refused(app, partial(roll, app, meeting, KSAU[:4])) == [TOO_SOON.format(KSAU[3])]


def test_who_left_for_jav_or_one_item_may_serve_again(app: Flask, meeting: int) -> None:
    """KL 5:20 does not count who broke off for disqualification; the item's own notes do not end a span."""
    _decide(app, meeting)
    item = matter_at(app, meeting)
    note_at(app, item, "disqualified", KSAU[3])
    handle(app, item)
    assert [KSAU[3] in taking_part(app, paragraph) for paragraph in (2, _decide(app, meeting))] == [False, True]
    assert [row[1] for row in spans(app, meeting)] == [""] * 4


def test_a_substitute_who_left_may_come_back(app: Flask, meeting: int) -> None:
    roll(app, meeting, [*KSAU[:4], FIRST], serving={FIRST: KSAU[4]})
    _decide(app, meeting)
    roll(app, meeting, KSAU[:4])
    _decide(app, meeting)
    roll(app, meeting, [*KSAU[:4], FIRST], serving={FIRST: KSAU[4]})
    assert FIRST in taking_part(app, _decide(app, meeting))


def test_where_the_rules_let_members_take_turns_all_come_back(app: Flask) -> None:
    with app.app_context(), write():
        body = db.session.query(Body).filter_by(short_name="KSAU").one()
        taking_turns = Rules(members=5, substitutes=2, alternating_service=True)
        set_rules(body, taking_turns, clock.today(), actor_id=None, expected_version=body.version)
    meeting = make_meeting(app)
    roll(app, meeting, KSAU[:4])
    _decide(app, meeting)
    roll(app, meeting, KSAU[:3])
    _decide(app, meeting)
    roll(app, meeting, KSAU[:4])
    assert KSAU[3] in taking_part(app, _decide(app, meeting))


def test_on_another_day_of_the_same_meeting_all_may_come_back(
    app: Flask, meeting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _decide(app, meeting)
    roll(app, meeting, KSAU[:3])
    _decide(app, meeting)
    step_at(app, meeting, "adjourn", note="Till i morgon.")
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=1))
    step_at(app, meeting, "resume")
    roll(app, meeting, KSAU[:4])
    assert KSAU[3] in taking_part(app, _decide(app, meeting))


# The assembly


def test_in_the_assembly_nobody_comes_back_either(app: Flask) -> None:
    meeting = make_meeting(app, body="KF")
    roll(app, meeting, KSAU)
    handle(app, matter_at(app, meeting), who="ledamot")
    roll(app, meeting, KSAU[:4])
    handle(app, matter_at(app, meeting), who="ledamot")
    assert refused(app, partial(roll, app, meeting, KSAU)) == [TOO_SOON.format(KSAU[4])]


# What the database itself keeps


def test_one_span_at_a_time_lasts_for_a_seat(app: Flask, meeting: int) -> None:
    seat = rows(app, PresenceSpan)[0].attendance_id
    with app.app_context(), pytest.raises(IntegrityError), write():
        db.session.add(PresenceSpan(attendance_id=seat, since=clock.now(), remote=False))
    assert amount(app, PresenceSpan) == 4


# Whatever happens


EVERYBODY = (*KSAU, FIRST, SECOND)


@st.composite
def rolls(draw: st.DrawFn) -> dict[str, tuple[str, bool]]:
    """Who is there: for whom he serves, if he is a substitute, and whether from afar."""
    present = draw(st.sets(st.sampled_from(EVERYBODY), min_size=2))
    absent = [name for name in KSAU if name not in present]
    free = draw(st.permutations(absent))
    found = {}
    for name in sorted(present):
        serves = free.pop() if name in {FIRST, SECOND} and free and draw(st.booleans()) else ""
        found[name] = serves, draw(st.booleans())
    return found


ACTS = st.lists(st.just("decide") | rolls(), min_size=3, max_size=9)


def test_who_took_part_in_each_decision_agrees_with_the_spans(app: Flask) -> None:
    """Random rolls and decisions: the spans tell the same as the decisions do, and the rule of coming back holds."""
    make_account(app, "Vice ordföranden", "vice")

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ACTS)
    def play(acts: list[Any]) -> None:
        meeting = make_meeting(app)
        roll(app, meeting, KSAU)
        there: dict[str, tuple[str, bool]] = dict.fromkeys(KSAU, ("", False))
        served: set[str] = set()
        missed: set[str] = set()
        for act in acts:
            if act == "decide":
                leader = "vice" if KSAU[0] not in there else "ordforande"
                if _decided(app, meeting, leader):
                    missed |= served - set(there)
                    served |= set(there)
                continue
            back = (set(act) - set(there)) & missed & set(KSAU)
            assert _called(app, meeting, act) == (not back), (act, back)
            there = there if back else act
        assert _there(app, meeting) == there
        _agrees(app, meeting)
        step_at(app, meeting, "close", "sekreterare")
        assert all(cause for _, cause, _, _ in spans(app, meeting))
        _agrees(app, meeting)

    play()


def _decided(app: Flask, meeting: int, who: str) -> bool:
    """A matter is put up and noted; whether it was, else nothing of it is there."""
    try:
        with app.app_context(), write():
            item = add_matter(lock_meeting(meeting), Matter("other", "Punkt"), actor=reader_of("sekreterare"))
            given = {"text": "Antecknat."}
            record_outcome(item, "note", actor=reader_of(who), expected_version=item.version, given=given)
    except StepRefused:
        return False
    return True


def _called(app: Flask, meeting: int, there: dict[str, tuple[str, bool]]) -> bool:
    """The roll with those; whether it was taken."""

    def work(row: Any, actor: Any) -> None:
        seats = db.session.query(Attendance).filter_by(meeting_id=meeting)
        ids = {seat.person.name: seat.person_id for seat in seats}
        present = {ids[name]: Present(ids.get(serves), remote) for name, (serves, remote) in there.items()}
        call_roll(row, present, actor=actor, expected_version=row.version)

    try:
        holding(app, meeting, "sekreterare", work)
    except StepRefused as told:
        return "samma dag" not in str(told)
    return True


def _there(app: Flask, meeting: int) -> dict[str, tuple[str, bool]]:
    """Who is there by the spans that last."""
    return {name: (serving, remote) for name, cause, remote, serving in spans(app, meeting) if not cause}


def _agrees(app: Flask, meeting: int) -> None:
    """At the moment of each decision, those whose span holds it serve as the decision says, and nobody else does."""
    with app.app_context():
        seats = {row.id: row for row in db.session.query(Attendance).filter_by(meeting_id=meeting)}
        names = {row.person_id: row.person.name for row in seats.values()}
        found = db.session.query(PresenceSpan).filter(PresenceSpan.attendance_id.in_(list(seats))).all()
        for decision in db.session.query(Decision).filter_by(meeting_id=meeting):
            then = [
                span
                for span in found
                if span.since <= decision.decided_at and (span.until is None or decision.decided_at < span.until)
            ]
            assert not {span.cause for span in then} & {"mistaken"}
            serving = {
                seats[span.attendance_id].person.name: names.get(span.serving_for_id, "")
                for span in then
                if seats[span.attendance_id].role != "substitute" or span.serving_for_id is not None
            }
            assert serving == {row["name"]: row["serving_for"] for row in decision.present}
