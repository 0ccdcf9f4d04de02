"""The worker's round to the mailbox: each report is noted once, and what it is about is moved."""

import hashlib

from flask import current_app
from sqlalchemy import select

from casework import clock
from casework.database import db, write
from casework.dispatch.bounces.mailboxes import opened, parse_place
from casework.dispatch.bounces.report import Report, read_reports
from casework.dispatch.models import BounceReport, Delivery, DeliveryAttempt
from casework.dispatch.operations import move, record, tell_failed
from casework.dispatch.verp import delivery_in, proves
from casework.logs import log

FAILED = "failed"


def collect_bounces() -> int:
    """Read what is new in the mailbox of CASEWORK_BOUNCES_URL; how many messages. 0 where none is set.

    A message is marked as read after what it says is committed: read twice after a crash, it counts once.
    """
    url = current_app.extensions["casework.settings"].bounces_url
    if not url:
        return 0
    read = 0
    with opened(parse_place(url)) as box:
        for key, content in box.unread():
            note_reports(content)
            box.mark_read(key)
            read += 1
    return read


def note_reports(content: bytes) -> None:
    """Keep what a message reports, and move the deliveries that came back. The same message again changes nothing."""
    reports, sha256 = read_reports(content), hashlib.sha256(content).hexdigest()
    with write():
        for number, report in enumerate(reports):
            one = hashlib.sha256(f"{sha256} {number}".encode()).hexdigest() if number else sha256
            if db.session.scalar(select(BounceReport.id).where(BounceReport.sha256 == one)) is None:
                _note(report, one)
    log.info("bounce_read", reports=len(reports))


def _note(report: Report, sha256: str) -> None:
    carrier, ours = _about(report)
    db.session.add(
        BounceReport(
            sha256=sha256,
            delivery_id=carrier.id if carrier else None,
            at=clock.now(),
            action=report.action,
            detail=report.detail,
        )
    )
    if carrier is None or not ours or report.action != FAILED:
        return  # delayed, relayed, delivered: nothing has come to an end
    sharing = db.session.scalars(select(Delivery).where(Delivery.with_id == carrier.id).order_by(Delivery.position))
    detail = f"Kom i retur: {report.detail}"
    for delivery in [carrier, *sharing]:
        db.session.add(DeliveryAttempt(delivery_id=delivery.id, at=clock.now(), outcome="bounced", detail=detail))
        if delivery.state == "sent":
            move(delivery, "bounce")
            delivery.last_error = detail
            record(delivery, None)
            tell_failed(delivery)


def _about(report: Report) -> tuple[Delivery | None, bool]:
    """The delivery that carried the letter, its row held, and whether the report is about where it last went.

    By the address that the report came to; where the server did not keep that, by the letter's Message-ID.
    """
    secret = current_app.extensions["casework.settings"].secret_key
    carriers = select(Delivery).where(Delivery.with_id.is_(None)).with_for_update(of=Delivery)
    for address in report.return_to:
        if (named := delivery_in(address)) is not None:
            carrier = db.session.scalar(carriers.where(Delivery.id == named[0]))
            return carrier, carrier is not None and proves(named[1], carrier.id, carrier.address, secret=secret)
    if not report.message_id:
        return None, False
    carrier = db.session.scalar(carriers.where(Delivery.message_id == report.message_id))
    return carrier, carrier is not None and report.recipient.casefold() in ("", carrier.address.casefold())
