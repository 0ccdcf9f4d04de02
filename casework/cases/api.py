"""The API's calls about cases: reading them, their steps, attachments, and what was sent."""

from typing import Annotated, Any

from flask import request
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import UnsupportedMediaType

from casework.api.answers import made
from casework.api.routes import route
from casework.api.shapes import Id, Query
from casework.cases import pages
from casework.cases.attachments import LARGEST, add_attachments, judged
from casework.cases.forms import given_as
from casework.cases.listing import PAGE, BadCursor, Filters, states_called
from casework.cases.listing import list_cases as cases_listed
from casework.cases.models import Case
from casework.cases.operations import take_step as take
from casework.cases.queries import events_of, facts_for, get_case, recipients_of
from casework.cases.told import (
    AskTold,
    AttachmentTold,
    CaseList,
    CaseRow,
    CaseTold,
    DeliveryTold,
    EventTold,
    RecipientTold,
    StepTold,
    case_row,
    case_told,
    recipients_told,
)
from casework.dispatch.queries import DECIDED, deliveries_of
from casework.errors import found
from casework.permissions import current_reader
from casework.problems import Changed, Invalid
from casework.web import clean_line, takes_up_to
from workflows import WORKFLOWS


class CasesAsked(Query):
    """Which cases: state by name or label, officer and body by key, words of number, title and recipients."""

    state: str | None = None
    kind: str | None = None
    officer: Id | None = None
    body: Id | None = None
    q: Annotated[str, Field(max_length=100)] | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = PAGE


class StepSent(BaseModel):
    """The step to take at that version of the case, and what it asks for."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, str | int | None]

    step: Annotated[str, Field(min_length=1, max_length=60)]
    version: Id
    note: Annotated[str, Field(max_length=20_000)] | None = None

    def given(self) -> dict[str, str]:
        """What the step asks for, as a form sends it."""
        filled = {"note": self.note, **self.__pydantic_extra__}
        return {name: str(value) for name, value in filled.items() if value is not None}


@route("GET", "/cases", answer=CaseList, query=CasesAsked)
def list_cases(query: CasesAsked) -> CaseList:
    """Ärendena som finns för den som frågar, det senast ändrade först."""
    filters = Filters(
        kind=clean_line(query.kind),
        states=states_called(query.state) if query.state is not None else None,
        officer=query.officer,
        body=query.body,
        q=clean_line(query.q),
    )
    try:
        page = cases_listed(current_reader(), filters, query.cursor or "", limit=query.limit)
    except BadCursor as error:
        raise Invalid(("cursor", str(error))) from None
    return CaseList(data=[CaseRow(**case_row(case)) for case in page.rows], next=page.next)


@route("GET", "/cases/<int:case_id>", answer=CaseTold)
def show_case(case_id: int) -> CaseTold:
    """Ett ärende med tjänsteskrivelse och mottagare."""
    return case_told(found(get_case(case_id, current_reader())))


@route("GET", "/cases/<int:case_id>/steps", answer=list[StepTold])
def list_steps(case_id: int) -> list[StepTold]:
    """Stegen som leder vidare från ärendets läge, med skälen till att de inte kan tas."""
    reader = current_reader()
    case: Case = found(get_case(case_id, reader))
    facts = facts_for(case, reader)
    return [
        StepTold(
            name=choice.step.name,
            label=gettext(choice.step.label),
            to=choice.step.to,
            allowed=choice.allowed,
            reasons=[reason.worded(gettext) for reason in choice.reasons],
            asks=[
                AskTold(name=ask.name, type=ask.type, label=gettext(ask.label))
                for ask in choice.step.asks
                if ask.when is None or ask.when(facts)
            ],
        )
        for choice in pages.choices(case, facts)
    ]


@route("POST", "/cases/<int:case_id>/steps", answer=CaseTold, takes=StepSent, refuses=(409,), keyed=True)
def take_step(case_id: int, sent: StepSent) -> Any:
    """Ta ett steg i ärendet."""
    actor = current_reader()

    def work() -> CaseTold:
        case: Case = found(get_case(case_id, actor, lock=True))
        if case.version != sent.version:
            raise changed_meanwhile(case)
        given = given_as(WORKFLOWS[case.kind], case.state, sent.step, sent.given())
        context = take(case, sent.step, actor=actor, expected_version=sent.version, given=given)
        return case_told(case, context.report, context.recipients)

    return made(work, sent.model_dump_json().encode())


def changed_meanwhile(case: Case) -> Changed:
    """What a program is told whose version of the case is not the one that stands: what happened last."""
    told = pages.told_lately(case.kind, events_of(case.id)[-1])
    return Changed(case.version, gettext("Ärendet har ändrats sedan du läste det. Senaste steget: %(told)s", told=told))


@route("GET", "/cases/<int:case_id>/history", answer=list[EventTold])
def list_history(case_id: int) -> list[EventTold]:
    """Det som har hänt i ärendet, det äldsta först."""
    case: Case = found(get_case(case_id, current_reader()))
    return [
        EventTold(
            at=event.at,
            actor=event.actor.name if event.actor else None,
            on_behalf_of=event.on_behalf_of.name if event.on_behalf_of else None,
            step=event.step,
            from_=event.from_state,
            to=event.to_state,
            note=event.note,
            sentence=pages.sentence(case.kind, event),
        )
        for event in events_of(case_id)
    ]


@route("GET", "/cases/<int:case_id>/recipients", answer=list[RecipientTold])
def list_recipients(case_id: int) -> list[RecipientTold]:
    """Mottagarna av beslutet."""
    found(get_case(case_id, current_reader()))
    return recipients_told(recipients_of(case_id))


@route("POST", "/cases/<int:case_id>/attachments", answer=AttachmentTold, status=201, keyed=True, file=True)
@takes_up_to(LARGEST + 64 * 1024)
def add_attachment(case_id: int) -> Any:
    """Lägg till en handling, i formulärets fält file."""
    actor = current_reader()
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    files = [(file.filename, file.read()) for file in request.files.getlist("file") if file.filename]
    if len(files) != 1:
        raise Invalid(("file", gettext("Skicka en fil åt gången, i fältet file.")))
    (draft,) = judged(files)

    def work() -> AttachmentTold:
        (row,) = add_attachments(found(get_case(case_id, actor, lock=True)), [draft], actor=actor)
        return AttachmentTold(id=row.id, name=row.name, sha256=row.sha256, size=row.size, media_type=row.media_type)

    return made(work, f"{draft.name}\n{draft.sha256}".encode())


@route("GET", "/cases/<int:case_id>/deliveries", answer=list[DeliveryTold])
def list_deliveries(case_id: int) -> list[DeliveryTold]:
    """Det som har skickats till mottagarna, det som inte kom fram först."""
    found(get_case(case_id, current_reader()))
    return [
        DeliveryTold(
            recipient=row.recipient,
            channel=row.channel,
            address=row.address,
            state=row.state,
            message_id=row.message_id,
            attempts=row.attempts,
            last_error=row.last_error or None,
            extract_sha256=row.dispatch.file_sha256,
            sent_at=row.sent_at,
        )
        for row in deliveries_of(case_id, purposes=DECIDED)
    ]
