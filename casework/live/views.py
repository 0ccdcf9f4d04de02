"""The page that follows the chair, the stream that tells it of changes, and what is pressed on it."""

import hashlib
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for

from casework import clock
from casework.database import write
from casework.errors import found
from casework.extensions import language
from casework.live.operations import (
    HELD,
    ask_for_the_word,
    disclose,
    end_the_word,
    give_the_word,
    no_longer_disclosed,
)
from casework.live.pages import screen
from casework.live.queries import meeting_now, speaker_of
from casework.live.watch import AGAIN, Watch, events
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import Roll, get_item, lock_meeting
from casework.meetings.sitting import take_up
from casework.permissions import Reader, current_reader
from casework.settings import VERSION
from casework.web import clean, whole
from workflows import StepRefused

live = Blueprint("live", __name__, url_prefix="/sammantraden")


@live.get("/<int:meeting_id>/nu")
def now(meeting_id: int) -> Any:
    """The meeting as it stands, for this reader; ?del=1 gives what stands within the frame. 304 while it stands."""
    reader = current_reader()
    meeting, token = found(meeting_now(meeting_id, reader))
    tag = _tag(token, reader)
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        template = "live/_now.html" if "del" in request.args else "live/now.html"
        answer = make_response(render_template(template, **screen(meeting, token, reader, request.args.get("har", ""))))
    answer.set_etag(tag)
    return answer


@live.get("/<int:meeting_id>/flode")
def stream(meeting_id: int) -> Response:
    """The meeting's token now and when it changes, as server-sent events; 503 when the process has no place left.

    Nothing of the meeting is in it. What is shown is fetched, and judged, as any page. It ends after some minutes, so
    that whose seat or log-in has ended does not go on listening.
    """
    _meeting, token = found(meeting_now(meeting_id, current_reader()))
    watch: Watch = current_app.extensions["casework.live_watch"]
    if not watch.join(meeting_id):
        return Response(status=503, headers={"Retry-After": str(AGAIN)})
    seconds = current_app.extensions["casework.settings"].live_seconds
    answer = Response(events(watch, meeting_id, token, seconds), mimetype="text/event-stream")
    answer.call_on_close(lambda: watch.leave(meeting_id))
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy before us sends each line on at once
    return answer


@live.post("/<int:meeting_id>/nu/arende")
def item(meeting_id: int) -> Any:
    """Take up an item, by its id."""
    number = whole(request.form.get("item")) or 0
    return _pressed(meeting_id, number, lambda row, reader: take_up(lock_meeting(meeting_id), row.id, actor=reader))


@live.post("/<int:meeting_id>/nu/ordet")
def word(meeting_id: int) -> Any:
    """Ask for the word at the item that the page showed; `person` is another than the reader who raised his hand."""
    number, kind = whole(request.form.get("item")) or 0, request.form.get("kind", "")

    def ask(row: AgendaItem, reader: Reader) -> None:
        person = whole(request.form.get("person")) or reader.person_id
        ask_for_the_word(row, person, kind, actor=reader)

    return _pressed(meeting_id, number, ask, anchor="speakers")


@live.post("/<int:meeting_id>/nu/talare/<int:speaker_id>/<word>")
def speaker(meeting_id: int, speaker_id: int, word: str) -> Any:
    """Give one on the list the word (ge), or take him off it (klar)."""
    act = found({"ge": give_the_word, "klar": end_the_word}.get(word))
    found(meeting_now(meeting_id, current_reader()))
    row = found(speaker_of(meeting_id, speaker_id))
    return _pressed(
        meeting_id,
        row.item_id,
        lambda held, reader: act(held, found(speaker_of(meeting_id, speaker_id)), actor=reader),
        anchor="speakers",
    )


@live.post("/<int:meeting_id>/nu/jav")
def disclosure(meeting_id: int) -> Any:
    """Tell secretary and chair of one's own disqualification from the item, or take it back."""
    number, note = whole(request.form.get("item")) or 0, clean(request.form.get("note"))

    def tell(row: AgendaItem, reader: Reader) -> None:
        if request.form.get("back"):
            no_longer_disclosed(row, actor=reader)
        else:
            disclose(row, note, actor=reader)

    return _pressed(meeting_id, number, tell, anchor="own")


def _pressed(meeting_id: int, item_id: int, act: Any, *, anchor: str | None = None) -> Any:
    """Do it to that item of the meeting and show the meeting; a refusal tells its reasons, and nothing was done."""
    reader = current_reader()
    meeting: Meeting = found(meeting_now(meeting_id, reader))[0]
    row: AgendaItem = found(get_item(item_id, reader))
    found(row if row.meeting_id == meeting.id else None)
    try:
        with write():
            act(found(get_item(item_id, reader)), reader)
    except StepRefused as refused:
        meeting, token = found(meeting_now(meeting_id, reader))
        return render_template("live/now.html", **screen(meeting, token, reader), refused=refused), 422
    return redirect(url_for("live.now", meeting_id=meeting_id, _anchor=anchor))


def _tag(token: int, reader: Reader) -> str:
    """Other where the page would be another: by what happened, who reads and what he may, the language, the day."""
    grants = sorted((row.role, row.authority_id, row.body_id or 0) for row in reader.grants)
    parts = (token, reader.person_id, grants, language(), clock.today(), VERSION)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def item_panel(row: AgendaItem, reader: Reader, *, roll: Roll) -> dict[str, Any]:
    """On the item's page, the way back to the meeting that is held."""
    goes_on = row.meeting.state == HELD
    return {"template": "live/_way.html", "on_top": True, "goes_on": goes_on, "meeting_id": row.meeting_id}


def meeting_panel(meeting: Meeting) -> dict[str, Any]:
    """On the meeting's page, the way to what is handled."""
    shown = meeting.state == HELD
    return {"template": "live/_way.html", "goes_on": shown, "meeting_id": meeting.id, "expected": {}}
