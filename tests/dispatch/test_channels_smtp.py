"""SmtpSender against real servers on loopback: every class of outcome, and what the server got."""

from __future__ import annotations

import socket
import struct
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from casework.dispatch.channels import Receipt, SmtpSender, compose
from tests.dispatch.channel_servers import PARCEL, Mailroom, say, scripted, send_to, serving


def refused(**answers: str) -> Receipt:
    """Send to a server with these answers."""
    with serving(Mailroom(answers)) as port:
        return send_to(port)


# --- sent ---


def test_send_taken_is_sent_with_the_servers_answer() -> None:
    mailroom = Mailroom()
    with serving(mailroom) as port:
        receipt = send_to(port)
    assert receipt == Receipt("sent", "Mottaget av servern: 250 2.0.0 kvitto 4711")
    (envelope,) = mailroom.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "arende@kommun.example",
        ["socialnamnden@kommun.example"],
    )


def test_send_server_gets_the_composed_bytes() -> None:
    mailroom = Mailroom()
    with serving(mailroom) as port:
        send_to(port)
        send_to(port)
    assert [e.original_content for e in mailroom.envelopes] == [compose(PARCEL).as_bytes()] * 2
    message = message_from_bytes(mailroom.envelopes[0].original_content or b"", policy=policy.default)
    assert message["Subject"] == "Beslut § 41/2026: Ökat bidrag åäö"
    assert message["Message-ID"] == "<2c9e0f4a@kommun.example>"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "Protokollsutdrag § 41 åäö.pdf"
    assert attachment.get_content() == PARCEL.attachments[0][2]


def test_send_size_is_announced() -> None:
    mailroom = Mailroom()
    with serving(mailroom, data_size_limit=10_000_000) as port:
        send_to(port)
    assert mailroom.envelopes[0].mail_options == [f"SIZE={len(compose(PARCEL).as_bytes())}"]


def test_send_trouble_at_quit_changes_nothing() -> None:
    def talk(connection: socket.socket) -> None:
        say(connection, b"220 hej", b"250 hej", b"250 ok", b"250 ok", b"354 ja")
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += connection.recv(65536)
        connection.sendall(b"250 tack\r\n")  # and hangs up

    with scripted(talk) as port:
        assert send_to(port) == Receipt("sent", "Mottaget av servern: 250 tack")


# --- failed: nobody will take it ---


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ({"RCPT": "550 5.1.1 unknown"}, "Servern tog inte emot mottagaren: 550 5.1.1 unknown"),
        ({"DATA": "554 5.7.1 looks like spam"}, "Servern tog inte emot brevet: 554 5.7.1 looks like spam"),
        ({"MAIL": "552 5.3.4 too large"}, "Servern tog inte emot avsändaren: 552 5.3.4 too large"),
    ],
)
def test_send_refused_for_good_is_failed(answers: dict[str, str], detail: str) -> None:
    assert refused(**answers) == Receipt("failed", detail)


def test_send_what_is_no_address_is_failed_without_a_connection() -> None:
    assert send_to(1, replace(PARCEL, to_address="namnden")) == Receipt(
        "failed", "E-postadressen ”namnden” går inte att använda."
    )


def test_send_non_ascii_address_without_smtputf8_is_failed() -> None:
    mailroom = Mailroom()
    with serving(mailroom, enable_SMTPUTF8=False) as port:
        receipt = send_to(port, replace(PARCEL, to_address="åsa@kommun.example"))
    assert receipt == Receipt("failed", "Servern tar inte emot adresser med å, ä, ö eller liknande före @-tecknet.")
    assert mailroom.envelopes == []


def test_send_non_ascii_address_with_smtputf8_is_sent() -> None:
    mailroom = Mailroom()
    parcel = replace(PARCEL, to_address="åsa@räksmörgås.example")
    with serving(mailroom, enable_SMTPUTF8=True) as port:
        assert send_to(port, parcel).outcome == "sent"
    (envelope,) = mailroom.envelopes
    assert envelope.rcpt_tos == ["åsa@xn--rksmrgs-5wao1o.example"]
    assert envelope.smtp_utf8
    assert envelope.original_content == compose(parcel).as_bytes()


# --- deferred: it may go later ---


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ({"RCPT": "452 4.2.2 full"}, "Servern tog inte emot mottagaren: 452 4.2.2 full"),
        ({"RCPT": "530 5.7.0 log in first"}, "Servern tog inte emot mottagaren: 530 5.7.0 log in first"),
        ({"DATA": "451 4.3.0 later"}, "Servern tog inte emot brevet: 451 4.3.0 later"),
        ({"MAIL": "451 4.7.1 greylisted"}, "Servern tog inte emot avsändaren: 451 4.7.1 greylisted"),
        ({"MAIL": "550 5.7.1 not you"}, "Servern tog inte emot avsändaren: 550 5.7.1 not you"),
        ({"MAIL": "530 5.7.0 log in first"}, "Servern tog inte emot avsändaren: 530 5.7.0 log in first"),
    ],
)
def test_send_refused_for_now_or_for_us_is_deferred(answers: dict[str, str], detail: str) -> None:
    assert refused(**answers) == Receipt("deferred", detail)


