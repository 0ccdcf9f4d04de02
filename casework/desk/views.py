"""The desk: what waits for me."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.appeals.waiting import sentence as sentence_of_final
from casework.assignments.pages import paragraph_of
from casework.cases.pages import put_aside, sentence, told_lately, waits_for
from casework.cases.waiting import SOON
from casework.database import write
from casework.desk.days import AGENDA, ASSIGNMENT, DEADLINE, PAUSE, RAISED, Day
from casework.desk.models import Notice
from casework.desk.operations import mark_seen as note_seen
from casework.desk.queries import Row, desk_of
from casework.dispatch.operations import mark_seen as note_read
from casework.dispatch.queries import given_to
from casework.errors import found
from casework.permissions import current_reader, seated_or_secretary
from casework.register.operations import read_file
from casework.summons.waiting import summons_line
from casework.web import day, file_answer, whole
from workflows import WORKFLOWS
from workflows._vocabulary import N_

desk = Blueprint("desk", __name__)

WORDS = {
    ASSIGNMENT: (N_("uppdraget klart senast %(day)s"), N_("försenat sedan %(day)s")),
    DEADLINE: (N_("beslutet ska fram senast %(day)s"), N_("försenat sedan %(day)s")),
    RAISED: (N_("fullmäktige ska besluta senast %(day)s"), N_("året gick ut %(day)s")),
    PAUSE: (N_("tas upp igen %(day)s"), N_("skulle tas upp %(day)s")),
    AGENDA: (N_("sammanträde %(day)s"), N_("sammanträdet var %(day)s")),
}
"""By what is to happen: how the day is told before it, and when it has passed."""


@desk.get("/")
def index() -> str:
    """What is on the reader's desk."""
    reader = current_reader()
    return render_template(
        "desk/index.html",
        desk=desk_of(reader, mail_is_set=bool(current_app.extensions["casework.settings"].smtp_url)),
        may_meet=seated_or_secretary(reader),
        due=due,
        news_line=news_line,
        told_lately=told_lately,
        waits_for=waits_for,
        workflows=WORKFLOWS,
        reader=reader,
        today=clock.today(),
        summons_line=summons_line,
        final_line=sentence_of_final,
        paragraph_of=paragraph_of,
    )


@desk.post("/sett")
def mark_seen() -> Any:
    """Put away the notices that the page showed."""
    ids = [number for value in request.form.getlist("notice") if (number := whole(value))]
    with write():
        note_seen(current_reader().person_id, ids)
    return redirect(url_for("desk.index"))


@desk.get("/att-lasa/<int:delivery_id>")
def received(delivery_id: int) -> str:
    """A decision that was sent to the reader's own desk."""
    delivery = found(given_to(current_reader().person_id, delivery_id))
    return render_template("desk/received.html", delivery=delivery)


@desk.get("/att-lasa/<int:delivery_id>/fil")
def received_file(delivery_id: int) -> Response:
    """The document of the decision."""
    message = found(given_to(current_reader().person_id, delivery_id)).dispatch
    return file_answer(read_file(found(message.file_sha256)), "application/pdf", message.file_name, inline=True)


@desk.post("/att-lasa/<int:delivery_id>")
def note_received(delivery_id: int) -> Any:
    """The reader says that he has read it. Said twice, the first time stands."""
    person_id = current_reader().person_id
    with write():
        delivery = found(given_to(person_id, delivery_id, lock=True))
        if delivery.state == "queued":
            note_read(delivery, actor_id=person_id)
            flash(_("Noterat: du har läst beslutet."), "ok")
    return redirect(url_for("desk.index"))


def due(row: Row) -> tuple[str, str] | None:
    """Until when: the nearest of the row's days in words, and how a status looks; None where it has no day."""
    first: Day | None = next((one for one in row.days if one.what in WORDS), None)
    if first is None:
        return None
    left = first.day - clock.today()
    before, after = WORDS[first.what]
    text = _(after if left.days < 0 else before, day=day(first.day))
    if left.days < 0 and first.what in {ASSIGNMENT, DEADLINE, RAISED}:
        return text, "danger"
    return text, "waiting" if left <= SOON else "neutral"


def news_line(kind: str, notice: Notice) -> str:
    """What the notice tells: its own sentence, or the step's with its reason."""
    if notice.event is None:
        return notice.text
    parts = [sentence(kind, notice.event), f"”{notice.event.note}”" if notice.event.note else ""]
    return " ".join(part for part in (*parts, put_aside(notice.event)) if part)
