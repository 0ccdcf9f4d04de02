"""Tokens: what is kept of them, what they open, and when they open nothing any more."""

import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.people.models import Account, ApiToken
from casework.people.tokens import make_token, revoke_token
from casework.permissions import SCOPES
from tests.api.program import Program, Programs, problem, token_of
from tests.factories import give_role, make_case, make_neighbour
from tests.observing import fingerprint, one, statements


def test_only_the_hash_is_kept(app: Flask) -> None:
    token = token_of(app, "chef")
    row = one(app, ApiToken)
    assert (row.hash, row.scopes) == (hashlib.sha256(token.encode()).hexdigest(), list(SCOPES))
    with app.app_context():
        stored = json.dumps([list(map(str, row)) for row in db.session.execute(db.select(ApiToken.__table__))])
    assert (token.startswith("cw_"), len(token) > 40, token in stored) == (True, True, False)


def test_a_token_acts_as_its_person_and_nobody_else(app: Flask, programs: Programs) -> None:
    own, other = make_case(app), make_neighbour(app)
    assert other == 2
    assert programs["handlaggare"].get(f"/cases/{own}")["officer_name"] == "Handläggaren"
    for name in ("sekreterare", "granne-handlaggare", "granne-chef"):  # a draft; another authority's
        assert problem(programs[name].call("GET", f"/cases/{own}"))[0] == 404


def test_no_token_a_wrong_one_and_another_kind_of_log_in_are_told(app: Flask, programs: Programs) -> None:
    good, client = programs["chef"].token, app.test_client()
    answers = {
        name: client.get("/api/v1/cases", headers=headers)
        for name, headers in {
            "none": {},
            "unknown": {"Authorization": "Bearer cw_" + "x" * 43},
            "cut": {"Authorization": f"Bearer {good[:-1]}"},
            "basic": {"Authorization": "Basic Y2hlZjpjaGVm"},
            "empty": {"Authorization": "Bearer "},
            "bare": {"Authorization": good},
            "long": {"Authorization": "Bearer " + "x" * 7000},
            "odd": {"Authorization": "Bearer å\x7f"},
        }.items()
    }
    assert {problem(answer)[0] for answer in answers.values()} == {401}
    assert answers["none"].headers["WWW-Authenticate"] == 'Bearer realm="casework"'
    assert answers["none"].json["detail"] == "Skicka huvudet Authorization: Bearer TOKEN."
    assert answers["cut"].headers["WWW-Authenticate"] == 'Bearer realm="casework", error="invalid_token"'
    assert answers["cut"].json["detail"].startswith("Token gäller inte")


def test_an_expired_token_opens_nothing(app: Flask) -> None:
    program = Program(app, token_of(app, "chef", days=3))
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=-1), tick=False):
        assert program.call("GET", "/bodies").status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1), tick=False):
        assert problem(program.call("GET", "/bodies"))[0] == 401


def test_a_revoked_token_opens_nothing_and_stays_so(app: Flask) -> None:
    program, other = Program(app, token_of(app, "chef")), Program(app, token_of(app, "chef"))
    for _ in range(2):
        with app.app_context(), write():
            revoke_token(1)
    assert problem(program.call("GET", "/bodies"))[0] == 401
    assert other.call("GET", "/bodies").status_code == 200


def test_the_token_of_a_closed_account_opens_nothing(app: Flask, programs: Programs) -> None:
    program = programs["chef"]
    with app.app_context(), write():
        db.session.execute(update(Account).where(Account.email == "chef@demo.example").values(active=False))
    assert problem(program.call("GET", "/bodies"))[0] == 401


def test_a_token_has_the_roles_that_its_person_holds_today(app: Flask, programs: Programs) -> None:
    program = programs["arkivarie"]
    assert problem(program.call("GET", "/cases"))[0] == 403
    give_role(app, "arkivarie", "registrar", authority=1)
    assert program.get("/cases")["data"] == []


def test_who_calls_is_read_in_one_statement_and_nothing_is_written(app: Flask, programs: Programs) -> None:
    program = programs["ordforande"]
    before = fingerprint(app)
    with statements(app) as sent:
        program.get("/bodies")
    assert (len(sent), fingerprint(app)) == (2, before)


def test_a_cookie_opens_nothing_and_an_answer_sets_none(app: Flask, programs: Programs, visitors: object) -> None:
    visitor = visitors["chef"]  # type: ignore[index]
    assert problem(visitor.client.get("/api/v1/cases"))[0] == 401
    assert "Set-Cookie" not in programs["chef"].call("GET", "/cases").headers


@pytest.mark.parametrize(
    ("email", "scopes", "days", "told"),
    [
        ("ingen@demo.example", SCOPES, 30, "inget öppet konto"),
        ("chef@demo.example", ["cases:all"], 30, "cases:all"),
        ("chef@demo.example", SCOPES, 0, "1 till 366 dagar"),
        ("chef@demo.example", SCOPES, 367, "1 till 366 dagar"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused(
    app: Flask, email: str, scopes: list[str], days: int, told: str
) -> None:
    before = fingerprint(app)
    with app.app_context(), pytest.raises(ValueError, match=told), write():
        make_token(email, scopes, days=days)
    assert fingerprint(app) == before
