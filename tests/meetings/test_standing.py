"""The items that stand on every agenda, and the order of a body's agendas."""

from flask import Flask

from casework.meetings.models import AgendaItem
from casework.meetings.planning_models import AgendaOrder, StandingItem
from tests.conftest import Visitors
from tests.factories import make_case, make_meeting, make_neighbour, make_standing
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor
from tests.world import token

ITEMS = "/sammantraden/organ/2/punkter"


def _agenda(app: Flask, meeting: int) -> list[str]:
    found = [row for row in rows(app, AgendaItem, meeting_id=meeting) if row.taken_off_at is None]
    return [row.kind for row in sorted(found, key=lambda row: row.position)]


def test_the_usual_items_are_given_in_one_press_and_once(app: Flask, visitors: Visitors) -> None:
    registrar = visitors["registrator"]
    registrar.open(ITEMS)
    form = registrar.form("Lägg till de vanliga punkterna").filled()
    assert registrar.press("Lägg till de vanliga punkterna").status_code == 200
    found = [(row.kind, row.at_the_end) for row in rows(app, StandingItem)]
    assert found == [(kind, False) for kind in ("roll_call", "approvers", "agenda", "previous_minutes")] + [
        (kind, True) for kind in ("notices", "other")
    ]
    before = fingerprint(app)
    assert registrar.post(f"{ITEMS}/vanliga", **form).status_code == 422
    assert (
        "Organet har redan stående punkter. Ändra dem, eller lägg till fler." in registrar.page.text,
        fingerprint(app),
    ) == (True, before)
    registrar.open("/sammantraden/organ/3/punkter")
    assert "Övrigt" not in registrar.page.text.partition("De vanliga")[2].partition("</p>")[0]


def test_a_case_that_is_listed_later_stands_before_what_ends_the_meeting(app: Flask, visitors: Visitors) -> None:
    planned_before = make_meeting(app)
    visitors["sekreterare"].open(ITEMS)
    visitors["sekreterare"].press("Lägg till de vanliga punkterna")
    meeting = make_meeting(app, days=8)
    make_case(app, "on_agenda", meeting=meeting)
    assert _agenda(app, planned_before) == []
    opening = ["roll_call", "approvers", "agenda", "previous_minutes"]
    assert _agenda(app, meeting) == [*opening, "case", "notices", "other"]
    items = rows(app, AgendaItem, meeting_id=meeting)
    assert [item.proposal for item in items if item.kind == "agenda"] == [["Föredragningslistan godkänns."]]


def test_a_standing_item_is_changed_and_rests(app: Flask, visitors: Visitors) -> None:
    secretary, item = visitors["sekreterare"], make_standing(app)
    secretary.open(f"/sammantraden/organ/punkter/{item}")
    form = secretary.form("Spara").filled(title="Information från förvaltningen", proposal="Ett.\n\nTvå.", active=[])
    url = f"/sammantraden/organ/punkter/{item}"
    assert secretary.post(url, **form).status_code == 200
    row = one(app, StandingItem)
    assert (row.title, row.proposal, row.active) == ("Information från förvaltningen", ["Ett.", "Två."], False)
    assert _agenda(app, make_meeting(app)) == []
    before = fingerprint(app)
    assert (secretary.post(url, **form | {"title": "Annat"}).status_code, fingerprint(app)) == (409, before)
    assert "Någon annan har just ändrat punkten. Spara igen om din ändring ska gälla." in secretary.page.text


NO_ITEM = (
    ({"title": ""}, "Skriv punktens rubrik."),
    ({"title": "x" * 301}, "Texten är för lång: högst 300 tecken."),
    ({"title": "Punkt", "proposal": "x" * 5001}, "Texten är för lång: högst 5000 tecken."),
    ({"title": "Ärendet", "kind": "case"}, "Inte ett giltigt val"),
    ({"title": "Punkt", "position": "0"}, "Ange ett helt tal från 1 till 99."),
    ({"title": "Punkt", "position": ""}, "Ange ordningen."),
)


