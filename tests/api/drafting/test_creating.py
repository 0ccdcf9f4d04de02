"""A new case by the API: what is kept, what is refused, and that the page's form has the same rules."""

from typing import Any

import pytest
from flask import Flask

from casework.cases.models import Case, CaseEvent, ReportVersion
from casework.drafting.fields import ROWS
from tests.api.program import CASE, Programs, problem, report
from tests.conftest import Visitors
from tests.factories import make_neighbour, make_template
from tests.observing import amount, fingerprint, one, rows, statements

AMOUNTS = {
    "association": "Samordningsförbundet",
    "own_present": 121_000_00,
    "own_proposed": 145_050_50,
    "parties": ["Regionen", "Alvåsa kommun"],
    "answer_day": "2044-05-02",
}


def test_a_case_is_made_with_its_number_report_and_recipients(app: Flask, programs: Programs) -> None:
    sent = {
        **CASE,
        "title": "Översyn",
        "origin": "letter",
        "origin_sender": "Regionen",
        "origin_received": "2026-01-02",
    }
    made = programs["handlaggare"].post("/cases", {**sent, "report": report(recipients_deadline="2044-05-02")})
    assert (made["number"][:3], made["state"], made["version"], made["title"]) == ("KS ", "draft", 1, "Översyn")
    assert (made["body"], made["officer_name"], made["origin"]) == (2, "Handläggaren", "letter")
    assert made["recipients"] == [
        {
            "name": "Socialchef",
            "function": "Socialchef",
            "channel": "mail",
            "address": "socialchef@demo.example",
            "deadline": "2044-05-02",
        }
    ]
    row = one(app, Case)
    assert (row.origin_sender, str(row.origin_received), amount(app, CaseEvent, step="create")) == (
        "Regionen",
        "2026-01-02",
        1,
    )


def test_the_answer_is_what_is_read_afterwards(app: Flask, programs: Programs) -> None:
    """It is put together from what was sent, so as not to be read back."""
    make_template(app)
    given = report(recipients=["socialchef", "Någon annan"], proposal_bodies=["Kommunstyrelsen"])
    for body in ("KSAU", None):
        made = programs["handlaggare"].post("/cases", {"kind": "membership_review", "body": body, "report": given})
        assert made == programs["handlaggare"].get(f"/cases/{made['id']}")


@pytest.mark.parametrize(
    ("body", "to_body", "chosen"),
    [
        (2, None, 2),
        ("ksau", None, 2),
        ("Kommunstyrelsens arbetsutskott", "Kommunstyrelsen", 2),
        (None, "Kommunstyrelsen", 1),
        (None, "En nämnd som inte finns", None),
        (None, None, None),
    ],
)
def test_the_body_is_named_or_read_in_the_report(
    app: Flask, programs: Programs, body: Any, to_body: str | None, chosen: int | None
) -> None:
    sent = {"kind": "general_matter", "report": report(to_body=to_body), "body": body}
    assert programs["handlaggare"].post("/cases", sent)["body"] == chosen


