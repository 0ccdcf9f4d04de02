"""Adding a body, changing and ending it, and its rules from day to day."""

from datetime import timedelta

from flask import Flask

from casework import clock
from casework.cases.models import Case
from casework.database import db
from casework.people.models import Body, BodyRules
from casework.people.queries import rules_on
from tests.conftest import Visitors
from tests.factories import call_roll_of, make_cases, make_meeting
from tests.observing import fingerprint, one, rows
from tests.people.seated import KF, KS, KSAU, in_days, seat_of, since_long, told_in
from tests.support.pages import Visitor

BOARD = {"name": "Socialnämnden", "short_name": "SN", "kind": "committee", "parent": str(KF)}


def _body(app: Flask, short_name: str = "KSAU") -> Body:
    return one(app, Body, short_name=short_name)


def _add(visitor: Visitor, **given: str) -> int:
    visitor.open("/organ/nytt")
    return visitor.press("Spara", **BOARD | given).status_code


def _edit(visitor: Visitor, body: int, **given: str) -> int:
    visitor.open(f"/organ/{body}/uppgifter")
    return visitor.press("Spara", **given).status_code


def _rules(visitor: Visitor, body: int = KSAU, **given: str) -> int:
    visitor.open(f"/organ/{body}/regler")
    return visitor.press("Spara reglerna", **given).status_code


def test_a_body_is_added_under_another_and_shown_there(app: Flask, visitors: Visitors) -> None:
    registrar = visitors["registrator"]
    assert _add(registrar) == 200
    body = _body(app, "SN")
    assert (body.parent_id, body.kind, body.version) == (KF, "committee", 1)
    page = visitors["sekreterare"].open("/organ").text
    assert page.index("Kommunfullmäktige</a>") < page.index("Socialnämnden</a>")
    page = visitors["sekreterare"].open(f"/organ/{body.id}").text
    assert ("Nämnd · beslutar själv" in page, "Ändra reglerna" in page) == (True, False)
    assert visitors["sekreterare"].open(f"/organ/{body.id}/regler").status_code == 403


OWN_UNIT = "Ett eget diarium behöver en annan beteckning än myndighetens, KS."
NO_BODY = {
    "name": ({"name": "kommunstyrelsen"}, "Det finns redan ett organ som heter Kommunstyrelsen."),
    "short name": ({"short_name": "ksau"}, "Det finns redan ett organ som heter KSAU."),
    "no name": ({"name": " "}, "Skriv organets namn."),
    "no short name": ({"short_name": ""}, "Skriv organets beteckning."),
    "a long name": ({"name": "x" * 201}, "Texten är för lång: högst 200 tecken."),
    "a long short name": ({"short_name": "x" * 21}, "Texten är för lång: högst 20 tecken."),
    "kind": ({"kind": "guild"}, "Inte ett giltigt val"),
    "parent": ({"parent": "99"}, "Inte ett giltigt val"),
    "times": ({"valid_from": in_days(2), "valid_to": in_days(1)}, "Sista dagen kan inte vara före den första."),
    "a day that is none": ({"valid_from": "2026-02-30"}, "Inte ett giltigt datum"),
    "register": ({"own_register": "y", "short_name": "KS"}, OWN_UNIT),
}


def test_a_body_that_cannot_be_is_refused(app: Flask, visitors: Visitors) -> None:
    before, registrar = fingerprint(app), visitors["registrator"]
    for what, (given, told) in NO_BODY.items():
        assert (what, _add(registrar, **given), told in registrar.page.text) == (what, 422, True)
    assert fingerprint(app) == before


def test_no_body_stands_over_itself(app: Flask, visitors: Visitors) -> None:
    before, registrar = fingerprint(app), visitors["registrator"]
    told = "Kommunstyrelsens arbetsutskott hör själv till Kommunfullmäktige. Välj ett annat organ närmast över."
    assert (_edit(registrar, KF, parent=str(KSAU)), told in registrar.page.text) == (422, True)
    assert _edit(registrar, KF, parent=str(KF)) == 422  # nor directly, whatever the page offers
    assert fingerprint(app) == before


