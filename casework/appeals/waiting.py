"""What waits to be confirmed as final, notice by notice: its day has come, or an appeal or the period still runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.appeals.finality import Standing, standings
from casework.appeals.models import Appeal, FinalDecision
from casework.appeals.subjects import DELEGATED, PARAGRAPH, Subject, of_decisions, of_delegated
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.law.appeals import ADMINISTRATIVE_APPEAL, NOT_APPEALABLE
from casework.law.clocks import APPEALED_WITHIN, earliest_final_day
from casework.law.days import DAY
from casework.law.notice_board import AppealPeriod
from casework.meetings.hours import paragraphs_told
from casework.meetings.models import Decision
from casework.minutes.models import DecisionRoute, MinutesParagraph
from casework.permissions import Reader
from casework.publication.models import NoticeBoardPosting, PostingStretch
from casework.publication.queries import visible_to as postings_visible_to
from casework.reporting.models import DelegationReport
from casework.web import day
from workflows._vocabulary import UNDONE

MINUTES, OWN = "protokoll", "delegationsbeslut"
PATIENCE = timedelta(days=7)
"""How long after its day a confirmation may wait before the page calls it late: ours, the law knows no such time."""


@dataclass(frozen=True)
class Group:
    """What one notice tells of and nobody has confirmed: paragraphs, and what they reported; or one by delegation.

    `id`: of the minutes, or of the decision. `period`: by its notice. `paragraphs`: their numbers, by decision.
    """

    posting: NoticeBoardPosting
    period: AppealPeriod | None
    standings: Sequence[Standing]
    paragraphs: Mapping[int, int] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """As it is named in an address."""
        return MINUTES if self.posting.minutes_id is not None else OWN

    @property
    def id(self) -> int:
        """The number in an address."""
        return self.posting.minutes_id or self.posting.delegated_id or 0

    @property
    def confirmable(self) -> list[Standing]:
        """Those that a person may confirm today, if he knows when the last party was told where that counts."""
        return [row for row in self.standings if row.may_be_confirmed]

    @property
    def ready(self) -> list[Standing]:
        """Those among them whose day has come by the notice, so that somebody is asked to."""
        return self.confirmable if self.earliest is not None and clock.today() >= self.earliest else []

    @property
    def earliest(self) -> date | None:
        """The first day on which they may be final; None where no period runs."""
        last = self.period.last_day if self.period else None
        return earliest_final_day(last) if last else None

    @property
    def asks_when_told(self) -> bool:
        """Whether the period of one of them is counted from when somebody was told of it."""
        return any(row.subject.route == ADMINISTRATIVE_APPEAL for row in self.confirmable)

    def is_late(self, today: date) -> bool:
        """Whether it has waited longer than is good."""
        return bool(self.ready) and self.earliest is not None and today > self.earliest + PATIENCE

    def label(self, rows: Sequence[Standing]) -> str:
        """§§ 38–45, or the number of the decision by delegation."""
        paragraphs = [self.paragraphs[row.subject.id] for row in rows if row.subject.word == PARAGRAPH]
        delegated = [row.subject.number for row in rows if row.subject.word == DELEGATED]
        return ", ".join([paragraphs_told(paragraphs), *delegated] if paragraphs else delegated)


def groups(which: ColumnElement[bool]) -> list[Group]:
    """The groups of the notices for which `which` holds, by the day on which they may be final; few statements."""
    found = _grouped([*_of_minutes(which), *_of_delegated(which)])
    return sorted(found, key=lambda row: (row.earliest or date.max, row.posting.id))


def groups_for(reader: Reader) -> list[Group]:
    """Those that the reader keeps: of his authority, or of the bodies that he is secretary of."""
    return groups(postings_visible_to(reader))


def ready_for(reader: Reader) -> list[Group]:
    """Those among them whose day has come."""
    return [row for row in groups(and_(_stood_long(), postings_visible_to(reader))) if row.ready]


def group_of(word: str, number: int, reader: Reader) -> Group | None:
    """One of them; None where nothing of it is left to confirm, or he keeps it not."""
    if word not in (MINUTES, OWN):
        return None
    column = NoticeBoardPosting.minutes_id if word == MINUTES else NoticeBoardPosting.delegated_id
    return next(iter(groups(and_(column == number, postings_visible_to(reader)))), None)


def _of_minutes(which: ColumnElement[bool]) -> list[tuple[NoticeBoardPosting, Subject, int]]:
    """The paragraphs, with their numbers."""
    query = select(NoticeBoardPosting, Decision)
    query = query.join(MinutesParagraph, MinutesParagraph.minutes_id == NoticeBoardPosting.minutes_id)
    query = query.join(Decision, Decision.id == MinutesParagraph.decision_id)
    query = query.where(which, ~Decision.prepares, *_left(Decision.id, "decision_id"), ~_not_appealable())
    query = query.options(joinedload(Decision.item))
    rows = db.session.execute(query.order_by(NoticeBoardPosting.id, Decision.paragraph)).all()
    subjects = of_decisions([decision for _posting, decision in rows])
    return [(posting, subject, row.paragraph) for (posting, row), subject in zip(rows, subjects, strict=True)]


def _of_delegated(which: ColumnElement[bool]) -> list[tuple[NoticeBoardPosting, Subject, int]]:
    """The decisions by delegation: of a notice of their own, or of that of the minutes in which they were reported."""
    reported = select(MinutesParagraph.minutes_id).join(
        DelegationReport, DelegationReport.decision_id == MinutesParagraph.decision_id
    )
    reported = reported.where(DelegationReport.delegated_id == DelegatedDecision.id).correlate(DelegatedDecision)
    own = NoticeBoardPosting.delegated_id == DelegatedDecision.id
    in_minutes = and_(~DelegatedDecision.own_minutes, NoticeBoardPosting.minutes_id == reported.scalar_subquery())
    query = select(NoticeBoardPosting, DelegatedDecision).join(DelegatedDecision, or_(own, in_minutes))
    query = query.options(joinedload(DelegatedDecision.rule).joinedload(DelegationRule.body))
    query = query.where(which, *_left(DelegatedDecision.id, "delegated_id"))
    rows = db.session.execute(query.order_by(NoticeBoardPosting.id, DelegatedDecision.id)).all()
    subjects = of_delegated([decision for _posting, decision in rows])
    return [(posting, subject, 0) for (posting, _row), subject in zip(rows, subjects, strict=True)]


def _grouped(rows: Sequence[tuple[NoticeBoardPosting, Subject, int]]) -> list[Group]:
    stand = standings(
        [subject for _posting, subject, _number in rows], {subject.key: posting for posting, subject, _number in rows}
    )
    held: dict[int, list[Standing]] = {}
    for one in stand:
        if one.posting is not None and one.subject.route != NOT_APPEALABLE:
            held.setdefault(one.posting.id, []).append(one)
    postings = {posting.id: posting for posting, _subject, _number in rows}
    paragraphs = {subject.id: number for _posting, subject, number in rows if subject.word == PARAGRAPH}
    return [Group(postings[key], own[0].period, tuple(own), paragraphs) for key, own in held.items()]


def _left(decision: Any, column: str) -> list[ColumnElement[bool]]:
    """That nobody has confirmed it, and that something of it may still be final."""
    final = exists().where(getattr(FinalDecision, column) == decision, FinalDecision.lapsed_at.is_(None))
    gone = or_(and_(Appeal.outcome.in_(UNDONE), Appeal.settled_on.is_not(None)), Appeal.corrected_on.is_not(None))
    return [~final, ~exists().where(getattr(Appeal, column) == decision, gone)]


def _not_appealable() -> ColumnElement[bool]:
    """Where a person has said so last; what only prepares is left out by its own word."""
    newest = select(func.max(DecisionRoute.id)).where(DecisionRoute.decision_id == Decision.id).correlate(Decision)
    return exists().where(DecisionRoute.id == newest.scalar_subquery(), DecisionRoute.route == NOT_APPEALABLE)


def all_ready() -> list[Group]:
    """Those whose day has come, whoever keeps them; for the clock."""
    return [row for row in groups(_stood_long()) if row.ready]


def _stood_long() -> ColumnElement[bool]:
    """Whether a period of the notice may have run out at all; most notices are newer, or have nothing left."""
    before = clock.now() - APPEALED_WITHIN + DAY
    return exists().where(PostingStretch.posting_id == NoticeBoardPosting.id, PostingStretch.since < before)


def sentence(group: Group) -> str:
    """What is to be done with those whose day has come, in the language of the moment."""
    return gettext(
        "%(body)s %(what)s kan ha vunnit laga kraft %(day)s. Fråga domstolen om någon har överklagat, och bekräfta.",
        body=group.posting.body.short_name,
        what=group.label(group.ready),
        day=day(group.earliest) if group.earliest else "",
    )
