"""What is noted at one item before its outcome: the draft, and who takes part. Their routes are among `meetings`."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from casework.cases.delivery_views import preview_page
from casework.cases.forms import given_in, step_form
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings import pages
from casework.meetings.agenda_views import meetings
from casework.meetings.drafted import refused as refused_draft
from casework.meetings.drafted import save_draft
from casework.meetings.forms import PRESENCE_FORMS, PresenceForm
from casework.meetings.handling_views import item_page
from casework.meetings.matters import outcome_step, table_of
from casework.meetings.models import AgendaItem
from casework.meetings.operations import judged_facts
from casework.meetings.pages import Sent
from casework.meetings.presence import note_presence, presence_of
from casework.meetings.presence import refused as refused_presence
from casework.meetings.presence import take_back as no_longer
from casework.meetings.queries import get_item, hold_item, meeting_facts, roll_at
from casework.permissions import current_reader
from casework.web import whole
from workflows import Step, StepRefused

__all__ = ["meetings"]


@meetings.get("/arende/<int:item_id>/forhandsvisning")
def preview(item_id: int) -> str:
    """The letter as it will be, and everybody who gets it, before the meeting has decided."""
    row: AgendaItem = found(get_item(item_id, current_reader()))
    return preview_page(found(row.case), url_for("meetings.item", item_id=item_id))


@meetings.post("/arende/<int:item_id>/utkast/<outcome>")
def draft(item_id: int, outcome: str) -> Any:
    """Save what is filled in as the item's draft, complete or not. Recording uses what stands in the form then."""
    reader = current_reader()
    row: AgendaItem = found(get_item(item_id, reader))
    step: Step = found(outcome_step(row, outcome))
    found(step if row.outcome or table_of(row)[1] in step.sources else None)
    leader = meeting_facts(row.meeting, item=row).presiding_id
    if reasons := refused_draft(row, reader, leader):
        return item_page(row, refused=StepRefused(reasons)), 422
    form = step_form(step, {}, judged_facts(row, reader), prefix=f"{outcome}-")
    form.validate()
    if pages.wrongly_drafted(form):
        return item_page(row, sent=Sent(outcome, form, as_draft=True)), 422
    seen = whole(request.form.get("drafted"))
    try:
        with write():
            locked = found(hold_item(item_id, reader))
            version = -1 if seen is None else seen
            save_draft(locked, step, given_in(form), actor=reader, leader_id=leader, expected_version=version)
    except StaleVersion:
        flash(_("Någon annan har sparat ett utkast. Det står här ovanför; din text står kvar i formuläret."), "refused")
        return item_page(found(get_item(item_id, reader)), sent=Sent(outcome, form, as_draft=True)), 409
    except StepRefused as refused:
        return item_page(found(get_item(item_id, reader)), refused=refused), 422
    flash(_("Utkastet är sparat. Det syns bara för ordföranden, vice ordföranden och sekreteraren."), "ok")
    return redirect(url_for("meetings.item", item_id=item_id, _anchor="decide"))


@meetings.post("/arende/<int:item_id>/narvaro/<word>")
def note(item_id: int, word: str) -> Any:
    """Note that somebody is disqualified from the item, has gone out, or steps in (PRESENCE_FORMS)."""
    reader = current_reader()
    row: AgendaItem = found(get_item(item_id, reader))
    form: PresenceForm = found(PRESENCE_FORMS.get(word))(prefix=f"{word}-")
    roll = roll_at(row)
    pages.offer(form, row, *roll)
    version = whole(form.version.data) or 0
    if version != row.version:
        return _meanwhile(row, (word, form))
    if reasons := refused_presence(row, reader, *roll):
        return item_page(row, refused=StepRefused(reasons)), 422
    if not form.validate_on_submit():
        return item_page(row, marked=(word, form)), 422
    try:
        with write():
            locked = found(hold_item(item_id, reader))
            note_presence(locked, form.noted(), actor=reader, expected_version=version)
    except StaleVersion:
        return _meanwhile(found(get_item(item_id, reader)), (word, form))
    except StepRefused as refused:
        return item_page(found(get_item(item_id, reader)), refused=refused, marked=(word, form)), 422
    flash(_("Infört. Det gäller bara det här ärendet."), "ok")
    return redirect(url_for("meetings.item", item_id=item_id, _anchor="presence"))


@meetings.post("/arende/<int:item_id>/narvaro/<int:presence_id>/ater")
def take_back(item_id: int, presence_id: int) -> Any:
    """What was noted holds no longer; its row stays."""
    reader = current_reader()
    found(get_item(item_id, reader))
    try:
        with write():
            locked = found(hold_item(item_id, reader))
            noted = found(presence_of(item_id, presence_id))
            no_longer(locked, noted, actor=reader, expected_version=whole(request.form.get("version")) or 0)
    except StaleVersion:
        return _meanwhile(found(get_item(item_id, reader)))
    except StepRefused as refused:
        return item_page(found(get_item(item_id, reader)), refused=refused), 422
    flash(_("Det gäller inte längre."), "ok")
    return redirect(url_for("meetings.item", item_id=item_id, _anchor="presence"))


def _meanwhile(row: AgendaItem, marked: tuple[str, PresenceForm] | None = None) -> Any:
    """The item has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    held = roll_at(row)[1].get(marked[1].person.data) if marked else None
    if marked and held and (held.kind, held.noted_by_id) == (marked[1].kind, current_reader().person_id):
        flash(_("Det var redan infört."), "info")
        return redirect(url_for("meetings.item", item_id=row.id, _anchor="presence"))
    flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
    return item_page(row, marked=marked), 409
