"""Översyn av medlemskap: who may what from where, and each reason that can stand in the way, in the words on screen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from workflows import WORKFLOWS, StepRefused
from workflows._facts import ActorFacts, CaseFacts, Facts, MeetingFacts, RecipientFacts, ReportFacts
from workflows._vocabulary import CHAIR, MANAGER, OFFICER, ROLES, SECRETARY, VICE_CHAIR

TABLE = WORKFLOWS["membership_review"]
OWNER, ANOTHER = 1, 2  # the officer of the case, and anybody else
KSAU, OTHER_BODY = 2, 3

# Every (state, step) that is not here is refused to everybody.
WHO = {
    ("draft", "submit"): {OFFICER},
    ("draft", "withdraw"): {OFFICER},
    ("review", "return_report"): {MANAGER},
    ("review", "approve_report"): {MANAGER},
    ("review", "withdraw"): {OFFICER},
    ("ready", "return_report"): {MANAGER},
    ("ready", "list"): {SECRETARY},
    ("ready", "withdraw"): {OFFICER},
    ("on_agenda", "unlist"): {SECRETARY},
    ("on_agenda", "approve"): {CHAIR, VICE_CHAIR},
}
LEADS_TO = {
    "submit": "review",
    "return_report": "draft",
    "approve_report": "ready",
    "list": "on_agenda",
    "unlist": "ready",
    "approve": "decided",
    "withdraw": "withdrawn",
}


def well_done(state: str, role: str) -> Facts:
    """A case in `state` where nothing is missing, and a person of `role` who may do what the role does."""
    return Facts(
        case=CaseFacts(
            "membership_review", state, "KS 2026/7", OWNER, "Handläggaren", KSAU, "Kommunstyrelsens arbetsutskott"
        ),
        actor=ActorFacts(OWNER if role == OFFICER else ANOTHER, frozenset({role})),
        today=date(2026, 3, 2),
        report=ReportFacts("Översyn", ("Medlemskapet ses över.",), "Kort.", (("Ärende", "Bakgrund."),), "a" * 64),
        recipients=(RecipientFacts("Socialchef", "mail", "socialchef@demo.example"),),
        meeting=MeetingFacts(
            9, KSAU, "Kommunstyrelsens arbetsutskott", date(2026, 3, 9), 5, 3, 3, ANOTHER, deciding=True
        ),
        given={"note": "Så blev det.", "meeting": "9", "owner": "Kommundirektör", "due": "2026-03-02"},
    )


def told(step: str, facts: Facts) -> list[str]:
    """The reasons for which the step is not taken; [] when it is."""
    try:
        taken = TABLE.take(step, facts)
    except StepRefused as refused:
        return [str(reason) for reason in refused.reasons]
    assert taken.name == step
    return []


@pytest.mark.parametrize(("state", "step"), list(product(TABLE.states, TABLE.steps)), ids="-".join)
def test_step_is_taken_by_exactly_these_from_exactly_here(state: str, step: str) -> None:
    taken_by = {role for role in ROLES if told(step, well_done(state, role)) == []}
    assert taken_by == WHO.get((state, step), set())


def test_every_step_leads_where_the_road_goes() -> None:
    assert {(state, step): TABLE.move(step, state) for state, step in WHO} == {
        (state, step): LEADS_TO[step] for state, step in WHO
    }


def test_table_has_these_states_and_steps_and_no_other() -> None:
    assert list(TABLE.states) == ["draft", "review", "ready", "on_agenda", "decided", "withdrawn"]
    assert set(TABLE.steps) == set(LEADS_TO)
    assert TABLE.initial == "draft"
    assert {name for name, state in TABLE.states.items() if state.final} == {"decided", "withdrawn"}
    assert [name for name, state in TABLE.states.items() if state.editable] == ["draft"]


@pytest.mark.parametrize("step", TABLE.steps)
def test_wrong_role_is_told_whose_step_it_is(step: str) -> None:
    source = TABLE.steps[step].sources[0]
    whose = {
        "submit": "handläggaren",
        "return_report": "chefen",
        "approve_report": "chefen",
        "list": "sekreteraren",
        "unlist": "sekreteraren",
        "approve": "ordföranden",
        "withdraw": "handläggaren",
    }
    assert told(step, well_done(source, "archivist")) == [f"Det här steget tas av {whose[step]}."]


def with_(part: str, **changes: Any) -> Callable[[Facts], Facts]:
    """The facts with something of their case, report, meeting or actor changed."""
    return lambda facts: replace(facts, **{part: replace(getattr(facts, part), **changes)})


def given(**values: str) -> Callable[[Facts], Facts]:
    """The facts with something else filled in."""
    return lambda facts: replace(facts, given={**facts.given, **values})


def sent_to(*recipients: tuple[str, str, str]) -> Callable[[Facts], Facts]:
    """The facts with this distribution list: name, channel, address."""
    return lambda facts: replace(facts, recipients=tuple(RecipientFacts(*row) for row in recipients))


def no_meeting(facts: Facts) -> Facts:
    """The facts of a case that stands on no agenda."""
    return replace(facts, meeting=None)


NOT_OWN = "Bara ärendets handläggare, Handläggaren, kan göra det här."
LACKS = "Tjänsteskrivelsen saknar {}. Skriv det under Redigera."
AT_MEETING = "Beslutet fattas på sammanträdet med Kommunstyrelsens arbetsutskott: öppna ärendet på sammanträdets sida."
BAD_DAY = "Ange vilken dag uppdraget ska vara klart, till exempel 2026-11-30."
PAST = "Dagen då uppdraget ska vara klart har redan varit. Ange en dag framåt i tiden."
REASON = "Skriv skälet, så att handläggaren förstår."

# rule: what is changed of a case where nothing is missing, and what the actor reads then
BREAKS: dict[str, list[tuple[Callable[[Facts], Facts], str]]] = {
    "own_case": [
        (with_("actor", id=ANOTHER), NOT_OWN),
        (with_("actor", id=None), NOT_OWN),
        (lambda facts: with_("actor", id=None)(with_("case", officer_id=None)(facts)), NOT_OWN),
        (with_("case", officer_id=ANOTHER, officer_name="Kim Holm"), NOT_OWN.replace("Handläggaren", "Kim Holm")),
    ],
    "not_own_report": [
        (
            with_("actor", id=OWNER),
            "Du kan inte granska din egen tjänsteskrivelse. Be en annan chef granska den.",
        ),
    ],
    "report_complete": [
        (with_("report", title=""), LACKS.format("rubrik")),
        (with_("report", points=()), LACKS.format("förslag till beslut")),
        (with_("report", summary=""), LACKS.format("sammanfattning")),
        (with_("report", sections=()), LACKS.format("beskrivning av ärendet")),
        (with_("report", sections=(("Ärende", ""),)), LACKS.format("beskrivning av ärendet")),
        (with_("report", title="", points=()), LACKS.format("rubrik och förslag till beslut")),
        (
            with_("report", title="", points=(), summary="", sections=()),
            LACKS.format("rubrik, förslag till beslut, sammanfattning och beskrivning av ärendet"),
        ),
    ],
    "recipients_reachable": [
        (sent_to(), "Beslutet har ingen mottagare. Lägg till minst en under Mottagare."),
        (
            sent_to(("Revisorn", "mail", "")),
            "Mottagaren Revisorn saknar adress. Lägg till den under Mottagare.",
        ),
        (
            sent_to(("Revisorn", "mail", ""), ("Socialchef", "mail", "s@demo.example"), ("Ekonomichef", "mail", "")),
            "Mottagarna Revisorn och Ekonomichef saknar adress. Lägg till den under Mottagare.",
        ),
        (
            sent_to(("Revisorn", "mail", ""), ("Ekonomichef", "mail", ""), ("Kanslichef", "mail", "")),
            "Mottagarna Revisorn, Ekonomichef och Kanslichef saknar adress. Lägg till den under Mottagare.",
        ),
        (
            sent_to(("Socialchef", "mail", "s@demo.example"), ("Skolan", "paper", "Skolgatan 1")),
            "Det går inte att skicka till Skolan: bara e-post kan användas än. Ange en e-postadress.",
        ),
        (
            sent_to(("Skolan", "paper", "Skolgatan 1"), ("Kansliet", "internal", "")),
            "Det går inte att skicka till Skolan och Kansliet: bara e-post kan användas än. Ange en e-postadress.",
        ),
    ],
    "reason_given": [(given(note=""), REASON), (given(note=" \n\t"), REASON)],
    "meeting_chosen": [
        (no_meeting, "Välj ett kommande sammanträde med Kommunstyrelsens arbetsutskott."),
        (
            with_("meeting", body_id=OTHER_BODY, body_name="Socialnämnden"),
            "Sammanträdet hör till Socialnämnden, men ärendet ska till Kommunstyrelsens arbetsutskott.",
        ),
    ],
    "at_the_meeting": [
        (no_meeting, AT_MEETING),
        (with_("meeting", deciding=False), AT_MEETING),
        (
            with_("meeting", presiding_id=None),
            "Ordföranden är inte uppropad. Gör upprop på sammanträdets sida först.",
        ),
        (with_("meeting", presiding_id=OWNER), "Bara den som leder sammanträdet kan föra in beslutet."),
    ],
    "quorate": [
        (
            with_("meeting", serving=2),
            "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs.",
        ),
        (
            with_("meeting", seats=6, serving=3, quorum=4),
            "Organet är inte beslutsfört: 3 av 6 tjänstgör och minst 4 krävs.",
        ),
        (
            with_("meeting", serving=0),
            "Organet är inte beslutsfört: 0 av 5 tjänstgör och minst 3 krävs.",
        ),
    ],
    "assignment_given": [
        (given(owner=""), "Ange vem som ansvarar för uppdraget."),
        (given(owner="  "), "Ange vem som ansvarar för uppdraget."),
        (given(due=""), BAD_DAY),
        (given(due="i mars"), BAD_DAY),
        (given(due="2026-02-30"), BAD_DAY),
        (given(due="2026-03-01"), PAST),
        (given(due="0001-01-01"), PAST),
    ],
}
CASES = [
    pytest.param(step, rule.__name__, number, id=f"{step}-{rule.__name__}-{number}")
    for step, row in TABLE.steps.items()
    for rule in row.needs
    for number in range(max(1, len(BREAKS.get(rule.__name__, []))))
]


def about(step: str) -> Facts:
    """The facts with which the step is taken."""
    row = TABLE.steps[step]
    return well_done(row.sources[0], row.by[0])


@pytest.mark.parametrize(("step", "rule", "number"), CASES)
def test_rule_refuses_the_step_and_says_why(step: str, rule: str, number: int) -> None:
    """Each rule of each step; the unbroken case in the test below is taken, so it is this that refuses it."""
    breaks, sentence = BREAKS[rule][number]
    assert told(step, breaks(about(step))) == [sentence]


@pytest.mark.parametrize("step", TABLE.steps)
def test_step_is_taken_where_nothing_stands_in_its_way(step: str) -> None:
    assert told(step, about(step)) == []


def test_rules_of_each_step() -> None:
    assert {name: [rule.__name__ for rule in step.needs] for name, step in TABLE.steps.items()} == {
        "submit": ["own_case", "report_complete", "recipients_reachable"],
        "return_report": ["not_own_report", "reason_given"],
        "approve_report": ["not_own_report", "report_complete", "recipients_reachable"],
        "list": ["meeting_chosen"],
        "unlist": ["reason_given"],
        "approve": ["at_the_meeting", "quorate", "recipients_reachable", "assignment_given"],
        "withdraw": ["own_case", "reason_given"],
    }


def test_body_that_is_to_decide_is_part_of_a_complete_report() -> None:
    facts = with_("case", body_id=None, body_name="")(about("submit"))
    assert told("submit", facts) == [LACKS.format("vilket organ som ska besluta")]


def test_all_reasons_are_told_at_once() -> None:
    facts = sent_to()(with_("report", summary="")(with_("actor", id=ANOTHER)(about("submit"))))
    assert told("submit", facts) == [
        NOT_OWN,
        LACKS.format("sammanfattning"),
        "Beslutet har ingen mottagare. Lägg till minst en under Mottagare.",
    ]


def test_own_address_or_the_directory_makes_a_recipient_reachable() -> None:
    reached = sent_to(("Socialchef", "mail", "s@demo.example"), ("Revisorn", "mail", "r@demo.example"))
    assert told("submit", reached(about("submit"))) == []


def test_one_with_two_roles_takes_the_steps_of_both() -> None:
    facts = well_done("draft", OFFICER)
    both = replace(facts, actor=ActorFacts(OWNER, frozenset({OFFICER, MANAGER})))
    assert told("submit", both) == []
    review = replace(both, case=replace(both.case, state="review"))
    assert told("approve_report", review) == [BREAKS["not_own_report"][0][1]]


def test_exactly_quorum_is_enough_and_the_due_day_may_be_today() -> None:
    facts = about("approve")
    assert facts.meeting is not None
    assert (facts.meeting.serving, facts.meeting.quorum) == (3, 3)
    assert facts.given["due"] == facts.today.isoformat()
    assert told("approve", facts) == []


def test_page_asks_before_it_judges_what_is_filled_in() -> None:
    """A button is not refused because its form is still empty; taking the step is."""
    for step in ("return_report", "list", "unlist", "approve", "withdraw"):
        empty = replace(about(step), given={})
        if step == "list":
            empty = no_meeting(empty)  # the meeting is what its form asks for
        row = TABLE.steps[step]
        assert TABLE.refusals(row, empty) == [], step
        assert len(TABLE.refusals(row, empty, taking=True)) == 1, step


def test_decision_is_recorded_assigned_extracted_and_sent_at_once() -> None:
    approve = TABLE.steps["approve"]
    assert (approve.then, approve.dispatch) == (
        ("record_decision", "give_assignment", "extract", "notify_officer"),
        "at_decision",
    )
    assert [step.name for step in TABLE.steps.values() if step.dispatch] == ["approve"]
