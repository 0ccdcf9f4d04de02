"""Acceptance tests 1 and 2 of the domain: a minority that remits, once; and how a tie is broken."""

import pytest
from flask import Flask

from casework.deliberation.ballots import Vote
from casework.deliberation.models import MinorityDecision, MinorityDemand, PutQuestion
from casework.meetings.models import Decision
from tests.conftest import Visitors
from tests.deliberation.acts import (
    demand_at,
    enter_at,
    found_at,
    make_assembly,
    person,
    propose_at,
    put_at,
    step_at,
    vote_at,
)
from tests.deliberation.refusals import refuses, token
from tests.factories import call_roll_of, decide, item_of, make_case, make_meeting, step_of
from tests.observing import amount, one, rows
from tests.support.pages import Visitor

pytestmark = pytest.mark.both

PRESENT = 39


@pytest.fixture
def names(app: Flask) -> list[str]:
    """An assembly of 41."""
    return make_assembly(app, 41)


def _listed(app: Flask, case: int, names: list[str], *, days: int = 7) -> int:
    """The case on the agenda of an assembly where 39 are present: the item."""
    meeting = make_meeting(app, body="FULL", days=days)
    step_of(app, case, "list", "sekreterare", meeting=str(meeting), exemption="election")
    call_roll_of(app, meeting, names[:PRESENT])
    return item_of(app, case)


@pytest.fixture
def case(app: Flask, names: list[str]) -> int:
    """A case that waits for the assembly."""
    return make_case(app, "ready", body="FULL")


def _demand(visitor: Visitor, item: int, persons: list[int], proposal: int) -> str:
    """The secretary presses on the item's page that those demand it: the page that answers."""
    visitor.open(f"/sammantraden/arende/{item}")
    form = visitor.form("För in vilka som begär det")
    values = form.filled() | {"minority-proposal": str(proposal), "minority-persons": [str(one) for one in persons]}
    return visitor.post(form.action, **values).text


def test_acceptance_1_minority_remittal_of_13_of_39_passes(
    app: Flask, visitors: Visitors, case: int, names: list[str]
) -> None:
    item = _listed(app, case, names)
    proposal = propose_at(app, item, "remit_back", "Fullmäktig 2", addressee="Kommunstyrelsen", reason="Utred priset.")
    people = [person(app, name) for name in names[1:14]]
    page = _demand(visitors["sekreterare"], item, people, proposal)
    assert "13 av 39 närvarande begär det, och 13 krävs." in page
    assert "13 av 39 närvarande begär återremiss till Kommunstyrelsen, minst 13 krävs: Fullmäktig 2, " in page
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    form = chair.form("Återremittera")
    assert form.filled()["remit_back-note"] == ["Utred priset."]
    changed = {k: v for k, v in form.filled().items() if k != "csrf_token"} | {"remit_back-note": "Utred inget."}
    told = "Vem ärendet återremitteras till och varför bestäms av dem som har yrkat det (kommunallagen 5 kap. 50 §)."
    refuses(app, chair, form.action, f"{told} Låt det stå som i yrkandet.", **changed)
    chair.post(form.action, **form.filled())
    decision, marked = one(app, Decision), one(app, MinorityDecision)
    assert (decision.outcome, marked.decision_id, marked.outcome) == ("remit_back", decision.id, "remit_back")


def test_acceptance_1_minority_remittal_of_12_of_39_fails(
    app: Flask, visitors: Visitors, case: int, names: list[str]
) -> None:
    item = _listed(app, case, names)
    proposal = propose_at(app, item, "remit_back", "Fullmäktig 2")
    page = _demand(visitors["sekreterare"], item, [person(app, name) for name in names[1:13]], proposal)
    assert "12 av 39 närvarande begär det, men 13 krävs." in page
    row = one(app, MinorityDemand)
    assert (row.demanding, row.present, row.needed, row.holds) == (12, 39, 13, False)
    found_at(app, item, "yes")  # and the majority decides it today
    decide(app, case)
    assert (one(app, Decision).outcome, amount(app, MinorityDecision)) == ("approve", 0)


def test_acceptance_1_minority_remittal_after_a_minoritys_deferral_needs_a_majority(
    app: Flask, visitors: Visitors, case: int, names: list[str]
) -> None:
    first = _listed(app, case, names)
    assert demand_at(app, first, propose_at(app, first, "defer", "Fullmäktig 2"), 13)
    decide(app, case, "defer")
    assert one(app, MinorityDecision).outcome == "defer"
    second = _listed(app, case, names, days=8)
    proposal = propose_at(app, second, "remit_back", "Fullmäktig 2")
    secretary = visitors["sekreterare"]
    sentence = "Det kan bara ske en gång i varje ärende (kommunallagen 5 kap. 50 §). Nu krävs majoritet"
    assert sentence in " ".join(secretary.open(f"/sammantraden/arende/{second}").text.split())
    persons = [str(person(app, name)) for name in names[:20]]
    values = {"minority__proposal": str(proposal), "minority__persons": persons, "minority__version": "2"}
    refuses(app, secretary, f"/sammantraden/arende/{second}/minoritet", sentence, **values)
    found_at(app, second, "no")  # a majority may
    decide(app, case, "remit_back", given={"addressee": "Socialnämnden", "note": "Kostnaden ska utredas."})
    assert [row.outcome for row in rows(app, Decision)] == ["defer", "remit_back"]
    assert amount(app, MinorityDecision) == 1


