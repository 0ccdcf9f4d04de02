"""What the tests of a deliberation begin with: rows made through the room's own doors, and people at their screens."""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select, update

from casework import clock
from casework.database import db, write
from casework.deliberation import casting, votes
from casework.deliberation.held import held_item
from casework.deliberation.minority import demand
from casework.deliberation.proposals import ProposalDraft, propose
from casework.deliberation.putting import put_next, state_found
from casework.deliberation.queries import deliberation_of, electors_of, proposal_of, vote_of
from casework.demo.people import ASSEMBLY
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import AgendaItem, Attendance
from casework.meetings.queries import get_meeting
from casework.people.models import Body, Person, Seat
from tests.factories import call_roll_of, item_of, make_meeting, reader_of

LEADER = "ordforande"


@contextmanager
def acting(app: Flask, item_id: int, who: str) -> Any:
    """A writing transaction with the item held: (item, who acts)."""
    with app.app_context(), write():
        actor = reader_of(who)
        case_id = db.session.get_one(AgendaItem, item_id).case_id
        yield held_item(item_id, actor, case_id), actor


def person(app: Flask, name: str) -> int:
    """The id of the person of that name."""
    with app.app_context():
        return db.session.scalars(select(Person.id).where(Person.name == name)).one()


def propose_at(
    app: Flask, item_id: int, kind: str, by: str = "Ledamoten", *, who: str = "sekreterare", **said: str
) -> int:
    """A proposal, entered by the secretary: its id. A remittal says to whom and why unless told otherwise."""
    if kind == "remit_back":
        said = {"addressee": "Socialnämnden", "reason": "Kostnaden ska utredas."} | said
    mover = person(app, by)
    with acting(app, item_id, who) as (item, actor):
        return propose(item, ProposalDraft(kind, mover, uuid4().hex, **said), actor=actor).id


def put_at(app: Flask, item_id: int, *, who: str = LEADER) -> str:
    """The chair puts the next question: its text."""
    with acting(app, item_id, who) as (item, actor):
        return put_next(item, actor=actor, expected_version=item.version).text


def found_at(app: Flask, item_id: int, found: str, *, who: str = LEADER) -> None:
    """The chair puts the next question, where none waits, and states what he finds."""
    with app.app_context():
        waits = deliberation_of(item_id).waiting is not None
    if not waits:
        put_at(app, item_id, who=who)
    with acting(app, item_id, who) as (item, actor):
        state_found(item, found, actor=actor, expected_version=item.version)


def vote_at(
    app: Flask,
    item_id: int,
    *,
    matter: str = "ordinary",
    opened: bool = True,
    who: str = LEADER,
    authority: bool = False,
) -> int:
    """A vote on the question that waits, demanded by who presides: its id."""
    with acting(app, item_id, who) as (item, actor):
        vote = votes.prepare(
            item,
            matter,
            actor=actor,
            expected_version=item.version,
            demanded_by_id=actor.person_id,
            exercises_authority=authority,
        )
        vote_id = vote.id
    if opened:
        step_at(app, item_id, vote_id, "open", who=who)
    return vote_id


def step_at(app: Flask, item_id: int, vote_id: int, step: str, *extra: str, who: str = LEADER) -> None:
    """A step of the vote, at its present version."""
    act: Callable[..., None] = getattr(votes, {"open": "open_vote"}.get(step, step))
    with acting(app, item_id, who) as (item, actor):
        vote = vote_of(item_id, vote_id, lock="all")
        assert vote is not None, f"there is no vote {vote_id}"
        act(item, vote, *extra, actor=actor, expected_version=vote.version)


def enter_at(
    app: Flask, item_id: int, vote_id: int, answers: Iterable[str], ballots: dict[str, int] | None = None
) -> None:
    """The secretary enters how the electors answered, in the order of the list; "" leaves one out."""
    with acting(app, item_id, "sekreterare") as (item, actor):
        vote = vote_of(item_id, vote_id, lock="all")
        assert vote is not None, f"there is no vote {vote_id}"
        rows = electors_of(vote_id)
        said = {row.person_id: (row.answer, word) for row, word in zip(rows, answers, strict=True) if word}
        casting.enter(item, vote, said, ballots or {}, actor=actor, expected_version=vote.version)


def cast_at(app: Flask, item_id: int, vote_id: int, answer: str, who: str) -> bool:
    """Somebody's own vote: whether it was given now."""
    with acting(app, item_id, who) as (item, actor):
        vote = vote_of(item_id, vote_id, lock="share")
        assert vote is not None, f"there is no vote {vote_id}"
        return casting.cast(item, vote, answer, actor=actor)


def demand_at(app: Flask, item_id: int, proposal_id: int, count: int, *, who: str = "sekreterare") -> bool:
    """So many of those who are there demand it: whether that is enough."""
    with acting(app, item_id, who) as (item, actor):
        rows = db.session.scalars(
            select(Attendance.person_id).where(Attendance.meeting_id == item.meeting_id, Attendance.present)
        ).all()
        proposal = proposal_of(item_id, proposal_id)
        assert proposal is not None, f"there is no proposal {proposal_id}"
        return demand(item, proposal, rows[:count], actor=actor, expected_version=item.version).holds


def make_assembly(app: Flask, seats: int, *, short_name: str = "FULL") -> list[str]:
    """An assembly of so many members, led by the demo's chair: their names."""
    with app.app_context(), write():
        body = Body(authority_id=1, kind="assembly", name="Stora fullmäktige", short_name=short_name)
        db.session.add(body)
        db.session.flush()
        names = ["Ordföranden"]
        members = [db.session.get_one(Person, reader_of(LEADER).person_id)]
        for number in range(2, seats + 1):
            members.append(Person(name=f"Fullmäktig {number}", title=""))
            names.append(members[-1].name)
        db.session.add_all(members)
        db.session.flush()
        for position, member in enumerate(members, start=1):
            role = "chair" if position == 1 else "member"
            seat = Seat(body_id=body.id, person_id=member.id, role=role, position=position, party="")
            seat.valid_from = clock.today()
            db.session.add(seat)
        return names


def make_it_an_assembly(app: Flask) -> None:
    """The working committee is one, so that what only an assembly may do can be tried on its items."""
    with app.app_context(), write():
        db.session.execute(update(Body).where(Body.short_name == "KSAU").values(kind="assembly"))


def voting_meeting(app: Flask) -> int:
    """One more open meeting of the committee, with every member there."""
    meeting = make_meeting(app, days=30)
    call_roll_of(app, meeting)
    return meeting


def make_asked(app: Flask, case_id: int) -> tuple[int, int, int]:
    """A question that is put about the case, and voted on: the item, the proposal and the open vote."""
    item = item_of(app, case_id)
    proposal = propose_at(app, item, "reject")
    put_at(app, item)
    return item, proposal, vote_at(app, item)


def make_matters(app: Flask, count: int) -> list[int]:
    """So many matters that are no cases before the demo's assembly, which Ledamoten leads: the items."""
    meeting = make_meeting(app, body="KF", days=31)
    call_roll_of(app, meeting, [name for name, _role in ASSEMBLY])
    items = []
    for number in range(count):
        with app.app_context(), write():
            actor = reader_of("sekreterare")
            row = get_meeting(meeting, actor, lock=True)
            assert row is not None, f"there is no meeting {meeting}"
            matter = Matter("other", f"Fråga {number}", ["Frågan besvaras."])
            items.append(add_matter(row, matter, actor=actor).id)
    return items
