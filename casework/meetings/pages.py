"""What an item's page shows, put together from what was read: how it may be handled, who takes part, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from casework import clock
from casework.cases.differences import runs
from casework.cases.forms import step_form
from casework.cases.models import ReportVersion
from casework.cases.queries import latest_report, report_version
from casework.documents.writing.dates import last_day_named
from casework.documents.writing.points import owner_of
from casework.law.serving import empty_seats, idle, presiding, serving
from casework.meetings.forms import PRESENCE_FORMS, People, PresenceForm
from casework.meetings.matters import table_of
from casework.meetings.models import AgendaItem, Attendance, Decision, Meeting
from casework.meetings.planning_models import DraftedOutcome
from casework.meetings.presence import AWAY, DISQUALIFIED, GROUNDS, REJECTED, SERVING, disqualified_at, minutes_sentence
from casework.meetings.queries import Presences, decisions_of, keeps_minutes, may_lead, places
from casework.meetings.sitting_forms import ApprovalForm, FlagsForm, MatterForm, form_of
from casework.people.queries import boards_of
from casework.permissions import Reader
from casework.web import Form
from workflows import Reason, Step
from workflows._assignment_rules import MOST, assigning, suffix
from workflows._facts import NOTHING, Facts
from workflows._vocabulary import ASSEMBLY, DAY, N_

LABELS = {"jav": N_("Anmäl jäv"), "ute": N_("Lämnar vid ärendet"), "ersattare": N_("Ersättare träder in")}


@dataclass(frozen=True)
class Sent:
    """A form that was sent and comes back: which outcome it is of, and whether as a draft."""

    outcome: str
    form: Form
    as_draft: bool = False


def report_before(item: AgendaItem) -> ReportVersion | None:
    """The report that the body decided by, or that lies before it now; None where there is no case."""
    if item.case is None:
        return None
    decided_by = item.decision.report_version_id if item.decision else None
    return report_version(decided_by) if decided_by else latest_report(item.case.id)


def refusals(item: AgendaItem, steps: Sequence[Step], judged: Facts) -> tuple[list[Reason], dict[str, list[Reason]]]:
    """Why the steps may not be taken now: what holds of them all, and by name what holds of each besides."""
    table, _state = table_of(item)
    every = {step.name: table.refusals(step, judged) for step in steps}
    common = [row for row in next(iter(every.values()), []) if all(row in reasons for reasons in every.values())]
    return common, {name: [row for row in reasons if row not in common] for name, reasons in every.items()}


def ways(
    item: AgendaItem,
    steps: Sequence[Step],
    proposed: Sequence[str],
    *,
    judged: Facts,
    own: dict[str, list[Reason]],
    draft: DraftedOutcome | None,
    sent: Sent | None,
    carried: tuple[str, Mapping[str, str]] = ("", NOTHING),
) -> list[dict[str, Any]]:
    """What the meeting may do with the item, each with its form filled in from the draft; the drafted one first.

    `own`: by the step's name, why this one may not be taken though others might. `carried`: which outcome the questions
    that were put found, which is then the only one, and the words that its form holds, whatever was drafted.
    """
    found = []
    for step in [step for step in steps if not carried[0] or step.name in {carried[0], sent.outcome if sent else ""}]:
        is_sent = sent is not None and sent.outcome == step.name
        words = carried[1] if step.name == carried[0] else NOTHING
        form = sent.form if sent and is_sent else _drawn(step, proposed, judged, draft, words)
        form.version.data = str(item.version)
        drafted = draft is not None and draft.outcome == step.name
        reasons = own.get(step.name, [])
        found.append({"step": step, "reasons": reasons, "form": form, "open": is_sent, "drafted": drafted})
    return sorted(found, key=lambda way: (way["step"].name != carried[0], not way["drafted"]))


def _drawn(
    step: Step, proposed: Sequence[str], judged: Facts, draft: DraftedOutcome | None, carried: Mapping[str, str]
) -> Form:
    """The step's form with what was drafted laid over what is proposed, and what was carried over both."""
    data: dict[str, Any] = {"text": "\n\n".join(proposed), **_said(proposed)}
    for ask in step.asks:
        value = draft.given.get(ask.name) if draft else None
        if value:
            data[ask.name] = date.fromisoformat(value) if ask.type == DAY else value
    data |= carried
    return step_form(step, {}, judged, formdata=None, data=data, prefix=f"{step.name}-")


