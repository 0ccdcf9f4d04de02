"""What is changed of one item beside its outcome: how it stands on the agenda, a ruling on jäv, immediate approval."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.handling_views import item_page
from casework.meetings.immediate import approve_at_once
from casework.meetings.item_views import meetings
from casework.meetings.matters import change_item, remove_matter
from casework.meetings.models import AgendaItem
from casework.meetings.presence import presence_of, rule_on
from casework.meetings.queries import get_item, hold_item, lock_meeting
from casework.meetings.sitting_forms import ApprovalForm, form_of
from casework.permissions import current_reader
from casework.web import whole
from workflows import StepRefused

__all__ = ["meetings"]


@meetings.post("/arende/<int:item_id>/andra")
def edit_item(item_id: int) -> Any:
    """Change how the item stands on the agenda; of a matter that is no case its words too."""
    reader = current_reader()
    row: AgendaItem = found(get_item(item_id, reader))
    form = form_of(row, sent=True, prefix="change-")
    if not form.validate_on_submit():
        return item_page(row, changing=form), 422
    version = whole(request.form.get(form.version.name)) or 0  # the form itself knows the newest

    def work(held: AgendaItem) -> None:
        change_item(held, form.matter(), actor=reader, expected_version=version)

    return _done(item_id, work, _("Ändringen är sparad."), changing=form)


@meetings.post("/arende/<int:item_id>/bort")
def remove_item(item_id: int) -> Any:
    """Take a matter that is no case off the agenda."""
    reader, version = current_reader(), whole(request.form.get("version")) or 0
    meeting_id = found(get_item(item_id, reader)).meeting_id

    def work(held: AgendaItem) -> None:
        remove_matter(held, actor=reader, expected_version=version)

    there = url_for("meetings.show", meeting_id=meeting_id, _anchor="agenda")
    return _done(item_id, work, _("Punkten är borttagen från listan."), there=there)


@meetings.post("/arende/<int:item_id>/narvaro/<int:presence_id>/provning/<ruling>")
def rule(item_id: int, presence_id: int, ruling: str) -> Any:
    """Note how the body ruled on a disputed disqualification."""
    reader, version = current_reader(), whole(request.form.get("version")) or 0
    found(get_item(item_id, reader))

    def work(held: AgendaItem) -> None:
        noted = found(presence_of(item_id, presence_id))
        rule_on(held, noted, ruling, actor=reader, expected_version=version)

    return _done(item_id, work, _("Organets prövning är införd."), anchor="presence")


@meetings.post("/arende/<int:item_id>/omedelbar-justering")
def approve(item_id: int) -> Any:
    """Note that the item's paragraph was approved at the meeting itself."""
    reader = current_reader()
    row: AgendaItem = found(get_item(item_id, reader))
    decision = found(row.decision)
    form = ApprovalForm(prefix="approval-")
    form.offer([one["name"] for one in decision.present if one["role"] != "presiding"])

    def work(held: AgendaItem) -> None:
        meeting = lock_meeting(held.meeting_id)
        approve_at_once(found(held.decision), meeting, form.approvers.data or [], actor=reader)

    told = _("Paragrafen justeras omedelbart. De som justerar undertecknar den nu.")
    return _done(item_id, work, told, anchor="decision")


def _done(
    item_id: int,
    work: Callable[[AgendaItem], object],
    told: str,
    *,
    anchor: str = "",
    there: str = "",
    changing: Any = None,
) -> Any:
    """Do it with the item held, in one transaction; a refusal shows its reasons and leaves everything as it was."""
    reader = current_reader()
    try:
        with write():
            work(found(hold_item(item_id, reader)))
    except StaleVersion:
        flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
        return item_page(found(get_item(item_id, reader)), changing=changing), 409
    except StepRefused as refused:
        return item_page(found(get_item(item_id, reader)), refused=refused, changing=changing), 422
    flash(told, "ok")
    return redirect(there or url_for("meetings.item", item_id=item_id, _anchor=anchor or None))
