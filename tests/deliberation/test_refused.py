"""What is refused at an item, word for word: votes, minorities, proposals that are dropped, forms half filled in."""

from collections.abc import Collection
from functools import partial

import pytest
from flask import Flask

from casework.deliberation.minority import demand
from casework.deliberation.queries import proposal_of
from casework.meetings.models import AgendaItem
from tests.deliberation.acts import (
    acting,
    demand_at,
    enter_at,
    found_at,
    make_it_an_assembly,
    person,
    propose_at,
    put_at,
    step_at,
    vote_at,
)
from tests.deliberation.refusals import refuses, token
from tests.factories import note_at
from tests.meetings.sitting import refused
from tests.meetings.sitting import step_at as meeting_step
from tests.observing import one
from tests.support.pages import Visitor

BY_OTHERS = "förs in av sekreteraren eller av den som leder ärendet."
MEND = "Rätta det som är markerat i formuläret."


def test_nothing_is_deliberated_on_outside_an_open_meeting(
    app: Flask, meeting: int, item: int, chair: Visitor, member: Visitor, url: str
) -> None:
    number = propose_at(app, item, "reject")
    meeting_step(app, meeting, "adjourn", note="Lunch.")
    told = "Sammanträdet pågår inte. Yrkanden och omröstningar hör till ett öppnat sammanträde."
    me = str(person(app, "Ledamoten"))
    refuses(app, member, f"{url}/yrkanden", told, proposal__kind="approve", proposal__person=me)
    refuses(app, member, f"{url}/yrkanden/{number}/ater", told, version="2")
    refuses(app, chair, f"{url}/fraga", told, version="2")
    refuses(app, member, f"{url}/uttalanden", told, statement__kind="note", statement__person=me, statement__text="x")


def test_a_form_that_no_page_would_send_is_refused(app: Flask, item: int, member: Visitor, url: str) -> None:
    propose_at(app, item, "reject")
    me, long = str(person(app, "Ledamoten")), "x" * 20_001
    proposal = {"proposal__kind": "reject", "proposal__person": me}
    for wrong in ({"proposal__kind": "hoppas"}, {"proposal__person": "9999"}, {"proposal__text": long}):
        refuses(app, member, f"{url}/yrkanden", MEND, **proposal | wrong)
    put_at(app, item)
    vote = {"vote__demanded_by": me, "vote__matter": "ordinary", "vote__version": "3"}
    for wrong in ({"vote__demanded_by": "9999"}, {"vote__matter": "election"}):
        refuses(app, member, f"{url}/omrostning", MEND, **vote | wrong)


def test_a_vote_refuses_what_is_not_its_turn(
    app: Flask, item: int, chair: Visitor, member: Visitor, secretary: Visitor, url: str
) -> None:
    me = {"vote__demanded_by": str(person(app, "Ledamoten")), "vote__matter": "ordinary"}
    refuses(app, member, f"{url}/omrostning", "Ingen fråga väntar på svar.", **me, vote__version="1")
    propose_at(app, item, "reject")
    put_at(app, item)
    vote = vote_at(app, item)
    rolls, steps = f"{url}/omrostning/{vote}/roster", f"{url}/omrostning/{vote}/steg"
    one_of_them = f"answer__{person(app, 'Ledamoten')}"
    for said in ("kanske", "voted", "1"):
        told = "Välj ett svar för var och en i röstlängden."
        refuses(app, secretary, rolls, told, **{one_of_them: said}, version="2")
    told = "Inget svar är nytt. Välj ett svar för minst en i röstlängden."
    refuses(app, secretary, rolls, told, **{one_of_them: ""}, version="2")
    told = "Ordföranden, Vice ordföranden, Ledamoten, Andra ledamoten och Tredje ledamoten har inte röstat."
    more = "För in en röst, att de avstår eller att de är frånvarande."
    refuses(app, chair, f"{steps}/close", f"{told} {more}", version="2")
    enter_at(app, item, vote, ["yes", "yes", "no", "no", "no"])
    step_at(app, item, vote, "close")
    refuses(app, secretary, rolls, "Omröstningen pågår inte.", **{one_of_them: "yes"}, version="3")
    only_on_a_tie = "Utslagsröst finns bara vid lika röstetal i ett vanligt ärende."
    refuses(app, chair, f"{steps}/casting", only_on_a_tie, version="3")
    no_lots = "Lottning hålls bara vid lika röstetal i val och anställning."
    refuses(app, secretary, f"{steps}/draw", no_lots, version="3")
    refuses(app, chair, f"{steps}/cancel", "Texten är för lång: högst 2000 tecken.", version="3", note="x" * 2001)
    for who, step in ((member, "close"), (chair, "open")):
        told = "Det går inte att göra i läget ”Avslutad, resultatet ska fastställas”."
        refuses(app, who, f"{steps}/{step}", told, version="3")
    refuses(app, member, f"{steps}/count", "Det här steget tas av den som leder ärendet.", version="3")
    told = "Det här steget tas av den som leder ärendet eller sekreteraren."
    refuses(app, member, f"{steps}/cancel", told, version="3", note="Fel.")


def test_a_vote_that_nobody_presides_over_does_not_open(app: Flask, item: int, secretary: Visitor, url: str) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    vote = vote_at(app, item, opened=False)
    for name in ("Ordföranden", "Vice ordföranden"):
        note_at(app, item, "disqualified", name)
    told = "Ingen leder ärendet: varken ordföranden eller vice ordföranden deltar."
    refuses(app, secretary, f"{url}/omrostning/{vote}/steg/open", told, version="1")


