"""Whatever people do at a meeting, in whatever order: nothing is decided that should not be, and no refusal writes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from casework.law.proposing import KINDS
from casework.meetings.presence import Noted
from casework.meetings.roll import Present
from tests.conftest import Visitors
from tests.made_once import Kept
from tests.meetings.judging import Row
from tests.meetings.playing import BODIES, Play, prepare
from workflows._vocabulary import EXEMPTIONS, OUTCOMES

pytestmark = pytest.mark.both

OTHERS = ("Sekreteraren", "Vice ordföranden", "Tredje ledamoten", "Första ersättaren", "Chefen")
FORMAL = ("remit_back", "defer")
SUBSTITUTES = ("Första ersättaren", "Andra ersättaren")

_seed = st.integers(0, 2**63)
"""What is done, by whom and to what, follows from it."""


class Meetings(RuleBasedStateMachine):
    """One meeting an example, on the database as it was prepared; what was done in all of them is counted."""

    app: Flask
    visitors: Visitors
    kept: Kept
    done: Counter[str]

    @initialize(body=st.sampled_from(BODIES), seed=_seed)
    def plan(self, body: str, seed: int) -> None:
        """A meeting that has something on its agenda, and most of its members there."""
        self.kept.restore()
        self.play, self.turn = Play(self.app, self.visitors, body), 0
        chance = self._chance(seed)
        for kind in ("other", "election", "question", "election", "other")[: chance.randint(2, 5)]:
            self.play.add(self._secretary, kind, routine=False)
        for case_id in self.play.cases[: chance.randint(0, 2)]:
            self.play.list_case(self._secretary, case_id, "urgent")
        self._call_roll(chance)

    def teardown(self) -> None:
        """Count."""
        if hasattr(self, "play"):
            self.done.update(self.play.done)

    @rule(seed=_seed)
    def act(self, seed: int) -> None:
        """Somebody does something. One rule for all, since of many an example would try a few over and over."""
        chance = self._chance(seed)
        state = self.play.meeting()["state"]
        if state == "adjourned" and chance.random() < 0.6:
            self.play.step("sekreterare", "resume")
        if not self.play.waiting() and chance.random() < 0.8:
            self._add(chance)
        if state in ("closed", "cancelled") and chance.random() < 0.8:
            return
        acts = {self._agenda: 2, self._presence: 6, self._debate: 8, self._question: 14, self._outcome: 3}
        acts |= {self._handle: 2, self._step: self.turn / 20}
        chance.choices(list(acts), list(acts.values()))[0](chance)

    def _chance(self, seed: int) -> Random:
        """Another one each turn, since the same seed is often drawn again."""
        self.turn += 1
        return Random(f"{seed} {self.turn}")  # noqa: S311  # nothing is kept secret by it

    @property
    def _secretary(self) -> int:
        return self.play.people["Sekreteraren"]

    def _who(self, chance: Random, item: int = 0) -> int:
        """Mostly who leads the item, who may do most; else somebody."""
        return self.play.leader(item) if chance.random() < 0.88 else self.play.people[chance.choice(OTHERS)]

    def _officer(self, chance: Random) -> int:
        return self._secretary if chance.random() < 0.9 else self.play.people[chance.choice(OTHERS)]

    def _item(self, chance: Random) -> int:
        """Mostly the first item that waits, so that something comes of it; 0 where there is none."""
        rows = self.play.waiting()[: chance.choice((1, 1, 2))] if chance.random() < 0.85 else self.play.agenda()
        return int(chance.choice(rows)["id"]) if rows else 0

    def _agenda(self, chance: Random) -> None:
        """Something is put on the agenda, changed there, taken off it, or taken up."""
        act = chance.choice((self._add, self._list, self._take_off, self._change, self._take_up))
        act(chance)

    def _add(self, chance: Random) -> None:
        kind = chance.choice(("other", "election", "question", "case"))
        self.play.add(self._officer(chance), kind, routine=chance.random() < 0.5)

    def _list(self, chance: Random) -> None:
        self.play.list_case(self._officer(chance), chance.choice(self.play.cases), chance.choice((*EXEMPTIONS, "")))

    def _take_off(self, chance: Random) -> None:
        self.play.take_off(self._officer(chance), self._item(chance))

    def _change(self, chance: Random) -> None:
        self.play.change(self._officer(chance), self._item(chance), routine=chance.random() < 0.5)

    def _take_up(self, chance: Random) -> None:
        self.play.take_up(self._who(chance), self._item(chance) or None)

    def _presence(self, chance: Random) -> None:
        """Somebody comes, goes, has a conflict of interest, or serves for another; or it is ruled on or taken back."""
        act = chance.choice(
            (self._call_roll, self._leave, self._come, self._guest, *[self._note] * 4, *[self._look_again] * 3)
        )
        act(chance)

    def _call_roll(self, chance: Random) -> None:
        absence = chance.choice((0.0, 0.1, 0.2, 0.5) if self.turn > 1 else (0.0, 0.1))
        there = {one: Present(remote=chance.random() < 0.2) for one in self.play.seats if chance.random() >= absence}
        self.play.roll(self._secretary, there)

    def _leave(self, chance: Random) -> None:
        """Perhaps a substitute serves for him from now on."""
        there, gone = self.play.there(), chance.choice(self.play.seats)
        there.pop(gone, None)
        substitute = self.play.people[chance.choice(SUBSTITUTES)]
        if substitute in there and chance.random() < 0.6:
            there[substitute] = Present(gone)
        self.play.roll(self._officer(chance), there)

    def _come(self, chance: Random) -> None:
        self.play.roll(self._officer(chance), self.play.there() | {chance.choice(self.play.seats): Present()})

    def _guest(self, chance: Random) -> None:
        who = chance.choice(("sekreterare", "ordforande", "ledamot", "handlaggare"))
        self.play.guest(who, chance.choice(("expert", "staff", "observer")), chance.random() < 0.4)

    def _note(self, chance: Random) -> None:
        item, kind = self._item(chance), chance.choice(("disqualified", "disqualified", "away", "serving"))
        jav = kind == "disqualified"
        bench = self.play.bench(item)
        left = [one for one in bench.members if one not in bench.serving().values()] or self.play.seats
        substitute = self.play.people[chance.choice(SUBSTITUTES)]
        noted = Noted(
            kind,
            substitute if kind == "serving" else chance.choice(self.play.seats),
            ground=("personal" if self.play.assembly else "supervision") if jav else "",
            raised_by_id=chance.choice(self.play.seats) if jav else None,
            serving_for_id=chance.choice(left) if kind == "serving" else None,
            disputed=jav and chance.random() < 0.4,
        )
        self.play.note(self._who(chance, item), item, noted)

    def _look_again(self, chance: Random) -> None:
        item = self._item(chance)
        noted = self.play.of_item("item_presences", item)
        if not noted:
            return
        row, who = chance.choice(noted), self._who(chance, item)
        if row["disputed"]:
            self.play.rule_on(who, item, row["id"], chance.choice(("upheld", "rejected")))
        else:
            self.play.take_back(who, item, row["id"])

    def _debate(self, chance: Random) -> None:
        """Somebody proposes, demands or announces something, or takes a proposal back."""
        act = chance.choice((*[self._propose] * 4, self._drop, self._demand, self._announce))
        act(chance)

    def _propose(self, chance: Random) -> None:
        item = self._item(chance)
        elects = any(row["id"] == item and row["kind"] == "election" for row in self.play.agenda())
        kinds = (*KINDS, *["candidate"] * 6) if elects else (*KINDS, "reject", "change", "addition", *FORMAL)
        serving = list(self.play.bench(item).serving()) * 2
        by = chance.choice([*serving, *self.play.seats])
        who = chance.choice((self._officer(chance), by))
        self.play.propose(who, item, chance.choice(kinds), by)

    def _drop(self, chance: Random) -> None:
        item = self._item(chance)
        if made := self.play.of_item("proposals", item):
            how = chance.choice(("withdrawn", "new_matter", "unlawful", "restored"))
            made = [row for row in made if row["dropped_as"] == "unlawful"] or made if how == "restored" else made
            self.play.drop(self._who(chance, item), item, chance.choice(made)["id"], how)

    def _demand(self, chance: Random) -> None:
        item = self._item(chance)
        if formal := [row for row in self.play.of_item("proposals", item) if row["kind"] in FORMAL]:
            persons = list(self.play.bench(item).serving())[: chance.randint(1, 4)]
            self.play.demand(self._who(chance, item), item, chance.choice(formal)["id"], persons)

    def _announce(self, chance: Random) -> None:
        rows = self.play.agenda()
        item = chance.choice(rows)["id"] if rows else 0
        kind = chance.choice(("reservation", "note"))
        self.play.announce(self._who(chance, item), item, kind, chance.choice(self.play.seats))

    def _question(self, chance: Random) -> None:
        """The chair puts a question, states what he finds, or it is voted on; and the vote goes a step on."""
        item = self._item(chance)
        who, vote = self._who(chance, item), self.play.vote_at(item)
        if vote is None:
            asked = self.play.asked_at(item)
            if asked is None and not self.play.put(who, item):
                self._propose(chance)
            elif asked is None:
                return
            elif chance.random() < 0.4:
                self.play.state(who, item, chance.choice(self._choices(asked)))
            else:
                usual = ("election",) if asked["kind"] == "elect" else ("ordinary", "ordinary", "employment")
                matter = chance.choice(usual) if chance.random() < 0.9 else "election"
                self.play.demand_vote(who, item, matter, chance.choice([who, *self.play.seats]))
        else:
            self._vote_on(chance, item, who, vote)

    def _choices(self, asked: Row) -> list[str]:
        return [str(one) for one in asked["among"]] or ["yes", "no"]

    def _vote_on(self, chance: Random, item: int, who: int, vote: Row) -> None:
        answers = [*vote["choices"] * 3, "abstained", "not_present"]
        if vote["state"] == "open" and chance.random() < 0.7:
            if chance.random() < 0.5:
                self.play.cast(chance.choice(self.play.seats), item, vote["id"], chance.choice(answers))
            else:
                self.play.enter(self._officer(chance), item, vote["id"], chance.choices(answers, k=8))
            return
        next_one = {"prepared": ["open"] * 6, "open": ["close"] * 6, "closed": ["count", "casting", "draw"] * 3}
        step = chance.choice([*next_one[vote["state"]], "open", "close", "count", "cancel"])
        extra = {"draw": [""], "cancel": ["Fel fråga."]}.get(step, [])
        self.play.step_vote(who, item, vote["id"], step, *extra)

    def _outcome(self, chance: Random) -> None:
        """Something is decided, alone or in a block, or a paragraph is approved at once."""
        item = self._item(chance)
        who, act = self._who(chance, item), chance.random()
        if act < 0.7:
            self.play.decide(who, item, chance.choice(("", "", *OUTCOMES)))
        elif act < 0.85:
            self.play.block(who, stale=chance.random() < 0.3)
        else:
            self.play.approve_at_once(who, chance)

    def _handle(self, chance: Random) -> None:
        """The next item the right way: what is asked is answered, and what was carried is recorded."""
        item = next((row["id"] for row in self.play.waiting()), 0)
        for _ in range(6):
            leader = self.play.leader(item)
            vote, asked = self.play.vote_at(item), self.play.asked_at(item)
            if vote is not None:
                self._vote_to_the_end(chance, item, leader, vote)
            elif asked is not None:
                self.play.state(leader, item, chance.choice(self._choices(asked)))
            elif not self.play.put(leader, item):
                break
        self.play.decide(leader, item, "")

    def _vote_to_the_end(self, chance: Random, item: int, leader: int, vote: Row) -> None:
        if vote["state"] == "prepared":
            self.play.step_vote(leader, item, vote["id"], "open")
        answers = [*vote["choices"] * 3, "abstained", "not_present"]
        self.play.enter(self._secretary, item, vote["id"], chance.choices(answers, k=8))
        self.play.step_vote(leader, item, vote["id"], "close")
        for step in (["count"], ["casting"], ["draw", ""]):
            if self.play.step_vote(leader, item, vote["id"], *step):
                return
        self.play.step_vote(leader, item, vote["id"], "cancel", "Den kan inte avgöras.")

    def _step(self, chance: Random) -> None:
        """A step of the meeting's own, from its page."""
        who = chance.choice(("sekreterare", "sekreterare", "sekreterare", "ordforande", "ledamot", "handlaggare"))
        usual = {"open": ("adjourn", "close", "close"), "adjourned": ("resume",)}.get(self.play.meeting()["state"], ())
        self.play.step(
            who, chance.choice(usual if usual and chance.random() < 0.8 else ("resume", "cancel", "adjourn"))
        )


