"""The clock: reminders 14 and 3 days before and when it is late; never twice, whatever happens meanwhile."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import clock
from casework.assignments import reminding
from casework.assignments.models import Assignment, AssignmentReminder
from casework.assignments.queries import stage_on
from casework.dispatch.models import NOTICE
from casework.settings import Settings, SettingsError, load_settings
from tests.assignments.given import assignment_of, due_in, give_one, remind_all, step_with
from tests.observing import amount, deliveries, dispatches, fingerprint, rows, statements

pytestmark = pytest.mark.usefixtures("letters_wanted")


def later(days: int) -> time_machine.travel:
    """So many days from now."""
    return time_machine.travel(clock.now() + timedelta(days=days))


def reminded_on(app: Flask, days: int) -> list[int]:
    """On which of the days from today something was told, looking twice a day."""
    told = {}
    for number in range(days):
        with later(number):
            told[number] = (remind_all(app), remind_all(app))
    assert all(second == 0 for _first, second in told.values())
    return [number for number, (first, _second) in told.items() if first]


def test_the_owner_is_reminded_14_and_3_days_before_and_when_it_is_late(app: Flask) -> None:
    assignment = give_one(app, owner="Socialchef", days=20)
    assert reminded_on(app, 30) == [6, 17, 21]
    assert [row.stage for row in rows(app, AssignmentReminder)] == [14, 3, 0]
    assert assignment_of(app, assignment).version == 1  # nobody's open page is overtaken by a reminder
    subjects = [row.subject.partition(",")[0].partition(" sedan")[0] for row in dispatches(app, NOTICE)]
    assert subjects == ["Påminnelse om uppdrag", "Påminnelse om uppdrag", "Uppdraget är försenat"]
    to = [row.address.partition("@")[0] for row in deliveries(app, NOTICE)]
    assert to == ["socialchef", "socialchef", "socialchef", "sekreterare"]


def test_where_nobody_is_found_the_secretary_is_told(app: Flask) -> None:
    give_one(app, owner="Någon annan", days=3)
    with later(1):
        assert remind_all(app) == 1
    assert [row.address for row in deliveries(app, NOTICE)] == ["sekreterare@demo.example"]


def test_of_stages_that_come_at_once_only_the_nearest_is_told(app: Flask) -> None:
    give_one(app, days=2)
    assert reminded_on(app, 5) == [1, 3]
    assert [row.stage for row in rows(app, AssignmentReminder)] == [3, 0]


def test_a_worker_that_was_away_tells_once(app: Flask) -> None:
    give_one(app, days=20)
    with later(40):
        assert (remind_all(app), remind_all(app)) == (1, 0)
    assert [row.stage for row in rows(app, AssignmentReminder)] == [0]


def test_another_day_is_reminded_of_anew(app: Flask) -> None:
    assignment = give_one(app, days=4)
    with later(1):
        assert remind_all(app) == 1
    step_with(app, assignment, "extend", due=due_in(30), note="Mer tid.")
    assert reminded_on(app, 32) == [16, 27, 31]


@pytest.mark.parametrize("step", ["report", "write_off"])
def test_what_is_done_reminds_nobody(app: Flask, step: str) -> None:
    assignment = give_one(app, days=2, owner="Chefen")
    if step == "report":
        step_with(app, assignment, "report", "chef", note="Klart.")
    else:
        from tests.assignments.given import decided_matter
        from tests.factories import call_roll_of, make_meeting

        meeting = make_meeting(app, days=9)
        call_roll_of(app, meeting)
        decision = decided_matter(app, meeting, ["Uppdraget avslutas."], {})
        step_with(app, assignment, "write_off", decision=str(decision), note="Har fallit.")
    before = fingerprint(app)
    assert reminded_on(app, 6) == []
    assert fingerprint(app) == before


def test_nothing_due_is_one_statement_and_no_lock(app: Flask) -> None:
    give_one(app, days=40)
    with statements(app) as sent:
        remind_all(app)
    assert [words.split()[0] for words in sent] == ["SELECT"]


def test_one_that_cannot_be_told_does_not_stop_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = give_one(app, days=3), give_one(app, days=3)
    send = reminding.send

    def fails_for_the_first(row: Assignment, about: str) -> list[str]:
        if row.id == first:
            raise OSError
        return send(row, about)

    monkeypatch.setattr(reminding, "send", fails_for_the_first)
    with later(1):
        assert remind_all(app) == 1
    assert [row.assignment_id for row in rows(app, AssignmentReminder)] == [second]
    monkeypatch.undo()
    with later(1):
        assert remind_all(app) == 1  # it is tried again, and told once


@pytest.mark.parametrize(
    ("value", "stages"), [("14,3", (14, 3)), (" 30, 7 ,1", (30, 7, 1)), ("", ()), ("5", (5,)), ("365", (365,))]
)
def test_when_reminders_go_is_a_setting(value: str, stages: tuple[int, ...]) -> None:
    made = load_settings(secret_key="x" * 40, assignment_reminder_days=value)
    assert made.assignment_reminder_stages == stages


@pytest.mark.parametrize("value", ["x", "0", "14;3", "-1", "366", "٣"])
def test_a_wrong_number_of_days_stops_the_start(value: str) -> None:
    with pytest.raises(SettingsError, match="CASEWORK_ASSIGNMENT_REMINDER_DAYS: ska vara antal dagar från 1 till 365"):
        load_settings(secret_key="x" * 40, assignment_reminder_days=value)


class TestNoReminderBefore:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"assignment_reminder_days": ""})

    def test_only_that_it_is_late_is_told(self, app: Flask) -> None:
        give_one(app, days=5)
        assert reminded_on(app, 9) == [6]


ACTS = ("look", "look", "day", "week", "extend", "hand_over", "report", "ask_again")


def _act(app: Flask, assignment: int, act: str) -> None:
    """Do it, where the assignment's table has it."""
    row = assignment_of(app, assignment)
    if act == "look":
        remind_all(app)
        return
    given = {
        "extend": {"due": (max(row.due, clock.today()) + timedelta(days=5)).isoformat()},
        "hand_over": {"owner": "Chefen" if row.owner == "Ekonomichef" else "Ekonomichef"},
    }
    if (row.status == "reported") == (act == "ask_again"):
        step_with(app, assignment, act, note="Så blev det.", **given.get(act, {}))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(ACTS), max_size=14))
