"""The table of a notice: who takes which step from where, and every rule's refusal in its own sentence."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.workflows.breaking import told
from workflows import PROCEDURES
from workflows._facts import ActorFacts, CaseFacts, Facts, PostingFacts
from workflows._vocabulary import REGISTRAR, ROLES, SECRETARY, SYSTEM

TABLE = PROCEDURES["posting"]
TODAY, YESTERDAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 3)
KEEPERS = {SECRETARY, REGISTRAR}

ROADS = {
    ("posted", "take_down_early"): (KEEPERS, "down_early"),
    ("posted", "take_down"): ({SYSTEM, *KEEPERS}, "expired"),
    ("down_early", "post_again"): (KEEPERS, "posted"),
}


def about(state: str, role: str, removal: date | None, **facts: Any) -> Facts:
    """A notice in `state` that may be taken down from that day on, and somebody of `role` who says why."""
    actor, posting = ActorFacts(1, frozenset({role})), PostingFacts(removal)
    whole = Facts(CaseFacts("posting", state), actor, TODAY, posting=posting, given={"note": "Fel paragraf."})
    return replace(whole, **facts)


def test_steps_are_these_and_no_others() -> None:
    """Each is taken on a day on which its own rule holds."""
    right_day = {"take_down": TODAY, "take_down_early": TOMORROW, "post_again": None}
    found = {
        (state, step.name): (
            {role for role in ROLES if told(TABLE, step.name, about(state, role, right_day[step.name])) == []},
            TABLE.move(step.name, state),
        )
        for state in TABLE.states
        for step in TABLE.steps_from(state)
    }
    assert found == ROADS


@pytest.mark.parametrize(("removal", "refusal"), [(TOMORROW, True), (TODAY, False), (YESTERDAY, False)])
def test_a_notice_comes_down_when_its_period_has_run_out_and_never_before(removal: date, refusal: bool) -> None:
    until = "Anslaget får tas ned först 2026-03-03, när överklagandetiden har gått ut."
    over = "Överklagandetiden har gått ut. Ta ned anslaget som vanligt."
    assert told(TABLE, "take_down", about("posted", SYSTEM, removal)) == ([until] if refusal else [])
    assert told(TABLE, "take_down_early", about("posted", REGISTRAR, removal)) == ([] if refusal else [over])


@pytest.mark.parametrize("note", ["", "  "])
def test_who_takes_down_early_says_why(note: str) -> None:
    facts = about("posted", SECRETARY, TOMORROW, given={"note": note})
    why = "Skriv varför anslaget tas ned innan överklagandetiden har gått ut."
    assert told(TABLE, "take_down_early", facts) == [why]
