"""The table of a matter that is no case, and what the meeting's answers ask of every outcome."""

from itertools import product

import pytest

from tests.workflows.breaking import (
    ANSWERED,
    about,
    before_assembly,
    broken_rules,
    given,
    prepared,
    refused_as_told,
    roads,
    takers,
    told,
    verbs,
    well_done,
    with_,
)
from workflows import PROCEDURES, WORKFLOWS, Workflow
from workflows._vocabulary import CHAIR, EXEMPTIONS, OUTCOMES, VICE_CHAIR

TABLE = PROCEDURES["agenda_item"]
CASES = WORKFLOWS["general_matter"]
LEADS = {CHAIR, VICE_CHAIR}

# (state, verb): who, and where it leads. Every (state, verb) that is not here is refused to everybody.
ROADS: dict[tuple[str, str], tuple[set[str], str]] = {
    ("waiting", "approve"): (LEADS, "handled"),
    ("waiting", "approve_changed"): (LEADS, "handled"),
    ("waiting", "note"): (LEADS, "handled"),
    ("waiting", "reject"): (LEADS, "handled"),
    ("waiting", "defer"): (LEADS, "deferred"),
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


def test_table_has_these_states_and_its_steps_are_outcomes() -> None:
    assert list(TABLE.states) == ["waiting", "handled", "deferred"]
    assert TABLE.initial == "waiting"
    assert {name for name, state in TABLE.states.items() if state.final} == {"handled", "deferred"}
    assert set(verbs(TABLE)) <= set(OUTCOMES)


@pytest.mark.parametrize(("state", "verb"), roads(TABLE), ids="-".join)
def test_wrong_role_is_told_whose_step_it_is(state: str, verb: str) -> None:
    assert told(TABLE, verb, well_done(TABLE, state, "secretary")) == ["Det här steget tas av ordföranden."]


ITSELF = ("waiting", "note", "as_the_meeting_answered", 4)
"""The meeting answered that it is noted: that refuses every outcome but this."""
BROKEN = [row for row in broken_rules(TABLE) if row.values != ITSELF]


@pytest.mark.parametrize(("state", "verb", "rule", "number"), BROKEN)
def test_rule_refuses_the_step_and_says_why(state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(TABLE, state, verb, rule, number)


def test_rules_of_each_step() -> None:
    at_a_meeting, carried = ["at_the_meeting", "quorate"], "as_the_meeting_answered"
    assert {step.name: [rule.__name__ for rule in step.needs] for step in TABLE.steps} == {
        "approve": [*at_a_meeting, "something_proposed", carried, "assignment_given"],
        "approve_changed": [*at_a_meeting, "changed_text_given", carried, "assignment_given"],
        "note": [*at_a_meeting, "note_worded", "as_the_meeting_answered", "assignment_given"],
        "reject": [*at_a_meeting, "something_proposed", "delegated_stands", carried],
        "defer": [*at_a_meeting, "urgent_not_put_off", carried],
    }
    assert [step.name for step in TABLE.steps if step.then or step.dispatch] == []


def test_without_a_proposal_a_text_of_its_own_may_be_decided() -> None:
    facts = prepared()(about(TABLE, "waiting", "approve_changed"))
    assert told(TABLE, "approve_changed", facts) == []
    same = given(text="Valet godkänns.")(prepared("Valet godkänns.")(facts))
    assert told(TABLE, "approve_changed", same) == [
        "Texten är den föreslagna. Besluta enligt förslaget, eller ändra texten."
    ]


@pytest.mark.parametrize(("kind", "urgent"), [("delegated", ()), ("information", ("D 3/2026",))])
def test_what_is_not_urgent_or_no_report_may_be_put_off(kind: str, urgent: tuple[str, ...]) -> None:
    facts = with_("meeting", item_kind=kind, urgent=urgent)(about(TABLE, "waiting", "defer"))
    assert told(TABLE, "defer", facts) == []


# What the questions found


ASKED = [(table, state, verb) for table, state in ((TABLE, "waiting"), (CASES, "on_agenda")) for verb in OUTCOMES]
ASKED = [(table, state, verb) for table, state, verb in ASKED if (state, verb) in roads(table) and verb != "note"]


@pytest.mark.parametrize(("table", "state", "verb"), ASKED, ids=lambda part: getattr(part, "kind", part))
@pytest.mark.parametrize("carried", ["", *OUTCOMES])
def test_only_what_the_meeting_answered_is_recorded(table: Workflow, state: str, verb: str, carried: str) -> None:
    facts = with_("meeting", carried=carried)(about(table, state, verb))
    allowed = carried in {"", verb}
    assert told(table, verb, facts) == ([] if allowed else [ANSWERED.format(OUTCOMES[carried])])


# Before the assembly


LISTING = [("ready", "list"), ("ready", "list_to_prepare")]


@pytest.mark.parametrize(("state", "verb"), LISTING)
@pytest.mark.parametrize("exemption", EXEMPTIONS)
def test_each_exemption_of_the_law_lets_an_unprepared_case_be_listed(state: str, verb: str, exemption: str) -> None:
    facts = before_assembly()(about(CASES, state, verb))
    assert told(CASES, verb, given(exemption=exemption)(facts)) == []


@pytest.mark.parametrize("exemption", ["", " ", "no such", "Urgent", "election, urgent"])
def test_no_other_word_does(exemption: str) -> None:
    facts = before_assembly()(about(CASES, "ready", "list"))
    told_why = told(CASES, "list", given(exemption=exemption)(facts))
    assert told_why == ["Ingen nämnd har berett ärendet (kommunallagen 5 kap. 26 §)."]


@pytest.mark.parametrize("heard", [("executive_committee",), ("committee", "executive_committee")])
def test_what_the_executive_committee_has_spoken_on_needs_no_exemption(heard: tuple[str, ...]) -> None:
    facts = given(exemption="")(before_assembly(*heard)(about(CASES, "ready", "list")))
    assert told(CASES, "list", facts) == []


def test_a_committees_case_needs_no_preparation() -> None:
    facts = given(exemption="")(with_("case", body_kind="committee")(about(CASES, "ready", "list")))
    assert told(CASES, "list", facts) == []


@pytest.mark.parametrize("exemption", [word for word in ("", *EXEMPTIONS) if word != "urgent"])
def test_one_mind_is_asked_of_the_urgent_only(exemption: str) -> None:
    facts = with_("meeting", exemption=exemption)(about(CASES, "on_agenda", "approve"))
    assert told(CASES, "approve", given(agree_on_decision="", agree_to_decide="")(facts)) == []


def test_the_two_rules_of_one_mind_are_asked_separately() -> None:
    """KL 5:33 is about the decision, 5:52 about deciding at all (R-22): neither stands for the other."""
    facts = with_("meeting", exemption="urgent", unannounced=True)(about(CASES, "on_agenda", "approve"))
    first, second = (
        told(CASES, "approve", given(agree_on_decision=decision, agree_to_decide=deciding)(facts))
        for decision, deciding in (("", "yes"), ("yes", ""))
    )
    assert [len(first), len(second)] == [1, 1]
    assert "5 kap. 33 §" in first[0]
    assert "5 kap. 52 §" in second[0]
    assert told(CASES, "approve", facts) == []


def test_a_deferral_needs_neither() -> None:
    """Nothing is decided in the matter."""
    facts = with_("meeting", exemption="urgent", unannounced=True)(about(CASES, "on_agenda", "defer"))
    assert told(CASES, "defer", given(agree_on_decision="", agree_to_decide="")(facts)) == []
