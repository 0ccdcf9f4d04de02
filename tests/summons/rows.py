"""A meeting that is summoned to, with one of everything that a summons has."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.cases.models import Case
from casework.cases.queries import lock_case
from casework.database import db, write
from casework.demo.cases import take
from casework.dispatch.models import SUMMONS, Delivery, DeliveryAttempt, Dispatch
from casework.meetings.operations import plan_meeting
from casework.meetings.queries import get_meeting
from casework.people.models import Body
from casework.summons import packets
from casework.summons.answering import answer
from casework.summons.operations import issue, preview
from tests.factories import make_cases, make_meeting, reader_of


@dataclass(frozen=True)
class Summoning:
    """The meeting, its only item and the item's attachment, and a letter that did not arrive, by id."""

    meeting: int
    item: int
    attachment: int
    delivery: int

    @property
    def url(self) -> str:
        """The summons's page."""
        return f"/sammantraden/{self.meeting}/kallelse"


def summon(app: Flask, meeting: int, *, why: str = "") -> int:
    """The secretary sends the summons, or a supplement: its number."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = get_meeting(meeting, actor)
        assert row is not None, f"there is no meeting {meeting}"
        return issue(meeting, actor=actor, seen=preview(row, actor).seen, why=why).number


def seen_of(app: Flask, meeting: int) -> dict[str, str]:
    """What the preview's form carries of the summons that would go now."""
    with app.app_context():
        actor = reader_of("sekreterare")
        row = get_meeting(meeting, actor)
        assert row is not None
        seen = preview(row, actor).seen
    items = ",".join(f"{key}:{print_}" for key, print_ in seen.items.items())
    return {"number": str(seen.number), "items": items, "rest": seen.rest}


def make_summoned(app: Flask) -> Summoning:
    """A meeting in three weeks with one case, summoned to; its packet is made and one letter came to nobody."""
    meeting = make_meeting(app, days=21)
    make_cases(app, ["on_agenda"], meeting=meeting, attachments=[("Underlag.txt", b"Ett underlag till kallelsen.")])
    summon(app, meeting)
    with app.app_context():
        packets.drain()
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        now = get_meeting(meeting, actor)
        assert now is not None
        item = next(item for item in preview(now, actor).agenda["items"] if item["attachments"])
        query = select(Delivery).join(Dispatch).where(Dispatch.purpose == SUMMONS).order_by(Delivery.id)
        delivery = db.session.scalars(query).first()
        assert delivery is not None
        delivery.state, delivery.next_at, delivery.last_error = "failed", clock.now(), "okänd mottagare"
        return Summoning(meeting, item["id"], item["attachments"][0]["id"], delivery.id)


def fill_summons() -> None:
    """A row in every table of the summons, in the caller's transaction: a member declines, and a substitute is called.

    The first substitute of the working committee has an account, so that his call is a letter.
    """
    actor = reader_of("sekreterare")
    body = db.session.scalars(select(Body).filter_by(short_name="KSAU")).one()
    starts = clock.now() + timedelta(days=14)
    meeting = plan_meeting(body, starts, "Lilla salen", actor=actor, creation_key="summoned")
    ready = db.session.scalars(select(Case).where(Case.state == "ready", Case.body_id == body.id)).first()
    assert ready is not None  # the demo's story leaves one so
    take(lock_case(ready.id), "list", actor, meeting=str(meeting.id))
    issue(meeting.id, actor=actor, seen=preview(meeting, actor).seen)
    member = reader_of("ledamot")
    answer(meeting.id, member.person_id, "no", actor=member)
    delivery = db.session.scalars(select(Delivery).join(Dispatch).where(Dispatch.purpose == SUMMONS)).first()
    assert delivery is not None
    db.session.add(DeliveryAttempt(delivery_id=delivery.id, at=clock.now(), outcome="deferred", detail="upptagen"))


def of_no_case() -> dict[str, int]:
    """How many rows there are of letters that belong to no case, by table. Needs a context."""
    letters = select(Dispatch.id).where(Dispatch.case_id.is_(None))
    deliveries = select(Delivery.id).where(Delivery.dispatch_id.in_(letters))
    counted = {
        "dispatches": letters,
        "deliveries": deliveries,
        "delivery_attempts": select(DeliveryAttempt.id).where(DeliveryAttempt.delivery_id.in_(deliveries)),
    }
    with db.engine.connect() as connection:
        return {table: len(connection.execute(query).all()) for table, query in counted.items()}
