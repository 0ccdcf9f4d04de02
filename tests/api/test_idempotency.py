"""The same call under the same key: made once, answered the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import time_machine
from flask import Flask

from casework import clock
from casework.api.answers import KeptAnswer, forget
from casework.cases.models import Case, CaseEvent
from casework.meetings.models import Meeting
from tests.api.program import CASE, Program, Programs, problem, report
from tests.factories import make_case
from tests.observing import amount, fingerprint, one

NEW = {**CASE, "report": report()}


def test_the_same_call_is_answered_the_same_and_made_once(app: Flask, programs: Programs) -> None:
    program = programs["handlaggare"]
    first = program.call("POST", "/cases", NEW, Idempotency_Key="a-key")
    before = fingerprint(app)
    again = program.call("POST", "/cases", NEW, Idempotency_Key="a-key")
    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    assert (amount(app, Case), fingerprint(app)) == (1, before)


def test_another_key_or_none_makes_another(app: Flask, programs: Programs) -> None:
    program = programs["handlaggare"]
    for headers in ({"Idempotency_Key": "1"}, {"Idempotency_Key": "2"}, {}, {}):
        program.post("/cases", NEW, **headers)
    assert (amount(app, Case), amount(app, KeptAnswer)) == (4, 2)


def test_the_key_with_another_call_is_refused(app: Flask, programs: Programs) -> None:
    program = programs["handlaggare"]
    case = program.post("/cases", NEW, Idempotency_Key="a-key")
    before = fingerprint(app)
    for path, body in (
        ("/cases", {**NEW, "title": "En annan"}),
        (f"/cases/{case['id']}/steps", {"step": "submit", "version": case["version"]}),
    ):
        answer = program.call("POST", path, body, Idempotency_Key="a-key")
        assert problem(answer)[:2] == (422, ["Idempotency-Key"])
    assert fingerprint(app) == before


def test_a_key_belongs_to_its_person(app: Flask, programs: Programs) -> None:
    meeting = {"starts_at": (clock.now() + timedelta(days=9)).isoformat(), "place": "Salen"}
    programs["handlaggare"].post("/cases", NEW, Idempotency_Key="a-key")
    programs["sekreterare"].post("/bodies/2/meetings", meeting, Idempotency_Key="a-key")
    assert (amount(app, Case), amount(app, Meeting), amount(app, KeptAnswer)) == (1, 1, 2)


def test_what_was_refused_is_judged_anew(app: Flask, programs: Programs) -> None:
    program = programs["handlaggare"]
    answer = program.call("POST", "/cases", {**NEW, "kind": "nothing"}, Idempotency_Key="a-key")
    assert (problem(answer)[:2], amount(app, KeptAnswer)) == ((422, ["kind"]), 0)
    case = program.post("/cases", {**NEW, "report": report(recipients=[])}, Idempotency_Key="a-key")
    step = {"step": "submit", "version": case["version"]}
    refused = program.call("POST", f"/cases/{case['id']}/steps", step, Idempotency_Key="b-key")
    assert (problem(refused)[0], amount(app, KeptAnswer)) == (422, 1)
    changed = program.put(f"/cases/{case['id']}/recipients", [{"name": "Socialchef"}])
    assert changed[0]["address"] == "socialchef@demo.example"
    version = program.get(f"/cases/{case['id']}")["version"]
    taken = program.post(f"/cases/{case['id']}/steps", {**step, "version": version}, Idempotency_Key="b-key")
    assert taken["state"] == "review"


def test_a_step_sent_twice_is_taken_once_and_its_stale_version_is_no_matter(app: Flask, programs: Programs) -> None:
    case, program = make_case(app), programs["handlaggare"]
    step = {"step": "submit", "version": program.get(f"/cases/{case}")["version"]}
    answers = [program.call("POST", f"/cases/{case}/steps", step, Idempotency_Key="a-key") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].data == answers[1].data
    assert amount(app, CaseEvent, step="submit") == 1
    assert problem(program.call("POST", f"/cases/{case}/steps", step))[0] == 409


def test_two_at_the_same_moment_make_one(app: Flask, programs: Programs) -> None:
    """And a step of one case, whose version the second would find stale if it did not wait for the answer."""
    token, case = programs["handlaggare"].token, make_case(app)
    version = programs["handlaggare"].get(f"/cases/{case}")["version"]
    for path, body in (("/cases", NEW), (f"/cases/{case}/steps", {"step": "submit", "version": version})):
        answers = _at_once(app, token, path, body)
        assert {answer[0] for answer in answers} == {201 if path == "/cases" else 200}
        assert len({answer[1] for answer in answers}) == 1
    assert (amount(app, Case), amount(app, CaseEvent, step="submit")) == (2, 1)


def _at_once(app: Flask, token: str, path: str, body: Any, times: int = 4) -> list[tuple[int, bytes]]:
    start = Barrier(times)

    def call(_number: int) -> tuple[int, bytes]:
        program = Program(app, token)
        start.wait(10)
        answer = program.call("POST", path, body, Idempotency_Key=path)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(call, range(times)))


def test_a_key_is_forgotten_after_two_days(app: Flask, programs: Programs) -> None:
    programs["handlaggare"].post("/cases", NEW, Idempotency_Key="old")
    with time_machine.travel(clock.now() + timedelta(hours=47), tick=False):
        programs["handlaggare"].post("/cases", NEW, Idempotency_Key="young")
        with app.app_context():
            assert forget() == 0
    with time_machine.travel(clock.now() + timedelta(hours=49), tick=False), app.app_context():
        assert forget() == 1
    assert one(app, KeptAnswer).key == "young"


def test_a_key_that_cannot_be_kept_is_refused(app: Flask, programs: Programs) -> None:
    program = programs["handlaggare"]
    before = fingerprint(app)
    for key in ("", " ", "a b", "å", "x" * 201):
        answer = program.call("POST", "/cases", NEW, Idempotency_Key=key)
        assert problem(answer)[:2] == (422, ["Idempotency-Key"]), key
    assert fingerprint(app) == before
