"""The API's calls about meetings: planning one, its agenda and roll, and what was decided."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import uuid4

from flask_babel import gettext
from pydantic import Field
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from casework import clock
from casework.api.answers import made
from casework.api.routes import route
from casework.api.shapes import Id, Query, Sent
from casework.cases.forms import given_as
from casework.cases.operations import take_step
from casework.cases.queries import get_case, latest_report
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.matters import table_of
from casework.meetings.models import AgendaItem, Attendance, Meeting
from casework.meetings.operations import plan_meeting as plan
from casework.meetings.operations import record_outcome as record
from casework.meetings.planning_forms import MeetingForm
from casework.meetings.queries import (
    attendance_of,
    get_item,
    get_meeting,
    hold_item,
    listing_step,
    may_call_roll,
    may_plan,
)
from casework.meetings.roll import Present, call_roll
from casework.meetings.told import ItemTold, MeetingTold, item_told, meeting_told
from casework.people.models import Body
from casework.people.queries import body_for
from casework.permissions import current_reader
from casework.problems import Changed, Invalid
from workflows._assignment_rules import MOST, suffix
from workflows._vocabulary import EXEMPTIONS

Outcome = Literal["approve", "approve_changed", "reject", "defer", "remit_back", "note"]


class MeetingSent(Sent):
    """A meeting to plan. A time without zone is by the clock in Stockholm."""

    starts_at: datetime
    place: str


class ItemSent(Sent):
    """The case to put on the agenda, at that version of it; left out, whichever stands.

    `exemption`: why the assembly may handle it although it is not prepared (KL 5:29–34).
    """

    case: Id
    version: Id | None = None
    exemption: Literal[tuple(EXEMPTIONS)] | None = None  # type: ignore[valid-type]  # the law's own list


class SeatSent(Sent):
    """Whether a person is there, from afar or not, and for whom a substitute serves."""

    person: Id
    present: bool
    remote: bool = False
    serving_for: Id | None = None


class TaskSent(Sent):
    """Who is to carry out an assignment, and by when."""

    owner: str
    due: date


class OutcomeSent(Sent):
    """What was decided on the item, at that version of it.

    `condition`: what the decision holds under. `agree_on_decision`, `agree_to_decide`: in the assembly, that all who
    are present are of one mind on an urgent matter (KL 5:33, 5:52).

    `text`: the decided points, parted by empty lines. `reason` and `addressee`: of a remittal, the addressee being the
    owner where only that is told. `owner` and `due`: of the task that the decision gives; `assignments`, where it gives
    several: of each, in the order of the points.
    """

    outcome: Outcome
    version: Id
    text: str | None = None
    reason: str | None = None
    addressee: str | None = None
    owner: str | None = None
    due: date | None = None
    assignments: Annotated[tuple[TaskSent, ...], Field(max_length=MOST)] = ()
    condition: str | None = None
    agree_on_decision: bool = False
    agree_to_decide: bool = False

    def given(self) -> dict[str, str]:
        """What the step asks for, by its own names."""
        remits = self.outcome == "remit_back"
        given = {
            "text": self.text,
            "note": self.reason,
            "addressee": self.addressee or (self.owner if remits else None),
            "owner": None if remits else self.owner,
            "due": self.due.isoformat() if self.due else None,
            "condition": self.condition,
            "agree_on_decision": "yes" if self.agree_on_decision else None,
            "agree_to_decide": "yes" if self.agree_to_decide else None,
        }
        for number, task in enumerate(self.assignments):
            given |= {f"owner{suffix(number)}": task.owner, f"due{suffix(number)}": task.due.isoformat()}
        return {name: value for name, value in given.items() if value}


class MeetingAsked(Query):
    """The version of the meeting that the program has read; left out, whichever stands."""

    version: Id | None = None


@route("POST", "/bodies/<int:body_id>/meetings", answer=MeetingTold, takes=MeetingSent, status=201, keyed=True)
def plan_meeting(body_id: int, sent: MeetingSent) -> Any:
    """Planera ett sammanträde med organet."""
    actor = current_reader()
    body = found(body_for(body_id, {grant.authority_id for grant in actor.grants}))
    if not may_plan(actor, body):
        raise Forbidden(gettext("Sammanträden planeras av organets sekreterare."))
    form = _planned(sent, body)

    def work() -> MeetingTold:
        body = found(body_for(body_id, {grant.authority_id for grant in actor.grants}))
        meeting = plan(body, form.starts_at(), form.place.data, actor=actor, creation_key=uuid4().hex)
        return meeting_told(meeting)

    return made(work, sent.model_dump_json().encode())


def _planned(sent: MeetingSent, body: Body) -> MeetingForm:
    """The meeting as the page's form takes it. Raises Invalid."""
    try:
        local = sent.starts_at if sent.starts_at.tzinfo is None else clock.local(sent.starts_at)
    except OverflowError:  # at the end of the calendar
        raise Invalid(("starts_at", gettext("Ange en dag från i dag och högst fem år framåt."))) from None
    pairs = {"body": str(body.id), "day": local.date().isoformat(), "time": f"{local:%H:%M}", "place": sent.place}
    form = MeetingForm(formdata=MultiDict(pairs), meta={"csrf": False})
    form.offer([body])
    if not form.validate():
        names = {"day": "starts_at", "time": "starts_at"}
        raise Invalid(*((names.get(name, name), str(texts[0])) for name, texts in form.errors.items()))
    return form


