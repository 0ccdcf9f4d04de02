"""The pages of minutes as people meet them: what they may press there, and what they are told."""

import pytest
from flask import Flask

from casework.database import db, write
from casework.minutes.models import Minutes, MinutesRemark, MinutesSignature, MinutesText
from casework.people.models import LoginAttempt
from tests.conftest import PASSWORD, Visitors
from tests.factories import make_body, make_person
from tests.minutes.held import SIGNERS, a_meeting, approved, being_signed, drafted, hash_of, sign_at, state_of, write_at
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

SIGN = "Underteckna protokollet"
WRONG = "Lösenordet stämmer inte. Underskriften är inte lämnad."


def at_minutes(visitor: Visitor, minutes: int) -> Visitor:
    """The visitor at the page."""
    visitor.open(f"/protokoll/{minutes}")
    return visitor


def test_a_wrong_password_signs_nothing_is_told_and_counted_until_nobody_may_try_more(
    app: Flask, visitors: Visitors
) -> None:
    minutes = being_signed(app)
    chair = at_minutes(visitors["ordforande"], minutes)
    before = amount(app, LoginAttempt)
    answer = chair.press(SIGN, sign__password="fel")
    assert (answer.status_code, WRONG in answer.text) == (422, True)
    assert (amount(app, MinutesSignature), amount(app, LoginAttempt)) == (0, before + 1)
    assert "fel" not in dict(chair.form(SIGN).values).get("sign-password", "")
    told = []
    for _ in range(20):
        told.append(chair.press(SIGN, sign__password="fel").text)
        if WRONG not in told[-1]:
            break
    assert "För många misslyckade försök. Vänta en kvart och försök igen." in told[-1]
    answer = chair.press(SIGN, sign__password=PASSWORD)
    assert "För många misslyckade försök." in answer.text
    assert amount(app, MinutesSignature) == 0


