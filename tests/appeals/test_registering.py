"""Registering an appeal: in time, late or at the wrong place by law, frozen, once, and by whom."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from casework import clock
from casework.appeals.models import Appeal, AppealEvent, AppealFile
from casework.audit import AuditRecord
from casework.law.appeals import ADMINISTRATIVE_APPEAL, AUTHORITY, ELSEWHERE, INSTANCE, NOT_APPEALABLE
from tests.appeals.acts import (
    APPELLANT,
    appeal_at,
    by_route,
    case_of,
    decided,
    ended,
    last_day_of,
    later,
    notice_step,
    row_of,
    step_with,
)
from tests.conftest import Visitors
from tests.meetings.sitting import refused
from tests.observing import amount, fingerprint, one, rows


@pytest.fixture
def decision(app: Flask) -> int:
    """A paragraph that is posted since today."""
    return decided(app)[1][0]


@pytest.mark.both
def test_acceptance_one_in_time_and_one_too_late_are_both_handed_to_the_court(app: Flask, decision: int) -> None:
    """Legality review: the court says what is too late, the authority hands both on (KL 13:6)."""
    last = last_day_of(app, decision)
    with ended(app, decision, days=0):
        in_time = appeal_at(app, decision)
    with ended(app, decision):
        late = appeal_at(app, decision)
        found = [row_of(app, number) for number in (in_time, late)]
        assert [(row.verdict, row.forward_to, row.last_day) for row in found] == [
            ("in_time", INSTANCE, last),
            ("late", INSTANCE, last),
        ]
        assert refused(app, lambda: step_with(app, late, "dismiss")) == [
            "Vid laglighetsprövning avgör domstolen. Lämna över överklagandet, också när det kom för sent."
        ]
        for number in (in_time, late):
            step_with(app, number, "forward")
        step_with(app, late, "judge", outcome="dismissed")
    assert [row_of(app, number).state for number in (in_time, late)] == ["forwarded", "judged"]


@pytest.mark.both
def test_acceptance_a_late_administrative_appeal_is_dismissed_by_the_authority(app: Flask, decision: int) -> None:
    by_route(app, decision, ADMINISTRATIVE_APPEAL)
    told_on = clock.today()
    with later(40):
        late = appeal_at(app, decision, told_on=told_on)
        assert (row_of(app, late).verdict, row_of(app, late).forward_to) == ("late", "")
        assert refused(app, lambda: step_with(app, late, "forward")) == [
            "Överklagandet kom in för sent. Avvisa det (förvaltningslagen 45 §)."
        ]
        step_with(app, late, "dismiss", text="Det kom efter sista dagen.")
        row = row_of(app, late)
        assert (row.state, row.outcome, row.judged_by) == ("judged", "dismissed", "Kommunstyrelsens arbetsutskott")
        assert rows(app, AppealEvent, appeal_id=late)[-1].told == "Det kom efter sista dagen."
        in_time = appeal_at(app, decision, told_on=clock.today() - timedelta(days=3))
        assert row_of(app, in_time).verdict == "in_time"
        assert refused(app, lambda: step_with(app, in_time, "dismiss")) == [
            "Överklagandet kom inte för sent. Bara det som kom för sent avvisas av den som beslutade."
        ]
        step_with(app, in_time, "correct", text="Beslutet ändras så att villkoret stryks.")
        step_with(app, in_time, "forward")
        assert row_of(app, in_time).corrected_on == clock.today()


def test_who_was_not_told_rightly_how_is_never_late(app: Flask, decision: int) -> None:
    by_route(app, decision, ADMINISTRATIVE_APPEAL)
    told_on = clock.today()
    with later(40):
        appeal = appeal_at(app, decision, told_on=told_on, told_how=False)
        assert row_of(app, appeal).verdict == "in_time"


def test_what_came_straight_to_the_court_lies_there(app: Flask, decision: int) -> None:
    row = row_of(app, appeal_at(app, decision, place=INSTANCE))
    assert (row.state, row.forward_to, row.verdict) == ("forwarded", "", "in_time")
    assert [event.step for event in rows(app, AppealEvent)] == ["register", "lodge"]
    assert rows(app, AppealEvent)[-1].actor_id is None


@pytest.mark.parametrize(("place", "state"), [(AUTHORITY, "received"), (INSTANCE, "forwarded")])
def test_what_came_elsewhere_counts_from_when_it_came_right(app: Flask, decision: int, place: str, state: str) -> None:
    appeal = appeal_at(app, decision, place=ELSEWHERE)
    assert row_of(app, appeal).verdict == "wrong_place"
    assert refused(app, lambda: step_with(app, appeal, "forward")) == [
        "Anteckna först vilken dag överklagandet kom till rätt ställe."
    ]
    assert refused(app, lambda: step_with(app, appeal, "arrive", place=ELSEWHERE)) == ["Ange vart överklagandet kom."]
    with ended(app, decision):
        step_with(app, appeal, "arrive", place=place)
        row = row_of(app, appeal)
        assert (row.verdict, row.received_on, row.state) == ("late", clock.today(), state)
        once = "Överklagandet har redan kommit till rätt ställe."
        gone = "Steget kan inte tas i läget ”Hos den som prövar”."
        assert refused(app, lambda: step_with(app, appeal, "arrive")) == [once if state == "received" else gone]


def test_while_the_notice_is_down_nobody_is_late(app: Flask) -> None:
    minutes, (decision, _) = decided(app)
    with later(3):
        notice_step(app, minutes, "take_down_early", note="Fel paragraf stod där.")
    with later(60):
        row = row_of(app, appeal_at(app, decision))
        assert (row.verdict, row.last_day) == ("in_time", None)


def test_what_cannot_be_appealed_is_taken_in_and_handed_on_all_the_same(app: Flask, decision: int) -> None:
    by_route(app, decision, NOT_APPEALABLE)
    row = row_of(app, appeal_at(app, decision))
    assert (row.verdict, row.forward_to) == ("not_appealable", INSTANCE)


def test_the_same_form_registers_one(app: Flask, decision: int) -> None:
    first = appeal_at(app, decision, key="one")
    assert (appeal_at(app, decision, key="one"), amount(app, Appeal)) == (first, 1)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"appellant": " "}, "Skriv vem som överklagar och vad överklagandet gäller."),
        ({"matter": ""}, "Skriv vem som överklagar och vad överklagandet gäller."),
        ({"place": "moon"}, "Ange vart överklagandet kom."),
        ({"received_on": "yesterday"}, "Beslutet fattades senare än så. Rätta dagarna."),
        ({"told_on": "yesterday"}, "Beslutet fattades senare än så. Rätta dagarna."),
        ({"received_on": "tomorrow"}, "Dagen har inte varit än. Ange den dag då överklagandet kom in."),
        (
            {"told_on": "tomorrow"},
            "Den som överklagar fick del av beslutet senare än överklagandet kom. Rätta dagarna.",
        ),
    ],
)
def test_what_is_no_appeal_is_refused(app: Flask, decision: int, given: dict[str, str], reason: str) -> None:
    days = {"tomorrow": timedelta(days=1), "yesterday": timedelta(days=-1)}
    values = {key: clock.today() + days[value] if value in days else value for key, value in given.items()}
    assert refused(app, lambda: appeal_at(app, decision, **values)) == [reason]


def test_only_registrar_and_secretary_register(app: Flask, decision: int) -> None:
    assert refused(app, lambda: appeal_at(app, decision, "handlaggare")) == [
        "Överklaganden registreras av registratorn eller organets sekreterare."
    ]


def test_it_is_registered_on_the_page_with_its_letter(app: Flask, visitors: Visitors, decision: int) -> None:
    registrar = visitors["registrator"]
    registrar.open(f"/arenden/{case_of(app, decision)}")
    registrar.open(f"/overklaganden/ny/paragraf/{decision}")
    page = registrar.press("Registrera", appellant=APPELLANT, matter="Hela beslutet.", place=AUTHORITY)
    assert (page.status_code, "Lämna över överklagandet till förvaltningsrätten" in page.text) == (200, True)
    appeal = one(app, Appeal)
    assert (appeal.appellant, appeal.received_on, appeal.verdict) == (APPELLANT, clock.today(), "in_time")
    trail = [row for row in rows(app, AuditRecord) if row.event == "appeal_register"]
    assert [row.data for row in trail] == [
        {"appeal": appeal.id, "from": None, "to": "received", "verdict": "in_time", "outcome": ""}
    ]  # and not who


def test_a_form_without_what_it_asks_for_stores_nothing(app: Flask, visitors: Visitors, decision: int) -> None:
    registrar = visitors["registrator"]
    registrar.open(f"/overklaganden/ny/paragraf/{decision}")
    before = fingerprint(app)
    page = registrar.press("Registrera", appellant="", matter="Hela beslutet.")
    assert (page.status_code, "Skriv vem som överklagar." in page.text, fingerprint(app)) == (422, True, before)


def test_files_are_its_own_and_stand_among_no_papers_of_the_case(app: Flask, visitors: Visitors, decision: int) -> None:
    appeal = appeal_at(app, decision)
    registrar = visitors["registrator"]
    registrar.open(f"/overklaganden/{appeal}")
    values = registrar.form("Lägg till filen").filled()
    letter = {"file": (BytesIO(b"Jag overklagar."), "Skrivelse.txt")}
    page = registrar.post(f"/overklaganden/{appeal}/handlingar", **values, **letter)
    kept = one(app, AppealFile)
    assert (kept.name, "Skrivelse.txt" in page.text) == ("Skrivelse.txt", True)
    assert registrar.open(f"/overklaganden/{appeal}/handlingar/{kept.id}").data == b"Jag overklagar."
    assert "Skrivelse.txt" not in visitors["handlaggare"].open(f"/arenden/{case_of(app, decision)}").text
    assert visitors["handlaggare"].open(f"/overklaganden/{appeal}/handlingar/999").status_code == 404
    before = fingerprint(app)
    registrar.open(f"/overklaganden/{appeal}")
    assert registrar.press("Lägg till filen").status_code == 422
    assert fingerprint(app) == before
