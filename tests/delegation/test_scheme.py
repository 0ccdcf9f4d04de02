"""The scheme of a body: read by the office, kept point by point by the registrar, never rewritten."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.audit import AuditRecord
from casework.delegation.models import DelegationRule
from casework.people.models import Person
from tests.conftest import Visitors
from tests.delegation.scheme import end_rule_of, make_rule
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

POINT = {
    "point": "5.2",
    "text": "Avtal om lokaler i högst ett år.",
    "kind": "general_matter",
    "words": "lokal, avtal",
    "delegate": "role:manager",
}


@pytest.fixture
def registrar(visitors: Visitors) -> Visitor:
    """The registrar, before a new point of the executive committee's scheme."""
    visitors["registrator"].open("/delegationsordning/1/ny")
    return visitors["registrator"]


def test_the_office_reads_who_may_decide_what(visitors: Visitors) -> None:
    page = visitors["handlaggare"].open("/delegationsordning").text
    assert "Uppdrag att se över medlemskap och samarbeten." in page
    assert ("kommunallagen 6 kap. 37 §" in page, "kommunallagen 7 kap. 5 §" in page) == (True, True)
    assert "Lägg till en punkt" not in page


def test_a_point_is_added_with_its_legal_ground_and_a_trace(app: Flask, registrar: Visitor) -> None:
    page = registrar.press("Lägg till punkten", **POINT)
    rule = rows(app, DelegationRule)[-1]
    assert (page.status_code, "Punkt 5.2 är tillagd." in page.text) == (200, True)
    assert (rule.point, rule.delegate_role, rule.legal_ground) == ("5.2", "manager", "kommunallagen 7 kap. 5 §")
    assert (rule.words, rule.valid_from, rule.valid_to) == ("lokal, avtal", clock.today(), None)
    assert rows(app, AuditRecord, event="delegation_added")[-1].data["rule"] == rule.id


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"point": ""}, "Ange punktens nummer."),
        ({"point": "fem två"}, "Skriv numret utan mellanslag, till exempel 2.1."),
        ({"text": " "}, "Skriv vad som delegeras."),
        ({"kind": "", "words": " , "}, "Välj en ärendetyp eller ange ord"),
        ({"kind": "", "words": ""}, "Välj en ärendetyp eller ange ord"),
        ({"delegate": "title"}, "Skriv titeln på den som får besluta."),
        ({"delegate": "body:2", "subdelegation": "y"}, "Ett utskott får inte delegera vidare"),
        ({"valid_from": ""}, "Ange dagen, till exempel 2026-11-30."),
        ({"valid_to": "2001-01-01"}, "Sista dagen kan inte vara före den första."),
        ({"text": "Höjning av bidrag till förbundet."}, "6 kap. 38 § 1"),
        ({"point": "4.1"}, "Punkt 4.1 finns redan i delegationsordningen."),
    ],
)
def test_a_point_that_will_not_do_is_refused_in_its_place(
    app: Flask, registrar: Visitor, wrong: dict[str, str], told: str
) -> None:
    before = fingerprint(app)
    page = registrar.press("Lägg till punkten", **{**POINT, **wrong})
    assert (page.status_code, page.text.count(told) >= 2, fingerprint(app) == before) == (422, True, True)
    assert registrar.form("Lägg till punkten").filled()["text"] == [{**POINT, **wrong}["text"].strip()]


def test_what_looks_barred_is_added_when_somebody_says_that_it_was_looked_at(app: Flask, registrar: Visitor) -> None:
    barred = {**POINT, "text": "Höjning av bidrag till förbundet med högst ett prisbasbelopp."}
    assert registrar.press("Lägg till punkten", **barred).status_code == 422
    assert registrar.press("Lägg till punkten", legal_bar_checked="y").status_code == 200
    assert rows(app, DelegationRule)[-1].legal_bar_checked


def test_a_point_ends_on_a_day_and_stays_to_be_read(app: Flask, visitors: Visitors) -> None:
    rule, registrar = make_rule(app), visitors["registrator"]
    registrar.open("/delegationsordning")
    page = registrar.press("Avsluta punkten", f"/{rule}/", day=clock.today().isoformat())
    assert ("Punkt 9.1 har fått sin sista dag." in page.text, "Punkter som har upphört (1)" in page.text) == (
        True,
        True,
    )
    assert one(app, DelegationRule, id=rule).valid_to == clock.today() - timedelta(days=1)
    assert one(app, AuditRecord, event="delegation_ended").data["rule"] == rule
    assert not [form for form in registrar.forms() if f"/{rule}/" in form.action]  # an end is not moved


