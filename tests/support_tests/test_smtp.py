"""The mail server that tests talk to: it keeps what it takes and misbehaves as planned."""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import TYPE_CHECKING

import pytest

from tests.support.smtp import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def client(smtp_server: SmtpServer) -> Iterator[smtplib.SMTP]:
    client = smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=0.3)
    yield client
    client.close()


def letter() -> EmailMessage:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = "kommunen@casework.example"
    message["Subject"] = "Protokollsutdrag § 42, Ängsbacka"
    message["Message-ID"] = "<utdrag-42@casework.example>"
    message.set_content("Beslutet är fattat.\n")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Utdrag §42 åäö.pdf")
    return message


def send(client: smtplib.SMTP, *recipients: str) -> dict[str, tuple[int, bytes]]:
    return client.send_message(letter(), "bounce+17@casework.example", recipients)


def test_a_message_is_kept_with_its_envelope(smtp_server: SmtpServer, client: smtplib.SMTP) -> None:
    send(client, "nämnden@casework.example".encode("idna").decode(), "arkiv@casework.example")

    (mail,) = smtp_server.messages
    assert mail.envelope_from == "bounce+17@casework.example"
    assert mail.envelope_to == ("xn--nmnden@casework-0kb.example", "arkiv@casework.example")
    assert mail.message["Subject"] == "Protokollsutdrag § 42, Ängsbacka"
    assert mail.message["Message-ID"] == "<utdrag-42@casework.example>"
    assert [part.get_filename() for part in mail.message.iter_attachments()] == ["Utdrag §42 åäö.pdf"]


def test_the_url_names_the_port(smtp_server: SmtpServer) -> None:
    assert smtp_server.url == f"smtp://127.0.0.1:{smtp_server.port}"


def test_one_refused_recipient_does_not_stop_the_others(smtp_server: SmtpServer, client: smtplib.SMTP) -> None:
    smtp_server.refuse("Okand@casework.example", 550, "5.1.1 finns inte")

    refused = send(client, "okand@casework.example", "arkiv@casework.example")

    assert refused == {"okand@casework.example": (550, b"5.1.1 finns inte")}
    assert [mail.envelope_to for mail in smtp_server.messages] == [("arkiv@casework.example",)]


def test_a_refusal_for_one_time_lets_the_next_try_through(smtp_server: SmtpServer, client: smtplib.SMTP) -> None:
    smtp_server.refuse("arkiv@casework.example", 452, "4.2.2 full", times=1)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(client, "arkiv@casework.example")
    assert caught.value.recipients == {"arkiv@casework.example": (452, b"4.2.2 full")}
    assert send(client, "arkiv@casework.example") == {}
    assert len(smtp_server.messages) == 1


def test_a_client_that_gives_up_on_a_stalling_server_has_sent_nothing(
    smtp_server: SmtpServer, client: smtplib.SMTP
) -> None:
    smtp_server.stall(0.6)

    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(client, "arkiv@casework.example")
    time.sleep(0.4)
    assert smtp_server.messages == []


def test_a_patient_client_gets_through_a_stall(smtp_server: SmtpServer) -> None:
    smtp_server.stall(0.2, times=1)

    with smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=5) as client:
        began = time.monotonic()
        send(client, "arkiv@casework.example")
        assert time.monotonic() - began >= 0.2
    assert len(smtp_server.messages) == 1


def test_a_dropped_connection_leaves_a_message_that_the_client_cannot_know_of(
    smtp_server: SmtpServer, client: smtplib.SMTP
) -> None:
    smtp_server.drop_after_data()

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(client, "arkiv@casework.example")
    assert len(smtp_server.wait_for(1)) == 1


def test_reset_forgets_the_plan_and_keeps_the_messages(smtp_server: SmtpServer, client: smtplib.SMTP) -> None:
    smtp_server.refuse("arkiv@casework.example", 550, "nej")
    smtp_server.stall(5)
    smtp_server.drop_after_data()
    smtp_server.reset()

    send(client, "arkiv@casework.example")
    send(client, "arkiv@casework.example")
    assert len(smtp_server.messages) == 2


def test_waiting_for_a_message_that_never_comes_says_how_many_came(smtp_server: SmtpServer) -> None:
    with pytest.raises(TimeoutError, match=r"0 of 1 messages came within 0\.05 s"):
        smtp_server.wait_for(1, seconds=0.05)


def test_the_server_closes_while_a_client_is_still_waiting() -> None:
    with SmtpServer() as server:
        server.stall(30)
        client = smtplib.SMTP("127.0.0.1", server.port, timeout=0.1)
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            send(client, "arkiv@casework.example")
        waiting = smtplib.SMTP("127.0.0.1", server.port, timeout=5)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        waiting.noop()
    waiting.close()
