"""Allmänt ärende: who may what from where, and that each of its rules holds."""

from itertools import product

import pytest

from tests.workflows.breaking import (
    about,
    broken_rules,
    given,
    no_meeting,
    refused_as_told,
    roads,
    takers,
    told,
    verbs,
)
from workflows import WORKFLOWS
from workflows._vocabulary import BACK, CHAIR, MANAGER, MEMBER, OFFICER, REGISTRAR, SECRETARY, VICE_CHAIR

TABLE = WORKFLOWS["general_matter"]
LEADS = {CHAIR, VICE_CHAIR}
MEMBERS = {*LEADS, MEMBER}

# (state, verb): who, and where it leads. Every (state, verb) that is not here is refused to everybody.
ROADS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "submit"): ({OFFICER}, "review"),
    ("draft", "withdraw"): ({OFFICER}, "withdrawn"),
    ("draft", "pause"): ({OFFICER}, "paused"),
    ("review", "return_report"): ({MANAGER}, "draft"),
    ("review", "pass_on"): ({MANAGER}, "review"),
    ("review", "approve_report"): ({MANAGER}, "ready"),
    ("review", "withdraw"): ({OFFICER}, "withdrawn"),
    ("ready", "return_report"): ({MANAGER}, "draft"),
    ("ready", "list"): ({SECRETARY}, "on_agenda"),
    ("ready", "list_to_prepare"): ({SECRETARY}, "preparing"),
    ("ready", "decide_delegated"): ({MANAGER, OFFICER}, "decided"),
    ("ready", "decide_urgently"): (MEMBERS, "decided"),
    ("ready", "withdraw"): ({OFFICER}, "withdrawn"),
    ("ready", "pause"): ({OFFICER}, "paused"),
    ("preparing", "unlist"): ({SECRETARY}, "ready"),
    ("preparing", "approve"): (LEADS, "ready"),
    ("preparing", "approve_changed"): (LEADS, "ready"),
    ("preparing", "defer"): (LEADS, "ready"),
    ("preparing", "remit_back"): (LEADS, "draft"),
    ("preparing", "decide_urgently"): (MEMBERS, "decided"),
    ("on_agenda", "decide_urgently"): (MEMBERS, "decided"),
    ("on_agenda", "unlist"): ({SECRETARY}, "ready"),
    ("on_agenda", "approve"): (LEADS, "decided"),
    ("on_agenda", "approve_changed"): (LEADS, "decided"),
    ("on_agenda", "reject"): (LEADS, "rejected"),
    ("on_agenda", "defer"): (LEADS, "ready"),
    ("on_agenda", "remit_back"): (LEADS, "draft"),
    ("decided", "close"): ({OFFICER, REGISTRAR}, "closed"),
    ("decided", "pause"): ({OFFICER}, "paused"),
    ("closed", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("rejected", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("withdrawn", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("paused", "resume"): ({OFFICER}, BACK),
}


@pytest.mark.parametrize(("state", "verb"), list(product(TABLE.states, verbs(TABLE))), ids="-".join)
def test_step_is_taken_by_exactly_these_from_exactly_here(state: str, verb: str) -> None:
    who, _leads_to = ROADS.get((state, verb), (set(), ""))
    assert takers(TABLE, state, verb) == who


def test_every_step_leads_where_the_road_goes() -> None:
    assert set(roads(TABLE)) == set(ROADS)
    onward = {road: to for road, (_who, to) in ROADS.items() if to != BACK}
    assert {(state, verb): TABLE.move(verb, state) for state, verb in onward} == onward


def test_table_has_these_states_and_no_other() -> None:
    assert list(TABLE.states) == [
        "draft",
        "review",
        "ready",
        "preparing",
        "on_agenda",
        "decided",
        "closed",
        "rejected",
        "withdrawn",
        "paused",
    ]
    assert TABLE.initial == "draft"
    assert {name for name, state in TABLE.states.items() if state.final} == {"closed", "rejected", "withdrawn"}
    assert [name for name, state in TABLE.states.items() if state.editable] == ["draft"]


@pytest.mark.parametrize(("state", "verb", "rule", "number"), broken_rules(TABLE))
def test_rule_refuses_the_step_and_says_why(state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(TABLE, state, verb, rule, number)


AT_A_MEETING = ["at_the_meeting", "quorate"]
APPROVES = ["not_own_report", "level_is_mine", "report_complete", "recipients_reachable"]
LISTS = ["text_as_approved", "meeting_chosen", "prepared_for_assembly"]
ASSEMBLY = ["of_one_mind", "announced_or_agreed", "body_may_decide"]
DECIDES = [*AT_A_MEETING, "text_as_approved", "recipients_reachable", *ASSEMBLY]
PREPARES = [*AT_A_MEETING, "text_as_approved", "body_prepares"]
CARRIED = "as_the_meeting_answered"
CHANGED = ["changed_text_given", "condition_worded", CARRIED]


def test_rules_of_each_step() -> None:
    assert {(step.name, step.to): [rule.__name__ for rule in step.needs] for step in TABLE.steps} == {
        ("submit", "review"): ["own_case", "report_complete", "recipients_reachable", "referrals_answered"],
        ("return_report", "draft"): ["not_own_report", "reason_given"],
        ("pass_on", "review"): ["levels_remain", *APPROVES],
        ("approve_report", "ready"): ["last_level", *APPROVES, "referrals_answered"],
        ("list", "on_agenda"): ["body_decides", "body_may_decide", *LISTS],
        ("list_to_prepare", "preparing"): ["body_prepares", *LISTS],
        ("unlist", "ready"): ["reason_given", "no_vote_open"],
        ("approve", "ready"): [*PREPARES, CARRIED],
        ("approve_changed", "ready"): [*PREPARES, "changed_text_given", CARRIED],
        ("approve", "decided"): [*DECIDES, CARRIED, "assignment_given"],
        ("approve_changed", "decided"): [*DECIDES, *CHANGED, "assignment_given"],
        ("reject", "rejected"): [*DECIDES, CARRIED],
        ("defer", "ready"): [*AT_A_MEETING, CARRIED],
        ("remit_back", "draft"): [*AT_A_MEETING, "remittal_reasoned", CARRIED],
        ("decide_delegated", "decided"): [
            *("text_as_approved", "recipients_reachable"),
            *("delegated_to_actor", "delegation_named", "own_minutes_kept"),
        ],
        ("decide_urgently", "decided"): [
            *("text_as_approved", "recipients_reachable"),
            *("urgent_to_actor", "meeting_not_begun", "urgency_reasoned"),
        ],
        ("close", "closed"): ["reason_given", "everybody_reached"],
        ("withdraw", "withdrawn"): ["own_case", "reason_given"],
        ("pause", "paused"): ["own_case", "pause_reasoned"],
        ("resume", BACK): ["own_case"],
        ("reopen", "draft"): ["reason_given"],
    }


def test_a_bodys_decision_waits_for_its_minutes_and_an_officials_is_sent_at_once() -> None:
    by_body = (("record_decision", "extract", "notify_officer"), "at_approval")
    assert {step.name: (step.then, step.dispatch) for step in TABLE.steps if step.dispatch} == {
        **dict.fromkeys(("approve", "approve_changed", "reject"), by_body),
        "decide_delegated": (("record_delegated", "notify_officer"), "at_decision"),
        "decide_urgently": (("take_off_agenda", "record_delegated", "notify_officer"), "at_decision"),
    }


def test_what_is_reported_needs_no_minutes_of_its_own() -> None:
    """In well_done only point 7 is not reported."""
    facts = given(rule_point="4", own_minutes="")(about(TABLE, "ready", "decide_delegated"))
    assert told(TABLE, "decide_delegated", facts) == []


def test_a_case_that_stands_on_no_agenda_may_be_urgent() -> None:
    assert told(TABLE, "decide_urgently", no_meeting(about(TABLE, "ready", "decide_urgently"))) == []
