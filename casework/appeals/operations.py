"""Registering an appeal, and every step of it. `take` is the only place that moves one. Callers commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework import audit, clock
from casework.appeals.models import Appeal, AppealEvent, AppealFile
from casework.appeals.queries import facts_of, files_of, finals_of, made_with
from casework.appeals.subjects import Subject, keeps, postings_for, subject_of
from casework.cases.attachments import FileDraft
from casework.database import db
from casework.errors import StaleVersion
from casework.law.appeals import ADMINISTRATIVE_APPEAL, PLACES, judge
from casework.law.finality import last_day
from casework.permissions import Reader, system
from casework.publication.queries import period_by
from casework.register.operations import keep_file
from casework.web import bounded
from workflows import PROCEDURES, Reason, StepRefused
from workflows._vocabulary import N_, SYSTEM

TABLE = PROCEDURES["appeal"]
REGISTER, LODGE = "register", "lodge"


@dataclass(frozen=True)
class AppealDraft:
    """An appeal as it came: by whom, of what, on which day, where. `told_on`, `told_how`: as Appeal has them."""

    appellant: str
    matter: str
    received_on: date
    place: str
    key: str
    told_on: date | None = None
    told_how: bool = True


def registering_refused(subject: Subject, actor: Reader) -> list[Reason]:
    """Why the actor may not register an appeal of the decision; [] when he may."""
    if keeps(actor, subject):
        return []
    return [Reason(N_("Överklaganden registreras av registratorn eller organets sekreterare."))]


def register(subject: Subject, draft: AppealDraft, *, actor: Reader, files: Sequence[FileDraft] = ()) -> Appeal:
    """An appeal of the decision, whose row the caller holds: judged by law, and frozen with the day it was judged by.

    What came straight to who tries it lies there at once. A confirmation that the decision is final falls with it.
    The same form makes one. StepRefused with every reason, and then nothing is written.
    """
    if before := made_with(draft.key):
        return before
    if reasons := registering_refused(subject, actor) or _wrong(subject, draft):
        raise StepRefused(reasons)
    posting = postings_for([subject]).get(subject.key)
    last = last_day(subject.route, period_by(posting) if posting is not None else None, draft.told_on)
    arrival = judge(subject.route, draft.received_on, draft.place, last, told_how=draft.told_how)
    decision_id, delegated_id = subject.key
    appeal = Appeal(
        authority_id=subject.authority_id,
        body_id=subject.body.id,
        case_id=subject.case_id,
        decision_id=decision_id,
        delegated_id=delegated_id,
        key=draft.key,
        route=subject.route,
        appellant=draft.appellant,
        matter=bounded(draft.matter, 20_000),
        received_on=draft.received_on,
        place=draft.place,
        told_on=draft.told_on if subject.route == ADMINISTRATIVE_APPEAL else None,
        told_how=draft.told_how,
        last_day=last,
        verdict=arrival.verdict,
        forward_to=arrival.forward_to or "",
        registered_by_id=actor.person_id,
        registered_at=clock.now(),
        state=TABLE.initial,
        version=1,
    )
    db.session.add(appeal)
    db.session.flush()
    _tell(appeal, REGISTER, None, draft.received_on, actor)
    _add_files(appeal, files, actor)
    _lapse(subject, appeal, actor)
    _lodge(appeal)
    return appeal


def _wrong(subject: Subject, draft: AppealDraft) -> list[Reason]:
    reasons = []
    if not draft.appellant.strip() or not draft.matter.strip():
        reasons.append(Reason(N_("Skriv vem som överklagar och vad överklagandet gäller.")))
    if draft.place not in PLACES:
        reasons.append(Reason(N_("Ange vart överklagandet kom.")))
    if draft.received_on > clock.today():
        reasons.append(Reason(N_("Dagen har inte varit än. Ange den dag då överklagandet kom in.")))
    if min(draft.received_on, draft.told_on or draft.received_on) < subject.decided_on:
        reasons.append(Reason(N_("Beslutet fattades senare än så. Rätta dagarna.")))
    if draft.told_on is not None and draft.told_on > draft.received_on:
        reasons.append(
            Reason(N_("Den som överklagar fick del av beslutet senare än överklagandet kom. Rätta dagarna."))
        )
    return reasons


def _lapse(subject: Subject, appeal: Appeal, actor: Reader) -> None:
    """What was confirmed as final is so no more; it may be confirmed anew when the appeal is settled."""
    final = finals_of([subject]).get(subject.key)
    if final is None:
        return
    final.lapsed_at, final.lapsed_by_id = clock.now(), appeal.id
    db.session.flush()
    audit.record("final_lapsed", **_ids(appeal, actor), final=final.id, appeal=appeal.id)


def _lodge(appeal: Appeal) -> None:
    """What lies with who tries it, and has nothing to be handed on, is there."""
    actor = system(appeal.authority_id)
    facts = facts_of(appeal, actor, roles=frozenset({SYSTEM}))
    step = TABLE.step(LODGE, TABLE.initial)
    assert step is not None  # the table has it
    if not TABLE.refusals(step, facts):
        _move(appeal, LODGE)
        db.session.flush()
        _tell(appeal, LODGE, TABLE.initial, appeal.received_on, actor)


def take(
    appeal: Appeal,
    name: str,
    *,
    actor: Reader,
    expected_version: int,
    given: Mapping[str, str] | None = None,
) -> None:
    """Take one step with the appeal, whose row the caller holds: state, what is noted, event, audit record.

    StaleVersion when it has changed since `expected_version`, StepRefused with every reason; nothing is written then.
    """
    if appeal.version != expected_version:
        raise StaleVersion(appeal.version)
    given = {key: value.strip() for key, value in (given or {}).items()}
    TABLE.take(name, facts_of(appeal, actor, given))
    if reasons := _not_noted(appeal, given):
        raise StepRefused(reasons)
    before, day = appeal.state, date.fromisoformat(given["day"])
    _move(appeal, name)
    NOTED.get(name, _nothing)(appeal, given, day)
    db.session.flush()
    _tell(appeal, name, before, day, actor, given)
    if name == "arrive":
        _lodge(appeal)


def _not_noted(appeal: Appeal, given: Mapping[str, str]) -> list[Reason]:
    """What no rule says, since it is the database's bound; and a place that is no place."""
    for name, most in (("whom", 200), ("number", 60), ("text", 20_000)):
        bounded(given.get(name, ""), most)
    if "place" in given and given["place"] not in ("authority", "instance"):
        return [Reason(N_("Ange vart överklagandet kom."))]
    return []


