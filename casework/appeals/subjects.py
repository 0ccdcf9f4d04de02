"""What is appealed, and may become final: a paragraph of a body, or a decision by delegation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework.appeals.models import Appeal
from casework.cases.models import Case
from casework.cases.queries import visible_to as cases_visible_to
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.law.notice_board import AppealPeriod
from casework.meetings.models import Decision
from casework.minutes.queries import approved_in, routes_of
from casework.people.models import Body
from casework.permissions import Reader
from casework.publication.queries import period_of, period_of_delegated
from casework.reporting.models import DelegationReport
from workflows._vocabulary import REGISTRAR, SECRETARY

PARAGRAPH, DELEGATED = "paragraf", "delegationsbeslut"
KEEPERS = (REGISTRAR, SECRETARY)
"""Who register appeals and confirm what is final: of the authority, or of the body."""

Key = tuple[int | None, int | None]
"""A decision as the rows of this room name it: (decision_id, delegated_id), one of which is None."""


@dataclass(frozen=True)
class Subject:
    """A decision as this room sees it.

    `word` and `id` name it in an address, `label` on a page: KSAU § 38/2026. `number`: § 38, or D 3/2026.
    """

    word: str
    id: int
    label: str
    number: str
    title: str
    authority_id: int
    body: Body
    case_id: int | None
    route: str

    @property
    def token(self) -> str:
        """As it is chosen in a form."""
        return f"{self.word}-{self.id}"

    @property
    def key(self) -> Key:
        """As the rows name it."""
        return (self.id, None) if self.word == PARAGRAPH else (None, self.id)


def of_decisions(decisions: Sequence[Decision]) -> list[Subject]:
    """These paragraphs, each with its route; one statement for all routes."""
    routes = routes_of(decisions) if decisions else {}
    return [
        Subject(
            word=PARAGRAPH,
            id=row.id,
            label=f"{row.meeting.body.short_name} § {row.paragraph}/{row.paragraph_year}",
            number=f"§ {row.paragraph}",
            title=row.item.name,
            authority_id=row.authority_id,
            body=row.meeting.body,
            case_id=row.case_id,
            route=routes[row.id],
        )
        for row in decisions
    ]


def of_delegated(rows: Sequence[DelegatedDecision]) -> list[Subject]:
    """These decisions by delegation."""
    titles = _titles([row.case_id for row in rows])
    return [
        Subject(
            word=DELEGATED,
            id=row.id,
            label=f"{row.rule.body.short_name} {row.label}",
            number=row.label,
            title=titles[row.case_id],
            authority_id=row.authority_id,
            body=row.rule.body,
            case_id=row.case_id,
            route=row.appeal_route,
        )
        for row in rows
    ]


def _titles(case_ids: Sequence[int]) -> dict[int, str]:
    if not case_ids:
        return {}
    return {row.id: row.title for row in db.session.execute(select(Case.id, Case.title).where(Case.id.in_(case_ids)))}


def subject_of(appeal: Appeal) -> Subject:
    """What the appeal is of."""
    if appeal.decision is not None:
        return of_decisions([appeal.decision])[0]
    assert appeal.delegated is not None  # the database has it of one of the two
    return of_delegated([appeal.delegated])[0]


def get_subject(word: str, number: int, reader: Reader, *, lock: bool = False) -> Subject | None:
    """The decision, if the reader keeps its appeals or sees its case.

    With `lock` its row is held until the transaction ends: it is appealed and confirmed one after the other.
    """
    found = _held(word, number) if lock else _read(word, number)
    return found if found is not None and (keeps(reader, found) or _sees(reader, found)) else None


def keeps(reader: Reader, subject: Subject) -> bool:
    """Whether the reader registers the decision's appeals, and confirms that it is final."""
    return bool(reader.roles_for(subject.authority_id, subject.body.id) & set(KEEPERS))


def _sees(reader: Reader, subject: Subject) -> bool:
    if subject.case_id is None:
        return False
    query = select(Case.id).where(Case.id == subject.case_id, cases_visible_to(reader))
    return db.session.scalar(query) is not None


def _held(word: str, number: int) -> Subject | None:
    model = Decision if word == PARAGRAPH else DelegatedDecision
    db.session.execute(select(model.id).where(model.id == number).with_for_update()).one_or_none()
    return _read(word, number)


def _read(word: str, number: int) -> Subject | None:
    if word == PARAGRAPH:
        decision = db.session.get(Decision, number)
        return of_decisions([decision])[0] if decision is not None else None
    if word != DELEGATED:
        return None
    query = select(DelegatedDecision).where(DelegatedDecision.id == number)
    row = db.session.scalar(query.options(joinedload(DelegatedDecision.rule).joinedload(DelegationRule.body)))
    return of_delegated([row])[0] if row is not None else None


def period_for(subject: Subject) -> AppealPeriod | None:
    """The time to ask for legality review of it, by its notice; None where nothing of it was posted.

    A decision by delegation has its own, or that of the minutes in which it was reported (KL 6:40, 8:10).
    """
    if subject.word == DELEGATED and (own := period_of_delegated(subject.id)) is not None:
        return own
    minutes_id = minutes_with(subject)
    return period_of(minutes_id) if minutes_id is not None else None


def minutes_with(subject: Subject) -> int | None:
    """The approved minutes whose notice tells of it: those of the paragraph, or of the one that reported it."""
    decision_id: int | None = subject.id
    if subject.word == DELEGATED:
        query = select(DelegationReport.decision_id).where(DelegationReport.delegated_id == subject.id)
        decision_id = db.session.scalar(query)
    minutes = approved_in(decision_id) if decision_id is not None else None
    return minutes.id if minutes is not None else None
