"""The bodies: the list, a body's page, its rules and seats. Their routes are among those of `people`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.database import write
from casework.errors import StaleVersion, found
from casework.law.bodies import DELEGATED, KINDS, NEVER, OWN, Rules
from casework.people.bodies import add_body as add
from casework.people.bodies import change_body, levels_key, set_review_levels
from casework.people.bodies import set_rules as keep_rules
from casework.people.body_forms import BodyForm, LevelsForm, RulesForm, orders_written
from casework.people.models import Body, Seat
from casework.people.queries import (
    bodies_of,
    body_for,
    default_authority,
    rules_of,
    rules_on,
    rules_today,
    seats_of,
    seats_today,
)
from casework.people.views import people
from casework.permissions import current_reader
from casework.web import whole
from workflows import StepRefused
from workflows._vocabulary import ADMIN, N_, REGISTRAR, SECRETARY, SUBSTITUTE

EDITORS = (REGISTRAR, ADMIN)
READERS = (*EDITORS, SECRETARY)
POWERS = {
    OWN: N_("beslutar själv"),
    DELEGATED: N_("beslutar det som är delegerat"),
    NEVER: N_("beslutar inte"),
}
CHANGED = N_("Någon annan har just ändrat organet. Spara igen om din ändring ska gälla.")


@people.get("/organ")
def bodies() -> str:
    """The bodies as a tree, with their kind, seats and vacancies."""
    reader = current_reader()
    rows = _tree(bodies_of(reader.authorities(*READERS)))
    seats, rules = seats_today(body.id for body, _depth in rows), rules_today(body for body, _depth in rows)
    today = clock.today()
    return render_template(
        "people/bodies.html",
        rows=[(body, depth, *_counted(seats.get(body.id, []), rules[body.id])) for body, depth in rows],
        ended=[body.id for body, _depth in rows if not body.is_there_on(today)],
        kinds=KINDS,
        may_edit=reader.has(*EDITORS),
    )


def _tree(rows: list[Body]) -> list[tuple[Body, int]]:
    """The bodies with how deep each stands: what is under a body follows it, by name."""
    known = {body.id for body in rows}

    def below(parent_id: int | None, depth: int) -> list[tuple[Body, int]]:
        children = [body for body in rows if (body.parent_id if body.parent_id in known else None) == parent_id]
        return [row for body in children for row in ((body, depth), *below(body.id, depth + 1))]

    return below(None, 0)


def _counted(seats: list[Seat], rules: Rules) -> tuple[int, int, int, int]:
    """How many members and substitutes there are, and how many seats of each are nobody's."""
    substitutes = sum(seat.role == SUBSTITUTE for seat in seats)
    members = len(seats) - substitutes
    vacant = max(0, (rules.members or members) - members)
    return members, substitutes, vacant, max(0, (rules.substitutes or substitutes) - substitutes)


@people.get("/organ/<int:body_id>")
def body(body_id: int) -> str:
    """A body: what it is, its rules today and before, who sits in it, and what higher rooms know of it."""
    reader = current_reader()
    row: Body = found(body_for(body_id, reader.authorities(*READERS)))
    today, seats, kept = clock.today(), seats_of(body_id), rules_of(body_id)
    rules = rules_on(row, today)
    held = [seat for seat in seats if seat.holds_on(today)]
    return render_template(
        "people/body.html",
        body=row,
        kind=KINDS[row.kind],
        powers=POWERS,
        rules=rules,
        orders=orders_written(rules.party_orders).splitlines(),
        kept=kept,
        seats=held,
        coming=[seat for seat in seats if seat.valid_from > today],
        former=[seat for seat in seats if seat.valid_to and seat.valid_to < today],
        vacant=_counted(held, rules)[2:],
        today=today,
        panels=[panel(row) for panel in current_app.extensions["casework.body_panels"]],
        may_edit=row.authority_id in reader.authorities(*EDITORS),
    )


@people.route("/organ/nytt", methods=["GET", "POST"])
def add_body() -> Any:
    """Add a body."""
    authority = found(default_authority(current_reader(), *EDITORS))
    form = BodyForm(formdata=request.form if request.method == "POST" else None)
    form.offer(bodies_of([authority.id]))
    if form.validate_on_submit():
        with _told_in(form):
            again = found(default_authority(current_reader(), *EDITORS))
            made = add(again, form.draft(), actor_id=current_reader().person_id).id
        if not form.form_errors:
            flash(_("%(body)s finns nu. Ange reglerna och vilka som sitter där.", body=form.name.data), "ok")
            return redirect(url_for("people.body", body_id=made))
    return render_template("people/body_form.html", form=form, body=None), 422 if form.is_submitted() else 200


