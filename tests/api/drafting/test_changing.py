"""A new version of the report by the API, the distribution list, and two who write at once."""

from typing import Any

import pytest
from flask import Flask

from casework.cases.models import ReportVersion
from tests.api.program import CASE, Programs, problem, report
from tests.factories import make_case, write_again
from tests.observing import amount, fingerprint, rows

SOCIAL = [("Socialchef", "")]


def test_what_is_sent_is_laid_over_what_stands(app: Flask, programs: Programs) -> None:
    case, program = make_case(app, recipients=SOCIAL), programs["handlaggare"]
    before = program.get(f"/cases/{case}")
    change = {"version": 1, "report": {"summary": "En ny sammanfattning.", "title": "Ny rubrik"}}
    after = program.patch(f"/cases/{case}", change)
    assert (after["version"], after["report_version"], after["title"]) == (2, 2, "Ny rubrik")
    assert after["report"] == before["report"] | {"summary": "En ny sammanfattning.", "title": "Ny rubrik"}
    assert (after["recipients"], after) == (before["recipients"], program.get(f"/cases/{case}"))


def test_the_same_text_makes_no_new_version(app: Flask, programs: Programs) -> None:
    case = make_case(app)
    write_again(app, case)
    version = programs["handlaggare"].get(f"/cases/{case}")["version"]
    programs["handlaggare"].patch(f"/cases/{case}", {"version": version, "report": {"summary": report()["summary"]}})
    kept = amount(app, ReportVersion)
    programs["handlaggare"].patch(f"/cases/{case}", {"version": version + 1, "report": {}})
    assert amount(app, ReportVersion) == kept


def test_a_stale_version_is_told_with_the_difference_and_loses_nothing(app: Flask, programs: Programs) -> None:
    case, program = make_case(app, recipients=SOCIAL), programs["handlaggare"]
    write_again(app, case, summary="Medlemskapet bör prövas.")
    before = fingerprint(app)
    answer = program.call(
        "PATCH", f"/cases/{case}", {"version": 1, "report": {"summary": "Medlemskapet bör avslutas."}}
    )
    assert (problem(answer)[0], answer.json["current"]) == (409, 2)
    (part,) = answer.json["difference"]
    assert part["part"] == "Sammanfattning av ärendet"
    assert {(run["kind"], run["text"].strip()) for run in part["runs"]} == {
        ("same", "Medlemskapet bör"),
        ("stored", "prövas."),
        ("typed", "avslutas."),
    }
    assert fingerprint(app) == before


def test_a_point_that_stays_keeps_who_decides_it(app: Flask, programs: Programs) -> None:
    case = make_case(app, proposal=["Ett.", "Två."], proposal_bodies=["Kommunstyrelsen", None])
    changed = programs["handlaggare"].patch(f"/cases/{case}", {"version": 1, "report": {"proposal": ["Noll.", "Ett."]}})
    assert changed["report"]["proposal_bodies"] == [None, "Kommunstyrelsen"]


def test_the_body_may_be_changed_and_the_origin_stays(app: Flask, programs: Programs) -> None:
    program = programs["handlaggare"]
    case = program.post("/cases", {**CASE, "report": report(), "origin": "auditors"})
    changed = program.patch(f"/cases/{case['id']}", {"version": 1, "report": {}, "body": "KS"})
    assert (changed["body"], changed["report"]["to_body"], changed["origin"]) == (1, "Kommunstyrelsen", "auditors")


def test_a_locked_report_and_anothers_are_not_written(app: Flask, programs: Programs) -> None:
    locked, program = make_case(app, "review"), programs["handlaggare"]
    version = program.get(f"/cases/{locked}")["version"]
    before = fingerprint(app)
    answer = program.call("PATCH", f"/cases/{locked}", {"version": version, "report": {"summary": "x"}})
    assert problem(answer)[2] == ["Tjänsteskrivelsen är låst i läget ”Granskning”."]
    assert problem(program.call("PUT", f"/cases/{locked}/recipients", []))[2]
    assert problem(program.call("PATCH", "/cases/99", {"version": 1, "report": {}}))[0] == 404
    assert fingerprint(app) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"report": {}}, "version"),
        ({"version": 1}, "report"),
        ({"version": "1", "report": {}}, "version"),
        ({"version": 1, "report": {"title": ""}}, "report.title"),
        ({"version": 1, "report": {"colour": "red"}}, "report.colour"),
        ({"version": 1, "report": {"fields": {"own_present": 1}}}, "report.fields.own_present"),
        ({"version": 1, "report": {}, "body": "Ingen"}, "body"),
    ],
)
def test_a_change_that_cannot_be_used_is_refused(
    app: Flask, programs: Programs, change: dict[str, Any], field: str
) -> None:
    case, program = make_case(app), programs["handlaggare"]
    before = fingerprint(app)
    answer = program.call("PATCH", f"/cases/{case}", change)
    assert (problem(answer)[:2], fingerprint(app)) == ((422, [field]), before)


