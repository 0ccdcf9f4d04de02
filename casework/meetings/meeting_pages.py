"""What a meeting's page shows, put together: the agenda and what may be put on it; who is there, and the next steps."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext

from casework.cases.forms import step_form
from casework.cases.models import Case
from casework.law.attending import GUESTS
from casework.law.extra import DEMANDERS
from casework.meetings.agenda import waiting
from casework.meetings.block import routine_items
from casework.meetings.forms import RollForm
from casework.meetings.guests import guests_of
from casework.meetings.hours import paragraphs_told, stays_of
from casework.meetings.models import AgendaItem, Attendance, Meeting
from casework.meetings.planning_models import MeetingWish
from casework.meetings.queries import (
    FULL_SEATS,
    attendance_of,
    deferred_cases,
    heard_by_executive,
    items_of,
    keeps_minutes,
    may_call_roll,
    may_lead,
    meeting_facts,
    ready_cases,
)
from casework.meetings.sitting import TABLE, events_of, facts_at, steps_now
from casework.meetings.sitting_forms import GuestForm
from casework.meetings.wishes import exemption_choices, wishes_of
from casework.permissions import Reader
from casework.web import Form
from workflows._facts import MeetingFacts
from workflows._vocabulary import ASSEMBLY, ITEM_KINDS, OUTCOMES, SEATS


def page_of(
    meeting: Meeting, reader: Reader, *, sent: tuple[str, Form] | None, guest_form: GuestForm | None
) -> dict[str, Any]:
    """All that the page shows; `sent`, a step's, and `guest_form` are forms that come back."""
    rows, items = attendance_of(meeting.id), items_of(meeting.id)
    leads, guests = may_lead(reader, meeting), guests_of(meeting.id) if meeting.opened_at else []
    facts = meeting_facts(meeting, rows=rows, undecided=[item for item in items if item.outcome is None])
    panels = [panel(meeting) for panel in current_app.extensions["casework.meeting_panels"]]
    expected = {key: word for panel in panels for key, word in panel["expected"].items()}
    called_in = {key: member for panel in panels for key, member in panel.get("called_in", {}).items()}
    called = any(row.present for row in rows)
    return _on_agenda(meeting, reader, items) | {
        "facts": facts,
        "state": TABLE.states[meeting.state],
        "panels": panels,
        "rows": [_seat(row, expected, called_in, called=called) for row in rows],
        "absent": [(row.person_id, row.person.name) for row in rows if row.role in FULL_SEATS and not row.present],
        "may_call_roll": may_call_roll(reader, meeting) and not meeting.ended,
        "roll_form": RollForm(formdata=None, data={"version": meeting.version}),
        "leads": leads,
        "may_change": keeps_minutes(reader, meeting) and meeting.opened_at is None and not meeting.ended,
        "demanders": DEMANDERS,
        "notes": [event.note for event in events_of(meeting.id) if event.note],
        "steps": _steps(meeting, reader, facts, sent) if leads else [],
        "block": routine_items(items) if facts.presiding_id == reader.person_id and meeting.state == "open" else [],
        "stays": stays_of(meeting, rows, guests) if meeting.opened_at else [],
        "paragraphs_told": paragraphs_told,
        "guests": guests,
        "guest_kinds": GUESTS,
        "guest_form": _guest_form(meeting, guest_form),
        "guest_open": guest_form is not None,
    }


def _on_agenda(meeting: Meeting, reader: Reader, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """The agenda; for the secretary, the cases that wait for this body, those that wish for this meeting first."""
    secretary = keeps_minutes(reader, meeting)
    ready = ready_cases(meeting) if secretary and not meeting.ended else None
    wishes = wishes_of([case.id for case in ready]) if ready else {}
    heard = heard_by_executive([case.id for case in ready]) if ready and meeting.body.kind == ASSEMBLY else None
    deferred = {case.id for case in deferred_cases(meeting)} if ready else set()
    return {
        "items": items,
        "waiting": waiting(items),
        "keeps_minutes": secretary,
        "may_order": secretary and not meeting.ended,
        "item_kinds": ITEM_KINDS,
        "outcomes": OUTCOMES,
        "ready": ready
        and sorted(ready, key=lambda case: (case.id not in deferred, not _is_wished(wishes.get(case.id), meeting))),
        "deferred": deferred,
        "wishes": wishes,
        "exemptions": {case.id: exemption_choices(case) for case in _unheard(ready or (), heard)},
    }


def _unheard(ready: Sequence[Case], heard: Collection[int] | None) -> list[Case]:
    """Those that wait for the assembly without the executive committee having had its say (KL 5:28)."""
    return [] if heard is None else [case for case in ready if case.id not in heard]


def _is_wished(wish: MeetingWish | None, meeting: Meeting) -> bool:
    return wish is not None and wish.meeting_id == meeting.id


def _steps(
    meeting: Meeting,
    reader: Reader,
    told: MeetingFacts,
    sent: tuple[str, Form] | None,
) -> list[dict[str, Any]]:
    """The meeting's own steps, each with its form and why it may not be taken yet."""
    found = []
    for step, reasons in steps_now(meeting, facts_at(meeting, reader, told=told)):
        is_sent = sent is not None and sent[0] == step.name
        form = sent[1] if sent and is_sent else step_form(step, {}, formdata=None, prefix=f"{step.name}-")
        form.version.data = str(meeting.version)
        found.append({"step": step, "reasons": reasons, "form": form, "open": is_sent})
    return found


def _guest_form(meeting: Meeting, sent: GuestForm | None) -> GuestForm:
    form = sent or GuestForm(formdata=None, prefix="guest-")
    form.offer(meeting.body.kind)
    return form


def _seat(
    row: Attendance, expected: Mapping[int, str], called_in: Mapping[int, int], *, called: bool
) -> dict[str, Any]:
    """`expected`: by person, what he has answered; shown until the roll is called, and never as presence.

    `called_in`: by substitute, the member in whose stead he was called; proposed until the roll is called.
    """
    label = SEATS[row.role]
    return {
        "id": row.person_id,
        "name": row.person.name,
        "party": row.seat.party or None,
        "role": gettext(label),
        "present": row.present if called else None,
        "remote": row.remote,
        "expected": None if called else expected.get(row.person_id),
        "serving_for": row.serving_for_id if called else called_in.get(row.person_id),
        "substitute": row.role == "substitute",
    }
