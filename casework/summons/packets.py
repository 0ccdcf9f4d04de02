"""The worker's part: the packet of each summons, all its papers in one PDF. Claim, commit, make, mark.

The papers are those that the summons froze, whatever has changed since. A worker that dies leaves a lease that runs
out, and the packet is made anew by the next one; what it had kept on disk no row names.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import and_, or_, select

from casework import clock
from casework.cases.models import ReportVersion
from casework.database import db, write
from casework.documents.binding import Paper, Part, UnbindableError, bind, readable
from casework.documents.kinds import JPEG, KINDS, PDF, PNG
from casework.documents.typesetting import (
    EnclosedData,
    ReportData,
    TypesettingError,
    typeset_enclosed,
    typeset_image,
    typeset_report,
)
from casework.logs import log
from casework.register.operations import keep_file, read_file
from casework.summons.freezing import Item
from casework.summons.models import Packet, Summons
from casework.summons.wording import document_name, starts_at
from workflows import PROCEDURES

LEASE = timedelta(minutes=3)
"""For one paper: it is taken anew for each."""

PAUSE = timedelta(minutes=1)
MOST_ATTEMPTS = 5


class LeaseLostError(RuntimeError):
    """Another worker has taken the packet over."""


@dataclass(frozen=True)
class Claim:
    """A packet that this worker makes."""

    packet_id: int
    token: str


def drain() -> int:
    """Make the packets that are due; how many were tried. Safe beside other workers."""
    tried = 0
    while (claim := _claim()) is not None:
        _make(claim)
        tried += 1
    return tried


def _claim() -> Claim | None:
    now = clock.now()
    due = or_(
        and_(Packet.state == "queued", Packet.next_at <= now),
        and_(Packet.state == "making", Packet.lease_until < now),  # its worker died
    )
    if db.session.scalar(select(Packet.id).where(due).limit(1)) is None:
        db.session.rollback()
        return None  # an idle worker takes no lock
    query = select(Packet).where(due).order_by(Packet.next_at, Packet.id).limit(1)
    with write():
        packet = db.session.scalar(query.with_for_update(skip_locked=True))
        if packet is None:
            return None
        move(packet, "claim")
        packet.done = 0
        packet.lease_token, packet.lease_until = uuid.uuid4().hex, now + LEASE
        packet.attempts += 1
        return Claim(packet.id, packet.lease_token)


def _make(claim: Claim) -> None:
    try:
        summons = db.session.scalars(select(Summons).join(Packet).where(Packet.id == claim.packet_id)).one()
        db.session.expunge(summons)  # it never changes, and is read while other transactions come and go
        db.session.rollback()
        title = file_name(summons).removesuffix(".pdf")
        content = bind(title, list(_parts(summons, partial(_progress, claim))))
        with write():
            _end(claim, sha256=keep_file(content, "application/pdf").sha256)
    except LeaseLostError:
        log.info("packet_lease_lost", packet=claim.packet_id)
    except Exception as error:  # noqa: BLE001  # whatever it is, the row says so and it is tried again
        log.error("packet_failed", packet=claim.packet_id, error=type(error).__name__, exc_info=error)
        with write():
            _end(claim, error=type(error).__name__)


def _progress(claim: Claim) -> None:
    """One more paper is ready; nothing else is held meanwhile."""
    with write():
        packet = _held(claim)
        packet.done = min(packet.done + 1, packet.total)
        packet.lease_until = clock.now() + LEASE


def _end(claim: Claim, *, sha256: str | None = None, error: str = "") -> None:
    packet = _held(claim)
    move(packet, "finish" if sha256 else "try_later" if packet.attempts < MOST_ATTEMPTS else "give_up")
    packet.sha256, packet.next_at = sha256, clock.now() + PAUSE * packet.attempts
    packet.lease_until, packet.lease_token, packet.last_error = None, "", error
    if sha256:
        packet.done = packet.total


def _held(claim: Claim) -> Packet:
    """The packet with its row held, if it is still this worker's."""
    packet = db.session.scalar(select(Packet).where(Packet.id == claim.packet_id).with_for_update())
    if packet is None or packet.lease_token != claim.token:
        raise LeaseLostError
    return packet


