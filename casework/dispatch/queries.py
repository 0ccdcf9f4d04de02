"""Who got what, when. The caller has judged that the reader may see the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from casework.database import db
from casework.dispatch.channels.smtp import MAIL
from casework.dispatch.models import CONDITION, DECISION, REFERRAL, Delivery, DeliveryAttempt, Dispatch, DispatchFile
from casework.people.models import Person

OUTWARD = (DECISION, CONDITION, REFERRAL)
"""What goes out of the house. A notice to an officer is nobody's business on the case's page."""

DECIDED = (DECISION, CONDITION)
"""What the distribution list gets: the case is not done before it has."""

LOST = ("failed", "bounced")
WAITING = ("queued", "sending", "deferred")
FINAL = ("sent", "posted", "seen")
"""The recipient has, as far as can be known, got it."""


def deliveries_of(case_id: int, *, purposes: Sequence[str] = OUTWARD) -> list[Delivery]:
    """The case's deliveries: what failed first, then as on the distribution list."""
    query = select(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Dispatch.case_id == case_id, Dispatch.purpose.in_(purposes))
    rows = db.session.scalars(query.order_by(Delivery.dispatch_id, Delivery.position))
    return sorted(rows, key=lambda row: row.state not in LOST)


def held_with(hashes: Sequence[str]) -> list[Delivery]:
    """The deliveries that wait for the minutes' approval and bring one of those files; their rows are held."""
    query = select(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Delivery.state == "held", Dispatch.file_sha256.in_(hashes)).order_by(Delivery.id)
    return list(db.session.scalars(query.with_for_update(of=Delivery)))


def sent_with(case_id: int, hashes: Select[str]) -> list[Delivery]:
    """The case's deliveries that bring, or brought, one of those files, in the order of the list."""
    query = select(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Dispatch.case_id == case_id, Dispatch.file_sha256.in_(hashes))
    return list(db.session.scalars(query.order_by(Delivery.dispatch_id, Delivery.position)))


def undelivered(case_id: int) -> list[tuple[str, str]]:
    """Who has not got the decision or a word of it, and the state of that, in the order that it was sent."""
    query = select(Delivery.recipient, Delivery.state).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Dispatch.case_id == case_id, Dispatch.purpose.in_(DECIDED), Delivery.state.not_in(FINAL))
    rows = db.session.execute(query.order_by(Delivery.dispatch_id, Delivery.position))
    return [(recipient, state) for recipient, state in rows]


def attempts_of(deliveries: Sequence[Delivery]) -> dict[int, list[DeliveryAttempt]]:
    """Every try, by delivery, oldest first."""
    query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_([row.id for row in deliveries]))
    tries: dict[int, list[DeliveryAttempt]] = {row.id: [] for row in deliveries}
    for attempt in db.session.scalars(query.order_by(DeliveryAttempt.id)):
        tries[attempt.delivery_id].append(attempt)
    return tries


def handlers_of(deliveries: Sequence[Delivery]) -> dict[int, str]:
    """Who posted or read them, by id: the names; no statement where nobody has."""
    ids = {row.handled_by_id for row in deliveries if row.handled_by_id}
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


@dataclass(frozen=True)
class Outgoing:
    """What is still to be sent by the worker: how many letters, and since when the oldest has waited."""

    count: int
    since: datetime | None


def outgoing() -> Outgoing:
    """What waits to be sent by mail, decisions and notices alike."""
    query = select(func.count(), func.min(Dispatch.created_at)).select_from(Delivery)
    query = query.join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    count, since = db.session.execute(query.where(Delivery.state.in_(WAITING), Delivery.channel == MAIL.name)).one()
    return Outgoing(count, since)


def read_by(person_id: int) -> list[Delivery]:
    """What the person is to read, the oldest first."""
    query = select(Delivery).where(Delivery.person_id == person_id, Delivery.state == "queued")
    return list(db.session.scalars(query.order_by(Delivery.id)))


def given_to(person_id: int, delivery_id: int, *, lock: bool = False) -> Delivery | None:
    """What was given to the person to read, whether he has or not; nobody else sees it this way."""
    query = select(Delivery).where(
        Delivery.id == delivery_id, Delivery.person_id == person_id, Delivery.state != "held"
    )
    return db.session.scalar(query.with_for_update(of=Delivery) if lock else query)


def delivery_of(case_id: int, delivery_id: int, *, lock: bool = False) -> Delivery | None:
    """One of the case's deliveries out of the house."""
    query = select(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Delivery.id == delivery_id, Dispatch.case_id == case_id, Dispatch.purpose.in_(OUTWARD))
    return db.session.scalar(query.with_for_update(of=Delivery) if lock else query)


def file_of_case(case_id: int, sha256: str) -> str | None:
    """The name under which a file of that hash was sent in the case; None when it was not."""
    query = select(Dispatch.file_name).where(Dispatch.case_id == case_id, Dispatch.file_sha256 == sha256)
    return db.session.scalar(query.limit(1))


def files_of(dispatch_id: int) -> list[DispatchFile]:
    """What goes with it beside its document, in order."""
    query = select(DispatchFile).where(DispatchFile.dispatch_id == dispatch_id)
    return list(db.session.scalars(query.order_by(DispatchFile.position)))


def deliveries_in(dispatch_ids: Sequence[int]) -> list[Delivery]:
    """The deliveries of these occasions, in their order; no statement where there are none."""
    if not dispatch_ids:
        return []
    query = select(Delivery).where(Delivery.dispatch_id.in_(dispatch_ids))
    return list(db.session.scalars(query.order_by(Delivery.dispatch_id, Delivery.position)))
