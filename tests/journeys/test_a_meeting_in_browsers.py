"""A meeting of the working committee from its planning to the final day of what it decided, in browsers and the mail.

A substitute comes instead of a member who has declined, a member is disqualified from one matter, another is settled by
the chair's casting vote, one is deferred, one remitted back; what is routine is decided in one press. One paragraph is
approved at once, the rest when the minutes are signed; two appeals are tried before anything is final.
"""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import expect

from casework import clock
from casework.audit import first_broken
from casework.cases.models import Case
from casework.database import db
from casework.deliberation.ballots import Vote, VoteElector
from casework.deliberation.models import MinuteStatement
from casework.meetings.models import AgendaItem, Decision, Meeting, PresenceSpan
from casework.referrals.models import Referral
from casework.summons.models import SubstituteCall
from tests.factories import make_account, make_cases
from tests.journeys.after_a_meeting import (
    CORRECTED,
    a_change_after_the_first_signature_voids_it,
    a_paragraph_is_approved_at_once,
    a_slip_is_corrected,
    appeals_come_in_and_the_decision_is_confirmed_as_final,
    the_minutes_are_checked_and_handed_over,
    the_notice_is_up_and_the_extract_has_come,
)
from tests.journeys.before_a_meeting import (
    a_member_declines_and_the_substitute_is_called,
    a_series_is_planned_with_standing_items,
    the_agenda_is_made_and_the_summons_sent,
    the_case_goes_on_though_the_other_has_not_answered,
    two_are_asked_and_one_answers,
)
from tests.journeys.conftest import People
from tests.journeys.hall import (
    BODY,
    CONTESTED,
    DEFERRED,
    PARTIAL,
    REMITTED,
    ROUTINE,
    STANDING,
    TABLET,
    Hall,
    without_connection,
)
from tests.observing import deliveries, one, rows
from tests.support.served import served
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "vice": "Vice ordföranden",
    "andra": "Andra ledamoten",
    "forsta": "Första ersättaren",
}
CALLED = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Tredje ledamoten", "Första ersättaren", "Andra ersättaren")
OUTCOMES = [
    *((title, "note") for title in STANDING[:2]),
    *((title, "approve") for title in (*ROUTINE, PARTIAL)),
    (CONTESTED, "approve_changed"),
    (REMITTED, "remit_back"),
    (DEFERRED, "defer"),
]
"""What the meeting did, in the order in which it was done: the paragraphs."""
STATES = {CONTESTED: "decided", PARTIAL: "decided", REMITTED: "draft", DEFERRED: "ready"}
FOUR = ("sekreterare", "ordforande", "ledamot", "forsta")
"""Who have a screen each in the hall: who writes, who leads, a member, and the substitute who serves."""

WEEKS = timedelta(days=40)
"""So much later the weeks of appeal are over, whatever days off they end on."""

