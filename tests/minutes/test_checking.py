"""The check before approval: each thing that it finds, whether it hinders, and where it is put right."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.database import db, write
from casework.demo.people import ASSEMBLY
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.minutes.checking import check
from casework.minutes.models import Minutes
from casework.minutes.operations import choose, release_approver
from casework.minutes.queries import chosen_of
from casework.permissions import Reader
from casework.register.operations import take_number
from tests.deliberation.acts import enter_at, person, propose_at, put_at, vote_at
from tests.deliberation.acts import step_at as vote_step_at
from tests.factories import KSAU, call_roll_of, make_meeting
from tests.meetings.sitting import handle, holding, matter_at, refused, roll, step_at
from tests.minutes.held import (
    SIGNERS,
    a_meeting,
    approved,
    begin_at,
    being_signed,
    correction_at,
    drafted,
    paragraphs,
    sign_at,
    state_of,
)
from tests.observing import one, rows


def found(app: Flask, minutes: int) -> list[tuple[str, bool]]:
    """What the check finds: each sentence, and whether it hinders."""
    with app.app_context():
        return [(str(row.reason), row.hinders) for row in check(db.session.get_one(Minutes, minutes))]


def open_meeting(app: Flask, **given: Any) -> int:
    """An open meeting with every member there."""
    meeting = make_meeting(app, **given)
    call_roll_of(app, meeting)
    return meeting


def entered(app: Flask, item: int, **changes: Any) -> None:
    """A decision on the item as no door of the house would make it: a copy of the first one, changed."""
    with app.app_context(), write():
        first = db.session.scalars(select(Decision).order_by(Decision.id)).first()
        assert first is not None
        copied = {column.name: getattr(first, column.name) for column in Decision.__table__.columns}
        number = take_number(first.authority_id, f"paragraph:{first.body_id}", first.paragraph_year)
        own = {"item_id": item, "paragraph": number}
        db.session.add(Decision(**{key: value for key, value in copied.items() if key != "id"} | own | changes))
        db.session.get_one(AgendaItem, item).outcome = "note"


def test_whole_minutes_lack_nothing(app: Flask) -> None:
    assert found(app, drafted(app, a_meeting(app))) == []


def test_a_meeting_that_goes_on_and_an_item_without_a_decision_hinder(app: Flask) -> None:
    meeting = open_meeting(app)
    handle(app, matter_at(app, meeting, "Läget"))
    waits = matter_at(app, meeting, "Renhållningen")
    minutes = drafted(app, meeting)
    assert found(app, minutes) == [
        ("Sammanträdet är inte avslutat.", True),
        ("”Renhållningen” har inget beslut.", True),
    ]
    with app.app_context():
        places = [row.item_id for row in check(db.session.get_one(Minutes, minutes))]
    assert places == [None, waits]
    told = refused(app, lambda: begin_at(app, minutes))
    assert told == ["Protokollet kan inte lämnas för justering än. Förkontrollen har 2 kvar att rätta."]


def test_a_meeting_without_a_paragraph_has_no_minutes_to_approve(app: Flask) -> None:
    meeting = open_meeting(app)
    step_at(app, meeting, "close")
    assert found(app, drafted(app, meeting)) == [("Protokollet har ingen paragraf.", True)]


def test_approvers_are_as_many_as_the_rules_ask_for(app: Flask) -> None:
    minutes = drafted(app, a_meeting(app), [])
    assert found(app, minutes) == [("Justerare saknas: 0 är vald av 1.", True)]


def test_who_approves_took_part_and_did_not_lead(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting, [*KSAU, "Första ersättaren"])
    handle(app, matter_at(app, meeting))
    step_at(app, meeting, "close")
    assert found(app, drafted(app, meeting, ["Första ersättaren", "Ordföranden"])) == [
        ("Första ersättaren är vald till justerare men deltog inte i något av besluten.", True),
        ("Ordföranden ledde sammanträdet och kan inte också vara justerare.", True),
    ]


def test_a_gap_in_the_numbers_hinders(app: Flask) -> None:
    meeting = open_meeting(app)
    handle(app, matter_at(app, meeting))
    year = one(app, Decision).paragraph_year
    with app.app_context(), write():
        assert take_number(1, f"paragraph:{one(app, Decision).body_id}", year) == 2
    handle(app, matter_at(app, meeting))
    step_at(app, meeting, "close")
    gap = f"Paragrafnumren {year} har en lucka: 2 paragrafer, men den sista är § 3."
    assert found(app, drafted(app, meeting)) == [(gap, True)]


@pytest.mark.parametrize("outcome", ["note", "approve_changed"])
def test_a_decision_under_any_other_business_is_pointed_out(app: Flask, outcome: str) -> None:
    meeting = open_meeting(app)
    handle(app, matter_at(app, meeting, "Övrigt", kind="other"), outcome, text="En utredning görs.")
    step_at(app, meeting, "close")
    text = "§ 1 är ett beslut under Övrigt. Ärendet ska stå på föredragningslistan med sitt namn."
    minutes = drafted(app, meeting)
    assert found(app, minutes) == ([] if outcome == "note" else [(text, False)])
    begin_at(app, minutes)  # it is to be looked at, and hinders nothing


def test_in_the_assembly_a_decision_under_any_other_business_hinders(app: Flask) -> None:
    meeting = make_meeting(app, body="KF")
    call_roll_of(app, meeting, [name for name, _role in ASSEMBLY])
    item = matter_at(app, meeting, "Övrigt", kind="other")
    handle(app, item, "approve_changed", "ledamot", text="En utredning görs.", agree_to_decide="yes")
    step_at(app, meeting, "close", "ledamot")
    text = "§ 1 är ett beslut under Övrigt. Ärendet ska stå på föredragningslistan med sitt namn."
    minutes = drafted(app, meeting, ["Ordföranden", "Vice ordföranden"])
    assert found(app, minutes) == [(text, True)]


def test_a_paragraph_without_a_text_and_jav_that_nobody_ruled_on_hinder(app: Flask) -> None:
    meeting = open_meeting(app)
    handle(app, matter_at(app, meeting, "Läget"))
    jav = {"name": "Ledamoten", "party": "C", "disputed": True, "raised_by": "Ordföranden"}
    entered(app, matter_at(app, meeting, "Andra"), points=[" \n"])
    entered(app, matter_at(app, meeting, "Tredje"), points=[])
    entered(app, matter_at(app, meeting, "Fjärde"), disqualified=[jav])
    entered(app, matter_at(app, meeting, "Femte"), disqualified=[jav | {"ruling": "rejected"}])
    step_at(app, meeting, "close")
    assert found(app, drafted(app, meeting)) == [
        ("§ 2 har ingen beslutstext.", True),
        ("§ 3 har ingen beslutstext.", True),
        ("§ 4: om Ledamoten är jävig är inte prövat.", True),
    ]


def test_a_vote_that_names_others_than_took_part_is_pointed_out(app: Flask) -> None:
    meeting = open_meeting(app)
    item = matter_at(app, meeting, "Avgiften", proposal=["Avgiften höjs."])
    propose_at(app, item, "reject")
    put_at(app, item)
    vote = vote_at(app, item)
    enter_at(app, item, vote, ["yes", "yes", "yes", "no", "no"])
    vote_step_at(app, item, vote, "close")
    vote_step_at(app, item, vote, "count")
    roll(app, meeting, KSAU[:4])
    handle(app, item, "approve")
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    assert found(app, minutes) == [("§ 1: omröstningen har 5 namn, 4 deltog i beslutet.", False)]
    begin_at(app, minutes)


def test_too_few_signatures_approve_nothing(app: Flask) -> None:
    """The body asks for two from that day on; who is released after the round began leaves too few."""
    minutes = being_signed(app)
    meeting = one(app, Minutes, id=minutes).meeting_id

    def released(row: Meeting, actor: Reader) -> None:
        release_approver(row, chosen_of(row.id)[0], "Har insjuknat.", actor=actor)

    holding(app, meeting, "ordforande", released)
    assert [sign_at(app, minutes, who) for who in SIGNERS[:2]] == [False, False]
    assert state_of(app, minutes) == "approving"
    number = person(app, "Ledamoten")
    holding(app, meeting, "ordforande", lambda row, actor: choose(row, number, actor=actor).id)
    assert [sign_at(app, minutes, who) for who in SIGNERS] == [False, False, True]


def test_corrections_and_what_is_approved_at_once_are_not_checked(app: Flask) -> None:
    minutes = approved(app)
    meeting = one(app, Minutes, id=minutes).meeting_id
    correction = correction_at(app, minutes, paragraphs(app, meeting)[0])
    assert found(app, correction) == []
    begin_at(app, correction)
    assert [sign_at(app, correction, who) for who in SIGNERS] == [False, False, True]
    assert [row.state for row in rows(app, Minutes)] == ["approved", "approved"]
