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


def everything_sent(number: str | None, *, only_open: bool) -> list[tuple[Delivery, str]] | None:
    """What went to distribution lists, each with its case's number, in the order it was sent; of one case, or of all.

    None where no case has the number. For the one who minds the installation: it asks for no reader.
    """
    if number is not None and db.session.scalar(select(Case.id).where(Case.number == number).limit(1)) is None:
        return None
    query = select(Delivery, Case.number).join(Dispatch, Dispatch.id == Delivery.dispatch_id)
    query = query.join(Case, Case.id == Dispatch.case_id).where(Dispatch.purpose.in_(OUTWARD))
    if number is not None:
        query = query.where(Case.number == number)
    if only_open:
        query = query.where(Delivery.state.not_in(FINAL))
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Delivery.id))]
