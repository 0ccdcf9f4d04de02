"""Allmänt ärende: who may what from where, and that each of its rules holds."""

from itertools import product

import pytest

from tests.workflows.breaking import broken_rules, refused_as_told, roads, takers, verbs
from workflows import WORKFLOWS
from workflows._vocabulary import CHAIR, MANAGER, OFFICER, REGISTRAR, SECRETARY, VICE_CHAIR

TABLE = WORKFLOWS["general_matter"]
LEADS = {CHAIR, VICE_CHAIR}

# (state, verb): who, and where it leads. Every (state, verb) that is not here is refused to everybody.
ROADS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "submit"): ({OFFICER}, "review"),
    ("draft", "withdraw"): ({OFFICER}, "withdrawn"),
    ("review", "return_report"): ({MANAGER}, "draft"),
    ("review", "approve_report"): ({MANAGER}, "ready"),
    ("review", "withdraw"): ({OFFICER}, "withdrawn"),
    ("ready", "return_report"): ({MANAGER}, "draft"),
    ("ready", "list"): ({SECRETARY}, "on_agenda"),
    ("ready", "withdraw"): ({OFFICER}, "withdrawn"),
    ("on_agenda", "unlist"): ({SECRETARY}, "ready"),
    ("on_agenda", "approve"): (LEADS, "decided"),
    ("on_agenda", "approve_changed"): (LEADS, "decided"),
    ("on_agenda", "reject"): (LEADS, "rejected"),
    ("on_agenda", "defer"): (LEADS, "ready"),
    ("on_agenda", "remit_back"): (LEADS, "draft"),
    ("decided", "close"): ({OFFICER, REGISTRAR}, "closed"),
    ("closed", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("rejected", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("withdrawn", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
}


@pytest.mark.parametrize(("state", "verb"), list(product(TABLE.states, verbs(TABLE))), ids="-".join)
def test_step_is_taken_by_exactly_these_from_exactly_here(state: str, verb: str) -> None:
    who, _leads_to = ROADS.get((state, verb), (set(), ""))
    assert takers(TABLE, state, verb) == who


def test_every_step_leads_where_the_road_goes() -> None:
    assert {(state, verb): TABLE.move(verb, state) for state, verb in roads(TABLE)} == {
        road: to for road, (_who, to) in ROADS.items()
    }


def test_table_has_these_states_and_no_other() -> None:
    assert list(TABLE.states) == [
        "draft",
        "review",
        "ready",
        "on_agenda",
        "decided",
        "closed",
        "rejected",
        "withdrawn",
    ]
    assert TABLE.initial == "draft"
    assert {name for name, state in TABLE.states.items() if state.final} == {"closed", "rejected", "withdrawn"}
    assert [name for name, state in TABLE.states.items() if state.editable] == ["draft"]


@pytest.mark.parametrize(("state", "verb", "rule", "number"), broken_rules(TABLE))
def test_rule_refuses_the_step_and_says_why(state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(TABLE, state, verb, rule, number)


AT_A_MEETING = ["at_the_meeting", "quorate"]
DECIDES = [*AT_A_MEETING, "recipients_reachable"]


def test_rules_of_each_step() -> None:
    assert {step.name: [rule.__name__ for rule in step.needs] for step in TABLE.steps} == {
        "submit": ["own_case", "report_complete", "recipients_reachable"],
        "return_report": ["not_own_report", "reason_given"],
        "approve_report": ["not_own_report", "report_complete", "recipients_reachable"],
        "list": ["meeting_chosen"],
        "unlist": ["reason_given"],
        "approve": DECIDES,
        "approve_changed": [*DECIDES, "changed_text_given"],
        "reject": DECIDES,
        "defer": AT_A_MEETING,
        "remit_back": [*AT_A_MEETING, "remittal_reasoned"],
        "close": ["reason_given"],
        "withdraw": ["own_case", "reason_given"],
        "reopen": ["reason_given"],
    }


def test_decision_gives_no_assignment_and_is_sent_at_once() -> None:
    assert {step.name: (step.then, step.dispatch) for step in TABLE.steps if step.dispatch} == dict.fromkeys(
        ("approve", "approve_changed", "reject"), (("record_decision", "extract", "notify_officer"), "at_decision")
    )
