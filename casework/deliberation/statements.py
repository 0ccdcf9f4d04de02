"""What members want in the minutes: reservations and notes, before the meeting ends. Callers hold the item; commit."""

from sqlalchemy import select

from casework import clock
from casework.database import db
from casework.deliberation.ballots import Vote, VoteElector
from casework.deliberation.held import bench, only, tell
from casework.deliberation.models import MinuteStatement, PutQuestion
from casework.deliberation.queries import Bench
from casework.law import proposing
from casework.law.questions import ELECT, MAIN, TODAY
from casework.law.serving import idle
from casework.law.voting import ABSTAINED, NOT_PRESENT
from casework.meetings.models import AgendaItem
from casework.people.queries import rules_on
from casework.permissions import Reader
from workflows._vocabulary import N_

RESERVATION, NOTE = "reservation", "note"
STATEMENTS = {RESERVATION: N_("Reservation"), NOTE: N_("Protokollsanteckning")}
TOOK_NO_PART = N_(
    "%(name)s deltog inte i beslutet. Bara den som har deltagit kan reservera sig (kommunallagen 4 kap. 27 §)."
)


def state(item: AgendaItem, kind: str, person_id: int, text: str, key: str, *, actor: Reader) -> MinuteStatement:
    """Announce it, with the time; the same form sent twice is one, and nobody reserves himself twice.

    A reservation is against a decision that is taken, by who took part in it. StepRefused else, and when the meeting
    has ended.
    """
    made = db.session.scalar(select(MinuteStatement).where(MinuteStatement.key == key))
    if made is not None and made.item_id == item.id:
        return made
    sitting = bench(item, actor, decided=True)
    only(sitting.enters or person_id == actor.person_id, N_("Det som andra anmäler förs in av sekreteraren."))
    name = sitting.names.get(person_id, actor.name)
    if kind == RESERVATION:
        only(item.outcome is not None, N_("Ärendet är inte avgjort. Reservation anmäls mot ett beslut som är fattat."))
        took_part = person_id in took_part_in(item, sitting) and not _abstained(item.id, person_id)
        only(proposing.may_reserve(took_part=took_part, meeting_over=False), TOOK_NO_PART, name=name)
        only(not _has_reserved(item.id, person_id), N_("%(name)s har redan reserverat sig."), name=name)
    else:
        only(
            person_id in may_note(item, sitting),
            N_("%(name)s tjänstgör inte i ärendet och kan inte få något antecknat."),
            name=name,
        )
        only(bool(text), N_("Skriv vad som ska antecknas."))
    row = MinuteStatement(
        item_id=item.id,
        person_id=person_id,
        kind=kind,
        text=text,
        key=key,
        made_at=clock.now(),
        entered_by_id=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    tell(item, "statement_announced", actor, statement=row.id, kind=kind, person=person_id)
    return row


def may_note(item: AgendaItem, sitting: Bench) -> set[int]:
    """Who may have a note: who serves, and where the body's rules let them, the other substitutes who are there (6:17).

    One statement where a substitute is there who does not serve.
    """
    serving, others = {place.person_id for place in sitting.serving}, {place.person_id for place in idle(sitting.there)}
    allowed = bool(others) and rules_on(item.meeting.body, item.meeting.day).substitute_notes
    return {
        one
        for one in serving | others
        if proposing.may_note(serves=one in serving, meeting_over=False, allowed_others=allowed)
    }


def took_part_in(item: AgendaItem, sitting: Bench) -> set[int]:
    """Who served when the item was decided, by what is frozen with the decision; since then the roll may be another."""
    decision = item.decision if item.outcome is not None else None
    present = {(one["name"], one["party"]) for one in decision.present} if decision else set()
    return {row.person_id for row in sitting.rows if (row.person.name, row.seat.party) in present}


def _abstained(item_id: int, person_id: int) -> bool:
    """Whether he took no part in the vote that decided: who abstains there has not taken part in deciding (KL 4:27)."""
    query = select(VoteElector.answer).join(Vote, Vote.id == VoteElector.vote_id)
    query = query.join(PutQuestion, PutQuestion.id == Vote.question_id)
    query = query.where(PutQuestion.item_id == item_id, PutQuestion.kind.in_([MAIN, ELECT, TODAY]))
    query = query.where(Vote.state == "counted", VoteElector.person_id == person_id).order_by(Vote.id.desc())
    return db.session.scalar(query.limit(1)) in (ABSTAINED, NOT_PRESENT)


def _has_reserved(item_id: int, person_id: int) -> bool:
    query = select(MinuteStatement.id).where(MinuteStatement.item_id == item_id, MinuteStatement.kind == RESERVATION)
    return db.session.scalar(query.where(MinuteStatement.person_id == person_id)) is not None
