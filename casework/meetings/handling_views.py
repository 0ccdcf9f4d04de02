"""The pages of one item: its papers, what was decided, and for who leads the meeting the decision."""

from dataclasses import replace
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.cases.forms import given_in, step_form
from casework.cases.models import Case
from casework.cases.queries import attachment_of, attachments_of, recipients_of
from casework.database import write
from casework.documents.kinds import KINDS
from casework.errors import StaleVersion, found
from casework.meetings import drafted, pages
from casework.meetings.forms import PresenceForm
from casework.meetings.immediate import approval_of
from casework.meetings.matters import outcome_step, outcome_steps
from casework.meetings.models import AgendaItem
from casework.meetings.operations import judged_facts, record_outcome
from casework.meetings.pages import Sent
from casework.meetings.presence import may_note, minutes_sentence
from casework.meetings.queries import (
    decisions_of,
    extract_of,
    get_item,
    hold_item,
    meeting_facts,
    prepared_points,
    roles_at,
    roll_at,
)
from casework.meetings.sitting_forms import FlagsForm, MatterForm
from casework.meetings.views import meetings
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.web import clean, file_answer, whole
from workflows import Reason, Step, StepRefused
from workflows._facts import Facts
from workflows._vocabulary import AT_APPROVAL, CHAIR, EXEMPTIONS, ITEM_KINDS, OUTCOMES

__all__ = ["meetings"]


@meetings.get("/arende/<int:item_id>")
def item(item_id: int) -> str:
    """The papers of one item, and for who leads the meeting the decision; ?jav=PERSON is about to be noted as such."""
    return item_page(found(get_item(item_id, current_reader())), disclosed=whole(request.args.get("jav")))


@meetings.post("/arende/<int:item_id>/utgang/<outcome>")
def outcome(item_id: int, outcome: str) -> Any:
    """Record what was decided. A refusal shows its reasons and leaves nothing half done."""
    reader = current_reader()
    row: AgendaItem = found(get_item(item_id, reader))
    step: Step = found(outcome_step(row, outcome))
    form = step_form(step, {}, _typed(judged_facts(row, reader), outcome), prefix=f"{outcome}-")
    version = whole(form.version.data) or 0
    if version != row.version:
        return _meanwhile(row, Sent(outcome, form))
    if not form.validate_on_submit():
        return item_page(row, sent=Sent(outcome, form)), 422
    try:
        with write():
            locked = found(hold_item(item_id, reader))
            decision = record_outcome(
                locked,
                outcome,
                actor=reader,
                expected_version=version,
                given=given_in(form),
            )
            paragraph = decision.paragraph
            count = len(recipients_of(decision.case_id)) if step.dispatch and decision.case_id else 0
    except StaleVersion:
        return _meanwhile(found(get_item(item_id, reader)), Sent(outcome, form))
    except StepRefused as refused:
        return item_page(found(get_item(item_id, reader)), sent=Sent(outcome, form), refused=refused), 422
    told = _("Fört till protokollet som § %(paragraph)s.", paragraph=paragraph)
    if step.dispatch == AT_APPROVAL:
        told = _(
            "Beslutet är fattat som § %(paragraph)s. %(count)s mottagare får det när protokollet är justerat.",
            paragraph=paragraph,
            count=count,
        )
    elif step.dispatch:
        told = _(
            "Beslutet är fattat som § %(paragraph)s. %(count)s mottagare får det nu.", paragraph=paragraph, count=count
        )
    elif row.case_id:
        told = _("Fört till protokollet som § %(paragraph)s. Handläggaren får veta det.", paragraph=paragraph)
    flash(told, "ok")
    return redirect(url_for("meetings.item", item_id=item_id))


def _typed(facts: Facts, outcome: str) -> Facts:
    """The facts with the decision's own text, where one was typed: what is asked for may depend on it."""
    typed = request.form.get(f"{outcome}-text")
    return facts if typed is None else replace(facts, given={"text": clean(typed)})


def _meanwhile(row: AgendaItem, sent: Sent) -> Any:
    """The item has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    if row.decision is not None and row.decision.recorded_by_id == current_reader().person_id:
        flash(_("Beslutet var redan infört."), "info")
        return redirect(url_for("meetings.item", item_id=row.id))
    flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
    return item_page(row, sent=sent), 409


@meetings.get("/arende/<int:item_id>/utdrag")
def extract(item_id: int) -> Response:
    """The extract of the item's decision, as PDF."""
    row: AgendaItem = found(get_item(item_id, current_reader()))
    made = found(extract_of(found(row.decision).id))
    response = Response(read_file(made.sha256), mimetype="application/pdf")
    name = f"Protokollsutdrag {made.number.replace('/', '-')}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@meetings.get("/arende/<int:item_id>/handlingar/<int:attachment_id>")