def test_a_body_that_has_met_keeps_its_kind_and_that_day(app: Flask, visitors: Visitors) -> None:
    registrar = visitors["registrator"]
    since_long(app)
    assert _edit(registrar, KSAU, kind="presidium") == 200
    call_roll_of(app, make_meeting(app, days=0))
    before, today = fingerprint(app), told_in(app, 0)
    wrong = {
        "Organet har sammanträtt, och dess slag ändras inte. Avsluta det och lägg till ett nytt.": {
            "kind": "working_committee"
        },
        f"Organet sammanträdde den {today}. Ange en senare sista dag.": {"valid_to": in_days(-1)},
    }
    for told, given in wrong.items():
        assert (_edit(registrar, KSAU, **given), told in registrar.page.text) == (422, True), told
    assert fingerprint(app) == before


def test_a_body_is_there_while_a_seat_in_it_begins(app: Flask, visitors: Visitors) -> None:
    before, registrar = fingerprint(app), visitors["registrator"]
    wrong = {
        "En plats i organet börjar före den första dagen. Ange en tidigare dag.": {"valid_from": in_days(1)},
        "En plats i organet börjar efter den sista dagen. Ta bort den platsen först.": {"valid_to": in_days(-1)},
    }
    for told, given in wrong.items():
        assert (_edit(registrar, KSAU, **given), told in registrar.page.text) == (422, True), told
    assert fingerprint(app) == before


def test_a_body_is_ended_with_its_seats(app: Flask, visitors: Visitors) -> None:
    registrar, last = visitors["registrator"], clock.today() + timedelta(days=10)
    assert _edit(registrar, KSAU, valid_to=last.isoformat()) == 200
    assert {seat_of(app, name).valid_to for name in ("Ordföranden", "Andra ersättaren")} == {last}
    assert seat_of(app, "Ordföranden", KS).valid_to is None
    secretary = visitors["sekreterare"]
    secretary.open("/sammantraden/nytt")
    answer = secretary.press("Spara sammanträdet", body=str(KSAU), day=in_days(11), time="08:30", place="Salen")
    assert (answer.status_code, "har inga ledamöter den dagen" in answer.text) == (422, True)


def test_a_body_that_goes_on_is_not_ended(app: Flask, visitors: Visitors) -> None:
    registrar = visitors["registrator"]
    make_meeting(app, days=20)
    before = fingerprint(app)
    assert _edit(registrar, KSAU, valid_to=in_days(10)) == 422
    planned = told_in(app, 20)
    told = f"Organet har ett sammanträde den {planned}. Ange en senare sista dag, eller ställ in sammanträdet först."
    assert told in registrar.page.text
    assert _edit(registrar, KS, valid_to=in_days(10)) == 422
    told = "Under organet finns Kommunstyrelsens arbetsutskott."
    assert f"{told} Avsluta dem först, eller låt dem höra till ett annat organ." in registrar.page.text
    assert fingerprint(app) == before


def test_an_ended_body_is_offered_no_more(app: Flask, visitors: Visitors) -> None:
    assert _edit(visitors["registrator"], KSAU, valid_from=in_days(0), valid_to=in_days(0)) == 200
    assert "arbetsutskott" in visitors["handlaggare"].open("/arenden/nytt").text
    with app.app_context():
        day = clock.today() + timedelta(days=1)
        assert not db.session.get_one(Body, KSAU).is_there_on(day)


def test_two_who_change_a_body_at_once_are_both_heard(app: Flask, visitors: Visitors) -> None:
    first, second = visitors["registrator"], visitors["admin"]
    first.open(f"/organ/{KSAU}/uppgifter")
    second.open(f"/organ/{KSAU}/regler")
    first.press("Spara", name="Utskottet")
    answer = second.press("Spara reglerna", members="7")
    assert (answer.status_code, "Någon annan har just ändrat organet." in answer.text) == (409, True)
    assert one(app, BodyRules).members == 5
    assert second.press("Spara reglerna").status_code == 200
    assert one(app, BodyRules).members == 7


def test_new_rules_end_the_old_the_day_before(app: Flask, visitors: Visitors) -> None:
    today, registrar = clock.today(), visitors["registrator"]
    assert _rules(registrar, valid_from=in_days(30), members="7", notice_days="") == 200
    assert _rules(registrar, valid_from=in_days(10), members="6", party_orders="S: V\nM: KD, L") == 200
    assert [
        (row.valid_from - today, row.valid_to and row.valid_to - today, row.members) for row in rows(app, BodyRules)
    ] == [
        (timedelta(0), timedelta(days=9), 5),
        (timedelta(days=30), None, 7),
        (timedelta(days=10), timedelta(days=29), 6),
    ]
    with app.app_context():
        body = db.session.get_one(Body, KSAU)
        held = [rules_on(body, today + timedelta(days=days)) for days in (9, 10, 30)]
    assert [rules.members for rules in held] == [5, 6, 7]
    assert (held[1].party_orders, held[2].notice_days) == ({"S": ("V",), "M": ("KD", "L")}, None)