TASK = {"Ansvarig för uppdraget": "Kommundirektör", "Uppdraget ska vara klart senast": "2031-05-01"}
JAV = "Ledamoten (C) anmälde jäv och deltog inte i handläggningen."
CHANGE = "Förvaltningen får i uppdrag att se över medlemskapet tillsammans med grannkommunerna."


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # its operations are tried on both elsewhere
def test_a_meeting_is_held_from_its_planning_to_the_final_day_of_its_decisions(
    app: Flask, people: People, smtp_server: SmtpServer, tmp_path: Path, database_url: str
) -> None:
    for local, name in ACCOUNTS.items():
        make_account(app, name, local)
    make_cases(app, ["draft"], title=CONTESTED, kind="general_matter")  # its letters wait for the minutes
    make_cases(app, ["ready"], title=PARTIAL, kind="general_matter")
    make_cases(app, ["ready"], title=REMITTED)
    make_cases(app, ["ready"], title=DEFERRED)
    hall = Hall(people, smtp_server, CONTESTED)
    two_are_asked_and_one_answers(hall, app)
    the_case_goes_on_though_the_other_has_not_answered(hall)
    a_series_is_planned_with_standing_items(hall, app)
    the_agenda_is_made_and_the_summons_sent(hall)
    a_member_declines_and_the_substitute_is_called(hall)
    _the_roll_opens_the_meeting_on_all_screens(hall)
    _what_opens_a_meeting_is_noted_and_routine_decided_in_one_press(hall)
    _a_member_is_disqualified_and_a_substitute_steps_in(hall)
    a_paragraph_is_approved_at_once(hall)
    _a_word_is_not_lost_with_the_connection(hall)
    _the_questions_are_put_and_a_vote_ends_in_a_tie(hall)
    _one_case_is_remitted_and_another_deferred(hall)
    _it_is_closed_when_all_is_handled(hall)
    the_minutes_are_checked_and_handed_over(hall)
    a_change_after_the_first_signature_voids_it(hall)
    the_notice_is_up_and_the_extract_has_come(hall)
    a_slip_is_corrected(hall)
    _what_is_kept(app, hall)
    with served(tmp_path, database_url, smtp_server.url, later=WEEKS) as url:
        hall.people, hall.open, hall.case = People(url, people.new_context), {}, urlsplit(hall.case).path
        appeals_come_in_and_the_decision_is_confirmed_as_final(hall, clock.today())

    assert hall.found == {}


def _the_roll_opens_the_meeting_on_all_screens(hall: Hall) -> None:
    for name in FOUR:
        hall[name].set_viewport_size(TABLET)
        expect(hall.follows(name).get_by_text("Sammanträdet pågår inte.")).to_be_visible()
    secretary = hall.at_the_meeting("sekreterare")
    substitute = secretary.get_by_role("group", name="Första ersättaren (S)")
    expect(substitute).to_contain_text("kommer, inkallad för Andra ledamoten")
    expect(substitute.get_by_label("Tjänstgör för").locator("option:checked")).to_have_text("Andra ledamoten")
    for name in CALLED:
        how = "På distans" if name == "Vice ordföranden" else "Närvarande"
        secretary.get_by_role("group", name=re.compile(name)).get_by_text(how, exact=True).click()
    secretary.get_by_role("group", name="Andra ledamoten (S)").get_by_text("Frånvarande").click()
    secretary.get_by_role("button", name="Spara uppropet").click()
    expect(secretary.get_by_text("Uppropet är sparat.")).to_be_visible()
    hall.looked_at("sekreterare")
    hall.follows("sekreterare")
    for name in FOUR:
        expect(hall[name].get_by_text("Inget ärende är uppe.")).to_be_visible()
        roll = hall[name].get_by_role("region", name="Närvaro")
        expect(roll.get_by_role("listitem").filter(has_text="Första ersättaren")).to_contain_text(
            "tjänstgör för Andra ledamoten"
        )
        expect(roll.get_by_role("listitem").filter(has_text="Vice ordföranden")).to_contain_text("på distans")
    hall.serving("5 av 5 tjänstgör, beslutsfört", *FOUR)


def _what_opens_a_meeting_is_noted_and_routine_decided_in_one_press(hall: Hall) -> None:
    chair = hall["ordforande"]
    chair.get_by_role("button", name="Ta upp det första ärendet").click()
    hall.handled(STANDING[0], *FOUR)
    hall.decides(STANDING[0], "Anteckna till protokollet", {"Vad som antecknas": "Upprop förrättas."})
    hall.takes_up(STANDING[1], *FOUR)
    hall.decides(STANDING[1], "Anteckna till protokollet", {"Vad som antecknas": "Ledamoten (C) justerar."})
    chair = hall.at_the_meeting("ordforande")
    chair.locator("summary", has_text="Besluta 3 rutinärenden i ett block").click()
    expect(chair.get_by_text(f"{ROUTINE[1]}: {BODY} beslutar enligt förslaget.")).to_be_visible()
    chair.get_by_role("button", name="Besluta alla enligt förslagen").click()
    expect(
        chair.get_by_text("Rutinärendena är avgjorda enligt förslagen, vart och ett med sin paragraf.")
    ).to_be_visible()
    hall.follows("ordforande")
    for name in FOUR:
        agenda = hall[name].get_by_role("region", name="Föredragningslista")
        for paragraph, title in enumerate(ROUTINE, start=3):
            row = agenda.get_by_role("listitem").filter(has_text=title)
            expect(row).to_contain_text(f"§ {paragraph}, ")


