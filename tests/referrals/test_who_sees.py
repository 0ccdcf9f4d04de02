"""What a reader may not see does not exist for him; who was asked sees the question and nothing else of the case."""

import pytest
from flask import Flask

from casework.database import db, write
from casework.people.models import Seat
from casework.people.operations import grant_role_by_names
from tests.conftest import Visitors
from tests.factories import make_body, make_case, make_neighbour, make_person
from tests.observing import fingerprint
from tests.referrals.asked import ask_all, ask_one, body, due_in, outside, person, referral_of, told
from tests.world import token

NOWHERE = 999_999


@pytest.fixture
def case(app: Flask) -> int:
    """A draft with two attachments."""
    return make_case(app, attachments=[("Underlag.txt", b"Ett underlag."), ("Karta.txt", b"En karta.")])


def test_who_was_asked_sees_the_question_and_nothing_else_of_the_case(
    app: Flask, visitors: Visitors, case: int
) -> None:
    referral = ask_one(app, case, "person")
    paper = referral_of(app, referral).papers[0]
    archivist = visitors["arkivarie"]
    page = told(archivist.open(f"/remisser/{referral}"))
    assert ("Förvaltningen får i uppdrag att se över medlemskapet." in page, "Underlag.txt" in page) == (True, True)
    assert "Socialchef" not in page  # who is to get the decision is not his business
    assert f"/arenden/{case}" not in archivist.open(f"/remisser/{referral}").text
    assert archivist.client.get(f"/remisser/{referral}/handlingar/{paper}").data == b"Ett underlag."
    urls = (f"/arenden/{case}", f"/arenden/{case}/handlingar/{paper}", f"/arenden/{case}/versioner/1")
    assert {archivist.open(url).status_code for url in urls} == {403}


def test_for_others_a_referral_does_not_exist(app: Flask, visitors: Visitors, case: int) -> None:
    make_neighbour(app)
    make_person(app, "kollega", "officer")
    make_body(app, "NN")
    with app.app_context():
        to = [person(), body("KF"), outside()]
    to_archivist, to_assembly, to_region = ask_all(app, case, *to)
    paper = referral_of(app, to_archivist).papers[0]
    hidden = {
        "kollega": [to_archivist, to_assembly, to_region],  # a colleague does not see the draft either
        "granne-chef": [to_archivist, to_assembly, to_region],
        "granne-sekreterare": [to_archivist, to_assembly, to_region],
        "ordforande": [to_archivist, to_assembly, to_region],  # a member of the assembly, not its chair
        "ledamot": [to_archivist, to_region],
        "sekreterare": [to_archivist, to_region],
        "arkivarie": [to_assembly, to_region],
        "admin": [to_archivist, to_assembly, to_region],
    }
    before = fingerprint(app)
    for who, referrals in hidden.items():
        own = token(visitors[who])
        for number in referrals:
            for path in ("", f"/handlingar/{paper}", "/svar"):
                seen, nothing = (visitors[who].client.get(f"/remisser/{n}{path}") for n in (number, NOWHERE))
                assert (seen.status_code, _page(seen.text)) == (404, _page(nothing.text)), (who, number, path)
            given = {"csrf_token": own, "step": "answer", "text": "Nej.", "version": "1"}
            assert visitors[who].client.post(f"/remisser/{number}", data=given).status_code == 404, (who, number)
        assert "Remisser att svara på (3)" not in told(visitors[who].open("/"))
    assert fingerprint(app) == before


def _page(text: str) -> str:
    """What the page says, without the token of its footer."""
    return text.partition("<main")[2].partition("</main>")[0]


def test_a_paper_that_did_not_go_along_is_not_there(app: Flask, visitors: Visitors, case: int) -> None:
    other = make_case(app, attachments=[("Annat.txt", b"Annat.")])
    referral, elsewhere = ask_one(app, case, "person"), ask_one(app, other, "person")
    paper = referral_of(app, elsewhere).papers[0]
    assert visitors["arkivarie"].client.get(f"/remisser/{referral}/handlingar/{paper}").status_code == 404
    assert visitors["arkivarie"].client.get(f"/remisser/{elsewhere}/handlingar/{paper}").status_code == 200


def test_who_leaves_the_chair_no_longer_answers_for_the_body(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case, "body")
    assert visitors["ledamot"].open(f"/remisser/{referral}").status_code == 200
    with app.app_context(), write():
        number = body("KF")["body_id"]
        past = {"valid_from": due_in(-2), "valid_to": due_in(-1)}
        db.session.query(Seat).filter_by(body_id=number, role="chair").update(past)
    assert visitors["ledamot"].open(f"/remisser/{referral}").status_code == 404


def test_no_role_is_called_by_the_name_of_who_was_asked(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="Rollen addressee finns inte"):
        grant_role_by_names("chef@demo.example", "addressee", None)
