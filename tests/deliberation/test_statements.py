"""Reservations and notes: by whom, when, and what the minutes will say (R-77, R-78)."""

from flask import Flask
from sqlalchemy import update

from casework.database import db, write
from casework.deliberation.models import MinuteStatement
from casework.people.models import BodyRules
from tests.conftest import Visitors
from tests.deliberation.acts import enter_at, person, propose_at, put_at, step_at, vote_at
from tests.deliberation.refusals import refuses
from tests.factories import KSAU, call_roll_of, decide, make_account, note_at
from tests.observing import amount, one
from tests.support.pages import Visitor


def test_a_member_reserves_himself_when_the_decision_is_taken(
    app: Flask, visitors: Visitors, case: int, url: str
) -> None:
    decide(app, case)
    member = visitors["ledamot"]
    member.open(url)
    form = member.form("Anmäl")
    page = member.press("Anmäl", statement__kind="reservation", statement__text="Kostnaden är för hög.").text
    assert "Ledamoten (C) reserverar sig mot beslutet. Kostnaden är för hög." in page
    row = one(app, MinuteStatement)
    assert (row.kind, row.person_id, row.entered_by_id) == ("reservation", *[person(app, "Ledamoten")] * 2)
    member.post(form.action, **form.filled(statement__kind="reservation"))
    assert amount(app, MinuteStatement) == 1  # the same form sent twice
    me = {"statement__person": str(person(app, "Ledamoten")), "statement__kind": "reservation"}
    refuses(app, member, f"{url}/uttalanden", "Ledamoten (C) har redan reserverat sig.", **me)


def test_the_secretary_enters_what_is_announced_aloud(app: Flask, secretary: Visitor, case: int, url: str) -> None:
    decide(app, case)
    secretary.open(url)
    given = {"statement__person": str(person(app, "Andra ledamoten")), "statement__kind": "note"}
    page = secretary.press("Anmäl", **given, statement__text="Frågan bör tas upp igen.").text
    assert "Andra ledamoten (S) får till protokollet antecknat: Frågan bör tas upp igen." in page


def test_nobody_reserves_himself_before_there_is_a_decision(app: Flask, member: Visitor, url: str) -> None:
    me = {"statement__person": str(person(app, "Ledamoten"))}
    sentence = "Ärendet är inte avgjort. Reservation anmäls mot ett beslut som är fattat."
    refuses(app, member, f"{url}/uttalanden", sentence, statement__kind="reservation", **me)


def test_who_took_no_part_in_the_decision_does_not_reserve_himself(
    app: Flask, secretary: Visitor, item: int, case: int, url: str
) -> None:
    note_at(app, item, "disqualified", "Ledamoten")
    decide(app, case)
    for name in ("Ledamoten", "Första ersättaren"):
        who = {"statement__person": str(person(app, name)), "statement__kind": "reservation"}
        told = "deltog inte i beslutet. Bara den som har deltagit kan reservera sig (kommunallagen 4 kap. 27 §)."
        refuses(app, secretary, f"{url}/uttalanden", told, **who)


def test_who_abstained_in_the_vote_that_decided_does_not_reserve_himself(
    app: Flask, secretary: Visitor, item: int, case: int, url: str
) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    vote = vote_at(app, item)
    enter_at(app, item, vote, ["yes", "yes", "abstained", "no", "yes"])
    step_at(app, item, vote, "close")
    step_at(app, item, vote, "count")
    decide(app, case)
    who = {"statement__person": str(person(app, "Ledamoten")), "statement__kind": "reservation"}
    refuses(app, secretary, f"{url}/uttalanden", "deltog inte i beslutet.", **who)
    secretary.open(url)
    secretary.press("Anmäl", statement__kind="reservation", statement__person=str(person(app, "Andra ledamoten")))
    assert one(app, MinuteStatement).person_id == person(app, "Andra ledamoten")


def test_a_note_says_something_and_is_for_who_serves(app: Flask, secretary: Visitor, url: str) -> None:
    wrong = {
        ("Ledamoten", ""): "Skriv vad som ska antecknas.",
        (
            "Första ersättaren",
            "Nej.",
        ): "Första ersättaren (S) tjänstgör inte i ärendet och kan inte få något antecknat.",
    }
    for (name, said), sentence in wrong.items():
        given = {"statement__kind": "note", "statement__person": str(person(app, name)), "statement__text": said}
        refuses(app, secretary, f"{url}/uttalanden", sentence, **given)


def test_nobody_announces_for_another(app: Flask, member: Visitor, url: str) -> None:
    given = {"statement__kind": "note", "statement__person": str(person(app, "Andra ledamoten"))}
    refuses(
        app,
        member,
        f"{url}/uttalanden",
        "Det som andra anmäler förs in av sekreteraren.",
        **given,
        statement__text="Nej.",
    )


def test_who_came_after_the_decision_does_not_reserve_himself_and_who_left_may(
    app: Flask, secretary: Visitor, meeting: int, case: int, url: str
) -> None:
    """Who took part is what is frozen with the decision, whatever the roll says now."""
    call_roll_of(app, meeting, KSAU[:4])
    decide(app, case)
    call_roll_of(app, meeting, [*KSAU[:3], KSAU[4]])
    late = {"statement__person": str(person(app, KSAU[4])), "statement__kind": "reservation"}
    refuses(app, secretary, f"{url}/uttalanden", "deltog inte i beslutet.", **late)
    secretary.open(url)
    secretary.press("Anmäl", statement__kind="reservation", statement__person=str(person(app, KSAU[3])))
    assert one(app, MinuteStatement).person_id == person(app, KSAU[3])


def test_a_substitute_who_waits_has_his_opinion_noted_where_the_bodys_rules_let_him(
    app: Flask, visitors: Visitors, meeting: int, item: int, url: str
) -> None:
    call_roll_of(app, meeting, [*KSAU, "Första ersättaren"])
    make_account(app, "Första ersättaren", "forsta")
    substitute = visitors["forsta"]
    assert "Anmäl anteckning" not in substitute.open(url).text
    with app.app_context(), write():
        db.session.execute(update(BodyRules).values(substitute_notes=True))
    substitute.open(url)
    page = substitute.press("Anmäl", statement__text="Förslaget borde ha väntat.").text
    assert "Första ersättaren (S) får till protokollet antecknat: Förslaget borde ha väntat." in page
    sentence = "Det som andra anmäler förs in av sekreteraren."
    given = {"statement__kind": "note", "statement__text": "Nej.", "statement__person": str(person(app, "Ledamoten"))}
    refuses(app, substitute, f"{url}/uttalanden", sentence, **given)
