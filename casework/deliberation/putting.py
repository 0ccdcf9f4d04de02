"""The chair puts the questions in their order and states what he finds decided. Callers hold the item, and commit."""

from flask_babel import force_locale
from sqlalchemy import select

from casework import clock
from casework.database import db
from casework.deliberation.ballots import Vote
from casework.deliberation.held import bench, only, tell, touch
from casework.deliberation.models import PutQuestion
from casework.deliberation.queries import ENDED, deliberation_of
from casework.deliberation.wording import question_text
from casework.law.questions import ELECT
from casework.law.voting import NO, YES
from casework.meetings.models import AgendaItem
from casework.permissions import Reader
from workflows._vocabulary import N_

ACCLAMATION = "acclamation"
ONLY_LEADER = N_("Frågorna ställs av den som leder ärendet.")
NOTHING_ASKED = N_("Ingen fråga väntar på svar.")


def put_next(item: AgendaItem, *, actor: Reader, expected_version: int) -> PutQuestion:
    """Put the question whose turn it is (casework.law.questions), in the words that the minutes will hold.

    Raises StaleVersion, or StepRefused for another than who leads, while a question waits, and when none is left.
    """
    sitting, stands = bench(item, actor, expected_version=expected_version), deliberation_of(item.id)
    only(sitting.leads, ONLY_LEADER)
    only(stands.waiting is None, N_("En fråga är redan ställd. Ange vad du finner beslutat, eller rösta om den."))
    question = stands.next
    only(question is not None, N_("Det finns ingen fråga att ställa."))
    assert question is not None  # judged above
    with force_locale("sv"):  # the minutes are in Swedish, whoever presses the button
        text = question_text(question, stands, sitting.names)
    row = PutQuestion(
        item_id=item.id,
        number=len(stands.questions) + 1,
        kind=question.kind,
        yes_id=question.yes or None,
        no_id=question.no or None,
        among=list(question.among),
        text=text,
        put_at=clock.now(),
        put_by_id=actor.person_id,
    )
    db.session.add(row)
    touch(item)
    tell(item, "question_put", actor, question=row.id, kind=row.kind)
    return row


def choices_of(question: PutQuestion) -> list[str]:
    """What may be found: yes or no, or one of the candidates by his proposal's id."""
    return [str(number) for number in question.among] if question.kind == ELECT else [YES, NO]


def state_found(item: AgendaItem, found: str, *, actor: Reader, expected_version: int) -> PutQuestion:
    """The chair states what he finds decided by acclamation (KL 5:53). Not where a vote is demanded and stands.

    Raises StaleVersion, or StepRefused.
    """
    sitting, stands = bench(item, actor, expected_version=expected_version), deliberation_of(item.id)
    only(sitting.leads, N_("Bara den som leder ärendet anger vad som är beslutat."))
    question = stands.waiting
    only(question is not None, NOTHING_ASKED)
    assert question is not None  # judged above
    only(found in choices_of(question), N_("Välj ett av svaren på frågan."))
    only(standing_vote(question.id) is None, N_("Omröstning är begärd. Frågan avgörs genom den."))
    settle(item, question, found, ACCLAMATION, actor)
    return question


def standing_vote(question_id: int) -> Vote | None:
    """The vote on the question that has neither been counted nor cancelled."""
    return db.session.scalar(select(Vote).where(Vote.question_id == question_id, Vote.state.not_in(ENDED)))


def settle(item: AgendaItem, question: PutQuestion, found: str, way: str, actor: Reader) -> None:
    """The question is answered, in that way; once."""
    question.found, question.way = found, way
    question.found_at, question.found_by_id = clock.now(), actor.person_id
    touch(item)
    tell(item, "question_answered", actor, question=question.id, found=found, way=way)
