"""Whatever happens in whatever order: nothing is final before its day, with an appeal open, or after it was annulled.

The days are counted here by themselves, from when the notice really stood up: no word of the law's own code is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, text

from casework import clock
from casework.appeals.finality import Confirmation, confirm
from casework.appeals.operations import AppealDraft, register, take
from casework.appeals.queries import get_appeal
from casework.appeals.subjects import Subject
from casework.database import db, write
from casework.law.appeals import ADMINISTRATIVE_APPEAL, PLACES
from casework.minutes.models import DecisionRoute
from tests.appeals.acts import GIVEN, decided, notice_step, the_subject
from tests.factories import reader_of
from tests.made_once import Kept
from workflows import PROCEDURES, StepRefused
from workflows._vocabulary import APPEAL_OUTCOMES

pytestmark = pytest.mark.both

STEPS = sorted({step.name for step in PROCEDURES["appeal"].steps})
ONWARD = {"received": ("forward", "dismiss", "arrive"), "forwarded": ("judge",), "judged": ("settle", "appeal_further")}
THREE_WEEKS = timedelta(weeks=3)
OPEN, GONE = "state <> 'settled'", "outcome IN ('annulled', 'changed', 'remanded')"


class Appeals(RuleBasedStateMachine):
    """Two paragraphs of one set of minutes, posted; one of them may have another law's route."""

    app: Flask
    kept: Kept
    minutes: int
    decisions: Sequence[int]
    done: Counter[str]

    @initialize(other_route=st.booleans())
    def post(self, other_route: bool) -> None:
        """The notice has stood there since this noon."""
        self.kept.restore()
        self.now = clock.now()
        self.up: list[tuple[date, date | None]] = [(self._today, None)]
        if other_route:
            with self._acting():
                row = DecisionRoute(decision_id=self.decisions[0], route=ADMINISTRATIVE_APPEAL, nature=[])
                row.set_by_id, row.set_at = 1, clock.now()
                db.session.add(row)

    @property
    def _today(self) -> date:
        return clock.local(self.now).date()

    @contextmanager
    def _acting(self) -> Iterator[None]:
        """One act of the registrar at the machine's own time, in one transaction."""
        with time_machine.travel(self.now, tick=False), self.app.app_context(), write():
            yield

    def _try(self, name: str, work: Callable[[], object]) -> None:
        try:
            with self._acting():
                work()
        except StepRefused:
            self.done[f"{name} refused"] += 1
        else:
            self.done[name] += 1

    @rule(days=st.sampled_from([1, 2, 7, 20, 22, 30]))
    def wait(self, days: int) -> None:
        """Time goes by."""
        self.now += timedelta(days=days)

    @rule()
    def move_notice(self) -> None:
        """The notice is taken down before its time, or comes back."""
        since, until = self.up[-1]
        name = "take_down_early" if until is None else "post_again"
        try:
            with time_machine.travel(self.now, tick=False):
                notice_step(self.app, self.minutes, name, note="Fel paragraf stod där.")
        except StepRefused:
            self.done["notice refused"] += 1
            return
        self.done[name] += 1
        self.up = [*self.up[:-1], (since, self._today)] if until is None else [*self.up, (self._today, None)]

    @rule(which=st.integers(0, 1), place=st.sampled_from(PLACES), before=st.integers(0, 30), told=st.integers(0, 40))
    def appeal(self, which: int, place: str, before: int, told: int) -> None:
        """Somebody has appealed so many days before today; now and then before anybody had decided anything."""
        first = self.up[0][0] if told % 8 else date.min
        came = max(self._today - timedelta(days=before), first)
        told_on = max(came - timedelta(days=told), first)
        draft = AppealDraft("Klara Klagande", "Allt.", came, place, uuid4().hex, told_on)
        self._try("appeal", lambda: register(self._subject(which), draft, actor=reader_of("registrator")))

    @rule(pick=st.integers(0, 9), seed=st.integers(0, 99), outcome=st.sampled_from(sorted(APPEAL_OUTCOMES)))
    def step(self, pick: int, seed: int, outcome: str) -> None:
        """An appeal takes a step: most often the next one, now and then any."""
        rows = self._rows("SELECT id, state, version FROM appeals ORDER BY id")
        if not rows:
            return
        number, state, version = rows[pick % len(rows)]
        names = STEPS if seed % 4 == 0 else ONWARD.get(state, STEPS)
        name = names[seed % len(names)]
        given = {**GIVEN, "day": self._today.isoformat(), "outcome": outcome}

        def work() -> None:
            actor = reader_of("registrator")
            row = get_appeal(number, actor, lock=True)
            assert row is not None
            take(row, name, actor=actor, expected_version=version, given=given)

        self._try("stepped", work)

    @rule(which=st.integers(0, 1), back=st.integers(-1, 40), answered=st.integers(-1, 3), nobody=st.integers(0, 4))
    def confirm(self, which: int, back: int, answered: int, nobody: int) -> None:
        """Somebody confirms that a paragraph is final, from a day that may be too early."""
        today = self._today
        said = Confirmation(
            final_on=today - timedelta(days=back),
            asked="Rätten",
            answered_on=today - timedelta(days=answered),
            answer="Nej.",
            nobody=nobody > 0,
            told_on=self.up[0][0],
        )
        self._try("confirmed", lambda: confirm(self._subject(which), said, actor=reader_of("registrator")))

    def _subject(self, which: int) -> Subject:
        return the_subject(self.decisions[which], lock=True)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.app.app_context(), db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    @invariant()
    def nothing_is_final_that_may_not_be(self) -> None:
        """By the rows alone, whatever the pages say."""
        if not hasattr(self, "now"):
            return
        standing = self._rows("SELECT decision_id, final_on, confirmed_at FROM final_decisions WHERE lapsed_at IS NULL")
        assert len({row[0] for row in standing}) == len(standing)
        for decision, final_on, confirmed_at in standing:
            where = f"FROM appeals WHERE decision_id = {decision}"
            assert self._rows(f"SELECT id {where} AND {OPEN}") == []
            undone = self._rows(f"SELECT id {where} AND ({GONE} OR corrected_on IS NOT NULL)")
            assert undone == []
            day = _day(final_on)
            assert day <= _day(confirmed_at) <= self._today
            assert day > self.up[0][0] + THREE_WEEKS
            if decision != self.decisions[0] or not self._has_other_route():
                ran_out = [
                    since + THREE_WEEKS for since, until in self.up if until is None or until > since + THREE_WEEKS
                ]
                assert any(last < day for last in ran_out), (day, self.up)
            self.done["final"] += 1

    def _has_other_route(self) -> bool:
        return bool(self._rows("SELECT id FROM decision_routes"))


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()


@pytest.fixture
def machine(app: Flask, tmp_path: Path) -> Iterator[type[Appeals]]:
    """The machine, on a database with minutes that were posted."""
    minutes, decisions = decided(app)
    with app.app_context():
        assert db.session.scalar(select(DecisionRoute.id)) is None
    kept = Kept(app, tmp_path)
    own = {"app": app, "kept": kept, "minutes": minutes, "decisions": decisions, "done": Counter()}
    yield type("Machine", (Appeals,), own)
    kept.drop()


def _run(machine: type[Appeals], examples: int, steps: int, reached: Sequence[str], *, same: bool = False) -> None:
    given = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=same,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=given)
    assert set(reached) <= set(machine.done), set(reached) - set(machine.done)


USUAL = ("appeal", "stepped", "stepped refused", "confirmed", "confirmed refused", "take_down_early", "final")


def test_no_way_leads_to_a_final_decision_that_may_not_be(machine: type[Appeals]) -> None:
    _run(machine, 20, 25, USUAL, same=True)


@pytest.mark.long
def test_none_of_many_ways_does(machine: type[Appeals]) -> None:
    _run(machine, 400, 40, (*USUAL, "post_again", "notice refused"))
