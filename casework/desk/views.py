"""The desk: what waits for me."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from casework.cases.pages import sentence
from casework.database import write
from casework.desk.operations import mark_seen as note_seen
from casework.desk.queries import recently_ended, under_way, unseen, waiting_for
from casework.meetings.queries import coming_meetings
from casework.permissions import current_reader, seated_or_secretary
from casework.web import whole
from workflows import WORKFLOWS

desk = Blueprint("desk", __name__)


@desk.get("/")
def index() -> str:
    """What is on the reader's desk."""
    reader = current_reader()
    return render_template(
        "desk/index.html",
        waiting=waiting_for(reader),
        under_way=under_way(reader),
        ended=recently_ended(reader),
        may_meet=seated_or_secretary(reader),
        meetings=coming_meetings(reader),
        news=unseen(reader),
        sentence=sentence,
        workflows=WORKFLOWS,
        reader=reader,
    )


@desk.post("/sett")
def mark_seen() -> Any:
    """Put away the notices that the page showed."""
    ids = [number for value in request.form.getlist("notice") if (number := whole(value))]
    with write():
        note_seen(current_reader().person_id, ids)
    return redirect(url_for("desk.index"))
