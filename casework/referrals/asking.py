"""Asking several at once, and noting what surveys and interviews gave. Callers commit (database.write)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework import clock
from casework.cases.attachments import FileDraft
from casework.cases.models import Attachment, Case, ReportVersion
from casework.cases.queries import attachments_of, latest_report
from casework.database import db
from casework.people.models import Body
from casework.people.queries import bodies_of, colleagues_of, speaking_for
from casework.permissions import Reader
from casework.referrals.letters import ASKED, keep_report, send
from casework.referrals.models import REFERRAL, Referral
from casework.referrals.operations import TABLE, add_event, take
from casework.referrals.queries import made_with, open_names
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import N_, REGISTRAR

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
    add_event(row, ASK, None, actor)
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
