"""The minutes' own table: who may what from where, and each reason that can stand in the way."""

from itertools import product

import pytest

from tests.workflows.breaking import (
    about,
    broken_rules,
    given,
    late,
    refused_as_told,
    roads,
    takers,
    told,
    verbs,
    well_done,
    with_,
)
from workflows import PROCEDURES
from workflows._vocabulary import CHAIR, MEMBER, SECRETARY, SUBSTITUTE, SYSTEM, VICE_CHAIR

TABLE = PROCEDURES["minutes"]
SIGNS = {SECRETARY, CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE}

# (state, verb): who, and where it leads. Every (state, verb) that is not here is refused to everybody.
ROADS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "begin"): ({SECRETARY}, "approving"),
    ("draft", "drop"): ({SECRETARY}, "dropped"),
    ("approving", "change"): ({SECRETARY}, "approving"),
    ("approving", "take_back"): ({SECRETARY}, "draft"),
    ("approving", "sign"): (SIGNS, "approving"),
    ("approving", "approve"): ({SYSTEM}, "approved"),
    ("approving", "drop"): ({SECRETARY}, "dropped"),
}


@pytest.mark.parametrize(("state", "verb"), list(product(TABLE.states, verbs(TABLE))), ids="-".join)
def test_step_is_taken_by_exactly_these_from_exactly_here(state: str, verb: str) -> None:
    who, _leads_to = ROADS.get((state, verb), (set(), ""))
    assert takers(TABLE, state, verb) == who


def test_every_step_leads_where_the_road_goes() -> None:
    assert set(roads(TABLE)) == set(ROADS)
    assert {(state, verb): TABLE.move(verb, state) for state, verb in ROADS} == {
        road: to for road, (_who, to) in ROADS.items()
    }


def test_table_has_these_states_and_no_other() -> None:
    assert list(TABLE.states) == ["draft", "approving", "approved", "dropped"]
    assert TABLE.initial == "draft"
    assert {name for name, state in TABLE.states.items() if state.final} == {"approved", "dropped"}


def test_what_is_approved_or_dropped_stays_so() -> None:
    assert [step.name for state in ("approved", "dropped") for step in TABLE.steps_from(state)] == []


@pytest.mark.parametrize(("state", "verb"), roads(TABLE), ids="-".join)
def test_wrong_role_is_told_whose_step_it_is(state: str, verb: str) -> None:
    whose = "systemet" if verb == "approve" else "sekreteraren"
    assert told(TABLE, verb, well_done(TABLE, state, "archivist", verb)) == [f"Det här steget tas av {whose}."]


@pytest.mark.parametrize(("state", "verb", "rule", "number"), broken_rules(TABLE))
def test_rule_refuses_the_step_and_says_why(state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(TABLE, state, verb, rule, number)


def test_rules_of_each_step() -> None:
    assert {step.name: [rule.__name__ for rule in step.needs] for step in TABLE.steps} == {
        "begin": ["nothing_missing", "last_day_fits"],
        "change": ["reason_told"],
        "take_back": ["reason_told"],
        "sign": ["asked_to_sign", "not_signed_yet", "text_as_read"],
        "approve": ["signed_by_all", "nothing_disputed"],
        "drop": ["reason_told", "is_correction"],
    }
    assert [step.name for step in TABLE.steps if step.then or step.dispatch] == []


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-16"])
def test_last_day_is_any_from_today_to_the_fourteenth_after_the_meeting(day: str) -> None:
    assert told(TABLE, "begin", given(last_day=day, late_reason="")(about(TABLE, "draft", "begin"))) == []


def test_after_the_laws_day_any_later_one_is_taken_with_the_reason() -> None:
    facts = given(last_day="2026-06-01")(late(about(TABLE, "draft", "begin")))
    assert told(TABLE, "begin", facts) == []


def test_all_reasons_are_told_at_once() -> None:
    facts = with_("minutes", missing=("x",))(given(last_day="")(about(TABLE, "draft", "begin")))
    assert len(told(TABLE, "begin", facts)) == 2
