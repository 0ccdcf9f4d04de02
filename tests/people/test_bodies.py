"""The bodies and how reports to them are reviewed: one to three levels, each by somebody new."""

from flask import Flask

from casework.audit import AuditRecord
from casework.cases.models import Case
from casework.people.models import Body
from tests.conftest import Visitors
from tests.factories import make_case, make_neighbour, make_person, state_of
from tests.observing import fingerprint, one, rows
from tests.support.pages import Visitor
from tests.world import token

KSAU = "/organ/2/granskning"
TWO = {"levels-0-label": "Enheten", "levels-1-label": "Förvaltningen", "levels-1-title": "Förvaltningschef"}


def _levels(app: Flask) -> list[dict[str, str]]:
    return next(body.review_levels for body in rows(app, Body) if body.short_name == "KSAU")


def _set(registrar: Visitor, **given: str) -> int:
    registrar.open(KSAU)
    return registrar.press("Spara", **given).status_code


def test_registrar_sets_the_levels_of_a_body(app: Flask, visitors: Visitors) -> None:
    assert _set(visitors["registrator"], **TWO) == 200
    assert _levels(app) == [{"label": "Enheten", "title": ""}, {"label": "Förvaltningen", "title": "Förvaltningschef"}]
    page = visitors["admin"].open("/organ").text
    assert [word in page for word in ("1. Enheten", "2. Förvaltningen", "(Förvaltningschef)")] == [True] * 3
    assert rows(app, AuditRecord)[-1].event == "review_levels_set"
    assert _set(visitors["registrator"], **dict.fromkeys(TWO, "")) == 200
    assert _levels(app) == []


def test_a_change_that_somebody_else_has_made_is_not_lost(app: Flask, visitors: Visitors) -> None:
    first, second = visitors["registrator"], visitors["admin"]
    first.open(KSAU)
    second.open(KSAU)
    first.press("Spara", **TWO)
    page = second.press("Spara", **{"levels-0-label": "Kansliet"})
    assert (page.status_code, len(_levels(app))) == (409, 2)
    assert "Någon annan har just ändrat granskningen." in page.text
    assert second.press("Spara").status_code == 200
    assert _levels(app) == [{"label": "Kansliet", "title": ""}]


def test_too_long_a_name_is_refused_and_nothing_stored(app: Flask, visitors: Visitors) -> None:
    assert _set(visitors["registrator"], **{"levels-0-label": "x" * 101}) == 422
    assert _levels(app) == []


def test_a_neighbours_body_does_not_exist(app: Flask, visitors: Visitors) -> None:
    make_neighbour(app)
    neighbour = visitors["granne-registrator"]
    before = fingerprint(app)
    sent_token = token(neighbour)
    assert neighbour.open(KSAU).status_code == 404
    assert neighbour.post(KSAU, csrf_token=sent_token, **TWO).status_code == 404
    assert ("Kommunstyrelsens arbetsutskott" in neighbour.open("/organ").text, fingerprint(app)) == (False, before)


def test_a_report_passes_each_level_by_another_manager(app: Flask, visitors: Visitors) -> None:
    make_person(app, "enhetschef", "manager")
    _set(visitors["registrator"], **TWO)
    case = make_case(app, "review")
    boss, unit = visitors["chef"], visitors["enhetschef"]
    page = unit.open(f"/arenden/{case}").text
    assert ("1 av 2: Enheten" in page, "Godkänn tjänsteskrivelsen" in page) == (True, False)
    page = unit.press("Godkänn och lämna till nästa granskning").text
    assert (state_of(app, case), "2 av 2: Förvaltningen" in page) == ("review", True)
    told = "Den här granskningen (Förvaltningen) görs av den som har titeln Förvaltningschef."
    assert told in page
    assert one(app, Case).approved_hash == ""
    sent = {"csrf_token": token(unit), "version": str(one(app, Case).version)}
    refused = unit.post(f"/arenden/{case}/steg/approve_report", **sent)
    assert (refused.status_code, state_of(app, case)) == (422, "review")
    boss.open(f"/arenden/{case}")
    page = boss.press("Godkänn tjänsteskrivelsen").text
    row = one(app, Case)
    assert (row.state, len(row.approved_by), len(row.approved_hash)) == ("ready", 2, 64)
    assert row.approved_hash[:12] in page


def test_a_returned_report_begins_at_the_first_level_again(app: Flask, visitors: Visitors) -> None:
    make_person(app, "enhetschef", "manager")
    _set(visitors["registrator"], **TWO)
    case = make_case(app, "review")
    visitors["enhetschef"].open(f"/arenden/{case}")
    visitors["enhetschef"].press("Godkänn och lämna till nästa granskning")
    visitors["chef"].open(f"/arenden/{case}")
    visitors["chef"].press("Skicka tillbaka", note="Skriv om konsekvenserna.")
    visitors["handlaggare"].open(f"/arenden/{case}")
    visitors["handlaggare"].press("Lämna för granskning")
    row = one(app, Case)
    assert (row.state, row.approved_by, row.approved_hash) == ("review", [], "")
