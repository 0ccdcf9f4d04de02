"""The table of a referral: who takes which step from where, and every rule's refusal in its own sentence."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.workflows.breaking import told
from workflows import PROCEDURES
from workflows._facts import ActorFacts, CaseFacts, Facts, ReferralFacts
from workflows._vocabulary import ADDRESSEE, OFFICER, REGISTRAR, ROLES

TABLE = PROCEDURES["referral"]
TODAY, YESTERDAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 3)

ROADS = {
    ("asked", "draft"): ({ADDRESSEE}, "drafting"),
    ("asked", "answer"): ({ADDRESSEE}, "answered"),
    ("asked", "no_objection"): ({ADDRESSEE}, "no_view"),
    ("asked", "receive"): ({OFFICER, REGISTRAR}, "answered"),
    ("asked", "receive_no_objection"): ({OFFICER, REGISTRAR}, "no_view"),
    ("asked", "extend"): ({OFFICER}, "asked"),
    ("asked", "withdraw"): ({OFFICER}, "withdrawn"),
    ("asked", "leave_unanswered"): ({OFFICER}, "no_answer"),
    ("drafting", "draft"): ({ADDRESSEE}, "drafting"),
    ("drafting", "answer"): ({ADDRESSEE}, "answered"),
    ("drafting", "no_objection"): ({ADDRESSEE}, "no_view"),
    ("drafting", "extend"): ({OFFICER}, "drafting"),
    ("drafting", "withdraw"): ({OFFICER}, "withdrawn"),
    ("drafting", "leave_unanswered"): ({OFFICER}, "no_answer"),
    ("no_answer", "answer"): ({ADDRESSEE}, "answered"),
    ("no_answer", "no_objection"): ({ADDRESSEE}, "no_view"),
    ("no_answer", "receive"): ({OFFICER, REGISTRAR}, "answered"),
    ("no_answer", "receive_no_objection"): ({OFFICER, REGISTRAR}, "no_view"),
}


def about(state: str, role: str, **facts: Any) -> Facts:
    """A referral in `state` whose last day was yesterday, and somebody of `role` who has filled in everything."""
    given = {"text": "Vi tillstyrker.", "received": "2026-03-02", "due": "2026-03-03", "note": "Frågan är inaktuell."}
    referral = ReferralFacts(outside=True, due=YESTERDAY, asked_on=date(2026, 2, 1))
    whole = Facts(CaseFacts("referral", state), ActorFacts(1, frozenset({role})), TODAY, referral=referral, given=given)
    return replace(whole, **facts)


def test_steps_are_these_and_no_others() -> None:
    found = {
        (state, step.name): (
            {role for role in ROLES if told(TABLE, step.name, about(state, role)) == []},
            TABLE.move(step.name, state),
        )
        for state in TABLE.states
        for step in TABLE.steps_from(state)
    }
    assert found == ROADS


WRITE = "Skriv svaret, eller bifoga det som en fil."
A_DAY = "Ange dagen, till exempel 2026-11-30."
NOT_YET = "Sista dagen har inte passerat än. Vänta på svaret, eller återkalla remissen."
LATER = "Svarstiden kan bara förlängas: ange en senare dag än den nuvarande sista dagen."
INSIDE = ReferralFacts(outside=False, due=YESTERDAY)
NOT_OURS = "Svaret lämnas av den som fick remissen, på remissens egen sida."

REFUSED: list[tuple[str, str, dict[str, str], ReferralFacts | None, str]] = [
    ("answer", ADDRESSEE, {"text": " \n"}, None, WRITE),
    ("receive", REGISTRAR, {"text": ""}, None, WRITE),
    ("receive", OFFICER, {}, INSIDE, NOT_OURS),
    ("receive_no_objection", OFFICER, {}, INSIDE, NOT_OURS),
    ("receive", OFFICER, {"received": "i mars"}, None, A_DAY),
    ("receive", OFFICER, {"received": ""}, None, A_DAY),
    ("receive", OFFICER, {"received": "2026-03-03"}, None, "Dagen har inte varit än. Ange den dag då svaret kom."),
    (
        "receive_no_objection",
        REGISTRAR,
        {"received": "2026-01-31"},
        None,
        "Remissen skickades senare än så. Ange den dag då svaret kom.",
    ),
    ("extend", OFFICER, {"due": "snart"}, None, A_DAY),
    ("extend", OFFICER, {"due": "2026-03-02"}, None, "Den nya sista dagen ska ligga framåt i tiden."),
    ("extend", OFFICER, {"due": "2026-03-03"}, ReferralFacts(True, TOMORROW), LATER),
    ("withdraw", OFFICER, {"note": " "}, None, "Skriv varför remissen återkallas."),
    ("leave_unanswered", OFFICER, {}, ReferralFacts(True, TODAY), NOT_YET),
    ("leave_unanswered", OFFICER, {}, ReferralFacts(True, TOMORROW), NOT_YET),
]


@pytest.mark.parametrize(("verb", "role", "given", "referral", "sentence"), REFUSED)
def test_rule_refuses_the_step_and_says_why(
    verb: str, role: str, given: dict[str, str], referral: ReferralFacts | None, sentence: str
) -> None:
    whole = about("asked", role)
    broken = replace(whole, given={**whole.given, **given}, referral=referral or whole.referral)
    assert (told(TABLE, verb, whole), told(TABLE, verb, broken)) == ([], [sentence])


def test_a_file_is_an_answer_without_a_text() -> None:
    assert told(TABLE, "answer", about("asked", ADDRESSEE, given={"file": "a" * 64})) == []


def test_an_interview_may_have_been_held_before_it_is_noted() -> None:
    facts = about("asked", OFFICER, referral=ReferralFacts(outside=True))
    assert told(TABLE, "receive", replace(facts, given={**facts.given, "received": "2019-01-01"})) == []
