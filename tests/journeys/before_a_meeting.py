"""What comes before a meeting: those who were asked, a series with its standing items, the summons and its answers."""

import re
from datetime import date, timedelta

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.meetings.models import Meeting
from casework.referrals.models import Referral
from tests.journeys.hall import BODY, CONTESTED, DEFERRED, PARTIAL, REMITTED, ROUTINE, STANDING, Hall, way_in
from tests.observing import rows

SCOPE = "Vad en utträdestid på ett år skulle betyda för er."
WHY = "Registratorn har svarat, och förbundets svar kan lämnas på sammanträdet."


def in_days(number: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=number)


def two_are_asked_and_one_answers(hall: Hall, app: Flask) -> None:
    officer = hall.finds_on_the_desk("handlaggare")
    hall.case = officer.url
    officer.get_by_role("link", name="Skicka remiss").click()
    officer.get_by_label("Vad svaret ska omfatta").fill(SCOPE)
    officer.get_by_label("Svar senast").fill(in_days(14).isoformat())
    officer.get_by_label("Vem", exact=True).first.select_option(label="Registratorn, Registrator")
    officer.get_by_role("button", name="Lägg till en till").click()
    officer.get_by_label("Vem", exact=True).last.select_option(label="Utomstående: namn och adress")
    officer.get_by_label("Namn eller funktion").last.fill("Samordningsförbundet Norr")
    officer.get_by_label("Adress").last.fill("remiss@norr.example")
    hall.looked_at("handlaggare")
    officer.get_by_role("button", name="Skicka remissen").click()
    expect(officer.get_by_role("region", name="Remisser och samtal")).to_contain_text("Samordningsförbundet Norr")
    assert hall.mail.wait_for(1, seconds=60)[0].envelope_to == ("remiss@norr.example",)
    registrar = hall["registrator"]
    registrar.goto("/")
    registrar.get_by_role("region", name="Remisser att svara på").get_by_role("link", name=SCOPE).click()
    registrar.get_by_role("region", name="Ditt svar").get_by_role("textbox").first.fill(
        "Registret klarar en utträdestid på ett år."
    )
    hall.looked_at("registrator")
    registrar.get_by_role("button", name="Lämna svaret").click()
    expect(registrar.get_by_role("region", name="Svaret", exact=True)).to_contain_text("Registret klarar")
    with app.app_context(), write():  # a fortnight passes
        late = update(Referral).where(Referral.name == "Samordningsförbundet Norr").values(due=in_days(-1))
        db.session.execute(late)


def the_case_goes_on_though_the_other_has_not_answered(hall: Hall) -> None:
    officer = hall.at_the_case("handlaggare")
    register = officer.get_by_role("region", name="Remisser och samtal")
    expect(register.get_by_text("Försenat svar, sista dag var")).to_be_visible()
    officer.locator("summary", has_text="Lämna för granskning").click()
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Fyll i fältet ”Varför ärendet går vidare").first).to_be_visible()
    officer.get_by_label("Varför ärendet går vidare fast en remiss inte är besvarad").fill(WHY)
    officer.get_by_role("button", name="Lämna för granskning").click()
    expect(officer.get_by_text("Ärendet väntar på chefen.")).to_be_visible()
    manager = hall.finds_on_the_desk("chef")
    manager.locator("summary", has_text="Godkänn tjänsteskrivelsen").click()
    manager.get_by_label("Varför ärendet går vidare fast en remiss inte är besvarad").fill(WHY)
    manager.get_by_role("button", name="Godkänn tjänsteskrivelsen").click()
    expect(manager.get_by_text("Ärendet väntar på sekreteraren.")).to_be_visible()


