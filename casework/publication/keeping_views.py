"""The pages of those who keep the notice board. Their routes are among those of `publication`."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.database import write
from casework.errors import StaleVersion, found
from casework.people.queries import default_authority
from casework.permissions import current_reader
from casework.publication.boards import set_board
from casework.publication.certificates import PDF
from casework.publication.forms import FORMS, AnswerForm, BoardForm
from casework.publication.models import NoticeBoardPosting
from casework.publication.observing import answer_for
from casework.publication.operations import take
from casework.publication.pages import lines_for, page_of
from casework.publication.queries import board_of, certified, get_posting
from casework.publication.views import publication
from casework.publication.wording import CAUSES, facts_about
from casework.register.operations import read_file
from casework.web import Form, file_answer, whole
from workflows import Reason, StepRefused
from workflows._vocabulary import N_, REGISTRAR

__all__ = ["publication"]

TOLD = {
    "take_down_early": N_("Anslaget är nedtaget. Överklagandetiden börjar om när det anslås igen."),
    "post_again": N_("Anslaget är uppe igen. Överklagandetiden räknas från i dag."),
    "take_down": N_("Anslaget är nedtaget, och beviset om anslag är utfärdat."),
}
"""By step: what has happened, and what comes."""


@publication.get("/anslag")
def postings() -> str:
    """The notices that the reader keeps, with their days; what must be looked at first."""
    return render_template(
        "publication/postings.html", lines=lines_for(current_reader()), may_set=current_reader().has(REGISTRAR)
    )


@publication.get("/anslag/<int:posting_id>")
def posting(posting_id: int) -> str:
    """A notice, for who keeps it: when it stood there, what follows, and what may be done."""
    return _page(found(get_posting(posting_id, current_reader())))


@publication.post("/anslag/<int:posting_id>/steg/<name>")
def take_step(posting_id: int, name: str) -> Any:
    """Take the notice down, or post it again. A refusal shows its reasons on the page, and stores nothing."""
    actor = current_reader()
    row: NoticeBoardPosting = found(get_posting(posting_id, actor))
    form = found(FORMS.get(name))()
    if not form.validate_on_submit():
        return _page(row, sent=(name, form)), 422
    given = {"note": form["note"].data} if "note" in form else {}
    try:
        with write():
            locked = found(get_posting(posting_id, actor, lock=True))
            take(locked, name, actor=actor, expected_version=whole(form.version.data) or 0, given=given)
    except StaleVersion:
        return _page(found(get_posting(posting_id, actor)), sent=(name, form), meanwhile=True), 409
    except StepRefused as refused:
        return _page(found(get_posting(posting_id, actor)), sent=(name, form), reasons=refused.reasons), 422
    flash(_(TOLD[name]), "ok")
    return redirect(url_for("publication.posting", posting_id=posting_id))


@publication.post("/anslag/<int:posting_id>/dagar")
def answer(posting_id: int) -> Any:
    """Answer for the days on which nobody saw the notice."""
    actor, form = current_reader(), AnswerForm()
    row = found(get_posting(posting_id, actor))
    if not form.validate_on_submit():
        return _page(row, sent=("answer", form)), 422
    try:
        with write():
            locked = found(get_posting(posting_id, actor, lock=True))
            days = answer_for(locked, form.until.data, form.note.data or "", actor=actor)
    except StepRefused as refused:
        return _page(found(get_posting(posting_id, actor)), sent=("answer", form), reasons=refused.reasons), 422
    flash(_("Svaret är sparat.") if days else _("Det fanns inget kvar att svara på."), "ok" if days else "info")
    return redirect(url_for("publication.posting", posting_id=posting_id))


@publication.get("/anslag/<int:posting_id>/bevis")
def certificate(posting_id: int) -> Response:
    """The posting certificate, for everybody who works for the authority."""
    row: NoticeBoardPosting = found(certified(posting_id, current_reader()))
    kept = found(row.certificate)
    name = f"Bevis om anslag {row.body.short_name} {row.met_on.isoformat()}.pdf".replace("/", "-")
    return file_answer(read_file(kept.sha256), PDF, name, inline=True)


@publication.route("/anslag/uppgifter", methods=["GET", "POST"])
def board_settings() -> Any:
    """What the authority's notices say of where its minutes are, and to which court one appeals."""
    reader = current_reader()
    authority = found(default_authority(reader, REGISTRAR))
    form = BoardForm(obj=board_of(authority) if request.method == "GET" else None)
    if not form.validate_on_submit():
        return render_template("publication/board_settings.html", form=form), 422 if form.is_submitted() else 200
    expected = whole(form.version.data) or 0
    try:
        with write():
            set_board(authority.id, form.kept_at.data, form.court.data, actor=reader, expected_version=expected)
    except StaleVersion as stale:
        form.version.data = str(stale.current)
        form.form_errors = [_("Någon annan har just ändrat uppgifterna. Spara igen om din ändring ska gälla.")]
        return render_template("publication/board_settings.html", form=form), 409
    flash(_("Uppgifterna är sparade. De står i de anslag som görs från och med nu."), "ok")
    return redirect(url_for("publication.postings"))


def _page(
    row: NoticeBoardPosting,
    *,
    sent: tuple[str, Form] | None = None,
    reasons: tuple[Reason, ...] = (),
    meanwhile: bool = False,
) -> str:
    page = page_of(row, current_reader(), sent=sent)
    return render_template(
        "publication/posting.html",
        page=page,
        facts=facts_about(page.stretch.content),
        causes=CAUSES,
        reasons=reasons,
        meanwhile=meanwhile,
    )
