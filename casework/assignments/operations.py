"""Giving assignments and taking their steps; `take` is the only place that moves one. Callers commit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from casework import audit, clock
from casework.assignments.letters import HANDED_OVER, send
from casework.assignments.models import OPEN, REPORTED, Assignment, AssignmentEvent
from casework.assignments.queries import decisions_since, facts_of, held_of, roles_in
from casework.cases.operations import StepContext
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem, Decision
from casework.people.models import DirectoryFunction
from casework.people.queries import colleagues_of, directory, persons_by_address
from casework.permissions import Reader, system
from casework.web import clean_line
from workflows import PROCEDURES
from workflows._assignment_rules import assigning
from workflows._vocabulary import DECISION, SYSTEM

TABLE = PROCEDURES["assignment"]
GIVE = "give"
BY_SYSTEM = frozenset({SYSTEM})


def give(item: AgendaItem, decision: Decision) -> None:
    """What follows of a decision: an assignment for each point that gives one, with the owner and day that were told.

    Called for every decision (effects.init_app), whose audit record tells of it. Where the points themselves give none,
    the one that was asked for is all that was decided.
    """
    told = decision.assignments
    places = assigning(decision.points)
    for number, one in enumerate(told):
        place = places[number] if number < len(places) else number
        text = decision.points[place] if places else "\n".join(decision.points)
        row = Assignment(
            authority_id=decision.authority_id,
            body_id=decision.body_id,
            decision_id=decision.id,
            point=place,
            case_id=decision.case_id,
            text=text,
            due=date.fromisoformat(one["due"]),
            status=TABLE.initial,
            version=1,
            given_at=decision.decided_at,
        )
        own(row, one["owner"])
        db.session.add(row)
        db.session.flush()
        _add_event(row, GIVE, None, decision.recorded_by_id, decision_id=decision.id)


def own(row: Assignment, owner: str) -> None:
    """Set who is to do it: as written, and who that is in the house: a function of the directory, or a colleague."""
    name = clean_line(owner)
    row.owner, row.person_id, row.function_id = name, None, None
    function = _named(directory([row.authority_id]), name)
    if function is not None:
        row.function_id = function.id
        row.person_id = persons_by_address([function.address]).get(function.address.strip().casefold())
        return
    known = [
        person
        for person in colleagues_of(row.authority_id)
        if name.casefold() in {person.name.casefold(), f"{person.name}, {person.title}".casefold()}
    ]
    row.person_id = known[0].id if len(known) == 1 else None


def _named(functions: Sequence[DirectoryFunction], name: str) -> DirectoryFunction | None:
    """The function of that name, also in its definite form ("socialchefen"), where only one may be meant."""
    said = name.casefold()
    found = [
        one for one in functions if said in {one.name.casefold() + ending for ending in ("", "en", "n", "et", "t")}
    ]
    exact = [one for one in found if one.name.casefold() == said]
    return (exact or found)[0] if exact or len(found) == 1 else None


def take(
    row: Assignment, name: str, *, actor: Reader, expected_version: int, given: Mapping[str, str] | None = None
) -> AssignmentEvent:
    """Take one step with the assignment, whose row the caller holds: status, event, audit record, and what follows.

    Raises StaleVersion when it has changed since `expected_version`, StepRefused with every reason when a rule says no.
    Either leaves nothing written.
    """
    if row.version != expected_version:
        raise StaleVersion(row.version)
    given = {key: value.strip() for key, value in (given or {}).items()}
    asked = TABLE.step(name, row.status)
    named = asked is not None and any(ask.type == DECISION for ask in asked.asks)
    decisions = decisions_since(row.body_id, row.given_at) if named else ()
    roles = BY_SYSTEM if actor.person_id == 0 else roles_in(row, actor)
    TABLE.take(name, facts_of(row, roles, actor, given, decisions))
    return _move(row, name, actor, given)


def _move(row: Assignment, name: str, actor: Reader, given: Mapping[str, str]) -> AssignmentEvent:
    before, row.version = row.status, row.version + 1
    row.status = TABLE.move(name, before)
    FOLLOWS.get(row.status, _nothing)(row)
    if name == "extend":
        row.due = date.fromisoformat(given["due"])
    if name == "hand_over":
        own(row, given["owner"])
        send(row, HANDED_OVER, note=given["note"])
    decision = int(given["decision"]) if name == "write_off" else None
    db.session.flush()
    actor_id = actor.person_id or None
    ids: dict[str, Any] = {"assignment": row.id, "from": before, "to": row.status}
    audit.record(f"assignment_{name}", authority_id=row.authority_id, case_id=row.case_id, actor_id=actor_id, **ids)
    return _add_event(row, name, before, actor_id, note=given.get("note", ""), decision_id=decision)


def _open_again(row: Assignment) -> None:
    row.reported_at = row.item_id = None


def _reported(row: Assignment) -> None:
    row.reported_at = clock.now()


def _ended(row: Assignment) -> None:
    row.ended_at = clock.now()


def _nothing(row: Assignment) -> None:
    """The step is all."""


FOLLOWS: dict[str, Callable[[Assignment], None]] = {"open": _open_again, "reported": _reported, "ended": _ended}
"""By the status that a step leads to: which times it has."""


def report_in_case(context: StepContext) -> None:
    """Effect: what the case's assignments asked for is being reported in the case."""
    _of_case(context, "report_in_case", (OPEN,))


def end_with_case(context: StepContext) -> None:
    """Effect: the case ends, for the reason that the step gave; its assignments end with it."""
    _of_case(context, "end_with_case", (OPEN, REPORTED))


def _of_case(context: StepContext, name: str, statuses: Sequence[str]) -> None:
    for row in held_of(context.case.id):
        if row.status in statuses:
            take(row, name, actor=system(row.authority_id), expected_version=row.version)


def _add_event(  # an event is that much
    row: Assignment,
    step: str,
    before: str | None,
    actor_id: int | None,
    *,
    note: str = "",
    decision_id: int | None = None,
) -> AssignmentEvent:
    """One more row of its history. It stands in its new status already."""
    event = AssignmentEvent(
        assignment_id=row.id,
        at=clock.now(),
        actor_id=actor_id,
        step=step,
        from_state=before,
        to_state=row.status,
        note=note,
        owner=row.owner,
        due=row.due,
        decision_id=decision_id,
    )
    db.session.add(event)
    return event