def _move(appeal: Appeal, name: str) -> None:
    appeal.state = TABLE.move(name, appeal.state)
    appeal.version += 1


Noting = Callable[[Appeal, Mapping[str, str], date], None]


def _arrive(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    """It counts from the day on which it reached who may take it, and is judged once more, by that day."""
    appeal.received_on, appeal.place = day, given["place"]
    arrival = judge(appeal.route, day, appeal.place, appeal.last_day, told_how=appeal.told_how)
    appeal.verdict, appeal.forward_to = arrival.verdict, arrival.forward_to or ""


def _judged(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    appeal.outcome, appeal.judged_on = given["outcome"], day
    appeal.judged_by, appeal.court_number = given["whom"], given["number"]


def _dismissed(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    """By the authority itself; under no court's number."""
    appeal.outcome, appeal.judged_on, appeal.judged_by, appeal.court_number = "dismissed", day, appeal.body.name, ""


def _withdrawn(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    appeal.outcome, appeal.judged_on, appeal.settled_on = "withdrawn", day, day


def _settled(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    appeal.settled_on = day


def _corrected(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    appeal.corrected_on = day


def _stay(word: str) -> Noting:
    def noted(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
        appeal.stay = word

    return noted


def _nothing(appeal: Appeal, given: Mapping[str, str], day: date) -> None:
    """The event is all."""


NOTED: dict[str, Noting] = {
    "arrive": _arrive,
    "judge": _judged,
    "dismiss": _dismissed,
    "withdraw": _withdrawn,
    "settle": _settled,
    "correct": _corrected,
    "ask_stay": _stay("asked"),
    "grant_stay": _stay("granted"),
    "refuse_stay": _stay("refused"),
    "end_stay": _stay("ended"),
}
"""By step: what the appeal's own row notes of it, beside its event."""


def attach(appeal: Appeal, files: Sequence[FileDraft], *, actor: Reader) -> None:
    """Add files to the appeal, whose row the caller holds. StepRefused for others than those who keep it."""
    if reasons := registering_refused(subject_of(appeal), actor):
        raise StepRefused(reasons)
    _add_files(appeal, files, actor)


def _add_files(appeal: Appeal, files: Sequence[FileDraft], actor: Reader) -> None:
    """The same bytes under the same name once."""
    known = {(row.name, row.sha256) for row in files_of(appeal.id)} if files else set()
    new = {(draft.name, draft.sha256): draft for draft in files if (draft.name, draft.sha256) not in known}
    for draft in sorted(new.values(), key=lambda draft: draft.sha256):  # in one order, so that no two wait in a ring
        keep_file(draft.content, draft.kind.media_type)
        row = AppealFile(appeal_id=appeal.id, name=draft.name, sha256=draft.sha256, size=len(draft.content))
        row.media_type, row.added_by_id, row.added_at = draft.kind.media_type, actor.person_id, clock.now()
        db.session.add(row)
    db.session.flush()
    if new:
        audit.record("appeal_files_added", **_ids(appeal, actor), appeal=appeal.id, files=sorted(key[1] for key in new))


def _tell(
    appeal: Appeal, step: str, before: str | None, day: date, actor: Reader, given: Mapping[str, str] | None = None
) -> None:
    """The event and the audit record; neither says who appeals."""
    given = given or {}
    event = AppealEvent(
        appeal_id=appeal.id,
        step=step,
        from_state=before,
        to_state=appeal.state,
        day=day,
        whom=given.get("whom", ""),
        number=given.get("number", ""),
        outcome=given.get("outcome", ""),
        told=given.get("text", ""),
        actor_id=actor.person_id or None,  # the system is no person
        at=clock.now(),
    )
    db.session.add(event)
    db.session.flush()
    states: dict[str, Any] = {"from": before, "to": appeal.state, "verdict": appeal.verdict, "outcome": appeal.outcome}
    audit.record(f"appeal_{step}", **_ids(appeal, actor), appeal=appeal.id, **states)


def _ids(appeal: Appeal, actor: Reader) -> dict[str, Any]:
    return {"authority_id": appeal.authority_id, "case_id": appeal.case_id, "actor_id": actor.person_id or None}
