"""Meetings by the API: planning, agenda, roll."""

from datetime import timedelta

from flask import Flask
from werkzeug.test import TestResponse

from casework import clock
from casework.meetings.models import AgendaItem, Meeting
from tests.api.program import Programs, problem
from tests.factories import call_roll_of, decide, make_case, make_cases, make_meeting, make_neighbour, make_person
from tests.observing import amount, fingerprint, one, statements

DAY = (clock.today() + timedelta(days=9)).isoformat()


def test_a_meeting_is_planned_with_a_row_for_every_seat(app: Flask, programs: Programs) -> None:
    made = programs["sekreterare"].post(
        "/bodies/2/meetings", {"starts_at": f"{DAY}T08:30:00+01:00", "place": " Salen "}
    )
    assert {name: made[name] for name in ("body", "body_name", "place", "state", "version", "items")} == {
        "body": 2,
        "body_name": "Kommunstyrelsens arbetsutskott",
        "place": "Salen",
        "state": "planned",
        "version": 1,
        "items": [],
    }
    assert [(row["role"], row["present"], row["serving_for"]) for row in made["attendance"]] == [
        ("chair", False, None),
        ("vice_chair", False, None),
        *[("member", False, None)] * 3,
        *[("substitute", False, None)] * 2,
    ]
    assert made["attendance"][0]["name"] == "Ordföranden"
    assert made == programs["ledamot"].get(f"/meetings/{made['id']}")


def test_a_time_is_read_with_its_zone_or_by_the_clock_in_stockholm(app: Flask, programs: Programs) -> None:
    year = clock.today().year + 1
    moments = {
        f"{year}-01-12T08:30:00": f"{year}-01-12T07:30:00Z",
        f"{year}-07-12T08:30:00": f"{year}-07-12T06:30:00Z",
        f"{year}-01-12T23:30:00-05:00": f"{year}-01-13T04:30:00Z",
    }
    for sent, told in moments.items():
        made = programs["sekreterare"].post("/bodies/2/meetings", {"starts_at": sent, "place": "Salen"})
        assert made["starts_at"] == told


NOT_PLANNED = (
    ({"place": "Salen"}, ["starts_at"]),
    ({"starts_at": f"{DAY}T08:30:00Z"}, ["place"]),
    ({"starts_at": f"{DAY}T08:30:00Z", "place": " "}, ["place"]),
    ({"starts_at": f"{DAY}T08:30:00Z", "place": "x" * 201}, ["place"]),
    ({"starts_at": "2001-01-01T08:30:00Z", "place": "Salen"}, ["starts_at"]),
    ({"starts_at": "0001-01-01T00:00:00", "place": "Salen"}, ["starts_at"]),
    ({"starts_at": "9999-12-31T23:59:59-12:00", "place": "Salen"}, ["starts_at"]),
    ({"starts_at": "i morgon", "place": "Salen"}, ["starts_at"]),
    ({"starts_at": 1, "place": "Salen"}, ["starts_at"]),
)


def test_a_meeting_that_cannot_be_planned_is_refused(app: Flask, programs: Programs) -> None:
    program = programs["sekreterare"]
    before = fingerprint(app)
    for sent, fields in NOT_PLANNED:
        answer = program.call("POST", "/bodies/2/meetings", sent)
        assert (sent, problem(answer)[:2]) == (sent, (422, fields))
    assert fingerprint(app) == before


def test_only_the_bodys_secretary_plans_and_only_of_its_own(app: Flask, programs: Programs) -> None:
    make_neighbour(app)
    sent = {"starts_at": f"{DAY}T08:30:00Z", "place": "Salen"}
    assert problem(programs["granne-sekreterare"].call("POST", "/bodies/2/meetings", sent))[0] == 404
    assert problem(programs["sekreterare"].call("POST", "/bodies/99/meetings", sent))[0] == 404
    assert problem(programs["ordforande"].call("POST", "/bodies/2/meetings", sent))[0] == 403
    make_person(app, "annan", "secretary", body="KS")
    refused = programs["annan"].call("POST", "/bodies/2/meetings", sent)
    assert (problem(refused)[0], "Sammanträden planeras av organets sekreterare." in refused.text) == (403, True)
    assert amount(app, Meeting) == 0


def test_a_meeting_of_others_does_not_exist(app: Flask, programs: Programs) -> None:
    meeting = make_meeting(app)
    make_neighbour(app)
    for path, body in (("", None), ("/items", {"case": 1}), ("/attendance", [])):
        method = "GET" if body is None else "POST" if path == "/items" else "PUT"
        assert problem(programs["granne-sekreterare"].call(method, f"/meetings/{meeting}{path}", body))[0] == 404


def _told(answer: TestResponse) -> list[str]:
    """What is said of each field that is wrong."""
    return [row["message"] for row in answer.json["errors"]]


# The agenda


def test_a_ready_case_is_put_on_the_agenda(app: Flask, programs: Programs) -> None:
    meeting, secretary = make_meeting(app), programs["sekreterare"]
    for position, case in enumerate(make_cases(app, ["ready", "ready"]), start=1):
        item = secretary.post(f"/meetings/{meeting}/items", {"case": case})
        told = secretary.get(f"/cases/{case}")
        assert (item["case"], item["number"], item["position"]) == (case, told["number"], position)
        assert (item["outcome"], item["version"], item["decision"], told["state"]) == (None, 1, None, "on_agenda")
    assert [row["id"] for row in secretary.get(f"/meetings/{meeting}")["items"]] == [1, 2]


