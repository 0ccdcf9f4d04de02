"""An election at a meeting: candidates, one question between them, slips or devices, lots on a tie (R-73, R-74)."""

import pytest
from flask import Flask

from casework.database import write
from casework.deliberation.ballots import BallotCount, Vote
from casework.deliberation.models import PutQuestion
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import Decision
from casework.meetings.queries import get_meeting
from tests.conftest import Visitors
from tests.deliberation.acts import enter_at, found_at, person, propose_at, put_at, step_at, vote_at
from tests.deliberation.refusals import refuses, token
from tests.factories import reader_of
from tests.observing import one, rows
from tests.support.pages import Visitor

CANDIDATES = ("Anna Ek", "Bo Alm", "Cia Rönn")


@pytest.fixture
def item(app: Flask, meeting: int) -> int:
    """An election on the agenda."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = get_meeting(meeting, actor, lock=True)
        assert row is not None
        return add_matter(row, Matter("election", "Val av ombud"), actor=actor).id


@pytest.fixture
def candidates(app: Flask, item: int) -> list[str]:
    """The three, each by a member: the ids by which they are chosen."""
    by = ("Ledamoten", "Andra ledamoten", "Tredje ledamoten")
    named = zip(CANDIDATES, by, strict=True)
    return [str(propose_at(app, item, "candidate", mover, text=name)) for name, mover in named]


def test_a_person_is_proposed_on_the_page(app: Flask, member: Visitor, url: str) -> None:
    form = member.form("För in yrkandet")
    assert form.filled()["proposal-kind"] == ["defer"]  # an election has no remittal, nor anything to reject
    page = member.press("För in yrkandet", proposal__kind="candidate", proposal__text="Anna Ek").text
    assert "Ledamoten (C) föreslår Anna Ek." in page
    for kind in ("reject", "change", "addition", "approve"):
        values = {"proposal__kind": kind, "proposal__person": str(person(app, "Ledamoten")), "proposal__text": "x"}
        refuses(
            app,
            member,
            f"{url}/yrkanden",
            "Ärendet är ett val. Föreslå en person, eller yrka bordläggning eller ajournering.",
            **values,
        )
    remittal = {"proposal__kind": "remit_back", "proposal__addressee": "Nämnden", "proposal__reason": "Utred."}
    refuses(
        app,
        member,
        f"{url}/yrkanden",
        "Det här är ingen punkt som kan återremitteras. Yrka bordläggning.",
        **remittal,
        proposal__person=str(person(app, "Ledamoten")),
    )


def test_who_has_most_votes_is_elected_in_secret(
    app: Flask, people: Visitors, item: int, candidates: list[str], url: str
) -> None:
    assert put_at(app, item) == "Vem ska väljas: Anna Ek, Bo Alm, Cia Rönn?"
    vote = vote_at(app, item, matter="election")
    assert one(app, Vote).method == "secret"
    for who, choice in (("ledamot", 1), ("andra", 1), ("vice", 0)):
        people[who].open(url)
        people[who].post(f"{url}/omrostning/{vote}/rost", csrf_token=token(people[who]), answer=candidates[choice])
    enter_at(app, item, vote, ["voted", "", "", "", "voted"], {candidates[1]: 1, "abstained": 1})
    step_at(app, item, vote, "close")
    page = people["ordforande"].open(url).text
    assert "Röster: 1 Anna Ek, 3 Bo Alm, 0 Cia Rönn. 1 avstår" in page
    step_at(app, item, vote, "count")
    assert (one(app, PutQuestion).found, one(app, Vote).result) == (candidates[1], candidates[1])
    chair = people["ordforande"]
    chair.open(url)
    form = next(form for form in chair.forms() if form.action.endswith("/utgang/approve_changed"))
    assert form.filled()["approve_changed-text"] == ["Bo Alm väljs."]
    chair.post(form.action, **form.filled())
    assert one(app, Decision).points == ["Bo Alm väljs."]


def test_lots_decide_between_those_that_are_equal(
    app: Flask, secretary: Visitor, item: int, candidates: list[str], url: str
) -> None:
    put_at(app, item)
    vote = vote_at(app, item, matter="election")
    enter_at(app, item, vote, ["voted"] * 5, {candidates[0]: 2, candidates[2]: 2, candidates[1]: 1})
    step_at(app, item, vote, "close")
    secretary.open(url)
    address, only = (
        f"{url}/omrostning/{vote}/steg/draw",
        "Lotten kan bara falla på någon av dem som har lika många röster.",
    )
    refuses(app, secretary, address, only, version="3", drawn=candidates[1])
    secretary.open(url)
    page = secretary.press("Avgör genom lottning", drawn=candidates[2]).text
    assert "Lika röstetal. Lotten avgör: Cia Rönn." in page
    row = one(app, Vote)
    assert (row.result, row.drawn_how, sum(ballot.number for ballot in rows(app, BallotCount))) == (
        candidates[2],
        "hand",
        5,
    )


def test_an_election_is_never_voted_on_openly(
    app: Flask, chair: Visitor, item: int, candidates: list[str], url: str
) -> None:
    put_at(app, item)
    chair.open(url)
    me = {"vote__demanded_by": str(person(app, "Ordföranden")), "vote__version": "5"}
    before = rows(app, Vote)
    answer = chair.post(
        f"{url}/omrostning",
        csrf_token=token(chair),
        **{name.replace("__", "-"): value for name, value in me.items()},
        **{"vote-matter": "ordinary"},
    )
    assert (answer.status_code, before, rows(app, Vote)) == (422, [], [])


def test_without_a_vote_the_chair_states_who_is_elected(
    app: Flask, chair: Visitor, item: int, candidates: list[str], url: str
) -> None:
    put_at(app, item)
    page = chair.open(url).text
    assert "Ordföranden finner att Anna Ek är vald." in page
    found_at(app, item, candidates[0])
    assert one(app, PutQuestion).found == candidates[0]


def test_one_candidate_needs_no_question(app: Flask, chair: Visitor, item: int, url: str) -> None:
    propose_at(app, item, "candidate", text="Anna Ek")
    chair.open(url)
    form = next(form for form in chair.forms() if form.action.endswith("/utgang/approve_changed"))
    assert form.filled()["approve_changed-text"] == ["Anna Ek väljs."]
    chair.post(form.action, **form.filled())
    assert one(app, Decision).points == ["Anna Ek väljs."]