def attachment(item_id: int, attachment_id: int) -> Response:
    """An attachment of the item's case, for whoever may read the meeting's papers."""
    item: AgendaItem = found(get_item(item_id, current_reader()))
    row = found(attachment_of(found(item.case_id), attachment_id))
    return file_answer(read_file(row.sha256), row.media_type, row.name, inline=KINDS[row.media_type].inline)


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of its decisions."""
    return {
        "template": "meetings/_case_panel.html",
        "decisions": decisions_of(case.id),
        "outcomes": OUTCOMES,
        "minutes_sentence": minutes_sentence,
    }


def item_page(
    row: AgendaItem,
    *,
    sent: Sent | None = None,
    refused: StepRefused | None = None,
    marked: tuple[str, PresenceForm] | None = None,
    changing: MatterForm | FlagsForm | None = None,
    disclosed: int | None = None,
) -> str:
    """The item's page: its papers, who takes part, and for who leads or keeps the minutes what may be decided.

    `disclosed`: who has said that he is disqualified. `sent`, `marked` and `changing` are forms that come back: of an
    outcome, of who takes part, of how it stands.
    """
    reader, decision, case = current_reader(), row.decision, row.case
    report = pages.report_before(row)
    prepared = prepared_points(case.id, report.id, row.meeting.body_id) if case and report and not decision else []
    proposed = prepared or (report.content["proposal"] if report else row.proposal)
    rows, presences = roll_at(row)
    facts = meeting_facts(
        row.meeting, item=row, deciding=True, rows=rows, presences=presences, proposal=prepared or row.proposal
    )
    recipients, steps = recipients_of(case.id) if case else [], outcome_steps(row)
    leads = facts.presiding_id == reader.person_id
    records = decision is None and (leads or CHAIR in roles_at(reader, row.meeting))
    writes = decision is None and drafted.may_write(reader, row.meeting, facts.presiding_id)
    draft = drafted.draft_of(row, reader)
    common: list[Reason] = []
    own: dict[str, list[Reason]] = {}
    judged = None
    if records or writes:
        judged = judged_facts(row, reader, report=report, recipients=recipients, meeting=facts)
        common, own = pages.refusals(row, steps, judged) if records else (common, own)
    approval = approval_of(decision.id) if decision else None
    panels = [panel(row, reader, roll=(rows, presences)) for panel in current_app.extensions["casework.item_panels"]]
    carried = next(panel["carried"](proposed) for panel in panels if "carried" in panel)
    ways = (
        pages.ways(row, steps, proposed, judged=judged, own=own, draft=draft, sent=sent, carried=carried)
        if judged
        else []
    )
    if sent and sent.form.errors and not sent.as_draft and (common or own.get(sent.outcome)):
        refused = StepRefused([*common, *own[sent.outcome]])  # what it lacks is the least of it
    return render_template(
        "meetings/item.html",
        item=row,
        case=case,
        meeting=row.meeting,
        facts=facts,
        report=report,
        decision=decision,
        extract=extract_of(decision.id) if decision else None,
        recipients=recipients,
        attachments=attachments_of(case.id) if case else [],
        item_kinds=ITEM_KINDS,
        exemptions=EXEMPTIONS,
        kinds=KINDS,
        ways=ways,
        records=records,
        writes=writes,
        common=common,
        draft=draft,
        draft_step=next((step for step in steps if draft and step.name == draft.outcome), None),
        outcomes=OUTCOMES,
        proposed=proposed,
        prepared=prepared,
        panels=panels,
        presence=pages.presence(row, rows, presences, marked, disclosed),
        may_note=decision is None and may_note(reader, row.meeting, facts.presiding_id),
        minutes_sentence=minutes_sentence,
        approval=approval,
        approval_form=pages.approval_form(decision, row.meeting, reader),
        change_form=pages.change_form(row, reader, changing),
        changing=changing is not None,
        texts=pages.texts(row, report),
        hints=pages.hints(row, rows, report) if decision is None else [],
        refused=refused,
        refused_title=_("Beslutet kunde inte föras in") if sent and not sent.as_draft else _("Det gick inte"),
        conflict=sent is not None and sent.as_draft and not sent.form.errors,
    )