def _a_member_is_disqualified_and_a_substitute_steps_in(hall: Hall) -> None:
    hall.takes_up(PARTIAL, *FOUR)
    member, secretary, chair = hall["ledamot"], hall["sekreterare"], hall["ordforande"]
    expect(member.get_by_text("Du tjänstgör.", exact=True)).to_be_visible()
    member.locator("summary", has_text="Anmäl att jag är jävig").click()
    member.get_by_label("Varför, om du vill säga det här").fill("Min syster äger huset.")
    member.get_by_role("button", name="Anmäl jäv").click()
    expect(secretary.get_by_text("Ledamoten (C) anmäler jäv. Min syster äger huset.")).to_be_visible()
    secretary.get_by_role("link", name="För in jävet i ärendet").click()
    form = secretary.locator("details[open] form").filter(has=secretary.get_by_label("Grund"))
    expect(form.get_by_label("Vem").locator("option:checked")).to_have_text("Ledamoten (C)")
    form.get_by_label("Grund").select_option(label="saken rör ledamoten själv eller någon närstående")
    form.get_by_role("button", name="För in").click()
    hall.serving("4 av 5 tjänstgör, beslutsfört", "ordforande", "ledamot", "forsta")
    expect(member.get_by_text("Du deltar inte i ärendet på grund av jäv. Lämna rummet")).to_be_visible()
    expect(member.get_by_role("heading", name="Tjänsteskrivelse")).to_have_count(0)
    secretary.locator("summary", has_text="Ersättare träder in").click()
    form = secretary.locator("details[open] form").filter(has=secretary.get_by_label("Tjänstgör för"))
    form.get_by_label("Vem").select_option(label="Andra ersättaren (M)")
    form.get_by_label("Tjänstgör för").select_option(label="Ledamoten (C)")
    form.get_by_role("button", name="För in").click()
    hall.serving("5 av 5 tjänstgör, beslutsfört", "ordforande", "ledamot", "forsta")
    hall.looked_at("sekreterare")
    hall.looked_at("ledamot")
    chair.get_by_role("link", name="Föra in beslutet").click()
    expect(chair.get_by_text(JAV).first).to_be_visible()
    hall.looked_at("ordforande")
    hall.decides(PARTIAL, "Besluta enligt förslaget", TASK)
    secretary = hall.at_the_meeting("sekreterare")
    secretary.get_by_role("group", name="Andra ersättaren (M)").get_by_text("Frånvarande").click()  # goes home
    secretary.get_by_role("button", name="Spara uppropet").click()
    expect(secretary.get_by_text("Uppropet är sparat.")).to_be_visible()
    hall.follows("sekreterare")


def _a_word_is_not_lost_with_the_connection(hall: Hall) -> None:
    hall.takes_up(CONTESTED, *FOUR)
    member, other = hall["ledamot"], hall["forsta"]
    member.locator("summary", has_text="Lägg till yrkande").click()
    member.get_by_label("Yrkande", exact=True).select_option(label="Ändring av förslaget")
    with without_connection(member):
        lost = re.compile(r"Ingen förbindelse sedan kl\. \d\d\.\d\d\. Det du har skrivit är kvar\.")
        member.get_by_label("Lydelse").fill(CHANGE)
        expect(member.locator("[data-live-state]")).to_have_text(lost)
        member.get_by_role("button", name="För in yrkandet").click()
        expect(member.get_by_text("Det gick inte att skicka, för det finns ingen förbindelse.")).to_be_visible()
        other.locator("summary", has_text="Lägg till yrkande").click()
        other.get_by_label("Yrkande", exact=True).select_option(label="Avslag på förslaget")
        other.get_by_role("button", name="För in yrkandet").click()
        expect(other.get_by_text("Första ersättaren (S) yrkar avslag på förslaget.")).to_be_visible()
    assert member.get_by_label("Lydelse").input_value() == CHANGE
    member.get_by_role("button", name="Försök igen").click()
    for name in FOUR:
        expect(hall[name].get_by_text(f"Ledamoten (C) yrkar att beslutet ska lyda: {CHANGE}")).to_be_visible()
    hall.looked_at("ledamot")


