"""The versions of the report, and on the case page the comments and who reviews."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework.cases.comparison import compared
from casework.cases.differences import folded
from casework.cases.models import Case
from casework.cases.pages import sentence
from casework.cases.parts import parts_of
from casework.cases.queries import events_of, get_case, latest_report
from casework.database import write
from casework.errors import StaleVersion, found
from casework.permissions import current_reader
from casework.reviewing.claims import ReviewTaken
from casework.reviewing.claims import claim as take_review
from casework.reviewing.claims import release as let_go
from casework.reviewing.forms import PREFIX, AnswerForm, CommentForm, answer_form
from casework.reviewing.models import ACCEPTED, DECLINED, DONE, ReportComment
from casework.reviewing.operations import (
    AnsweredAlready,
    PassageRefused,
    accept,
    add_comment,
    commenting_refused,
    reply_to,
)
from casework.reviewing.operations import answer as settle
from casework.reviewing.panels import page_with
from casework.reviewing.queries import (
    comment_made_by,
    comment_of,
    number_of,
    versions_numbered,
    versions_of,
)
from casework.web import moment, whole
from workflows import StepRefused

reviewing = Blueprint("reviewing", __name__, url_prefix="/arenden")
REPLY = "reply"


# Versions


@reviewing.get("/<int:case_id>/versioner")
def versions(case_id: int) -> str:
    """Every version, and two of them side by side: those that are chosen, or the newest beside the one before."""
    case: Case = found(get_case(case_id, current_reader()))
    lines = versions_of(case_id)
    newest = lines[0].number
    later = whole(request.args.get("till")) or newest
    earlier = whole(request.args.get("fran")) or max(later - 1, 1)
    earlier, later = sorted((earlier, later))
    pair = versions_numbered(case_id, {earlier, later})
    if not {earlier, later} <= set(pair):
        abort(404)
    same = earlier == later
    rows = None if same else compared(pair[earlier].content, pair[later].content, case.kind)
    return render_template(
        "reviewing/versions.html",
        case=case,
        lines=lines,
        told=_told(case),
        earlier=earlier,
        later=later,
        rows=rows,
        folded=folded,
    )


@reviewing.get("/<int:case_id>/versioner/<int:number>")
def version(case_id: int, number: int) -> str:
    """One version as on paper."""
    case: Case = found(get_case(case_id, current_reader()))
    lines = {line.number: line for line in versions_of(case_id)}
    report = found(versions_numbered(case_id, [number]).get(number))
    recipients = [{"name": name, "deadline": None} for name in report.content.get("recipients") or []]
    return render_template(
        "reviewing/version.html",
        case=case,
        report=report,
        line=lines[number],
        newest=max(lines),
        told=_told(case)[report.id],
        recipients=recipients,
    )


def _told(case: Case) -> defaultdict[int, list[str]]:
    """What was done with each version, in sentences with their moments."""
    told: defaultdict[int, list[str]] = defaultdict(list)
    for event in events_of(case.id):
        if event.report_version_id is not None:
            told[event.report_version_id].append(f"{sentence(case.kind, event)} {moment(event.at)}")
    return told


# Comments


@reviewing.post("/<int:case_id>/synpunkter")
def comment(case_id: int) -> Any:
    """Leave a comment. The same form sent twice leaves one."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form = CommentForm(prefix=PREFIX)
    form.offer(parts_of(found(latest_report(case_id)).content))
    if not form.validate_on_submit():
        reasons = commenting_refused(case, actor)
        return page_with(case, form=form, refused=StepRefused(reasons) if reasons else None), 422
    try:
        number = _made_by(case_id, form)
    except IntegrityError:  # sent twice at the same moment: the other one has made it by now
        number = _made_by(case_id, form)
    except PassageRefused as refused:
        form.quote.errors = [refused.reason.worded(_)]
        return page_with(found(get_case(case_id, actor)), form=form), 422
    except StepRefused as refused:
        return page_with(found(get_case(case_id, actor)), form=form, refused=refused), 422
    return redirect(_at(case_id, number))


def _made_by(case_id: int, form: CommentForm) -> int:
    """The number of the comment that the form makes, or has made."""
    actor = current_reader()
    with write():
        case = found(get_case(case_id, actor, lock=True))
        row = comment_made_by(form.creation_key.data)
        if row is None:
            row = add_comment(case, form.draft(), actor=actor)
            told = _("Synpunkten är lämnad.")
            others = _("Synpunkten är lämnad. %(officer)s får veta det.", officer=case.officer.name)
            flash(told if case.officer_id == actor.person_id else others, "ok")
        return number_of(_own(row, case_id))