@pytest.mark.parametrize(("day", "told"), [("2001-01-01", "Dagen har redan varit."), ("", "Ange dagen")])
def test_an_end_that_will_not_do_is_refused(app: Flask, visitors: Visitors, day: str, told: str) -> None:
    rule, registrar = make_rule(app), visitors["registrator"]
    registrar.open("/delegationsordning")
    before = fingerprint(app)
    page = registrar.press("Avsluta punkten", f"/{rule}/", day=day)
    assert (page.status_code, told in page.text, fingerprint(app) == before) == (422, True, True)


def test_who_ends_what_somebody_else_has_ended_is_told(app: Flask, visitors: Visitors) -> None:
    rule, registrar = make_rule(app), visitors["registrator"]
    registrar.open("/delegationsordning")
    form = registrar.form("Avsluta punkten", f"/{rule}/")
    end_rule_of(app, rule)
    before = fingerprint(app)
    page = registrar.post(form.action, **form.filled())
    assert (page.status_code, page.text.count("Punkt 9.1 är redan avslutad.")) == (422, 2)
    assert fingerprint(app) == before


def test_the_number_of_a_point_is_free_again_when_it_has_ended(app: Flask, registrar: Visitor) -> None:
    end_rule_of(app, make_rule(app, point="5.2"), days=0)
    assert registrar.press("Lägg till punkten", **POINT).status_code == 200
    assert amount(app, DelegationRule, point="5.2") == 2


def test_an_assembly_has_no_scheme(app: Flask, visitors: Visitors) -> None:
    """It hands matters to the committees by their regulations (KL 5:2)."""
    assert "Kommunfullmäktige" not in visitors["registrator"].open("/delegationsordning").text


URGENT = POINT | {"kind": "", "words": "", "delegate": "urgent:chair"}
"""A point for what cannot await the body: about any matter."""


def test_a_point_says_whether_decisions_are_reported_and_how_they_are_appealed(app: Flask, registrar: Visitor) -> None:
    registrar.press("Lägg till punkten", **POINT)
    usual = rows(app, DelegationRule)[-1]
    assert (usual.reported, usual.appeal_route, usual.nature) == (True, "legality_review", "")
    registrar.open("/delegationsordning/1/ny")
    other = {"point": "5.3", "reported": "", "nature": "executing", "appeal_route": "not_appealable"}
    page = registrar.press("Lägg till punkten", **(POINT | other)).text
    assert ("Besluten anmäls inte" in page, "Kan inte överklagas: Bara verkställighet" in page) == (True, True)
    made = rows(app, DelegationRule)[-1]
    assert (made.reported, made.appeal_route, made.nature) == (False, "not_appealable", "executing")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"appeal_route": "administrative_appeal"}, "Förvaltningsbesvär gäller bara där en annan lag säger det"),
        ({"appeal_route": "not_appealable"}, "Beslutet kan laglighetsprövas (kommunallagen 13 kap. 2 §)."),
        ({"nature": "executing"}, "Ett beslut som bara förbereder eller verkställer kan inte överklagas"),
        ({"nature": "special_rules"}, "En annan lag säger hur beslutet överklagas"),
        ({**URGENT, "reported": ""}, "Brådskande beslut ska alltid anmälas till organet"),
        ({**URGENT, "subdelegation": "y"}, "Rätten att besluta i brådskande ärenden får inte delegeras vidare."),
    ],
)
def test_a_route_that_such_decisions_have_not_is_refused(
    app: Flask, registrar: Visitor, wrong: dict[str, str], told: str
) -> None:
    before = fingerprint(app)
    page = registrar.press("Lägg till punkten", **(POINT | wrong))
    assert (page.status_code, told in page.text, fingerprint(app) == before) == (422, True, True)


def test_the_chair_or_a_member_by_name_is_given_urgent_matters(app: Flask, registrar: Visitor) -> None:
    page = registrar.press("Lägg till punkten", **URGENT)
    chair = rows(app, DelegationRule)[-1]
    assert (chair.urgent, chair.delegate_role, chair.legal_ground) == (True, "chair", "kommunallagen 6 kap. 39 §")
    assert "Brådskande ärenden" in page.text
    registrar.open("/delegationsordning/1/ny")
    member = one(app, Person, name="Ledamoten").id
    registrar.press("Lägg till punkten", **(URGENT | {"point": "5.3", "delegate": f"urgent:{member}"}))
    named = rows(app, DelegationRule)[-1]
    assert (named.urgent, named.delegate_role, named.delegate_person_id) == (True, "", member)


def test_a_substitute_or_an_official_is_given_none(app: Flask, registrar: Visitor) -> None:
    before = fingerprint(app)
    for name in ("Första ersättaren", "Chefen"):
        choice = f"urgent:{one(app, Person, name=name).id}"
        assert registrar.press("Lägg till punkten", **(URGENT | {"delegate": choice})).status_code == 422
    assert fingerprint(app) == before
