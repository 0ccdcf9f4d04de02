"""What the clock does: who has an assignment is reminded, and whose matter's year goes out is warned. Once each."""

from collections.abc import Callable
from functools import partial

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import audit, clock
from casework.assignments.letters import OVERDUE, REMINDER, send
from casework.assignments.models import LATE, OPEN, Assignment, AssignmentReminder, MatterWarning, RaisedMatter
from casework.assignments.queries import lock_assignment, stage_on, to_remind
from casework.assignments.raised_queries import is_waiting, lock_matter, to_warn
from casework.database import db, write
from casework.law.reporting import BEFORE
from casework.logs import log
from casework.people.queries import holders
from casework.web import day
from workflows import WORKFLOWS
from workflows._vocabulary import SECRETARY


def remind() -> int:
    """Drain: letters about assignments before their last day and after it; how many assignments were told of.

    Each stage of a day is told once, beside other workers too: the row that says so is unique, and is written with the
    letter. Of stages that have come at once only the nearest is told. One that cannot be told does not stop the others.
    """
    stages = current_app.extensions["casework.settings"].assignment_reminder_stages
    rows = to_remind(stages)
    db.session.rollback()
    return sum(_safely(partial(_remind, number, stages), assignment=number) for number, _stage in rows)


def _remind(number: int, stages: tuple[int, ...]) -> bool:
    row = lock_assignment(number)
    stage = stage_on(clock.today(), row.due, stages)
    if row.status != OPEN or stage is None or _reminded(row, stage):
        return False
    told = send(row, OVERDUE if stage == LATE else REMINDER)
    reminder = AssignmentReminder(assignment_id=row.id, due=row.due, stage=stage, told=", ".join(told), at=clock.now())
    db.session.add(reminder)
    event = "assignment_overdue" if stage == LATE else "assignment_reminded"
    audit.record(event, authority_id=row.authority_id, case_id=row.case_id, assignment=row.id, stage=stage)
    return True


def _reminded(row: Assignment, stage: int) -> bool:
    """Whether that stage, or a later one, of the day that holds was told of."""
    query = select(AssignmentReminder.id).where(
        AssignmentReminder.assignment_id == row.id,
        AssignmentReminder.due == row.due,
        AssignmentReminder.stage <= stage,
    )
    return db.session.scalar(query.limit(1)) is not None


def warn() -> int:
    """Drain: officer and secretary are warned 90, 60 and 30 days before a matter's year is over, and when it is.

    On the desk, and by letter to who wants letters; how many matters were told of. As `remind`.
    """
    rows = to_warn()
    db.session.rollback()
    return sum(_safely(partial(_warn, number), case=number) for number, _stage in rows)


def _warn(case_id: int) -> bool:
    matter = lock_matter(case_id)
    stage = stage_on(clock.today(), matter.last_day, BEFORE)
    if stage is None or not is_waiting(matter) or _warned(case_id, stage):
        return False
    case, text = matter.case, _sentence(matter)
    persons = {one.id: one.name for one in (case.officer, *holders(SECRETARY, case.authority_id, case.body_id))}
    tell: Callable[..., None] = current_app.extensions["casework.tell"]
    for person_id in persons:
        tell(person_id, case_id, "raised", text)
    warning = MatterWarning(case_id=case_id, stage=stage, told=", ".join(persons.values()), at=clock.now())
    db.session.add(warning)
    event = "raised_matter_late" if stage == LATE else "raised_matter_warned"
    audit.record(event, authority_id=case.authority_id, case_id=case_id, stage=stage)
    return True


def _warned(case_id: int, stage: int) -> bool:
    query = select(MatterWarning.id).where(MatterWarning.case_id == case_id, MatterWarning.stage <= stage)
    return db.session.scalar(query.limit(1)) is not None


def _sentence(matter: RaisedMatter) -> str:
    left = (matter.last_day - clock.today()).days
    with force_locale("sv"):
        kind = gettext(WORKFLOWS[matter.case.kind].label)
        values = {"kind": kind, "raised": day(matter.raised_on), "day": day(matter.last_day), "left": left}
        if left < 0:
            return gettext(
                "%(kind)s, väckt %(raised)s: året gick ut %(day)s utan att fullmäktige har beslutat eller fått en "
                "redovisning (kommunallagen 5 kap. 35 §).",
                **values,
            )
        return gettext(
            "%(kind)s, väckt %(raised)s: fullmäktige ska besluta, eller få veta vad som har kommit fram, senast "
            "%(day)s. Dagar kvar: %(left)s.",
            **values,
        )


def _safely(work: Callable[[], bool], **ids: int) -> bool:
    try:
        with write():
            return work()
    except Exception as error:  # noqa: BLE001  # the others are told on their day all the same
        log.error("reminder_failed", **ids, error=type(error).__name__, exc_info=error)
        return False
