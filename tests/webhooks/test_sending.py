"""The worker against a real HTTP server: signed, nothing lost, every failure told, no redirect followed."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import trustme
from flask import Flask

from casework import clock, create_app
from casework.database import db, write
from casework.settings import Settings
from casework.webhooks import reaching, sending
from casework.webhooks.models import STEP_TAKEN, WebhookMessage
from casework.webhooks.operations import add_endpoint, remove_endpoint, secret_of, try_again
from casework.webhooks.queries import endpoint_for, existing
from casework.webhooks.reaching import Refused
from casework.webhooks.signing import signed_headers
from tests.conftest import close, on
from tests.factories import make_case, step_of
from tests.observing import amount
from tests.support.processes import command
from tests.webhooks.conftest import Got, Receiver, messages, states, statuses, work


@pytest.fixture
def queued(app: Flask, secret: str) -> str:
    """A step has been taken and a message waits; the receiver's secret."""
    step_of(app, make_case(app), "submit", "handlaggare")
    assert states(app) == ["queued"]
    return secret


def is_signed(got: Got, secret: str) -> bool:
    """As the receiver's system judges it, by the scheme's own words and none of our code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return got.headers["webhook-signature"] == f"v1,{wanted}"


def test_the_signature_is_that_of_the_published_example() -> None:
    """The example of the Standard Webhooks specification's own libraries."""
    at = clock.now().fromtimestamp(1614265330, clock.now().tzinfo)
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_message_arrives_signed_and_once(app: Flask, receiver: Receiver, queued: str) -> None:
    assert (work(app), work(app)) == (1, 0)
    (got,) = receiver.got
    (message,) = messages(app)
    assert (got.path, got.headers["content-type"], got.body.decode()) == (
        "/krok?system=1",
        "application/json",
        message.body,
    )
    assert got.headers["host"] == receiver.url.split("/")[2]
    assert got.headers["webhook-id"] == message.message_id == json.loads(got.body)["id"]
    assert abs(int(got.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert (is_signed(got, queued), is_signed(got, "whsec_" + base64.b64encode(b"x" * 32).decode())) == (True, False)
    assert (message.state, message.attempts, message.last_error) == ("delivered", 1, "")


def test_each_endpoint_has_a_secret_of_its_own_and_none_is_stored(app: Flask, queued: str) -> None:
    with app.app_context():
        other = secret_of(add_endpoint(1, "http://127.0.0.1:9/annan", [STEP_TAKEN], actor_id=None))
        dump = repr([tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())])
    assert other != queued
    assert [secret for secret in (queued, other) if secret.removeprefix("whsec_") in dump] == []


def test_a_failure_is_tried_again_with_growing_pauses_under_the_same_id(
    app: Flask, receiver: Receiver, queued: str
) -> None:
    receiver.answers = [500, 404]
    assert work(app) == 1
    assert (states(app), messages(app)[0].last_error) == (["deferred"], "svarade 500")
    assert work(app, after=timedelta(seconds=20)) == 0
    assert work(app, after=timedelta(seconds=40)) == 1
    assert messages(app)[0].last_error == "svarade 404"
    assert work(app, after=timedelta(seconds=80)) == 0
    assert work(app, after=timedelta(seconds=120)) == 1
    assert states(app) == ["delivered"]
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len({got.headers["webhook-timestamp"] for got in receiver.got}) == len(receiver.got) == 3
    assert all(is_signed(got, queued) for got in receiver.got)


def test_giving_up_is_visible_and_can_be_tried_again(app: Flask, receiver: Receiver, queued: str) -> None:
    with app.app_context(), write():
        db.session.get_one(WebhookMessage, 1).attempts = sending.MAX_ATTEMPTS - 1
    receiver.answers = [503]
    work(app)
    assert (states(app), messages(app)[0].last_error) == (["failed"], "svarade 503")
    assert work(app, after=timedelta(days=9)) == 0
    with app.app_context(), write():
        try_again(db.session.get_one(WebhookMessage, 1))
    assert (work(app), states(app)) == (1, ["delivered"])
    with app.app_context(), write(), pytest.raises(Refused, match="Bara det som inte gick"):
        try_again(db.session.get_one(WebhookMessage, 1))


def test_the_attempts_last_over_a_weekend() -> None:
    pauses = [min(sending.FIRST_PAUSE * 2**n, sending.LONGEST_PAUSE) for n in range(sending.MAX_ATTEMPTS - 1)]
    assert timedelta(days=1) < sum(pauses, timedelta()) < timedelta(days=3)


def test_a_redirect_is_a_failure_and_not_followed(app: Flask, receiver: Receiver, queued: str) -> None:
    receiver.answers = [(status, {"Location": "/annan"}) for status in (302, 307, 308)]
    for number in range(3):
        work(app, after=timedelta(hours=number))
    assert [got.path for got in receiver.got] == ["/krok?system=1"] * 3
    assert (states(app), messages(app)[0].last_error) == (["deferred"], "svarade 308")


def test_gone_turns_the_endpoint_off_and_what_waited_has_failed(app: Flask, receiver: Receiver, queued: str) -> None:
    step_of(app, make_case(app), "submit", "handlaggare")
    receiver.answers = [410]
    work(app)
    assert (statuses(app), states(app), len(receiver.got)) == (["off"], ["failed", "failed"], 1)
    step_of(app, make_case(app), "submit", "handlaggare")
    assert amount(app, WebhookMessage) == 2
    with app.app_context(), write(), pytest.raises(Refused, match="avstängd"):
        try_again(db.session.get_one(WebhookMessage, 1))


def test_one_that_does_not_answer_is_left_alone_for_a_while(app: Flask, receiver: Receiver, queued: str) -> None:
    for _ in range(2):
        step_of(app, make_case(app), "submit", "handlaggare")
    receiver.answers = [hang_up]
    assert work(app) == 1
    assert (states(app), messages(app)[0].last_error) == (
        ["deferred", "queued", "queued"],
        "gick inte att nå (RemoteDisconnected)",
    )
    assert work(app, after=timedelta(seconds=50)) == 0
    assert work(app, after=timedelta(seconds=70)) == 3
    assert states(app) == ["delivered"] * 3


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for as long as somebody listens."""
    handler.close_connection = True
    try:
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.05)
    except OSError:
        pass


def test_an_answer_that_drips_is_cut_off(
    app: Flask, receiver: Receiver, queued: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "SECONDS", 0.6)
    receiver.answers = [drip]
    began = time.monotonic()
    work(app)
    assert (states(app), messages(app)[0].last_error) == (["deferred"], "svarade inte inom 1 s")
    assert time.monotonic() - began < 6  # it drips for eleven


def test_a_large_answer_is_not_read(app: Flask, receiver: Receiver, queued: str) -> None:
    sent = []

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(4000):
                handler.wfile.write(b"x" * 65536)
                sent.append(1)
        except OSError:
            return

    receiver.answers = [flood]
    work(app)
    assert states(app) == ["delivered"]
    assert len(sent) < 400


def test_a_worker_that_was_killed_leaves_its_message_to_the_next(
    app: Flask, settings: Settings, receiver: Receiver, queued: str, tmp_path: Path
) -> None:
    """A process of its own, killed while the receiver thinks; what it held is taken over when its lease has run out."""
    killed = threading.Event()

    def think(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        killed.wait(30)

    receiver.answers = [think]
    environment = on(settings) | {"CASEWORK_WEBHOOKS": "true", "CASEWORK_WEBHOOK_PRIVATE": settings.webhook_private}
    with command(environment, tmp_path / "worker.log", "worker") as process:
        until = time.monotonic() + 30
        while not receiver.got and time.monotonic() < until:
            time.sleep(0.05)
        process.kill()
        process.join()
    killed.set()
    assert (states(app), len(receiver.got)) == (["sending"], 1)
    assert work(app, after=timedelta(minutes=1)) == 0
    assert work(app, after=timedelta(minutes=6)) == 1
    assert (states(app), len(receiver.got)) == (["delivered"], 2)
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


def test_a_late_worker_does_not_overwrite_what_the_next_has_done(app: Flask, receiver: Receiver, queued: str) -> None:
    with app.app_context():
        claimed = sending._claim()
    assert claimed is not None
    work(app, after=timedelta(minutes=6))
    with app.app_context():
        sending._mark(*claimed, sending.Answer(410, "svarade 410"))
    assert (states(app), statuses(app)) == (["delivered"], ["on"])


def test_one_that_was_removed_while_it_was_told_gets_nothing_more(app: Flask, receiver: Receiver, queued: str) -> None:
    with app.app_context():
        claimed = sending._claim()
        assert claimed is not None
        with write():
            endpoint = endpoint_for(1, existing())
            assert endpoint is not None
            remove_endpoint(endpoint, actor_id=None)
        sending._mark(*claimed, sending.Answer(None, "svarade inte"))
    assert (statuses(app), states(app)) == (["removed"], ["failed"])
    assert work(app, after=timedelta(days=1)) == 0


def test_nothing_is_held_open_while_the_receiver_answers(app: Flask, receiver: Receiver, queued: str) -> None:
    """While it is told, the receiver's system asks for something that writes in the same database."""

    def ask_back(handler: BaseHTTPRequestHandler) -> None:
        step_of(app, 1, "return_report", "chef", note="Komplettera.")
        handler.send_response(200)
        handler.end_headers()

    receiver.answers = [ask_back]
    work(app)
    assert states(app) == ["delivered", "delivered"]


def test_workers_side_by_side_send_each_message_once(
    settings: Settings, app: Flask, receiver: Receiver, queued: str
) -> None:
    for _ in range(5):
        step_of(app, make_case(app), "submit", "handlaggare")
    others = [create_app(settings) for _ in range(3)]
    threads = [threading.Thread(target=work, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        close(other)
    assert states(app) == ["delivered"] * 6
    assert len({got.headers["webhook-id"] for got in receiver.got}) == len(receiver.got) == 6


@pytest.mark.parametrize(("name", "told"), [("localhost", ""), ("annan.example", "certifikatet godkändes inte")])
def test_a_certificate_must_be_the_names(
    app: Flask, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    """The connection goes to the address; what is checked is the name."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    with app.app_context():
        url = f"https://localhost:{receiver.server.server_port}/krok"
        place = reaching.place_of(url, app.extensions["casework.settings"].webhook_networks + _LOOPBACK6)
        if told:
            with pytest.raises(reaching.Unreached, match=told):
                reaching.post(place, {}, "{}")
        else:
            assert reaching.post(place, {}, "{}") == 204
    assert [got.path for got in receiver.got] == ([] if told else ["/krok"])


_LOOPBACK6 = Settings(secret_key="x" * 40, webhook_private="::1/128").webhook_networks
