"""One meeting that people play at: each act by somebody, on whatever stands there, right or not."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

from flask import Flask
from hypothesis import note
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from casework import clock
from casework.cases.operations import take_step
from casework.cases.queries import latest_report, lock_case
from casework.database import db, write
from casework.deliberation import casting, minority, outcomes, proposals, putting, statements, votes
from casework.deliberation.held import held_item
from casework.deliberation.queries import deliberation_of, electors_of, proposal_of, vote_of
from casework.errors import StaleVersion, found
from casework.law.bodies import Rules
from casework.meetings.block import decide_block
from casework.meetings.immediate import approve_at_once
from casework.meetings.matters import Matter, add_matter, change_item, remove_matter
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.operations import record_outcome
from casework.meetings.presence import Noted, note_presence, presence_of, rule_on, take_back
from casework.meetings.queries import get_meeting, hold_item, lock_meeting
from casework.meetings.roll import Present, call_roll
from casework.meetings.sitting import take_up
from casework.people.bodies import set_rules
from casework.people.models import Body, Person, Seat
from casework.people.queries import reader
from casework.permissions import Reader
from tests.conftest import Visitors
from tests.deliberation.refusals import token
from tests.factories import KSAU, make_case, make_cases, make_meeting
from tests.meetings.judging import Bench, Judge, Row, stored
from tests.observing import fingerprint
from workflows import StepRefused

SEATED = (*KSAU, "Första ersättaren", "Andra ersättaren")
BODIES = ("KSAU", "BN", "FUM")
"""A working committee whose seats are all held, a committee and an assembly with one vacant seat each."""
WORDS = {"owner": "Socialchef", "due": "2031-05-01", "note": "Ska utredas.", "addressee": "Socialnämnden"}
WORDS |= {"text": "En egen text.", "agree_on_decision": "yes", "agree_to_decide": "yes"}


def prepare(app: Flask) -> None:
    """The bodies, and cases that wait for them."""
    today = clock.today()
    with app.app_context(), write():
        for short_name, kind, leaders in (
            ("BN", "committee", ("Ordföranden", "Vice ordföranden")),
            ("FUM", "assembly", ("Ledamoten", "Andra ledamoten")),
        ):
            body = Body(authority_id=1, kind=kind, name=f"Organet {short_name}", short_name=short_name)
            db.session.add(body)
            db.session.flush()
            for position, name in enumerate(SEATED, start=1):
                role = dict(zip(leaders, ("chair", "vice_chair"), strict=True)).get(name, "member")
                role = "substitute" if name.endswith("ersättaren") else role
                person = db.session.execute(select(Person).filter_by(name=name)).scalar_one()
                seat = Seat(body_id=body.id, person_id=person.id, role=role, position=position, party="")
                seat.valid_from = today
                db.session.add(seat)
            own = {"notice_days": 7, "open_meetings": True} if kind == "assembly" else {"alternating_service": True}
            rules = Rules(members=6, substitutes=2, remote_allowed=True, **own)
            set_rules(body, rules, today, actor_id=None, expected_version=1)
    for body in BODIES:
        make_cases(app, ["ready"] * 2, body=body)
    make_case(app, "ready", body="KSAU", proposal_bodies=["Kommunstyrelsen"])


class Play:
    """The meeting, who is there, and what the database looked like when it was last seen."""

    def __init__(self, app: Flask, visitors: Visitors, body: str) -> None:
        self.app, self.visitors, self.id = app, visitors, make_meeting(app, body=body, days=30)
        self.assembly = body == "FUM"
        self.judge, self.print = Judge(app, self.id, self.assembly), fingerprint(app)
        self.done: Counter[str] = Counter()
        with app.app_context():
            self.seats = [row["person_id"] for row in stored("attendances", meeting_id=self.id)]
            self.people = {row["name"]: row["id"] for row in stored("persons")}
            of_body = stored("meetings", id=self.id)[0]["body_id"]
            self.cases = [row["id"] for row in stored("cases", body_id=of_body)]

    # Doing

    def act(self, name: str, who: int, work: Callable[[Reader], object]) -> bool:
        """Whether it was done; refused, it leaves the database as it was. Then everything is judged."""
        try:
            with self.app.app_context(), write():
                work(reader(db.session.get_one(Person, who)))
        except (StepRefused, StaleVersion, NotFound):
            return self._refused(name, str(who))
        return self._look(name, str(who))

    def press(self, name: str, who: str, path: str, **sent: Any) -> bool:
        """The same through a page: `path` below the meeting's."""
        visitor = self.visitors[who]
        if visitor.page is None:
            visitor.open("/")
        answer = visitor.client.post(f"/sammantraden/{self.id}/{path}", data={"csrf_token": self._token(who)} | sent)
        assert answer.status_code in (302, 403, 404, 409, 422), answer.status
        if answer.status_code != 302:
            return self._refused(name, who)
        return self._look(name, who)

    def _token(self, who: str) -> str:
        tokens: dict[str, str] = self.app.extensions.setdefault("tokens of a play", {})
        if who not in tokens:
            tokens[who] = token(self.visitors[who])
        return tokens[who]

    def _refused(self, name: str, who: str) -> bool:
        note(f"{name} by {who}, refused")
        assert fingerprint(self.app) == self.print, f"{name} was refused and yet wrote"
        return False

    def _look(self, name: str, who: str) -> bool:
        note(f"{name} by {who}")
        self.done[name] += 1
        self.print = fingerprint(self.app)
        self.judge.look()
        return True

    # Looking

    def meeting(self) -> Row:
        """The meeting's row."""
        with self.app.app_context():
            return stored("meetings", id=self.id)[0]

    def agenda(self) -> list[Row]:
        """What stands on the agenda, in its order."""
        with self.app.app_context():
            rows = stored("agenda_items", meeting_id=self.id, taken_off_at=None)
        return sorted(rows, key=lambda row: row["position"])

    def waiting(self) -> list[Row]:
        """What is not handled."""
        return [row for row in self.agenda() if row["outcome"] is None]

    def of_item(self, table: str, item_id: int) -> list[Row]:
        """The table's rows at the item."""
        with self.app.app_context():
            return stored(table, item_id=item_id)

    def bench(self, item_id: int) -> Bench:
        """Who takes part in the item."""
        with self.app.app_context():
            return Bench.at(stored("meetings", id=self.id)[0], self.assembly, item_id)

    def leader(self, item_id: int) -> int:
        """Who leads the item; without one the first who has a seat."""
        return self.bench(item_id).leader or self.seats[0]

    def asked_at(self, item_id: int) -> Row | None:
        """The question that waits there."""
        return next((row for row in self.of_item("put_questions", item_id) if row["found"] is None), None)

    def vote_at(self, item_id: int) -> Row | None:
        """The vote that stands there."""
        with self.app.app_context():
            questions = {row["id"] for row in stored("put_questions", item_id=item_id)}
            rows = stored("votes", question_id=questions)
        return next((row for row in rows if row["state"] not in ("counted", "cancelled")), None)

    # The roll, and presence at an item

    def roll(self, who: int, there: dict[int, Present]) -> bool:
        """The whole roll."""

        def work(actor: Reader) -> None:
            row = self._held(actor)
            call_roll(row, there, actor=actor, expected_version=row.version)

        return self.act("roll", who, work)

    def there(self) -> dict[int, Present]:
        """Who is there, by the roll."""
        with self.app.app_context():
            rows = stored("attendances", meeting_id=self.id)
        return {row["person_id"]: Present(row["serving_for_id"], row["remote"]) for row in rows if row["present"]}

    def note(self, who: int, item_id: int, noted: Noted) -> bool:
        """What is to hold of a person at the item."""
        return self.at(noted.kind, who, item_id, lambda item, actor: note_presence(item, noted, **_as(item, actor)))

    def take_back(self, who: int, item_id: int, presence: int) -> bool:
        """What was noted holds no longer."""
        return self.at(
            "taken back",
            who,
            item_id,
            lambda item, actor: take_back(item, found(presence_of(item.id, presence)), **_as(item, actor)),
        )

    def rule_on(self, who: int, item_id: int, presence: int, ruling: str) -> bool:
        """How the body ruled on jäv."""
        return self.at(
            ruling,
            who,
            item_id,
            lambda item, actor: rule_on(item, found(presence_of(item.id, presence)), ruling, **_as(item, actor)),
        )

    # Deliberation

    def at(self, name: str, who: int, item_id: int, work: Callable[[AgendaItem, Reader], object]) -> bool:
        """An act at the item, whose row is held."""

        def held(actor: Reader) -> None:
            row = found(db.session.get(AgendaItem, item_id))
            work(held_item(item_id, actor, row.case_id), actor)

        return self.act(name, who, held)

    def propose(self, who: int, item_id: int, kind: str, by: int) -> bool:
        """A proposal, made as it should be."""
        draft = proposals.ProposalDraft(kind, by, uuid4().hex, "En annan text.", "Ska utredas.", "Socialnämnden")
        return self.at(f"propose {kind}", who, item_id, lambda item, actor: proposals.propose(item, draft, actor=actor))

    def drop(self, who: int, item_id: int, number: int, how: str) -> bool:
        """A proposal is withdrawn, refused for `how`, or put all the same."""

        def work(item: AgendaItem, actor: Reader) -> None:
            row = found(proposal_of(item.id, number))
            if how == "withdrawn":
                proposals.withdraw(item, row, **_as(item, actor))
            elif how == "restored":
                proposals.restore(item, row, **_as(item, actor))
            else:
                proposals.refuse(item, row, how, **_as(item, actor))

        return self.at(how, who, item_id, work)

    def put(self, who: int, item_id: int) -> bool:
        """The next question."""
        return self.at("put", who, item_id, lambda item, actor: putting.put_next(item, **_as(item, actor)))

    def state(self, who: int, item_id: int, answer: str) -> bool:
        """What the chair finds decided."""
        work = lambda item, actor: putting.state_found(item, answer, **_as(item, actor))  # noqa: E731
        return self.at("acclamation", who, item_id, work)

    def demand_vote(self, who: int, item_id: int, matter: str, by: int) -> bool:
        """A vote on what is asked."""
        work = lambda item, actor: votes.prepare(item, matter, demanded_by_id=by, **_as(item, actor))  # noqa: E731
        return self.at(f"vote {matter}", who, item_id, work)

    def step_vote(self, who: int, item_id: int, vote_id: int, step: str, *extra: str) -> bool:
        """A step of the vote."""
        act: Callable[..., object] = getattr(votes, {"open": "open_vote"}.get(step, step))

        def work(item: AgendaItem, actor: Reader) -> None:
            vote = found(vote_of(item.id, vote_id, lock="all"))
            act(item, vote, *extra, actor=actor, expected_version=vote.version)

        name = f"{step} vote" if step in ("open", "close", "cancel") else step
        return self.at(name, who, item_id, work)

    def cast(self, who: int, item_id: int, vote_id: int, answer: str) -> bool:
        """Somebody's own vote."""
        work = lambda item, actor: casting.cast(  # noqa: E731
            item, found(vote_of(item.id, vote_id, lock="share")), answer, actor=actor
        )
        return self.at("cast", who, item_id, work)

    def enter(self, who: int, item_id: int, vote_id: int, answers: list[str]) -> bool:
        """The answers of those who have given none, in the order of the list."""

        def work(item: AgendaItem, actor: Reader) -> None:
            vote = found(vote_of(item.id, vote_id, lock="all"))
            silent = [row.person_id for row in electors_of(vote_id) if row.answer is None]
            said = dict(zip(silent, answers, strict=False))
            if vote.method != "secret":
                rows, ballots = said, {}
            else:
                slips = [word for word in said.values() if word != "not_present"]
                rows = {one: word if word == "not_present" else "voted" for one, word in said.items()}
                ballots = {word: slips.count(word) for word in slips}
            new = {one: (None, word) for one, word in rows.items()}
            casting.enter(item, vote, new, ballots, actor=actor, expected_version=vote.version)

        return self.at("enter", who, item_id, work)

    def demand(self, who: int, item_id: int, number: int, persons: list[int]) -> bool:
        """A minority's demand."""
        work = lambda item, actor: minority.demand(  # noqa: E731
            item, found(proposal_of(item.id, number)), persons, **_as(item, actor)
        )
        return self.at("demand", who, item_id, work)

    def announce(self, who: int, item_id: int, kind: str, by: int) -> bool:
        """A reservation, or a note in the minutes."""
        work = lambda item, actor: statements.state(item, kind, by, "Så är det.", uuid4().hex, actor=actor)  # noqa: E731
        return self.at(f"announced {kind}", who, item_id, work)

    # The agenda, and outcomes

    def add(self, who: int, kind: str, *, routine: bool) -> bool:
        """A matter that is no case on the agenda."""
        matter = Matter(kind, "En fråga", ["Frågan besvaras."], routine=routine)
        return self.act("matter", who, lambda actor: add_matter(self._held(actor), matter, actor=actor))

    def _held(self, actor: Reader) -> Meeting:
        row: Meeting = found(get_meeting(self.id, actor, lock=True))
        return row

    def change(self, who: int, item_id: int, *, routine: bool) -> bool:
        """How an item stands on the agenda."""
        matter = Matter("other", "En ändrad fråga", ["Frågan besvaras så."], routine=routine)
        return self.at("changed", who, item_id, lambda item, actor: change_item(item, matter, **_as(item, actor)))

    def take_off(self, who: int, item_id: int) -> bool:
        """An item leaves the agenda: a case by its own step."""
        row = next((row for row in self.agenda() if row["id"] == item_id), None)
        if row is not None and row["case_id"] is not None:
            return self.step_case(who, row["case_id"], "unlist", {"note": "Ett annat sammanträde."})
        return self.at("removed", who, item_id, lambda item, actor: remove_matter(item, **_as(item, actor)))

    def take_up(self, who: int, item_id: int | None) -> bool:
        """What is handled now."""
        return self.act("taken up", who, lambda actor: take_up(self._held(actor), item_id, actor=actor))

    def list_case(self, who: int, case_id: int, exemption: str) -> bool:
        """A case on the agenda, to be decided or prepared."""
        given = {"meeting": str(self.id), "exemption": exemption}
        return any(self.step_case(who, case_id, step, given) for step in ("list", "list_to_prepare"))

    def step_case(self, who: int, case_id: int, step: str, given: dict[str, str]) -> bool:
        """A step of the case."""

        def work(actor: Reader) -> None:
            case = lock_case(case_id)
            take_step(case, step, actor=actor, expected_version=case.version, given=given)

        return self.act(step, who, work)

    def decide(self, who: int, item_id: int, outcome: str) -> bool:
        """An outcome, in the words that were carried where some were; "" is what was carried."""

        def work(actor: Reader) -> None:
            item = found(hold_item(item_id, actor))
            report = latest_report(item.case_id) if item.case_id else None
            lying = report.content["proposal"] if report else item.proposal
            come = outcomes.come_to(item, deliberation_of(item.id), lying)
            given = WORDS | dict(come.given)
            verb = outcome or come.carried or "approve"
            record_outcome(item, verb, actor=actor, expected_version=item.version, given=given)

        return self.act("decide", who, work)

    def block(self, who: int, *, stale: bool) -> bool:
        """All that is routine; `stale`: as it was seen before."""
        seen = [row["id"] for row in self.waiting() if row["routine"]]
        seen = seen[:-1] if stale else seen
        return self.act("block", who, lambda actor: decide_block(self.id, seen, actor=actor))

    def approve_at_once(self, who: int, chance: Random) -> bool:
        """A paragraph is approved at the meeting, by some who took part, or who did not."""
        with self.app.app_context():
            decided = stored("decisions", meeting_id=self.id)
        if not decided:
            return False
        row = chance.choice(decided)
        names = [one["name"] for one in row["present"] if one["role"] != "presiding" or chance.random() < 0.1]
        names = chance.sample(names, min(len(names), 2)) or ["Chefen"]

        def work(actor: Reader) -> None:
            decision = db.session.get_one(Decision, row["id"])
            approve_at_once(decision, lock_meeting(self.id), names, actor=actor)

        return self.act("approved at once", who, work)

    # From the meeting's page

    def guest(self, who: str, kind: str, leaves: bool) -> bool:
        """Somebody without a seat comes, or the last of them leaves."""
        with self.app.app_context():
            guests = stored("meeting_guests", meeting_id=self.id)
        if guests and leaves:
            return self.press("guest left", who, f"deltagare/{guests[-1]['id']}/gar")
        return self.press("guest", who, "deltagare", **{"guest-name": "Gästen", "guest-kind": kind})

    def step(self, who: str, step: str) -> bool:
        """A step of the meeting's own."""
        sent = {f"{step}-version": str(self.meeting()["version"]), f"{step}-note": "Lunch."}
        return self.press(step, who, f"steg/{step}", **sent)


def _as(item: AgendaItem, actor: Reader) -> dict[str, Any]:
    return {"actor": actor, "expected_version": item.version}
