"""What the pages of assignments show, put together from queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from casework import clock
from casework.assignments.forms import PutForm
from casework.assignments.models import LATE, Assignment, AssignmentEvent, AssignmentReminder, RaisedMatter
from casework.assignments.queries import decisions_since, events_of, facts_of, reminders_of, roles_in
from casework.assignments.raised_queries import decision_named, is_late
from casework.cases.forms import step_form
from casework.meetings.queries import open_meetings_of
from casework.permissions import Reader
from casework.web import Form, day, moment
from workflows import PROCEDURES, Step
from workflows._facts import Facts
from workflows._vocabulary import DECISION, N_, ROLES, SECRETARY, SYSTEM

TABLE = PROCEDURES["assignment"]
LOOKS = {"open": "waiting", "reported": "info", "ended": "neutral"}
"""How a status looks; the word says the same."""

GIVEN = N_("Uppdraget gavs.")
NOBODY = "–"
SOON = 90
"""Days before the last day of a matter from which its status says that it is near: the first warning."""


@dataclass(frozen=True)
class Way:
    """A step that the reader may take, with its form."""

    step: Step
    form: Form
    open: bool


@dataclass(frozen=True)
class Page:
    """All that the page of an assignment shows. `lost`: what was typed for a step that can be taken no more."""

    row: Assignment
    status: tuple[str, str]
    ways: Sequence[Way]
    put: PutForm | None
    standing: bool
    history: Sequence[dict[str, Any]]
    reminders: Sequence[str]
    lost: str


def status_of(row: Assignment) -> tuple[str, str]:
    """Where it stands, in words, and how that looks; past its last day that comes first."""
    if row.is_late(clock.today()):
        return gettext("Försenat sedan %(day)s", day=day(row.due)), "danger"
    return gettext(TABLE.states[row.status].label), LOOKS[row.status]


def paragraph_of(row: Assignment) -> str:
    """KSAU § 12/2026, or the body alone where the decision is not known."""
    decision = row.decision
    return f"{row.body.short_name} § {decision.paragraph}/{decision.paragraph_year}" if decision else row.body.name


def form_of(step: Step, row: Assignment, facts: Facts, **kwargs: Any) -> Form:
    """The step's form; where it names a decision, one of the body's since the assignment was given."""
    choices = {}
    if any(ask.type == DECISION for ask in step.asks):
        rows = decisions_since(row.body_id, row.given_at)
        choices[DECISION] = [("", gettext("Välj beslut")), *((str(one.id), decision_named(one)) for one in rows)]
    return step_form(step, choices, facts, prefix=f"{step.name}-", **kwargs)


def page_of(row: Assignment, reader: Reader, *, sent: tuple[str, Form] | None = None) -> Page:
    """The page for `reader`, who may see it; `sent` is a form that stored nothing, shown as it was typed."""
    facts = facts_of(row, roles_in(row, reader), reader, {})
    ways = []
    for step in TABLE.steps_from(row.status):
        if not TABLE.refusals(step, facts):
            is_sent = sent is not None and sent[0] == step.name
            form = sent[1] if sent and is_sent else form_of(step, row, facts, formdata=None)
            form.version.data = str(row.version)
            ways.append(Way(step, form, is_sent))
    open_names = {way.step.name for way in ways}
    typed = [str(field.data) for field in sent[1] if field.short_name == "note"] if sent else []
    return Page(
        row=row,
        status=status_of(row),
        ways=ways,
        put=put_form(row, reader),
        standing=_stands(row),
        history=[_told(event) for event in reversed(events_of(row.id))],
        reminders=[_reminded(one) for one in reminders_of(row.id)],
        lost="".join(typed) if sent and sent[0] not in open_names else "",
    )


def _stands(row: Assignment) -> bool:
    """Whether its report stands on an agenda and waits there."""
    return row.item is not None and row.item.outcome is None and row.item.taken_off_at is None


def put_form(row: Assignment, reader: Reader) -> PutForm | None:
    """The form that puts the report on an agenda of its body, for the secretary while it is reported."""
    if row.status != "reported" or _stands(row) or SECRETARY not in roles_in(row, reader):
        return None
    form = PutForm(formdata=None, prefix="put-")
    form.offer(open_meetings_of(row.body_id))
    form.version.data = str(row.version)
    return form


def _told(event: AssignmentEvent) -> dict[str, Any]:
    """The event for the timeline."""
    step = TABLE.step(event.step, event.from_state)
    actor = event.actor.name if event.actor else gettext(ROLES[SYSTEM]).capitalize()
    sentence = gettext(step.sentence) if step else gettext(GIVEN)
    more = {
        "extend": gettext("Ny dag: %(day)s.", day=day(event.due)),
        "hand_over": gettext("Ny ansvarig: %(owner)s.", owner=event.owner),
        "give": gettext("Ansvarig: %(owner)s. Klart senast %(day)s.", owner=event.owner, day=day(event.due)),
        "write_off": decision_named(event.decision) if event.decision else "",
    }
    return {
        "sentence": sentence % {"actor": actor} if "%(actor)s" in sentence else sentence,
        "when": moment(event.at),
        "at": event.at.isoformat(),
        "note": event.note or None,
        "until": more.get(event.step) or None,
    }


def _reminded(one: AssignmentReminder) -> str:
    if one.stage == LATE:
        return gettext("%(when)s, efter sista dagen: %(names)s", when=day(one.at), names=one.told or NOBODY)
    return gettext("%(when)s: %(names)s", when=day(one.at), names=one.told or NOBODY)


def matter_status(matter: RaisedMatter, today: date) -> tuple[str, str]:
    """How it stands with the matter's year, in words, and how that looks."""
    late = is_late(matter, today)
    if matter.settled_on is not None:
        told = gettext("Avgjort %(day)s", day=day(matter.settled_on))
        return (told + gettext(", efter året"), "danger") if late else (told, "ok")
    if matter.reported_on is not None:
        return gettext("Redovisat för fullmäktige %(day)s", day=day(matter.reported_on)), "danger" if late else "info"
    left = (matter.last_day - today).days
    if left < 0:
        return gettext("Året gick ut %(day)s", day=day(matter.last_day)), "danger"
    return gettext("%(days)s dagar kvar", days=left), "waiting" if left <= SOON else "neutral"
