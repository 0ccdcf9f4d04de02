"""What every act at an item begins and ends with: the rows held, the actor judged, and the word to audit and screens.

Rows are held in the order case, item, meeting, vote, as everywhere; callers commit (database.write).
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from casework import audit
from casework.cases.models import Case
from casework.cases.queries import lock_case
from casework.database import db
from casework.deliberation.queries import Bench, bench_at
from casework.errors import StaleVersion, found
from casework.meetings.changes import changed
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import get_item, lock_meeting
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

DECIDED = Reason(N_("Ärendet är redan avgjort på det här sammanträdet."))
NOT_OPEN = Reason(N_("Sammanträdet pågår inte. Yrkanden och omröstningar hör till ett öppnat sammanträde."))


def held_item(item_id: int, reader: Reader, case_id: int | None) -> AgendaItem:
    """The item with its row held, its case's before it. NotFound where it does not exist for the reader."""
    if case_id is not None:
        lock_case(case_id)
    item: AgendaItem = found(get_item(item_id, reader, lock=True))
    return item


def shared(item: AgendaItem) -> None:
    """Keep the item's rows from being ended while one of many votes; those who vote do not wait for each other."""
    for model, key in ((Case, item.case_id), (AgendaItem, item.id), (Meeting, item.meeting_id)):
        if key is not None:
            query = select(model.id).where(model.id == key)
            db.session.execute(query.with_for_update(read=True, key_share=True))


def bench(item: AgendaItem, actor: Reader, *, expected_version: int | None = None, decided: bool = False) -> Bench:
    """Who takes part in the item, which stands still until the transaction ends.

    Raises StaleVersion where another version is expected; StepRefused at a meeting that is not open, and for an item
    that has its outcome, unless what is done comes after it (`decided`).
    """
    if expected_version is not None and item.version != expected_version:
        raise StaleVersion(item.version)
    meeting = lock_meeting(item.meeting_id)
    if meeting.state != "open":
        raise StepRefused([NOT_OPEN])
    if item.outcome is not None and not decided:
        raise StepRefused([DECIDED])
    return bench_at(item, actor)


def touch(item: AgendaItem) -> None:
    """What the reader saw of the item is another thing now: its version goes up."""
    flag_modified(item, "position")
    db.session.flush()


def tell(item: AgendaItem, event: str, actor: Reader, **data: Any) -> None:
    """The audit trail's record of the act, and the word to the meeting's screens."""
    audit.record(
        event,
        authority_id=item.meeting.authority_id,
        case_id=item.case_id,
        actor_id=actor.person_id,
        item=item.id,
        **data,
    )
    changed(item.meeting_id)


def only(allowed: bool, text: str, **values: Any) -> None:
    """Raises StepRefused with that sentence unless it is allowed."""
    if not allowed:
        raise StepRefused([Reason(text, values)])
