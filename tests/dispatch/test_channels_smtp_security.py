"""SmtpSender's log-in and encryption against real servers on loopback."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from casework.dispatch.channels import Receipt, SmtpSender
from tests.dispatch.channel_servers import PARCEL, PASSWORD, Mailroom, say, scripted, send_to, serving

if TYPE_CHECKING:
    from pathlib import Path

# --- log-in ---


def test_send_logs_in_with_user_and_password() -> None:
    mailroom = Mailroom()
    with serving(mailroom, authenticator=mailroom.authenticate, auth_require_tls=False) as port:
        assert send_to(port, login=f"namn%40kommun:{PASSWORD}@").outcome == "sent"
    assert mailroom.logins == [(b"namn@kommun", PASSWORD.encode())]


def test_send_wrong_password_is_deferred_and_stays_secret() -> None:
    mailroom = Mailroom()
    with serving(mailroom, authenticator=mailroom.authenticate, auth_require_tls=False) as port:
        receipt = send_to(port, login="namn:FEL-LOSEN@")
    assert receipt == Receipt("deferred", "Servern godkände inte inloggningen (535). Kontrollera CASEWORK_SMTP_URL.")
    assert mailroom.envelopes == []


def test_send_log_in_where_none_is_offered_is_deferred() -> None:
    with serving(Mailroom()) as port:
        receipt = send_to(port, login=f"namn:{PASSWORD}@")
    assert receipt == Receipt(
        "deferred", "Servern erbjuder ingen inloggning med lösenord. Kontrollera CASEWORK_SMTP_URL."
    )


def test_send_password_that_the_server_repeats_is_struck_out() -> None:
    mailroom = Mailroom({"RCPT": f"550 you said {PASSWORD}"})
    with serving(mailroom, authenticator=mailroom.authenticate, auth_require_tls=False) as port:
        receipt = send_to(port, login=f"namn:{PASSWORD}@")
    assert receipt == Receipt("failed", "Servern tog inte emot mottagaren: 550 you said ***")


# --- encryption ---


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for 127.0.0.1 by an authority that nobody knows, in one file with its key."""
    authority = trustme.CA()
    both = tmp_path_factory.mktemp("certificate") / "both.pem"
    authority.cert_pem.write_to_path(str(both.with_name("authority.pem")))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(both))
    return both


@pytest.fixture
def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process trust the certificate, as an administrator would."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_name("authority.pem")))


@pytest.mark.usefixtures("trusted")
def test_send_starttls_required_goes_encrypted(server_side: ssl.SSLContext) -> None:
    mailroom = Mailroom()
    with serving(mailroom, tls_context=server_side, require_starttls=True) as port:
        assert send_to(port, query="?starttls=required").outcome == "sent"
    assert mailroom.encrypted == [True]


@pytest.mark.usefixtures("trusted")
def test_send_starttls_and_log_in_work_together(server_side: ssl.SSLContext) -> None:
    mailroom = Mailroom()
    options = {"tls_context": server_side, "authenticator": mailroom.authenticate, "auth_required": True}
    with serving(mailroom, **options) as port:
        assert send_to(port, login=f"namn:{PASSWORD}@", query="?starttls=required").outcome == "sent"
    assert mailroom.logins == [(b"namn", PASSWORD.encode())]
    assert mailroom.encrypted == [True]


def test_send_starttls_required_but_not_offered_is_deferred() -> None:
    mailroom = Mailroom()
    with serving(mailroom) as port:
        receipt = send_to(port, query="?starttls=required")
    assert receipt == Receipt("deferred", "Servern erbjuder inte STARTTLS som CASEWORK_SMTP_URL kräver.")
    assert mailroom.envelopes == []


def test_send_starttls_required_with_unknown_certificate_is_deferred(server_side: ssl.SSLContext) -> None:
    mailroom = Mailroom()
    with serving(mailroom, tls_context=server_side) as port:
        receipt = send_to(port, query="?starttls=required")
        assert receipt.outcome == "deferred"
        assert receipt.detail.startswith(f"Certifikatet hos 127.0.0.1:{port} godkändes inte: ")
    assert mailroom.envelopes == []


def test_send_offered_starttls_is_used_even_with_an_unknown_certificate(server_side: ssl.SSLContext) -> None:
    mailroom = Mailroom()
    with serving(mailroom, tls_context=server_side) as port:
        assert send_to(port).outcome == "sent"
    assert mailroom.encrypted == [True]


def test_send_starttls_never_goes_in_clear(server_side: ssl.SSLContext) -> None:
    mailroom = Mailroom()
    with serving(mailroom, tls_context=server_side) as port:
        assert send_to(port, query="?starttls=never").outcome == "sent"
    assert mailroom.encrypted == [False]


def test_send_server_that_wants_starttls_refuses_clear_text(server_side: ssl.SSLContext) -> None:
    with serving(Mailroom(), tls_context=server_side, require_starttls=True) as port:
        receipt = send_to(port, query="?starttls=never")
    assert receipt == Receipt("deferred", "Servern tog inte emot avsändaren: 530 Must issue a STARTTLS command first")


@pytest.mark.usefixtures("trusted")
def test_send_smtps_is_encrypted_from_the_start(server_side: ssl.SSLContext) -> None:
    mailroom = Mailroom()
    with serving(mailroom, ssl_context=server_side) as port:
        assert SmtpSender(f"smtps://127.0.0.1:{port}", timeout=5).send(PARCEL).outcome == "sent"
    assert len(mailroom.envelopes) == 1


def test_send_smtps_to_a_clear_text_server_is_deferred() -> None:
    with scripted(lambda connection: say(connection, b"220 hej")) as port:
        receipt = SmtpSender(f"smtps://127.0.0.1:{port}", timeout=5).send(PARCEL)
    assert receipt.outcome == "deferred"
    assert receipt.detail.startswith(f"Krypteringen (TLS) med 127.0.0.1:{port} misslyckades: ")