def _the_questions_are_put_and_a_vote_ends_in_a_tie(hall: Hall) -> None:
    chair = hall["ordforande"]
    hall.puts_next("Vilket yrkande ska stå mot förslaget i huvudfrågan?")
    chair.locator("summary", has_text="Nej: ändringen (yrkande 2, Ledamoten (C))").click()
    chair.get_by_role("button", name="Ange att detta är beslutat").locator("visible=true").click()
    hall.puts_next("Vad ska beslutas? Ja: bifall till förslaget. Nej: ändringen (yrkande 2, Ledamoten (C)).")
    member = hall["forsta"]
    member.locator("summary", has_text="Begär omröstning").click()
    member.get_by_role("button", name="Begär omröstning om frågan").click()
    chair.locator("summary", has_text="Börja omröstningen").click()
    chair.get_by_role("button", name="Börja omröstningen").click()
    for name, answer in (("forsta", "Ja"), ("ledamot", "Nej"), ("ordforande", "Nej")):
        hall[name].locator(".ballot__choice").filter(has_text=answer).click()
        expect(hall[name].get_by_text(f"Du har röstat: {answer}.")).to_be_visible()
    hall.looked_at("forsta")
    secretary = hall["sekreterare"]
    secretary.locator("summary", has_text="För in röster").click()
    secretary.get_by_label("Vice ordföranden", exact=True).select_option(label="Ja")
    secretary.get_by_label("Tredje ledamoten", exact=True).select_option(label="Avstår")
    secretary.get_by_role("button", name="För in rösterna").click()
    expect(chair.get_by_text("5 av 5 har röstat")).to_be_visible()
    chair.locator("summary", has_text="Avsluta omröstningen").click()
    chair.get_by_role("button", name="Avsluta omröstningen").click()
    expect(
        chair.get_by_text("Röster: 2 Ja, 2 Nej. 1 avstår och 0 är frånvarande, av 5 röstberättigade.")
    ).to_be_visible()
    chair.locator("summary", has_text="Avgör med utslagsröst").click()
    tie = "Lika röstetal. Ordföranden avgör med sin utslagsröst: Nej: ändringen"
    expect(chair.get_by_text(tie).first).to_be_visible()
    hall.looked_at("ordforande")
    chair.get_by_role("button", name="Avgör med utslagsröst").click()
    for name in FOUR:
        expect(hall[name].get_by_text(tie).first).to_be_visible()
    hall.decides(CONTESTED, "Besluta med ändrad text", TASK)
    hall.follows("ordforande")
    reserves = hall["forsta"]
    reserves.locator("summary", has_text="Anmäl reservation eller anteckning").click()
    reserves.get_by_role("button", name="Anmäl", exact=True).click()
    for name in FOUR:
        expect(hall[name].get_by_text("Första ersättaren (S) reserverar sig mot beslutet.")).to_be_visible()


def _one_case_is_remitted_and_another_deferred(hall: Hall) -> None:
    hall.takes_up(REMITTED, *FOUR)
    given = {"Återremitteras till": "Kulturchefen", "Motivering": "Kostnaden för tre år behövs."}
    hall.decides(REMITTED, "Återremittera", given)
    hall.takes_up(DEFERRED, *FOUR)
    hall.decides(DEFERRED, "Bordlägg", {})


