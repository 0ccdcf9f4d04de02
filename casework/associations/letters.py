"""The letter to those who got the decision: its condition is met, or it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, gettext

from casework.associations.models import MET, DecisionCondition
from casework.associations.queries import Standing, answers_to, newest_condition, standings
from casework.associations.wording import answer_told, outcome_told, why
from casework.cases.models import Case, Recipient
from casework.cases.operations import StepContext
from casework.dispatch.models import CONDITION
from casework.dispatch.operations import Message, dispatch
from casework.meetings.models import MinutesExtract
from casework.meetings.queries import extract_of
from casework.web import letter


@dataclass
class Addressee:
    """Who got the decision, at the address that holds today. The decision's own deadline is none of this letter's."""

    name: str
    channel: str
    address: str
    deadline: date | None = None


def tell_recipients(context: StepContext) -> None:
    """Effect: a letter is queued to every recipient of the decision, with the parties' answers and the extract.

    Nothing is sent where the decision waited for nobody: its recipients have read that it has no condition.
    """
    condition = newest_condition(context.case.id)
    if condition is None or not condition.parties:
        return
    extract = extract_of(condition.decision_id)
    assert extract is not None  # made with the decision
    rows = standings(condition, answers_to([condition])[condition.id])
    with force_locale("sv"):  # a letter of the authority is in Swedish, whatever the answer was recorded in
        message = _message(context.case, condition, rows, extract)
    recipients = [_addressee(row) for row in context.recipients]
    dispatch(context.case.authority_id, context.case.id, message, recipients, state="queued", purpose=CONDITION)


def _addressee(row: Recipient) -> Addressee:
    return Addressee(row.name, row.channel, row.address)


def _message(case: Case, condition: DecisionCondition, rows: Sequence[Standing], extract: MinutesExtract) -> Message:
    decision = condition.decision
    page = {
        "case": case,
        "condition": condition,
        "decision": decision,
        "meeting": decision.meeting,
        "met": condition.outcome == MET,
        "told": [outcome_told(condition), *why(condition, rows)],
        "answers": [(row.party, answer_told(row.newest), _decided_on(row)) for row in rows],
    }
    met = gettext("Villkoret i beslut § %(paragraph)s/%(year)s är uppfyllt: %(title)s (%(number)s)")
    failed = gettext("Villkoret i beslut § %(paragraph)s/%(year)s är inte uppfyllt: %(title)s (%(number)s)")
    values = {
        "paragraph": decision.paragraph,
        "year": decision.paragraph_year,
        "title": case.title,
        "number": case.number,
    }
    return Message(
        subject=(met if page["met"] else failed) % values,
        text=letter("mail/condition.txt", **page),
        html=letter("mail/condition.html", **page),
        file_sha256=extract.sha256,
        file_name=f"Protokollsutdrag {extract.number.replace('/', '-')}.pdf",
    )


def _decided_on(row: Standing) -> date | None:
    return row.newest.decided_on if row.newest else None
