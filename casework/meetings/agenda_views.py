"""The order of the agenda, and the meeting that an officer wishes for. Their routes are among those of `meetings`."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from casework.cases.models import Case
from casework.cases.queries import get_case
from casework.cases.views import case_page
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.agenda import move_item
from casework.meetings.forms import WishForm
from casework.meetings.queries import get_meeting
from casework.meetings.views import meeting_page, meetings
from casework.meetings.wishes import may_be_listed, named, wish_of, wishable
from casework.meetings.wishes import wish as keep_wish
from casework.permissions import current_reader
from casework.web import whole
from workflows import StepRefused

__all__ = ["meetings", "wish_panel"]
MOST_ITEMS = 1000


@meetings.post("/<int:meeting_id>/ordning")
def order(meeting_id: int) -> Any:
    """Move an item that waits; `move` is item:place, `seen` the waiting items in the order that the page showed."""
    reader = current_reader()
    found(get_meeting(meeting_id, reader))
    seen = [whole(number) or 0 for number in request.form.get("seen", "").split(",", MOST_ITEMS)]
    item, _colon, place = request.form.get("move", "").partition(":")
    try:
        with write():
            numbers = move_item(meeting_id, whole(item) or 0, whole(place) or 0, seen=seen, actor=reader)
    except StaleVersion:
        flash(_("Listan har ändrats sedan sidan öppnades. Så här står den nu; flytta igen om det behövs."), "refused")
        return meeting_page(found(get_meeting(meeting_id, reader))), 409
    except StepRefused as refused:
        return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused), 422
    flash(_("Ärende %(old)s är nu nummer %(new)s.", old=numbers[0], new=numbers[1]), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id, _anchor="agenda"))


@meetings.post("/onskemal/<int:case_id>")
def wish(case_id: int) -> Any:
    """Keep which meeting the officer wishes for his case."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form = WishForm()
    form.offer(wishable(case))
    if not form.validate_on_submit():
        flash(_("Välj ett kommande sammanträde i listan."), "refused")
        return case_page(case), 422
    try:
        with write():
            keep_wish(found(get_case(case_id, actor, lock=True)), form.meeting.data or None, actor=actor)
    except StepRefused as refused:
        flash(refused.reasons[0].worded(_), "refused")
        return case_page(found(get_case(case_id, actor))), 422
    flash(_("Önskemålet är sparat. Sekreteraren ser det när ärendet är klart att sätta upp."), "ok")
    return redirect(url_for("cases.show", case_id=case_id))


def wish_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of the wished meeting, while the case is on its way to an agenda."""
    ahead = may_be_listed(case.kind, case.state)
    now = wish_of(case.id) if ahead else None
    form = None
    if ahead and case.officer_id == current_reader().person_id:
        form = WishForm(formdata=None, data={"meeting": now.meeting_id if now else 0})
        form.offer(wishable(case))
    return {
        "template": "meetings/_wish_panel.html",
        "place": "beside",
        "wished": named(now.meeting) if now and now.meeting else "",
        "form": form,
    }
