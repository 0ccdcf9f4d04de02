"""The table of an assignment: who takes which step from where, each rule's refusal, and which points give one."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.breaking import told
from workflows import PROCEDURES
from workflows._assignment_rules import assigning, given_assignments, gives_assignment
from workflows._facts import ActorFacts, AssignmentFacts, CaseFacts, Facts
from workflows._vocabulary import ASSIGNEE, OFFICER, REGISTRAR, ROLES, SECRETARY, SYSTEM

TABLE = PROCEDURES["assignment"]
TODAY = date(2026, 3, 2)

ROADS = {
    ("open", "report"): ({ASSIGNEE, OFFICER, SECRETARY}, "reported"),
    ("open", "extend"): ({SECRETARY, REGISTRAR}, "open"),
    ("open", "hand_over"): ({ASSIGNEE, SECRETARY, REGISTRAR}, "open"),
    ("open", "write_off"): ({SECRETARY}, "ended"),
    ("open", "report_in_case"): ({SYSTEM}, "reported"),
    ("open", "end_with_case"): ({SYSTEM}, "ended"),
    ("reported", "ask_again"): ({SECRETARY}, "open"),
    ("reported", "end"): ({SECRETARY}, "ended"),
    ("reported", "write_off"): ({SECRETARY}, "ended"),
    ("reported", "note_report"): ({SYSTEM}, "ended"),
    ("reported", "end_with_case"): ({SYSTEM}, "ended"),
}


def about(state: str, role: str) -> Facts:
    """An assignment in `state` that is to be ready tomorrow, and somebody of `role` who has filled in everything."""
    given = {"note": "Det är gjort.", "due": "2026-03-04", "owner": "Ekonomichef", "decision": "7"}
    task = AssignmentFacts("Socialchef", date(2026, 3, 3), ("6", "7"))
    return Facts(CaseFacts("assignment", state), ActorFacts(1, frozenset({role})), TODAY, assignment=task, given=given)


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


A_DAY = "Ange dagen, till exempel 2026-11-30."
LATER = "Uppdraget kan bara förlängas: ange en senare dag än den som gäller."
DECISION = "Välj det beslut av organet som avslutar uppdraget."
REFUSED = [
    ("report", ASSIGNEE, {"note": " \n"}, "Skriv vad som är gjort."),
    ("extend", SECRETARY, {"due": ""}, A_DAY),
    ("extend", SECRETARY, {"due": "snart"}, A_DAY),
    ("extend", SECRETARY, {"due": "2026-03-01"}, "Dagen har redan varit. Ange en dag framåt i tiden."),
    ("extend", SECRETARY, {"due": "2026-03-03"}, LATER),
    ("extend", SECRETARY, {"note": ""}, "Skriv skälet."),
    ("hand_over", ASSIGNEE, {"owner": "  "}, "Ange vem som tar över uppdraget."),
    ("hand_over", ASSIGNEE, {"owner": "socialchef"}, "Socialchef ansvarar redan för uppdraget."),
    ("hand_over", ASSIGNEE, {"note": ""}, "Skriv skälet."),
    ("write_off", SECRETARY, {"decision": ""}, DECISION),
    ("write_off", SECRETARY, {"decision": "5"}, DECISION),
    ("write_off", SECRETARY, {"note": "\t"}, "Skriv skälet."),
]


@pytest.mark.parametrize(("verb", "role", "given", "sentence"), REFUSED)
def test_rule_refuses_the_step_and_says_why(verb: str, role: str, given: dict[str, str], sentence: str) -> None:
    whole = about("open", role)
    broken = replace(whole, given={**whole.given, **given})
    assert (told(TABLE, verb, whole), told(TABLE, verb, broken)) == ([], [sentence])


def test_a_completion_is_asked_for_with_a_reason() -> None:
    whole = about("reported", SECRETARY)
    assert told(TABLE, "ask_again", replace(whole, given={"note": ""})) == ["Skriv skälet."]


# Which points give an assignment

GIVES = [
    "Kommunstyrelsen beslutar att uppdra åt kommundirektören att se över medlemskapet.",
    "Kommunstyrelsen uppdrar åt socialnämnden att redovisa kostnaderna senast 2026-10-01.",
    "Det uppdras åt förvaltningen att utreda frågan.",
    "Förvaltningen får i uppdrag att se över medlemskapet.",
    "Ekonomichefen ges i uppdrag att återkomma.",
    "Socialchefen gavs i uppdrag att återkomma.",
    "Ge kommunledningsförvaltningen i uppdrag att utreda frågan.",
    "Kommundirektören\nfår i\nuppdrag att utreda.",
    "Lämna i uppdrag åt tekniska nämnden att bygga en bro.",
    "Arbetsutskottet föreslås uppdra till förvaltningen att utreda.",
    "FÖRVALTNINGEN FÅR I UPPDRAG ATT UTREDA.",
    "Förvaltningen får i uppdrag att redovisa när projektet är avslutat och varför det tog tid.",
]
GIVES_NONE = [
    "Uppdraget redovisas i juni.",
    "Medlemskapet ses över.",
    "Förvaltningen har i uppdrag sedan 2024 att följa frågan.",
    "Motionen om att ge förvaltningen i uppdrag att utreda frågan avslås.",
    "Motionen om att uppdra åt nämnden att utreda frågan anses besvarad.",
    "Avslå förslaget att uppdra åt kommundirektören att utreda frågan.",
    "Upphäva beslutet att ge nämnden i uppdrag att utreda frågan.",
    "Informationen antecknas.",
    "Ett uppdragsavtal tecknas.",
    "",
]


@pytest.mark.parametrize("point", GIVES)
def test_a_point_that_orders_gives_an_assignment(point: str) -> None:
    assert gives_assignment(point)


@pytest.mark.parametrize("point", GIVES_NONE)
def test_a_point_that_orders_nobody_gives_none(point: str) -> None:
    assert not gives_assignment(point)


def test_the_points_that_give_one_are_told_by_their_place() -> None:
    assert assigning([GIVES_NONE[0], GIVES[0], GIVES_NONE[1], GIVES[1]]) == [1, 3]


def test_what_was_filled_in_ends_where_something_lacks() -> None:
    given = {"owner": "A", "due": "2026-03-02", "owner_2": "B", "due_2": "", "owner_3": "C", "due_3": "2026-03-02"}
    assert given_assignments(given) == [("A", "2026-03-02")]
