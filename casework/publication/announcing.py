"""The assembly's meetings as the notice board announces them: by the summons that went out (KL 5:13, 8:10 § 1)."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select

from casework import clock
from casework.database import db
from casework.law.bodies import ASSEMBLY
from casework.meetings.models import Meeting
from casework.people.models import Body
from casework.summons.models import Summons

HELD = ("summoned", "open", "adjourned")


@dataclass(frozen=True)
class Announced:
    """A meeting that is announced: when and where, and the matters as its newest summons froze them."""

    meeting: Meeting
    summons: Summons


def announced() -> list[Announced]:
    """The assembly's meetings to which a summons has gone, from today on, the nearest first. One statement."""
    newest = select(func.max(Summons.id)).group_by(Summons.meeting_id)
    midnight = clock.from_local(datetime.combine(clock.today(), time.min))
    query = (
        select(Meeting, Summons)
        .join(Summons, Summons.meeting_id == Meeting.id)
        .join(Body, Body.id == Meeting.body_id)
        .where(Body.kind == ASSEMBLY, Meeting.state.in_(HELD), Meeting.starts_at >= midnight, Summons.id.in_(newest))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [Announced(meeting, summons) for meeting, summons in db.session.execute(query)]
