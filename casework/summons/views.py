"""The summons of a meeting for those who are summoned: what is new, the papers, the packet, and their answer."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from casework.database import write
from casework.documents.kinds import KINDS
from casework.documents.typesetting import typeset_report
from casework.errors import found
from casework.meetings.models import Meeting
from casework.meetings.queries import get_meeting
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.summons import letters
from casework.summons.answering import answer as keep_answer
from casework.summons.forms import AnswerForm
from casework.summons.models import Summons
from casework.summons.packets import file_name, frozen_report
from casework.summons.pages import packet_words, summons_page
from casework.summons.queries import packet_of, summonses_of
from casework.web import file_answer
from workflows import StepRefused

summons = Blueprint("summons", __name__, url_prefix="/sammantraden/<int:meeting_id>/kallelse")

PDF = "application/pdf"


def meeting_of(meeting_id: int) -> Meeting:
    """The meeting, if it exists for the reader: with it all its summonses do."""
    meeting: Meeting = found(get_meeting(meeting_id, current_reader()))
    return meeting


def one_of(meeting_id: int, number: int) -> Summons:
    """The summons of that number."""
    meeting_of(meeting_id)
    row: Summons = found(next((row for row in summonses_of(meeting_id) if row.number == number), None))
    return row


@summons.get("")
def show(meeting_id: int) -> str:
    """The newest summons, or the word that none is sent yet."""
    return found(summons_page(meeting_of(meeting_id)))


@summons.get("/<int:number>")
def version(meeting_id: int, number: int) -> str:
    """The summons of that number, as it was sent."""
    return found(summons_page(meeting_of(meeting_id), number))


@summons.post("/svar")
def answer(meeting_id: int) -> Any:
    """The reader says whether he comes."""
    reader, form = current_reader(), AnswerForm()
    meeting = meeting_of(meeting_id)
    if not form.validate_on_submit():
        return found(summons_page(meeting, answer_form=form)), 422
    try:
        with write():
            keep_answer(meeting_id, reader.person_id, form.answer.data, form.reason.data, actor=reader)
    except StepRefused as refused:
        return found(summons_page(meeting_of(meeting_id), refused=refused, answer_form=form)), 422
    flash(_("Ditt svar är sparat. Du kan ändra det till dess att sammanträdet öppnas."), "ok")
    return redirect(url_for("summons.show", meeting_id=meeting_id))


@summons.get("/<int:number>/kallelse.pdf")
def document(meeting_id: int, number: int) -> Response:
    """The summons as it was sent."""
    row = one_of(meeting_id, number)
    return file_answer(read_file(row.sha256), PDF, letters.document_file_name(row), inline=True)


@summons.get("/<int:number>/sammantrade.ics")
def calendar(meeting_id: int, number: int) -> Response:
    """The calendar file as it was sent."""
    row = one_of(meeting_id, number)
    kind = "text/calendar; method=PUBLISH; charset=utf-8"
    return file_answer(read_file(row.calendar_sha256), kind, letters.CALENDAR_NAME, inline=False)


@summons.get("/<int:number>/handlingar/<int:item_id>/<int:attachment_id>")
def paper(meeting_id: int, number: int, item_id: int, attachment_id: int) -> Response:
    """An attachment as the summons froze it, also when the case has another now."""
    items = one_of(meeting_id, number).agenda["items"]
    papers = (row for item in items if item["id"] == item_id for row in item["attachments"])
    row = found(next((row for row in papers if row["id"] == attachment_id), None))
    return file_answer(read_file(row["sha256"]), row["media_type"], row["name"], inline=KINDS[row["media_type"]].inline)


@summons.get("/<int:number>/handlingar/<int:item_id>/tjansteskrivelse.pdf")
def report(meeting_id: int, number: int, item_id: int) -> Response:
    """The officer report as the summons froze it."""
    row = one_of(meeting_id, number)
    item = found(next((item for item in row.agenda["items"] if item["id"] == item_id and item["report"]), None))
    name = f"{_('Tjänsteskrivelse')} {item['case_number']}.pdf".replace("/", "-")
    return file_answer(typeset_report(frozen_report(row, item)), PDF, name, inline=True)


@summons.get("/<int:number>/handlingar.pdf")
def packet(meeting_id: int, number: int) -> Response:
    """All papers in one file, to be read without a connection."""
    row = one_of(meeting_id, number)
    made = found(packet_of(row.id))
    return file_answer(read_file(found(made.sha256)), PDF, file_name(row), inline=request.args.get("visa") == "1")


@summons.get("/<int:number>/framsteg.json")
def progress(meeting_id: int, number: int) -> Response:
    """How far the packet has come, for the page's script."""
    made = found(packet_of(one_of(meeting_id, number).id))
    return jsonify(state=made.state, done=made.done, total=made.total, words=packet_words(made))
