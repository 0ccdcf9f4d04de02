"""What of summonses waits on a person's desk: to answer, or as their sender to mend a letter that did not arrive."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select

from casework import clock
from casework.database import db
from casework.dispatch.models import Delivery
from casework.dispatch.queries import LOST
from casework.meetings.models import Meeting
from casework.meetings.queries import SEATED
from casework.permissions import Reader
from casework.summons.models import SubstituteCall, Summons, SummonsAnswer, SummonsLetter
from workflows._vocabulary import SECRETARY


@dataclass(frozen=True)
class Waiting:
    """A meeting with what waits for the reader: his answer, maybe as one who is called, or `lost` letters."""

    meeting: Meeting
    call: SubstituteCall | None = None
    lost: int = 0


def waiting_summons(reader: Reader) -> list[Waiting]:
    """What waits for the reader, the nearest meeting first; a statement for his seats and one for his meetings."""
    found = _to_answer(reader) if reader.has(*SEATED) else []
    return sorted([*found, *(_lost(reader) if reader.has(SECRETARY) else [])], key=lambda row: row.meeting.starts_at)


def _to_answer(reader: Reader) -> list[Waiting]:
    answered = select(SummonsAnswer.id).where(
        SummonsAnswer.meeting_id == Meeting.id, SummonsAnswer.person_id == reader.person_id
    )
    mine = and_(
        SubstituteCall.meeting_id == Meeting.id,
        SubstituteCall.person_id == reader.person_id,
        SubstituteCall.ended_at.is_(None),
    )
    query = select(Meeting, SubstituteCall).outerjoin(SubstituteCall, mine)
    query = query.where(_ahead(), Meeting.body_id.in_(reader.bodies(*SEATED)), ~answered.exists())
    return [Waiting(meeting, call) for meeting, call in db.session.execute(query)]


def _lost(reader: Reader) -> list[Waiting]:
    whole = [grant.authority_id for grant in reader.grants if grant.role == SECRETARY and grant.body_id is None]
    kept = or_(Meeting.body_id.in_(reader.bodies(SECRETARY)), Meeting.authority_id.in_(whole))
    lost = (
        select(Summons.meeting_id, func.count().label("count"))
        .join(SummonsLetter, SummonsLetter.summons_id == Summons.id)
        .join(Delivery, Delivery.dispatch_id == SummonsLetter.dispatch_id)
        .where(Delivery.state.in_(LOST))
        .group_by(Summons.meeting_id)
        .subquery()
    )
    query = select(Meeting, lost.c.count).join(lost, lost.c.meeting_id == Meeting.id).where(_ahead(), kept)
    return [Waiting(meeting, lost=count) for meeting, count in db.session.execute(query)]


def _ahead() -> ColumnElement[bool]:
    return and_(Meeting.state == "summoned", Meeting.starts_at > clock.now())


def summons_line(waiting: Waiting) -> str:
    """Why it is on the desk."""
    if waiting.lost:
        return _("%(count)s brev om sammanträdet har inte kommit fram. Rätta adressen.", count=waiting.lost)
    if waiting.call is not None:
        return _("Du är inkallad som ersättare för %(name)s. Svara.", name=waiting.call.for_person.name)
    return _("Svara om du kommer.")