@people.route("/organ/<int:body_id>/uppgifter", methods=["GET", "POST"])
def edit_body(body_id: int) -> Any:
    """Change what a body is, or end it."""
    row: Body = _editable(body_id)
    form = BodyForm(obj=row if request.method == "GET" else None)  # what is not sent is not taken from the row
    if request.method == "GET":
        form.parent.data = row.parent_id or 0
    form.offer(other for other in bodies_of([row.authority_id]) if other.id != body_id)
    if form.validate_on_submit():
        with _told_in(form):
            change_body(_locked(body_id), form.draft(), **_by_whom())
        if not form.form_errors:
            flash(_("Ändringen är sparad."), "ok")
            return redirect(url_for("people.body", body_id=body_id))
    return _answer("people/body_form.html", form, _editable(body_id))


@people.route("/organ/<int:body_id>/regler", methods=["GET", "POST"])
def set_rules(body_id: int) -> Any:
    """What holds for a body from a day on."""
    row: Body = _editable(body_id)
    today, rules = clock.today(), rules_on(row, clock.today())
    stands = vars(rules) | {"party_orders": orders_written(rules.party_orders)}
    stands |= {"valid_from": today, "version": row.version}
    form = RulesForm(data=stands if request.method == "GET" else None)
    if form.validate_on_submit() and not form.against(row.kind):
        with _told_in(form):
            keep_rules(_locked(body_id), form.rules(), form.valid_from.data, **_by_whom())
        if not form.form_errors:
            flash(_("Reglerna är sparade."), "ok")
            return redirect(url_for("people.body", body_id=body_id))
    return _answer("people/body_rules.html", form, _editable(body_id))


@people.route("/organ/<int:body_id>/granskning", methods=["GET", "POST"])
def review_levels(body_id: int) -> Any:
    """How reports to a body are reviewed: one to three levels. A review that goes on keeps the approvals it has."""
    row: Body = _editable(body_id)
    stands = {"levels": row.review_levels, "stands": levels_key(row.review_levels)}
    form = LevelsForm(data=stands if request.method == "GET" else None)
    if not form.validate_on_submit():
        return _answer("people/review_levels.html", form, row)
    try:
        with write():
            expected = form.stands.data or ""
            set_review_levels(_locked(body_id), form.rows(), actor_id=current_reader().person_id, expected=expected)
    except StaleVersion:
        row = _editable(body_id)
        form.stands.data = levels_key(row.review_levels)
        form.form_errors = [_("Någon annan har just ändrat granskningen. Spara igen om din ändring ska gälla.")]
        return render_template("people/review_levels.html", form=form, body=row), 409
    flash(_("Granskningen av tjänsteskrivelser till %(body)s är ändrad.", body=_editable(body_id).name), "ok")
    return redirect(url_for("people.body", body_id=body_id))


def _editable(body_id: int) -> Body:
    """The body, for who keeps it; 404 otherwise."""
    row: Body = found(body_for(body_id, current_reader().authorities(*EDITORS)))
    return row


def _locked(body_id: int) -> Body:
    row: Body = found(body_for(body_id, current_reader().authorities(*EDITORS), lock=True))
    return row


def _by_whom() -> dict[str, int]:
    return {"actor_id": current_reader().person_id, "expected_version": whole(request.form.get("version")) or 0}


@contextmanager
def _told_in(form: Any) -> Iterator[None]:
    """A transaction; where it is refused, or somebody was before, nothing is stored and the form says why."""
    try:
        with write():
            yield
    except StepRefused as refused:
        form.form_errors = [reason.worded(_) for reason in refused.reasons]
    except StaleVersion as stale:
        form.form_errors, form.version.data = [_(CHANGED)], str(stale.current)


def _answer(template: str, form: Any, row: Body) -> Any:
    stale = _(CHANGED) in form.form_errors
    status = 409 if stale else 422 if form.is_submitted() else 200
    return render_template(template, form=form, body=row), status