@route("GET", "/meetings/<int:meeting_id>", answer=MeetingTold)
def show_meeting(meeting_id: int) -> MeetingTold:
    """Ett sammanträde med närvaro och föredragningslista."""
    return meeting_told(found(get_meeting(meeting_id, current_reader())))


@route(
    "POST", "/meetings/<int:meeting_id>/items", answer=ItemTold, takes=ItemSent, status=201, refuses=(409,), keyed=True
)
def add_item(meeting_id: int, sent: ItemSent) -> Any:
    """Sätt upp ett ärende på föredragningslistan."""
    actor = current_reader()
    found(get_meeting(meeting_id, actor))

    def work() -> ItemTold:
        case = get_case(sent.case, actor, lock=True)
        if case is None:
            raise Invalid(("case", gettext("Ärendet finns inte.")))
        report = latest_report(case.id)
        step, version = listing_step(case, actor, report), sent.version or case.version
        given = {"meeting": str(meeting_id), "exemption": sent.exemption or ""}
        context = take_step(case, step.name, actor=actor, expected_version=version, given=given, report=report)
        return item_told(context.made["item"])

    return made(work, sent.model_dump_json().encode())


@route(
    "PUT",
    "/meetings/<int:meeting_id>/attendance",
    answer=MeetingTold,
    takes=Annotated[list[SeatSent], Field(max_length=200)],
    query=MeetingAsked,
    refuses=(409,),
)
def set_attendance(meeting_id: int, sent: list[SeatSent], query: MeetingAsked) -> MeetingTold:
    """Gör upprop: vilka som är närvarande, och vem en ersättare tjänstgör för. Den som inte nämns är frånvarande."""
    actor = current_reader()
    meeting: Meeting = found(get_meeting(meeting_id, actor))
    if not may_call_roll(actor, meeting):
        raise Forbidden(gettext("Uppropet görs av sekreteraren eller ordföranden."))
    present = _present(sent, attendance_of(meeting_id))
    with write():
        locked: Meeting = found(get_meeting(meeting_id, actor, lock=True))
        call_roll(locked, present, actor=actor, expected_version=query.version or locked.version)
        return meeting_told(locked)


@route("POST", "/items/<int:item_id>/outcome", answer=ItemTold, takes=OutcomeSent, refuses=(409,), keyed=True)
def record_outcome(item_id: int, sent: OutcomeSent) -> Any:
    """För in vad sammanträdet beslutade."""
    actor = current_reader()
    found(get_item(item_id, actor))

    def work() -> ItemTold:
        item: AgendaItem = found(hold_item(item_id, actor))
        given = _given(item, sent)
        try:
            decision = record(item, sent.outcome, actor=actor, expected_version=sent.version, given=given)
        except StaleVersion as stale:
            raise Changed(stale.current, gettext("Ärendet har ändrats sedan du läste det. Läs det igen.")) from None
        return item_told(item, decision)

    return made(work, sent.model_dump_json().encode())


def _given(item: AgendaItem, sent: OutcomeSent) -> dict[str, str]:
    """What the outcome's step is given. Raises Invalid by the names under which it was sent."""
    try:
        return given_as(*table_of(item), sent.outcome, sent.given())
    except Invalid as error:
        raise Invalid(*(("reason" if name == "note" else name, told) for name, told in error.errors)) from None


def _present(sent: Sequence[SeatSent], rows: Sequence[Attendance]) -> dict[int, Present]:
    """Who is there, by person, and how. Raises Invalid for one without a seat, or told twice."""
    seats, seen, wrong = {row.person_id for row in rows}, set(), []
    for number, row in enumerate(sent):
        if row.person not in seats:
            wrong.append((f"{number}.person", gettext("Personen har ingen plats på sammanträdet.")))
        elif row.person in seen:
            wrong.append((f"{number}.person", gettext("Personen står flera gånger i listan.")))
        elif row.serving_for is not None and not row.present:
            wrong.append((f"{number}.serving_for", gettext("Den som är frånvarande kan inte tjänstgöra.")))
        seen.add(row.person)
    if wrong:
        raise Invalid(*wrong)
    return {row.person: Present(row.serving_for, row.remote) for row in sent if row.present}
