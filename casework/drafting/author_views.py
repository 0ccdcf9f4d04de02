"""Who writes the report together with the case's officer, on the case's page."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.cases.models import Case
from casework.cases.operations import editing_refused
from casework.cases.queries import authors_of, get_case, latest_report
from casework.database import write
from casework.drafting.looking import Looked, amounts_in, look_over
from casework.drafting.operations import add_author as let_write
from casework.drafting.operations import remove_author as end_writing
from casework.drafting.queries import layout_for
from casework.drafting.views import drafting
from casework.errors import found
from casework.people.queries import bodies_of, holders_of
from casework.permissions import current_reader
from casework.web import whole
from workflows import WORKFLOWS, StepRefused
from workflows._vocabulary import MANAGER, OFFICER


@drafting.post("/arenden/<int:case_id>/medforfattare")
def add_author(case_id: int) -> Any:
    """Ask an officer of the authority to write along."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    asked = whole(request.form.get("person"))
    person = next((one for one in holders_of(OFFICER, case.authority_id) if one.id == asked), None)
    if person is None:
        flash(_("Välj en handläggare."), "refused")
        return redirect(url_for("cases.show", case_id=case_id, _anchor="authors"))
    try:
        with write():
            let_write(found(get_case(case_id, actor, lock=True)), person, actor=actor)
        flash(_("%(name)s kan nu skriva i tjänsteskrivelsen.", name=person.name), "ok")
    except StepRefused as refused:
        flash(refused.reasons[0].worded(_), "refused")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="authors"))


@drafting.post("/arenden/<int:case_id>/medforfattare/<int:person_id>/ta-bort")
def remove_author(case_id: int, person_id: int) -> Any:
    """End somebody's writing along."""
    actor = current_reader()
    found(get_case(case_id, actor))
    try:
        with write():
            end_writing(found(get_case(case_id, actor, lock=True)), person_id, actor=actor)
        flash(_("Personen skriver inte längre i tjänsteskrivelsen."), "ok")
    except StepRefused as refused:
        flash(refused.reasons[0].worded(_), "refused")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="authors"))


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of the writing: amounts, what there is to look over, who writes along."""
    reader = current_reader()
    mine, authors = case.officer_id == reader.person_id, authors_of(case.id)
    state = WORKFLOWS[case.kind].states[case.state]
    looks = state.editable or _is_reviewed(case)
    asked = {row.person_id for row in authors} | {case.officer_id}
    offered = holders_of(OFFICER, case.authority_id) if mine and state.editable else []
    return {
        "template": "drafting/_case_panel.html",
        "looked": _looked(case, looks=looks),
        "looks": looks,
        "may_write": looks and not editing_refused(case, reader),
        "authors": authors,
        "may_ask": mine and state.editable,
        "offered": [person for person in offered if person.id not in asked],
    }


def _is_reviewed(case: Case) -> bool:
    """Whether somebody else reads the report before it goes on: what there is to look over is his to see too."""
    return any(MANAGER in step.by for step in WORKFLOWS[case.kind].steps_from(case.state))


def _looked(case: Case, *, looks: bool) -> Looked:
    """What there is to say of the report; once it has gone on, only its amounts."""
    report = found(latest_report(case.id))
    if not looks:
        return Looked(amounts_in(report.content, case.kind))
    return look_over(
        report.content,
        layout_for(case.authority_id, case.body_id, case.kind, clock.today()),
        kind=case.kind,
        body=case.body,
        bodies=lambda: bodies_of([case.authority_id]),
        origin=(case.origin, case.origin_received),
    )
