"""Holding a meeting: its own steps, the item that is handled now, routine in a block, guests, time for payroll."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from casework.cases.forms import given_in, step_form
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.block import decide_block
from casework.meetings.guests import add_guest, guest_leaves
from casework.meetings.hours import hours_csv
from casework.meetings.matter_views import meetings
from casework.meetings.matters import add_matter
from casework.meetings.queries import get_meeting, keeps_minutes, lock_meeting
from casework.meetings.sitting import BY_OTHERS, TABLE, take_meeting_step
from casework.meetings.sitting_forms import GuestForm, MatterForm
from casework.meetings.views import meeting_page
from casework.permissions import current_reader
from casework.web import whole
from workflows import Step, StepRefused

__all__ = ["meetings"]


@meetings.post("/<int:meeting_id>/steg/<name>")
def take_step(meeting_id: int, name: str) -> Any:
    """Adjourn, resume, close or cancel the meeting."""
    reader = current_reader()
    meeting = found(get_meeting(meeting_id, reader))
    step: Step = found(TABLE.step(name, meeting.state) if name not in BY_OTHERS else None)
    form = step_form(step, {}, prefix=f"{name}-")
    if not form.validate_on_submit():
        return meeting_page(meeting, sent=(name, form)), 422
    version = whole(form.version.data) or 0

    def work() -> None:
        held = found(get_meeting(meeting_id, reader, lock=True))
        take_meeting_step(held, name, actor=reader, expected_version=version, given=given_in(form))

    told = _("Klart: %(step)s.", step=_(step.label))
    return _done(meeting_id, work, told, sent=(name, form))


@meetings.post("/<int:meeting_id>/punkter")
def add(meeting_id: int) -> Any:
    """A matter that is no case on the agenda."""
    reader = current_reader()
    meeting = found(get_meeting(meeting_id, reader))
    form = MatterForm(prefix="matter-")
    if keeps_minutes(reader, meeting) and not form.validate_on_submit():
        return meeting_page(meeting, matter_form=form), 422
    work = lambda: add_matter(lock_meeting(meeting_id), form.matter(), actor=reader)  # noqa: E731
    return _done(meeting_id, work, _("Punkten står sist på föredragningslistan."), anchor="agenda")


@meetings.post("/<int:meeting_id>/rutinblock")
def block(meeting_id: int) -> Any:
    """Decide all that is routine as proposed, in one press."""
    reader = current_reader()
    found(get_meeting(meeting_id, reader))
    seen = [whole(part) or 0 for part in request.form.get("seen", "").split(",")[:200] if part]
    told = _("Rutinärendena är avgjorda enligt förslagen, vart och ett med sin paragraf.")
    return _done(meeting_id, lambda: decide_block(meeting_id, seen, actor=reader), told, anchor="agenda")


@meetings.post("/<int:meeting_id>/deltagare")
def guest(meeting_id: int) -> Any:
    """Somebody without a seat comes."""
    reader = current_reader()
    meeting = found(get_meeting(meeting_id, reader))
    form = GuestForm(prefix="guest-")
    form.offer(meeting.body.kind)
    if not form.validate_on_submit():
        return meeting_page(meeting, guest_form=form), 422
    name, kind, remote = form.name.data, form.kind.data, form.remote.data
    work = lambda: add_guest(lock_meeting(meeting_id), name, kind, remote=remote, actor=reader)  # noqa: E731
    return _done(meeting_id, work, _("%(name)s är införd som närvarande.", name=name), anchor="guests")


@meetings.post("/<int:meeting_id>/deltagare/<int:guest_id>/gar")
def leave(meeting_id: int, guest_id: int) -> Any:
    """Somebody without a seat leaves."""
    reader = current_reader()
    found(get_meeting(meeting_id, reader))

    def work() -> None:
        try:
            guest_leaves(lock_meeting(meeting_id), guest_id, actor=reader)
        except LookupError:
            raise NotFound from None

    return _done(meeting_id, work, "", anchor="guests")


@meetings.get("/<int:meeting_id>/tider.csv")
def hours(meeting_id: int) -> Response:
    """Each one's time at the meeting, for payroll; for who keeps the minutes."""
    meeting = found(get_meeting(meeting_id, current_reader()))
    found(meeting if keeps_minutes(current_reader(), meeting) else None)
    response = Response(hours_csv(meeting), mimetype="text/csv")
    name = f"Närvarotider {meeting.body.short_name} {meeting.starts_at:%Y-%m-%d}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _done(meeting_id: int, work: Callable[[], object], told: str, *, anchor: str = "", sent: Any = None) -> Any:
    """Do it in one transaction; a refusal shows its reasons on the meeting's page and leaves everything as it was."""
    reader = current_reader()
    try:
        with write():
            work()
    except StaleVersion:
        flash(_("Sammanträdet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
        return meeting_page(found(get_meeting(meeting_id, reader)), sent=sent), 409
    except StepRefused as refused:
        return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused, sent=sent), 422
    if told:
        flash(told, "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id, _anchor=anchor or None))
