"""What members answer, and the substitutes that are called by it. Callers commit (database.write).

A substitute is called for every member who has declined: the next in turn, his own party's first, of those who have
neither declined themselves nor been called for another. The calls are settled anew at every answer, by what holds then.
"""

from collections.abc import Iterator, Mapping, Sequence

from casework import audit, clock
from casework.database import db
from casework.law.remote import not_from_afar
from casework.law.substitution import Substitute, called
from casework.meetings.changes import changed
from casework.meetings.models import Meeting
from casework.meetings.queries import keeps_minutes, lock_meeting
from casework.people.models import Seat
from casework.people.queries import rules_on
from casework.permissions import Reader
from casework.summons import letters
from casework.summons.models import ANSWERS, SubstituteCall, Summons, SummonsAnswer
from casework.summons.queries import Summoned, answers_to, calls_to, last_summons, seats_of, summoned_to
from workflows import Reason, StepRefused
from workflows._vocabulary import ASSEMBLY, N_, SUBSTITUTE

NO, REMOTE = "no", "remote"
Answers = Mapping[int, SummonsAnswer]


def answer(meeting_id: int, person_id: int, word: str, reason: str = "", *, actor: Reader) -> SummonsAnswer:
    """Keep what the person answers, himself or by the secretary who notes it, and call or release substitutes by it.

    The same answer twice is one. StepRefused before the summons and once the meeting has opened, for somebody who was
    not summoned, by somebody else than he and the secretary, and for an answer that the body does not take.
    """
    meeting = lock_meeting(meeting_id)
    summons, summoned, answers = last_summons(meeting.id), summoned_to(meeting), dict(answers_to(meeting.id))
    if reasons := answering_refused(meeting, summons, summoned, person_id, word, actor):
        raise StepRefused(reasons)
    assert summons is not None  # judged above
    before = answers.get(person_id)
    if before is not None and (before.answer, before.reason) == (word, reason):
        return before
    row = SummonsAnswer(meeting_id=meeting.id, person_id=person_id, answer=word, reason=reason, at=clock.now())
    row.given_by_id = actor.person_id
    db.session.add(row)
    db.session.flush()
    answers[person_id] = row
    audit.record(
        "summons_answered",
        authority_id=meeting.authority_id,
        actor_id=actor.person_id,
        on_behalf_of_id=person_id if person_id != actor.person_id else None,
        meeting=meeting.id,
        answer=word,
    )
    settle(meeting, summons, {one.person_id: one for one in summoned}, answers)
    changed(meeting.id)
    return row


def answering_refused(
    meeting: Meeting,
    summons: Summons | None,
    summoned: Sequence[Summoned],
    person_id: int,
    word: str,
    actor: Reader,
) -> list[Reason]:
    """Why the answer cannot be taken; [] when it can."""
    notes = keeps_minutes(actor, meeting)
    if person_id != actor.person_id and not notes:
        return [Reason(N_("Bara sekreteraren kan föra in ett svar för någon annan."))]
    if summons is None:
        return [Reason(N_("Kallelsen är inte skickad än."))]
    if meeting.state != "summoned":
        return [Reason(N_("Sammanträdet har öppnats eller ställts in. Det går inte att svara längre."))]
    role = next((row.role for row in summoned if row.person_id == person_id), None)
    if role is None:
        return [Reason(N_("Bara den som är kallad kan svara på kallelsen."))]
    if word not in ANSWERS:
        return [Reason(N_("Välj ett av svaren på sidan."))]
    return _from_afar(meeting, role) if word == REMOTE else []


def choices_of(meeting: Meeting) -> list[str]:
    """The answers that the body takes: from afar only where its rules let members take part so (KL 5:16, 6:24)."""
    remote = rules_on(meeting.body, meeting.day).remote_allowed
    return [word for word in ANSWERS if word != REMOTE or remote]


def _from_afar(meeting: Meeting, role: str) -> list[Reason]:
    """Why one in that role may not take part from afar (KL 5:16, 6:24); [] when he may."""
    day = meeting.day
    allowed = rules_on(meeting.body, day).remote_allowed
    told = not_from_afar(meeting.body.kind, role, day, allowed=allowed)
    return [Reason(told)] if told else []


def settle(meeting: Meeting, summons: Summons, summoned: Mapping[int, Summoned], answers: Answers) -> None:
    """End the calls that hold no longer, and call for every member who has declined and has nobody."""
    seats, calls = seats_of(meeting), [row for row in calls_to(meeting.id) if row.ended_at is None]
    members = [seat for seat in seats if seat.role != SUBSTITUTE]
    declined = {person for person, row in answers.items() if row.answer == NO}
    for call in list(calls):
        if call.for_person_id not in declined or call.for_person_id not in {seat.person_id for seat in members}:
            _end(call, "withdrawn")
            name = call.for_person.name
            message = letters.withdrawal_message(meeting, summons, name)
            letters.send(meeting, summons, "withdrawal", message, _among(summoned, call.person_id))
        elif call.person_id in declined or call.person_id not in summoned:
            _end(call, "declined")
        else:
            continue
        calls.remove(call)
    db.session.flush()
    served = {call.for_person_id for call in calls}
    lacking = [seat for seat in members if seat.person_id in declined - served]
    for member, substitute in _next_for(meeting, lacking, seats, {call.person_id for call in calls} | declined):
        _call(meeting, summons, member, substitute, summoned)


def _next_for(
    meeting: Meeting, lacking: Sequence[Seat], seats: Sequence[Seat], taken: set[int]
) -> Iterator[tuple[Seat, Seat]]:
    """The next substitute in turn for each member who lacks one, of those who are not `taken` (R-53)."""
    substitutes = {seat.person_id: seat for seat in seats if seat.role == SUBSTITUTE}
    turn = called(
        [(seat.person_id, seat.party) for seat in lacking],
        [Substitute(seat.person_id, seat.party, seat.position) for seat in substitutes.values()],
        substitutes.keys() - taken,
        between=rules_on(meeting.body, meeting.day).party_orders,
        own_party_only=meeting.body.kind == ASSEMBLY,
    )
    for member in lacking:
        if (person_id := turn[member.person_id]) is not None:
            yield member, substitutes[person_id]


def _call(meeting: Meeting, summons: Summons, member: Seat, substitute: Seat, summoned: Mapping[int, Summoned]) -> None:
    call = SubstituteCall(
        meeting_id=meeting.id,
        person_id=substitute.person_id,
        for_person_id=member.person_id,
        called_at=clock.now(),
        ended_as="",
    )
    db.session.add(call)
    db.session.flush()
    message = letters.call_message(meeting, summons, member.person.name, letters.kept_files(summons))
    letters.send(meeting, summons, "call", message, _among(summoned, substitute.person_id))


def _end(call: SubstituteCall, how: str) -> None:
    call.ended_at, call.ended_as = clock.now(), how


def _among(summoned: Mapping[int, Summoned], person_id: int) -> list[Summoned]:
    return [summoned[person_id]] if person_id in summoned else []