def _it_is_closed_when_all_is_handled(hall: Hall) -> None:
    secretary = hall.at_the_meeting("sekreterare")
    steps = secretary.get_by_role("region", name="Sammanträdets nästa steg")
    expect(steps).to_contain_text("Sammanträdet kan inte avslutas: Övrigt är inte avgjort.")
    expect(steps.get_by_text("Avsluta sammanträdet")).to_have_count(1)
    secretary.get_by_role("region", name="Föredragningslista").get_by_role("link", name=STANDING[5]).click()
    secretary.get_by_role("button", name="Ta bort från listan").click()
    secretary.locator("summary", has_text="Avsluta sammanträdet").click()
    secretary.get_by_role("button", name="Avsluta sammanträdet").click()
    expect(secretary.get_by_text("Klart: Avsluta sammanträdet.")).to_be_visible()
    hall.looked_at("sekreterare")
    with secretary.expect_download() as downloading:
        secretary.get_by_role("link", name="Hämta tiderna för löneutbetalning (CSV)").click()
    sheet = list(csv.DictReader(io.StringIO(downloading.value.path().read_text("utf-8-sig")), delimiter=";"))
    told = {row["Namn"]: (row["Paragrafer"], row["Sätt"]) for row in sheet}
    expected = dict.fromkeys(CALLED, ("§§ 1–9", "i salen"))
    expected |= {"Vice ordföranden": ("§§ 1–9", "på distans"), "Andra ersättaren": ("§§ 1–6", "i salen")}
    assert told == expected
    for name in ("ordforande", "ledamot", "forsta"):
        expect(hall[name].get_by_text("Sammanträdet pågår inte.")).to_be_visible()


def _what_is_kept(app: Flask, hall: Hall) -> None:
    """Paragraphs without a gap in the order of handling, one letter a recipient, everybody's stay, the vote's sums."""
    decisions = rows(app, Decision)
    with app.app_context():
        assert first_broken() is None
        decided = [(db.session.get_one(AgendaItem, row.item_id).name, row.outcome) for row in decisions]
    assert decided == OUTCOMES
    assert [row.paragraph for row in decisions] == list(range(1, len(OUTCOMES) + 1))
    assert decisions[6].points == [CHANGE]
    assert [row["name"] for row in decisions[5].disqualified] == ["Ledamoten"]
    serving = {row["name"]: row["serving_for"] for row in decisions[5].present if row["serving_for"]}
    assert serving == {"Första ersättaren": "Andra ledamoten", "Andra ersättaren": "Ledamoten"}
    assert {row.title: row.state for row in rows(app, Case)} == STATES
    for who in ("socialchef", "revisor"):
        assert CORRECTED in hall.letter_to(who, "Rättelse av § 7")
    for _ in range(80):  # the worker notes each letter after it was taken
        if {row.state for row in deliveries(app)} == {"sent"}:
            break
        hall["sekreterare"].wait_for_timeout(250)
    sent = [(row.recipient, row.state) for row in deliveries(app)]
    assert sorted(sent) == [("Revisorn", "sent")] * 3 + [("Socialchef", "sent")] * 3
    _what_is_kept_of_people(app)


def _what_is_kept_of_people(app: Flask) -> None:
    spans = rows(app, PresenceSpan)
    assert sorted(row.cause for row in spans) == ["closed"] * 5 + ["left"]
    assert [row.remote for row in spans].count(True) == 1
    vote, electors = one(app, Vote), rows(app, VoteElector)
    assert (vote.state, vote.way, vote.result) == ("counted", "casting", "no")
    assert sorted(str(row.answer) for row in electors) == ["abstained", "no", "no", "yes", "yes"]
    assert one(app, MinuteStatement).kind == "reservation"
    assert [row.state for row in rows(app, Referral)] == ["answered", "asked"]
    assert one(app, SubstituteCall).ended_at is None
    assert {row.state for row in rows(app, Meeting)} == {"closed", "planned"}
