"""Who got what, when. The caller has judged that the reader may see the case."""

from collections.abc import Sequence

from sqlalchemy import func, select

from casework.database import db
from casework.dispatch.models import CONDITION, DECISION, Delivery, DeliveryAttempt, Dispatch

OUTWARD = (DECISION, CONDITION)
"""What goes to the distribution list. A notice to an officer is nobody's business on the case's page."""


def deliveries_of(case_id: int, *, purposes: Sequence[str] = OUTWARD) -> list[Delivery]:
    """The case's deliveries: what failed first, then as on the distribution list."""
    query = select(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Dispatch.case_id == case_id, Dispatch.purpose.in_(purposes))
    rows = db.session.scalars(query.order_by(Delivery.dispatch_id, Delivery.position))
    return sorted(rows, key=lambda row: row.state != "failed")


def attempts_of(deliveries: Sequence[Delivery]) -> dict[int, list[DeliveryAttempt]]:
    """Every try, by delivery, oldest first."""
    query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_([row.id for row in deliveries]))
    tries: dict[int, list[DeliveryAttempt]] = {row.id: [] for row in deliveries}
    for attempt in db.session.scalars(query.order_by(DeliveryAttempt.id)):
        tries[attempt.delivery_id].append(attempt)
    return tries


def waiting() -> int:
    """How many deliveries are still to be sent."""
    states = ["queued", "sending", "deferred"]
    return db.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state.in_(states))) or 0


def delivery_of(case_id: int, delivery_id: int) -> Delivery | None:
    """One of the case's deliveries to the distribution list, its row held."""
    query = select(Delivery).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.where(Delivery.id == delivery_id, Dispatch.case_id == case_id, Dispatch.purpose.in_(OUTWARD))
    return db.session.scalar(query.with_for_update(of=Delivery))


def file_of_case(case_id: int, sha256: str) -> str | None:
    """The name under which a file of that hash was sent in the case; None when it was not."""
    query = select(Dispatch.file_name).where(Dispatch.case_id == case_id, Dispatch.file_sha256 == sha256)
    return db.session.scalar(query.limit(1))
