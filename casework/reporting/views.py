"""The register of what was decided for a body, and what the item that reports it shows."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from casework import clock
from casework.delegation.operations import PDF, file_name
from casework.errors import found
from casework.law.appeals import ROUTES
from casework.meetings.models import AgendaItem
from casework.meetings.queries import Roll
from casework.permissions import Reader, current_reader
from casework.register.operations import read_file
from casework.reporting.due import due_of
from casework.reporting.queries import (
    PAGE,
    body_of_register,
    decision_visible,
    register_of,
    registers_for,
    reports_in,
    to_report,
    years_of,
)
from casework.web import file_answer, whole
from workflows._vocabulary import DELEGATED

reporting = Blueprint("reporting", __name__)
WAITING = "vantar"


@reporting.get("/delegationsbeslut/organ/<int:body_id>")
def register(body_id: int) -> str:
    """The body's register: ?ar=YEAR, ?anmalan=vantar for what is not reported yet, ?fore=ID for the older ones."""
    reader = current_reader()
    body = found(body_of_register(body_id, reader))
    year, before = whole(request.args.get("ar")), whole(request.args.get("fore"))
    waiting = request.args.get("anmalan") == WAITING
    entries = register_of(body, reader, year=year, waiting=waiting, before=before)
    shown = entries[:PAGE]
    return render_template(
        "reporting/register.html",
        body=body,
        bodies=registers_for(reader),
        entries=shown,
        due=due_of(body.id, [entry.decision for entry in shown]),
        years=years_of(body),
        year=year,
        waiting=waiting,
        older=shown[-1].decision.id if len(entries) > PAGE else None,
        routes=ROUTES,
        today=clock.today(),
    )


@reporting.get("/delegationsbeslut/<int:decision_id>")
def paper(decision_id: int) -> Response:
    """The decision, as PDF, for whoever may read the register."""
    made = found(decision_visible(decision_id, current_reader()))
    return file_answer(read_file(made.sha256), PDF, file_name(made.label), inline=True)


def item_panel(item: AgendaItem, reader: Reader, *, roll: Roll) -> dict[str, Any]:
    """What an item that reports shows: the decisions that the body is told of, or has been."""
    panel: dict[str, Any] = {"template": "reporting/_item_panel.html", "reports": item.kind == DELEGATED, "rows": []}
    if item.kind == DELEGATED:
        told = reports_in(item.decision.id) if item.decision else []
        panel["rows"] = [row.delegated for row in told] if item.decision else to_report(item)
        panel["title"] = _("Anmälda delegationsbeslut") if item.decision else _("Delegationsbeslut att anmäla")
    return panel
