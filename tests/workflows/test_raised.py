"""Motions and citizens' proposals: who may what from where, and that each of their rules holds."""

from itertools import product
from typing import Any

import pytest

from tests.workflows.breaking import broken_rules, refused_as_told, roads, takers, verbs
from workflows import WORKFLOWS, Workflow
from workflows._vocabulary import CHAIR, MANAGER, OFFICER, REGISTRAR, SECRETARY, VICE_CHAIR

LEADS = {CHAIR, VICE_CHAIR}
MOTION, PROPOSAL = WORKFLOWS["member_motion"], WORKFLOWS["citizen_proposal"]

# (state, verb): who, and where it leads. Every (state, verb) that is not here is refused to everybody.
ROADS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("draft", "raise"): ({OFFICER, REGISTRAR}, "raised"),
    ("draft", "withdraw"): ({OFFICER, REGISTRAR}, "withdrawn"),
    ("raised", "submit"): ({OFFICER}, "review"),
    ("raised", "write_off"): ({SECRETARY}, "written_off"),
    ("raised", "withdraw"): ({OFFICER, REGISTRAR}, "withdrawn"),
    ("review", "return_report"): ({MANAGER}, "raised"),
    ("review", "pass_on"): ({MANAGER}, "review"),
    ("review", "approve_report"): ({MANAGER}, "ready"),
    ("review", "write_off"): ({SECRETARY}, "written_off"),
    ("review", "withdraw"): ({OFFICER, REGISTRAR}, "withdrawn"),
    ("ready", "return_report"): ({MANAGER}, "raised"),
    ("ready", "list"): ({SECRETARY}, "on_agenda"),
    ("ready", "list_to_prepare"): ({SECRETARY}, "preparing"),
    ("ready", "write_off"): ({SECRETARY}, "written_off"),
    ("ready", "withdraw"): ({OFFICER, REGISTRAR}, "withdrawn"),
    ("preparing", "unlist"): ({SECRETARY}, "ready"),
    ("preparing", "approve"): (LEADS, "ready"),
    ("preparing", "approve_changed"): (LEADS, "ready"),
    ("preparing", "defer"): (LEADS, "ready"),
    ("preparing", "remit_back"): (LEADS, "raised"),
    ("on_agenda", "unlist"): ({SECRETARY}, "ready"),
    ("on_agenda", "approve"): (LEADS, "decided"),
    ("on_agenda", "approve_changed"): (LEADS, "decided"),
    ("on_agenda", "reject"): (LEADS, "rejected"),
    ("on_agenda", "defer"): (LEADS, "ready"),
    ("on_agenda", "remit_back"): (LEADS, "raised"),
    ("decided", "close"): ({OFFICER, REGISTRAR}, "closed"),
}
HANDED_OVER = {("raised", "hand_over"): ({SECRETARY}, "raised")}
BY_TABLE = [(MOTION, ROADS), (PROPOSAL, ROADS | HANDED_OVER)]
EVERY = [(table, rows, state, verb) for table, rows in BY_TABLE for state, verb in product(table.states, verbs(table))]


@pytest.mark.parametrize(("table", "rows", "state", "verb"), EVERY, ids=lambda part: getattr(part, "kind", None))
def test_step_is_taken_by_exactly_these_from_exactly_here(
    table: Workflow, rows: dict[Any, Any], state: str, verb: str
) -> None:
    assert takers(table, state, verb) == rows.get((state, verb), (set(), ""))[0]


@pytest.mark.parametrize(("table", "rows"), BY_TABLE, ids=lambda part: getattr(part, "kind", None))
def test_every_step_leads_where_the_road_goes(table: Workflow, rows: dict[Any, Any]) -> None:
    assert set(roads(table)) == set(rows)
    assert {road: table.move(road[1], road[0]) for road in rows} == {road: to for road, (_who, to) in rows.items()}


@pytest.mark.parametrize("table", [MOTION, PROPOSAL], ids=lambda table: table.kind)
def test_what_is_decided_waits_for_the_minutes(table: Workflow) -> None:
    sent = {step.name: step.dispatch for step in table.steps if step.dispatch}
    assert sent == dict.fromkeys(("approve", "approve_changed", "reject"), "at_approval")


@pytest.mark.parametrize("table", [MOTION, PROPOSAL], ids=lambda table: table.kind)
def test_the_year_begins_when_it_is_raised_and_nowhere_else(table: Workflow) -> None:
    assert [step.name for step in table.steps if "start_clock" in step.then] == ["raise"]


BROKEN = [
    pytest.param(table, *row.values, id=f"{table.kind}-{row.id}")
    for table in (MOTION, PROPOSAL)
    for row in broken_rules(table)
]


@pytest.mark.parametrize(("table", "state", "verb", "rule", "number"), BROKEN)
def test_rule_refuses_the_step_and_says_why(table: Workflow, state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(table, state, verb, rule, number)


def test_no_official_decides_what_was_raised_in_the_assembly() -> None:
    """A proposal that was handed over may not be delegated further (KL 6:38 § 4, R-32)."""
    assert [step for table in (MOTION, PROPOSAL) for step in table.steps if "record_delegated" in step.then] == []
