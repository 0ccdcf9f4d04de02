"""The answers of the other parties, on the case's page; the money and the condition, also on the meeting's."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask_babel import gettext as _

from casework.associations.forms import AnswerForm
from casework.associations.models import PENDING, DecisionCondition, PartyAnswer
from casework.associations.operations import AnswerDraft, answering_refused, no_longer_waiting, record_answer
from casework.associations.queries import (
    WAITING,
    Standing,
    answers_to,
    condition_of,
    conditions_of,
    newest_condition,
    overtaken,
    standings,
)
from casework.associations.wording import LOOKS, answer_told, stated, why
from casework.cases.models import Case
from casework.cases.queries import get_case, latest_report
from casework.cases.views import case_page
from casework.database import write
from casework.drafting.looking import amounts_in
from casework.errors import StaleVersion, found
from casework.meetings.models import AgendaItem
from casework.meetings.queries import Roll
from casework.permissions import Reader, current_reader
from casework.web import whole
from workflows import WORKFLOWS, Reason, StepRefused

associations = Blueprint("associations", __name__, url_prefix="/arenden")

CONDITIONAL = {kind for kind, _state in WAITING}
PREFIX = "answer-"
PARTIES = "parter"


@dataclass
class Sent:
    """A form that was sent and stored nothing: shown again with why. `asks`: it ends the decision, if that is meant."""

    form: AnswerForm
    reasons: tuple[Reason, ...] = ()
    changed: bool = False
    asks: bool = False


@associations.post("/<int:case_id>/villkor")
def answer(case_id: int) -> Any:
    """Record a party's answer. One that ends the decision is asked about once more; a refusal stores nothing."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    form, condition = AnswerForm(prefix=PREFIX), newest_condition(case_id)
    form.offer(condition.parties if condition else [])
    reasons = answering_refused(case, actor) or no_longer_waiting(case, condition)
    if stands := _not_yet(form, condition, reasons):
        return _again(case, *stands)
    draft, seen = form.draft(), whole(form.seen.data) or 0
    try:
        with write():
            locked: Case = found(get_case(case_id, actor, lock=True))
            record_answer(locked, draft, actor=actor, seen=seen)
            state = locked.state
    except StaleVersion:
        return _again(found(get_case(case_id, actor)), Sent(form, changed=True), 409)
    except StepRefused as refused:
        return _again(found(get_case(case_id, actor)), Sent(form, refused.reasons), 422)
    flash(_("Svaret från %(party)s är antecknat.", party=draft.party), "ok")
    if (case.kind, state) not in WAITING:
        flash(_("%(state)s. Mottagarna får besked; se Expediering.", state=_label(case.kind, state)), "info")
    return redirect(url_for("cases.show", case_id=case_id, _anchor=PARTIES))


def _not_yet(form: AnswerForm, condition: DecisionCondition | None, reasons: list[Reason]) -> tuple[Sent, int] | None:
    """Why the form is not recorded as it was sent, and how the page answers that; None when it may be."""
    if reasons:
        return Sent(form, tuple(reasons)), 422
    if _changed(condition, form):
        return Sent(form, changed=True), 409
    if not form.validate_on_submit():
        return Sent(form), 422
    if form.ends_the_decision and not form.is_confirmed:
        form.ask()
        return Sent(form, asks=True), 200
    return None


def _label(kind: str, state: str) -> str:
    label = WORKFLOWS[kind].states[state].label
    return _(label)


def _changed(condition: DecisionCondition | None, form: AnswerForm) -> bool:
    """Whether somebody has recorded an answer of the party since the page was opened."""
    return overtaken(_rows(condition), form.party.data, whole(form.seen.data) or 0) is not None


def _rows(condition: DecisionCondition | None) -> list[Standing]:
    return standings(condition, answers_to([condition])[condition.id]) if condition else []


def _again(case: Case, sent: Sent, status: int) -> Any:
    """The case's page with the form as it was sent; or just the page, where the same press has already been taken."""
    if sent.reasons or sent.changed:
        rows = _rows(newest_condition(case.id))
        newest = next((row.newest for row in rows if row.party == sent.form.party.data), None)
        if newest is not None and newest.recorded_by_id == current_reader().person_id and _same(newest, sent.form):
            flash(_("Svaret var redan antecknat."), "info")
            return redirect(url_for("cases.show", case_id=case.id, _anchor=PARTIES))
    g.answer_sent = sent
    return case_page(case), status


def _same(row: PartyAnswer, form: AnswerForm) -> bool:
    kept = AnswerDraft(row.party, row.status, row.amount, row.decided_on, row.expected_on, row.document, row.note)
    return kept == form.draft()


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of conditions; asks the database only for kinds that have them."""
    sent: Sent | None = g.pop("answer_sent", None)
    panel: dict[str, Any] = {"template": "associations/_case_panel.html", "conditions": [], "sent": sent}
    if case.kind not in CONDITIONAL:
        return panel
    conditions = conditions_of(case.id)
    answers = answers_to(conditions) if conditions else {}
    shown = [_shown(row, standings(row, answers[row.id])) for row in conditions]
    form = _form(case, conditions, shown, sent) if conditions else None
    return panel | {
        "conditions": shown,
        "form": form,
        "elsewhere": (PARTIES, _("Anteckna parternas svar")) if form else None,
        "looks": LOOKS,
        "told": answer_told,
    }


def _shown(condition: DecisionCondition, rows: list[Standing]) -> dict[str, Any]:
    return {
        "condition": condition,
        "rows": rows,
        "waiting": sum(row.status == PENDING for row in rows),
        "told": why(condition, rows) if condition.outcome and condition.parties else [],
    }


def _form(case: Case, conditions: list[DecisionCondition], shown: list[Any], sent: Sent | None) -> AnswerForm | None:
    """The form for one more answer, for who may record it while the case waits."""
    reader: Reader = current_reader()
    if answering_refused(case, reader) or no_longer_waiting(case, conditions[0]):
        return None
    rows: list[Standing] = shown[0]["rows"]
    form = sent.form if sent else AnswerForm(formdata=None, prefix=PREFIX)
    pending = [row.party for row in rows if row.status == PENDING]
    form.offer(conditions[0].parties, "" if sent else (pending or conditions[0].parties)[0])
    form.seen.data = str(max((row.newest.id for row in rows if row.newest), default=0))
    return form


def item_panel(item: AgendaItem, reader: Reader, *, roll: Roll) -> dict[str, Any]:
    """What the meeting's page shows of them: what will be recorded, or was."""
    panel: dict[str, Any] = {"template": "associations/_item_panel.html", "amounts": None, "text": ""}
    case, decision = item.case, item.decision
    if case is None or case.kind not in CONDITIONAL:
        return panel
    report = latest_report(case.id)
    fields = report.content.get("fields") or {} if report else {}
    condition = condition_of(decision.id) if decision else stated(fields)
    text = condition.text if condition and condition.parties else ""
    return panel | {"amounts": amounts_in(report.content if report else {}, case.kind), "text": text}
