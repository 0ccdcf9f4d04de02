"""Whoever does whatever, in any order: the events explain every state, no text is lost, and no case gets stuck."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework import clock
from casework.associations.queries import newest_condition
from casework.cases.models import Case, CaseEvent, ReportVersion
from casework.cases.operations import editing_refused
from casework.cases.pages import advances
from casework.cases.queries import facts_for, get_case
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.queries import get_item, open_item_of
from tests.associations.budget import answered, fields
from tests.factories import (
    call_roll_of,
    decide,
    make_case,
    make_meeting,
    reader_of,
    state_of,
    step_of,
    write_again,
)
from workflows import WORKFLOWS, StepRefused
from workflows._vocabulary import OUTCOMES, SYSTEM

pytestmark = pytest.mark.both

PEOPLE = ("handlaggare", "chef", "sekreterare", "ordforande", "ledamot", "registrator", "arkivarie")
PARTIES = ("Regionen", "Alvåsa kommun")
STEPS = sorted({step.name for workflow in WORKFLOWS.values() for step in workflow.steps})
NEXT, MOSTLY = "whatever is next", 8
ACTS = (*[NEXT] * 40, *["write", "answer"] * 4, *STEPS)
LATER = (clock.today() + timedelta(days=90)).isoformat()
GIVEN = {"note": "Av ett skäl.", "owner": "Socialchef", "due": LATER, "until": LATER, "text": "En annan text."}
GIVEN |= {"rule_point": "2"}  # 4.1 of the demo's scheme, which is the manager's

_acts = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ACTS), st.integers(0, 9)), min_size=4, max_size=26)
_settings = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


class Play:
    """One case, the meetings of its bodies, and every text that was saved of it."""

    def __init__(self, app: Flask, kind: str, point_body: str) -> None:
        self.app, self.kind = app, kind
        data = fields(PARTIES) if kind == "budget_increase" else {}
        report = {"proposal_bodies": [point_body or None], "fields": data, "summary": "Den första texten."}
        report["sections"] = [
            {"heading": "Ärende", "text": "Bakgrunden."},
            {"heading": "Konsekvensanalys", "text": "Färre avgifter."},
        ]
        self.report = report
        self.case = make_case(app, kind=kind, **report)
        self.texts = {"Den första texten."}

    def act(self, who: str, act: str, number: int) -> None:
        """Do it; a refusal leaves the case as it was."""
        before = self.print()
        try:
            self._do(who, act, number)
        except (StepRefused, StaleVersion, PermissionError):
            assert self.print() == before, (who, act)

    def _do(self, who: str, act: str, number: int) -> None:
        if act == "write":
            return self._write(who)
        if act == "answer":
            return self._answer(number)
        if act == NEXT:
            steps = WORKFLOWS[self.kind].steps_from(state_of(self.app, self.case))
            if number < MOSTLY:
                steps = [step for step in steps if advances(self.kind, step)]
            if not steps:
                return None
            step = steps[number % len(steps)]
            act, who = step.name, self._one_of(step.by, who)
        return self._step(who, act)

    def _one_of(self, roles: tuple[str, ...], who: str) -> str:
        names = {"officer": "handlaggare", "manager": "chef", "secretary": "sekreterare", "chair": "ordforande"}
        return names.get(roles[0], "registrator" if roles[0] == "registrar" else who)

    def _step(self, who: str, name: str) -> None:
        if name in OUTCOMES and self._is_listed():
            if not self._sees_the_item(who):
                raise PermissionError(who)  # to him there is no such page
            decide(self.app, self.case, name, who=who, given=GIVEN)
        else:
            step_of(self.app, self.case, name, who, **GIVEN, meeting=self._meeting())

    def _is_listed(self) -> bool:
        with self.app.app_context():
            return open_item_of(self.case) is not None

    def _sees_the_item(self, who: str) -> bool:
        with self.app.app_context():
            item = open_item_of(self.case)
            return item is not None and get_item(item.id, reader_of(who)) is not None

    def _meeting(self) -> str:
        """A new meeting of the body that handles the case, with everybody there."""
        with self.app.app_context():
            case = db.session.get_one(Case, self.case)
            body = case.body.short_name if case.body else "KSAU"
            listing = case.state.endswith("ready")
        if not listing:
            return "1"
        meeting = make_meeting(self.app, body=body)
        call_roll_of(self.app, meeting, BOARDS[body])
        return str(meeting)

    def _write(self, who: str) -> None:
        with self.app.app_context():
            case = get_case(self.case, reader_of(who))
            if case is None or editing_refused(case, reader_of(who)):
                return
        text = f"Texten {uuid4().hex}."
        write_again(self.app, self.case, **(self.report | {"summary": text}))
        self.texts.add(text)

    def _answer(self, number: int) -> None:
        with self.app.app_context():
            waits = state_of(self.app, self.case) == "waiting" and newest_condition(self.case) is not None
        if waits:
            status = ("accepted", "accepted", "declined", "other_amount", "pending")[number % 5]
            answered(self.app, self.case, PARTIES[number % 2], status=status, note="Enligt protokoll.")

    def print(self) -> tuple[str, int, int, int]:
        """What a refusal must leave alone."""
        with self.app.app_context():
            case = db.session.get_one(Case, self.case)
            events = db.session.scalars(select(CaseEvent.id).where(CaseEvent.case_id == self.case)).all()
            versions = db.session.scalars(select(ReportVersion.id).where(ReportVersion.case_id == self.case)).all()
            return case.state, case.version, len(events), len(versions)

    def holds(self) -> None:
        """What is never false."""
        with self.app.app_context():
            case = db.session.get_one(Case, self.case)
            query = select(CaseEvent).where(CaseEvent.case_id == self.case).order_by(CaseEvent.id)
            events = db.session.scalars(query).all()
            assert [row.from_state for row in events[1:]] == [row.to_state for row in events[:-1]]
            assert (events[0].from_state, events[-1].to_state) == (None, case.state)
            assert all(one.at <= other.at for one, other in pairwise(events))
            workflow = WORKFLOWS[self.kind]
            for row in events[1:]:
                step = workflow.step(row.step, row.from_state)
                assert step is not None, row.step
                assert row.to_state in workflow.destinations(step), row.step
            query = select(ReportVersion).where(ReportVersion.case_id == self.case)
            assert {row.content["summary"] for row in db.session.scalars(query)} >= self.texts

    def been_in(self) -> set[str]:
        """Every state that the case has stood in."""
        with self.app.app_context():
            return set(db.session.scalars(select(CaseEvent.to_state).where(CaseEvent.case_id == self.case)))

    def has_a_way_on(self) -> None:
        """A case that is not at its end waits for somebody who can do something, or for the other parties."""
        with self.app.app_context():
            case = db.session.get_one(Case, self.case)
            workflow = WORKFLOWS[self.kind]
            if workflow.states[case.state].final:
                return
            open_ways = []
            for who in PEOPLE:
                facts = facts_for(case, reader_of(who))
                open_ways += [
                    step.name for step in workflow.steps_from(case.state) if not workflow.refusals(step, facts)
                ]
            waits = any(SYSTEM in step.by for step in workflow.steps_from(case.state))
            assert open_ways or waits, case.state


BOARD = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten")
BOARDS = {"KSAU": BOARD, "KS": BOARD, "KF": (*BOARD, "Första ersättaren", "Andra ersättaren")}


def _play(app: Flask, examples: int, states: int) -> None:
    """`states`: how many states of the kinds the acts come through at least."""
    reached = set()

    @settings(_settings, max_examples=examples)
    @given(st.sampled_from(sorted(WORKFLOWS)), st.sampled_from(["", "Kommunstyrelsen", "Kommunfullmäktige"]), _acts)
    def play(kind: str, point_body: str, acts: list[tuple[str, str, int]]) -> None:
        played = Play(app, kind, point_body)
        for who, act, number in acts:
            played.act(who, act, number)
            played.holds()
        played.has_a_way_on()
        reached.update((kind, state) for state in played.been_in())

    play()
    assert len(reached) >= states, sorted(reached)


def test_random_acts_of_random_people_leave_a_case_that_its_events_explain(app: Flask) -> None:
    _play(app, 12, 6)


@pytest.mark.long
def test_many_random_acts_leave_a_case_that_its_events_explain(app: Flask) -> None:
    _play(app, 400, 25)
