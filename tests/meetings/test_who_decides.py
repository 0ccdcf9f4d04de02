"""What must hold before a decision is recorded: the quorum, who presides, and what is asked for."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.meetings.models import Decision
from casework.people.models import Person
from tests.conftest import Visitors
from tests.factories import (
    KSAU,
    call_roll_of,
    decide,
    item_of,
    make_account,
    make_case,
    make_meeting,
)
from tests.meetings.conftest import ASSIGNMENT, DECIDE, GIVEN, VERSION, token
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_below_the_quorum_nothing_can_be_recorded(app: Flask, visitors: Visitors, count: int) -> None:
    """Three of five are needed; who is there without serving does not count."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, [*KSAU[:count], "Första ersättaren", "Andra ersättaren"])
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    chair, before = visitors["ordforande"], fingerprint(app)
    page = chair.open(f"/sammantraden/arende/{item}").text
    answer = chair.post(f"/sammantraden/arende/{item}/utgang/approve", csrf_token=token(chair), **VERSION, **GIVEN)
    told = f"Organet är inte beslutsfört: {count} av 5 tjänstgör och minst 3 krävs."
    if count == 3:
        assert (told in page, amount(app, Decision), answer.status_code) == (False, 1, 200)
    else:
        assert (told in page, told in answer.text, answer.status_code) == (True, True, 422)
        assert fingerprint(app) == before


def test_a_substitute_who_serves_counts(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(
        app, meeting, ["Ordföranden", "Ledamoten", "Andra ersättaren"], {"Andra ersättaren": "Andra ledamoten"}
    )
    decide(app, make_case(app, "on_agenda", meeting=meeting))
    (person,) = rows(app, Person, name="Andra ersättaren")
    assert one(app, Decision).present[2] == {
        "id": str(person.id),
        "name": "Andra ersättaren",
        "role": "substitute",
        "serving_for": "Andra ledamoten",
        "party": "M",
    }
    assert (one(app, Decision).serving, len(one(app, Decision).present)) == (3, 3)


INCOMPLETE = (
    ({"owner": ""}, "Fyll i fältet ”Ansvarig för uppdraget”."),
    ({"owner": " \t"}, "Fyll i fältet ”Ansvarig för uppdraget”."),
    ({"due": ""}, "Fyll i fältet ”Uppdraget ska vara klart senast”."),
    ({"due": "2031-02-30"}, "Inte ett giltigt datum"),
    (
        {"due": (clock.today() - timedelta(days=1)).isoformat()},
        "Dagen har redan varit. Ange en dag framåt i tiden.",
    ),
)


def test_an_assignment_without_owner_or_day_is_refused(app: Flask, chair: Visitor) -> None:
    before, told = fingerprint(app), []
    for given, sentence in INCOMPLETE:
        chair.open("/sammantraden/arende/1")
        page = chair.press(DECIDE, **GIVEN | {f"approve-{name}": value for name, value in given.items()})
        owner = dict(chair.form(DECIDE).values)["approve-owner"]
        told.append((given, page.status_code, sentence in page.text, owner))
    assert told == [(given, 422, True, (ASSIGNMENT | given)["owner"].strip()) for given, _ in INCOMPLETE]
    assert fingerprint(app) == before


@pytest.mark.parametrize("who", ["ledamot", "sekreterare", "vice"])
def test_only_who_presides_records(app: Flask, visitors: Visitors, chair: Visitor, who: str) -> None:
    make_account(app, "Vice ordföranden", "vice")
    visitor, before = visitors[who], fingerprint(app)
    page = visitor.open("/sammantraden/arende/1")
    assert (page.status_code, DECIDE in {label for form in visitor.forms() for label in form.labels}) == (200, False)
    answer = visitor.post("/sammantraden/arende/1/utgang/approve", csrf_token=token(visitor), **VERSION, **GIVEN)
    sentence = {"vice": "Bara den som leder sammanträdet kan föra in beslutet."}.get(
        who, "Det här steget tas av ordföranden."
    )
    assert (answer.status_code, sentence in answer.text, fingerprint(app)) == (422, True, before)


def test_the_vice_chair_records_when_the_chair_is_absent(
    app: Flask, visitors: Visitors, meeting: int, case: int
) -> None:
    make_account(app, "Vice ordföranden", "vice")
    call_roll_of(app, meeting, KSAU[1:])
    vice, chair = visitors["vice"], visitors["ordforande"]
    chair.open("/sammantraden/arende/1")
    assert DECIDE not in {label for form in chair.forms() for label in form.labels}
    vice.open("/sammantraden/arende/1")
    page = vice.press(DECIDE, **GIVEN)
    decision = one(app, Decision)
    assert (decision.present[0]["name"], decision.present[0]["role"]) == ("Vice ordföranden", "presiding")
    assert (decision.recorded_by_id, "Beslutet är fattat som § 1." in page.text) == (
        one(app, Person, name="Vice ordföranden").id,
        True,
    )


def test_the_chair_who_comes_late_takes_over_before_the_vice_chair_presses(
    app: Flask, visitors: Visitors, meeting: int, case: int
) -> None:
    make_account(app, "Vice ordföranden", "vice")
    call_roll_of(app, meeting, KSAU[1:])
    visitors["vice"].open("/sammantraden/arende/1")
    call_roll_of(app, meeting, KSAU)
    before = fingerprint(app)
    page = visitors["vice"].press(DECIDE, **GIVEN)
    assert "Bara den som leder sammanträdet kan föra in beslutet." in page.text
    assert (page.status_code, fingerprint(app)) == (422, before)


def test_an_unknown_outcome_does_not_exist(app: Flask, chair: Visitor) -> None:
    before, own = fingerprint(app), token(chair)
    for outcome in ("approve_report", "withdraw", "no-such", "x" * 5000, "%00"):
        answer = chair.post(f"/sammantraden/arende/1/utgang/{outcome}", csrf_token=own, **VERSION, **GIVEN)
        assert answer.status_code == 404, outcome
    assert fingerprint(app) == before
