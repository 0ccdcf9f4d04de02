"""A budget increase brought to where the other parties are waited for, and their answers, through the rooms' doors."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import Flask

from casework import clock
from casework.associations.models import ACCEPTED, DECLINED, OTHER_AMOUNT, PENDING
from casework.associations.operations import AnswerDraft, lapse_overdue, record_answer
from casework.associations.queries import answers_to, newest_condition
from casework.cases.queries import lock_case
from casework.database import write
from casework.meetings.operations import record_outcome
from casework.meetings.queries import get_item
from tests.factories import call_roll_of, item_of, make_case, make_meeting, reader_of

BOARD = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten")
PARTIES = ("Försäkringskassan", "Arbetsförmedlingen", "Regionen", "Alvåsa kommun", "Tallnäs kommun", "Ekeby kommun")
MONEY = {
    "own_present": 121_000_00,
    "own_proposed": 145_000_00,
    "total_present": 6_072_000_00,
    "total_proposed": 7_286_000_00,
}


def fields(parties: Iterable[str] = PARTIES, due: date | None = None, **more: Any) -> dict[str, Any]:
    """What the report states as data; the answer day is in thirty days unless told otherwise."""
    day = due or clock.today() + timedelta(days=30)
    return {**MONEY, "parties": list(parties), "answer_day": day.isoformat(), **more}


def listed(app: Flask, **report: Any) -> int:
    """A case on the board's agenda, with every member there: its id. `fields` and the rest as in make_case."""
    meeting = make_meeting(app, body="KS")
    call_roll_of(app, meeting, BOARD)
    return make_case(
        app,
        "on_agenda",
        meeting=meeting,
        kind="budget_increase",
        body="KS",
        **{
            "title": "Högre bidrag till förbundet",
            "to_body": "Kommunstyrelsen",
            "proposal": ["Bidraget höjs till 145 tkr om övriga parter gör detsamma."],
            "fields": fields(),
            **report,
        },
    )


def decided(app: Flask, case_id: int, outcome: str = "approve", **given: str) -> int:
    """The chair records the outcome: the item's id."""
    item_id = item_of(app, case_id)
    with app.app_context(), write():
        actor = reader_of("ordforande")
        item = get_item(item_id, actor, lock=True)
        assert item is not None, f"there is no item {item_id}"
        record_outcome(item, outcome, actor=actor, expected_version=item.version, given=given)
    return item_id


def waiting(app: Flask, parties: Iterable[str] = PARTIES, due: date | None = None, **report: Any) -> int:
    """A case whose decision waits for those parties until that day: its id."""
    case_id = listed(app, fields=fields(parties, due), **report)
    decided(app, case_id)
    return case_id


def answered(app: Flask, case_id: int, *parties: str, who: str = "handlaggare", **given: Any) -> None:
    """These parties' answers are recorded, each in a transaction of its own: accepted today, unless told otherwise.

    `given` as in AnswerDraft; whoever records has seen all that was recorded before.
    """
    for party in parties:
        with app.app_context(), write():
            case = lock_case(case_id)
            condition = newest_condition(case_id)
            assert condition is not None, f"case {case_id} waits for nobody"
            seen = max((row.id for row in answers_to([condition])[condition.id]), default=0)
            record_answer(case, _draft(party, **given), actor=reader_of(who), seen=seen)


def _draft(party: str, *, status: str = ACCEPTED, **given: Any) -> AnswerDraft:
    told: dict[str, Any] = {
        ACCEPTED: {"decided_on": clock.today()},
        OTHER_AMOUNT: {"decided_on": clock.today(), "amount": 130_000_00},
        DECLINED: {"decided_on": clock.today()},
        PENDING: {"note": "Nämnden sammanträder i höst."},
    }[status]
    return AnswerDraft(party, status, **(told | given))


def lapse(app: Flask) -> int:
    """The worker looks for days that have passed: how many cases it settled."""
    with app.app_context():
        return lapse_overdue()
