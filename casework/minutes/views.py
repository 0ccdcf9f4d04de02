"""Minutes on screen: the list, the page with its acts, the PDFs. What one may do there is judged by the operations."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.models import Decision, MinutesExtract
from casework.meetings.queries import get_meeting
from casework.meetings.views import meeting_page
from casework.minutes.forms import (
    ApproverForm,
    ReasonForm,
    TextForm,
)
from casework.minutes.models import Minutes
from casework.minutes.operations import (
    TABLE,
    begin_minutes,
    choose,
    places_of,
    release_approver,
    write_text,
)
from casework.minutes.pages import KINDS, Sent, page
from casework.minutes.printing import PDF, file_name, print_now
from casework.minutes.queries import (
    chosen_of,
    decisions_in,
    extracts_of,
    get_minutes,
    list_minutes,
    waiting_for,
)
from casework.minutes.sending import make_extract
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.web import file_answer, whole
from workflows import StepRefused

minutes = Blueprint("minutes", __name__)


@minutes.get("/protokoll")
def index() -> str:
    """The minutes that exist for the reader, those that wait for his signature first."""
    reader = current_reader()
    return render_template(
        "minutes/index.html",
        rows=list_minutes(reader),
        waiting=waiting_for(reader),
        states=TABLE.states,
        kinds=KINDS,
    )


@minutes.post("/sammantraden/<int:meeting_id>/protokoll")
def begin(meeting_id: int) -> Any:
    """Begin the minutes of the meeting; twice begins them once."""
    reader = current_reader()
    found(get_meeting(meeting_id, reader))
    try:
        with write():
            made = begin_minutes(found(get_meeting(meeting_id, reader, lock=True)), actor=reader).id
    except StepRefused as refused:
        return _refused_at_meeting(meeting_id, refused)
    return redirect(url_for("minutes.show", minutes_id=made))


@minutes.post("/sammantraden/<int:meeting_id>/justerare")
def add_approver(meeting_id: int) -> Any:
    """Choose who approves the minutes."""
    reader, form = current_reader(), ApproverForm(prefix="approver-")
    form.person.choices = []
    found(get_meeting(meeting_id, reader))
    try:
        with write():
            meeting = found(get_meeting(meeting_id, reader, lock=True))
            choose(meeting, form.person.data or 0, actor=reader)
    except StepRefused as refused:
        return _refused_at_meeting(meeting_id, refused)
    flash(_("Justeraren är vald."), "ok")
    return redirect(_back(meeting_id))


@minutes.post("/sammantraden/<int:meeting_id>/justerare/<int:signer_id>/ersatt")
def replace_approver(meeting_id: int, signer_id: int) -> Any:
    """Somebody else is to approve instead."""
    reader, form = current_reader(), ReasonForm(prefix="release-")
    found(get_meeting(meeting_id, reader))
    try:
        with write():
            meeting = found(get_meeting(meeting_id, reader, lock=True))
            row = found(next((row for row in chosen_of(meeting_id) if row.id == signer_id), None))
            release_approver(meeting, row, form.note.data or "", actor=reader)
    except StepRefused as refused:
        return _refused_at_meeting(meeting_id, refused)
    flash(_("Justeraren är struken. Välj en annan om det behövs."), "ok")
    return redirect(_back(meeting_id))


def _back(meeting_id: int) -> str:
    """Where the press came from: the minutes, or the meeting."""
    number = whole(request.form.get("minutes"))
    if number:
        return url_for("minutes.show", minutes_id=number, _anchor="approvers")
    return url_for("meetings.show", meeting_id=meeting_id, _anchor="minutes")


def _refused_at_meeting(meeting_id: int, refused: StepRefused) -> Any:
    reader = current_reader()
    number = whole(request.form.get("minutes"))
    row = get_minutes(number, reader) if number else None
    if row is not None:
        return page(row, reader, refused=refused), 422
    return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused), 422


@minutes.get("/protokoll/<int:minutes_id>")
def show(minutes_id: int) -> str:
    """The minutes as they stand."""
    return page(here(minutes_id), current_reader())


def here(minutes_id: int) -> Minutes:
    """The minutes, if they exist for the reader."""
    row: Minutes = found(get_minutes(minutes_id, current_reader()))
    return row


def paragraph_of(row: Minutes, decision_id: int) -> Decision:
    """A paragraph of these minutes."""
    decision: Decision = found(next((one for one in decisions_in(row) if one.id == decision_id), None))
    return decision


def done(
    minutes_id: int,
    work: Callable[[Minutes], object],
    told: str,
    *,
    anchor: str = "",
    sent: Sent | None = None,
) -> Any:
    """Do it with the minutes held, in one transaction; a refusal shows its reasons and leaves everything as it was."""
    reader = current_reader()
    try:
        with write():
            work(found(get_minutes(minutes_id, reader, lock=True)))
    except StaleVersion:
        flash(_("Protokollet har ändrats sedan sidan öppnades. Läs det igen; din text står kvar."), "refused")
        return page(here(minutes_id), reader, sent=sent), 409
    except StepRefused as refused:
        return page(here(minutes_id), reader, sent=sent, refused=refused), 422
    if told:
        flash(told, "ok")
    return redirect(url_for("minutes.show", minutes_id=minutes_id, _anchor=anchor or None))


@minutes.get("/protokoll/<int:minutes_id>/protokoll.pdf")
def document(minutes_id: int) -> Response:
    """The minutes as PDF: what is approved as it is kept, else the draft as it stands."""
    row = here(minutes_id)
    content = read_file(row.sha256) if row.sha256 else print_now(row)
    return file_answer(content, PDF, file_name(row), inline=True)


@minutes.post("/protokoll/<int:minutes_id>/text")
def save_text(minutes_id: int) -> Any:
    """Keep the secretary's prose at one place."""
    row, form = here(minutes_id), TextForm(prefix="text-")
    place = form.place.data or ""
    found(place if place in places_of(row) else None)
    sent = Sent("text", form, 0 if place == "opening" else whole(place) or 0)
    if not form.validate_on_submit():
        return page(row, current_reader(), sent=sent), 422

    def work(held: Minutes) -> None:
        text, why = form.text.data or "", form.why.data or ""
        write_text(held, place, text, actor=current_reader(), expected=whole(form.version.data) or 0, why=why)

    anchor = "opening" if place == "opening" else f"p{place}"
    return done(minutes_id, work, _("Texten är sparad."), anchor=anchor, sent=sent)


@minutes.post("/protokoll/<int:minutes_id>/utdrag/<int:decision_id>")
def add_extract(minutes_id: int, decision_id: int) -> Any:
    """One more extract of an approved paragraph."""
    row = here(minutes_id)
    decision = paragraph_of(row, decision_id)
    found(row if row.state == "approved" else None)
    with write():
        make_extract(decision, row)
    flash(_("Utdraget är gjort."), "ok")
    return redirect(url_for("minutes.show", minutes_id=minutes_id, _anchor=f"p{decision_id}"))


@minutes.get("/protokoll/<int:minutes_id>/utdrag/<int:extract_id>.pdf")
def extract(minutes_id: int, extract_id: int) -> Response:
    """An extract of an approved paragraph, as PDF."""
    row = here(minutes_id)
    rows = [one for made in extracts_of([d.id for d in decisions_in(row)]).values() for one in made]
    one: MinutesExtract = found(next((one for one in rows if one.id == extract_id), None))
    return file_answer(read_file(one.sha256), PDF, f"Protokollsutdrag {one.number}.pdf".replace("/", "-"), inline=True)
