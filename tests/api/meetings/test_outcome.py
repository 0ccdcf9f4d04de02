"""What a meeting decided, by the API: each outcome, and each refusal with nothing stored."""

from typing import Any

import pytest
from flask import Flask

from casework.assignments.models import Assignment
from casework.meetings.models import Decision, MinutesExtract
from tests.api.program import Programs, problem
from tests.factories import call_roll_of, item_of, make_case, make_meeting, make_neighbour, state_of
from tests.observing import deliveries, fingerprint, one, rows

TASK = {"owner": "Socialchef", "due": "2044-05-02"}


@pytest.fixture
def item(app: Flask) -> int:
    """A case on the agenda of a meeting where everybody is."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return item_of(app, make_case(app, "on_agenda", meeting=meeting))


def test_a_decision_is_recorded_and_goes_to_its_recipients(app: Flask, programs: Programs, item: int) -> None:
    sent = {"outcome": "approve", "version": 1, **TASK}
    told = programs["ordforande"].post(f"/items/{item}/outcome", sent)
    decision = told["decision"]
    assert (told["outcome"], decision["paragraph"], decision["outcome"]) == ("approve", 1, "approve")
    assert decision["points"] == ["Förvaltningen får i uppdrag att se över medlemskapet."]
    assert decision["assignment"] == TASK
    assert decision["extract_sha256"] == one(app, MinutesExtract).sha256
    assert {row.dispatch.file_sha256 for row in deliveries(app)} == {decision["extract_sha256"]}
    assert (len(deliveries(app)), one(app, Assignment).owner) == (2, "Socialchef")
    meeting = programs["ledamot"].get(f"/meetings/{told['meeting']}")
    assert meeting["items"] == [told]


def test_a_decision_that_gives_two_tasks_is_told_of_both(app: Flask, programs: Programs) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    points = ["Uppdra åt socialchefen att se över medlemskapet.", "Ekonomichefen får i uppdrag att räkna."]
    case = make_case(app, "on_agenda", kind="general_matter", meeting=meeting, proposal=points)
    url, tasks = f"/items/{item_of(app, case)}/outcome", [TASK, {"owner": "Ekonomichef", "due": "2044-06-02"}]
    program = programs["ordforande"]
    before = fingerprint(app)
    refused = program.call("POST", url, {"outcome": "approve", "version": 1, **TASK})
    assert problem(refused) == (422, [], ["Ange vem som ansvarar för uppdrag 2 i beslutet."])
    assert fingerprint(app) == before
    told = program.post(url, {"outcome": "approve", "version": 1, "assignments": tasks})
    assert (told["decision"]["assignment"], told["decision"]["assignments"]) == (TASK, tasks)
    assert [(row.text, row.owner) for row in rows(app, Assignment)] == [
        (points[0], "Socialchef"),
        (points[1], "Ekonomichef"),
    ]


@pytest.mark.parametrize(
    ("sent", "state", "points"),
    [
        ({"outcome": "approve_changed", "text": "Ett.\n\nTvå.", **TASK}, "decided", ["Ett.", "Två."]),
        ({"outcome": "reject"}, "rejected", ["Förslaget avslås."]),
        ({"outcome": "defer"}, "ready", ["Ärendet bordläggs till ett kommande sammanträde."]),
        (
            {"outcome": "remit_back", "reason": "Utred mer.", "addressee": "Socialförvaltningen"},
            "draft",
            ["Ärendet återremitteras till Socialförvaltningen. Motivering: Utred mer."],
        ),
        (
            {"outcome": "remit_back", "reason": "Utred mer.", "owner": "Handläggaren"},
            "draft",
            ["Ärendet återremitteras till Handläggaren. Motivering: Utred mer."],
        ),
    ],
)
def test_each_outcome_leads_where_its_table_says(
    app: Flask, programs: Programs, item: int, sent: dict[str, Any], state: str, points: list[str]
) -> None:
    told = programs["ordforande"].post(f"/items/{item}/outcome", {"version": 1, **sent})
    assert (told["outcome"], told["decision"]["points"]) == (sent["outcome"], points)
    assert state_of(app, told["case"]) == state


@pytest.mark.parametrize(
    ("who", "sent", "fields", "reason"),
    [
        ("ordforande", {"outcome": "approve"}, [], "Ange vem som ansvarar för uppdraget."),
        ("ordforande", {"outcome": "approve", **TASK, "due": "2001-01-01"}, [], "Dagen har redan varit."),
        ("ordforande", {"outcome": "approve_changed", **TASK}, [], "Skriv beslutets text."),
        ("ordforande", {"outcome": "remit_back"}, [], "Ange vem ärendet återremitteras till."),
        ("ordforande", {"outcome": "remit_back", "owner": "X"}, [], "Ange varför ärendet återremitteras."),
        ("ledamot", {"outcome": "defer"}, [], "Det här steget tas av ordföranden."),
        ("sekreterare", {"outcome": "defer"}, [], "Det här steget tas av"),
        ("ordforande", {"outcome": "approve", "due": "snart"}, ["due"], ""),
        ("ordforande", {"outcome": "approve", **TASK, "owner": "x" * 201}, ["owner"], ""),
        ("ordforande", {"outcome": "remit_back", "owner": "X", "reason": "x" * 20_001}, ["reason"], ""),
        ("ordforande", {"outcome": "submit"}, ["outcome"], ""),
        ("ordforande", {"outcome": "reject", "text": "Nej."}, ["text"], ""),
    ],
)
def test_what_cannot_be_recorded_leaves_nothing_half_done(
    app: Flask, programs: Programs, item: int, who: str, sent: dict[str, Any], fields: list[str], reason: str
) -> None:
    program = programs[who]
    before = fingerprint(app)
    status, wrong, reasons = problem(program.call("POST", f"/items/{item}/outcome", {"version": 1, **sent}))
    assert (status, wrong, [told.startswith(reason) for told in reasons][:1]) == (422, fields, [True] if reason else [])
    assert fingerprint(app) == before


def test_without_a_quorum_nothing_is_recorded(app: Flask, programs: Programs, item: int) -> None:
    call_roll_of(app, 1, ["Ordföranden", "Ledamoten"])
    answer = programs["ordforande"].call("POST", f"/items/{item}/outcome", {"outcome": "approve", "version": 1, **TASK})
    assert problem(answer) == (422, [], ["Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs."])


def test_an_item_that_is_recorded_or_another_version_is_refused(app: Flask, programs: Programs, item: int) -> None:
    sent = {"outcome": "approve", "version": 1, **TASK}
    stale = programs["ordforande"].call("POST", f"/items/{item}/outcome", {**sent, "version": 7})
    assert (problem(stale)[0], stale.json["current"]) == (409, 1)
    assert "Ärendet har ändrats sedan du läste det. Läs det igen." in stale.text
    told = programs["ordforande"].post(f"/items/{item}/outcome", sent, Idempotency_Key="a-key")
    assert programs["ordforande"].post(f"/items/{item}/outcome", sent, Idempotency_Key="a-key") == told
    again = programs["ordforande"].call("POST", f"/items/{item}/outcome", {**sent, "version": told["version"]})
    assert problem(again)[2] == ["Ärendet är redan avgjort på det här sammanträdet."]
    assert one(app, Decision).paragraph == 1


def test_the_item_of_another_body_does_not_exist(app: Flask, programs: Programs, item: int) -> None:
    make_neighbour(app)
    answer = programs["granne-ordforande"].call("POST", f"/items/{item}/outcome", {"outcome": "defer", "version": 1})
    assert problem(answer)[0] == 404