@pytest.fixture
def machine(app: Flask, visitors: Visitors, tmp_path: Path) -> Iterator[type[Meetings]]:
    """The machine, on a database with bodies and cases that wait for them."""
    prepare(app)
    kept = Kept(app, tmp_path)
    yield type("Machine", (Meetings,), {"app": app, "visitors": visitors, "kept": kept, "done": Counter()})
    kept.drop()


def _run(machine: type[Meetings], examples: int, steps: int, reached: Sequence[str], *, same: bool = False) -> None:
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


USUAL = ("matter", "roll", "disqualified", "put", "decide")
RARE = (
    *USUAL,
    *("list", "list_to_prepare", "unlist", "removed", "changed", "taken up", "guest", "guest left"),
    *("away", "serving", "taken back", "upheld", "rejected"),
    *(
        "withdrawn",
        "new_matter",
        "unlawful",
        "restored",
        "demand",
        "announced reservation",
        "announced note",
        "acclamation",
    ),
    *("vote ordinary", "vote employment", "vote election", "cast", "enter", "close vote", "count", "casting", "draw"),
    *("cancel vote", "block", "approved at once", "adjourn", "resume", "close"),
)


def test_random_meetings_decide_nothing_that_they_may_not(machine: type[Meetings]) -> None:
    _run(machine, 6, 30, USUAL, same=True)


@pytest.mark.long
def test_many_random_meetings_decide_nothing_that_they_may_not(machine: type[Meetings]) -> None:
    _run(machine, 400, 60, RARE)
