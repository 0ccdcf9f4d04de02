"""Assignments given by decisions, raised matters, and meetings of the assembly; made through the rooms' own doors."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from casework import clock
from casework.assignments.models import Assignment
from casework.assignments.operations import take
from casework.assignments.queries import lock_assignment
from casework.assignments.raised import put_unready
from casework.assignments.reminding import remind, warn
from casework.database import db, write
from casework.errors import found
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import AgendaItem
from casework.meetings.operations import record_outcome
from casework.meetings.queries import get_meeting
from casework.people.models import Body, BodyRules, RoleGrant, Seat
from casework.people.queries import rules_on
from tests.factories import call_roll_of, make_case, make_meeting, reader_of, step_of

ORDERS = "Uppdra åt socialchefen att se över medlemskapet."
ALSO = "Ekonomichefen får i uppdrag att redovisa kostnaderna."
FORMAL = "Informationen antecknas."


def due_in(days: int) -> str:
    """So many days from today, as a form has it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def give_one(app: Flask, *, owner: str = "Socialchef", days: int = 30, point: str = ORDERS, held: str = "KSAU") -> int:
    """An assignment that a matter of no case gave, at a meeting of its own: its id."""
    meeting = make_meeting(app, body=held)
    call_roll_of(app, meeting)
    decided_matter(app, meeting, [point], {"owner": owner, "due": due_in(days)})
    with app.app_context():
        return db.session.scalars(select(Assignment.id).order_by(Assignment.id.desc())).first() or 0


def decided_matter(
    app: Flask, meeting: int, points: list[str], given: Mapping[str, str], *, outcome: str = "approve", who: str = ""
) -> int:
    """A matter that is no case, put on the agenda and decided: the decision's id."""
    with app.app_context(), write():
        secretary = reader_of("sekreterare")
        row = found(get_meeting(meeting, secretary, lock=True))
        item = add_matter(row, Matter("other", "En punkt", points), actor=secretary)
        leader = reader_of(who or ("ledamot" if row.body.kind == "assembly" else "ordforande"))
        return record_outcome(item, outcome, actor=leader, expected_version=item.version, given=given).id


def decide_item(app: Flask, item_id: int, outcome: str = "approve", who: str = "ordforande", **given: str) -> None:
    """The item is handled by who presides."""
    with app.app_context(), write():
        item = db.session.get_one(AgendaItem, item_id)
        record_outcome(item, outcome, actor=reader_of(who), expected_version=item.version, given=given)


def step_with(app: Flask, assignment_id: int, step: str, who: str = "sekreterare", **given: str) -> None:
    """Take a step with the assignment at its present version."""
    with app.app_context(), write():
        row = lock_assignment(assignment_id)
        take(row, step, actor=reader_of(who), expected_version=row.version, given=given)


def assignment_of(app: Flask, assignment_id: int) -> Assignment:
    """The row as it is stored."""
    with app.app_context():
        row = db.session.get_one(Assignment, assignment_id)
        db.session.expunge_all()
        return row


def remind_all(app: Flask) -> int:
    """The worker looks at the assignments' days: how many were told of."""
    with app.app_context():
        return remind()


def warn_all(app: Flask) -> int:
    """The worker looks at the raised matters' years: how many were told of."""
    with app.app_context():
        return warn()


def long_ago(app: Flask, day: date = date(2025, 1, 1)) -> None:
    """The demo's people have their roles and seats since that day, so that a test may begin then."""
    with app.app_context(), write():
        for model in (RoleGrant, Seat, BodyRules):
            db.session.execute(update(model).values(valid_from=day))


def raise_one(
    app: Flask, raised_on: str, *, kind: str = "member_motion", who: str = "handlaggare", **report: Any
) -> int:
    """A motion, or a citizens' proposal, that was raised in the assembly that day: the case's id."""
    case_id = make_case(app, kind=kind, body="KS", fields={"raised_by": "Ledamoten"}, **report)
    step_of(app, case_id, "raise", who, raised_on=raised_on)
    return case_id


def takes_proposals(app: Flask) -> None:
    """The assembly has decided that citizens may raise matters, once, and also where it has met since."""
    with app.app_context(), write():
        body = db.session.execute(select(Body).filter_by(authority_id=1, short_name="KF")).scalar_one()
        if rules_on(body, clock.today()).citizen_proposals:
            return
        row = BodyRules(body_id=body.id, valid_from=clock.today(), party_orders={}, citizen_proposals=True)
        row.notice_days, row.approver_count, row.open_meetings = 7, 2, True
        row.remote_allowed = row.alternating_service = row.substitute_notes = False
        db.session.add(row)


def assembly_meeting(app: Flask, days: int = 7) -> int:
    """A meeting of the assembly with its members there: its id."""
    meeting = make_meeting(app, body="KF", days=days)
    people = ("Ledamoten", "Andra ledamoten", "Ordföranden", "Vice ordföranden", "Tredje ledamoten")
    call_roll_of(app, meeting, people)
    return meeting


def hand_over_one(app: Flask) -> int:
    """A citizens' proposal that the assembly has handed over to the executive committee: the case's id."""
    takes_proposals(app)
    proposal = raise_one(app, clock.today().isoformat(), kind="citizen_proposal", title="En bänk i parken")
    decision = decided_matter(app, assembly_meeting(app), ["Förslaget överlämnas till kommunstyrelsen."], {})
    with app.app_context():
        board = db.session.execute(select(Body.id).filter_by(authority_id=1, short_name="KS")).scalar_one()
    given = {"decision": str(decision), "committee": str(board), "not_reserved": "yes"}
    step_of(app, proposal, "hand_over", "sekreterare", **given)
    return proposal


def report_unready(app: Flask, meeting: int, texts: Mapping[int, str]) -> int:
    """The secretary puts what came out of those matters on the assembly's agenda: the item's id."""
    with app.app_context(), write():
        secretary = reader_of("sekreterare")
        row = found(get_meeting(meeting, secretary, lock=True))
        return put_unready(row, texts, actor=secretary).id
