"""A vote: its states, who may vote, what stands still meanwhile, and how the result is found (R-73 to R-76)."""

from itertools import product

import pytest
from flask import Flask
from transitions import MachineError

from casework.deliberation.ballots import Vote, VoteElector
from casework.deliberation.models import PutQuestion
from casework.deliberation.votes import refused
from tests.conftest import Visitors
from tests.deliberation.acts import enter_at, person, propose_at, put_at, step_at, vote_at
from tests.deliberation.refusals import refuses, token
from tests.factories import call_roll_of, note_at
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import PROCEDURES

STATES = ("prepared", "open", "closed", "counted", "cancelled")
ROADS = {
    "open": {"prepared": "open"},
    "close": {"open": "closed"},
    "count": {"closed": "counted"},
    "casting": {"closed": "counted"},
    "draw": {"closed": "counted"},
    "cancel": {"prepared": "cancelled", "open": "cancelled", "closed": "cancelled"},
}
BY = {
    "chair": {"open", "close", "count", "casting", "draw", "cancel"},
    "secretary": {"open", "close", "draw", "cancel"},
}


@pytest.mark.parametrize(("state", "step"), list(product(STATES, ROADS)))
def test_every_state_and_step_of_the_vote(state: str, step: str) -> None:
    table, vote = PROCEDURES["vote"], Vote(state=state)
    if state in ROADS[step]:
        assert table.move(step, state) == ROADS[step][state]
        for role, steps in {**BY, "member": set[str]()}.items():
            assert (refused(vote, step, {role}) == []) is (step in steps)
        return
    with pytest.raises(MachineError):
        table.move(step, state)
    assert "Det går inte att göra i läget" in str(refused(vote, step, {"chair", "secretary"})[0])


@pytest.fixture
def asked(app: Flask, item: int) -> int:
    """A question that waits: the item's id."""
    propose_at(app, item, "reject")
    put_at(app, item)
    return item


@pytest.fixture
def vote(app: Flask, asked: int) -> int:
    """An open vote on it, with the five members."""
    return vote_at(app, asked)


def _answers(app: Flask, vote: int) -> list[str | None]:
    return [row.answer for row in sorted(rows(app, VoteElector, vote_id=vote), key=lambda row: row.position)]


def test_a_member_demands_a_vote_and_the_electors_are_frozen_when_it_opens(
    app: Flask, member: Visitor, chair: Visitor, asked: int, url: str
) -> None:
    member.open(url)
    page = member.press("Begär omröstning om frågan").text
    assert "Omröstning är begärd." in page
    row = one(app, Vote)
    assert (row.state, row.demanded_by_id, row.matter, row.method) == (
        "prepared",
        person(app, "Ledamoten"),
        "ordinary",
        "open",
    )
    assert amount(app, VoteElector) == 0
    chair.open(url)
    page = chair.press("Börja omröstningen").text
    assert ("0 av 5 har röstat" in page, "Röstlängden är fastställd." in page) == (True, True)
    assert [row.position for row in rows(app, VoteElector)] == [1, 2, 3, 4, 5]
    assert (one(app, Vote).state, one(app, Vote).leader_id) == ("open", person(app, "Ordföranden"))


def test_electors_are_those_who_serve_at_the_item(app: Flask, meeting: int, asked: int) -> None:
    """Not who is disqualified, away or only follows; but the substitute who has stepped in."""
    there = ("Ordföranden", "Ledamoten", "Andra ledamoten", "Tredje ledamoten", "Första ersättaren", "Andra ersättaren")
    call_roll_of(app, meeting, there, {"Första ersättaren": "Vice ordföranden"})
    note_at(app, asked, "disqualified", "Tredje ledamoten")
    note_at(app, asked, "away", "Andra ledamoten")
    vote = vote_at(app, asked)
    names = [row.person.name for row in rows(app, VoteElector, vote_id=vote)]
    assert names == ["Ordföranden", "Ledamoten", "Första ersättaren"]


def test_below_the_quorum_no_vote_opens(app: Flask, chair: Visitor, asked: int, url: str) -> None:
    for name in ("Ledamoten", "Andra ledamoten", "Tredje ledamoten"):
        note_at(app, asked, "disqualified", name)
    vote_at(app, asked, opened=False)
    sentence = "Organet är inte beslutsfört i ärendet: 2 tjänstgör och minst 3 krävs."
    refuses(app, chair, f"{url}/omrostning/1/steg/open", sentence, version="1")


def test_presence_and_jav_stand_still_while_it_goes_on(
    app: Flask, secretary: Visitor, meeting: int, asked: int, vote: int, url: str
) -> None:
    sentence = "En omröstning pågår. Närvaro och jäv kan ändras när resultatet är fastställt."
    who = {"ute__person": str(person(app, "Ledamoten")), "ute__version": "5"}
    refuses(app, secretary, f"{url}/narvaro/ute", sentence, **who)
    secretary.open(f"/sammantraden/{meeting}")
    roll = next(form for form in secretary.forms() if form.action.endswith("/upprop"))
    sent = {name: value for name, value in roll.filled().items() if name != "csrf_token"}
    refuses(app, secretary, roll.action, sentence, **sent)
    enter_at(app, asked, vote, ["no"] * 5)
    step_at(app, asked, vote, "close")
    refuses(app, secretary, f"{url}/narvaro/ute", sentence, **who | {"ute__version": "6"})
    step_at(app, asked, vote, "count")
    note_at(app, asked, "away", "Ledamoten")


