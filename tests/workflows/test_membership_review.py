"""Översyn av medlemskap: who may what from where, and each reason that can stand in the way, in the words on screen."""

from dataclasses import replace
from itertools import product

import pytest

from tests.workflows.breaking import (
    ASKS_ONLY,
    BREAKS,
    LACKS,
    NO_RECIPIENT,
    NOT_OWN,
    OWN_REPORT,
    OWNER,
    POINTS,
    about,
    broken_rules,
    everything_asked,
    given,
    no_meeting,
    prepared,
    refused_as_told,
    roads,
    sent_to,
    takers,
    told,
    verbs,
    well_done,
    with_,
)
from workflows import PROCEDURES, WORKFLOWS, Step
from workflows._facts import ActorFacts
from workflows._vocabulary import BACK, CHAIR, MANAGER, OFFICER, REGISTRAR, SECRETARY, VICE_CHAIR

TABLE = WORKFLOWS["membership_review"]
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
    ("on_agenda", "approve"): (LEADS, "decided"),
    ("on_agenda", "approve_changed"): (LEADS, "decided"),
    ("on_agenda", "reject"): (LEADS, "rejected"),
    ("on_agenda", "defer"): (LEADS, "ready"),
    ("on_agenda", "remit_back"): (LEADS, "draft"),
    ("decided", "report_back"): ({OFFICER}, "reporting"),
    ("decided", "close"): ({OFFICER, REGISTRAR}, "closed"),
    ("decided", "pause"): ({OFFICER}, "paused"),
    ("reporting", "submit"): ({OFFICER}, "result_review"),
    ("reporting", "pause"): ({OFFICER}, "paused"),
    ("result_review", "return_report"): ({MANAGER}, "reporting"),
    ("result_review", "pass_on"): ({MANAGER}, "result_review"),
    ("result_review", "approve_report"): ({MANAGER}, "result_ready"),
    ("result_ready", "return_report"): ({MANAGER}, "reporting"),
    ("result_ready", "list"): ({SECRETARY}, "result_on_agenda"),
    ("result_ready", "list_to_prepare"): ({SECRETARY}, "result_preparing"),
    ("result_ready", "pause"): ({OFFICER}, "paused"),
    ("result_preparing", "unlist"): ({SECRETARY}, "result_ready"),
    ("result_preparing", "approve"): (LEADS, "result_ready"),
    ("result_preparing", "approve_changed"): (LEADS, "result_ready"),
    ("result_preparing", "defer"): (LEADS, "result_ready"),
    ("result_preparing", "remit_back"): (LEADS, "reporting"),
    ("result_on_agenda", "unlist"): ({SECRETARY}, "result_ready"),
    ("result_on_agenda", "approve"): (LEADS, "implementing"),
    ("result_on_agenda", "approve_changed"): (LEADS, "implementing"),
    ("result_on_agenda", "reject"): (LEADS, "rejected"),
    ("result_on_agenda", "defer"): (LEADS, "result_ready"),
    ("result_on_agenda", "remit_back"): (LEADS, "reporting"),
    ("implementing", "close"): ({OFFICER, REGISTRAR}, "closed"),
    ("implementing", "pause"): ({OFFICER}, "paused"),
    ("closed", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("rejected", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("withdrawn", "reopen"): ({REGISTRAR, OFFICER}, "draft"),
    ("paused", "resume"): ({OFFICER}, BACK),
}
PAUSED_FROM = ("draft", "ready", "decided", "reporting", "result_ready", "implementing")


def row(state: str, verb: str) -> Step:
    """The row of that verb that leaves the state."""
    found = TABLE.step(verb, state)
    assert found is not None
    assert state in found.sources
    return found


@pytest.mark.parametrize(("state", "verb"), list(product(TABLE.states, verbs(TABLE))), ids="-".join)
def test_step_is_taken_by_exactly_these_from_exactly_here(state: str, verb: str) -> None:
    who, _leads_to = ROADS.get((state, verb), (set(), ""))
    assert takers(TABLE, state, verb) == who


def test_every_step_leads_where_the_road_goes() -> None:
    assert {road: row(*road).to for road in roads(TABLE)} == {road: to for road, (_who, to) in ROADS.items()}
    moved = {(state, verb): TABLE.move(verb, state) for (state, verb), (_who, to) in ROADS.items() if to != BACK}
    assert moved == {road: to for road, (_who, to) in ROADS.items() if to != BACK}


def test_table_has_these_states_and_no_other() -> None:
    assert list(TABLE.states) == [
        "draft",
        "review",
        "ready",
        "preparing",
        "on_agenda",
        "decided",
        "reporting",
        "result_review",
        "result_ready",
        "result_preparing",
        "result_on_agenda",
        "implementing",
        "closed",
        "rejected",
        "withdrawn",
        "paused",
    ]
    assert TABLE.initial == "draft"
    assert {name for name, state in TABLE.states.items() if state.final} == {"closed", "rejected", "withdrawn"}
    assert [name for name, state in TABLE.states.items() if state.editable] == ["draft", "reporting"]
    assert {name for name, state in TABLE.states.items() if not state.on_path} == {"rejected", "withdrawn", "paused"}


WHOSE = {
    "submit": "handläggaren",
    "return_report": "chefen",
    "pass_on": "chefen",
    "approve_report": "chefen",
    "list": "sekreteraren",
    "list_to_prepare": "sekreteraren",
    "unlist": "sekreteraren",
    "approve": "ordföranden",
    "approve_changed": "ordföranden",
    "reject": "ordföranden",
    "defer": "ordföranden",
    "remit_back": "ordföranden",
    "report_back": "handläggaren",
    "close": "handläggaren",
    "withdraw": "handläggaren",
    "pause": "handläggaren",
    "resume": "handläggaren",
    "reopen": "registratorn",
}


@pytest.mark.parametrize(("state", "verb"), roads(TABLE), ids="-".join)
def test_wrong_role_is_told_whose_step_it_is(state: str, verb: str) -> None:
    assert told(TABLE, verb, well_done(TABLE, state, "archivist")) == [f"Det här steget tas av {WHOSE[verb]}."]


@pytest.mark.parametrize(("state", "verb", "rule", "number"), broken_rules(TABLE))
def test_rule_refuses_the_step_and_says_why(state: str, verb: str, rule: str, number: int) -> None:
    refused_as_told(TABLE, state, verb, rule, number)


def test_no_break_is_of_a_rule_that_no_table_has() -> None:
    elsewhere = {"referral", "assignment", "appeal", "posting"}  # their rules are broken in their own tests
    tables = [*WORKFLOWS.values(), *(table for kind, table in PROCEDURES.items() if kind not in elsewhere)]
    used = {rule.__name__ for table in tables for step in table.steps for rule in step.needs}
    assert set(BREAKS) | ASKS_ONLY == used


AT_A_MEETING = ["at_the_meeting", "quorate"]
APPROVES = ["not_own_report", "level_is_mine", "report_complete", "recipients_reachable"]
LISTS = ["text_as_approved", "meeting_chosen", "prepared_for_assembly"]
ASSEMBLY = ["of_one_mind", "announced_or_agreed", "body_may_decide"]
DECIDES = [*AT_A_MEETING, "text_as_approved", "recipients_reachable", *ASSEMBLY]
PREPARES = [*AT_A_MEETING, "text_as_approved", "body_prepares"]
CARRIED = "as_the_meeting_answered"
CHANGED = ["changed_text_given", "condition_worded", CARRIED]
RULES = {
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
    ("report_back", "reporting"): ["own_case"],
    ("submit", "result_review"): [
        "own_case",
        "report_complete",
        "impact_assessed",
        "recipients_reachable",
        "referrals_answered",
    ],
    ("return_report", "reporting"): ["not_own_report", "reason_given"],
    ("pass_on", "result_review"): ["levels_remain", *APPROVES],
    ("approve_report", "result_ready"): ["last_level", *APPROVES, "referrals_answered"],
    ("list", "result_on_agenda"): ["body_decides", "body_may_decide", *LISTS],
    ("list_to_prepare", "result_preparing"): ["body_prepares", *LISTS],
    ("unlist", "result_ready"): ["reason_given", "no_vote_open"],
    ("approve", "result_ready"): [*PREPARES, CARRIED],
    ("approve_changed", "result_ready"): [*PREPARES, "changed_text_given", CARRIED],
    ("approve", "implementing"): [*DECIDES, CARRIED, "assignment_given"],
    ("approve_changed", "implementing"): [*DECIDES, *CHANGED, "assignment_given"],
    ("defer", "result_ready"): [*AT_A_MEETING, CARRIED],
    ("remit_back", "reporting"): [*AT_A_MEETING, "remittal_reasoned", CARRIED],
    ("close", "closed"): ["reason_given", "everybody_reached"],
    ("withdraw", "withdrawn"): ["own_case", "reason_given"],
    ("pause", "paused"): ["own_case", "pause_reasoned"],
    ("resume", BACK): ["own_case"],
    ("reopen", "draft"): ["reason_given"],
}


def test_rules_of_each_row() -> None:
    assert {(step.name, step.to) for step in TABLE.steps} == set(RULES)
    for step in TABLE.steps:
        assert [rule.__name__ for rule in step.needs] == RULES[step.name, step.to], (step.name, step.sources)


RECORDED = ("record_decision", "extract", "notify_officer")
DEFERRED = ("record_outcome", "notify_officer")
REMITTED = ("record_outcome", "to_first_body", "notify_officer")
PREPARED = ("record_outcome", "to_parent_body", "notify_officer")
AT_ONCE = "at_decision"
# (state, outcome): what follows, and when the recipients are told
FOLLOWS = {
    ("preparing", "approve"): (PREPARED, None),
    ("preparing", "approve_changed"): (PREPARED, None),
    ("preparing", "defer"): (DEFERRED, None),
    ("preparing", "remit_back"): (REMITTED, None),
    ("on_agenda", "approve"): (RECORDED, AT_ONCE),
    ("on_agenda", "approve_changed"): (RECORDED, AT_ONCE),
    ("on_agenda", "reject"): (RECORDED, AT_ONCE),
    ("on_agenda", "defer"): (DEFERRED, None),
    ("on_agenda", "remit_back"): (REMITTED, None),
    ("result_preparing", "approve"): (PREPARED, None),
    ("result_preparing", "approve_changed"): (PREPARED, None),
    ("result_on_agenda", "approve"): (RECORDED, AT_ONCE),
    ("result_on_agenda", "approve_changed"): (RECORDED, AT_ONCE),
    ("result_on_agenda", "reject"): (RECORDED, AT_ONCE),
    ("result_on_agenda", "defer"): (DEFERRED, None),
    ("result_on_agenda", "remit_back"): (REMITTED, None),
}


@pytest.mark.parametrize(("state", "verb"), FOLLOWS, ids="-".join)
def test_outcome_is_recorded_and_only_a_decision_is_sent(state: str, verb: str) -> None:
    step = row(state, verb)
    assert (step.then, step.dispatch) == FOLLOWS[state, verb]


def test_nothing_else_is_sent() -> None:
    sent = {(source, step.name) for step in TABLE.steps if step.dispatch for source in step.sources}
    assert sent == {road for road, (_then, dispatch) in FOLLOWS.items() if dispatch}


# A pause


@pytest.mark.parametrize("came_from", PAUSED_FROM)
def test_resumed_case_is_where_it_was_paused(came_from: str) -> None:
    assert TABLE.move("pause", came_from) == "paused"
    assert TABLE.move("resume", "paused", came_from) == came_from


@pytest.mark.parametrize("state", [*(name for name in TABLE.states if name not in PAUSED_FROM), "", "gone", BACK])
def test_resumed_case_is_never_where_it_could_not_be_paused(state: str) -> None:
    with pytest.raises(KeyError):
        TABLE.move("resume", "paused", state)


def test_a_way_back_leads_to_the_states_that_lead_there() -> None:
    assert TABLE.destinations(row("paused", "resume")) == sorted(PAUSED_FROM)


# Rules together


def test_all_reasons_are_told_at_once() -> None:
    facts = sent_to()(with_("report", summary="")(with_("actor", id=2)(about(TABLE, "draft", "submit"))))
    assert told(TABLE, "submit", facts) == [NOT_OWN, LACKS.format("sammanfattning"), NO_RECIPIENT]


def test_own_address_or_the_directory_makes_a_recipient_reachable() -> None:
    reached = sent_to(("Socialchef", "mail", "s@demo.example"), ("Revisorn", "mail", "r@demo.example"))
    assert told(TABLE, "submit", reached(about(TABLE, "draft", "submit"))) == []


def test_one_with_two_roles_takes_the_steps_of_both() -> None:
    facts = well_done(TABLE, "draft", OFFICER)
    two = replace(facts, actor=ActorFacts(OWNER, frozenset({OFFICER, MANAGER})))
    assert told(TABLE, "submit", two) == []
    for state in ("review", "result_review"):
        review = replace(two, case=replace(two.case, state=state))
        assert told(TABLE, "approve_report", review) == [OWN_REPORT]


def test_exactly_quorum_is_enough_and_the_days_may_be_today() -> None:
    facts = about(TABLE, "on_agenda", "approve")
    assert facts.meeting is not None
    assert (facts.meeting.serving, facts.meeting.quorum) == (3, 3)
    assert facts.given["due"] == facts.given["until"] == facts.today.isoformat()
    assert told(TABLE, "approve", facts) == []
    assert told(TABLE, "pause", about(TABLE, "draft", "pause")) == []


@pytest.mark.parametrize("state", ["preparing", "on_agenda", "result_preparing", "result_on_agenda"])
def test_text_is_changed_against_what_lies_before_the_meeting(state: str) -> None:
    """Where a body has prepared, its text is the proposed one, and the officer's is a change of it."""
    facts = given(text="\n\n".join(POINTS))(prepared("Utskottets text.")(about(TABLE, state, "approve_changed")))
    assert told(TABLE, "approve_changed", facts) == []
    fewer = given(text=POINTS[0])(about(TABLE, state, "approve_changed"))
    assert told(TABLE, "approve_changed", fewer) == []


@pytest.mark.parametrize("heading", ["Konsekvensanalys", "Ekonomiska konsekvenser", "KONSEKVENSER FÖR BARN"])
def test_assessment_is_found_under_the_headings_that_officers_use(heading: str) -> None:
    facts = with_("report", sections=(("Ärende", "Bakgrund."), (heading, "Inga.")))(about(TABLE, "reporting", "submit"))
    assert told(TABLE, "submit", facts) == []


ASKING = [road for road in roads(TABLE) if row(*road).asks]


@pytest.mark.parametrize(("state", "verb"), ASKING, ids="-".join)
def test_page_asks_before_it_judges_what_is_filled_in(state: str, verb: str) -> None:
    """A button is not refused because its form is still empty; taking the step is."""
    step, empty = row(state, verb), replace(everything_asked(about(TABLE, state, verb)), given={})
    if verb in {"list", "list_to_prepare"}:
        empty = no_meeting(empty)  # the meeting is what its form asks for
    assert TABLE.refusals(step, empty) == []
    asking = [rule for rule in step.needs if getattr(rule, "asks", ()) and rule.__name__ not in ASKS_ONLY]
    assert len(TABLE.refusals(step, empty, taking=True)) == len(asking)