# The distribution list


def test_the_list_is_replaced_in_its_order(app: Flask, programs: Programs) -> None:
    case, program = make_case(app), programs["handlaggare"]
    sent = [
        {"name": "Revisorn", "address": "ny@demo.example", "deadline": "2044-05-02"},
        {"name": "Chefen för det sociala", "function": "socialchef"},
        {"name": "Regionen", "channel": "paper", "address": None},
    ]
    told = program.put(f"/cases/{case}/recipients", sent)
    assert [tuple(row.values()) for row in told] == [
        ("Revisorn", None, "mail", "ny@demo.example", "2044-05-02"),
        ("Chefen för det sociala", "Socialchef", "mail", "socialchef@demo.example", None),
        ("Regionen", None, "paper", "", None),
    ]
    assert program.get(f"/cases/{case}/recipients") == told
    assert program.get(f"/cases/{case}")["report"]["recipients"] == [row["name"] for row in sent]


def test_what_was_read_is_put_back_as_it_was(app: Flask, programs: Programs) -> None:
    case, program = make_case(app), programs["handlaggare"]
    first = program.put(f"/cases/{case}/recipients", program.get(f"/cases/{case}/recipients"))
    kept = amount(app, ReportVersion)
    assert program.put(f"/cases/{case}/recipients", first) == first
    assert amount(app, ReportVersion) == kept


def test_a_report_that_names_recipients_keeps_their_addresses(app: Flask, programs: Programs) -> None:
    case, program = make_case(app), programs["handlaggare"]
    names = {"recipients": ["Revisorn", "Ekonomichef"], "recipients_deadline": "2044-05-02"}
    told = program.patch(f"/cases/{case}", {"version": 1, "report": names})["recipients"]
    assert [(row["name"], row["address"], row["deadline"]) for row in told] == [
        ("Revisorn", "revisor@demo.example", "2044-05-02"),
        ("Ekonomichef", "ekonomichef@demo.example", "2044-05-02"),
    ]


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ([{"name": "A"}, {"name": "B", "address": "ingen adress"}], ["1.address"]),
        ([{"name": "x" * 201}], ["0.name"]),
        ([{"name": "A", "function": "Ingen"}], ["0.function"]),
        ([{"name": "A", "channel": "pigeon"}], ["0.channel"]),
        ([{"name": ""}], ["0.name"]),
        ([{"name": "\x00"}], ["0.name"]),
        ([{}], ["0.name"]),
        ({}, [""]),
        ([{"name": "A"}] * 101, [""]),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(app: Flask, programs: Programs, sent: Any, fields: list[str]) -> None:
    case, program = make_case(app), programs["handlaggare"]
    before = fingerprint(app)
    answer = program.call("PUT", f"/cases/{case}/recipients", sent)
    assert (problem(answer)[:2], fingerprint(app)) == ((422, fields), before)


def test_a_list_for_another_version_is_refused(app: Flask, programs: Programs) -> None:
    case, program = make_case(app), programs["handlaggare"]
    write_again(app, case)
    answer = program.call("PUT", f"/cases/{case}/recipients?version=1", [{"name": "Socialchef"}])
    assert (problem(answer)[0], answer.json["current"]) == (409, 2)
    assert {part["part"] for part in answer.json["difference"]} <= {"Mottagare"}
    assert program.put(f"/cases/{case}/recipients?version=2", [{"name": "Socialchef"}])
    assert len(rows(app, ReportVersion)) >= 1
