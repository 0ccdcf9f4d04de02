"""Referrals: sent from the case's page, read and answered on a page of their own."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.cases.attachments import ACCEPT, LARGEST, FileDraft, judged
from casework.cases.models import Case
from casework.cases.queries import attachments_of, get_case, latest_report
from casework.database import write
from casework.documents.kinds import KINDS
from casework.errors import StaleVersion, found
from casework.people.queries import bodies_of, colleagues_of, directory
from casework.permissions import current_reader
from casework.referrals.asking import NoteDraft, ask, asking_refused, noting_refused
from casework.referrals.asking import note as note_down
from casework.referrals.forms import FORMS, AskForm, NoteForm, given_in
from casework.referrals.models import Referral
from casework.referrals.operations import take as take_step
from casework.referrals.pages import page_of, panel_of
from casework.referrals.queries import draft_of, events_of, get_referral, papers_of, referrals_of
from casework.register.operations import read_file
from casework.web import Form, file_answer, takes_up_to, whole
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

referrals = Blueprint("referrals", __name__)


@referrals.route("/arenden/<int:case_id>/remisser/ny", methods=["GET", "POST"])
def new(case_id: int) -> Any:
    """Ask several at once about the report as it stands."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form = AskForm() if request.method == "POST" else AskForm(formdata=None)
    if not form.is_submitted():
        form.papers.data, form.creation_key.data = [row.id for row in attachments_of(case_id)], uuid4().hex
    pressed = form.is_submitted() and form.pressed(request.form)
    blank = AskForm(formdata=None)  # a row to copy
    _offer(case, form, blank)
    reasons: tuple[Reason, ...] = tuple(asking_refused(case, actor))
    if not reasons and not pressed and form.validate_on_submit():
        try:
            with write():
                locked = found(get_case(case_id, actor, lock=True))
                rows = ask(locked, form.drafts(), papers=form.papers.data or [], actor=actor, creation_key=form.key())
                count = len(rows)
        except StepRefused as refused:
            reasons = refused.reasons
        else:
            flash(_("Remissen är skickad.") if count == 1 else _("Remissen är skickad till %(n)s.", n=count), "ok")
            return redirect(url_for("cases.show", case_id=case_id, _anchor="remisser"))
    case = found(get_case(case_id, actor))
    page = render_template(
        "referrals/new.html",
        case=case,
        form=form,
        blank=blank.addressees.entries[0],
        reasons=reasons,
        functions=directory([case.authority_id]),
        report=latest_report(case_id),
        pressed=pressed,
    )
    return page, 422 if form.is_submitted() and not pressed else 200


def _offer(case: Case, *forms: AskForm) -> None:
    """Whom the officer may ask, and what may go along."""
    colleagues = [row for row in colleagues_of(case.authority_id) if row.id != case.officer_id]
    bodies, functions = bodies_of([case.authority_id]), directory([case.authority_id])
    papers = attachments_of(case.id)
    for form in forms:
        form.offer(bodies, colleagues, functions, papers)


