"""Reading cases: the list, one case, its history and recipients, what was sent."""

from datetime import datetime

import pytest
from flask import Flask

from tests.api.program import Programs, problem, report
from tests.conftest import Visitors
from tests.factories import content, decided_case, make_case, make_cases, make_neighbour
from tests.observing import deliveries, fingerprint


def test_a_case_is_told_with_report_recipients_and_version(app: Flask, programs: Programs) -> None:
    case = programs["handlaggare"].get(f"/cases/{make_case(app, 'review')}")
    assert {name: case[name] for name in ("kind", "state", "state_label", "version", "title", "officer_name")} == {
        "kind": "membership_review",
        "state": "review",
        "state_label": "Granskning",
        "version": 2,
        "title": "Översyn av medlemskapet",
        "officer_name": "Handläggaren",
    }
    assert (case["body"], case["body_name"]) == (2, "Kommunstyrelsens arbetsutskott")
    assert {name: case["report"][name] for name in content()} == content()
    assert [(row["name"], row["function"], row["address"]) for row in case["recipients"]] == [
        ("Socialchef", "Socialchef", "socialchef@demo.example"),
        ("Revisorn", None, "revisor@demo.example"),
    ]
    assert datetime.fromisoformat(case["updated_at"]).utcoffset() is not None


def test_the_list_goes_on_by_its_cursor_and_meets_every_case_once(app: Flask, programs: Programs) -> None:
    made = make_cases(app, ["draft"] * 7)
    met, cursor, pages = [], "", 0
    while cursor is not None:
        page = programs["handlaggare"].get(f"/cases?limit=3&cursor={cursor}")
        met += [row["id"] for row in page["data"]]
        cursor, pages = page["next"], pages + 1
    assert (met, pages) == (made[::-1], 3)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Skolan", "Bron", "Vägen"]),
        ("state=review", ["Bron"]),
        ("state=Granskning", ["Bron"]),
        ("state=nowhere", []),
        ("kind=general_matter", ["Skolan"]),
        ("kind=nothing", []),
        ("q=vägen", ["Vägen"]),
        ("q=BRO%20revisorn", ["Bron"]),
        ("officer=1", ["Skolan", "Bron", "Vägen"]),
        ("officer=2", []),
        ("body=2&state=draft", ["Skolan", "Vägen"]),
        ("body=1", []),
    ],
)
def test_the_list_is_narrowed_by_what_stands_in_the_address(
    app: Flask, programs: Programs, query: str, titles: list[str]
) -> None:
    make_case(app, title="Vägen")
    make_case(app, "review", title="Bron")
    make_case(app, title="Skolan", kind="general_matter")
    assert [row["title"] for row in programs["handlaggare"].get(f"/cases?{query}")["data"]] == titles


def test_a_program_sees_the_cases_that_its_person_sees_on_the_pages(
    app: Flask, programs: Programs, visitors: Visitors
) -> None:
    make_neighbour(app)
    cases = [*make_cases(app, ["draft", "review"]), make_case(app, authority="granne-", body="NAU")]
    for name in ("handlaggare", "chef", "sekreterare", "registrator"):
        listed = {row["id"] for row in programs[name].get("/cases")["data"]}
        on_pages = {case for case in cases if visitors[name].client.get(f"/arenden/{case}").status_code == 200}
        by_call = {case for case in cases if programs[name].call("GET", f"/cases/{case}").status_code == 200}
        assert listed == by_call == on_pages, name


@pytest.mark.parametrize("below", ["", "/steps", "/history", "/recipients", "/deliveries"])
def test_what_the_person_may_not_see_does_not_exist(app: Flask, programs: Programs, below: str) -> None:
    case = make_case(app)
    assert problem(programs["sekreterare"].call("GET", f"/cases/{case}{below}"))[0] == 404
    assert programs["handlaggare"].call("GET", f"/cases/{case}{below}").status_code == 200


def test_history_tells_who_did_what_with_its_sentence(app: Flask, programs: Programs) -> None:
    rows = programs["chef"].get(f"/cases/{make_case(app, 'ready')}/history")
    assert [(row["step"], row["from"], row["to"], row["actor"]) for row in rows] == [
        ("create", None, "draft", "Handläggaren"),
        ("submit", "draft", "review", "Handläggaren"),
        ("approve_report", "review", "ready", "Chefen"),
    ]
    assert rows[2]["sentence"] == "Chefen godkände tjänsteskrivelsen."
    assert set(rows[0]) == {"at", "actor", "on_behalf_of", "step", "from", "to", "note", "sentence"}


def test_deliveries_tell_how_far_each_message_has_come(app: Flask, programs: Programs) -> None:
    case = decided_case(app)
    rows, sent = programs["handlaggare"].get(f"/cases/{case}/deliveries"), deliveries(app)
    assert [(row["recipient"], row["address"], row["state"], row["attempts"]) for row in rows] == [
        ("Socialchef", "socialchef@demo.example", "queued", 0),
        ("Revisorn", "revisor@demo.example", "queued", 0),
    ]
    assert [row["message_id"] for row in rows] == [row.message_id for row in sent]
    assert {row["extract_sha256"] for row in rows} == {sent[0].dispatch.file_sha256}
    assert [(row["last_error"], row["sent_at"], row["channel"]) for row in rows] == [(None, None, "mail")] * 2


def test_reading_writes_nothing(app: Flask, programs: Programs) -> None:
    case, program = decided_case(app), programs["handlaggare"]
    before = fingerprint(app)
    for path in ("/bodies", "/cases", f"/cases/{case}"):
        program.get(path)
    for below in ("steps", "history", "recipients", "deliveries"):
        program.get(f"/cases/{case}/{below}")
    assert fingerprint(app) == before


def test_what_is_read_can_be_sent_back(app: Flask, programs: Programs) -> None:
    """No new version: it is the same text."""
    program = programs["handlaggare"]
    sections = [{"heading": "Alternativ", "text": "Två.", "code": "ALTERNATIVES", "options": OPTIONS}]
    case = program.post("/cases", {"kind": "membership_review", "body": 2, "report": report(sections=sections)})
    again = program.patch(f"/cases/{case['id']}", {"version": case["version"], "report": case["report"]})
    assert (again["report"], again["report_version"]) == (case["report"], 1)
    assert case["report"]["sections"][0]["options"] == OPTIONS


OPTIONS = [
    {"title": "A", "for": "Nära.", "against": "Dyrt.", "consequence": "Längre kö.", "recommended": False},
    {"title": "B", "for": "Billigt.", "against": "", "consequence": "", "recommended": True},
]
