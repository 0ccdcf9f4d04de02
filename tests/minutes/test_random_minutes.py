"""Whatever people do with minutes, in whatever order: no changed text stands signed, and what is approved stays."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from casework import clock
from casework.audit import first_broken
from casework.database import db, write
from casework.dispatch.models import Delivery
from casework.errors import StaleVersion
from casework.meetings.immediate import approve_at_once
from casework.meetings.models import Decision, Meeting
from casework.meetings.queries import attendance_of, get_meeting, lock_meeting
from casework.meetings.sitting import take_meeting_step
from casework.minutes.content import content_of
from casework.minutes.corrections import correct
from casework.minutes.models import CORRECTION, REGULAR, REMARKS, Minutes, MinutesRemark
from casework.minutes.operations import (
    begin_approval,
    begin_minutes,
    choose,
    drop,
    release_approver,
    take_back,
    write_text,
)
from casework.minutes.queries import (
    chosen_of,
    content_hash,
    decisions_in,
    frozen_signers,
    get_minutes,
    newest,
    signatures_of,
    standing,
    texts_of,
)
from casework.minutes.remarks import answer, remark
from casework.minutes.routing import set_route
from casework.minutes.signing import sign
from casework.permissions import Reader
from casework.register.operations import read_file
from tests.factories import call_roll_of, decide, make_account, make_case, make_meeting, reader_of
from tests.made_once import Kept
from tests.meetings.sitting import handle, matter_at
from workflows import StepRefused

pytestmark = pytest.mark.both

WHO = ("sekreterare", "ordforande", "ledamot", "vice", "andra")
APPROVERS = ("Ledamoten", "Vice ordföranden", "Andra ledamoten")

_seed = st.integers(0, 2**63)
"""What is done, by whom and to what, follows from it."""


def prepare(app: Flask) -> int:
    """An open meeting of the committee with five paragraphs, two of them of cases whose letters wait: its id."""
    for name, local in (("Vice ordföranden", "vice"), ("Andra ledamoten", "andra")):
        make_account(app, name, local)
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    for number in range(3):
        handle(app, matter_at(app, meeting, f"Läget {number + 1}"))
    for _ in range(2):
        decide(app, make_case(app, "on_agenda", meeting=meeting))
    return meeting


class Rounds(RuleBasedStateMachine):
    """The minutes of one meeting an example, on the database as it was prepared; what was done in all is counted."""

    app: Flask
    kept: Kept
    meeting: int
    done: Counter[str]

    @initialize(seed=_seed)
    def start(self, seed: int) -> None:
        """The meeting as it was prepared."""
        self.kept.restore()
        self.turn, self.approved, self.letters = 0, dict[int, tuple[Any, ...]](), set[str]()
        self.read: list[str] = ["", "b" * 64]
        chance = self._chance(seed)
        if chance.random() < 0.6:
            self._at_once(chance)
        if chance.random() < 0.85:
            self._close(chance)

    def teardown(self) -> None:
        """The chain of the audit is whole."""
        with self.app.app_context():
            assert first_broken() is None

    def _chance(self, seed: int) -> Random:
        """Another one each turn, since the same seed is often drawn again."""
        self.turn += 1
        return Random(f"{seed} {self.turn}")  # noqa: S311  # nothing is kept secret by it

    @rule(seed=_seed)
    def act(self, seed: int) -> None:
        """Somebody does something; what is refused, or was read too long ago, leaves no trace."""
        chance = self._chance(seed)
        acts: dict[Callable[[Random], None], float] = {self._sign: 9, self._hand_over: 6, self._write: 2}
        acts |= {self._begin: 1, self._choose: 2, self._release: 0.6, self._take_back: 0.4, self._remark: 1}
        acts |= {self._answer: 1.5, self._route: 0.6, self._correct: 1, self._drop: 0.3, self._at_once: 0.7}
        acts |= {self._close: 1}
        chance.choices(list(acts), list(acts.values()))[0](chance)

    # What people do

    def _try(self, name: str, who: str, work: Callable[[Reader], Any]) -> None:
        try:
            with self.app.app_context(), write():
                work(reader_of(who))
            self.done[name] += 1
        except (StepRefused, StaleVersion):
            self.done[f"{name} refused"] += 1

    def _of_meeting(self, name: str, who: str, work: Callable[[Meeting, Reader], Any]) -> None:
        def held(actor: Reader) -> None:
            row = get_meeting(self.meeting, actor, lock=True)
            assert row is not None
            work(row, actor)

        self._try(name, who, held)

    def _of_minutes(self, name: str, chance: Random, who: str, work: Callable[[Minutes, Reader], Any]) -> None:
        with self.app.app_context():
            there = [row.id for row in db.session.query(Minutes).order_by(Minutes.id)]
        if not there:
            return self._begin(chance)

        def held(actor: Reader) -> None:
            row = get_minutes(chance.choice(there), actor, lock=True)
            assert row is not None
            work(row, actor)

        return self._try(name, who, held)

    def _secretary(self, chance: Random) -> str:
        return "sekreterare" if chance.random() < 0.9 else chance.choice(WHO)

    def _begin(self, chance: Random) -> None:
        self._of_meeting("begin", self._secretary(chance), lambda row, actor: begin_minutes(row, actor=actor))

    def _close(self, chance: Random) -> None:
        def close(row: Meeting, actor: Reader) -> None:
            take_meeting_step(row, "close", actor=actor, expected_version=row.version, given={})

        self._of_meeting("close", "ordforande", close)

    def _choose(self, chance: Random) -> None:
        name = chance.choice((*APPROVERS, "Ordföranden") if chance.random() < 0.2 else APPROVERS)

        def work(row: Meeting, actor: Reader) -> None:
            choose(row, {one.person.name: one.person_id for one in attendance_of(row.id)}[name], actor=actor)

        self._of_meeting("choose", chance.choice(WHO[:2]), work)

    def _release(self, chance: Random) -> None:
        def work(row: Meeting, actor: Reader) -> None:
            if rows := chosen_of(row.id):
                release_approver(row, chance.choice(rows), chance.choice(("Sjuk.", "Sjuk.", "")), actor=actor)

        self._of_meeting("release", chance.choice(WHO[:2]), work)

    def _at_once(self, chance: Random) -> None:
        def work(actor: Reader) -> None:
            rows = db.session.query(Decision).filter_by(meeting_id=self.meeting).order_by(Decision.id).all()
            approvers = chance.sample(APPROVERS, chance.randint(1, 2))
            approve_at_once(chance.choice(rows), lock_meeting(self.meeting), approvers, actor=actor)

        self._try("at once", self._secretary(chance), work)

    def _hand_over(self, chance: Random) -> None:
        day = (clock.today() + timedelta(days=chance.choice((0, 3, 7, 7, 60, -1)))).isoformat()

        def work(row: Minutes, actor: Reader) -> None:
            if row.state == "draft" and row.kind == REGULAR and not chosen_of(row.meeting_id):
                ids = {one.person.name: one.person_id for one in attendance_of(row.meeting_id)}
                choose(row.meeting, ids[chance.choice(APPROVERS)], actor=actor)
            stale = 1 if chance.random() < 0.05 else 0
            begin_approval(row, actor=actor, expected_version=row.version + stale, given={"last_day": day})

        self._of_minutes("hand over", chance, self._secretary(chance), work)

    def _sign(self, chance: Random) -> None:
        """Mostly what stands there now, by somebody who is asked; at times what was read before."""

        def work(row: Minutes, actor: Reader) -> None:
            rendition = newest(row.id)
            read = rendition.content_hash if rendition else ""
            self.read.append(read)
            old = chance.choice(self.read) if chance.random() < 0.1 else read
            if sign(row, actor=actor, content_hash=old, method="password"):
                self.done[f"approved {row.kind}"] += 1

        self._of_minutes("sign", chance, chance.choice(WHO), work)

    def _write(self, chance: Random) -> None:
        def work(row: Minutes, actor: Reader) -> None:
            own = [str(one.id) for one in decisions_in(row)]
            place = chance.choice(["opening", *own, "1"])
            before = texts_of(row.meeting_id).get(place)
            version = (before.version if before else 0) + (1 if chance.random() < 0.1 else 0)
            why = chance.choice(("Fel ord.", "Fel ord.", ""))
            text = chance.choice(("Mötet öppnades.", "Ordföranden hälsade.", ""))
            write_text(row, place, text, actor=actor, expected=version, why=why)

        self._of_minutes("write", chance, self._secretary(chance), work)

    def _take_back(self, chance: Random) -> None:
        def work(row: Minutes, actor: Reader) -> None:
            take_back(row, actor=actor, expected_version=row.version, reason=chance.choice(("Fel.", "Fel.", "")))

        self._of_minutes("take back", chance, self._secretary(chance), work)

    def _drop(self, chance: Random) -> None:
        def work(row: Minutes, actor: Reader) -> None:
            drop(row, actor=actor, expected_version=row.version, reason="Den behövs inte.")

        self._of_minutes("drop", chance, self._secretary(chance), work)

    def _remark(self, chance: Random) -> None:
        def work(row: Minutes, actor: Reader) -> None:
            place = chance.choice([None, *(one.id for one in decisions_in(row))])
            remark(row, chance.choice(REMARKS), "Så var det inte.", actor=actor, key=uuid4().hex, decision_id=place)

        self._of_minutes("remark", chance, chance.choice(WHO), work)

    def _answer(self, chance: Random) -> None:
        def work(row: Minutes, actor: Reader) -> None:
            for one in db.session.query(MinutesRemark).filter_by(minutes_id=row.id).all():
                answer(row, one, "Det är avgjort.", actor=actor)

        self._of_minutes("answer", chance, self._secretary(chance), work)

    def _route(self, chance: Random) -> None:
        def work(row: Minutes, actor: Reader) -> None:
            decision = chance.choice(db.session.query(Decision).order_by(Decision.id).all())
            route, natures = chance.choice((("not_appealable", ["executing"]), ("legality_review", [])))
            set_route(row, decision, route, natures, actor=actor, why=chance.choice(("Det verkställer.", "")))

        self._of_minutes("route", chance, self._secretary(chance), work)

    def _correct(self, chance: Random) -> None:
        def work(actor: Reader) -> None:
            decision = chance.choice(db.session.query(Decision).order_by(Decision.id).all())
            correct(decision, "Namnet ska vara Kim Holm.", actor=actor, key=uuid4().hex)

        self._try("correct", self._secretary(chance), work)

    # What holds whatever they do

    @invariant()
    def what_is_signed_is_what_stands_there(self) -> None:
        """Each rendition is its hash; who has signed has signed the newest; and it is what was recorded."""
        if not hasattr(self, "approved"):
            return
        with self.app.app_context():
            for row in db.session.query(Minutes).all():
                rendition = newest(row.id)
                if row.state not in ("approving", "approved"):
                    continue
                assert rendition is not None
                assert content_hash(rendition.content) == rendition.content_hash
                signed = standing(signatures_of(row.id), rendition)
                assert {one.content_hash for one in signed} <= {rendition.content_hash}
                asked = frozen_signers(rendition)
                assert {one.person_id: one.role for one in signed}.items() <= asked.items()
                if row.state == "approving":
                    assert _words(content_of(row)) == _words(rendition.content)
                else:
                    assert len(signed) == len(asked)
            db.session.rollback()

    @invariant()
    def what_is_approved_stays_as_it_was(self) -> None:
        """Its words, its file, its time; and each paragraph is in one such minutes at most."""
        if not hasattr(self, "approved"):
            return
        with self.app.app_context():
            found = {}
            within: Counter[int] = Counter()
            for row in db.session.query(Minutes).filter_by(state="approved").all():
                rendition = newest(row.id)
                assert rendition is not None
                assert row.sha256 is not None
                found[row.id] = (rendition.content_hash, row.sha256, row.approved_at, len(read_file(row.sha256)))
                if row.kind != CORRECTION:
                    within.update(part["decision"] for part in rendition.content["paragraphs"])
            assert {key: found[key] for key in self.approved} == self.approved
            self.approved = found
            assert max(within.values(), default=1) == 1
            decisions = db.session.query(Decision).order_by(Decision.paragraph).all()
            assert [one.paragraph for one in decisions] == list(range(1, len(decisions) + 1))
            self._letters({one.case_id for one in decisions if within[one.id]})
            db.session.rollback()

    def _letters(self, approved: set[int | None]) -> None:
        """A letter waits exactly as long as its paragraph is not approved, and there is never one more of it."""
        rows = db.session.query(Delivery).all()
        of_decisions = [row for row in rows if row.dispatch.purpose == "decision"]
        assert {row.state == "held" for row in of_decisions if row.dispatch.case_id in approved} <= {False}
        assert {row.state == "held" for row in of_decisions if row.dispatch.case_id not in approved} <= {True}
        names = {str(row.message_id) for row in of_decisions}
        assert len(names) == len(of_decisions)
        assert self.letters in (set(), names)
        self.letters = names


def _words(content: dict[str, Any]) -> dict[str, Any]:
    """Of regular minutes all; of others without who was asked and until when it went on, as that was then."""
    if content["kind"] == REGULAR:
        return content
    return content | {"head": {key: said for key, said in content["head"].items() if key not in ("signers", "times")}}


@pytest.fixture
def machine(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Rounds]]:
    """The machine, on a database with a meeting whose decisions wait for the minutes."""
    effects = app.extensions["casework.effects"]
    monkeypatch.setitem(effects, "at_decision", effects["at_approval"])
    meeting = prepare(app)
    kept = Kept(app, tmp_path)
    yield type("Machine", (Rounds,), {"app": app, "kept": kept, "meeting": meeting, "done": Counter()})
    kept.drop()


def _run(machine: type[Rounds], examples: int, steps: int, reached: Sequence[str], *, same: bool = False) -> None:
    given = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=same,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=given)
    assert set(reached) <= set(machine.done), (set(reached) - set(machine.done), machine.done)


USUAL = ("begin", "close", "hand over", "sign", "sign refused")
RARE = (
    *USUAL,
    *("approved regular", "approved immediate", "approved correction", "at once", "choose", "release", "write"),
    *("take back", "remark", "answer", "route", "correct", "drop", "write refused", "route refused"),
)


def test_random_minutes_never_stand_signed_in_other_words(machine: type[Rounds]) -> None:
    _run(machine, 5, 30, USUAL, same=True)


@pytest.mark.long
def test_many_random_minutes_never_stand_signed_in_other_words(machine: type[Rounds]) -> None:
    _run(machine, 300, 60, RARE)
