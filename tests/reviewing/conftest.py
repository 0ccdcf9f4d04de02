"""What the tests of comments share: pressing the buttons of one comment, and a room above that is told."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.pages import Visitor

LEAVE = "Lämna synpunkten"


@dataclass
class Told:
    """What the desk would write: (person, case, kind, text)."""

    rows: list[tuple[int, int, str, str]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [row[3] for row in self.rows]


@pytest.fixture
def told(app: Flask) -> Told:
    """A desk that remembers whom it was asked to tell what."""
    desk = Told()
    app.extensions["casework.tell"] = lambda *row: desk.rows.append(row)
    return desk


def commented(visitor: Visitor, case: int, **given: Any) -> TestResponse:
    """Fill in the form of a comment on the case's page, and send it."""
    visitor.open(f"/arenden/{case}")
    fields = {"part": "summary", "text": "Skriv tydligare."} | given
    return visitor.press(LEAVE, **{f"comment__{name}": value for name, value in fields.items()})


def answered(visitor: Visitor, case: int, comment: int, answer: str, text: str = "") -> TestResponse:
    """Press a button of the comment's answer on the case's page."""
    visitor.open(f"/arenden/{case}")
    return answer_again(visitor, comment, answer, text)


def answer_again(visitor: Visitor, comment: int, answer: str, text: str = "") -> TestResponse:
    """As `answered`, on the page that is open already."""
    button = f"Anta förslaget i synpunkt {comment}" if answer == "accepted" else "Skicka svaret"
    return visitor.press(button, f"/synpunkter/{comment}/svar", answer=answer, **{f"answer{comment}__text": text})
