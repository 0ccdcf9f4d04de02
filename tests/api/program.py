"""A program that calls the API as a person, over the real application."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from casework.database import write
from casework.demo.people import DOMAIN
from casework.people.tokens import make_token
from casework.permissions import SCOPES
from tests.factories import content

CASE = {"kind": "membership_review", "body": "KSAU"}


class Program:
    """Calls the API with one token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client, self.token = app.test_client(), token

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """The answer; `headers` with underscores for dashes, laid over those that every call has."""
        named = {"Authorization": f"Bearer {self.token}"} | {key.replace("_", "-"): headers[key] for key in headers}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=named)

    def get(self, path: str) -> Any:
        """What it reads there; fails unless it may."""
        return _taken(self.call("GET", path))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """What came of it; fails when it was refused."""
        return _taken(self.call("POST", path, body, **headers))

    def put(self, path: str, body: Any) -> Any:
        """As `post`."""
        return _taken(self.call("PUT", path, body))

    def patch(self, path: str, body: Any) -> Any:
        """As `post`."""
        return _taken(self.call("PATCH", path, body))


def _taken(answer: TestResponse) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json


class Programs(dict[str, Program]):
    """programs["chef"] acts as chef@demo.example, for everything that a token may be for."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __missing__(self, name: str) -> Program:
        program = self[name] = Program(self.app, token_of(self.app, name))
        return program


def token_of(app: Flask, name: str, scopes: Sequence[str] = SCOPES, days: int = 30) -> str:
    """A token that acts as the person."""
    with app.app_context(), write():
        return make_token(f"{name}@{DOMAIN}", scopes, days=days)


def report(**given: Any) -> dict[str, Any]:
    """A complete report as programs send it."""
    return content(**given)


def problem(answer: TestResponse) -> tuple[int, list[str], list[str]]:
    """The refusal: its status, the fields that are wrong, the reasons. Fails when it has not the shape of one."""
    told = answer.json
    assert answer.mimetype == "application/problem+json", answer.text
    assert told is not None
    assert {"type", "title", "status", "detail", "errors", "reasons"} <= set(told)
    assert told["status"] == answer.status_code
    return answer.status_code, [row["field"] for row in told["errors"]], told["reasons"]