def test_acceptance_1_minority_remittal_after_a_majoritys_is_still_a_third(
    app: Flask, case: int, names: list[str]
) -> None:
    first = _listed(app, case, names)
    propose_at(app, first, "defer", "Fullmäktig 2")
    found_at(app, first, "no")
    decide(app, case, "defer")
    assert amount(app, MinorityDecision) == 0
    second = _listed(app, case, names, days=8)
    proposal = propose_at(app, second, "remit_back", "Fullmäktig 2")
    assert (demand_at(app, second, proposal, 12), demand_at(app, second, proposal, 13)) == (False, True)
    decide(app, case, "remit_back", given={"addressee": "Socialnämnden", "note": "Kostnaden ska utredas."})
    assert one(app, MinorityDecision).outcome == "remit_back"


def test_acceptance_1_minority_remittal_is_the_assemblys_alone(app: Flask, visitors: Visitors, meeting: int) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    proposal = propose_at(app, item, "remit_back")
    secretary = visitors["sekreterare"]
    assert "Bara i fullmäktige, och inte i val" in secretary.open(f"/sammantraden/arende/{item}").text
    values = {"minority__proposal": str(proposal), "minority__persons": [str(person(app, "Ledamoten"))]}
    address = f"/sammantraden/arende/{item}/minoritet"
    told = (
        "Bara i fullmäktige, och inte i val, kan en minoritet återremittera eller bordlägga ett ärende (kommunallagen "
        "5 kap. 50 §). Här krävs majoritet: ställ frågan om ärendet ska avgöras i dag."
    )
    refuses(app, secretary, address, told, **values, minority__version="2")


@pytest.fixture
def asked(app: Flask, meeting: int) -> int:
    """A question that waits at an item of the committee, where four serve."""
    call_roll_of(app, meeting, ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten"))
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    propose_at(app, item, "reject")
    put_at(app, item)
    return item


def test_acceptance_2_tie_in_an_ordinary_matter_is_the_chairs(app: Flask, visitors: Visitors, asked: int) -> None:
    vote, url = vote_at(app, asked), f"/sammantraden/arende/{asked}"
    enter_at(app, asked, vote, ["no", "yes", "yes", "no"])
    step_at(app, asked, vote, "close")
    chair = visitors["ordforande"]
    page = chair.open(url).text
    assert "Lika röstetal. Ordföranden avgör med sin utslagsröst: Nej: avslag på förslaget" in page
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/count", "Lika röstetal: avgör med utslagsröst.", version="3")
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/draw", "Lottning hålls bara vid lika röstetal", version="3")
    chair.open(url)
    chair.press("Avgör med utslagsröst")
    assert (one(app, PutQuestion).found, one(app, Vote).way) == ("no", "casting")


@pytest.mark.parametrize("drawn", ["", "yes", "no"])
def test_acceptance_2_tie_in_an_employment_is_drawn_by_lots(
    app: Flask, visitors: Visitors, asked: int, drawn: str
) -> None:
    """As in an election: by the machine, or by hand and entered; who drew is kept."""
    vote, url = vote_at(app, asked, matter="employment"), f"/sammantraden/arende/{asked}"
    enter_at(app, asked, vote, ["voted"] * 4, {"yes": 2, "no": 2})
    step_at(app, asked, vote, "close")
    secretary = visitors["sekreterare"]
    secretary.open(url)
    refuses(app, secretary, f"{url}/omrostning/{vote}/steg/draw", "Lotten kan bara falla på", version="3", drawn="1")
    secretary.post(f"{url}/omrostning/{vote}/steg/draw", csrf_token=token(secretary), version="3", drawn=drawn)
    row = one(app, Vote)
    assert (row.way, row.drawn_how, row.ended_by_id) == (
        "lots",
        "hand" if drawn else "machine",
        person(app, "Sekreteraren"),
    )
    assert row.result in ({drawn} if drawn else {"yes", "no"})
    assert one(app, PutQuestion).found == row.result


def test_acceptance_2_tie_in_an_employment_has_no_casting_vote(app: Flask, visitors: Visitors, asked: int) -> None:
    vote, url = vote_at(app, asked, matter="employment"), f"/sammantraden/arende/{asked}"
    enter_at(app, asked, vote, ["voted"] * 4, {"yes": 2, "no": 2})
    step_at(app, asked, vote, "close")
    chair = visitors["ordforande"]
    chair.open(url)
    sentence = "Utslagsröst finns bara vid lika röstetal i ett vanligt ärende."
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/casting", sentence, version="3")
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/count", "Lika röstetal: lotten avgör.", version="3")


def test_acceptance_2_tie_and_a_chair_who_abstains_when_needed_is_refused(
    app: Flask, visitors: Visitors, meeting: int
) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    propose_at(app, item, "reject")
    put_at(app, item)
    vote, url = vote_at(app, item), f"/sammantraden/arende/{item}"
    enter_at(app, item, vote, ["", "yes", "yes", "no", "no"])
    chair = visitors["ordforande"]
    chair.open(url)
    needed = (
        "Rösterna är lika, och Ordföranden leder ärendet och måste rösta när det behövs för att avgöra det "
        "(kommunallagen 4 kap. 25 §)."
    )
    refuses(app, chair, f"{url}/omrostning/{vote}/rost", needed, answer="abstained")
    enter_at(app, item, vote, ["", "", "abstained", "", ""])  # now he is not needed
    chair.post(f"{url}/omrostning/{vote}/rost", csrf_token=token(chair), answer="abstained")
    enter_at(app, item, vote, ["", "", "yes", "", ""])  # and now again
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/close", needed, version="2")
    chair.post(f"{url}/omrostning/{vote}/rost", csrf_token=token(chair), answer="no")
    step_at(app, item, vote, "close")
    step_at(app, item, vote, "count")
    assert one(app, PutQuestion).found == "no"
