"""Confirming that a decision is final: a person does, with what the court answered; never a day. Callers commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework import audit, clock
from casework.appeals.models import Appeal, FinalDecision
from casework.appeals.queries import appeals_of, finals_of, tried
from casework.appeals.subjects import Key, Subject, keeps, postings_for
from casework.database import db
from casework.law.finality import earliest_final, last_day, why_not_final
from casework.law.notice_board import AppealPeriod
from casework.permissions import Reader
from casework.publication.models import NoticeBoardPosting
from casework.publication.queries import period_by
from casework.web import bounded
from workflows import Reason, StepRefused
from workflows._vocabulary import N_


@dataclass(frozen=True)
class Confirmation:
    """What a person says: from which day, whom he asked, when and what the answer was, and that nobody has appealed.

    `told_on`: where another law says how it is appealed, when the last whom it concerns was told of the decision.
    """

    final_on: date
    asked: str
    answered_on: date
    answer: str
    nobody: bool
    told_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """How it stands with the decision: its period, its appeals, the confirmation that holds, and what hinders one."""

    subject: Subject
    posting: NoticeBoardPosting | None
    period: AppealPeriod | None
    appeals: Sequence[Appeal]
    final: FinalDecision | None
    hinders: Sequence[Reason]

    @property
    def last_day(self) -> date | None:
        """The last day to appeal; None where none can be told here."""
        return last_day(self.subject.route, self.period)

    @property
    def earliest(self) -> date | None:
        """The first day on which it may have become final; None where none can be told."""
        return earliest_final(self.last_day, tried(self.appeals)) if self.last_day else None

    @property
    def may_be_confirmed(self) -> bool:
        """Whether a person may confirm it today."""
        return self.final is None and not self.hinders


def standings(subjects: Sequence[Subject], postings: Mapping[Key, NoticeBoardPosting] | None = None) -> list[Standing]:
    """How it stands with each of the decisions. `postings`: by Subject.key, where the caller has read their notices."""
    postings = postings_for(subjects) if postings is None else postings
    appeals, finals, today = appeals_of(subjects), finals_of(subjects), clock.today()
    found = []
    for subject in subjects:
        own, posting = appeals[subject.key], postings.get(subject.key)
        period = period_by(posting) if posting is not None else None
        hinders = why_not_final(subject.route, period, tried(own), today, asking=True)
        found.append(Standing(subject, posting, period, own, finals.get(subject.key), hinders))
    return found


def confirm(subject: Subject, given: Confirmation, *, actor: Reader) -> FinalDecision:
    """The decision is final, as the actor confirms; the caller holds its row. Said twice, the first stands.

    StepRefused, and nothing written: for others than the registrar and the body's secretary; before its day, with the
    notice down or its time begun anew; with an appeal open; for what was annulled or changed, or cannot be appealed;
    for an answer from before the last day had passed, or none.
    """
    if not keeps(actor, subject):
        raise StepRefused([Reason(N_("Laga kraft bekräftas av registratorn eller organets sekreterare."))])
    standing = standings([subject])[0]
    if standing.final is not None:
        return standing.final
    period, appeals, today = standing.period, tried(standing.appeals), clock.today()
    if given.told_on is not None and given.told_on < subject.decided_on:
        raise StepRefused([Reason(N_("Ingen fick del av beslutet innan det fattades. Rätta dagen."))])
    if reasons := why_not_final(subject.route, period, appeals, today, told_on=given.told_on):
        raise StepRefused(reasons)
    last = last_day(subject.route, period, given.told_on)
    assert last is not None  # else it would hinder
    if reasons := _wrong(given, last, earliest_final(last, appeals)):
        raise StepRefused(reasons)
    decision_id, delegated_id = subject.key
    row = FinalDecision(
        authority_id=subject.authority_id,
        decision_id=decision_id,
        delegated_id=delegated_id,
        last_day=last,
        final_on=given.final_on,
        asked=bounded(given.asked.strip(), 200),
        answered_on=given.answered_on,
        answer=bounded(given.answer.strip()),
        confirmed_by_id=actor.person_id,
        confirmed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    ids: dict[str, Any] = {
        "authority_id": subject.authority_id,
        "case_id": subject.case_id,
        "actor_id": actor.person_id,
    }
    audit.record("final_confirmed", **ids, final=row.id, final_on=given.final_on.isoformat())
    return row


def _wrong(given: Confirmation, last: date, earliest: date) -> list[Reason]:
    """Every reason why what the person says does not make the decision final."""
    today, reasons = clock.today(), []
    if not given.asked.strip() or not given.answer.strip():
        reasons.append(Reason(N_("Skriv vem du frågade och vad svaret var.")))
    if not given.nobody:
        reasons.append(
            Reason(N_("Har någon överklagat ska överklagandet registreras, och beslutet kan inte bekräftas."))
        )
    if given.answered_on <= last:
        reasons.append(
            Reason(N_("Fråga när tiden har gått ut: svaret är från en dag då beslutet ännu kunde överklagas."))
        )
    if given.final_on < earliest:
        reasons.append(Reason(N_("Beslutet kan ha fått laga kraft tidigast %(day)s."), {"day": earliest.isoformat()}))
    if max(given.answered_on, given.final_on) > today:
        reasons.append(Reason(N_("Dagen har inte varit än.")))
    return reasons