@referrals.route("/arenden/<int:case_id>/remisser/samtal", methods=["GET", "POST"])
@takes_up_to(LARGEST + 64 * 1024)
def note(case_id: int) -> Any:
    """Note what a survey or an interview gave."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form = NoteForm() if request.method == "POST" else NoteForm(formdata=None, data={"creation_key": uuid4().hex})
    reasons: tuple[Reason, ...] = tuple(noting_refused(case, actor))
    if not reasons and form.validate_on_submit():
        try:
            draft = NoteDraft(
                kind=form.kind.data,
                name=form.name.data,
                scope=form.scope.data,
                text=form.text.data,
                held_on=form.received.data,
                creation_key=form.key(),
                file=_file(form),
            )
            with write():
                note_down(found(get_case(case_id, actor, lock=True)), draft, actor=actor)
        except StepRefused as refused:
            reasons = refused.reasons
        else:
            flash(_("Det som sades är antecknat."), "ok")
            return redirect(url_for("cases.show", case_id=case_id, _anchor="remisser"))
    case = found(get_case(case_id, actor))
    page = render_template("referrals/note.html", case=case, form=form, reasons=reasons, accept=ACCEPT, largest=LARGEST)
    return page, 422 if form.is_submitted() else 200


@referrals.get("/remisser/<int:referral_id>")
def show(referral_id: int) -> str:
    """The question, the version that it is about, and the answer: for who was asked and for those who see the case."""
    return referral_page(found(get_referral(referral_id, current_reader())))


@referrals.post("/remisser/<int:referral_id>")
@takes_up_to(LARGEST + 64 * 1024)
def take(referral_id: int) -> Any:
    """Take a step with it. A refusal shows its reasons on the page, and what was typed, and stores nothing."""
    actor, name = current_reader(), request.form.get("step", "")
    referral: Referral = found(get_referral(referral_id, actor))
    if name not in FORMS:
        return referral_page(referral, reasons=(Reason(N_("Välj vad du vill göra med remissen.")),)), 422
    form = FORMS[name]()
    version = whole(form.version.data) or 0
    if version != referral.version:
        return _meanwhile(referral, name, version, form)
    if not form.validate_on_submit():
        return referral_page(referral, sent=(name, form)), 422
    try:
        file = _file(form)
        with write():
            locked = found(get_referral(referral_id, actor, lock=True))
            take_step(locked, name, actor=actor, expected_version=version, given=given_in(form), file=file)
    except StaleVersion:
        return _meanwhile(found(get_referral(referral_id, actor)), name, version, form)
    except StepRefused as refused:
        referral = found(get_referral(referral_id, actor))
        return referral_page(referral, sent=(name, form), reasons=refused.reasons), 422
    flash(_(TOLD[name]), "ok")
    return redirect(url_for("referrals.show", referral_id=referral_id))


@referrals.get("/remisser/<int:referral_id>/handlingar/<int:attachment_id>")
def attachment(referral_id: int, attachment_id: int) -> Response:
    """One of the papers that went along."""
    referral = found(get_referral(referral_id, current_reader()))
    row = found(next((paper for paper in papers_of(referral) if paper.id == attachment_id), None))
    return file_answer(read_file(row.sha256), row.media_type, row.name, inline=KINDS[row.media_type].inline)


@referrals.get("/remisser/<int:referral_id>/svar")
def answer_file(referral_id: int) -> Response:
    """The answer as the file that it came in."""
    answer = found(found(get_referral(referral_id, current_reader())).answer)
    sha256 = found(answer.sha256)
    return file_answer(read_file(sha256), answer.media_type, answer.file_name, inline=KINDS[answer.media_type].inline)


def referral_page(
    referral: Referral,
    *,
    sent: tuple[str, Form] | None = None,
    reasons: tuple[Reason, ...] = (),
    meanwhile: bool = False,
) -> str:
    """The page of the referral, with what was refused or changed meanwhile told in its place."""
    page = page_of(referral, current_reader(), sent=sent)
    return render_template("referrals/show.html", page=page, reasons=reasons, meanwhile=meanwhile, kinds=KINDS)


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of those who were asked."""
    reader, rows = current_reader(), referrals_of(case.id)
    waiting = sum(row.is_open for row in rows)
    return {
        "template": "referrals/_case_panel.html",
        "place": "below",
        "rows": panel_of(rows, latest_report(case.id) if rows else None),
        "may_ask": not asking_refused(case, reader),
        "may_note": not noting_refused(case, reader),
        "elsewhere": ("remisser", _("Remisser som inte är besvarade (%(count)s)", count=waiting)) if waiting else None,
    }


TOLD = {
    "draft": N_("Utkastet är sparat. Ingen annan än de som svarar ser det."),
    "answer": N_("Svaret är lämnat. Handläggaren har fått veta det."),
    "no_objection": N_("Svaret är lämnat: inget att invända. Handläggaren har fått veta det."),
    "receive": N_("Svaret är antecknat."),
    "receive_no_objection": N_("Svaret är antecknat: inget att invända."),
    "extend": N_("Svarstiden är förlängd. Den som fick remissen får veta det."),
    "withdraw": N_("Remissen är återkallad. Den som fick den får veta det."),
    "leave_unanswered": N_("Remissen är avslutad utan svar."),
}
"""By step: what has happened, and what comes."""


def _file(form: Form) -> FileDraft | None:
    """The file that was sent, judged as the case's attachments are. StepRefused where it may not be kept."""
    sent = form["file"].data if "file" in form else None
    if sent is None or not getattr(sent, "filename", ""):
        return None
    return judged([(sent.filename, sent.read())])[0]


def _meanwhile(referral: Referral, name: str, version: int, form: Form) -> Any:
    """It has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    last = events_of(referral.id)[-1]
    mine = last.actor_id == current_reader().person_id and last.step == name
    if _already_kept(referral, name, form) or (mine and referral.version == version + 1):
        flash(_("Det var redan gjort."), "info")
        return redirect(url_for("referrals.show", referral_id=referral.id))
    return referral_page(referral, sent=(name, form), meanwhile=True), 409


def _already_kept(referral: Referral, name: str, form: Form) -> bool:
    """Whether this very draft is the one that is kept; it leaves no event when it is saved again."""
    draft = draft_of(referral, current_reader()) if name == "draft" else None
    return draft is not None and draft.text == form["text"].data