def test_a_member_votes_on_his_own_device_and_may_change_his_mind(
    app: Flask, member: Visitor, asked: int, vote: int, url: str
) -> None:
    page = member.open(url).text
    assert ("Din röst" in page, 'class="button button--quiet ballot__choice"' in page) == (True, True)
    form = next(form for form in member.forms() if form.action.endswith("/rost"))
    page = member.post(form.action, **form.filled(answer="yes")).text
    assert ("Din röst är lagd." in page, "Du har röstat: Ja." in page) == (True, True)
    before = fingerprint(app)
    assert "Din röst var redan lagd så." in member.post(form.action, **form.filled(answer="yes")).text
    assert fingerprint(app) == before  # a double click is one vote
    member.post(form.action, **form.filled(answer="no"))
    assert _answers(app, vote) == [None, None, "no", None, None]
    enter_at(app, asked, vote, ["yes", "yes", "", "no", "no"])
    step_at(app, asked, vote, "close")
    refuses(app, member, form.action, "Omröstningen pågår inte.", answer="yes")


def test_others_do_not_see_how_one_votes_before_it_is_closed(
    app: Flask, member: Visitor, asked: int, vote: int, url: str
) -> None:
    enter_at(app, asked, vote, ["yes", "no", "", "", ""])
    page = member.open(url).text
    assert ("2 av 5 har röstat" in page, "Vice ordföranden: Har röstat" in page, "Röster:" in page) == (
        True,
        True,
        False,
    )
    enter_at(app, asked, vote, ["", "", "no", "no", "abstained"])
    step_at(app, asked, vote, "close")
    step_at(app, asked, vote, "count")
    page = member.open(url).text
    assert "Röster: 1 Ja, 3 Nej. 1 avstår och 0 är frånvarande, av 5 röstberättigade." in page
    assert ("Vice ordföranden: Nej" in page, "Tredje ledamoten: Avstår" in page) == (True, True)


def test_who_is_no_elector_does_not_vote(app: Flask, visitors: Visitors, asked: int, url: str) -> None:
    note_at(app, asked, "disqualified", "Ledamoten")
    vote = vote_at(app, asked)
    member = visitors["ledamot"]
    member.open(url)
    assert [form for form in member.forms() if form.action.endswith("/rost")] == []
    address, sentence = f"{url}/omrostning/{vote}/rost", "Du finns inte i röstlängden för den här omröstningen."
    refuses(app, member, address, sentence, answer="yes")
    secretary = visitors["sekreterare"]
    secretary.open(url)
    refuses(app, secretary, address, sentence, answer="yes")


def test_an_answer_is_one_of_the_choices(app: Flask, member: Visitor, vote: int, url: str) -> None:
    for answer in ("", "not_present", "voted", "maybe", "1"):
        refuses(app, member, f"{url}/omrostning/{vote}/rost", "Välj ett av svaren, eller att avstå.", answer=answer)


def test_the_secretary_enters_what_was_said_at_the_roll_call(
    app: Flask, secretary: Visitor, member: Visitor, asked: int, vote: int, url: str
) -> None:
    secretary.open(url)
    form = secretary.form("För in rösterna")
    said = dict(zip(_people(app, vote), ["yes", "no", "no", "abstained", "not_present"], strict=True))
    values = form.filled() | {f"answer-{number}": word for number, word in said.items()}
    assert "Rösterna är införda." in secretary.post(form.action, **values).text
    assert _answers(app, vote) == ["yes", "no", "no", "abstained", "not_present"]
    refuses(app, member, form.action, "Röster förs in av sekreteraren eller av den som leder ärendet.", version="2")


def _people(app: Flask, vote: int) -> list[int]:
    return [row.person_id for row in sorted(rows(app, VoteElector, vote_id=vote), key=lambda row: row.position)]


def test_what_a_member_votes_meanwhile_is_not_overwritten(
    app: Flask, secretary: Visitor, member: Visitor, asked: int, vote: int, url: str
) -> None:
    secretary.open(url)
    form = secretary.form("För in rösterna")
    member.open(url)
    member.post(f"{url}/omrostning/{vote}/rost", csrf_token=token(member), answer="no")
    number = person(app, "Ledamoten")
    sent = {name: value for name, value in form.filled().items() if name != "csrf_token"}
    sent |= {f"answer-{number}": "yes"}
    refuses(app, secretary, form.action, "Ärendet har ändrats sedan sidan öppnades.", status=409, **sent)


