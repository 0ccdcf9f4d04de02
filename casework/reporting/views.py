"""The register of what was decided for a body, and what the item that reports it shows."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from casework.delegation.operations import PDF, file_name
from casework.errors import found
from casework.law.appeals import ROUTES
from casework.meetings.models import AgendaItem
from casework.meetings.queries import Roll
from casework.permissions import Reader, allowed, current_reader
from casework.register.operations import read_file
from casework.reporting.due import due_of
from casework.reporting.queries import (
    PAGE,
    decision_visible,
    register_of,
    registers_for,
    reports_in,
    to_report,
    years_of,
)
from casework.reporting.urgent import urgent_cases
from casework.web import choice, file_answer, whole
from workflows._vocabulary import DELEGATED

reporting = Blueprint("reporting", __name__)
WAITING = "vantar"


@reporting.get("/delegationsordning/beslut")
def register() -> str:
    """A body's register: ?organ=ID, ?ar=YEAR, ?anmalan=vantar for what is not reported yet, ?fore=ID for the older."""
    reader = current_reader()
    bodies = registers_for(reader)
    chosen = choice(request.args["organ"]) if "organ" in request.args else bodies[0].id if bodies else 0
    body = next((body for body in bodies if body.id == chosen), None)
    if body is None:
        return render_template("reporting/none.html") if not bodies else abort(404)
    year, before = whole(request.args.get("ar")), whole(request.args.get("fore"))
    waiting = request.args.get("anmalan") == WAITING
    entries = register_of(body, reader, year=year, waiting=waiting, before=before)
    shown = entries[:PAGE]
    return render_template(
        "reporting/register.html",
        body=body,
        bodies=bodies,
        urgent=urgent_cases(body, reader),
        entries=shown,
        due=due_of(entry.decision for entry in shown),
        years=years_of(body),
        year=year,
        waiting=waiting,
        older=shown[-1].decision.id if len(entries) > PAGE else None,
        routes=ROUTES,
        schemes=allowed("delegation.index", reader),
    )


@reporting.get("/delegationsordning/beslut/<int:decision_id>")
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
