"""Asking, and every step of what was asked. `take` is the only place that moves a referral. Callers commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from casework import audit, clock
from casework.cases.attachments import FileDraft
from casework.cases.models import Attachment, Case, ReportVersion
from casework.cases.queries import attachments_of, latest_report
from casework.database import db
from casework.errors import StaleVersion
from casework.people.models import Body
from casework.people.queries import bodies_of, colleagues_of, speaking_for
from casework.permissions import Reader
from casework.referrals.letters import ASKED, EXTENDED, WITHDRAWN, keep_report, send
from casework.referrals.models import REFERRAL, Referral, ReferralAnswer, ReferralDraft, ReferralEvent
from casework.referrals.queries import facts_of, made_with, open_names
from casework.register.operations import keep_file
from workflows import PROCEDURES, WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import N_, REGISTRAR

TABLE = PROCEDURES["referral"]
ASK = "ask"
HEAVIEST = 20 * 1024 * 1024
"""Bytes of the papers that go along by mail: few mail servers take more."""


@dataclass(frozen=True)
class AddresseeDraft:
    """One to ask: a body, a person, or by name and address an outside party; about what, and until when."""

    scope: str
    due: date
    body_id: int | None = None
    person_id: int | None = None
    name: str = ""
    channel: str = ""
    address: str = ""


@dataclass(frozen=True)
class NoteDraft:
    """What a survey or an interview gave: `name` says who, `scope` about what, `held_on` when."""

    kind: str
    name: str
    scope: str
    text: str
    held_on: date
    creation_key: str
    file: FileDraft | None = None


@dataclass
class Taken:
    """A step as it is taken, for what follows of it."""

    referral: Referral
    step: str
    actor: Reader
    given: Mapping[str, str]
    file: FileDraft | None
    event: ReferralEvent = field(init=False)


# --- asking -----------------------------------------------------------------------------------------------------


def asking_refused(case: Case, actor: Reader) -> list[Reason]:
    """Why the actor may ask nobody in this case now; [] when he may."""
    if case.officer_id != actor.person_id:
        text = N_("Bara ärendets handläggare, %(officer)s, kan göra det här.")
        return [Reason(text, {"officer": case.officer.name})]
    if WORKFLOWS[case.kind].states[case.state].final:
        return [Reason(N_("Ärendet är avslutat. Öppna det igen för att fråga någon."))]
    return []


def noting_refused(case: Case, actor: Reader) -> list[Reason]:
    """Why the actor may not note what a survey or an interview gave; [] when he may: the officer or a registrar."""
    if case.officer_id == actor.person_id or REGISTRAR in actor.roles_for(case.authority_id, case.body_id):
        return []
    text = N_("Det här antecknas av ärendets handläggare, %(officer)s, eller av registratorn.")
    return [Reason(text, {"officer": case.officer.name})]


def ask(
    case: Case, drafts: Sequence[AddresseeDraft], *, papers: Sequence[int], actor: Reader, creation_key: str
) -> list[Referral]:
    """Ask all of them at once about the newest version of the report, in the case whose row the caller holds.

    Each gets a row, an event, an audit record and a letter, in the caller's transaction. The same `creation_key` again
    gives the rows that it made. StepRefused with every reason, and then nothing is written.
    """
    if rows := made_with(creation_key):
        return rows
    report, files = latest_report(case.id), [row for row in attachments_of(case.id) if row.id in papers]
    if reasons := asking_refused(case, actor):
        raise StepRefused(reasons)
    named = _named(case, drafts)
    if reasons := _wrong(case, named, files):
        raise StepRefused(reasons)
    assert report is not None  # a case has a version of its report from its first moment
    document = keep_report(case, report) if any(draft.address for _name, draft in named) else None
    made = []
    for position, (name, draft) in enumerate(named, start=1):
        row = _asked(case, name, draft, report, actor)
        row.creation_key, row.position, row.papers = creation_key, position, [paper.id for paper in files]
        made.append(_add(row, actor))
        send(row, ASKED, report_sha256=document if row.is_outside else None)
    return made


def _named(case: Case, drafts: Sequence[AddresseeDraft]) -> list[tuple[str, AddresseeDraft]]:
    """Each with the name that it is asked by; one that is neither of the house nor written out has none."""
    bodies = {body.id: body.name for body in bodies_of([case.authority_id])}
    persons = {person.id: person.name for person in colleagues_of(case.authority_id)}
    found = []
    for draft in drafts:
        if draft.body_id is not None:
            name = bodies.get(draft.body_id, "")
        else:
            name = persons.get(draft.person_id, "") if draft.person_id is not None else draft.name
        found.append((name, draft))
    return found


def _wrong(case: Case, named: Sequence[tuple[str, AddresseeDraft]], files: Sequence[Attachment]) -> list[Reason]:
    """Every reason why these cannot be asked."""
    if not named or not all(name for name, _draft in named):
        return [Reason(N_("Välj minst en som ska få remissen."))]
    names, waiting, reasons = [name for name, _draft in named], open_names(case.id), []
    if twice := sorted({name for name in names if names.count(name) > 1}):
        reasons.append(Reason(N_("%(names)s står mer än en gång."), {"names": twice}))
    if already := [name for name in dict.fromkeys(names) if name in waiting]:
        text = N_("%(names)s har redan en remiss i ärendet som inte är besvarad.")
        reasons.append(Reason(text, {"names": already}))
    for name, draft in named:
        reasons += _wrong_with(case, name, draft)
    by_mail = any(draft.channel == "mail" for _name, draft in named)
    if by_mail and sum(row.size for row in files) > HEAVIEST:
        text = N_("Handlingarna är tillsammans för stora för ett brev: högst 20 MB. Välj vilka som ska följa med.")
        reasons.append(Reason(text))
    return reasons


def _wrong_with(case: Case, name: str, draft: AddresseeDraft) -> list[Reason]:
    if draft.due <= clock.today():
        return [Reason(N_("Sista dagen för %(name)s ska ligga framåt i tiden."), {"name": name})]
    if draft.person_id is not None and draft.person_id == case.officer_id:
        return [Reason(N_("Du kan inte skicka remissen till dig själv."))]
    if draft.body_id is not None and not speaking_for(db.session.get_one(Body, draft.body_id)):
        text = N_(
            "Ingen kan svara för %(name)s: organet har varken sekreterare eller ordförande med konto. Skicka remissen "
            "till en utomstående adress i stället."
        )
        return [Reason(text, {"name": name})]
    return []


def _asked(case: Case, name: str, draft: AddresseeDraft, report: ReportVersion, actor: Reader) -> Referral:
    outside = draft.body_id is None and draft.person_id is None
    return Referral(
        case_id=case.id,
        kind=REFERRAL,
        name=name,
        body_id=draft.body_id,
        person_id=draft.person_id,
        channel=draft.channel if outside else "",
        address=draft.address if outside else "",
        scope=draft.scope,
        due=draft.due,
        report_version_id=report.id,
        report_hash=report.content_hash,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        state=TABLE.initial,
        version=1,
    )


def _add(row: Referral, actor: Reader) -> Referral:
    """Store what was asked, with its first event and audit record."""
    db.session.add(row)
    db.session.flush()
    _add_event(row, ASK, None, actor)
    return row


def note(case: Case, draft: NoteDraft, *, actor: Reader) -> Referral:
    """What a survey or an interview gave, in the register at once as answered. Sent twice, it is there once.

    StepRefused where the actor may not, or nothing is said.
    """
    if rows := made_with(draft.creation_key):
        return rows[0]
    if reasons := noting_refused(case, actor):
        raise StepRefused(reasons)
    row = Referral(
        case_id=case.id,
        kind=draft.kind,
        name=draft.name,
        channel="",
        address="",
        scope=draft.scope,
        report_hash="",
        papers=[],
        creation_key=draft.creation_key,
        position=1,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        state=TABLE.initial,
        version=1,
    )
    _add(row, actor)
    given = {"text": draft.text, "received": draft.held_on.isoformat()}
    take(row, "receive", actor=actor, expected_version=row.version, given=given, file=draft.file)
    return row


# --- steps ------------------------------------------------------------------------------------------------------


def take(
    referral: Referral,
    name: str,
    *,
    actor: Reader,
    expected_version: int,
    given: Mapping[str, str] | None = None,
    file: FileDraft | None = None,
) -> None:
    """Take one step with the referral, whose row the caller holds: state, event, audit record, and what follows.

    Raises StaleVersion when it has changed since `expected_version`, StepRefused with every reason when a rule says no.
    Either leaves nothing written.
    """
    if referral.version != expected_version:
        raise StaleVersion(referral.version)
    given = {key: value.strip() for key, value in (given or {}).items()}
    facts = facts_of(referral, actor, given | ({"file": file.sha256} if file else {}))
    TABLE.take(name, facts)
    before = referral.state
    referral.state = TABLE.move(name, before)
    referral.version += 1
    taken = Taken(referral, name, actor, given, file)
    if name != "draft" or before != referral.state:  # a draft that is saved again is nobody else's news
        taken.event = _add_event(referral, name, before, actor, note=given.get("note", ""))
    FOLLOWS[name](taken)
    db.session.flush()


def _keep_draft(taken: Taken) -> None:
    row = db.session.get(ReferralDraft, taken.referral.id)
    if row is None:
        row = ReferralDraft(referral_id=taken.referral.id)
        db.session.add(row)
    row.text, row.saved_by_id, row.saved_at = taken.given.get("text", ""), taken.actor.person_id, clock.now()


def _keep_answer(taken: Taken) -> None:
    """The answer, with its file; its draft is gone, and the officer is told unless he recorded it himself."""
    referral, file = taken.referral, taken.file
    if file is not None:
        keep_file(file.content, file.kind.media_type)
    received = taken.given.get("received")
    answer = ReferralAnswer(
        referral_id=referral.id,
        no_view=referral.state == "no_view",
        text=taken.given.get("text", ""),
        sha256=file.sha256 if file else None,
        file_name=file.name if file else "",
        media_type=file.kind.media_type if file else "",
        received_on=date.fromisoformat(received) if received else clock.today(),
        recorded_by_id=taken.actor.person_id,
        recorded_at=clock.now(),
    )
    db.session.add(answer)
    if (draft := db.session.get(ReferralDraft, referral.id)) is not None:
        db.session.delete(draft)
    if referral.kind == REFERRAL:
        text = N_("%(name)s har inget att invända.") if answer.no_view else N_("%(name)s har svarat på remissen.")
        tell_officer(referral, text, taken.actor)


def _extend(taken: Taken) -> None:
    """The new last day; it is reminded of and told of anew."""
    referral = taken.referral
    referral.due = taken.event.due = date.fromisoformat(taken.given["due"])
    referral.reminded_at = referral.overdue_told_at = None
    send(referral, EXTENDED)


def _withdraw(taken: Taken) -> None:
    send(taken.referral, WITHDRAWN, note=taken.given["note"])


def _nothing(taken: Taken) -> None:
    """The step is all."""


FOLLOWS: dict[str, Callable[[Taken], None]] = {
    "draft": _keep_draft,
    "answer": _keep_answer,
    "no_objection": _keep_answer,
    "receive": _keep_answer,
    "receive_no_objection": _keep_answer,
    "extend": _extend,
    "withdraw": _withdraw,
    "leave_unanswered": _nothing,
}
"""By step: what follows of it."""


def tell_officer(referral: Referral, text: str, actor: Reader | None) -> None:
    """Tell the case's officer a sentence about the referral, unless he is the `actor`; None is the clock."""
    case = referral.case
    with force_locale("sv"):
        told = gettext(text) % {"name": referral.name}
    tell: Callable[..., None] = current_app.extensions["casework.tell"]
    tell(case.officer_id, case.id, "referral", told, actor_id=actor.person_id if actor else None)


def _add_event(referral: Referral, step: str, before: str | None, actor: Reader, *, note: str = "") -> ReferralEvent:
    event = ReferralEvent(
        referral_id=referral.id,
        at=clock.now(),
        actor_id=actor.person_id or None,  # the system is no person
        step=step,
        from_state=before,
        to_state=referral.state,
        note=note,
    )
    db.session.add(event)
    case = db.session.get_one(Case, referral.case_id)
    data: dict[str, Any] = {"referral": referral.id, "from": before, "to": referral.state}
    authority_id, actor_id = case.authority_id, actor.person_id or None
    audit.record(f"referral_{step}", authority_id=authority_id, case_id=case.id, actor_id=actor_id, **data)
    return event
