"""Paragraph numbers without gaps, and a failure in the middle that leaves nothing behind."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from casework.assignments.models import Assignment
from casework.dispatch.models import Delivery, Dispatch
from casework.documents.typesetting import TypesettingError
from casework.meetings.models import Decision, MinutesExtract
from casework.register.models import NumberSeries, StoredFile
from casework.register.operations import file_path, read_file
from tests.factories import (
    KSAU,
    call_roll_of,
    decide,
    make_body,
    make_case,
    make_meeting,
    state_of,
)
from tests.meetings.conftest import DECIDE, GIVEN
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import StepRefused


def test_paragraphs_follow_the_order_of_handling_by_body_and_year(app: Flask) -> None:
    make_body(app, "NN")
    with time_machine.travel(datetime(2031, 12, 1, 12, tzinfo=UTC), tick=False):
        days = {"old": date(2031, 12, 8), "new": date(2032, 1, 12)}
        meetings = {name: make_meeting(app, day=day) for name, day in days.items()}
        for meeting in meetings.values():
            call_roll_of(app, meeting)
        meetings["other"] = make_meeting(app, day=days["old"], body="NN")
        call_roll_of(app, meetings["other"], ["Ordföranden"])
        order = [
            (meetings["old"], "KSAU"),
            (meetings["new"], "KSAU"),
            (meetings["other"], "NN"),
            (meetings["old"], "KSAU"),
            (meetings["new"], "KSAU"),
        ]
        cases = [make_case(app, "on_agenda", meeting=meeting, body=body) for meeting, body in order]
        for case in reversed(cases):
            decide(app, case)
    found = {row.case_id: (row.paragraph, row.paragraph_year) for row in rows(app, Decision)}
    assert [found[case] for case in cases] == [(2, 2031), (2, 2032), (1, 2031), (1, 2031), (1, 2032)]


def test_a_refused_attempt_leaves_no_gap(app: Flask, meeting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (make_case(app, "on_agenda", meeting=meeting) for _ in range(3))
    decide(app, first)
    with pytest.raises(StepRefused):
        decide(app, second, given={"owner": ""})
    call_roll_of(app, meeting, KSAU[:2])
    with pytest.raises(StepRefused):
        decide(app, second)
    call_roll_of(app, meeting)
    with monkeypatch.context() as broken, pytest.raises(TypesettingError):
        broken.setattr("casework.meetings.extracts.typeset_extract", _fail)
        decide(app, second)
    decide(app, third)
    decide(app, second)
    assert [(row.case_id, row.paragraph) for row in rows(app, Decision)] == [(first, 1), (third, 2), (second, 3)]


def _fail(_data: object) -> bytes:
    raise TypesettingError("extract.typ: as when the template and the data do not fit")


def test_a_failure_inside_leaves_nothing_and_the_next_press_succeeds(
    app: Flask, chair: Visitor, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, before = chair.form(DECIDE), fingerprint(app)
    with monkeypatch.context() as broken:
        broken.setattr("casework.meetings.extracts.typeset_extract", _fail)
        assert chair.post(form.action, **form.filled(**GIVEN)).status_code == 500
    assert fingerprint(app) == before
    tables = (Decision, MinutesExtract, Dispatch, Delivery, Assignment, StoredFile)
    assert ([amount(app, table) for table in tables], state_of(app, case)) == ([0] * 6, "on_agenda")
    assert chair.post(form.action, **form.filled(**GIVEN)).status_code == 200
    assert (one(app, Decision).paragraph, one(app, NumberSeries, series="paragraph:2").last) == (1, 1)


@pytest.mark.parametrize("where", ["record_decision", "send_at_decision", "notify_officer"])
def test_a_failure_in_any_effect_leaves_nothing(
    app: Flask, chair: Visitor, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    effects = app.extensions["casework.effects"]
    name = next(name for name, function in effects.items() if function.__name__ == where)

    def broken(context: object) -> None:
        effect(context)
        raise OSError("no space left on the disk")

    effect, before = effects[name], fingerprint(app)
    monkeypatch.setitem(effects, name, broken)
    assert chair.press(DECIDE, **GIVEN).status_code == 500
    assert fingerprint(app) == before


@pytest.mark.parametrize("place", range(4))
def test_a_failure_in_what_follows_of_a_decision_leaves_nothing(
    app: Flask, chair: Visitor, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """The mark of what was put, what the body was told of, the assignments, and what was raised in the assembly."""
    follows, before = app.extensions["casework.decided"], fingerprint(app)
    assert len(follows) == 4

    def broken(item: object, decision: object) -> None:
        follow(item, decision)
        raise OSError("no space left on the disk")

    follow = follows[place]
    changed = [broken if function is follow else function for function in follows]
    monkeypatch.setitem(app.extensions, "casework.decided", changed)
    assert chair.press(DECIDE, **GIVEN).status_code == 500
    assert fingerprint(app) == before


def test_a_file_that_a_failure_left_behind_is_taken_up_again(
    app: Flask, chair: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes lie on disk before the transaction ends; without a row they are nobody's."""
    content = b"%PDF the same bytes at both times"
    monkeypatch.setattr("casework.meetings.extracts.typeset_extract", lambda _data: content)
    with monkeypatch.context() as broken:
        broken.setattr("casework.cases.sending.dispatch", _fail_too)
        assert chair.press(DECIDE, **GIVEN).status_code == 500
    chair.open("/sammantraden/arende/1")
    chair.press(DECIDE, **GIVEN)
    with app.app_context():
        assert read_file(one(app, StoredFile).sha256) == content
        assert [path.name for path in file_path(one(app, StoredFile).sha256).parent.iterdir()] == [
            one(app, StoredFile).sha256
        ]


def _fail_too(*_arguments: object, **_more: object) -> None:
    raise OSError("no space left on the disk")
