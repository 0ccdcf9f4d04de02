"""The administrator's page: adding, the secret once, removing, and trying again what failed."""

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.database import db, write
from casework.settings import Settings
from casework.webhooks.models import WebhookEndpoint
from tests.conftest import Visitors
from tests.factories import decided_case, make_case, make_neighbour, step_of
from tests.observing import amount, rows
from tests.webhooks.conftest import Receiver, states, statuses, work
from tests.webhooks.rows import make_webhook
from tests.webhooks.test_sending import is_signed
from tests.webhooks.test_telling import fail_delivery

BOTH = ["step_taken", "delivery_failed"]


def test_a_system_is_added_and_its_secret_is_shown_once(app: Flask, receiver: Receiver, visitors: Visitors) -> None:
    admin = visitors["admin"]
    assert "Inget är tillagt än." in admin.open("/webhooks").text
    page = admin.press("Lägg till", address=receiver.url, events=BOTH)
    assert page.status_code == 201
    secret = page.text.split("<code>")[1].split("</code>")[0]
    step_of(app, make_case(app), "submit", "handlaggare")
    assert work(app) == 1
    assert is_signed(receiver.got[0], secret)
    again = admin.open("/webhooks").text
    assert (receiver.url in again, "whsec_" in again, "Mottaget" in again) == (True, False, True)
    (endpoint,) = rows(app, WebhookEndpoint)
    assert (endpoint.authority_id, endpoint.events, endpoint.added_by_id is not None) == (1, BOTH, True)
    assert amount(app, AuditRecord, event="webhook_added") == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://10.0.0.1/", "10.0.0.1 är ingen publik adress"),
        ("http://8.8.8.8/", "Adressen ska börja med https://."),
        ("krok", "Adressen ska se ut som https://"),
        ("", "Skriv adressen."),
    ],
)
def test_an_address_that_may_not_be_reached_is_refused_at_the_field(
    app: Flask, visitors: Visitors, url: str, told: str
) -> None:
    visitors["admin"].open("/webhooks")
    page = visitors["admin"].press("Lägg till", address=url, events=["step_taken"])
    assert (page.status_code, told in page.text, amount(app, WebhookEndpoint)) == (422, True, 0)


def test_the_same_address_twice_is_refused(app: Flask, receiver: Receiver, visitors: Visitors) -> None:
    admin = visitors["admin"]
    for status in (201, 422):
        admin.open("/webhooks")
        assert admin.press("Lägg till", address=receiver.url, events=["step_taken"]).status_code == status
    assert amount(app, WebhookEndpoint) == 1


def test_a_system_is_removed_and_told_nothing_more(
    app: Flask, receiver: Receiver, secret: str, visitors: Visitors
) -> None:
    step_of(app, make_case(app), "submit", "handlaggare")
    admin = visitors["admin"]
    admin.open("/webhooks")
    page = admin.press("Ta bort webbkroken")
    assert ("Webbkroken är borttagen." in page.text, receiver.url in page.text) == (True, False)
    step_of(app, make_case(app), "submit", "handlaggare")
    assert (work(app), states(app), statuses(app), receiver.got) == (0, ["failed"], ["removed"], [])
    assert amount(app, AuditRecord, event="webhook_removed") == 1
    assert admin.press("Lägg till", address=receiver.url, events=["step_taken"]).status_code == 201


def test_what_failed_is_shown_and_tried_again(
    app: Flask, receiver: Receiver, secret: str, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.webhooks.sending.MAX_ATTEMPTS", 1)
    step_of(app, make_case(app), "submit", "handlaggare")
    receiver.answers = [500]
    work(app)
    admin = visitors["admin"]
    page = admin.open("/webhooks").text
    assert ("svarade 500" in page, "Kunde inte skickas" in page) == (True, True)
    assert "Meddelandet är i kö" in admin.press("Försök igen").text
    assert (states(app), work(app), states(app)) == (["queued"], 1, ["delivered"])
    token = dict(admin.forms()[0].values)["csrf_token"]
    refused = admin.post("/webhooks/meddelanden/1/igen", csrf_token=token)
    assert ("Bara det som inte gick att skicka" in refused.text, states(app)) == (True, ["delivered"])


def test_a_delivery_that_failed_is_listed_by_its_case(app: Flask, secret: str, visitors: Visitors) -> None:
    case_id = decided_case(app)
    fail_delivery(app)
    page = visitors["admin"].open("/webhooks").text
    assert (page.count("En expediering misslyckades"), f"ärende {case_id} ·" in page) == (3, True)


def test_another_authoritys_system_does_not_exist(app: Flask, visitors: Visitors) -> None:
    with app.app_context(), write():
        endpoint, message = make_webhook()
    neighbour = make_neighbour(app)
    with app.app_context(), write():
        db.session.get_one(WebhookEndpoint, endpoint).authority_id = neighbour
    admin = visitors["admin"]
    assert "127.0.0.8" not in admin.open("/webhooks").text
    token = dict(admin.forms()[0].values)["csrf_token"]
    for url in (f"/webhooks/{endpoint}/ta-bort", f"/webhooks/meddelanden/{message}/igen"):
        assert admin.post(url, csrf_token=token).status_code == 404
    assert (states(app), statuses(app)) == (["failed"], ["on"])


class TestOff:
    """As an installation is that has set nothing."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"webhooks": False})

    def test_the_page_says_so_and_nothing_can_be_added(self, app: Flask, visitors: Visitors) -> None:
        admin = visitors["admin"]
        page = admin.open("/webhooks")
        assert "CASEWORK_WEBHOOKS=true" in page.text
        assert [form for form in admin.forms() if "Lägg till" in form.labels] == []
        token = dict(admin.forms()[0].values)["csrf_token"]
        refused = admin.post("/webhooks", csrf_token=token, address="https://8.8.8.8/", events="step_taken")
        assert (refused.status_code, amount(app, WebhookEndpoint)) == (422, 0)
