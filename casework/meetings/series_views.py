"""Planning a series, and changing one meeting. The routes are among those of `meetings`."""

from datetime import date
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.models import Meeting
from casework.meetings.planning_forms import ChangeForm, SeriesForm
from casework.meetings.queries import get_meeting, keeps_minutes
from casework.meetings.recurrence import days_of, days_off
from casework.meetings.series import change_meeting, plan_series, planned_days, series_made_by
from casework.meetings.views import meetings, plannable
from casework.people.models import Body
from casework.permissions import current_reader
from casework.web import whole
from workflows import StepRefused

__all__ = ["meetings"]


@meetings.route("/serie", methods=["GET", "POST"])
def series() -> Any:
    """Plan a series: first its days are shown, with days off, then those that were kept are saved."""
    bodies = plannable()
    form = SeriesForm(data={"creation_key": uuid4().hex, "every": 1} if request.method == "GET" else None)
    form.offer(bodies)
    if not form.validate_on_submit():
        return _series_page(form, status=422 if form.is_submitted() else 200)
    body = next(body for body in bodies if body.id == form.body.data)
    days = days_of(form.draft().recurrence)
    kept = [day for day in days if day.isoformat() in request.form.getlist("days")]
    if request.form.get("shown") != _shown(days):
        return _series_page(form, days=days, body=body, kept=[day for day in days if day not in days_off(days)])
    if not kept:
        form.form_errors = [_("Välj minst en dag.")]
        return _series_page(form, days=days, body=body, status=422)
    try:
        try:
            count = _made_by(form, body.id, kept)
        except IntegrityError:  # sent twice at the same moment: the other one has made it by now
            count = _made_by(form, body.id, kept)
    except StepRefused as refused:
        form.form_errors = [reason.worded(_) for reason in refused.reasons]
        return _series_page(form, days=days, body=body, kept=kept, status=422)
    flash(_("%(count)s sammanträden är planerade.", count=count), "ok")
    return redirect(url_for("meetings.index"))


def _made_by(form: SeriesForm, body_id: int, days: list[date]) -> int:
    """The series that the form makes, or has made: how many meetings it asked for."""
    key = form.creation_key.data
    with write():
        if series_made_by(key) is None:
            body = found(next((body for body in plannable() if body.id == body_id), None))
            plan_series(body, form.draft(), days, actor=current_reader(), creation_key=key)
    return len(days)


def _shown(days: list[date]) -> str:
    return ",".join(day.isoformat() for day in days)


def _series_page(
    form: SeriesForm,
    *,
    days: list[date] | None = None,
    body: Body | None = None,
    kept: list[date] | None = None,
    status: int = 200,
) -> Any:
    days = days or []
    page = render_template(
        "meetings/series.html",
        form=form,
        days=days,
        shown=_shown(days),
        kept=kept or [],
        off=days_off(days),
        taken=planned_days(body.id) if body else set(),
    )
    return page, status


@meetings.route("/<int:meeting_id>/andra", methods=["GET", "POST"])
def change(meeting_id: int) -> Any:
    """Another day, time or place for a meeting that is to come, or another day for its papers."""
    meeting = _kept(meeting_id)
    form = ChangeForm(data=_as_it_stands(meeting) if request.method == "GET" else None)
    if not form.validate_on_submit():
        return _change_page(meeting, form, 422 if form.is_submitted() else 200)
    expected = whole(form.version.data) or 0
    try:
        with write():
            locked = found(get_meeting(meeting_id, current_reader(), lock=True))
            change_meeting(
                locked, form.draft(), actor=current_reader(), note=form.note.data or "", expected_version=expected
            )
    except StepRefused as refused:
        form.form_errors = [reason.worded(_) for reason in refused.reasons]
        return _change_page(_kept(meeting_id), form, 422)
    except StaleVersion as stale:
        form.form_errors = [_("Någon annan har just ändrat sammanträdet. Spara igen om din ändring ska gälla.")]
        form.version.data = str(stale.current)
        return _change_page(_kept(meeting_id), form, 409)
    flash(_("Sammanträdet är ändrat."), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _as_it_stands(meeting: Meeting) -> dict[str, Any]:
    starts, due = clock.local(meeting.starts_at), meeting.papers_due_at
    papers = clock.local(due) if due else None
    return {
        "day": starts.date(),
        "time": starts.time(),
        "place": meeting.place,
        "papers_day": papers.date() if papers else None,
        "papers_time": papers.time() if papers else None,
        "version": meeting.version,
    }


def _change_page(meeting: Meeting, form: ChangeForm, status: int) -> Any:
    return render_template("meetings/change.html", meeting=meeting, form=form), status


def _kept(meeting_id: int) -> Meeting:
    """The meeting, for the body's secretary; 404 otherwise."""
    meeting: Meeting = found(get_meeting(meeting_id, current_reader()))
    return found(meeting if keeps_minutes(current_reader(), meeting) else None)
