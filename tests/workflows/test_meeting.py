"""The meeting's own table: who may what from where, and each reason that can stand in the way."""

from itertools import product

import pytest

from tests.workflows.breaking import about, broken_rules, refused_as_told, roads, takers, told, verbs, well_done, with_
from workflows import PROCEDURES
from workflows._vocabulary import CHAIR, SECRETARY, VICE_CHAIR

TABLE = PROCEDURES["meeting"]
LEADS = {CHAIR, VICE_CHAIR, SECRETARY}

# (state, verb): who, and where it leads. Every (state, verb) that is not here is refused to everybody.
ROADS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("planned", "summon"): ({SECRETARY}, "summoned"),
    ("planned", "change"): ({SECRETARY}, "planned"),
    ("planned", "open"): (LEADS, "open"),
    ("planned", "cancel"): ({SECRETARY}, "cancelled"),
    ("summoned", "summon"): ({SECRETARY}, "summoned"),
    ("summoned", "open"): (LEADS, "open"),
    ("summoned", "cancel"): ({SECRETARY}, "cancelled"),
    ("open", "adjourn"): (LEADS, "adjourned"),
    ("open", "close"): (LEADS, "closed"),
    ("adjourned", "resume"): (LEADS, "open"),
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
    assert list(TABLE.states) == ["planned", "summoned", "open", "adjourned", "closed", "cancelled"]
    assert TABLE.initial == "planned"
    assert {name for name, state in TABLE.states.items() if state.final} == {"closed", "cancelled"}
    assert {name for name, state in TABLE.states.items() if not state.on_path} == {"adjourned", "cancelled"}


WHOSE = {"summon": "sekreteraren", "change": "sekreteraren", "cancel": "sekreteraren"}


@pytest.mark.parametrize(("state", "verb"), roads(TABLE), ids="-".join)
def test_wrong_role_is_told_whose_step_it_is(state: str, verb: str) -> None:
    whose = WHOSE.get(verb, "ordföranden")
    assert told(TABLE, verb, well_done(TABLE, state, "archivist")) == [f"Det här steget tas av {whose}."]


@pytest.mark.parametrize(("state", "verb", "rule", "number"), broken_rules(TABLE))
def test_rule_refuses_the_step_and_says_why(state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(TABLE, state, verb, rule, number)


def test_rules_of_each_step() -> None:
    assert {step.name: [rule.__name__ for rule in step.needs] for step in TABLE.steps} == {
        "summon": [],
        "change": ["no_case_listed", "reason_given"],
        "open": ["somebody_is_there"],
        "adjourn": ["no_vote_open", "reason_given"],
        "resume": [],
        "close": ["no_vote_open", "every_item_handled", "urgent_reported"],
        "cancel": ["no_case_listed", "reason_given"],
    }


def test_a_step_of_the_meeting_sends_nothing_by_itself() -> None:
    assert [step.name for step in TABLE.steps if step.then or step.dispatch] == []


def test_what_is_closed_or_cancelled_stays_so() -> None:
    assert [step.name for state in ("closed", "cancelled") for step in TABLE.steps_from(state)] == []


def test_a_meeting_without_quorum_may_be_opened_adjourned_and_closed() -> None:
    """Quorum is asked at each matter (R-50); who comes to too few still has a meeting to close."""
    for state, verb in (("planned", "open"), ("open", "adjourn"), ("open", "close")):
        few = with_("meeting", serving=1, present=1, presiding_id=None)(about(TABLE, state, verb))
        assert told(TABLE, verb, few) == []


def test_all_reasons_are_told_at_once() -> None:
    busy = with_("meeting", vote_open=True, undecided=("Upprop",))(about(TABLE, "open", "close"))
    assert told(TABLE, "close", busy) == [
        "En omröstning pågår. Avsluta den först.",
        "Sammanträdet kan inte avslutas: Upprop är inte avgjort. Besluta, bordlägg eller ta bort det.",
    ]


def test_handled_items_and_matters_without_a_case_are_in_nobodys_way() -> None:
    done = with_("meeting", undecided=(), cases=())(about(TABLE, "open", "close"))
    assert told(TABLE, "close", done) == []
    matters = with_("meeting", undecided=("Upprop", "Val av justerare"))(about(TABLE, "planned", "cancel"))
    assert told(TABLE, "cancel", matters) == []
