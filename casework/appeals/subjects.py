"""What is appealed, and may become final: a paragraph of a body, or a decision by delegation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.appeals.models import Appeal
from casework.cases.models import Case
from casework.cases.queries import visible_to as cases_visible_to
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule
from casework.meetings.models import Decision
from casework.minutes.models import MinutesParagraph
from casework.minutes.queries import routes_of
from casework.people.models import Body
from casework.permissions import Reader
from casework.publication.models import NoticeBoardPosting
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
    decided_on: date

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
            decided_on=clock.local(row.decided_at).date(),
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
            decided_on=clock.local(row.decided_at).date(),
        )
        for row in rows
    ]


def _titles(case_ids: Sequence[int]) -> dict[int, str]:
    if not case_ids:
        return {}
    return {row.id: row.title for row in db.session.execute(select(Case.id, Case.title).where(Case.id.in_(case_ids)))}


def subjects_of(appeals: Sequence[Appeal]) -> list[Subject]:
    """What each of the appeals is of, in their order."""
    paragraphs = of_decisions([row.decision for row in appeals if row.decision is not None])
    delegated = of_delegated([row.delegated for row in appeals if row.delegated is not None])
    found = {subject.key: subject for subject in [*paragraphs, *delegated]}
    return [found[row.decision_id, row.delegated_id] for row in appeals]


def subject_of(appeal: Appeal) -> Subject:
    """What the appeal is of."""
    return subjects_of([appeal])[0]


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


def postings_for(subjects: Sequence[Subject]) -> dict[Key, NoticeBoardPosting]:
    """The notice that tells of each of them, by Subject.key; few statements, however many they are.

    A decision by delegation has its own, or that of the minutes in which it was reported (KL 6:40, 8:10).
    """
    delegated = [row.id for row in subjects if row.word == DELEGATED]
    told_in, own = _reported_in(delegated), _own_postings(delegated)
    decisions = [row.id for row in subjects if row.word == PARAGRAPH] + list(told_in.values())
    query = select(MinutesParagraph.decision_id, NoticeBoardPosting)
    query = query.join(NoticeBoardPosting, NoticeBoardPosting.minutes_id == MinutesParagraph.minutes_id)
    query = query.where(MinutesParagraph.decision_id.in_(decisions))
    by_decision = {row[0]: row[1] for row in db.session.execute(query)} if decisions else {}
    found: dict[Key, NoticeBoardPosting | None] = {}
    for row in subjects:
        within = told_in.get(row.id) if row.word == DELEGATED else row.id
        found[row.key] = (own.get(row.id) if row.word == DELEGATED else None) or by_decision.get(within or 0)
    return {key: posting for key, posting in found.items() if posting is not None}


def _reported_in(delegated: Sequence[int]) -> dict[int, int]:
    if not delegated:
        return {}
    query = select(DelegationReport.delegated_id, DelegationReport.decision_id)
    rows = db.session.execute(query.where(DelegationReport.delegated_id.in_(delegated)))
    return {row.delegated_id: row.decision_id for row in rows}


def _own_postings(delegated: Sequence[int]) -> dict[int, NoticeBoardPosting]:
    if not delegated:
        return {}
    query = select(NoticeBoardPosting).where(NoticeBoardPosting.delegated_id.in_(delegated))
    return {row.delegated_id: row for row in db.session.scalars(query) if row.delegated_id is not None}
