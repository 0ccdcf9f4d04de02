"""Steps by the API: the same rules as on the pages, each refusal with its reasons, a stale version told."""

import pytest
from flask import Flask

from casework.cases.models import CaseEvent
from casework.dispatch.models import Dispatch
from tests.api.program import Programs, problem
from tests.factories import make_case, make_meeting, state_of, write_again
from tests.observing import amount, fingerprint, rows, statements


def test_steps_are_listed_with_what_hinders_them(app: Flask, programs: Programs) -> None:
    case = make_case(app, recipients=[("Räddningschef", "")])
    steps = {row["name"]: row for row in programs["handlaggare"].get(f"/cases/{case}/steps")}
    assert list(steps) == ["submit", "withdraw", "pause"]
    assert steps["submit"] == {
        "name": "submit",
        "label": "Lämna för granskning",
        "to": "review",
        "allowed": False,
        "reasons": ["Mottagaren Räddningschef saknar adress. Lägg till den under Mottagare."],
        "asks": [],
    }
    assert (steps["withdraw"]["allowed"], [ask["name"] for ask in steps["pause"]["asks"]]) == (True, ["note", "until"])
    theirs = {row["name"]: row["reasons"] for row in programs["chef"].get(f"/cases/{case}/steps")}
    assert theirs["withdraw"] == ["Det här steget tas av handläggaren."]


def test_a_step_is_taken_and_the_case_answered_as_it_stands(app: Flask, programs: Programs) -> None:
    case = make_case(app)
    taken = programs["handlaggare"].post(f"/cases/{case}/steps", {"step": "submit", "version": 1})
    assert (taken["state"], taken["version"]) == ("review", 2)
    assert taken == programs["handlaggare"].get(f"/cases/{case}")
    returned = programs["chef"].post(
        f"/cases/{case}/steps", {"step": "return_report", "version": 2, "note": " Komplettera.\r\nTack. "}
    )
    assert returned["state"] == "draft"
    assert rows(app, CaseEvent)[-1].note == "Komplettera.\nTack."


def test_a_rule_that_says_no_tells_every_reason(app: Flask, programs: Programs) -> None:
    case, program = make_case(app, summary="", recipients=[]), programs["handlaggare"]
    before = fingerprint(app)
    answer = program.call("POST", f"/cases/{case}/steps", {"step": "submit", "version": 1})
    assert problem(answer) == (
        422,
        [],
        [
            "Tjänsteskrivelsen saknar sammanfattning. Skriv det under Redigera.",
            "Beslutet har ingen mottagare. Lägg till minst en under Mottagare.",
        ],
    )
    assert fingerprint(app) == before


@pytest.mark.parametrize(
    ("who", "sent", "fields", "reason"),
    [
        ("handlaggare", {"step": "approve_report"}, [], "Det här steget tas av chefen."),
        ("chef", {"step": "return_report"}, [], "Skriv skälet, så att handläggaren förstår."),
        ("chef", {"step": "return_report", "note": " \n "}, [], "Skriv skälet, så att handläggaren förstår."),
        ("chef", {"step": "list"}, [], "Steget kan inte tas i läget ”Granskning”."),
        ("chef", {"step": "fly"}, [], "Steget ”fly” finns inte för den här ärendetypen."),
        ("chef", {"step": "approve_report", "colour": "red"}, ["colour"], ""),
        ("chef", {"step": "return_report", "note": "x" * 20_001}, ["note"], ""),
        ("chef", {"step": "return_report", "note": ["x"]}, ["note"], ""),
        ("chef", {"step": ""}, ["step"], ""),
    ],
)
def test_a_step_that_is_not_taken_leaves_everything_as_it_was(
    app: Flask, programs: Programs, who: str, sent: dict[str, object], fields: list[str], reason: str
) -> None:
    case, program = make_case(app, "review"), programs[who]
    before = fingerprint(app)
    answer = program.call("POST", f"/cases/{case}/steps", {"version": 2, **sent})
    assert problem(answer) == (422, fields, [reason] if reason else [])
    assert fingerprint(app) == before


def test_a_step_without_its_version_is_refused(app: Flask, programs: Programs) -> None:
    answer = programs["handlaggare"].call("POST", f"/cases/{make_case(app)}/steps", {"step": "submit"})
    assert problem(answer)[:2] == (422, ["version"])


def test_a_stale_version_tells_which_one_stands_and_what_happened(app: Flask, programs: Programs) -> None:
    case, program = make_case(app), programs["handlaggare"]
    write_again(app, case, summary="En annan.")
    before = fingerprint(app)
    answer = program.call("POST", f"/cases/{case}/steps", {"step": "submit", "version": 1})
    assert (problem(answer)[0], answer.json["current"], answer.json["difference"]) == (409, 2, [])
    assert "Handläggaren skapade ärendet i dag" in answer.json["detail"]
    assert fingerprint(app) == before


def test_a_step_that_asks_takes_numbers_and_days(app: Flask, programs: Programs) -> None:
    case, meeting, secretary = make_case(app, "ready"), make_meeting(app), programs["sekreterare"]
    version = secretary.get(f"/cases/{case}")["version"]
    listed = secretary.post(f"/cases/{case}/steps", {"step": "list", "version": version, "meeting": meeting})
    assert listed["state"] == "on_agenda"
    paused = make_case(app)
    sent = {"step": "pause", "version": 1, "note": "Väntar.", "until": "i morgon"}
    answer = programs["handlaggare"].call("POST", f"/cases/{paused}/steps", sent)
    assert problem(answer)[:2] == (422, ["until"])
    programs["handlaggare"].post(f"/cases/{paused}/steps", {**sent, "until": "2044-05-02"})
    assert (state_of(app, paused), str(rows(app, CaseEvent)[-1].until)) == ("paused", "2044-05-02")


def test_a_decision_is_not_taken_on_the_cases_own_address(app: Flask, programs: Programs) -> None:
    case, secretary = make_case(app, "on_agenda", meeting=make_meeting(app)), programs["sekreterare"]
    version = secretary.get(f"/cases/{case}")["version"]
    answer = secretary.call("POST", f"/cases/{case}/steps", {"step": "approve", "version": version})
    assert (problem(answer)[0], amount(app, Dispatch, purpose="decision")) == (422, 0)
    assert answer.json["reasons"]


def test_a_case_that_the_person_does_not_see_takes_no_step(app: Flask, programs: Programs) -> None:
    answer = programs["sekreterare"].call("POST", f"/cases/{make_case(app)}/steps", {"step": "submit", "version": 1})
    assert problem(answer)[0] == 404


def test_a_step_and_a_read_take_few_statements(app: Flask, programs: Programs) -> None:
    """Of a step's, ten are the step itself; its effects add theirs, such as a notice."""
    case, program = make_case(app), programs["handlaggare"]
    with statements(app) as sent:
        program.post(f"/cases/{case}/steps", {"step": "withdraw", "version": 1, "note": "Behövs inte."})
    assert len(sent) <= 10, sent
    with statements(app) as sent:
        program.get(f"/cases/{case}")
    assert len(sent) <= 4, sent