def test_what_a_kind_knows_as_data_is_kept(app: Flask, programs: Programs) -> None:
    sent = {**CASE, "kind": "budget_increase", "report": report(fields=AMOUNTS)}
    assert programs["handlaggare"].post("/cases", sent)["report"]["fields"] == AMOUNTS


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"own_present": "121 tkr"}, "own_present"),
        ({"own_present": 10**17}, "own_present"),
        ({"own_present": True}, "own_present"),
        ({"parties": "Regionen"}, "parties"),
        ({"parties": ["x"] * (ROWS + 1)}, "parties"),
        ({"answer_day": "snart"}, "answer_day"),
        ({"association": "x" * 201}, "association"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_data_of_the_kind_that_cannot_be_kept_is_refused(
    app: Flask, programs: Programs, fields: dict[str, Any], wrong: str
) -> None:
    program = programs["handlaggare"]
    before = fingerprint(app)
    answer = program.call("POST", "/cases", {**CASE, "kind": "budget_increase", "report": report(fields=fields)})
    assert (problem(answer)[:2], fingerprint(app)) == ((422, [f"report.fields.{wrong}"]), before)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "nothing"}, "kind"),
        ({"title": " ", "report": report(title="")}, "report.title"),
        ({"report": report(title="x" * 501)}, "report.title"),
        ({"body": "Ingen nämnd"}, "body"),
        ({"body": 999}, "body"),
        ({"origin": "the moon"}, "origin"),
        ({"report": report(proposal=["x" * 20_001])}, "report.proposal.0"),
        ({"report": report(proposal=["x"], proposal_bodies=["y" * 201])}, "report.proposal.0.body"),
        ({"report": report(proposal=["x"], proposal_bodies=[None, None])}, "report.proposal_bodies"),
        ({"report": report(sections=[{"heading": "x" * 201, "text": ""}])}, "report.sections.0.heading"),
        ({"report": report(basis=["Ett", "x" * 501])}, "report.basis.1"),
        ({"report": report(recipients=["x" * 201])}, "report.recipients.0.name"),
    ],
)
def test_what_the_form_refuses_is_refused_by_its_place(
    app: Flask, programs: Programs, given: dict[str, Any], field: str
) -> None:
    program = programs["handlaggare"]
    before = fingerprint(app)
    answer = program.call("POST", "/cases", {**CASE, "report": report(), **given})
    assert (problem(answer)[:2], fingerprint(app)) == ((422, [field]), before)


def test_a_program_and_the_page_make_the_same_report(app: Flask, programs: Programs, visitors: Visitors) -> None:
    """The same words come to the same hash: one cleaning, one template."""
    make_template(app)
    texts = {
        "title": " Översyn  av\tskolan\x07 ",
        "summary": "Rad ett.\r\n\r\n\r\n*  punkt\u00a0\n\n## Rubrik",
        "heading": "Bakgrund ",
    }
    sections = [{"heading": texts["heading"], "text": "| a | b |\n|---|---|\n| 1 | 2 |\n"}]
    given = report(
        title=texts["title"],
        summary=texts["summary"],
        sections=sections,
        proposal=["Ett.\n\nTvå.", "Tre."],
        proposal_bodies=["Kommunstyrelsen", None],
        basis=["Tjänsteskrivelsen 2026-01-02"],
        recipients=["Socialchef", "Någon"],
    )
    programs["handlaggare"].post("/cases", {**CASE, "report": given})
    page = visitors["handlaggare"]
    page.open("/arenden/nytt")
    page.press(
        "Spara ärendet",
        kind=CASE["kind"],
        body="2",
        title=texts["title"],
        summary=texts["summary"],
        **{"proposal-0": "Ett.\n\nTvå.", "proposal-0-body": "Kommunstyrelsen", "proposal-1": "Tre."},
        **{"sections-0-heading": sections[0]["heading"], "sections-0-text": sections[0]["text"]},
        **{"basis-0": "Tjänsteskrivelsen 2026-01-02"},
        **{"recipients-0-name": "Socialchef", "recipients-1-name": "Någon"},
    )
    by_program, by_page = rows(app, ReportVersion)
    sectioned = [dict(row) for row in by_page.content["sections"]]
    assert by_program.content | {"sections": sectioned} == by_page.content
    assert [(row["heading"], row["text"]) for row in by_program.content["sections"]] == [
        (row["heading"], row["text"]) for row in sectioned
    ]


def test_an_officer_makes_cases_in_the_own_authority_only(app: Flask, programs: Programs) -> None:
    make_neighbour(app)
    answer = programs["granne-handlaggare"].call("POST", "/cases", {**CASE, "report": report()})
    assert problem(answer)[:2] == (422, ["body"])
    made = programs["granne-handlaggare"].post("/cases", {**CASE, "body": "NAU", "report": report(to_body=None)})
    assert (made["number"][:3], made["body_name"]) == ("GK ", "Nämnden NAU")


def test_a_new_case_takes_few_statements(app: Flask, programs: Programs) -> None:
    program, given = programs["handlaggare"], report(recipients=["Socialchef", "Revisorn", "Någon", "En till"])
    with statements(app) as sent:
        program.post("/cases", {**CASE, "report": given}, Idempotency_Key="a-key")
    assert len(sent) <= 17, sent  # one asks whether the body has a register of its own
