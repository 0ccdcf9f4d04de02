"""A person confirms that a decision is final: never before its day, with an open appeal, or what was annulled."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.appeals.models import FinalDecision
from casework.audit import AuditRecord
from casework.law.appeals import ADMINISTRATIVE_APPEAL, NOT_APPEALABLE
from tests.appeals.acts import (
    appeal_at,
    by_route,
    case_of,
    confirm_at,
    decided,
    ended,
    final_of,
    last_day_of,
    later,
    notice_step,
    settle,
    standing_of,
    step_with,
)
from tests.conftest import Visitors
from tests.meetings.sitting import refused
from tests.observing import amount, fingerprint, one, rows

OPEN = "Ett överklagande är inte slutligt avgjort."
UNDONE = "Beslutet har upphävts eller ändrats och kan inte få laga kraft."


@pytest.fixture
def decision(app: Flask) -> int:
    """A paragraph that is posted since today."""
    return decided(app)[1][0]


@pytest.mark.both
def test_no_day_makes_it_final_and_a_person_does_on_the_day_after_the_last(app: Flask, decision: int) -> None:
    last = last_day_of(app, decision)
    assert last is not None
    told = f"Överklagandetiden går ut först {last.isoformat()}."
    assert refused(app, lambda: confirm_at(app, decision)) == [told]
    with ended(app, decision, days=0):
        assert refused(app, lambda: confirm_at(app, decision)) == [told]
    with ended(app, decision, days=400):
        assert final_of(app, decision) is None
    with ended(app, decision):
        confirm_at(app, decision)
        row = one(app, FinalDecision)
        assert (row.last_day, row.final_on) == (last, last + timedelta(days=1))
        assert confirm_at(app, decision) == row.id  # said twice, the first stands
        assert [record.event for record in rows(app, AuditRecord)].count("final_confirmed") == 1


@pytest.mark.both
def test_with_an_appeal_open_nothing_is_final(app: Flask, decision: int) -> None:
    appeal = appeal_at(app, decision)
    with ended(app, decision):
        for step, more in (("forward", {}), ("judge", {"outcome": "rejected"})):
            assert refused(app, lambda: confirm_at(app, decision)) == [OPEN]
            step_with(app, appeal, step, **more)
        assert refused(app, lambda: confirm_at(app, decision)) == [OPEN]  # judged, but it may be appealed further
        step_with(app, appeal, "settle")
    with ended(app, decision, days=5):
        early = clock.today() - timedelta(days=5)
        assert refused(app, lambda: confirm_at(app, decision, final_on=early)) == [
            f"Beslutet kan ha fått laga kraft tidigast {(early + timedelta(days=1)).isoformat()}."
        ]
        confirm_at(app, decision)


@pytest.mark.parametrize("outcome", ["annulled", "changed", "remanded"])
def test_what_was_annulled_or_changed_is_never_final(app: Flask, decision: int, outcome: str) -> None:
    if outcome != "annulled":
        by_route(app, decision, ADMINISTRATIVE_APPEAL)
    appeal, told_on = appeal_at(app, decision), clock.today()
    settle(app, appeal, outcome)
    with later(60):
        assert refused(app, lambda: confirm_at(app, decision, told_on=told_on)) == [UNDONE]


def test_what_the_authority_changed_itself_is_never_final_as_it_was(app: Flask, decision: int) -> None:
    by_route(app, decision, ADMINISTRATIVE_APPEAL)
    appeal, told_on = appeal_at(app, decision), clock.today()
    step_with(app, appeal, "correct")
    settle(app, appeal)
    with later(60):
        assert refused(app, lambda: confirm_at(app, decision, told_on=told_on)) == [UNDONE]


def test_where_the_notice_was_down_the_time_begins_anew(app: Flask) -> None:
    minutes, (decision, _) = decided(app)
    first = last_day_of(app, decision)
    assert first is not None
    with later(15):
        notice_step(app, minutes, "take_down_early", note="Fel paragraf stod där.")
    with later(60):
        assert refused(app, lambda: confirm_at(app, decision)) == [
            "Anslaget togs ned för tidigt. Tiden börjar om när det sätts upp igen, och löper inte nu."
        ]
    with later(17):
        notice_step(app, minutes, "post_again")
        anew = last_day_of(app, decision)
        assert anew is not None
        assert anew > first
    with later((first - clock.today()).days + 1):
        assert refused(app, lambda: confirm_at(app, decision)) == [
            f"Överklagandetiden går ut först {anew.isoformat()}."
        ]
    with ended(app, decision):
        confirm_at(app, decision)


def test_what_cannot_be_appealed_says_so(app: Flask, decision: int) -> None:
    by_route(app, decision, NOT_APPEALABLE)
    with later(60):
        assert refused(app, lambda: confirm_at(app, decision)) == [
            "Beslutet kan inte överklagas. Det gäller utan att laga kraft bekräftas."
        ]


def test_an_administrative_appeal_has_its_day_from_when_the_last_was_told(app: Flask, decision: int) -> None:
    by_route(app, decision, ADMINISTRATIVE_APPEAL)
    told_on = clock.today() + timedelta(days=30)
    with later(40):
        assert refused(app, lambda: confirm_at(app, decision)) == [
            "Ange vilken dag den sista som beslutet rör fick del av det."
        ]
        assert len(refused(app, lambda: confirm_at(app, decision, told_on=told_on))) == 1
        before = clock.today() - timedelta(days=41)
        assert refused(app, lambda: confirm_at(app, decision, told_on=before)) == [
            "Ingen fick del av beslutet innan det fattades. Rätta dagen."
        ]
    with later(60):
        confirm_at(app, decision, told_on=told_on, final_on=clock.today())


def test_only_registrar_and_secretary_confirm(app: Flask, decision: int) -> None:
    with ended(app, decision):
        assert refused(app, lambda: confirm_at(app, decision, "handlaggare")) == [
            "Laga kraft bekräftas av registratorn eller organets sekreterare."
        ]


def test_what_the_court_answered_is_asked_for(app: Flask, decision: int) -> None:
    with ended(app, decision, days=2):
        today = clock.today()
        answers = {
            "Skriv vem du frågade och vad svaret var.": [{"asked": " "}, {"answer": ""}],
            "Har någon överklagat ska överklagandet registreras, och beslutet kan inte bekräftas.": [{"nobody": False}],
            "Fråga när tiden har gått ut: svaret är från en dag då beslutet ännu kunde överklagas.": [
                {"answered_on": today - timedelta(days=2)}
            ],
            "Dagen har inte varit än.": [
                {"answered_on": today + timedelta(days=1)},
                {"final_on": today + timedelta(days=1)},
            ],
            f"Beslutet kan ha fått laga kraft tidigast {(today - timedelta(days=1)).isoformat()}.": [
                {"final_on": today - timedelta(days=2)}
            ],
        }
        for reason, tries in answers.items():
            for given in tries:
                assert refused(app, lambda given=given: confirm_at(app, decision, **given)) == [reason]


@pytest.mark.both
def test_an_appeal_that_comes_afterwards_fells_the_confirmation(app: Flask, visitors: Visitors, decision: int) -> None:
    with ended(app, decision):
        confirm_at(app, decision)
        page = visitors["registrator"].open(f"/overklaganden/ny/paragraf/{decision}")
        assert "Beslutet är bekräftat som laga kraft vunnet" in page.text
        appeal = appeal_at(app, decision)
        assert final_of(app, decision) is None
        assert one(app, FinalDecision).lapsed_by_id == appeal
        assert refused(app, lambda: confirm_at(app, decision)) == [OPEN]
        settle(app, appeal, "dismissed")
        assert standing_of(app, decision).earliest == one(app, FinalDecision).final_on  # late: it moved nothing
        confirm_at(app, decision)
    assert amount(app, FinalDecision) == 2


def test_all_paragraphs_of_the_minutes_are_confirmed_at_once_where_each_may(app: Flask, visitors: Visitors) -> None:
    minutes, (first, second) = decided(app)
    appeal_at(app, second)
    with ended(app, first):
        secretary = visitors["sekreterare"]
        page = secretary.open(f"/laga-kraft/protokoll/{minutes}")
        assert "KSAU § 2/" in page.text
        assert OPEN in page.text
        page = secretary.press("Bekräfta", answer="Nej, ingen.", nobody="y")
        assert "Beslutet är bekräftat." in page.text
        assert (final_of(app, first) is not None, final_of(app, second)) == (True, None)
        assert "Väntar på ett överklagande" in page.text
        case = visitors["handlaggare"].open(f"/arenden/{case_of(app, first)}")
        assert "bekräftat av Sekreteraren" in case.text


def test_one_that_may_not_stops_all_that_were_chosen(app: Flask, visitors: Visitors) -> None:
    minutes, (first, second) = decided(app)
    with ended(app, first):
        secretary = visitors["sekreterare"]
        secretary.open(f"/laga-kraft/protokoll/{minutes}")
        values = secretary.form("Bekräfta").filled(answer="Nej.", nobody="y", final_on=last_day_of(app, first))
        before = fingerprint(app)
        page = secretary.post(f"/laga-kraft/protokoll/{minutes}", **values)
        assert (page.status_code, fingerprint(app)) == (422, before)
        assert page.text.count("kan ha fått laga kraft tidigast") == 2
        appeal_at(app, second)
        before = fingerprint(app)
        values["final_on"] = clock.today()
        assert secretary.post(f"/laga-kraft/protokoll/{minutes}", **values).status_code == 422  # it is no choice now
        assert fingerprint(app) == before


@pytest.mark.parametrize("field", ["answer", "asked", "answered_on", "final_on", "chosen", "nobody"])
def test_the_form_asks_for_all_of_it(app: Flask, visitors: Visitors, field: str) -> None:
    minutes, (decision, _) = decided(app)
    with ended(app, decision):
        secretary = visitors["sekreterare"]
        secretary.open(f"/laga-kraft/protokoll/{minutes}")
        values = secretary.form("Bekräfta").filled(answer="Nej.", nobody="y")
        del values[field]
        before = fingerprint(app)
        page = secretary.post(f"/laga-kraft/protokoll/{minutes}", **values)
        assert (page.status_code, fingerprint(app)) == (422, before)