def file_name(summons: Summons) -> str:
    """Handlingar KSAU 2026-06-14.pdf, with the number of a supplement."""
    there = summons.agenda["meeting"]
    day = clock.local(starts_at(summons.agenda)).date().isoformat()
    with force_locale("sv"):
        name = gettext("Handlingar %(body)s %(day)s", body=there["short_name"], day=day)
        number = gettext(" version %(number)s", number=summons.number) if summons.is_supplement else ""
    return f"{name}{number}.pdf".replace("/", "-")


def _parts(summons: Summons, ready: Any) -> Iterator[Part]:
    """The summons itself, then each item's report and attachments; `ready` is called after each paper."""
    with force_locale("sv"):
        name = document_name(summons.number)
    yield Part(name, "K:", [Paper(name, read_file(summons.sha256))])
    ready()
    for item in summons.agenda["items"]:
        papers = []
        for paper in _papers(summons, item):
            papers.append(paper)
            ready()
        if papers:
            yield Part(f"{item['number']}. {item['title']}", f"{item['number']}:", papers)


def _papers(summons: Summons, item: Item) -> Iterator[Paper]:
    if item["report"]:
        yield _report(summons, item)
    for number, row in enumerate(item["attachments"], start=1):
        with force_locale("sv"):
            yield Paper(row["name"], _attached(summons, item, number, row))


def _report(summons: Summons, item: Item) -> Paper:
    data = frozen_report(summons, item)
    db.session.rollback()  # no transaction is open while it is set
    return Paper("Tjänsteskrivelse", typeset_report(data))


def frozen_report(summons: Summons, item: Item) -> ReportData:
    """The report of the item, which has one, as the summons froze it."""
    version = db.session.get_one(ReportVersion, item["report"]["id"])
    return ReportData(
        authority_name=summons.agenda["meeting"]["authority"],
        case_number=item["case_number"] or "",
        title=version.content["title"],
        officer=item["officer"] or "",
        saved_at=version.saved_at,
        content=version.content,
    )


def _attached(summons: Summons, item: Item, number: int, row: dict[str, Any]) -> bytes:
    """The attachment as pages, or a page that says why it has none."""
    page = partial(
        EnclosedData,
        authority_name=summons.agenda["meeting"]["authority"],
        running=gettext("Ärende %(item)s, bilaga %(number)s", item=item["number"], number=number),
        name=row["name"],
        made_at=summons.issued_at,
    )
    kind, told = row["media_type"], ""
    try:
        if kind == PDF.media_type:
            return readable(read_file(row["sha256"]))
        if kind in {PNG.media_type, JPEG.media_type}:
            return typeset_image(page(), read_file(row["sha256"]))
        told = gettext(
            "Filen är av typen %(kind)s och kan inte sättas in här. Öppna den på kallelsens sida, vid ärende %(item)s.",
            kind=gettext(KINDS[kind].label),
            item=item["number"],
        )
    except (UnbindableError, TypesettingError):
        told = gettext(
            "Filen är skadad eller skyddad med lösenord och kan inte sättas in här. Öppna den på kallelsens sida, vid "
            "ärende %(item)s.",
            item=item["number"],
        )
    return typeset_enclosed(page(told=told))


def make_again(packet: Packet) -> None:
    """Queue a packet that could not be made once more."""
    move(packet, "make_again")
    packet.attempts, packet.next_at, packet.last_error = 0, clock.now(), ""


def move(packet: Packet, step: str) -> None:
    """The only place that changes a packet's state; MachineError where the table has no such road."""
    packet.state = PROCEDURES["packet"].move(step, packet.state)
