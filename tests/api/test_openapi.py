"""The description: complete, open to everybody, and true of the running server."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from casework.api.routes import OPERATIONS
from tests.api.program import token_of
from tests.factories import call_roll_of, decided_case, give_role, make_case, make_cases, make_meeting
from tests.support.served import served

CALLS = """
GET /bodies
POST /bodies/{body_id}/meetings
GET /cases
POST /cases
GET /cases/{case_id}
PATCH /cases/{case_id}
POST /cases/{case_id}/attachments
GET /cases/{case_id}/deliveries
GET /cases/{case_id}/history
GET /cases/{case_id}/recipients
PUT /cases/{case_id}/recipients
GET /cases/{case_id}/steps
POST /cases/{case_id}/steps
POST /items/{item_id}/outcome
GET /meetings/{meeting_id}
PUT /meetings/{meeting_id}/attendance
POST /meetings/{meeting_id}/items
"""


def test_the_description_names_every_call_and_every_status(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    told = answer.json
    assert (answer.status_code, told["openapi"]) == (200, "3.1.0")
    calls = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}
    assert sorted(f"{method} {path.removeprefix('/api/v1')}" for method, path in calls) == sorted(
        CALLS.split("\n")[1:-1]
    )
    assert len(calls) == len(OPERATIONS)
    statuses = {
        operation["operationId"]: set(operation["responses"])
        for methods in told["paths"].values()
        for operation in methods.values()
    }
    assert statuses["create_case"] == {"201", "400", "401", "403", "413", "415", "422", "500"}
    assert statuses["change_case"] == {"200", "400", "401", "403", "404", "409", "413", "415", "422", "500"}
    assert statuses["show_case"] == {"200", "400", "401", "403", "404", "500"}


def test_every_reference_in_the_description_leads_somewhere(app: Flask) -> None:
    text = app.test_client().get("/api/v1/openapi.json").text
    told = app.test_client().get("/api/v1/openapi.json").json
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert named == set(told["components"]["schemas"])


# What schemathesis makes of it. A rule may refuse what the schema allows, so that alone is not asked.

NOT_ASKED = "positive_data_acceptance"


@pytest.fixture
def url(app: Flask, tmp_path: Path, database_url: str) -> Iterator[str]:
    """The served product with one of everything, on which somebody with every role has his hands."""
    for role in ("officer", "manager", "secretary", "registrar"):
        give_role(app, "ordforande", role, authority=1)
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    decided_case(app)
    make_cases(app, ["draft", "review", "ready"], officer="ordforande")
    make_case(app, "on_agenda", meeting=meeting)
    folder = tmp_path / "served"
    folder.mkdir()
    with served(folder, database_url) as address:
        yield address


def judged(app: Flask, url: str, folder: Path, seconds: int, seed: int, phases: str) -> str:
    """What schemathesis found within that time; "" when all was well."""
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"),
        f"{url}/api/v1/openapi.json",
        *("--header", f"Authorization: Bearer {token_of(app, 'ordforande')}"),
        *("--phases", phases, "--max-time", str(seconds), "--seed", str(seed), "--generation-database", "none"),
        *("--suppress-health-check", "all", "--request-timeout", "60"),  # the machine may be busy with other tests
        *("--checks", "all", "--exclude-checks", NOT_ASKED, "--continue-on-failure", "--no-color"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_no_answer_is_a_fault_or_another_than_described(app: Flask, url: str, tmp_path: Path) -> None:
    assert judged(app, url, tmp_path, 24, 1, "coverage,fuzzing") == ""


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3])
def test_no_answer_is_a_fault_however_long_one_asks(app: Flask, url: str, tmp_path: Path, seed: int) -> None:
    assert judged(app, url, tmp_path, 240, seed, "coverage,fuzzing,stateful") == ""
