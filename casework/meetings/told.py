"""Meetings as programs read them: the shapes of the API's answers, and how they are filled."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from casework.api.shapes import Told
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.queries import attendance_of, extract_hashes, items_of


class SeatTold(Told):
    """A seat at the meeting, there from the start."""

    person: int
    name: str
    role: str
    party: str
    present: bool
    remote: bool
    serving_for: int | None


class DecisionTold(Told):
    """What was decided, with its paragraph in the minutes and the hash of the extract that is sent."""

    id: int
    paragraph: int
    year: int
    outcome: str
    points: list[str]
    assignment: dict[str, str] | None
    assignments: list[dict[str, str]]
    report_hash: str
    decided_at: datetime
    extract_sha256: str | None


class ItemTold(Told):
    """An item on the agenda; `number` is its case's. A matter of another `kind` than "case" has none."""

    id: int
    meeting: int
    kind: str
    case: int | None
    number: str
    title: str
    position: int
    outcome: str | None
    version: int
    decision: DecisionTold | None


class MeetingTold(Told):
    """A meeting with its roll and agenda."""

    id: int
    body: int
    body_name: str
    starts_at: datetime
    place: str
    state: str
    version: int
    attendance: list[SeatTold]
    items: list[ItemTold]


def meeting_told(meeting: Meeting) -> MeetingTold:
    """The meeting as programs read it."""
    return MeetingTold(
        id=meeting.id,
        body=meeting.body_id,
        body_name=meeting.body.name,
        starts_at=meeting.starts_at,
        place=meeting.place,
        state=meeting.state,
        version=meeting.version,
        attendance=[
            SeatTold(
                person=row.person_id,
                name=row.person.name,
                role=row.role,
                party=row.seat.party,
                present=row.present,
                remote=row.remote,
                serving_for=row.serving_for_id,
            )
            for row in attendance_of(meeting.id)
        ],
        items=_items_told(items_of(meeting.id)),
    )


def _items_told(items: Sequence[AgendaItem]) -> list[ItemTold]:
    hashes = extract_hashes([item.decision.id for item in items if item.decision])
    return [_item_told(item, item.decision, hashes) for item in items]


def item_told(item: AgendaItem, decision: Decision | None = None) -> ItemTold:
    """The item as programs read it."""
    return _item_told(item, decision, extract_hashes([decision.id]) if decision else {})


def _item_told(item: AgendaItem, decision: Decision | None, hashes: Mapping[int, str]) -> ItemTold:
    return ItemTold(
        id=item.id,
        meeting=item.meeting_id,
        case=item.case_id,
        kind=item.kind,
        number=item.case.number if item.case else "",
        title=item.name,
        position=item.position,
        outcome=item.outcome,
        version=item.version,
        decision=_decision_told(decision, hashes.get(decision.id)) if decision else None,
    )


def _decision_told(decision: Decision, extract_sha256: str | None) -> DecisionTold:
    return DecisionTold(
        id=decision.id,
        paragraph=decision.paragraph,
        year=decision.paragraph_year,
        outcome=decision.outcome,
        points=decision.points,
        assignment=next(iter(decision.assignments), None),
        assignments=decision.assignments,
        report_hash=decision.report_hash,
        decided_at=decision.decided_at,
        extract_sha256=extract_sha256,
    )