def a_series_is_planned_with_standing_items(hall: Hall, app: Flask) -> None:
    secretary = hall["sekreterare"]
    secretary.goto("/organ")
    secretary.get_by_role("link", name=BODY).click()
    secretary.get_by_role("link", name="Ändra stående punkter").click()
    secretary.get_by_role("button", name="Lägg till de vanliga punkterna").click()
    expect(secretary.get_by_role("row", name="Föregående protokoll")).to_be_visible()
    secretary.goto("/sammantraden")
    secretary.get_by_role("link", name="Planera en serie").click()
    secretary.get_by_label("Organ").select_option(label=BODY)
    secretary.get_by_label("Första dagen").fill(in_days(14).isoformat())
    secretary.get_by_label("Antal sammanträden").fill("3")
    secretary.get_by_label("Tid", exact=True).fill("08:30")
    secretary.get_by_label("Plats").fill("Lilla sessionssalen")
    secretary.get_by_role("button", name="Visa dagarna").click()
    expect(secretary.get_by_role("group", name="Dagar (3)").get_by_role("checkbox")).to_have_count(3)
    hall.looked_at("sekreterare")
    secretary.get_by_role("button", name="Spara serien").click()
    expect(secretary.get_by_text(re.compile(r"[23] sammanträden är planerade\."))).to_be_visible()  # no holiday is
    hall.meeting = f"/sammantraden/{rows(app, Meeting)[0].id}"


def the_agenda_is_made_and_the_summons_sent(hall: Hall) -> None:
    secretary = hall.at_the_meeting("sekreterare")
    agenda, ready = (
        secretary.get_by_role("region", name=name) for name in ("Föredragningslista", "Klara att sätta upp")
    )
    expect(agenda.get_by_role("link")).to_have_text(STANDING)
    for title in (PARTIAL, CONTESTED, REMITTED, DEFERRED):
        ready.get_by_role("listitem").filter(has_text=title).get_by_role("button").click()
        expect(agenda.get_by_role("link", name=title)).to_be_visible()
    expect(agenda.locator(".row__what", has_text="· rutinärende")).to_have_count(
        2
    )  # minutes and notices, without a word of hers
    agenda.get_by_role("link", name=ROUTINE[0]).click()
    secretary.get_by_text("Ändra punkten").click()
    secretary.get_by_text("Rutinärende", exact=True).click()
    secretary.get_by_role("button", name="Spara ändringen").click()
    hall.at_the_meeting("sekreterare")
    expect(agenda.locator(".row__what", has_text="· rutinärende")).to_have_count(len(ROUTINE))
    hall.looked_at("sekreterare")
    secretary.get_by_role("link", name="Förhandsgranska kallelsen").click()
    expect(secretary.get_by_text("2 har ingen e-postadress")).to_be_visible()
    secretary.get_by_role("button", name="Skicka kallelsen till 5").click()
    expect(secretary.get_by_text("Kallelsen är skickad. 5 får den med e-post")).to_be_visible()


def a_member_declines_and_the_substitute_is_called(hall: Hall) -> None:
    declines = hall["andra"]
    declines.goto(way_in(hall.letter_to("andra", "Kallelse")))
    expect(declines.get_by_role("link", name="Ladda ned alla handlingar (PDF)")).to_be_visible()  # the worker makes it
    declines.get_by_label("Skäl eller hälsning till sekreteraren").fill("Jag är på resa.")
    hall.looked_at("andra")
    declines.get_by_role("button", name="Jag kommer inte").click()
    expect(declines.get_by_text("Du har svarat: kommer inte")).to_be_visible()
    comes = hall["forsta"]
    comes.goto(way_in(hall.letter_to("forsta", "Inkallad som ersättare")))
    expect(comes.get_by_text("Andra ledamoten är förhindrad, och du står på tur att tjänstgöra.")).to_be_visible()
    comes.get_by_role("button", name="Jag kommer", exact=True).click()
    expect(comes.get_by_text("Du har svarat: kommer")).to_be_visible()
    secretary = hall["sekreterare"]
    secretary.reload()
    secretary.get_by_text("För in ett svar som du har fått per telefon").click()
    secretary.get_by_label("Vem").select_option(label="Vice ordföranden")
    secretary.get_by_label("Svar", exact=True).select_option(label="deltar på distans")
    secretary.get_by_role("button", name="För in svaret").click()
    answers = secretary.get_by_role("region", name="Svar")
    expect(answers.get_by_role("row", name="Andra ledamoten (S)")).to_contain_text(
        "Första ersättaren är inkallad i stället"
    )
    expect(answers.get_by_role("row", name="Vice ordföranden (M)")).to_contain_text("distans")
    hall.looked_at("sekreterare")
