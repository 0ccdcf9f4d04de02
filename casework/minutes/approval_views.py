"""The approval of minutes: handing over, signing, remarks, appeal routes, corrections. Their routes are `minutes`'s."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework.cases.forms import given_in, step_form
from casework.database import write
from casework.errors import found
from casework.meetings.models import Decision
from casework.minutes.corrections import correct
from casework.minutes.forms import AnswerForm, CorrectionForm, ReasonForm, RemarkForm, RouteForm, SignForm
from casework.minutes.models import REMARKS, Minutes
from casework.minutes.operations import TABLE, begin_approval, drop, take_back
from casework.minutes.pages import Sent, page
from casework.minutes.queries import decisions_in, facts_of, remarks_of
from casework.minutes.remarks import answer, remark
from casework.minutes.routing import set_route
from casework.minutes.signing import sign
from casework.minutes.views import done, here, minutes, paragraph_of
from casework.permissions import current_reader
from casework.signing.confirming import confirmed
from casework.web import Form, whole
from workflows import StepRefused

__all__ = ["minutes"]


@minutes.post("/protokoll/<int:minutes_id>/steg/<any(begin, take_back, drop):step>")
def take_step(minutes_id: int, step: str) -> Any:
    """Hand the draft over for approval, take it back, or drop a correction."""
    row, reader = here(minutes_id), current_reader()
    version = whole(request.form.get(f"{step}-version")) or 0
    form: Form
    if step == "begin":
        table = TABLE.step("begin", "draft")
        assert table is not None
        form = step_form(table, {}, facts_of(row, reader), prefix="begin-")
        told = _("Protokollet är ute för justering. De som ska underteckna ser det på sina skrivbord.")
    else:
        form = ReasonForm(prefix=f"{step}-")
        told = _("Protokollet är ett utkast igen.") if step == "take_back" else _("Rättelsen är avbruten.")
    if not form.validate_on_submit():
        return page(row, reader, sent=Sent(step, form)), 422

    def work(held: Minutes) -> None:
        if step == "begin":
            begin_approval(held, actor=reader, expected_version=version, given=given_in(form))
        else:
            act = take_back if step == "take_back" else drop
            act(held, actor=reader, expected_version=version, reason=form.note.data or "")

    return done(minutes_id, work, told, sent=Sent(step, form))


@minutes.post("/protokoll/<int:minutes_id>/underskrift")
def add_signature(minutes_id: int) -> Any:
    """Sign the text that was read, confirmed once more."""
    row, reader, form = here(minutes_id), current_reader(), SignForm(prefix="sign-")
    sent = Sent("sign", form)
    if not form.validate_on_submit():
        return page(row, reader, sent=sent), 422
    try:
        method = confirmed(reader.person_id, form.method.data or "", {"password": form.password.data})
    except StepRefused as refused:
        form.password.errors = [reason.worded(_) for reason in refused.reasons]
        return page(here(minutes_id), reader, sent=sent), 422

    def work(held: Minutes) -> None:
        sign(held, actor=reader, content_hash=form.content_hash.data or "", method=method)

    return done(minutes_id, work, _("Du har undertecknat protokollet."), anchor="signers", sent=sent)


@minutes.post("/protokoll/<int:minutes_id>/synpunkt")
def add_remark(minutes_id: int) -> Any:
    """Say something of the minutes before they are approved."""
    row, form = here(minutes_id), RemarkForm(prefix="remark-")
    form.offer([(one.id, str(one.paragraph)) for one in decisions_in(row)], REMARKS)
    sent = Sent("remark", form)
    if not form.validate_on_submit():
        return page(row, current_reader(), sent=sent), 422

    def work(held: Minutes) -> None:
        place = form.paragraph.data if form.paragraph.data and form.paragraph.data > 0 else None
        key = form.key.data or ""
        remark(held, form.kind.data, form.text.data or "", actor=current_reader(), key=key, decision_id=place)

    return done(minutes_id, work, _("Synpunkten är lämnad till sekreteraren."), anchor="remarks", sent=sent)


@minutes.post("/protokoll/<int:minutes_id>/synpunkt/<int:remark_id>/svar")
def answer_remark(minutes_id: int, remark_id: int) -> Any:
    """Say what came of a remark."""
    row, form = here(minutes_id), AnswerForm(prefix="answer-")
    found(next((one for one in remarks_of(row.id) if one.id == remark_id), None))
    sent = Sent("answer", form, remark_id)
    if not form.validate_on_submit():
        return page(row, current_reader(), sent=sent), 422

    def work(held: Minutes) -> None:
        one = found(next((one for one in remarks_of(held.id) if one.id == remark_id), None))
        answer(held, one, form.text.data or "", actor=current_reader())

    return done(minutes_id, work, _("Svaret är sparat."), anchor="remarks", sent=sent)


@minutes.post("/protokoll/<int:minutes_id>/overklagande/<int:decision_id>")
def choose_route(minutes_id: int, decision_id: int) -> Any:
    """Say how a paragraph is appealed."""
    row, form = here(minutes_id), RouteForm(prefix="route-")
    decision = paragraph_of(row, decision_id)
    sent = Sent("route", form, decision_id)
    if not form.validate_on_submit():
        return page(row, current_reader(), sent=sent), 422

    def work(held: Minutes) -> None:
        natures, why = form.natures.data or [], form.why.data or ""
        set_route(held, decision, form.route.data, natures, actor=current_reader(), why=why)

    return done(minutes_id, work, _("Sparat."), anchor=f"p{decision_id}", sent=sent)


@minutes.post("/protokoll/<int:minutes_id>/rattelse/<int:decision_id>")
def add_correction(minutes_id: int, decision_id: int) -> Any:
    """Begin a correction of an approved paragraph; the same form makes one."""
    row, reader, form = here(minutes_id), current_reader(), CorrectionForm(prefix="correction-")
    decision, sent = paragraph_of(row, decision_id), Sent("correction", form, decision_id)
    if not form.validate_on_submit():
        return page(row, reader, sent=sent), 422
    try:
        made = _corrected(decision, form)
    except IntegrityError:  # sent twice at the same moment: the other one has made it by now
        made = _corrected(decision, form)
    except StepRefused as refused:
        return page(here(minutes_id), reader, sent=sent, refused=refused), 422
    flash(_("Rättelsen är ett utkast. Lämna den för justering när den är riktig."), "ok")
    return redirect(url_for("minutes.show", minutes_id=made))


def _corrected(decision: Decision, form: CorrectionForm) -> int:
    with write():
        return correct(decision, form.text.data or "", actor=current_reader(), key=form.key.data or "").id
