"""Every call, by whom and with which scope: the matrix of the API."""

import pytest
from flask import Flask

from casework.api.routes import OPERATIONS
from casework.permissions import PERMISSIONS, SCOPES, Scoped
from tests.api.program import Program, problem, token_of
from tests.factories import call_roll_of, item_of, make_case, make_meeting
from tests.observing import fingerprint

ROLES = ("handlaggare", "chef", "sekreterare", "ordforande", "ledamot", "registrator", "arkivarie", "admin")

# One letter for each of ROLES: "o" comes in, "x" is refused (403), "?" does not exist for him (404).
MATRIX = {
    "list_bodies": "oooooooo",
    "list_cases": "oooxxoxx",
    "create_case": "oxxxxxxx",
    "show_case": "oooxxoxx",
    "change_case": "oxxxxxxx",
    "list_steps": "oooxxoxx",
    "take_step": "oooxxoxx",
    "list_history": "oooxxoxx",
    "list_recipients": "oooxxoxx",
    "set_recipients": "oxxxxxxx",
    "add_attachment": "oxxxxxxx",
    "list_deliveries": "oooxxoxx",
    "plan_meeting": "xxoxxxxx",
    "show_meeting": "xxoooxxx",
    "add_item": "xxoxxxxx",
    "set_attendance": "xxooxxxx",
    "record_outcome": "xxoooxxx",
}


@pytest.fixture
def paths(app: Flask) -> dict[str, str]:
    """The address of each call, to something that the people of the demo's committee may see."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting)
    given = {"case_id": case, "body_id": 2, "meeting_id": meeting, "item_id": item_of(app, case)}
    return {
        name: operation.path.replace("int:", "").replace("<", "{").replace(">", "}").format(**given)
        for name, operation in OPERATIONS.items()
    }


def test_every_call_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(OPERATIONS)


def test_each_role_comes_in_where_the_matrix_says(app: Flask, paths: dict[str, str]) -> None:
    """A call without a body that it can use comes in when it is refused for that."""
    seen = dict.fromkeys(MATRIX, "")
    for role in ROLES:
        program = Program(app, token_of(app, role))
        for name, path in paths.items():
            body = [] if name == "set_attendance" else {"starts_at": "x"} if name == "plan_meeting" else {}
            answer = program.call(OPERATIONS[name].method, path, body if OPERATIONS[name].takes else None)
            seen[name] += {403: "x", 404: "?", 401: "401", 500: "500"}.get(answer.status_code, "o")
    assert seen == MATRIX


def test_a_token_without_the_scope_is_refused_and_told_which(app: Flask, paths: dict[str, str]) -> None:
    for scope in SCOPES:
        lacking = [other for other in SCOPES if other != scope]
        programs = [Program(app, token_of(app, role, lacking)) for role in ("handlaggare", "sekreterare")]
        for name, path in paths.items():
            predicate = PERMISSIONS[f"api.{name}"]
            if isinstance(predicate, Scoped) and predicate.scope == scope:
                for program in programs:
                    before = fingerprint(app)
                    answer = program.call(OPERATIONS[name].method, path, {} if OPERATIONS[name].takes else None)
                    assert (problem(answer)[0], answer.json["detail"]) == (403, f"Token saknar behörigheten {scope}.")
                    assert fingerprint(app) == before
