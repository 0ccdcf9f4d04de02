"""What is told of, in the transaction of its cause: ids, numbers and states, and nothing where webhooks are off."""

import json
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from casework.cases.models import Case, CaseEvent
from casework.cases.operations import take_step
from casework.cases.queries import lock_case
from casework.database import db, write
from casework.dispatch.models import Delivery
from casework.settings import Settings
from casework.webhooks import sending
from casework.webhooks.models import DELIVERY_FAILED, STEP_TAKEN, WebhookMessage
from casework.webhooks.operations import add_endpoint
from tests.factories import decided_case, make_case, make_neighbour, reader_of, state_of, step_of
from tests.observing import amount, one, rows
from tests.webhooks.conftest import messages
from tests.webhooks.rows import make_webhook


def fail_delivery(app: Flask) -> None:
    """What the dispatch room does when a delivery failed for good: it calls each hook."""
    with app.app_context(), write():
        delivery = db.session.scalars(select(Delivery).order_by(Delivery.id)).first()
        for told in app.extensions["casework.delivery_failed"]:
            told(delivery)


def test_a_step_is_told_of_by_ids_numbers_and_states(app: Flask, secret: str) -> None:
    case_id = make_case(app)
    step_of(app, case_id, "submit", "handlaggare")
    message, case, event = one(app, WebhookMessage), one(app, Case), rows(app, CaseEvent)[-1]
    body = json.loads(message.body)
    assert (body["id"], body["type"], datetime.fromisoformat(body["at"])) == (message.message_id, STEP_TAKEN, event.at)
    assert body["data"] == {
        "case": case_id,
        "number": case.number,
        "kind": "membership_review",
        "version": case.version,
        "step": "submit",
        "from": "draft",
        "to": "review",
        "url": f"http://127.0.0.1:8000/api/v1/cases/{case_id}",
    }


def test_a_delivery_that_failed_is_told_of_without_name_or_address(app: Flask, secret: str) -> None:
    case_id = decided_case(app)
    fail_delivery(app)
    delivery, message = rows(app, Delivery)[0], messages(app)[-1]
    assert json.loads(message.body)["data"] == {
        "case": case_id,
        "dispatch": delivery.dispatch_id,
        "purpose": "decision",
        "delivery": delivery.id,
        "channel": "mail",
        "state": "queued",
        "attempts": 0,
        "url": f"http://127.0.0.1:8000/api/v1/cases/{case_id}",
    }
    told = "".join(row.body for row in messages(app))
    assert [word for word in (delivery.recipient, delivery.address, "demo.example", "Översyn") if word in told] == []


def test_each_system_is_told_of_what_it_asked_for(app: Flask) -> None:
    with app.app_context():
        add_endpoint(1, "http://127.0.0.2/a", [STEP_TAKEN], actor_id=None)
        add_endpoint(1, "http://127.0.0.2/b", [DELIVERY_FAILED], actor_id=None)
    decided_case(app)
    fail_delivery(app)
    assert {(row.endpoint.url[-1], row.type) for row in messages(app)} == {("a", STEP_TAKEN), ("b", DELIVERY_FAILED)}
    assert amount(app, WebhookMessage, type=DELIVERY_FAILED) == 1


def test_another_authoritys_systems_are_not_told(app: Flask) -> None:
    neighbour = make_neighbour(app)
    with app.app_context():
        add_endpoint(neighbour, "http://127.0.0.2/granne", [STEP_TAKEN], actor_id=None)
        add_endpoint(1, "http://127.0.0.2/egen", [STEP_TAKEN], actor_id=None)
    case_id = make_case(app, authority="granne-", body="NAU", recipients=[("Revisorn", "revisor@granne.example")])
    step_of(app, case_id, "submit", "granne-handlaggare")
    assert [row.endpoint.url for row in messages(app)] == ["http://127.0.0.2/granne"]


def test_what_is_rolled_back_is_told_to_nobody(app: Flask, secret: str) -> None:
    case_id = make_case(app)

    def breaking() -> None:
        with write():
            case = lock_case(case_id)
            take_step(case, "submit", actor=reader_of("handlaggare"), expected_version=case.version)
            assert db.session.scalar(select(WebhookMessage.state)) == "queued"
            raise InterruptedError

    with app.app_context(), pytest.raises(InterruptedError):
        breaking()
    assert (amount(app, WebhookMessage), state_of(app, case_id)) == (0, "draft")


class TestOff:
    """As an installation is that has set nothing."""

    @pytest.fixture
    def settings(self, tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Settings:
        given = {"secret_key": "x" * 40, "database_url": database_url, "password_cost": "test", "log_level": "error"}
        return Settings(data_dir=tmp_path_factory.mktemp("data"), **given)

    def test_no_row_is_written_although_a_system_is_there(self, app: Flask, settings: Settings) -> None:
        assert settings.webhooks is False
        with app.app_context(), write():
            make_webhook()
        decided_case(app)
        fail_delivery(app)
        assert amount(app, WebhookMessage) == 1

    def test_nothing_is_sent(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sending, "post", _never)
        with app.app_context(), write():
            make_webhook()
            db.session.scalars(select(WebhookMessage)).one().state = "queued"
        with app.app_context():
            assert sending.drain() == 0
        assert [row.state for row in messages(app)] == ["queued"]


def _never(*_arguments: object) -> int:
    raise AssertionError("nothing may be sent")