def test_an_ordinary_matter_is_never_voted_on_in_secret(app: Flask, item: int) -> None:
    """No page offers it; the operation refuses it all the same."""
    propose_at(app, item, "reject")
    put_at(app, item)
    told = "Sluten omröstning hålls bara i val och anställning (kommunallagen 5 kap. 54 §)."
    assert refused(app, partial(vote_at, app, item, matter="election")) == [told]


@pytest.fixture
def assembly(app: Flask, item: int) -> int:
    """The item, before an assembly."""
    make_it_an_assembly(app)
    return item


def test_what_is_dropped_is_not_dropped_again(
    app: Flask, assembly: int, chair: Visitor, member: Visitor, url: str
) -> None:
    told, refusing = "Yrkandet är redan återtaget eller prövat.", {"ground": "unlawful"}
    taken_back, refused_one = propose_at(app, assembly, "reject"), propose_at(app, assembly, "change", text="Ja.")
    member.post(f"{url}/yrkanden/{taken_back}/ater", csrf_token=token(member), version="3")
    refuses(app, chair, f"{url}/yrkanden/{taken_back}/avvisa", told, version="4", **refusing)
    chair.post(f"{url}/yrkanden/{refused_one}/avvisa", csrf_token=token(chair), version="4", **refusing)
    refuses(app, member, f"{url}/yrkanden/{refused_one}/ater", told, version="5")
    not_yours = f"Fullmäktiges ställningstagande {BY_OTHERS}"
    refuses(app, member, f"{url}/yrkanden/{refused_one}/prova", not_yours, version="5")
    chair.post(f"{url}/yrkanden/{refused_one}/prova", csrf_token=token(chair), version="5")
    refuses(app, chair, f"{url}/yrkanden/{refused_one}/avvisa", told, version="6", ground="new_matter")


def test_a_minority_is_entered_by_who_may_and_of_those_who_serve(
    app: Flask, assembly: int, member: Visitor, secretary: Visitor, url: str
) -> None:
    remit, reject = propose_at(app, assembly, "remit_back"), propose_at(app, assembly, "reject")
    here = {"minority__proposal": str(remit), "minority__version": "3"}
    me, stranger = str(person(app, "Ledamoten")), str(person(app, "Första ersättaren"))
    not_yours = f"Vilka som begär det {BY_OTHERS}"
    refuses(app, member, f"{url}/minoritet", not_yours, **here, minority__persons=me)
    secretary.open(url)
    refuses(app, secretary, f"{url}/minoritet", "Markera vilka som begär det.", **here)
    for persons in (stranger, "9999", "alla"):
        refuses(app, secretary, f"{url}/minoritet", MEND, **here, minority__persons=persons)
    refuses(app, secretary, f"{url}/minoritet", MEND, **here | {"minority__proposal": str(reject)})
    told = ["Välj ett yrkande om återremiss eller bordläggning."]  # no page offers it
    assert refused(app, partial(demand_at, app, assembly, reject, 1)) == told
    for persons in ([], [int(stranger)]):
        told = ["Välj vilka som begär det bland dem som tjänstgör i ärendet."]
        assert refused(app, partial(_demand, app, assembly, remit, persons)) == told


def _demand(app: Flask, item: int, number: int, persons: Collection[int]) -> None:
    with acting(app, item, "sekreterare") as (row, actor):
        proposal = proposal_of(item, number)
        assert proposal is not None
        demand(row, proposal, persons, actor=actor, expected_version=row.version)


def test_a_minority_waits_for_the_vote_and_is_not_undone(
    app: Flask, assembly: int, chair: Visitor, member: Visitor, secretary: Visitor, url: str
) -> None:
    number = propose_at(app, assembly, "defer")
    put_at(app, assembly)
    vote = vote_at(app, assembly)
    here = {"minority__proposal": str(number), "minority__persons": str(person(app, "Ledamoten"))}
    told = "En omröstning pågår. Avsluta den först."
    refuses(app, secretary, f"{url}/minoritet", told, **here, minority__version="5")
    step_at(app, assembly, vote, "cancel", "Fel fråga.")
    found_at(app, assembly, "yes")
    propose_at(app, assembly, "reject")
    put_at(app, assembly)
    told = "Huvudfrågan är redan ställd. Nu kan ärendet inte återremitteras eller bordläggas."
    refuses(app, secretary, f"{url}/minoritet", told, **here, minority__version=str(_version(app, assembly)))


def test_what_a_minority_has_collected_for_is_not_taken_back(
    app: Flask, assembly: int, chair: Visitor, member: Visitor, url: str
) -> None:
    number = propose_at(app, assembly, "remit_back")
    assert demand_at(app, assembly, number, 2)
    told, version = (
        "Yrkandet har redan samlat den minoritet som krävs. Det kan inte återtas eller avvisas nu.",
        str(_version(app, assembly)),
    )
    refuses(app, member, f"{url}/yrkanden/{number}/ater", told, version=version)
    refuses(app, chair, f"{url}/yrkanden/{number}/avvisa", told, version=version, ground="unlawful")


def _version(app: Flask, item: int) -> int:
    return one(app, AgendaItem, id=item).version
