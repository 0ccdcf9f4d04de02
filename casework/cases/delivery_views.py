"""What a case has sent: mending, posting, releasing, and looking at it. Their routes are among those of `cases`."""

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from casework import clock
from casework.cases.attachment_views import cases
from casework.cases.models import Case
from casework.cases.outgoing import unfinished
from casework.cases.queries import get_case, latest_report, recipient_facts, recipients_of
from casework.cases.views import case_page
from casework.database import write
from casework.dispatch.channels.paper import PAPER, postal_lines
from casework.dispatch.forms import NAMES, AddressForm, PostedForm
from casework.dispatch.models import REFERRAL, Dispatch
from casework.dispatch.operations import letters, mark_posted, may_be_mended
from casework.dispatch.operations import send_again as queue_again
from casework.dispatch.queries import LOST, delivery_of, file_of_case, files_of
from casework.documents.typesetting import PostedData, typeset_posted
from casework.errors import found
from casework.permissions import current_reader
from casework.register.operations import read_file as read_stored
from casework.web import file_answer
from workflows import PROCEDURES, StepRefused

__all__ = ["cases"]
PDF = "application/pdf"


@cases.get("/expediering")
def outbox() -> str:
    """What has not reached its recipient yet, in all the cases that exist for the reader."""
    return render_template(
        "cases/outbox.html",
        rows=unfinished(current_reader()),
        states=PROCEDURES["delivery"].states,
        lost=LOST,
        channels=NAMES,
        mail_is_set=bool(current_app.extensions["casework.settings"].smtp_url),
    )


@cases.get("/<int:case_id>/forhandsvisning")
def preview(case_id: int) -> str:
    """The letter as it will be, and everybody who gets it, before anything is decided."""
    reader = current_reader()
    return preview_page(found(get_case(case_id, reader)), url_for("cases.show", case_id=case_id))


def preview_page(case: Case, back: str) -> str:
    """The page of a preview, from which `back` leads."""
    report, recipients = found(latest_report(case.id)), recipients_of(case.id)
    previews = current_app.extensions["casework.previews"]
    settings = current_app.extensions["casework.settings"]
    facts = dict(zip([row.id for row in recipients], recipient_facts(recipients), strict=True))
    sharing = [(rows, facts[rows[0].id]) for rows in letters(recipients)]
    return render_template(
        "cases/preview.html",
        case=case,
        back=back,
        messages=[made for preview in previews if (made := preview(case, report, recipients)) is not None],
        letters=sharing,
        count=len(recipients),
        channels=NAMES,
        settings=settings,
    )


@cases.get("/<int:case_id>/fil/<sha256>")
def attached(case_id: int, sha256: str) -> Response:
    """A file that was sent in the case."""
    found(get_case(case_id, current_reader()))
    name = found(file_of_case(case_id, sha256))
    return file_answer(read_stored(sha256), PDF, name, inline=True)


@cases.post("/<int:case_id>/leverans/<int:delivery_id>")
def send_again(case_id: int, delivery_id: int) -> Any:
    """Send what failed or came back again, to a mended address; or mend that of what waits for people."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form = AddressForm()
    form.channel = found(delivery_of(case_id, delivery_id)).channel
    if not form.validate_on_submit():
        return case_page(case, delivery_form=(delivery_id, form)), 422
    try:
        with write():
            delivery = found(delivery_of(case_id, delivery_id, lock=True))
            if may_be_mended(delivery):
                queue_again(delivery, form.address.data, actor_id=actor.person_id)
                flash(_going(delivery.dispatch, form.address.data), "ok")
    except StepRefused as refused:
        form.address.errors = [reason.worded(_) for reason in refused.reasons]
        return case_page(found(get_case(case_id, actor)), delivery_form=(delivery_id, form)), 422
    return redirect(url_for("cases.show", case_id=case_id, _anchor="expediering"))


@cases.post("/<int:case_id>/leverans/<int:delivery_id>/postad")
def posted(case_id: int, delivery_id: int) -> Any:
    """An officer says on which day she put the letter in the post. Said twice, the first day stands."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form = PostedForm()
    if not form.validate_on_submit():
        return case_page(case, delivery_form=(delivery_id, form)), 422
    try:
        with write():
            delivery = found(delivery_of(case_id, delivery_id, lock=True))
            if delivery.channel == PAPER.name and delivery.state == "queued":
                mark_posted(delivery, form.day.data, actor_id=actor.person_id)
                flash(_("Brevet till %(name)s är postat.", name=delivery.recipient), "ok")
    except StepRefused as refused:
        form.day.errors = [reason.worded(_) for reason in refused.reasons]
        return case_page(found(get_case(case_id, actor)), delivery_form=(delivery_id, form)), 422
    return redirect(url_for("cases.show", case_id=case_id, _anchor="expediering"))


@cases.get("/<int:case_id>/leverans/<int:delivery_id>/brev")
def letter(case_id: int, delivery_id: int) -> Response:
    """The letter to one recipient on paper, with the decision's document after it, ready to print."""
    case: Case = found(get_case(case_id, current_reader()))
    delivery = found(delivery_of(case_id, delivery_id))
    found(delivery if delivery.channel == PAPER.name else None)
    message = delivery.dispatch
    enclosure = read_stored(message.file_sha256) if message.file_sha256 else None
    data = PostedData(
        authority_name=case.authority.name,
        recipient=delivery.recipient,
        address=tuple(postal_lines(delivery.address)),
        case_number=case.number,
        subject=message.subject,
        text=message.text,
        enclosures=_enclosures(message),
        sent_at=message.created_at,
    )
    name = f"Brev till {delivery.recipient} {clock.local(message.created_at).date()}.pdf".replace("/", "-")
    return file_answer(typeset_posted(data, enclosure), PDF, name, inline=True)


def _enclosures(message: Dispatch) -> tuple[str, ...]:
    """What goes along on paper, by name; the officer prints what is not the letter's own document."""
    first = [message.file_name.removesuffix(".pdf")] if message.file_name else []
    return (*first, *(row.name for row in files_of(message.id)))


def _going(message: Dispatch, address: str) -> str:
    if message.purpose == REFERRAL:
        return _("Remissen går nu till %(address)s.", address=address)
    return _("Beslutet går nu till %(address)s.", address=address)
