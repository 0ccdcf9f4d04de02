"""What the meeting left behind, read for all its paragraphs at once: a handful of statements whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select

from casework.cases.models import Recipient, ReportVersion
from casework.database import db
from casework.deliberation.ballots import Vote, VoteElector
from casework.deliberation.models import MinorityDemand, MinuteStatement, Proposal, PutQuestion
from casework.deliberation.queries import Deliberation, electors_of, named
from casework.meetings.models import Attendance, Decision, Guest, Meeting, MeetingEvent, PresenceSpan
from casework.meetings.queries import attendance_of
from casework.meetings.sitting import events_of
from casework.minutes.models import MinutesText
from casework.minutes.queries import routes_of, texts_of

Row = TypeVar("Row")


@dataclass(frozen=True)
class Gathered:
    """The meeting as its minutes need it; what is said of an item is by the item's id, recipients by the case's."""

    meeting: Meeting
    decisions: Sequence[Decision]
    rows: Sequence[Attendance]
    guests: Sequence[Guest]
    events: Sequence[MeetingEvent]
    deliberations: dict[int, Deliberation]
    votes: dict[int, list[Vote]]
    electors: dict[int, list[VoteElector]]
    statements: dict[int, list[MinuteStatement]]
    reports: dict[int, ReportVersion]
    recipients: dict[int, list[Recipient]]
    texts: dict[str, MinutesText]
    routes: dict[int, str]
    there: frozenset[str]
    remote: frozenset[str]

    @property
    def names(self) -> dict[int, str]:
        """Everybody with a seat, with the party, by person."""
        return {row.person_id: named(row) for row in self.rows}


def gather(meeting: Meeting, decisions: Sequence[Decision]) -> Gathered:
    """Read it all."""
    items = [row.item_id for row in decisions]
    questions = _by(db.session.scalars(_of_items(PutQuestion, items).order_by(PutQuestion.number)), "item_id")
    asked = {row.id: item for item, rows in questions.items() for row in rows}
    votes = db.session.scalars(select(Vote).where(Vote.question_id.in_(asked)).order_by(Vote.id)).all() if asked else []
    by_item: dict[int, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_item[asked[vote.question_id]].append(vote)
    proposals = _by(db.session.scalars(_of_items(Proposal, items)), "item_id")
    demands = _by(db.session.scalars(_of_items(MinorityDemand, items)), "item_id")
    put = {item: Deliberation(proposals[item], questions[item], demands[item]) for item in items}
    reports = [row.report_version_id for row in decisions if row.report_version_id is not None]
    cases = [row.case_id for row in decisions if row.case_id is not None]
    report_rows = db.session.scalars(select(ReportVersion).where(ReportVersion.id.in_(reports))) if reports else ()
    there, remote = _stays(meeting.id)
    wanted = select(Recipient).where(Recipient.case_id.in_(cases)).order_by(Recipient.position, Recipient.id)
    return Gathered(
        meeting=meeting,
        decisions=decisions,
        rows=attendance_of(meeting.id),
        guests=list(db.session.scalars(select(Guest).where(Guest.meeting_id == meeting.id).order_by(Guest.id))),
        events=events_of(meeting.id),
        deliberations=put,
        votes=by_item,
        electors=_by(electors_of(*(vote.id for vote in votes)), "vote_id"),
        statements=_by(db.session.scalars(_of_items(MinuteStatement, items)), "item_id"),
        reports={row.id: row for row in report_rows},
        recipients=_by(db.session.scalars(wanted) if cases else (), "case_id"),
        texts=texts_of(meeting.id),
        routes=routes_of(decisions),
        there=there,
        remote=remote,
    )


def _stays(meeting_id: int) -> tuple[frozenset[str], frozenset[str]]:
    """Who was there some time of the meeting, and who of them from afar; by id as the decisions name them (R-54)."""
    query = select(Attendance.person_id, PresenceSpan.remote)
    query = query.join(PresenceSpan, PresenceSpan.attendance_id == Attendance.id)
    found = db.session.execute(query.where(Attendance.meeting_id == meeting_id, PresenceSpan.cause != "mistaken")).all()
    there = frozenset(str(row.person_id) for row in found)
    return there, frozenset(str(row.person_id) for row in found if row.remote)


def _of_items(model: Any, items: Sequence[int]) -> Any:
    return select(model).where(model.item_id.in_(items)).order_by(model.id)


def _by(rows: Iterable[Row], name: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