def test_send_lost_answer_is_deferred_and_says_so() -> None:
    mailroom = Mailroom({"DATA": "hang up"})
    with serving(mailroom) as port:
        receipt = send_to(port)
    assert receipt == Receipt(
        "deferred", "Serverns svar kom bort. Brevet kan ha kommit fram; nästa försök har samma Message-ID."
    )
    assert [e.original_content for e in mailroom.envelopes] == [compose(PARCEL).as_bytes()]


def test_send_late_answer_is_a_lost_one() -> None:
    def talk(connection: socket.socket) -> None:
        say(connection, b"220 hej", b"250 hej", b"250 ok", b"250 ok", b"354 ja")
        while connection.recv(65536):
            pass

    with scripted(talk) as port:
        assert send_to(port, answer_timeout=0.2) == Receipt(
            "deferred",
            "Serverns svar kom bort. Brevet kan ha kommit fram; nästa försök har samma Message-ID.",
        )


def test_send_broken_off_inside_the_content_is_deferred() -> None:
    def talk(connection: socket.socket) -> None:
        say(connection, b"220 hej", b"250 hej", b"250 ok", b"250 ok", b"354 ja")
        connection.recv(100)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset at close

    large = replace(PARCEL, attachments=(("stor.pdf", "application/pdf", bytes(8_000_000)),))
    with scripted(talk) as port:
        receipt = send_to(port, large)
        assert receipt == Receipt("deferred", f"Servern 127.0.0.1:{port} bröt anslutningen.")


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ([b"554 5.3.2 closed"], "Servern {where} avbröt: 554 5.3.2 closed"),
        ([b"421 too busy"], "Servern {where} avbröt: 421 too busy"),
        ([b"220 hej", b"550 no", b"550 no"], "Servern {where} avbröt: 550 no"),
        ([b"220 hej", b"250 hej", b"250 ok"], "Servern {where} bröt anslutningen."),
        ([b"220 hej", b"250 hej", b"250 ok", b"250 ok"], "Servern {where} bröt anslutningen."),
        (
            [b"220 hej", b"250 hej", b"250 ok", b"250 ok", b"250 why"],
            "Servern tog inte emot brevet: 250 why",
        ),
        ([b"SSH-2.0-annat"], "Servern {where} avbröt: -1 2.0-annat"),
        ([b"220 hej", b"250 hej", b"2" * 9000], "Servern {where} avbröt: 500 Line too long."),
    ],
)
def test_send_odd_server_is_deferred(answers: list[bytes], detail: str) -> None:
    with scripted(lambda connection: say(connection, *answers)) as port:
        assert send_to(port) == Receipt("deferred", detail.format(where=f"127.0.0.1:{port}"))


def test_send_silent_server_is_deferred() -> None:
    with scripted(lambda connection: connection.recv(10)) as port:
        receipt = send_to(port, timeout=0.2)
        assert receipt == Receipt("deferred", f"Servern 127.0.0.1:{port} svarade inte i tid.")


def test_send_slow_talk_stops_before_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.dispatch.channels.smtp._LONGEST_TALK", -1.0)
    mailroom = Mailroom()
    with serving(mailroom) as port:
        assert send_to(port) == Receipt("deferred", f"Servern 127.0.0.1:{port} svarade inte i tid.")
    assert mailroom.envelopes == []


def test_send_no_server_is_deferred() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert send_to(port) == Receipt("deferred", f"Ingen server tar emot på 127.0.0.1:{port}.")


def test_send_unknown_host_is_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    receipt = SmtpSender("smtp://post.example").send(PARCEL)
    assert receipt == Receipt("deferred", "Namnet post.example kan inte slås upp.")


def test_receipt_detail_is_one_short_line() -> None:
    detail = Receipt("failed", "550 nej\r\n\x1b[31mBcc:\tx\u2028" + "å" * 500).detail
    assert detail == "550 nej [31mBcc: x " + "å" * 280 + "…"
    assert len(detail) == 300


def test_send_answer_with_control_characters_is_cleaned() -> None:
    receipt = refused(RCPT="550-forsta\r\n550 \x1b[31mandra")
    assert receipt == Receipt("failed", "Servern tog inte emot mottagaren: 550 forsta [31mandra")
