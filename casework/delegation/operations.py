"""Keeping a delegation scheme, and recording what an official decides by it. Callers commit (database.write)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from flask import current_app
from flask_babel import force_locale, gettext

from casework import audit, clock
from casework.cases.models import Case, Recipient, ReportVersion
from casework.cases.operations import StepContext
from casework.cases.queries import report_facts
from casework.database import db
from casework.delegation.models import DelegatedDecision, DelegationRule, decision_label
from casework.delegation.queries import given_to, lock_rule, points_named
from casework.dispatch.operations import Message
from casework.documents.typesetting import DelegatedData, typeset_delegated
from casework.law.appeals import LEGALITY_REVIEW
from casework.people.models import Body, Person
from casework.permissions import current_reader
from casework.register.operations import keep_file, take_number
from casework.web import letter, whole
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import AT_DELEGATION, N_

PDF = "application/pdf"


@dataclass(frozen=True)
class RuleDraft:
    """A point of a scheme as it is to be added; the columns of DelegationRule."""

    point: str
    text: str
    kind: str
    words: str
    delegate_body_id: int | None
    delegate_role: str
    delegate_title: str
    legal_ground: str
    subdelegation: bool
    legal_bar_checked: bool
    valid_from: date
    valid_to: date | None = None
    delegate_person_id: int | None = None
    urgent: bool = False
    reported: bool = True
    appeal_route: str = LEGALITY_REVIEW
    nature: str = ""


def add_rule(body: Body, draft: RuleDraft, *, actor_id: int | None = None) -> DelegationRule:
    """A point more in the scheme of `body`, whose row the caller holds.

    Raises StepRefused when the scheme has another point of that name at the same time: a decision names one.
    """
    for other in points_named(body.id, draft.point):
        if _meet(other, draft):
            text = N_(
                "Punkt %(point)s finns redan i delegationsordningen. Avsluta den först, eller ge den nya ett annat "
                "nummer."
            )
            raise StepRefused([Reason(text, {"point": draft.point})])
    rule = DelegationRule(body_id=body.id, added_by_id=actor_id, added_at=clock.now(), **asdict(draft))
    db.session.add(rule)
    db.session.flush()
    audit.record("delegation_added", authority_id=body.authority_id, actor_id=actor_id, rule=rule.id, body=body.id)
    return rule


def _meet(rule: DelegationRule, draft: RuleDraft) -> bool:
    """Whether there is a day on which both hold."""
    first = max(rule.valid_from, draft.valid_from)
    return rule.holds_on(first) and (draft.valid_to is None or first <= draft.valid_to)


def end_rule(rule: DelegationRule, first_day_without: date, *, actor_id: int) -> None:
    """The point, whose row the caller holds, does not hold from that day on, which is today or later.

    Raises StepRefused when it has ended by then already: an end is never moved away.
    """
    last = first_day_without - timedelta(days=1)
    if first_day_without < clock.today():
        raise StepRefused([Reason(N_("Dagen har redan varit. Ange i dag eller en senare dag."))])
    if rule.valid_to is not None and rule.valid_to <= last:
        raise StepRefused([Reason(N_("Punkt %(point)s är redan avslutad."), {"point": rule.point})])
    rule.valid_to = last
    db.session.flush()
    audit.record(
        "delegation_ended",
        authority_id=rule.body.authority_id,
        actor_id=actor_id,
        rule=rule.id,
        body=rule.body_id,
        valid_to=last.isoformat(),
    )


def record_delegated(context: StepContext) -> None:
    """Effect: what was decided for the body, with its number, its PDF and the message to the recipients.

    By an official, or by a member where the point is for urgent matters: the note says why. The number is taken now,
    per body and year (R-123). Then "casework.delegated_recorded" is told, so that the body is, and where it has minutes
    of its own "casework.delegated_announced", so that its notice is posted: each a list of f(decision, actor). Raises
    StepRefused when the point has ended meanwhile.
    """
    rule = lock_rule(whole(context.given.get("rule_point")) or 0)
    if rule is None or not rule.holds_on(clock.today()):  # ended since the facts were read
        raise StepRefused([Reason(N_("Punkten i delegationsordningen gäller inte längre. Välj en annan."))])
    year = clock.local(context.event.at).year
    number = take_number(context.case.authority_id, f"delegation:{rule.body_id}", year)
    delegate = db.session.get_one(Person, context.actor.person_id)
    with force_locale("sv"):  # a public document is in Swedish, whoever presses the button
        content = typeset_delegated(_data(context, rule, delegate, decision_label(number, year)))
    own_minutes = context.given.get("own_minutes") == "yes"
    decision = DelegatedDecision(
        authority_id=context.case.authority_id,
        case_id=context.case.id,
        body_id=rule.body_id,
        number=number,
        number_year=year,
        rule_id=rule.id,
        delegate_id=delegate.id,
        on_behalf_of_id=context.event.on_behalf_of_id,
        delegate_title=delegate.title,
        points=list(context.facts.report.points),
        report_version_id=context.report.id,
        report_hash=context.report.content_hash,
        sha256=keep_file(content, PDF).sha256,
        decided_at=context.event.at,
        appeal_route=rule.appeal_route,
        reported=rule.reported,
        own_minutes=own_minutes,
        urgent=rule.urgent,
        urgency=context.given["note"] if rule.urgent else "",
    )
    decision.rule, decision.delegate = rule, delegate
    db.session.add(decision)
    db.session.flush()
    audit.record(
        "decided_by_delegation",
        authority_id=decision.authority_id,
        case_id=decision.case_id,
        actor_id=delegate.id,
        on_behalf_of_id=decision.on_behalf_of_id,
        decision=decision.id,
        rule=rule.id,
        report=decision.report_hash,
        file=decision.sha256,
    )
    day = clock.local(decision.decided_at).date()
    told = Told(decision.label, day, delegate.name, delegate.title, rule, decision.points)
    message = message_of(context.case, told, context.recipients, sha256=decision.sha256)
    context.made |= {"decision": decision, "message": message}
    announced = own_minutes and decision.appeal_route == LEGALITY_REVIEW  # its period begins by its own notice
    for name in ("recorded", "announced") if announced else ("recorded",):
        for follow in current_app.extensions[f"casework.delegated_{name}"]:
            follow(decision, context.actor)


@dataclass(frozen=True)
class Told:
    """What the letter tells of a decision by delegation."""

    label: str
    decided_on: date
    delegate: str
    delegate_title: str
    rule: DelegationRule
    points: Sequence[str]


def message_of(case: Case, told: Told, recipients: Sequence[Recipient], *, sha256: str | None) -> Message:
    """The letter, in Swedish, whoever presses the button."""
    deadlines = [(row.name, row.deadline) for row in recipients if row.deadline]
    page = {"case": case, "told": told, "deadlines": deadlines}
    with force_locale("sv"):
        return Message(
            subject=gettext(
                "Beslut på delegation %(label)s: %(title)s (%(number)s)",
                label=told.label,
                title=case.title,
                number=case.number,
            ),
            text=letter("mail/delegated.txt", **page),
            html=letter("mail/delegated.html", **page),
            file_sha256=sha256,
            file_name=file_name(told.label),
        )


def delegation_preview(
    case: Case, report: ReportVersion, recipients: Sequence[Recipient]
) -> tuple[str, Message] | None:
    """What it is a preview of, and the letter as it will be if the reader decides by delegation.

    None where nothing has given her the matter, or it cannot be decided so from here.
    """
    reader = current_reader()
    if not WORKFLOWS[case.kind].looks_at(case.state, AT_DELEGATION):
        return None
    points = report_facts(report.content, report.content_hash).points
    rules = given_to(case, reader, points)[1]
    if not rules:
        return None
    today = clock.today()
    told = Told(f"D …/{today.year}", today, reader.name, reader.title, rules[0], points)
    return gettext("Om du beslutar på delegation"), message_of(case, told, recipients, sha256=None)


def file_name(label: str) -> str:
    """What the PDF of the decision of that label is called where it is saved."""
    return f"Delegationsbeslut {label.replace('/', '-')}.pdf"


def _data(context: StepContext, rule: DelegationRule, delegate: Person, label: str) -> DelegatedData:
    case = context.case
    return DelegatedData(
        authority_name=case.authority.name,
        body_name=rule.body.name,
        label=label,
        case_number=case.number,
        case_title=case.title,
        summary=context.facts.report.summary,
        decision_points=context.facts.report.points,
        delegate=(delegate.name, delegate.title),
        rule_point=rule.point,
        rule_text=rule.text,
        legal_ground=rule.legal_ground,
        recipients=tuple(row.name for row in context.recipients),
        report_sha256=context.report.content_hash,
        decided_at=context.event.at,
        own_minutes=context.given.get("own_minutes") == "yes",
        urgency=context.given["note"] if rule.urgent else "",
    )
