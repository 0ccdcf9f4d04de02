"""Reading what was summoned. Its door is the meeting's own, `meetings.queries.get_meeting`; callers have passed it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from casework.cases.models import Attachment, ReportVersion
from casework.database import db
from casework.dispatch.models import Delivery
from casework.dispatch.queries import deliveries_in
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.queries import items_of
from casework.people.models import Seat
from casework.people.queries import addresses_of, seats_on
from casework.summons.models import Packet, SubstituteCall, Summons, SummonsAnswer, SummonsLetter


@dataclass(frozen=True)
class Summoned:
    """Who is summoned, by the seat that he holds on the meeting's day. `address` is "" where no account has one."""

    person_id: int
    name: str
    party: str
    role: str
    address: str


def summoned_to(meeting: Meeting) -> list[Summoned]:
    """Members and substitutes (KL 5:15, 6:17), each once, by the first of his seats; two statements."""
    seats = seats_of(meeting)
    addresses = addresses_of(seat.person_id for seat in seats)
    found: dict[int, Summoned] = {}
    for seat in seats:
        address = addresses.get(seat.person_id, "")
        found.setdefault(seat.person_id, Summoned(seat.person_id, seat.person.name, seat.party, seat.role, address))
    return list(found.values())


def seats_of(meeting: Meeting) -> list[Seat]:
    """The seats that hold on the meeting's day, in serving order."""
    return seats_on(meeting.body_id, meeting.day)


def agenda_now(meeting: Meeting) -> dict[str, Any]:
    """The agenda as it stands, in the shape that `freezing` tells of; five statements, however long it is."""
    items = items_of(meeting.id)
    cases = [item.case_id for item in items if item.case_id]
    reports, papers = _reports(cases), _attachments(cases)
    prepared = _prepared(meeting, reports)
    return {
        "meeting": {
            "authority": meeting.body.authority.name,
            "body": meeting.body.name,
            "short_name": meeting.body.short_name,
            "starts_at": meeting.starts_at.isoformat(),
            "place": meeting.place,
        },
        "items": [
            _frozen(number, item, reports.get(item.case_id or 0), papers.get(item.case_id or 0, []), prepared)
            for number, item in enumerate(items, start=1)
        ],
    }


def _frozen(
    number: int,
    item: AgendaItem,
    report: ReportVersion | None,
    papers: Sequence[Attachment],
    prepared: Mapping[int, list[str]],
) -> dict[str, Any]:
    proposed = report.content["proposal"] if report else []
    return {
        "id": item.id,
        "number": number,
        "kind": item.kind,
        "title": item.name,
        "case_number": item.case.number if item.case else None,
        "officer": item.case.officer.name if item.case else None,
        "proposal": list(prepared.get(item.case_id or 0) or proposed or item.proposal),
        "report": {"id": report.id, "sha256": report.content_hash} if report else None,
        "attachments": [
            {"id": row.id, "name": row.name, "sha256": row.sha256, "media_type": row.media_type, "size": row.size}
            for row in papers
        ],
        "late": item.late,
        "closed_doors": item.closed_doors,
    }


def _reports(cases: Sequence[int]) -> dict[int, ReportVersion]:
    """The newest report of each case."""
    newest = select(func.max(ReportVersion.id)).where(ReportVersion.case_id.in_(cases)).group_by(ReportVersion.case_id)
    rows = db.session.scalars(select(ReportVersion).where(ReportVersion.id.in_(newest)))
    return {row.case_id: row for row in rows}


def _attachments(cases: Sequence[int]) -> dict[int, list[Attachment]]:
    query = select(Attachment).where(Attachment.case_id.in_(cases), Attachment.removed_at.is_(None))
    found: dict[int, list[Attachment]] = {}
    for row in db.session.scalars(query.order_by(Attachment.id)):
        found.setdefault(row.case_id, []).append(row)
    return found


def _prepared(meeting: Meeting, reports: Mapping[int, ReportVersion]) -> dict[int, list[str]]:
    """What another body proposed on the report that is newest now, by case: as meetings.queries.prepared_points."""
    query = select(Decision.case_id, Decision.points).where(
        Decision.report_version_id.in_([row.id for row in reports.values()]),
        Decision.body_id != meeting.body_id,
        Decision.outcome.in_(["approve", "approve_changed"]),
    )
    return {row.case_id: list(row.points) for row in db.session.execute(query.order_by(Decision.id)) if row.case_id}


def summonses_of(meeting_id: int) -> list[Summons]:
    """Every summons of the meeting, the first one first."""
    query = select(Summons).where(Summons.meeting_id == meeting_id)
    return list(db.session.scalars(query.order_by(Summons.number)))


def last_summons(meeting_id: int) -> Summons | None:
    """The newest summons of the meeting."""
    query = select(Summons).where(Summons.meeting_id == meeting_id)
    return db.session.scalar(query.order_by(Summons.number.desc()).limit(1))


def answers_to(meeting_id: int) -> dict[int, SummonsAnswer]:
    """The newest answer of each person who has answered."""
    newest = select(func.max(SummonsAnswer.id)).where(SummonsAnswer.meeting_id == meeting_id)
    query = select(SummonsAnswer).where(SummonsAnswer.id.in_(newest.group_by(SummonsAnswer.person_id)))
    return {row.person_id: row for row in db.session.scalars(query)}


def calls_to(meeting_id: int) -> list[SubstituteCall]:
    """Every call of a substitute to the meeting, the first one first."""
    query = select(SubstituteCall).where(SubstituteCall.meeting_id == meeting_id)
    return list(db.session.scalars(query.order_by(SubstituteCall.id)))


def letters_of(summonses: Iterable[Summons]) -> list[tuple[SummonsLetter, list[Delivery]]]:
    """What went out by these summonses, and each letter's deliveries; two statements."""
    ids = [row.id for row in summonses]
    query = select(SummonsLetter).where(SummonsLetter.summons_id.in_(ids)).order_by(SummonsLetter.id)
    letters = list(db.session.scalars(query))
    by_dispatch: dict[int, list[Delivery]] = {row.dispatch_id: [] for row in letters}
    for delivery in deliveries_in(list(by_dispatch)):
        by_dispatch[delivery.dispatch_id].append(delivery)
    return [(row, by_dispatch[row.dispatch_id]) for row in letters]


def delivery_to(meeting_id: int, delivery_id: int) -> Delivery | None:
    """A delivery of the meeting's letters, its row held."""
    query = select(Delivery).join(SummonsLetter, SummonsLetter.dispatch_id == Delivery.dispatch_id)
    query = query.join(Summons, Summons.id == SummonsLetter.summons_id)
    query = query.where(Delivery.id == delivery_id, Summons.meeting_id == meeting_id)
    return db.session.scalar(query.with_for_update(of=Delivery))


def packet_of(summons_id: int, *, lock: bool = False) -> Packet | None:
    """The summons's packet."""
    query = select(Packet).where(Packet.summons_id == summons_id)
    return db.session.scalar(query.with_for_update() if lock else query)
