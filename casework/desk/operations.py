"""Telling a person what happened to his case. Callers commit (database.write)."""

from sqlalchemy import update

from casework import clock
from casework.cases.operations import StepContext
from casework.database import db
from casework.desk.models import Notice


def notify_officer(context: StepContext) -> None:
    """Effect: a notice to the officer of the case, unless he took the step himself."""
    if context.case.officer_id == context.actor.person_id:
        return
    db.session.add(Notice(person_id=context.case.officer_id, event_id=context.event.id))


def mark_seen(person_id: int, notice_ids: list[int]) -> None:
    """The person has seen these of his notices."""
    rows = update(Notice).where(Notice.person_id == person_id, Notice.id.in_(notice_ids), Notice.seen_at.is_(None))
    db.session.execute(rows.values(seen_at=clock.now()))
