"""What waits to be confirmed as final, and confirming it: all paragraphs of one notice at once, where each may."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from casework import clock
from casework.appeals.finality import confirm
from casework.appeals.forms import FinalForm
from casework.appeals.subjects import get_subject
from casework.appeals.views import appeals
from casework.appeals.waiting import Group, group_of, groups_for
from casework.database import write
from casework.errors import found
from casework.permissions import Reader, current_reader
from casework.publication.queries import board_of
from casework.web import whole
from workflows import Reason, StepRefused

__all__ = ["appeals"]


@appeals.get("/laga-kraft")
def final_index() -> str:
    """What may be confirmed today, what waits for an appeal, and what has its time to run."""
    today, rows = clock.today(), groups_for(current_reader())
    ready = [row for row in rows if row.ready]
    rest = [row for row in rows if not row.ready]
    over = [row for row in rest if row.period is not None and row.period.has_ended(today)]
    return render_template(
        "appeals/final_index.html",
        ready=ready,
        tried=over,
        running=[row for row in rest if row not in over],
        today=today,
    )


@appeals.route("/laga-kraft/<group_word>/<int:group_id>", methods=["GET", "POST"])
def final(group_word: str, group_id: int) -> Any:
    """Confirm that what one notice tells of is final, with what the court answered."""
    actor = current_reader()
    group: Group = found(group_of(group_word, group_id, actor))
    form = _filled_in(group) if request.method == "GET" else FinalForm()
    form.offer(group.confirmable, asks_when_told=group.asks_when_told)
    reasons: tuple[Reason, ...] = ()
    if group.confirmable and form.validate_on_submit():
        try:
            with write():
                count = _confirm(form, actor)
        except StepRefused as refused:
            reasons = refused.reasons
        else:
            flash(ngettext("Beslutet är bekräftat.", "%(num)s beslut är bekräftade.", count), "ok")
            return redirect(url_for("appeals.final_index"))
        group = found(group_of(group_word, group_id, actor))
    page = render_template("appeals/final.html", group=group, form=form, reasons=reasons, today=clock.today())
    return page, 422 if form.is_submitted() else 200


def _filled_in(group: Group) -> FinalForm:
    """All that may be confirmed, from the first day, asked of the authority's court."""
    court = board_of(group.posting.body.authority).court
    data = {
        "chosen": [row.subject.token for row in group.confirmable],
        "asked": court[:1].upper() + court[1:],
        "answered_on": clock.today(),
        "final_on": max((row.earliest for row in group.confirmable if row.earliest), default=None),
    }
    return FinalForm(formdata=None, data=data)


def _confirm(form: FinalForm, actor: Reader) -> int:
    """Every chosen decision, or none: each reason names the decision that it is about."""
    given, refusals, count = form.confirmation(), [], 0
    for token in sorted(set(form.chosen.data)):
        word, _sep, number = token.partition("-")
        held = found(get_subject(word, whole(number) or 0, actor, lock=True))
        try:
            confirm(held, given, actor=actor)
            count += 1
        except StepRefused as refused:
            refusals += [Reason(f"{held.label}: {reason.worded(_)}") for reason in refused.reasons]
    if refusals:
        raise StepRefused(refusals)
    return count
