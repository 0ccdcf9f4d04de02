"""What has not reached its recipient yet, across the cases."""

from sqlalchemy import case as either
from sqlalchemy import select

from casework.cases.models import Case
from casework.cases.queries import visible_to
from casework.database import db
from casework.dispatch.models import Delivery, Dispatch
from casework.dispatch.queries import FINAL, LOST, OUTWARD
from casework.permissions import Reader

MOST = 200


def unfinished(reader: Reader) -> list[tuple[Delivery, Case]]:
    """The deliveries to distribution lists that nobody has got yet, in the cases that exist for `reader`.

    What needs a person's hand first, then the oldest; at most MOST. One statement.
    """
    query = select(Delivery, Case).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.join(Case, Case.id == Dispatch.case_id).where(
        Delivery.state.not_in(FINAL), Dispatch.purpose.in_(OUTWARD), visible_to(reader)
    )
    first = either((Delivery.state.in_(LOST), 0), (Delivery.channel == "paper", 1), else_=2)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(first, Delivery.id).limit(MOST))]
