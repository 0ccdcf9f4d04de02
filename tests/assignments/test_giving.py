"""Every decision that orders somebody gives an assignment; without owner or day nothing is decided or stored."""

import pytest
from flask import Flask

from casework.assignments.models import Assignment, AssignmentEvent
from casework.meetings.models import Decision
from tests.assignments.given import ALSO, FORMAL, ORDERS, decided_matter, due_in, give_one
from tests.conftest import Visitors
from tests.factories import call_roll_of, decide, item_of, make_case, make_meeting, reader_of
from tests.observing import amount, fingerprint, one, rows
from workflows import StepRefused


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting with every member there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return meeting


def test_a_matter_of_no_case_gives_an_assignment_by_its_paragraph(app: Flask, meeting: int) -> None:
    due = due_in(30)
    decision = decided_matter(app, meeting, [FORMAL, ORDERS], {"owner": "Socialchef", "due": due})
    row = one(app, Assignment)
    assert (row.decision_id, row.point, row.text, row.case_id) == (decision, 1, ORDERS, None)
    assert (row.owner, row.due.isoformat(), row.status, row.body_id) == ("Socialchef", due, "open", row.body.id)
    assert row.function is not None
    assert row.function.name == "Socialchef"
    assert [(event.step, event.to_state) for event in rows(app, AssignmentEvent)] == [("give", "open")]


def test_each_of_several_points_gives_one_with_its_own_owner_and_day(app: Flask, meeting: int) -> None:
    given = {"owner": "Socialchef", "due": due_in(30), "owner_2": "Ekonomichef", "due_2": due_in(60)}
    decided_matter(app, meeting, [ORDERS, FORMAL, ALSO], given)
    found = [(row.text, row.owner, row.due.isoformat(), row.point) for row in rows(app, Assignment)]
    assert found == [(ORDERS, "Socialchef", due_in(30), 0), (ALSO, "Ekonomichef", due_in(60), 2)]
    assert one(app, Decision).assignments == [
        {"owner": "Socialchef", "due": due_in(30)},
        {"owner": "Ekonomichef", "due": due_in(60)},
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Ange vem som ansvarar för uppdraget."),
        ({"owner": "Socialchef"}, "Ange vilken dag uppdraget ska vara klart, till exempel 2026-11-30."),
        ({"owner": "Socialchef", "due": "2001-01-01"}, "Dagen har redan varit. Ange en dag framåt i tiden."),
    ],
)
@pytest.mark.parametrize("outcome", ["approve", "approve_changed", "note"])
def test_without_owner_or_day_nothing_is_decided(
    app: Flask, meeting: int, outcome: str, given: dict[str, str], sentence: str
) -> None:
    before = fingerprint(app)
    with pytest.raises(StepRefused) as refused:
        decided_matter(app, meeting, ["Något annat."], given | {"text": ORDERS}, outcome=outcome) if (
            outcome != "approve"
        ) else decided_matter(app, meeting, [ORDERS], given)
    assert [str(reason) for reason in refused.value.reasons] == [sentence]
    assert fingerprint(app) == before


@pytest.mark.parametrize("kind", ["general_matter", "budget_increase", "membership_review"])
def test_a_case_of_any_kind_is_asked_on_the_page_and_refused_without(
    app: Flask, visitors: Visitors, meeting: int, kind: str
) -> None:
    fields = {"own_present": 1, "own_proposed": 2}
    case = make_case(app, "on_agenda", kind=kind, meeting=meeting, proposal=[FORMAL, ORDERS], fields=fields)
    chair = visitors["ordforande"]
    page = chair.open(f"/sammantraden/arende/{item_of(app, case)}")
    form = dict(chair.form("Besluta enligt förslaget").values)
    assert form["approve-owner"] == "Socialchefen"  # as the point says
    assert "Det gäller: ”Uppdra åt socialchefen att se över medlemskapet.”" in page.text
    before = fingerprint(app)
    refused = chair.press("Besluta enligt förslaget", **{"approve-owner": "", "approve-due": ""})
    assert (refused.status_code, fingerprint(app)) == (422, before)
    assert "Fyll i fältet ”Ansvarig för uppdraget”." in refused.text
    chair.open(f"/sammantraden/arende/{item_of(app, case)}")
    chair.press("Besluta enligt förslaget", **{"approve-owner": "Socialchef", "approve-due": due_in(9)})
    row = one(app, Assignment)
    assert (row.text, row.owner, row.case_id) == (ORDERS, "Socialchef", case)


def test_a_decision_that_orders_nobody_asks_for_nobody(app: Flask, visitors: Visitors, meeting: int) -> None:
    case = make_case(app, "on_agenda", kind="general_matter", meeting=meeting, proposal=[FORMAL])
    page = visitors["ordforande"].open(f"/sammantraden/arende/{item_of(app, case)}")
    assert "approve-owner" not in page.text
    decide(app, case)  # who fills it in all the same gives no assignment
    assert (amount(app, Assignment), one(app, Decision).assignment) == (0, None)


def test_a_changed_text_that_orders_is_asked_about_when_it_is_sent(
    app: Flask, visitors: Visitors, meeting: int
) -> None:
    case = make_case(app, "on_agenda", kind="general_matter", meeting=meeting, proposal=[FORMAL])
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item_of(app, case)}")
    page = chair.press("Besluta med ändrad text", **{"approve_changed-text": f"{ORDERS}\n\n{ALSO}"})
    assert page.status_code == 422
    filled = {"owner": "Socialchef", "due": due_in(9), "owner_2": "Ekonomichef", "due_2": due_in(10)}
    chair.press("Besluta med ändrad text", **{f"approve_changed-{name}": value for name, value in filled.items()})
    assert [(row.text, row.owner) for row in rows(app, Assignment)] == [(ORDERS, "Socialchef"), (ALSO, "Ekonomichef")]


def test_an_owner_with_an_account_is_known_as_the_person(app: Flask) -> None:
    with app.app_context():
        chef = reader_of("chef").person_id
    for owner in ("Chefen", "chefen, förvaltningschef"):
        number = give_one(app, owner=owner)
        assert one(app, Assignment, id=number).person_id == chef
    nobody = give_one(app, owner="Någon helt annan")
    assert (one(app, Assignment, id=nobody).person_id, one(app, Assignment, id=nobody).function_id) == (None, None)
