"""Queueing deliveries, and what people do with them: mend, release, post, read. Callers commit (database.write)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from flask import current_app
from sqlalchemy import insert, select

from casework import audit, clock
from casework.database import db
from casework.dispatch.channels import BY_READER, BY_WORKER, CHANNELS, NO_ACCOUNT
from casework.dispatch.models import DECISION, NOTICE, Delivery, Dispatch, DispatchFile
from casework.dispatch.queries import LOST
from casework.people.queries import persons_by_address
from workflows import PROCEDURES, Reason, StepRefused
from workflows._vocabulary import N_


@dataclass(frozen=True)
class Enclosure:
    """A kept file that goes with a message; `media_type` may have parameters, such as a calendar's method."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Message:
    """What every recipient of one occasion gets: a decision with its extract, a notice without a file.

    `enclosures` go beside the document, which is a PDF.

    Messages of the same `thread`, a word without blanks, are shown together by mail programs. `unsubscribe`: the page
    where the reader may decline such letters.
    """

    subject: str
    text: str
    html: str
    file_sha256: str | None = None
    file_name: str | None = None
    thread: str = ""
    unsubscribe: str = ""
    enclosures: tuple[Enclosure, ...] = ()


class Addressee(Protocol):
    """A row of a distribution list."""

    @property
    def name(self) -> str:
        """Who gets it."""

    @property
    def channel(self) -> str:
        """How it goes."""

    @property
    def address(self) -> str:
        """Where it goes today."""

    @property
    def deadline(self) -> date | None:
        """When it is to be there."""


Row = TypeVar("Row", bound=Addressee)


