"""A person answers for the days on which the worker did not see the notice (R-109). Callers commit."""

from collections.abc import Sequence
from datetime import date

from casework import audit, clock
from casework.database import db
from casework.permissions import Reader
from casework.publication.models import NoticeBoardPosting, PostingObservation
from casework.publication.queries import days_in_question, observations_of
from casework.web import bounded


def answer_for(posting: NoticeBoardPosting, until: date, note: str, *, actor: Reader) -> Sequence[date]:
    """That the notice stood there on the days in question up to `until`, and how the actor knows: those days.

    The caller holds the notice's row. It says nothing of the clock: that counts from the stretches alone. Whoever finds
    that the notice was not there takes it down and posts it again. What is answered already stays as it is.
    """
    days = days_in_question(posting, observations_of([posting.id])[posting.id], clock.today())
    asked = [day for day in days if day <= until]
    told = {"note": bounded(note.strip()), "observed_by_id": actor.person_id, "at": clock.now()}
    db.session.add_all(PostingObservation(posting_id=posting.id, day=day, seen=True, **told) for day in asked)
    db.session.flush()
    if asked:
        days_told = [day.isoformat() for day in asked]
        ids = {"authority_id": posting.authority_id, "actor_id": actor.person_id}
        audit.record("notice_answered_for", **ids, posting=posting.id, days=days_told)
    return asked
