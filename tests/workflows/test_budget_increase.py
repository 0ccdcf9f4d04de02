"""Budgetökning: who may what from where, that each of its rules holds, and what only the system does."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests.workflows.breaking import (
    about,
    answered,
    broken_rules,
    refused_as_told,
    roads,
    stating,
    takers,
    told,
    verbs,
    with_,
)
from workflows import WORKFLOWS
from workflows._facts import ConditionFacts, Facts
from workflows._vocabulary import BACK, CHAIR, MANAGER, OFFICER, REGISTRAR, SECRETARY, SYSTEM, VICE_CHAIR

TABLE = WORKFLOWS["budget_increase"]
LEADS = {CHAIR, VICE_CHAIR}

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
    ("ready", "withdraw"): ({OFFICER}, "withdrawn"),
    ("ready", "pause"): ({OFFICER}, "paused"),
    ("preparing", "unlist"): ({SECRETARY}, "ready"),
    ("preparing", "approve"): (LEADS, "ready"),
    ("preparing", "approve_changed"): (LEADS, "ready"),
    ("preparing", "defer"): (LEADS, "ready"),
    ("preparing", "remit_back"): (LEADS, "draft"),
    ("on_agenda", "unlist"): ({SECRETARY}, "ready"),
    ("on_agenda", "approve"): (LEADS, "waiting"),
    ("on_agenda", "approve_changed"): (LEADS, "waiting"),
    ("on_agenda", "reject"): (LEADS, "rejected"),
    ("on_agenda", "defer"): (LEADS, "ready"),
    ("on_agenda", "remit_back"): (LEADS, "draft"),
    ("waiting", "take_effect"): ({SYSTEM}, "in_force"),
    ("waiting", "lapse"): ({SYSTEM}, "lapsed"),
    ("in_force", "close"): ({OFFICER, REGISTRAR}, "closed"),
    ("in_force", "pause"): ({OFFICER}, "paused"),
    ("lapsed", "close"): ({OFFICER, REGISTRAR}, "closed"),
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
        "waiting",
        "in_force",
        "lapsed",
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
    stated = ["report_complete", "amounts_given", "condition_stated", "recipients_reachable"]
    assert {(step.name, step.to): [rule.__name__ for rule in step.needs] for step in TABLE.steps} == {
        ("submit", "review"): ["own_case", *stated, "referrals_answered"],
        ("return_report", "draft"): ["not_own_report", "reason_given"],
        ("pass_on", "review"): ["levels_remain", *APPROVES],
        ("approve_report", "ready"): ["last_level", *APPROVES, "referrals_answered"],
        ("list", "on_agenda"): ["body_decides", "body_may_decide", *LISTS],
        ("list_to_prepare", "preparing"): ["body_prepares", *LISTS],
        ("unlist", "ready"): ["reason_given", "no_vote_open"],
        ("approve", "ready"): [*PREPARES, CARRIED],
        ("approve_changed", "ready"): [*PREPARES, "changed_text_given", CARRIED],
        ("approve", "waiting"): [*DECIDES, CARRIED, "assignment_given", "condition_stated"],
        ("approve_changed", "waiting"): [*DECIDES, *CHANGED, "assignment_given", "condition_stated"],
        ("reject", "rejected"): [*DECIDES, CARRIED],
        ("defer", "ready"): [*AT_A_MEETING, CARRIED],
        ("remit_back", "draft"): [*AT_A_MEETING, "remittal_reasoned", CARRIED],
        ("take_effect", "in_force"): ["all_parties_agree"],
        ("lapse", "lapsed"): ["condition_failed"],
        ("close", "closed"): ["reason_given", "everybody_reached"],
        ("withdraw", "withdrawn"): ["own_case", "reason_given"],
        ("pause", "paused"): ["own_case", "pause_reasoned"],
        ("resume", BACK): ["own_case"],
        ("reopen", "draft"): ["reason_given"],
    }


def test_a_decision_sets_its_condition_before_it_is_written_and_sent() -> None:
    """So that the extract and the letter hold it."""
    decided = ("record_decision", "set_condition", "extract", "notify_officer"), "at_decision"
    assert {step.name: (step.then, step.dispatch) for step in TABLE.steps if step.dispatch} == {
        "approve": decided,
        "approve_changed": decided,
        "reject": (("record_decision", "extract", "notify_officer"), "at_decision"),
    }
    by_itself = [step for step in TABLE.steps if step.by == (SYSTEM,)]
    assert [(step.name, step.then) for step in by_itself] == [
        ("take_effect", ("tell_recipients", "notify_officer")),
        ("lapse", ("tell_recipients", "notify_officer")),
    ]


def test_while_others_are_waited_for_no_person_has_a_step() -> None:
    assert {role for step in TABLE.steps_from("waiting") for role in step.by} == {SYSTEM}


@pytest.mark.parametrize("status", ["declined", "other_amount"])
def test_one_that_does_not_agree_is_enough_for_the_decision_to_lapse(status: str) -> None:
    facts = about(TABLE, "waiting", "lapse")
    assert told(TABLE, "lapse", answered("accepted", status)(facts)) == []
    assert told(TABLE, "lapse", answered("pending", status)(facts)) == []


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    facts = answered("accepted", "pending")(about(TABLE, "waiting", "lapse"))
    on_the_day = told(TABLE, "lapse", facts)
    assert on_the_day == ["Ingen part har sagt nej, och svarsdagen har inte passerat."]
    late = with_day(facts, 1)
    assert told(TABLE, "lapse", late) == []
    assert told(TABLE, "take_effect", late) == ["Villkoret är inte uppfyllt: Alvåsa kommun."]
    assert told(TABLE, "lapse", with_day(answered("accepted", "accepted")(facts), 1)) != []


def with_day(facts: Facts, days: int) -> Facts:
    """The same facts so many days later."""
    return replace(facts, today=facts.today + timedelta(days=days))


def test_a_condition_without_parties_is_met() -> None:
    facts = replace(about(TABLE, "waiting", "take_effect"), condition=ConditionFacts())
    assert told(TABLE, "take_effect", facts) == []
    assert told(TABLE, "lapse", facts) == ["Ingen part har sagt nej, och svarsdagen har inte passerat."]


def test_without_other_parties_no_answer_day_is_needed() -> None:
    for state, verb in (("draft", "submit"), ("on_agenda", "approve")):
        assert told(TABLE, verb, stating(parties=[], answer_day=None)(about(TABLE, state, verb))) == []
        assert told(TABLE, verb, stating(answer_day="2026-03-02")(about(TABLE, state, verb))) == []  # today is ahead


def test_amounts_may_be_nought_and_may_fall() -> None:
    facts = about(TABLE, "draft", "submit")
    assert told(TABLE, "submit", stating(own_present=0)(facts)) == []
    assert told(TABLE, "submit", stating(own_proposed=0)(facts)) == []
    assert told(TABLE, "submit", with_("report", fields={"own_present": 2, "own_proposed": 1})(facts)) == []
