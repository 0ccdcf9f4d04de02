"""What the clock does: tells once who keeps a body's decisions that the day has come to confirm them as final."""

from datetime import date

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import audit, clock
from casework.appeals.models import FinalityTold
from casework.appeals.waiting import MINUTES, Group, all_ready, groups, sentence
from casework.database import db, write
from casework.logs import log
from casework.people.models import Person
from casework.people.queries import holders
from casework.publication.models import NoticeBoardPosting
from casework.publication.queries import lock_posting
from workflows._vocabulary import REGISTRAR, SECRETARY

FINALITY = "finality"


def tell_of_final_days() -> int:
    """Drain: how many notices were told of, each once of each day; a gap in the notice gives it another.

    Two workers tell once. One that cannot be told does not stop the others.
    """
    found = [row for row in all_ready() if row.earliest is not None and not _told(row, row.earliest)]
    ids = [row.posting.id for row in found]
    db.session.rollback()
    return sum(_tell_once(number) for number in ids)


def _told(group: Group, earliest: date) -> bool:
    column = FinalityTold.minutes_id if group.word == MINUTES else FinalityTold.delegated_id
    query = select(FinalityTold.id).where(column == group.id, FinalityTold.earliest_on == earliest)
    return db.session.scalar(query) is not None


def _tell_once(posting_id: int) -> bool:
    try:
        with write():
            lock_posting(posting_id)
            group = next((row for row in groups(NoticeBoardPosting.id == posting_id) if row.ready), None)
            if group is None or group.earliest is None or _told(group, group.earliest):
                return False
            _tell(group, group.earliest)
    except Exception as error:  # noqa: BLE001  # the others are told on their day all the same
        log.error("final_day_not_told", posting=posting_id, error=type(error).__name__, exc_info=error)
        return False
    return True


def _tell(group: Group, earliest: date) -> None:
    """The row that says so, and a sentence to each: on the desk and by mail, of no case by mail alone."""
    row = FinalityTold(earliest_on=earliest, told_at=clock.now())
    row.minutes_id, row.delegated_id = group.posting.minutes_id, group.posting.delegated_id
    db.session.add(row)
    db.session.flush()
    case_id = next((one.subject.case_id for one in group.ready if one.subject.case_id is not None), None)
    with force_locale("sv"):
        text, subject = sentence(group), gettext("Laga kraft att bekräfta")
    keepers = [person.id for person in _keepers(group)]
    if case_id is None:
        write_to = current_app.extensions["casework.write_to"]
        write_to(keepers, group.posting.authority_id, subject, text, "/laga-kraft")
    for person_id in keepers if case_id is not None else ():
        current_app.extensions["casework.tell"](person_id, case_id, FINALITY, text)
    audit.record("final_day_told", authority_id=group.posting.authority_id, posting=group.posting.id)


def _keepers(group: Group) -> list[Person]:
    """The body's secretaries; where it has none, the registrars."""
    told = [holders(role, group.posting.authority_id, group.posting.body_id) for role in (SECRETARY, REGISTRAR)]
    return next((persons for persons in told if persons), [])