def test_a_signature_without_a_password_or_by_an_unknown_method_is_refused(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    chair = at_minutes(visitors["ordforande"], minutes)
    before = fingerprint(app)
    assert "Skriv ditt lösenord för att bekräfta underskriften." in chair.press(SIGN).text
    answer = chair.press(SIGN, sign__password=PASSWORD, sign__method="handslag")
    assert (answer.status_code, "Välj hur du bekräftar underskriften." in answer.text) == (422, True)
    assert fingerprint(app) == before


def test_signing_from_the_page_to_the_end(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    for who in SIGNERS:
        signer = at_minutes(visitors[who], minutes)
        assert f'value="{hash_of(app, minutes)}"' in signer.page.text if signer.page else False
        signer.press(SIGN, sign__password=PASSWORD)
        assert "Du har undertecknat protokollet." in signer.page.text if signer.page else False
        assert [form for form in signer.forms() if SIGN in form.labels] == []
    assert state_of(app, minutes) == "approved"
    assert {row.method for row in rows(app, MinutesSignature)} == {"password"}


def test_a_text_that_another_has_saved_meanwhile_is_told_and_what_was_typed_stays(
    app: Flask, visitors: Visitors
) -> None:
    minutes = drafted(app, a_meeting(app))
    secretary = at_minutes(visitors["sekreterare"], minutes)
    write_at(app, minutes, "Den andres text.")
    answer = secretary.press("Spara texten", text__text="Min egen text.")
    assert answer.status_code == 409
    assert "Läs det igen; din text står kvar." in answer.text
    assert "Min egen text." in answer.text
    assert one(app, MinutesText).text == "Den andres text."


def test_who_signs_a_text_that_was_changed_since_he_opened_it_is_refused(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    chair = at_minutes(visitors["ordforande"], minutes)
    write_at(app, minutes, "Mötet öppnades.", why="Det saknades.")
    answer = chair.press(SIGN, sign__password=PASSWORD)
    assert (answer.status_code, amount(app, MinutesSignature)) == (422, 0)
    assert "Texten har ändrats sedan du läste den. Läs den på nytt och underteckna sedan." in answer.text


def test_who_had_signed_reads_why_it_is_void(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    sign_at(app, minutes, "ordforande")
    write_at(app, minutes, "Mötet öppnades.", why="Inledningen saknades.")
    page = at_minutes(visitors["ordforande"], minutes).page
    assert page is not None
    assert "Underskrifter som lämnades tidigare gäller inte längre: Inledningen saknades." in page.text
    assert SIGN in page.text


def test_a_refused_press_shows_why_and_keeps_what_was_typed(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    secretary = at_minutes(visitors["sekreterare"], minutes)
    before = fingerprint(app)
    answer = secretary.press("Spara texten", text__text="Ett nytt ord.", text__why="")
    assert answer.status_code == 422
    assert "Skriv skälet, så att de som undertecknar förstår." in answer.text
    assert "Ett nytt ord." in answer.text
    assert fingerprint(app) == before


def test_a_correction_that_is_refused_comes_back_at_its_own_paragraph(app: Flask, visitors: Visitors) -> None:
    minutes = approved(app)
    secretary = at_minutes(visitors["sekreterare"], minutes)
    answer = secretary.press("Skriv rättelsen", correction__text=" ")
    assert answer.status_code == 422
    assert "Skriv vad som är fel och hur det ska vara." in answer.text
    secretary.press("Skriv rättelsen", correction__text="Namnet ska vara Kim Holm.")
    assert one(app, Minutes, kind="correction").correction == "Namnet ska vara Kim Holm."
    assert one(app, Minutes, id=minutes).state == "approved"


def test_a_remark_from_the_page_and_its_answer(app: Flask, visitors: Visitors) -> None:
    minutes = being_signed(app)
    member = at_minutes(visitors["ledamot"], minutes)
    member.press("Lämna synpunkten", remark__text="Namnet är felstavat.")
    secretary = at_minutes(visitors["sekreterare"], minutes)
    secretary.press("Svara", answer__text="Rättat.")
    row = one(app, MinutesRemark)
    assert (row.text, row.answer) == ("Namnet är felstavat.", "Rättat.")


def test_a_member_of_another_body_has_no_such_page(app: Flask, visitors: Visitors) -> None:
    make_person(app, "annan", "officer")
    make_body(app, "NN", chair="annan")
    minutes = approved(app)
    for page in ("", "/protokoll.pdf"):
        assert visitors["annan"].client.get(f"/protokoll/{minutes}{page}").status_code == 404
    assert "KSAU" not in visitors["annan"].open("/protokoll").text


def test_the_registrar_sees_only_what_is_approved(app: Flask, visitors: Visitors) -> None:
    done, waits = approved(app), being_signed(app)
    draft = drafted(app, a_meeting(app))
    pages = {number: visitors["registrator"].client.get(f"/protokoll/{number}").status_code for number in (1, 2, 3)}
    assert pages == {done: 200, waits: 404, draft: 404}
    listed = visitors["registrator"].open("/protokoll").text
    assert [f"/protokoll/{number}" in listed for number in (done, waits, draft)] == [True, False, False]


@pytest.mark.parametrize("who", ["sekreterare", "ordforande", "registrator"])
def test_the_pages_are_shown_in_english_and_the_minutes_stay_in_swedish(
    app: Flask, visitors: Visitors, who: str
) -> None:
    minutes = [approved(app), being_signed(app), drafted(app, a_meeting(app))][: 1 if who == "registrator" else 3]
    visitor = visitors[who]
    visitor.open("/")
    token = dict(visitor.forms()[0].values)["csrf_token"]
    visitor.post("/sprak", csrf_token=token, language="en", next="/protokoll")
    assert visitor.page is not None
    assert visitor.page.status_code == 200
    for number in minutes:
        page = visitor.open(f"/protokoll/{number}")
        assert (page.status_code, 'lang="en"' in page.text) == (200, True)
        assert "Informationen antecknas." in page.text


def test_whoever_presses_the_words_are_frozen_in_swedish(app: Flask, visitors: Visitors) -> None:
    """Also by a secretary who reads English."""
    minutes = drafted(app, a_meeting(app))
    with app.app_context(), write():
        db.session.execute(db.text("UPDATE accounts SET language = 'en' WHERE email LIKE 'sekreterare@%'"))
    secretary = visitors["sekreterare"]
    secretary.open(f"/protokoll/{minutes}")
    form = next(form for form in secretary.forms() if "begin-last_day" in dict(form.values))
    secretary.post(form.action, **form.filled())
    assert state_of(app, minutes) == "approving"
    from tests.minutes.held import content_at

    told = str(content_at(app, minutes))
    assert ("ordförande" in told, "Antecknat" in told) == (True, True)