def _own(row: ReportComment, case_id: int) -> ReportComment:
    """The row, if it is the reader's in this case: another's key names nothing."""
    own = row.author_id == current_reader().person_id and row.case_id == case_id
    return found(row if own else None)


@reviewing.post("/<int:case_id>/synpunkter/<int:comment_id>/svar")
def answer(case_id: int, comment_id: int) -> Any:
    """Answer a comment: take in its suggestion, decline it, mark it as done, or go on talking about it."""
    actor, meant = current_reader(), request.form.get("answer", "")
    case: Case = found(get_case(case_id, actor))
    found(comment_of(case_id, comment_id))
    form = answer_form(comment_id, meant)
    if meant not in {REPLY, ACCEPTED, DECLINED, DONE}:
        flash(_("Välj vad du vill göra med synpunkten."), "refused")
        return page_with(case, answer=(comment_id, form)), 422
    if not form.validate_on_submit():
        return page_with(case, answer=(comment_id, form)), 422
    try:
        with write():
            locked = found(get_case(case_id, actor, lock=True))
            row = found(comment_of(case_id, comment_id))
            _answered(locked, row, meant, form)
            number = number_of(row)
    except AnsweredAlready as already:
        return _already(case_id, already.comment, meant)
    except StaleVersion:
        flash(_("Tjänsteskrivelsen har ändrats sedan sidan öppnades. Läs den igen; inget är ändrat."), "refused")
        return page_with(found(get_case(case_id, actor)), answer=(comment_id, form)), 409
    except StepRefused as refused:
        return page_with(found(get_case(case_id, actor)), answer=(comment_id, form), refused=refused), 422
    return redirect(_at(case_id, number))


def _answered(case: Case, row: ReportComment, meant: str, form: AnswerForm) -> None:
    actor, words = current_reader(), form.text.data or ""
    if meant == REPLY:
        if comment_made_by(form.creation_key.data) is None:
            reply_to(case, row, words, form.creation_key.data, actor=actor)
            flash(_("Svaret är lämnat."), "ok")
    elif meant == ACCEPTED:
        expected = whole(request.form.get("version")) or 0
        made = accept(case, row, actor=actor, expected_version=expected, reply=words)
        flash(_("Förslaget är infört i version %(number)s.", number=made.number), "ok")
    else:
        settle(case, row, meant, actor=actor, reply=words)
        flash(_("Förslaget är avböjt.") if meant == DECLINED else _("Synpunkten är klar."), "ok")


def _already(case_id: int, row: ReportComment, meant: str) -> Any:
    """The comment is answered: by the same press a moment ago, or by somebody else."""
    if row.resolved_by_id == current_reader().person_id and row.resolution == meant:
        flash(_("Det var redan gjort."), "info")
        return redirect(_at(case_id, number_of(row)))
    who = row.resolved_by.name if row.resolved_by else ""
    flash(_("Synpunkten är redan besvarad av %(who)s. Läs svaret nedan; inget är ändrat.", who=who), "refused")
    return page_with(found(get_case(case_id, current_reader()))), 409


def _at(case_id: int, number: int) -> str:
    return url_for("cases.show", case_id=case_id, _anchor=f"synpunkt-{number}")


# Who reviews


@reviewing.post("/<int:case_id>/granskning")
def claim(case_id: int) -> Any:
    """Take the review, or take it over from the colleague whom the page named."""
    actor = current_reader()
    try:
        with write():
            case = found(get_case(case_id, actor, lock=True))
            take_review(case, actor=actor, over=whole(request.form.get("over")))
    except ReviewTaken as taken:
        return _taken(case_id, taken)
    except StepRefused as refused:
        return page_with(found(get_case(case_id, actor)), refused=refused), 422
    flash(_("Du granskar ärendet. Kolleger ser att du har tagit det."), "ok")
    return redirect(url_for("cases.show", case_id=case_id))


@reviewing.post("/<int:case_id>/granskning/slapp")
def release(case_id: int) -> Any:
    """Let go of the review, so that a colleague can take it."""
    actor = current_reader()
    try:
        with write():
            let_go(found(get_case(case_id, actor, lock=True)), actor=actor)
    except ReviewTaken as taken:
        return _taken(case_id, taken)
    flash(_("Granskningen är släppt. En kollega kan ta den."), "ok")
    return redirect(url_for("cases.show", case_id=case_id))


def _taken(case_id: int, taken: ReviewTaken) -> Any:
    claim = taken.claim
    told = {"who": claim.person.name, "when": moment(claim.claimed_at)}
    flash(_("%(who)s har tagit granskningen sedan %(when)s. Inget är ändrat.", **told), "refused")
    return page_with(found(get_case(case_id, current_reader()))), 409