@pytest.mark.parametrize(("row", "said"), [("answer-9999", "yes"), ("answer-3", "voted"), ("answer-3", "1")])
def test_what_no_page_would_enter_is_nothing(
    app: Flask, secretary: Visitor, vote: int, url: str, row: str, said: str
) -> None:
    before = fingerprint(app)
    values = {row.replace("-3", f"-{person(app, 'Ledamoten')}"): said, "version": "2", "csrf_token": token(secretary)}
    answer = secretary.post(f"{url}/omrostning/{vote}/roster", **values)
    stored = {table for table, seen in fingerprint(app).items() if seen != before[table]}
    assert (answer.status_code in {200, 422}, _answers(app, vote)) == (True, [None] * 5)
    assert stored <= {"audit_heads", "audit_records", "meeting_changes"}


def test_a_vote_closes_when_everybody_has_answered(app: Flask, chair: Visitor, asked: int, vote: int, url: str) -> None:
    enter_at(app, asked, vote, ["yes", "yes", "", "no", ""])
    sentence = "Ledamoten och Tredje ledamoten har inte röstat."
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/close", sentence, version="2")


def test_the_result_is_shown_and_stated_by_who_leads(
    app: Flask, chair: Visitor, secretary: Visitor, asked: int, vote: int, url: str
) -> None:
    enter_at(app, asked, vote, ["yes", "no", "no", "no", "abstained"])
    step_at(app, asked, vote, "close")
    refuses(app, secretary, f"{url}/omrostning/{vote}/steg/count", "Det här steget tas av den som leder", version="3")
    chair.open(url)
    page = chair.page.text if chair.page else ""
    assert "Omröstningen ger resultatet Nej: avslag på förslaget (yrkande 1, Ledamoten (C))." in page
    page = chair.press("Fastställ resultatet").text
    assert "Resultatet är fastställt." in page
    question, row = one(app, PutQuestion), one(app, Vote)
    assert (question.found, question.way, row.result, row.state) == ("no", "majority", "no", "counted")
    assert row.ended_by_id == person(app, "Ordföranden")


def test_a_step_pressed_twice_is_taken_once(app: Flask, chair: Visitor, asked: int, url: str) -> None:
    vote = vote_at(app, asked, opened=False)
    address = f"{url}/omrostning/{vote}/steg/open"
    chair.post(address, csrf_token=token(chair), version="1")
    before = fingerprint(app)
    page = chair.post(address, csrf_token=token(chair), version="1")
    assert (page.status_code, "Det var redan infört." in page.text, fingerprint(app)) == (200, True, before)
    refuses(app, chair, address, "Det går inte att göra i läget ”Pågår”.", version="2")
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/close", "Ärendet har ändrats", status=409, version="7")
    assert chair.post(f"{url}/omrostning/{vote}/steg/hoppa", csrf_token=token(chair)).status_code == 404


def test_a_cancelled_vote_counts_for_nothing_and_says_why(
    app: Flask, chair: Visitor, asked: int, vote: int, url: str
) -> None:
    enter_at(app, asked, vote, ["yes"] * 5)
    step_at(app, asked, vote, "close")
    refuses(app, chair, f"{url}/omrostning/{vote}/steg/cancel", "Skriv varför omröstningen avbryts.", version="3")
    chair.open(url)
    page = chair.press("Avbryt omröstningen", note="Fel fråga lästes upp.").text
    assert "En omröstning avbröts: Fel fråga lästes upp." in page
    assert one(app, PutQuestion).found is None
    again = vote_at(app, asked)
    assert (_answers(app, again), _answers(app, vote)) == ([None] * 5, ["yes"] * 5)


def test_one_vote_on_a_question_at_a_time(app: Flask, member: Visitor, asked: int, vote: int, url: str) -> None:
    given = {"vote__demanded_by": str(person(app, "Ledamoten")), "vote__matter": "ordinary", "vote__version": "5"}
    refuses(app, member, f"{url}/omrostning", "Omröstning är redan begärd.", **given)


def test_a_vote_is_demanded_by_who_serves_and_not_for_another(
    app: Flask, member: Visitor, secretary: Visitor, asked: int, url: str
) -> None:
    given = {"vote__matter": "ordinary", "vote__version": "3"}
    other = {"vote__demanded_by": str(person(app, "Andra ledamoten"))}
    refuses(app, member, f"{url}/omrostning", "Andras begäran förs in av sekreteraren.", **given, **other)
    substitute = {"vote__demanded_by": str(person(app, "Första ersättaren"))}
    sentence = "Omröstning begärs av en ledamot eller en tjänstgörande ersättare."
    refuses(app, secretary, f"{url}/omrostning", sentence, **given, **substitute)


def test_who_handled_an_exercise_of_authority_takes_part(app: Flask, member: Visitor, asked: int, url: str) -> None:
    """KL 4:26: in a board he may not abstain, but for one who has voted for a proposal already."""
    vote = vote_at(app, asked, authority=True)
    sentence = (
        "Ledamoten har handlagt ett ärende om myndighetsutövning mot någon enskild och ska delta i avgörandet "
        "(kommunallagen 4 kap. 26 §). Rösta på ett av förslagen."
    )
    refuses(app, member, f"{url}/omrostning/{vote}/rost", sentence, answer="abstained")
    assert (
        "Din röst är lagd." in member.post(f"{url}/omrostning/{vote}/rost", csrf_token=token(member), answer="no").text
    )