NO_ORDER = " som ett parti, ett kolon och de andra partierna."
WRONG_RULES = {
    "too few": (KSAU, {"members": "4"}, "Organet har 5 ledamöter. Avsluta platser innan antalet blir 4."),
    "too few substitutes": (
        KSAU,
        {"substitutes": "1"},
        "Organet har 2 ersättare. Avsluta platser innan antalet blir 1.",
    ),
    "no approver": (KSAU, {"approver_count": "0"}, "Ange ett helt tal från 1 till 9."),
    "no number of approvers": (KSAU, {"approver_count": ""}, "Ange hur många som justerar."),
    "no first day": (KSAU, {"valid_from": ""}, "Ange dagen, till exempel 2026-11-30."),
    "an order without a party": (KSAU, {"party_orders": "V, MP"}, f"Skriv ”V, MP”{NO_ORDER}"),
    "a party twice": (KSAU, {"party_orders": "S: V\nS: MP"}, f"Skriv ”S: MP”{NO_ORDER}"),
    "a party too many": (KSAU, {"party_orders": "\n".join(f"P{n}: V" for n in range(51))}, "Högst 50 partier."),
    "a short notice": (
        KF,
        {"notice_days": "6"},
        "Fullmäktige kallas minst sju dagar före sammanträdet (kommunallagen 5 kap. 13 och 15 §§).",
    ),
    "closed doors": (KF, {"open_meetings": []}, "Fullmäktiges sammanträden är offentliga (kommunallagen 5 kap. 42 §)."),
    "taking turns": (
        KF,
        {"alternating_service": "y"},
        "Växeltjänstgöring är inte tillåten i fullmäktige (kommunallagen 5 kap. 17–20 §§).",
    ),
}


def test_rules_that_cannot_hold_are_refused(app: Flask, visitors: Visitors) -> None:
    registrar, before = visitors["registrator"], fingerprint(app)
    for what, (body, given, told) in WRONG_RULES.items():
        assert (what, _rules(registrar, body, **given), told in registrar.page.text) == (what, 422, True)
    assert fingerprint(app) == before


def test_rules_never_reach_back_to_a_meeting_that_was_held(app: Flask, visitors: Visitors) -> None:
    call_roll_of(app, make_meeting(app, days=0))
    registrar, before = visitors["registrator"], fingerprint(app)
    assert _rules(registrar, members="7") == 422
    assert ("En ändring kan gälla tidigast från dagen efter." in registrar.page.text, fingerprint(app)) == (
        True,
        before,
    )
    assert _rules(registrar, members="7", valid_from=in_days(1)) == 200


def test_a_body_with_its_own_register_numbers_its_cases(app: Flask, visitors: Visitors) -> None:
    assert _add(visitors["registrator"], own_register="y") == 200
    make_cases(app, ["draft"])
    make_cases(app, ["draft", "draft"], body="SN")
    year = clock.today().year
    assert [case.number for case in rows(app, Case)] == [f"KS {year}/1", f"SN {year}/1", f"SN {year}/2"]


def test_a_group_of_officials_decides_nothing(app: Flask, visitors: Visitors) -> None:
    registrar, secretary = visitors["registrator"], visitors["sekreterare"]
    assert _edit(registrar, KSAU, kind="preparation_group") == 200
    meeting = make_meeting(app)
    ready = make_cases(app, ["ready"], proposal=["Ett beslut."], proposal_bodies=[None])[0]
    before = fingerprint(app)
    secretary.open(f"/sammantraden/{meeting}")
    answer = secretary.press("Sätt upp på föredragningslistan", case=str(ready))
    assert (answer.status_code, "fattar inga beslut" in answer.text, fingerprint(app)) == (422, True, before)
    make_cases(app, ["ready"], proposal=["Ett beslut."], proposal_bodies=["Kommunstyrelsen"])
    secretary.open(f"/sammantraden/{meeting}")
    prepared = max(row.id for row in rows(app, Case))
    assert secretary.press("Sätt upp på föredragningslistan", case=str(prepared)).status_code == 200
    assert one(app, Case, id=prepared).state == "preparing"
