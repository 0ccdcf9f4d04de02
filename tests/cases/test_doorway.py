"""The doorway of every change to a case: take_step, with what it asks of whom, and on and off the agenda."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.audit import AuditRecord
from casework.cases.models import CaseEvent
from casework.cases.operations import take_step
from casework.cases.queries import facts_for, get_case, lock_case
from casework.database import write
from casework.desk.models import Notice
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem
from tests.cases.conftest import LIST, UNLIST, at
from tests.conftest import Visitors
from tests.factories import (
    decided_case,
    make_body,
    make_case,
    make_meeting,
    make_person,
    reader_of,
    state_of,
    step_of,
)
from tests.observing import fingerprint, rows, statements
from workflows import WORKFLOWS, StepRefused


def test_an_unknown_step_is_refused_in_words(app: Flask) -> None:
    case = make_case(app)
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Steget ”no_such_step” finns inte"):
        step_of(app, case, "no_such_step", "handlaggare")
    assert fingerprint(app) == before


def test_a_stale_version_is_refused_before_any_rule_is_asked(app: Flask) -> None:
    case = make_case(app, recipients=[])
    with app.app_context(), pytest.raises(StaleVersion) as stale, write():
        take_step(lock_case(case), "submit", actor=reader_of("ledamot"), expected_version=7)
    assert stale.value.current == 1


def test_what_a_deputy_does_is_told_as_his_and_for_whom(app: Flask, visitors: Visitors) -> None:
    case, deputy = make_case(app, "review"), make_person(app, "bitrade", "manager")
    with app.app_context(), write():
        manager, locked = reader_of("chef"), lock_case(case)
        actor, version = reader_of("bitrade"), locked.version
        take_step(locked, "approve_report", actor=actor, expected_version=version, on_behalf_of_id=manager.person_id)
    event, record = rows(app, CaseEvent)[-1], rows(app, AuditRecord)[-1]
    assert (event.actor_id, event.on_behalf_of_id) == (record.actor_id, record.on_behalf_of_id)
    assert (event.actor_id, event.on_behalf_of.name if event.on_behalf_of else "") == (deputy, "Chefen")
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    assert "Bitrade (för Chefen) godkände tjänsteskrivelsen." in page


def test_the_facts_of_a_case_take_three_statements_at_most(app: Flask) -> None:
    meeting = make_meeting(app)
    cases = {state: make_case(app, state, meeting=meeting) for state in ("draft", "ready", "on_agenda")}
    cases["decided"] = decided_case(app)
    counted = {}
    for state, number in cases.items():
        with app.app_context():
            reader = reader_of("chef")
            case = get_case(number, reader)
            assert case is not None
            for name, given in (("", {}), (" named", {"meeting": str(meeting)})):
                with statements(app) as sent:
                    facts_for(case, reader, given=given)
                counted[state + name] = len(sent)
    assert {state: count for state, count in counted.items() if count > 3} == {}


def test_a_case_taken_off_an_agenda_can_be_listed_on_another(app: Flask, visitors: Visitors) -> None:
    first, second = make_meeting(app, days=7), make_meeting(app, days=14)
    case = make_case(app, "on_agenda", meeting=first)
    secretary = at(app, visitors["sekreterare"], case)
    secretary.press(UNLIST, note="Underlaget är inte klart.")
    assert "Handläggaren" not in secretary.open(f"/sammantraden/{first}").text.partition("Klara att sätta upp")[0]
    at(app, secretary, case).press(LIST, meeting=str(second))
    items = [(item.meeting_id, item.position, item.taken_off_at is None) for item in rows(app, AgendaItem)]
    assert (items, state_of(app, case)) == ([(first, 1, False), (second, 1, True)], "on_agenda")
    assert visitors["ledamot"].open("/sammantraden/arende/1").status_code == 404
    assert visitors["ledamot"].open("/sammantraden/arende/2").status_code == 200
    assert [(notice.event.step, notice.event.note) for notice in rows(app, Notice)][-2:] == [
        ("unlist", "Underlaget är inte klart."),
        ("list", ""),
    ]


def test_a_case_is_listed_only_on_a_coming_meeting_of_its_body(app: Flask) -> None:
    make_body(app, "NN")
    elsewhere, past = make_meeting(app, body="NN", days=2), make_meeting(app, days=0)
    case = make_case(app, "ready")
    before = fingerprint(app)
    plain = "Välj ett kommande sammanträde med Kommunstyrelsens arbetsutskott."
    told = {
        elsewhere: "Sammanträdet hör till Nämnden NN, men ärendet ska till Kommunstyrelsens arbetsutskott.",
        past: plain,
        99: plain,
        "9" * 30: plain,
        "": plain,
    }
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        for meeting, sentence in told.items():
            with pytest.raises(StepRefused) as refused:
                step_of(app, case, "list", "sekreterare", meeting=str(meeting))
            assert str(refused.value) == sentence
    assert fingerprint(app) == before


def test_every_kind_can_be_begun_from_the_page(visitors: Visitors) -> None:
    page = visitors["handlaggare"].open("/arenden/nytt").text
    assert [kind for kind in WORKFLOWS if f'value="{kind}"' not in page] == []
