"""The summons for its sender: the preview, the press, answers by telephone, reminders. Their routes are `summons`'s."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework.database import write
from casework.errors import found
from casework.meetings.models import Meeting
from casework.meetings.queries import keeps_minutes
from casework.permissions import current_reader
from casework.summons import letters
from casework.summons.answering import answer as keep_answer
from casework.summons.answering import choices_of
from casework.summons.forms import AddressForm, IssueForm, NotedAnswerForm
from casework.summons.operations import AgendaChangedError, draft, issue, mend, preview, remind
from casework.summons.packets import make_again
from casework.summons.pages import preview_page, summons_page
from casework.summons.queries import delivery_to, packet_of, summoned_to
from casework.summons.views import PDF, meeting_of, one_of, summons
from casework.web import file_answer
from workflows import StepRefused

__all__ = ["summons"]


def _to_be_sent(meeting_id: int) -> Meeting:
    """The meeting, if the reader is its secretary; to others the page does not exist."""
    meeting = meeting_of(meeting_id)
    found(meeting if keeps_minutes(current_reader(), meeting) else None)
    return meeting


@summons.get("/forhandsvisning")
def preview_of(meeting_id: int) -> str:
    """Exactly what would be sent now, and to whom."""
    return preview_page(_to_be_sent(meeting_id))


@summons.get("/forhandsvisning.pdf")
def preview_document(meeting_id: int) -> Response:
    """The paper as it would be now."""
    meeting, reader = _to_be_sent(meeting_id), current_reader()
    now = preview(meeting, reader)
    found(now.summoned or None)
    would_go = draft(now, reader)
    content = letters.document(would_go, now.last, issued_by=reader.name)
    return file_answer(content, PDF, letters.document_file_name(would_go), inline=True)


@summons.post("")
def send(meeting_id: int) -> Any:
    """Send the summons or the supplement that the preview showed."""
    meeting, form = _to_be_sent(meeting_id), IssueForm()
    if not form.validate_on_submit():
        return preview_page(meeting, form), 422
    try:
        try:
            number, told = _issued(meeting_id, form)
        except IntegrityError:  # sent twice at the same moment: the other one has made it by now
            number, told = _issued(meeting_id, form)
    except AgendaChangedError as changed:
        return preview_page(meeting_of(meeting_id), form, meanwhile=changed.changes), 409
    except StepRefused as refused:
        return preview_page(meeting_of(meeting_id), form, refused=refused), 422
    sent = _("Tilläggskallelsen är skickad.") if number > 1 else _("Kallelsen är skickad.")
    flash(sent + " " + _("%(count)s får den med e-post; se hur det går här nedan.", count=told), "ok")
    return redirect(url_for("summons.show", meeting_id=meeting_id))


def _issued(meeting_id: int, form: IssueForm) -> tuple[int, int]:
    """The number of the summons, and how many get it by mail."""
    with write():
        row = issue(meeting_id, actor=current_reader(), seen=form.seen(), why=form.why.data or "")
        return row.number, sum(bool(one["address"]) for one in row.recipients)


@summons.post("/svar/infort")
def note_answer(meeting_id: int) -> Any:
    """Note what somebody answered by telephone."""
    meeting, form = _to_be_sent(meeting_id), NotedAnswerForm(prefix="noted-")
    form.offer([(row.person_id, row.name) for row in summoned_to(meeting)], choices_of(meeting))
    if not form.validate_on_submit():
        return found(summons_page(meeting, noted_form=form)), 422
    try:
        with write():
            keep_answer(meeting_id, form.person.data, form.answer.data, form.reason.data, actor=current_reader())
    except StepRefused as refused:
        return found(summons_page(meeting_of(meeting_id), refused=refused, noted_form=form)), 422
    flash(_("Svaret är infört."), "ok")
    return redirect(url_for("summons.show", meeting_id=meeting_id, _anchor="answers"))


@summons.post("/paminnelse")
def remind_all(meeting_id: int) -> Any:
    """Remind those who have not answered, once."""
    _to_be_sent(meeting_id)
    try:
        with write():
            count = remind(meeting_id, actor=current_reader())
    except StepRefused as refused:
        return found(summons_page(meeting_of(meeting_id), refused=refused)), 422
    flash(_("%(count)s som inte har svarat får en påminnelse.", count=count), "ok")
    return redirect(url_for("summons.show", meeting_id=meeting_id, _anchor="answers"))


@summons.post("/brev/<int:delivery_id>")
def send_again(meeting_id: int, delivery_id: int) -> Any:
    """Send a letter that failed or came back once more, to a mended address."""
    _to_be_sent(meeting_id)
    form = AddressForm()
    if not form.validate_on_submit():
        return found(summons_page(meeting_of(meeting_id), address_form=(delivery_id, form))), 422
    try:
        with write():
            delivery = found(delivery_to(meeting_id, delivery_id))
            mend(meeting_of(meeting_id), delivery, form.address.data, actor=current_reader())
    except StepRefused as refused:
        return found(summons_page(meeting_of(meeting_id), refused=refused)), 422
    flash(_("Brevet skickas igen."), "ok")
    return redirect(url_for("summons.show", meeting_id=meeting_id, _anchor="answers"))


@summons.post("/<int:number>/handlingar")
def make_packet(meeting_id: int, number: int) -> Any:
    """Put the papers together once more, when that failed."""
    _to_be_sent(meeting_id)
    with write():
        packet = found(packet_of(one_of(meeting_id, number).id, lock=True))
        if packet.state == "failed":
            make_again(packet)
            flash(_("Handlingarna sätts samman igen."), "ok")
    return redirect(url_for("summons.version", meeting_id=meeting_id, number=number))
