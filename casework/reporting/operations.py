"""The item that tells a body of what was decided for it comes by itself, and keeps what it told. Callers commit."""

from flask_babel import force_locale, gettext
from sqlalchemy import update

from casework import audit
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.documents.markup import to_plain
from casework.meetings.changes import changed
from casework.meetings.matters import Matter, add_item
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.queries import lock_meeting
from casework.meetings.standing import PROPOSALS
from casework.permissions import Reader
from casework.reporting.models import DelegationReport
from casework.reporting.queries import (
    TOLD_BY,
    coming_meetings,
    item_that_reports,
    reports_in,
    to_report,
    unreported,
)
from casework.web import day
from workflows._vocabulary import DELEGATED, ITEM_KINDS


def decision_recorded(decision: DelegatedDecision, actor: Reader) -> None:
    """Follows a decision for a body: it is on the body's next agenda, and who has that item before him sees it grow."""
    if not decision.reported:
        return
    item = bring_up(decision.body_id, actor_id=actor.person_id)
    if item is not None:
        rows = update(AgendaItem).where(AgendaItem.id == item.id, AgendaItem.outcome.is_(None))
        db.session.execute(rows.values(version=AgendaItem.version + 1))
        changed(item.meeting_id)


def meeting_planned(meeting: Meeting, actor: Reader) -> None:
    """Follows a meeting that is planned or moved: what waits is on the agenda of the one that is next now."""
    bring_up(meeting.body_id, actor_id=actor.person_id)


def meeting_ended(meeting_id: int) -> None:
    """Follows a meeting that is closed: what it was not told of is on the agenda of the next."""
    bring_up(db.session.get_one(Meeting, meeting_id).body_id)


def meeting_cancelled(meeting: Meeting) -> None:
    """Follows a meeting that is cancelled: as one that is closed."""
    bring_up(meeting.body_id)


def bring_up(body_id: int, *, actor_id: int | None = None) -> AgendaItem | None:
    """The item on the agenda of the body's next meeting that reports what waits; added where there is none.

    None where nothing waits, or no meeting is planned: then it comes when one is.
    """
    if not unreported(body_id):
        return None
    for coming in coming_meetings(body_id):
        item = item_that_reports(coming.id)
        if item is not None:
            return item
        meeting = lock_meeting(coming.id)
        if meeting.opened_at is None and not meeting.ended:  # as it was when its row was not held
            return item_that_reports(meeting.id) or _add_item(meeting, actor_id)
    return None


def _add_item(meeting: Meeting, actor_id: int | None) -> AgendaItem:
    with force_locale("sv"):  # what stands on an agenda is in Swedish, whoever presses the button
        matter = Matter(DELEGATED, gettext(ITEM_KINDS[DELEGATED]), [gettext(PROPOSALS[DELEGATED])], routine=True)
    item = add_item(meeting, matter, at_the_end=True)
    within = meeting.authority_id
    audit.record("delegated_brought_up", authority_id=within, actor_id=actor_id, meeting=meeting.id, item=item.id)
    return item


def report_decided(item: AgendaItem, decision: Decision) -> None:
    """Follows the outcome of an item that reports: the body has been told of what it lists, in that paragraph."""
    if item.kind != DELEGATED or decision.outcome not in TOLD_BY:
        return
    rows = to_report(item, lock=True)
    with force_locale("sv"):  # minutes are in Swedish, whoever presses the button
        lines = [line_of(row) for row in rows]
    for row, line in zip(rows, lines, strict=True):
        row.reported_at, ids = decision.decided_at, {"delegated_id": row.id, "decision_id": decision.id}
        db.session.add(DelegationReport(**ids, line=line, at=decision.decided_at))
    db.session.flush()
    if rows:
        ids = {"authority_id": decision.authority_id, "actor_id": decision.recorded_by_id}
        audit.record("delegated_reported", **ids, decision=decision.id, delegated=[row.id for row in rows])


def minutes_parts(item: AgendaItem, decision: Decision) -> list[tuple[str, list[str]]]:
    """What the paragraph of an item that reports holds in the minutes: a line a decision, in Swedish."""
    lines = [row.line for row in reports_in(decision.id)] if item.kind == DELEGATED else []
    with force_locale("sv"):  # minutes are in Swedish, whoever reads them
        return [(gettext("Anmälda delegationsbeslut"), lines)] if lines else []


def line_of(decision: DelegatedDecision) -> str:
    """The decision in a line: number, point, day, who, what was decided, and in which case (R-123)."""
    parts = [
        decision.label,
        gettext("punkt %(point)s", point=decision.rule.point),
        day(decision.decided_at),
        " ".join(part for part in (decision.delegate_title, decision.delegate.name) if part),
    ]
    if decision.urgent:
        parts.append(gettext("brådskande beslut"))
    text = " ".join(" ".join(to_plain(point).split()) for point in decision.points)
    return f"{', '.join(parts)}: {text} ({decision.case.number})"
