"""Errors: every one below the API's address is problem+json, in Swedish, and stores nothing."""

import json

import pytest
from flask import Flask

from tests.api.program import Programs, problem
from tests.factories import make_case
from tests.observing import fingerprint


def test_what_flask_itself_raises_has_the_shape_too(app: Flask, programs: Programs) -> None:
    program, stranger = programs["chef"], app.test_client()
    assert problem(program.call("GET", "/nowhere"))[0] == 404
    assert problem(program.call("GET", "/cases/9999999999"))[0] == 404
    assert problem(program.call("GET", "/cases/x"))[0] == 404
    assert problem(stranger.get("/api/v1/"))[0] == 404
    assert problem(stranger.get("/api/v1"))[0] == 404
    wrong = program.call("DELETE", "/cases")
    assert (problem(wrong)[0], wrong.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert stranger.get("/api/v10").mimetype == "text/html"


UNREADABLE = {
    "nothing": b"",
    "half": b'{"kind": ',
    "no UTF-8": b'{"kind": "\xff"}',
    "half a pair": b'{"kind": "\\ud800"}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_json_cannot_be_read(app: Flask, programs: Programs, name: str) -> None:
    program = programs["handlaggare"]
    before = fingerprint(app)
    headers = {"Authorization": f"Bearer {program.token}"}
    answer = app.test_client().post(
        "/api/v1/cases", data=UNREADABLE[name], headers=headers, content_type="application/json"
    )
    assert (problem(answer)[0], fingerprint(app)) == (400, before)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_kind_of_content_is_refused(app: Flask, programs: Programs, kind: str) -> None:
    headers = {"Authorization": f"Bearer {programs['handlaggare'].token}"}
    answer = app.test_client().post("/api/v1/cases", data=b'{"kind": "x"}', headers=headers, content_type=kind)
    assert problem(answer)[0] == 415


def test_what_is_too_large_is_refused(app: Flask, programs: Programs) -> None:
    answer = programs["handlaggare"].call("POST", "/cases", {"title": "x" * 5_000_000})
    assert problem(answer)[0] == 413


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ([], ""),
        ({"kind": 3}, "kind"),
        ({"kind": "membership_review", "colour": "red"}, "colour"),
        ({"kind": "membership_review", "report": {"found": {}}}, "report.found"),
        ({"kind": "membership_review", "report": {"proposal": "ett"}}, "report.proposal"),
        ({"kind": "membership_review", "report": {"proposal": [1]}}, "report.proposal.0"),
        (
            {"kind": "membership_review", "report": {"sections": [{"heading": "x", "colour": 1}]}},
            "report.sections.0.colour",
        ),
        ({"kind": "membership_review", "report": {"recipients_deadline": "i morgon"}}, "report.recipients_deadline"),
        ({"kind": "membership_review", "report": {"basis": ["x"] * 101}}, "report.basis"),
        ({"kind": "membership_review", "body": True}, "body"),
    ],
)
def test_each_wrong_field_is_named_with_a_sentence(app: Flask, programs: Programs, body: object, field: str) -> None:
    program = programs["handlaggare"]
    before = fingerprint(app)
    answer = program.call("POST", "/cases", body)
    assert (problem(answer)[:2], fingerprint(app)) == ((422, [field]), before)
    assert answer.json["errors"][0]["message"].endswith(".")


@pytest.mark.parametrize(
    "query", ["cursor=x", "officer=x", "body=0", "limit=0", "limit=201", "colour=red", "q=" + "x" * 101]
)
def test_a_query_that_cannot_be_used_is_refused(programs: Programs, query: str) -> None:
    status, fields, _ = problem(programs["chef"].call("GET", f"/cases?{query}"))
    assert (status, fields) == (422, [query.partition("=")[0]])


def test_a_fault_tells_nothing_of_itself(app: Flask, programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise RuntimeError("hemligt: postgresql://user:password@host")

    monkeypatch.setitem(app.view_functions, "api.list_bodies", broken)
    answer = programs["chef"].call("GET", "/bodies")
    assert problem(answer)[0] == 500
    assert [word for word in ("hemligt", "password", "RuntimeError", "Traceback") if word in answer.text] == []
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_a_language_chosen_on_the_pages_changes_nothing(app: Flask, programs: Programs) -> None:
    program = programs["chef"]
    with program.client.session_transaction() as session:
        session["language"] = "en"
    assert program.call("GET", "/nowhere").json["title"] == "Finns inte"


def test_no_call_leads_to_the_log_in(app: Flask) -> None:
    case = make_case(app)
    before = fingerprint(app)
    for method, path in (("GET", f"/cases/{case}"), ("POST", "/cases"), ("PUT", f"/cases/{case}/recipients")):
        answer = app.test_client().open(f"/api/v1{path}", method=method, data=json.dumps({}))
        assert problem(answer)[0] == 401
    assert fingerprint(app) == before