def test_a_standing_item_that_cannot_be_is_refused(app: Flask, visitors: Visitors) -> None:
    before, secretary = fingerprint(app), visitors["sekreterare"]
    for given, told in NO_ITEM:
        secretary.open(ITEMS)
        answer = secretary.press("Lägg till punkten", **given)
        assert (given, answer.status_code, told in answer.text) == (given, 422, True)
    assert fingerprint(app) == before


def _order(secretary: Visitor, meeting: int) -> int:
    secretary.open(f"/sammantraden/{meeting}")
    return secretary.post(
        f"/sammantraden/{meeting}/ordning/regler", **secretary.form("Ordna enligt reglerna").filled()
    ).status_code


def test_the_agenda_is_ordered_by_the_bodys_rule_and_what_was_seen(app: Flask, visitors: Visitors) -> None:
    secretary = visitors["sekreterare"]
    make_standing(app, kind="other", title="Övrigt", at_the_end=True)
    meeting = make_meeting(app)
    first, second = (make_case(app, "on_agenda", meeting=meeting) for _ in range(2))
    secretary.open(f"/sammantraden/{meeting}")
    order = secretary.form("Ordna enligt reglerna").filled()["seen"]
    ids = order[0].split(",")
    token_of = token(secretary)
    moved = secretary.post(
        f"/sammantraden/{meeting}/ordning", csrf_token=token_of, seen=",".join(ids), move=f"{ids[2]}:1"
    )
    assert (moved.status_code, _agenda(app, meeting)) == (200, ["other", "case", "case"])
    before = fingerprint(app)
    stale = secretary.post(f"/sammantraden/{meeting}/ordning/regler", csrf_token=token_of, seen=",".join(ids[:2]))
    assert (stale.status_code, fingerprint(app)) == (409, before)
    assert "Listan har ändrats sedan sidan öppnades. Så här står den nu." in stale.text
    assert (_order(secretary, meeting), _agenda(app, meeting)) == (200, ["case", "case", "other"])
    assert [item.case_id for item in sorted(rows(app, AgendaItem), key=lambda row: row.position)] == [
        first,
        second,
        None,
    ]


def test_a_body_chooses_the_order_of_its_cases(app: Flask, visitors: Visitors) -> None:
    secretary = visitors["sekreterare"]
    secretary.open(ITEMS)
    assert secretary.press("Spara ordningen", cases="number").status_code == 200
    meeting = make_meeting(app)
    first, second = (make_case(app, "ready") for _ in range(2))
    for case in (second, first):
        secretary.open(f"/sammantraden/{meeting}")
        form = next(f for f in secretary.forms() if ("case", str(case)) in f.values)
        secretary.post(form.action, **form.filled())
    assert [item.case_id for item in rows(app, AgendaItem)] == [second, first]
    _order(secretary, meeting)
    assert [item.case_id for item in sorted(rows(app, AgendaItem), key=lambda row: row.position)] == [first, second]
    before = fingerprint(app)
    secretary.open(ITEMS)
    assert secretary.press("Spara ordningen", cases="chance").status_code == 422
    assert (fingerprint(app), one(app, AgendaOrder).cases) == (before, "number")


def test_a_neighbours_standing_items_do_not_exist(app: Flask, visitors: Visitors) -> None:
    item = make_standing(app)
    make_neighbour(app)
    neighbour = visitors["granne-sekreterare"]
    before, own = fingerprint(app), token(neighbour)
    for url in (ITEMS, f"/sammantraden/organ/punkter/{item}"):
        assert neighbour.open(url).status_code == 404
        assert neighbour.post(url, csrf_token=own, title="Punkt", kind="other", position="1").status_code == 404
    for url in (f"{ITEMS}/vanliga", "/sammantraden/organ/2/ordning"):
        assert neighbour.post(url, csrf_token=own, cases="number").status_code == 404
    assert (fingerprint(app), amount(app, StandingItem)) == (before, 1)
