"""Several who vote at the same moment, one who presses twice, and a vote that is closed meanwhile."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from casework.audit import first_broken
from casework.deliberation.ballots import BallotCount, Vote, VoteElector
from tests.conftest import Visitors
from tests.deliberation.acts import enter_at, propose_at, put_at, vote_at
from tests.deliberation.refusals import token
from tests.observing import one, rows
from tests.support.pages import Visitor

pytestmark = pytest.mark.both

WHO = ("ordforande", "vice", "ledamot", "andra", "tredje")


def _sender(app: Flask, visitor: Visitor, url: str, into: list[int], **values: str) -> Callable[[], None]:
    """Another window of the visitor, about to press."""
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    client, sent = app.test_client(), values | {"csrf_token": token(visitor)}
    client.set_cookie("session", cookie.value)
    return lambda: into.append(client.post(url, data=sent).status_code)


def _at_once(*presses: Callable[[], object]) -> None:
    ready = threading.Barrier(len(presses))

    def run(press: Callable[[], object]) -> None:
        ready.wait()
        press()

    threads = [threading.Thread(target=run, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def asked(app: Flask, item: int) -> int:
    """A question that waits."""
    propose_at(app, item, "reject")
    put_at(app, item)
    return item


@pytest.mark.parametrize("matter", ["ordinary", "employment"])
def test_all_who_vote_at_once_are_counted(app: Flask, people: Visitors, asked: int, url: str, matter: str) -> None:
    vote, answers = vote_at(app, asked, matter=matter), list[int]()
    for who in WHO:
        people[who].open(url)
    said = ("yes", "no", "no", "abstained", "no")
    address = f"{url}/omrostning/{vote}/rost"
    _at_once(*(_sender(app, people[who], address, answers, answer=word) for who, word in zip(WHO, said, strict=True)))
    assert answers == [302] * 5
    electors = [row.answer for row in sorted(rows(app, VoteElector), key=lambda row: row.position)]
    ballots = {row.choice: row.number for row in rows(app, BallotCount)}
    if matter == "ordinary":
        assert (electors, ballots) == (list(said), {})
    else:
        assert (electors, ballots) == (["voted"] * 5, {"yes": 1, "no": 3, "abstained": 1})
    with app.app_context():
        assert first_broken() is None


@pytest.mark.parametrize("matter", ["ordinary", "employment"])
def test_a_double_click_is_one_vote(app: Flask, people: Visitors, asked: int, url: str, matter: str) -> None:
    vote, answers = vote_at(app, asked, matter=matter), list[int]()
    people["ledamot"].open(url)
    press = (_sender(app, people["ledamot"], f"{url}/omrostning/{vote}/rost", answers, answer="no") for _ in range(3))
    _at_once(*press)
    assert answers == [302] * 3
    assert [row.answer for row in rows(app, VoteElector) if row.answer] == ["no" if matter == "ordinary" else "voted"]
    assert sum(row.number for row in rows(app, BallotCount)) == (0 if matter == "ordinary" else 1)


def test_a_vote_that_comes_as_it_is_closed_is_counted_or_refused(
    app: Flask, people: Visitors, asked: int, url: str
) -> None:
    """Whoever is first: never a vote in a closed count, and never an elector without an answer."""
    vote = vote_at(app, asked)
    enter_at(app, asked, vote, ["yes", "yes", "no", "no", "no"])
    cast: list[int] = []
    closed: list[int] = []
    for who in ("ledamot", "ordforande"):
        people[who].open(url)
    _at_once(
        _sender(app, people["ledamot"], f"{url}/omrostning/{vote}/rost", cast, answer="yes"),
        _sender(app, people["ordforande"], f"{url}/omrostning/{vote}/steg/close", closed, version="2"),
    )
    third = sorted(rows(app, VoteElector), key=lambda row: row.position)[2].answer
    assert (closed, one(app, Vote).state) == ([302], "closed")
    assert (cast, third) in (([302], "yes"), ([422], "no"))
