"""A refused press: answered as one, with the sentence, and nothing stored."""

from typing import Any

from flask import Flask

from tests.observing import fingerprint
from tests.support.pages import Visitor


def token(visitor: Visitor) -> str:
    """What makes a form his own."""
    return dict(visitor.forms()[0].values)["csrf_token"]


def refuses(app: Flask, visitor: Visitor, url: str, sentence: str, *, status: int = 422, **values: Any) -> None:
    """The press is refused with that sentence, and every table is as it was."""
    before = fingerprint(app)
    sent = {name.replace("__", "-"): value for name, value in values.items()}
    answer = visitor.post(url, csrf_token=token(visitor), **sent)
    page = " ".join(answer.text.split())
    told = page.partition("notice--refused")[2][:800]
    assert (answer.status_code, sentence in page) == (status, True), told
    assert fingerprint(app) == before