def _said(proposed: Sequence[str]) -> dict[str, Any]:
    """Who is to carry out each assignment, and by when, as far as the proposed points say so themselves."""
    found: dict[str, Any] = {}
    for number, place in enumerate(assigning(proposed)[:MOST]):
        owner = owner_of(proposed[place])
        found[f"owner{suffix(number)}"] = owner[:1].upper() + owner[1:]
        day = last_day_named(proposed[place])
        found[f"due{suffix(number)}"] = day if day and day >= clock.today() else None
    return found


def wrongly_drafted(form: Form) -> bool:
    """Whether something was filled in that cannot be kept; what a draft leaves empty is not wrong, and not told so."""
    wrong = False
    for field in form:
        if field.errors and not any(str(value).strip() for value in field.raw_data or []):
            field.errors = []
        wrong = wrong or bool(field.errors)
    return wrong


def approval_form(decision: Decision | None, meeting: Meeting, reader: Reader) -> ApprovalForm | None:
    """The form to approve the paragraph at once, for who may do so while the meeting goes on."""
    if decision is None or meeting.state != "open" or not may_lead(reader, meeting):
        return None
    form = ApprovalForm(formdata=None, prefix="approval-")
    form.offer([row["name"] for row in decision.present if row["role"] != "presiding"])
    return form


def change_form(item: AgendaItem, reader: Reader, sent: MatterForm | FlagsForm | None) -> MatterForm | FlagsForm | None:
    """The form that changes how the item stands on the agenda, for the secretary until it is handled."""
    if item.outcome is not None or item.meeting.ended or not keeps_minutes(reader, item.meeting):
        return None
    form = sent or form_of(item, formdata=None, prefix="change-")
    form.version.data = str(item.version)
    return form


@dataclass(frozen=True)
class Proposed:
    """What a body made of the text in the case, by this report; `runs`: the difference to the one before."""

    who: str
    points: list[str]
    runs: list[tuple[str, str]]


def texts(item: AgendaItem, report: ReportVersion | None) -> list[Proposed]:
    """The officer's text and what each body made of it, in order; [] where nobody has changed a word."""
    if item.case is None or report is None:
        return []
    before = list(report.content["proposal"])
    found = [Proposed(gettext("Tjänsteskrivelsen"), before, [])]
    for decision in decisions_of(item.case.id):
        if decision.report_version_id == report.id and decision.outcome in {"approve", "approve_changed"}:
            changes = runs("\n\n".join(before), "\n\n".join(decision.points))
            who = f"{decision.meeting.body.short_name} § {decision.paragraph}/{decision.paragraph_year}"
            found.append(Proposed(who, decision.points, changes))
            before = decision.points
    changed = any(one.points != found[0].points for one in found)
    return found if changed else []


def hints(item: AgendaItem, rows: Sequence[Attendance], report: ReportVersion | None) -> list[str]:
    """Whom the body may ask whether he is disqualified: who sits on the board of an association that the report names.

    KL 6:31 does not name such boards among its exceptions (R-64): a question for the body, never a refusal.
    """
    if report is None or item.meeting.body.kind == ASSEMBLY:
        return []
    seats = boards_of([row.person_id for row in rows if row.present], item.meeting.body_id)
    words = "\n".join(
        [report.content.get("title") or "", report.content.get("summary") or "", *report.content["proposal"]]
    )
    text = words.casefold()
    return [
        gettext(
            "%(who)s sitter i %(board)s för %(association)s, som nämns i tjänsteskrivelsen. Fråga om jäv.",
            who=seat.person.name,
            board=seat.body.name,
            association=seat.body.authority.name,
        )
        for seat in seats
        if seat.body.authority.name.casefold() in text
    ]