def test_no_way_leads_to_the_same_reminder_twice(app: Flask, acts: list[str]) -> None:
    """Whatever is done with an assignment, and however often the clock looks, a stage of a day is told once."""
    assignment, days = give_one(app, owner="Chefen", days=16), 0
    for act in acts:
        if act in {"day", "week"}:
            days += 1 if act == "day" else 7
            continue
        with later(days):
            _act(app, assignment, act)
    told = [(row.due, row.stage) for row in rows(app, AssignmentReminder, assignment_id=assignment)]
    assert len(told) == len(set(told))
    for due in {day for day, _stage in told}:
        stages = [stage for day, stage in told if day == due]
        assert stages == sorted(stages, reverse=True)  # never a farther one after a nearer
    letters = [row for row in dispatches(app, NOTICE) if row.thread.startswith(f"<assignment-1-{assignment}@")]
    taken_over = [row for row in letters if row.subject.startswith("Du har tagit över")]
    assert len(letters) - len(taken_over) == amount(app, AssignmentReminder, assignment_id=assignment)


@settings(max_examples=200, deadline=None)
@given(st.dates(), st.integers(-400, 400), st.lists(st.integers(1, 365), max_size=4))
def test_a_stage_is_the_nearest_that_has_come(day: object, ahead: int, stages: list[int]) -> None:
    from datetime import date

    due = date(2026, 11, 30)
    today = due - timedelta(days=ahead)
    stage = stage_on(today, due, stages)
    if ahead < 0:
        assert stage == 0
    else:
        assert stage == min((one for one in stages if one >= ahead), default=None)
