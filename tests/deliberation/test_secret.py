"""A secret vote tells who has voted and how many votes each choice had; nothing ties the one to the other."""

import logging

import pytest
from flask import Flask
from sqlalchemy import text

from casework.audit import AuditRecord
from casework.database import db
from casework.deliberation.ballots import BallotCount, VoteElector
from tests.conftest import Visitors
from tests.deliberation.acts import cast_at, enter_at, propose_at, put_at, step_at, vote_at
from tests.deliberation.refusals import refuses, token
from tests.observing import rows
from tests.support.pages import Visitor
from workflows import StepRefused


@pytest.fixture
def vote(app: Flask, item: int) -> int:
    """An open vote about an employment."""
    propose_at(app, item, "reject")
    put_at(app, item)
    return vote_at(app, item, matter="employment")


def _ballots(app: Flask, vote: int) -> dict[str, int]:
    return {row.choice: row.number for row in rows(app, BallotCount, vote_id=vote)}


def _cast(visitor: Visitor, url: str, vote: int, answer: str) -> str:
    visitor.open(url)
    return visitor.post(f"{url}/omrostning/{vote}/rost", csrf_token=token(visitor), answer=answer).text


def test_a_ballot_is_counted_and_its_voter_ticked_off(
    app: Flask, people: Visitors, item: int, vote: int, url: str
) -> None:
    for who, answer in (("ordforande", "yes"), ("vice", "no"), ("ledamot", "no"), ("andra", "abstained")):
        assert "Din röst är lagd." in _cast(people[who], url, vote, answer)
    assert _ballots(app, vote) == {"yes": 1, "no": 2, "abstained": 1}
    assert [row.answer for row in rows(app, VoteElector)] == ["voted"] * 4 + [None]


def test_rows_hold_nothing_that_ties_a_ballot_to_a_person(app: Flask, people: Visitors, vote: int, url: str) -> None:
    """The same rows come of the same ballots, whoever gave which, and in whichever order."""
    columns = set(BallotCount.__table__.columns.keys())
    assert columns == {"id", "vote_id", "choice", "number"}
    assert "at" not in " ".join(VoteElector.__table__.columns.keys()).split("_")
    _cast(people["ledamot"], url, vote, "yes")
    _cast(people["andra"], url, vote, "no")
    assert {row.answer for row in rows(app, VoteElector)} == {"voted", None}
    said = [repr((row.event, row.data)) for row in rows(app, AuditRecord) if row.event == "vote_cast"]
    assert said == [repr(("vote_cast", {"item": 1, "vote": vote}))] * 2


def test_the_newest_row_does_not_tell_the_newest_ballot(
    app: Flask, people: Visitors, vote: int, url: str, database_url: str
) -> None:
    """Each ballot rewrites every count: PostgreSQL's own mark of who wrote a row last is the same on all."""
    _cast(people["ledamot"], url, vote, "yes")
    if not database_url.startswith("sqlite"):
        with app.app_context():
            marks = db.session.execute(text("SELECT xmin::text FROM ballot_counts")).scalars().all()
        assert (len(marks), len(set(marks))) == (3, 1)
    assert _ballots(app, vote) == {"yes": 1, "no": 0, "abstained": 0}


def test_no_page_tells_how_anybody_voted_or_how_it_goes(
    app: Flask, people: Visitors, item: int, vote: int, url: str
) -> None:
    answer = _cast(people["ledamot"], url, vote, "no")
    pages = [answer, people["ordforande"].open(url).text, people["sekreterare"].open(url).text]
    assert ["Röster:" in page or "Du har röstat: " in page for page in pages] == [False] * 3
    assert ["1 av 5 har röstat" in page for page in pages] == [True] * 3
    assert "Du har röstat. Din röst är hemlig." in people["ledamot"].open(url).text
    enter_at(app, item, vote, ["voted", "voted", "", "voted", "not_present"], {"yes": 2, "no": 1})
    step_at(app, item, vote, "close")
    step_at(app, item, vote, "draw", "no")
    page = people["ledamot"].open(url).text
    assert "Röster: 2 Ja, 2 Nej" in page
    assert ("Ordföranden: Har röstat" in page, "Tredje ledamoten: Frånvarande" in page) == (True, True)


def test_the_log_tells_nothing_of_a_ballot(
    app: Flask,
    people: Visitors,
    vote: int,
    url: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    people["ledamot"].open(url)
    with caplog.at_level(logging.DEBUG):
        _cast(people["ledamot"], url, vote, "abstained")
    said = capsys.readouterr()
    assert [word in f"{caplog.text}{said.out}{said.err}" for word in ("abstained", "answer")] == [False, False]


def test_a_ballot_is_given_once(app: Flask, member: Visitor, vote: int, url: str) -> None:
    _cast(member, url, vote, "yes")
    for answer in ("yes", "no"):
        assert "Du har redan röstat. En sluten röst kan inte ändras." in _cast(member, url, vote, answer)
    assert _ballots(app, vote) == {"yes": 1, "no": 0, "abstained": 0}


def test_slips_are_as_many_as_those_who_gave_one(
    app: Flask, secretary: Visitor, item: int, vote: int, url: str
) -> None:
    cast_at(app, item, vote, "yes", "ledamot")
    secretary.open(url)
    form = secretary.form("För in rösterna")
    sent = {name: value for name, value in form.filled().items() if name != "csrf_token"}
    voted = sent | {name: "voted" for name in sent if name.startswith("answer-")}
    sentence = "Antalet röstsedlar är 5 men 4 förs in som röstande. Räkna igen."
    refuses(app, secretary, form.action, sentence, **(voted | {"ballots-yes": "5"}))
    filled = form.filled() | voted | {"ballots-yes": "1", "ballots-no": "2", "ballots-abstained": "1"}
    assert "Rösterna är införda." in secretary.post(form.action, **filled).text
    assert _ballots(app, vote) == {"yes": 2, "no": 2, "abstained": 1}


def test_who_has_given_a_ballot_is_not_entered_again(
    app: Flask, secretary: Visitor, item: int, vote: int, url: str
) -> None:
    cast_at(app, item, vote, "yes", "ledamot")
    number = next(row.person_id for row in rows(app, VoteElector) if row.answer == "voted")
    given = {f"answer-{number}": "not_present", f"seen-{number}": "voted", "version": "2"}
    sentence = "Ledamoten har redan röstat. En sluten röst kan inte ändras."
    refuses(app, secretary, f"{url}/omrostning/{vote}/roster", sentence, **given)


def test_an_ordinary_matter_is_never_voted_on_in_secret(app: Flask, secretary: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    secretary.open(url)
    offered = next(form for form in secretary.forms() if form.action.endswith("/omrostning"))
    assert offered.filled()["vote-matter"] == ["ordinary"]
    with pytest.raises(StepRefused, match="Sluten omröstning hålls bara i val och anställning"):
        vote_at(app, item, matter="election")