# Who takes part


def presence(
    item: AgendaItem,
    rows: Sequence[Attendance],
    presences: Presences,
    sent: tuple[str, PresenceForm] | None,
    disclosed: int | None = None,
) -> dict[str, Any]:
    """Who takes part in the item: what was noted, what that leads to, and the forms to note more by.

    `disclosed`: the person whom the form of a disqualification is opened for.
    """
    there, by_roll = places(rows, presences), places(rows)
    leader = presiding(there)
    forms = []
    for word, form_class in PRESENCE_FORMS.items():
        is_sent = sent is not None and sent[0] == word
        blank = form_class(formdata=None, data={"person": disclosed}, prefix=f"{word}-")
        form = sent[1] if sent and is_sent else blank
        offer(form, item, rows, presences)
        form.version.data = str(item.version)
        told = form.kind == DISQUALIFIED and str(disclosed) in {row.value for row in form.person.choices}
        if form.person.choices or is_sent:
            forms.append((word, gettext(LABELS[word]), form, is_sent or told))
    return {
        "noted": [_noted(presences[row.person_id], row, rows) for row in rows if row.person_id in presences],
        "called": any(row.present for row in rows),
        "leader": next((_named(row) for row in rows if leader and row.person_id == leader.person_id), ""),
        "nobody_leads": leader is None and presiding(by_roll) is not None,
        "serving_by_roll": len(serving(by_roll)),
        "sentences": [minutes_sentence(row) for row in disqualified_at(rows, presences)],
        "forms": forms,
    }


def offer(form: PresenceForm, item: AgendaItem, rows: Sequence[Attendance], presences: Presences) -> None:
    """Fill the choices of a form about who takes part: those of whom it may come to hold."""
    form.assembly = item.meeting.body.kind == ASSEMBLY
    there = places(rows, presences)
    names = {row.person_id: _named(row) for row in rows}
    everybody: People = list(names.items())
    if form.kind == SERVING:
        empty = [(place.person_id, names[place.person_id]) for place in empty_seats(there)]
        free = [(place.person_id, names[place.person_id]) for place in idle(there)] if empty else []
        form.offer(free, empty)
        return
    fit = [
        place for place in there if place.present and not place.disqualified and not (place.away and form.kind == AWAY)
    ]
    form.offer([(place.person_id, names[place.person_id]) for place in fit], everybody)


def _noted(row: Any, seat: Attendance, rows: Sequence[Attendance]) -> dict[str, Any]:
    """One thing that holds of a person at the item, for the page."""
    names = {other.person_id: other.person.name for other in rows}
    who = _named(seat)
    if row.kind == DISQUALIFIED:
        ground = gettext(GROUNDS[row.ground])
        told = gettext("%(who)s deltar inte på grund av jäv: %(ground)s.", who=who, ground=ground)
        if row.ruling == REJECTED:
            told = gettext("Organet har prövat att %(who)s inte är jävig.", who=who)
        elif row.disputed and not row.ruling:
            told = gettext("Det är omtvistat om %(who)s är jävig: %(ground)s.", who=who, ground=ground)
    elif row.kind == AWAY:
        told = gettext("%(who)s har gått ut och deltar inte i ärendet.", who=who)
    else:
        told = gettext("%(who)s tjänstgör för %(member)s.", who=who, member=names[row.serving_for_id])
    raised = names.get(row.raised_by_id) if row.raised_by_id != row.person_id else None
    return {"row": row, "told": told, "who": who, "raised_by": raised}


def _named(row: Attendance) -> str:
    return f"{row.person.name} ({row.seat.party})" if row.seat.party else row.person.name
