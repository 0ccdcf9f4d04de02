"""The delegation schemes: read by the office, kept by registrar and administrator; and decisions by delegation."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.cases.models import Case
from casework.cases.queries import get_case
from casework.database import write
from casework.delegation.checking import before_deciding
from casework.delegation.forms import NATURES, EndForm, RuleForm
from casework.delegation.operations import PDF, add_rule, end_rule, file_name
from casework.delegation.queries import (
    EDITORS,
    body_to_edit,
    committees_of,
    decision_of,
    decisions_of,
    delegate_label,
    rule_to_edit,
    schemes,
)
from casework.errors import found
from casework.law.appeals import ROUTES
from casework.people.queries import seats_on
from casework.permissions import allowed, current_reader
from casework.register.operations import read_file
from casework.web import file_answer
from workflows import WORKFLOWS, StepRefused
from workflows._vocabulary import RECORD_DELEGATED

delegation = Blueprint("delegation", __name__)


@delegation.get("/delegationsordning")
def index() -> str:
    """The schemes of the reader's authorities, point by point, with those that have ended."""
    return _schemes_page()


@delegation.route("/delegationsordning/<int:body_id>/ny", methods=["GET", "POST"])
def add(body_id: int) -> Any:
    """Add a point to the scheme of a body."""
    reader = current_reader()
    body = found(body_to_edit(body_id, reader))
    usual = {"valid_from": clock.today(), "reported": True}
    form = RuleForm() if request.method == "POST" else RuleForm(formdata=None, data=usual)
    form.offer(body, committees_of(body), seats_on(body.id, clock.today()))
    if form.validate_on_submit():
        try:
            with write():
                locked = found(body_to_edit(body_id, reader, lock=True))
                add_rule(locked, form.draft(), actor_id=reader.person_id)
        except StepRefused as refused:
            form.point.errors = [reason.worded(_) for reason in refused.reasons]
        else:
            flash(_("Punkt %(point)s är tillagd.", point=form.point.data), "ok")
            return redirect(url_for("delegation.index", _anchor=f"body-{body_id}"))
    page = render_template("delegation/rule.html", form=form, body=found(body_to_edit(body_id, reader)))
    return page, 422 if form.is_submitted() else 200


@delegation.post("/delegationsordning/punkt/<int:rule_id>/upphor")
def end(rule_id: int) -> Any:
    """End a point from a day on. It stays in the list of what has been."""
    reader, form = current_reader(), EndForm()
    form.day.id = f"day-{rule_id}"  # where it stands on the page of all points
    found(rule_to_edit(rule_id, reader))
    if not form.validate_on_submit():
        return _schemes_page(sent=(rule_id, form)), 422
    try:
        with write():
            rule = found(rule_to_edit(rule_id, reader, lock=True))
            end_rule(rule, form.day.data, actor_id=reader.person_id)
            point, body_id = rule.point, rule.body_id
    except StepRefused as refused:
        form.day.errors = [reason.worded(_) for reason in refused.reasons]
        return _schemes_page(sent=(rule_id, form)), 422
    flash(_("Punkt %(point)s har fått sin sista dag.", point=point), "ok")
    return redirect(url_for("delegation.index", _anchor=f"body-{body_id}"))


@delegation.get("/arenden/<int:case_id>/delegationsbeslut/<int:decision_id>")
def decision(case_id: int, decision_id: int) -> Response:
    """The decision by delegation, as PDF."""
    found(get_case(case_id, current_reader()))
    made = found(decision_of(case_id, decision_id))
    return file_answer(read_file(made.sha256), PDF, file_name(made.label), inline=True)


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of decisions by delegation, and before one what to look at."""
    return {
        "template": "delegation/_case_panel.html",
        "decisions": decisions_of(case.id) if _may_be_delegated(case) else [],
        "warnings": before_deciding(case, current_reader()),
    }


def _may_be_delegated(case: Case) -> bool:
    """Whether its kind knows of decisions by officials; no other case is asked about them."""
    return any(RECORD_DELEGATED in step.then for step in WORKFLOWS[case.kind].steps)


def _schemes_page(*, sent: tuple[int, EndForm] | None = None) -> str:
    reader, today = current_reader(), clock.today()
    kept = reader.authorities(*EDITORS)
    rows = [
        {
            "body": body,
            "rules": [rule for rule in rules if rule.valid_to is None or rule.valid_to >= today],
            "ended": [rule for rule in rules if rule.valid_to is not None and rule.valid_to < today],
            "may_edit": body.authority_id in kept,
        }
        for body, rules in schemes(reader)
    ]
    return render_template(
        "delegation/index.html",
        rows=rows,
        today=today,
        sent=sent,
        kinds={kind: workflow.label for kind, workflow in WORKFLOWS.items()},
        delegate_label=delegate_label,
        routes=ROUTES,
        natures=NATURES,
        registers=allowed("reporting.register", reader),
    )