def test_a_case_that_may_not_be_put_there_is_refused(app: Flask, programs: Programs) -> None:
    meeting, secretary = make_meeting(app), programs["sekreterare"]
    review, ready, draft = make_cases(app, ["review", "ready", "draft"])
    board = make_meeting(app, body="KS")
    before = fingerprint(app)
    path = f"/meetings/{meeting}/items"
    assert problem(secretary.call("POST", path, {"case": review}))[2] == [
        "Ärendet kan inte sättas upp i läget ”Granskning”."
    ]
    assert problem(secretary.call("POST", path, {"case": draft}))[:2] == (422, ["case"])
    unknown = secretary.call("POST", path, {"case": 99})
    assert (problem(unknown)[:2], _told(unknown)) == ((422, ["case"]), ["Ärendet finns inte."])
    assert problem(secretary.call("POST", path, {"case": ready, "version": 1}))[0] == 409
    other = problem(secretary.call("POST", f"/meetings/{board}/items", {"case": ready}))
    assert (other[0], "ärendet ska till Kommunstyrelsens arbetsutskott" in other[2][0]) == (422, True)
    assert (fingerprint(app), amount(app, AgendaItem)) == (before, 0)


# The roll


def test_the_roll_is_called_and_a_substitute_serves(app: Flask, programs: Programs) -> None:
    meeting, secretary = make_meeting(app), programs["sekreterare"]
    seats = {row["name"]: row["person"] for row in secretary.get(f"/meetings/{meeting}")["attendance"]}
    sent = [
        {"person": seats["Ordföranden"], "present": True},
        {"person": seats["Ledamoten"], "present": False},
        {"person": seats["Första ersättaren"], "present": True, "serving_for": seats["Ledamoten"]},
    ]
    told = secretary.put(f"/meetings/{meeting}/attendance", sent)
    there = {row["name"]: row["serving_for"] for row in told["attendance"] if row["present"]}
    assert (there, told["version"]) == ({"Ordföranden": None, "Första ersättaren": seats["Ledamoten"]}, 2)
    by_chair = programs["ordforande"].put(f"/meetings/{meeting}/attendance?version=2", [])
    assert [row for row in by_chair["attendance"] if row["present"]] == []


def test_a_roll_that_cannot_be_is_refused(app: Flask, programs: Programs) -> None:
    meeting, secretary = make_meeting(app), programs["sekreterare"]
    seats = {row["name"]: row["person"] for row in secretary.get(f"/meetings/{meeting}")["attendance"]}
    chair, first, second = (seats[name] for name in ("Ordföranden", "Första ersättaren", "Andra ersättaren"))
    there = {"person": chair, "present": True}
    before, path = fingerprint(app), f"/meetings/{meeting}/attendance"
    wrong = {
        "nobody's": [{"person": 99, "present": True}],
        "twice": [there, there],
        "absent": [{"person": first, "present": False, "serving_for": chair}],
        "for one who is there": [there, {"person": first, "present": True, "serving_for": chair}],
        "two for one": [{"person": row, "present": True, "serving_for": chair} for row in (first, second)],
    }
    answers = {name: secretary.call("PUT", path, sent) for name, sent in wrong.items()}
    assert {name: (problem(answer)[1:], _told(answer)) for name, answer in answers.items()} == {
        "nobody's": ((["0.person"], []), ["Personen har ingen plats på sammanträdet."]),
        "twice": ((["1.person"], []), ["Personen står flera gånger i listan."]),
        "absent": ((["0.serving_for"], []), ["Den som är frånvarande kan inte tjänstgöra."]),
        "for one who is there": (
            ([], ["Första ersättaren kan bara tjänstgöra för en ledamot som är frånvarande."]),
            [],
        ),
        "two for one": (([], ["Två ersättare kan inte tjänstgöra för samma ledamot."]), []),
    }
    stale = secretary.call("PUT", f"{path}?version=9", [there])
    assert (problem(stale)[0], stale.json["current"]) == (409, 1)
    assert problem(programs["ledamot"].call("PUT", path, [there]))[0] == 403
    assert (fingerprint(app, "api_tokens", "audit_heads", "audit_records")) == {
        name: value for name, value in before.items() if name not in {"api_tokens", "audit_heads", "audit_records"}
    }
    assert one(app, Meeting).version == 1


def test_a_case_and_its_meeting_are_of_one_body(app: Flask, programs: Programs) -> None:
    """A case without a body is on no agenda."""
    case, meeting = make_case(app, body=None), make_meeting(app)
    assert problem(programs["sekreterare"].call("POST", f"/meetings/{meeting}/items", {"case": case}))[0] == 422


def test_a_meeting_of_many_decisions_takes_as_many_statements_as_one_of_one(app: Flask, programs: Programs) -> None:
    member = programs["ledamot"]  # the token is made first
    sent, shown = [], []
    for items in (1, 4):
        meeting = make_meeting(app)
        call_roll_of(app, meeting)
        for case in make_cases(app, ["on_agenda"] * items, meeting=meeting):
            decide(app, case)
        with statements(app) as counted:
            shown.append(member.get(f"/meetings/{meeting}")["items"])
        sent.append(len(counted))
    assert sent[0] == sent[1]
    assert [len(item["decision"]["extract_sha256"]) for item in shown[1]] == [64] * 4