def dispatch(
    authority_id: int,
    case_id: int | None,
    message: Message,
    recipients: Iterable[Addressee],
    *,
    state: str,
    purpose: str = DECISION,
) -> Dispatch:
    """One row for the occasion and one delivery per recipient, "queued" or "held", in the caller's transaction.

    `case_id` is None for what belongs to no case (SUMMONS); whose it is, the caller's own rows say.

    Those with one address in a channel of the worker's share a letter (`letters`).
    """
    settings = current_app.extensions["casework.settings"]
    row = Dispatch(
        authority_id=authority_id,
        case_id=case_id,
        purpose=purpose,
        sender=settings.mail_from,
        reply_to=settings.mail_reply_to if purpose != NOTICE else "",
        subject=message.subject,
        text=message.text,
        html=message.html,
        file_sha256=message.file_sha256,
        file_name=message.file_name,
        thread=f"<{message.thread}@{settings.mail_domain}>" if message.thread else "",
        unsubscribe=message.unsubscribe,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    for position, file in enumerate(message.enclosures, start=1):
        enclosed = {"name": file.name, "sha256": file.sha256, "media_type": file.media_type}
        db.session.add(DispatchFile(dispatch_id=row.id, position=position, **enclosed))
    _add_deliveries(row, list(recipients), state)
    return row


def _add_deliveries(row: Dispatch, recipients: Sequence[Addressee], state: str) -> None:
    """In one statement, and one more where some share a letter: the rows are many, and nobody looks at them here."""
    domain = current_app.extensions["casework.settings"].mail_domain
    colleagues = persons_by_address([one.address for one in recipients if _carried(one.channel) == BY_READER])
    places = {id(one): place for place, one in enumerate(recipients, start=1)}
    carriers: list[dict[str, Any]] = []
    sharing: list[dict[str, Any]] = []
    for letter in letters(recipients):
        message_id = new_message_id(domain)
        for recipient in letter:
            person_id = colleagues.get(recipient.address.strip().casefold())
            nobody = _carried(recipient.channel) == BY_READER and person_id is None
            (sharing if recipient is not letter[0] else carriers).append(
                {
                    "dispatch_id": row.id,
                    "position": places[id(recipient)],
                    "recipient": recipient.name,
                    "channel": recipient.channel,
                    "address": recipient.address,
                    "person_id": person_id,
                    "deadline": recipient.deadline,
                    "state": "failed" if nobody else state,
                    "last_error": NO_ACCOUNT if nobody else "",
                    "message_id": message_id,
                    "attempts": 0,
                    "next_at": row.created_at,
                    "lease_token": "",
                }
            )
    if carriers:
        db.session.execute(insert(Delivery), carriers)
    if sharing:
        query = select(Delivery.message_id, Delivery.id).where(Delivery.dispatch_id == row.id)
        carried = {found.message_id: found.id for found in db.session.execute(query)}
        db.session.execute(insert(Delivery), [{**one, "with_id": carried[one["message_id"]]} for one in sharing])


def letters(recipients: Sequence[Row]) -> list[list[Row]]:
    """Who shares a letter with whom: by mail, those with one address. In the order of the list, nobody left out."""
    groups: dict[object, list[Row]] = {}
    for place, recipient in enumerate(recipients):
        shares = _carried(recipient.channel) == BY_WORKER and recipient.address
        key = (recipient.channel, recipient.address.strip().casefold()) if shares else place
        groups.setdefault(key, []).append(recipient)
    return list(groups.values())


def new_message_id(domain: str) -> str:
    """A Message-ID that no other letter has."""
    return f"<{uuid.uuid4()}@{domain}>"


def may_be_mended(delivery: Delivery) -> bool:
    """Whether its address may be changed: it failed or came back, or waits for people, on paper or at a desk."""
    return delivery.state in LOST or (delivery.state == "queued" and _carried(delivery.channel) != BY_WORKER)


def send_again(delivery: Delivery, address: str, *, actor_id: int) -> None:
    """Queue it once more, to a mended address; its attempts stay as its trace.

    `delivery`, whose row the caller holds and which may be mended, leaves the letter that it shared, and joins one that
    is still to go there. StepRefused where it is for a colleague's desk and no account has the address.
    """
    if _carried(delivery.channel) == BY_READER:
        delivery.person_id = persons_by_address([address]).get(address.strip().casefold())
        if delivery.person_id is None:
            raise StepRefused([Reason(NO_ACCOUNT)])
    _part_from_others(delivery)
    move(delivery, "send_again")
    delivery.address, delivery.next_at, delivery.attempts = address, clock.now(), 0
    delivery.sent_at, delivery.last_error = None, ""
    if (carrier := _waiting_for(delivery)) is not None:
        delivery.with_id, delivery.message_id = carrier.id, carrier.message_id
    record(delivery, actor_id)


def _part_from_others(delivery: Delivery) -> None:
    """The others keep the letter's Message-ID, and one of them carries it."""
    query = select(Delivery).where(Delivery.with_id == (delivery.with_id or delivery.id), Delivery.id != delivery.id)
    others = list(db.session.scalars(query.order_by(Delivery.position).with_for_update(of=Delivery)))
    if delivery.with_id is None and not others:
        return
    letter = delivery.message_id
    delivery.message_id = new_message_id(letter.rpartition("@")[2].rstrip(">"))
    was_carrier, delivery.with_id = delivery.with_id is None, None
    db.session.flush()  # one carrier a letter, at every moment
    if was_carrier:
        others[0].with_id = None
        db.session.flush()
        for other in others[1:]:
            other.with_id = others[0].id


def _waiting_for(delivery: Delivery) -> Delivery | None:
    """A letter of the same occasion that is to go to the delivery's new address and has not been tried; held."""
    query = select(Delivery).where(
        Delivery.dispatch_id == delivery.dispatch_id,
        Delivery.id != delivery.id,
        Delivery.channel == delivery.channel,
        Delivery.with_id.is_(None),
        Delivery.state == "queued",
        Delivery.attempts == 0,
    )
    rows = db.session.scalars(query.order_by(Delivery.id).with_for_update(of=Delivery))
    return next((row for row in rows if row.address.casefold() == delivery.address.casefold()), None)


def release(deliveries: Sequence[Delivery], *, actor_id: int | None) -> None:
    """The minutes are approved: what was held till then, its rows held by the caller, goes."""
    for delivery in deliveries:
        move(delivery, "release")
        delivery.next_at = clock.now()
        record(delivery, actor_id)


def release_with(deliveries: Sequence[Delivery], file_sha256: str, *, actor_id: int | None) -> None:
    """As `release`, with another document than the one that they waited with: the letters are theirs as they were.

    A dispatch is history. So they move to a new one, which is the old one but for its document and its time.
    """
    for before in {row.dispatch_id: row.dispatch for row in deliveries}.values():
        copied = {
            name: getattr(before, name)
            for name in ("authority_id", "case_id", "purpose", "sender", "reply_to", "subject", "text", "html")
        }
        rest = {"file_name": before.file_name, "thread": before.thread, "unsubscribe": before.unsubscribe}
        row = Dispatch(**copied, **rest, file_sha256=file_sha256, created_at=clock.now())
        db.session.add(row)
        db.session.flush()
        for delivery in deliveries:
            if delivery.dispatch_id == before.id:
                delivery.dispatch = row
    db.session.flush()
    release(deliveries, actor_id=actor_id)


def mark_posted(delivery: Delivery, day: date, *, actor_id: int) -> None:
    """An officer put the letter in the post that day. StepRefused for a day to come, or one before the decision."""
    if day > clock.today():
        raise StepRefused([Reason(N_("Dagen har inte varit än. Ange den dag då brevet postades."))])
    if day < clock.local(delivery.dispatch.created_at).date():
        raise StepRefused([Reason(N_("Beslutet fattades senare än så. Ange den dag då brevet postades."))])
    move(delivery, "post")
    delivery.posted_on = day
    _handled(delivery, actor_id)


def mark_seen(delivery: Delivery, *, actor_id: int) -> None:
    """Who was to read the decision says that he has."""
    move(delivery, "read")
    _handled(delivery, actor_id)


def _handled(delivery: Delivery, actor_id: int) -> None:
    delivery.handled_at, delivery.handled_by_id = clock.now(), actor_id
    record(delivery, actor_id)


def move(delivery: Delivery, step: str) -> None:
    """Move it as its table says; MachineError where there is no such way. The only place that sets its state."""
    delivery.state = PROCEDURES["delivery"].move(step, delivery.state)


def record(delivery: Delivery, actor_id: int | None) -> None:
    """The audit trail's word of where the delivery now stands."""
    if delivery.dispatch.purpose == NOTICE:
        return  # a word within the house is no act of the authority; its attempts are its trace
    audit.record(
        f"delivery_{delivery.state}",
        authority_id=delivery.dispatch.authority_id,
        case_id=delivery.dispatch.case_id,
        actor_id=actor_id,
        delivery=delivery.id,
        attempts=delivery.attempts,
    )


def tell_failed(delivery: Delivery) -> None:
    """Tell those who asked to know (effects.init_app) that the recipient has not got it, nor will without help.

    They are told of cases; what belongs to none is seen where it belongs.
    """
    if delivery.dispatch.purpose != NOTICE and delivery.dispatch.case_id is not None:
        for told in current_app.extensions["casework.delivery_failed"]:
            told(delivery)


def _carried(channel: str) -> str:
    return CHANNELS[channel].carried if channel in CHANNELS else ""
