"""The worker against a real mail server: nothing lost, nothing doubled, every failure told."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from casework import audit, clock
from casework.database import db, write
from casework.dispatch import sending
from casework.dispatch.models import Delivery, DeliveryAttempt
from casework.dispatch.sending import drain
from casework.settings import Settings
from tests.conftest import Visitors, close
from tests.support.smtp import SmtpServer

SOCIALCHEF = "socialchef@demo.example"
States = Callable[[], list[str]]


def run(worker: Flask, *, after: timedelta = timedelta(0)) -> int:
    """Drain once, as the clock will stand `after`."""
    with time_machine.travel(clock.now() + after, tick=True), worker.app_context():
        return drain()


def ids(smtp_server: SmtpServer) -> list[str]:
    return [str(mail.message["Message-ID"]) for mail in smtp_server.messages]


def test_every_recipient_gets_one_message(worker: Flask, smtp_server: SmtpServer, states: States) -> None:
    assert states() == ["queued"] * 4
    assert run(worker) == 4
    assert run(worker) == 0
    assert states() == ["sent"] * 4
    assert len(set(ids(smtp_server))) == len(ids(smtp_server)) == 4


def test_without_a_mail_server_everything_stays_queued_and_the_page_says_so(
    worker: Flask, app: Flask, visitors: Visitors, states: States
) -> None:
    with app.app_context():
        assert drain() == 0
    assert states() == ["queued"] * 4
    assert "Ingen e-postserver är inställd" in visitors["handlaggare"].open("/arenden/1").text


def test_an_address_that_is_refused_for_good_is_told_and_can_be_mended(
    worker: Flask, app: Flask, smtp_server: SmtpServer, states: States, visitors: Visitors
) -> None:
    smtp_server.refuse(SOCIALCHEF, 550, "no such user")
    run(worker)
    assert states() == ["sent", "failed", "sent", "sent"]
    officer = visitors["handlaggare"]
    page = officer.open("/arenden/1").text
    assert "Kunde inte skickas" in page
    assert "no such user" in page
    assert officer.press("Skicka igen", address="inte en adress").status_code == 422
    assert states()[1] == "failed"
    officer.press("Skicka igen", address="nysocialchef@demo.example")
    assert states()[1] == "queued"
    run(worker)
    assert states() == ["sent"] * 4
    assert smtp_server.messages[-1].envelope_to == ("nysocialchef@demo.example",)
    with app.app_context():
        assert [row.outcome for row in db.session.query(DeliveryAttempt).filter_by(delivery_id=2)] == ["failed", "sent"]


def test_a_refusal_for_now_is_tried_again_with_growing_pauses(
    worker: Flask, smtp_server: SmtpServer, states: States, visitors: Visitors
) -> None:
    smtp_server.refuse(SOCIALCHEF, 452, "full", times=2)
    run(worker)
    assert states()[1] == "deferred"
    assert "Skickas igen senare" in visitors["handlaggare"].open("/arenden/1").text
    assert run(worker, after=timedelta(seconds=30)) == 0
    assert run(worker, after=timedelta(minutes=2)) == 1
    assert states()[1] == "deferred"
    assert run(worker, after=timedelta(minutes=2, seconds=45)) == 0
    assert run(worker, after=timedelta(minutes=10)) == 1
    assert states() == ["sent"] * 4
    assert len(smtp_server.messages) == 4


def test_a_lost_answer_is_retried_under_the_same_message_id(
    worker: Flask, smtp_server: SmtpServer, states: States
) -> None:
    smtp_server.drop_after_data(times=1)
    run(worker)
    assert states().count("deferred") == 1
    run(worker, after=timedelta(minutes=2))
    assert states() == ["sent"] * 4
    assert len(smtp_server.messages) == 5
    assert len(set(ids(smtp_server))) == 4


def test_a_worker_that_died_leaves_its_delivery_to_the_next(
    worker: Flask, smtp_server: SmtpServer, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, worker.app_context(), pytest.raises(KeyboardInterrupt):
        patch.setattr(sending, "_mark", _die)
        drain()
    assert states() == ["sending", "queued", "queued", "queued"]
    assert run(worker, after=timedelta(minutes=1)) == 3
    assert run(worker, after=timedelta(minutes=6)) == 1
    assert states() == ["sent"] * 4
    assert ids(smtp_server).count(ids(smtp_server)[0]) == 2
    assert len(set(ids(smtp_server))) == 4


def _die(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_late_worker_does_not_overwrite_what_the_next_has_done(worker: Flask, app: Flask, states: States) -> None:
    with worker.app_context():
        claimed = sending._claim(["mail"])
    assert claimed is not None
    run(worker, after=timedelta(minutes=6))
    assert states() == ["sent"] * 4
    with worker.app_context():
        sending._mark(*claimed, sending.Receipt("failed", "550 för sent"))
    assert states() == ["sent"] * 4
    with app.app_context():
        assert db.session.query(DeliveryAttempt).filter_by(delivery_id=claimed[0]).count() == 2


def test_giving_up_after_many_attempts_is_a_visible_failure(
    worker: Flask, app: Flask, smtp_server: SmtpServer, states: States
) -> None:
    smtp_server.refuse(SOCIALCHEF, 451, "later")
    with app.app_context(), write():
        db.session.get_one(Delivery, 2).attempts = sending.MAX_ATTEMPTS - 1
    run(worker)
    assert states() == ["sent", "failed", "sent", "sent"]


def test_workers_side_by_side_send_each_message_once(
    settings: Settings, worker: Flask, smtp_server: SmtpServer, states: States
) -> None:
    from casework import create_app

    others = [create_app(settings.model_copy(update={"smtp_url": smtp_server.url})) for _ in range(3)]
    threads = [threading.Thread(target=run, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        close(other)
    assert states() == ["sent"] * 4
    assert len(smtp_server.messages) == 4


def test_what_the_worker_does_stands_in_the_audit_trail(worker: Flask, app: Flask) -> None:
    run(worker)
    with app.app_context():
        events = [row.event for row in db.session.query(audit.AuditRecord).filter_by(case_id=1)]
        assert events.count("delivery_sent") == 4
        assert audit.first_broken() is None


def test_a_message_is_in_good_order(worker: Flask, smtp_server: SmtpServer, visitors: Visitors) -> None:
    run(worker)
    message = smtp_server.messages[0].message
    assert message["Subject"] == (
        f"Beslut § 1/{clock.today().year}: Översyn av kommunens medlemskap i samordningsförbundet "
        f"(KS {clock.today().year}/1)"
    )
    assert message["Auto-Submitted"] == "auto-generated"
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "Ansvarig för uppdraget: Kommundirektör, klart senast" in plain.get_content()
    (attachment,) = message.iter_attachments()
    page = visitors["handlaggare"].open("/arenden/1")
    assert page.status_code == 200
    sha256 = page.text.split("/fil/")[1][:64]
    assert visitors["handlaggare"].open(f"/arenden/1/fil/{sha256}").data == attachment.get_content()
