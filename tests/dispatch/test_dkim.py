"""A letter that its domain vouches for, verified as a receiver would."""

import base64
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from casework import create_app
from casework.dispatch.sending import drain
from casework.settings import Settings, SettingsError
from tests.conftest import make_settings
from tests.dispatch.conftest import Sending
from tests.factories import decided_case
from tests.support.smtp import SmtpServer

DER = serialization.Encoding.DER


def rsa_key() -> tuple[bytes, bytes]:
    """A key as the setting names it, and the record that DNS holds."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def test_a_letter_is_signed_for_its_domain(
    app: Flask, sending: Sending, smtp_server: SmtpServer, tmp_path: Path
) -> None:
    private, record = rsa_key()
    (tmp_path / "dkim.key").write_bytes(private)
    decided_case(app)
    worker = sending(dkim_key=tmp_path / "dkim.key", dkim_selector="casework")
    with worker.app_context():
        drain()
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    for mail in smtp_server.messages:
        assert dkim.verify(mail.raw, dnsfunc=dns)
        assert not dkim.verify(mail.raw.replace(b"Ekedals kommun", b"Ekedals region"), dnsfunc=dns)
    assert set(asked) == {b"casework._domainkey.demo.example."}


def test_without_a_key_no_letter_is_signed(app: Flask, sending: Sending, smtp_server: SmtpServer) -> None:
    decided_case(app)
    with sending().app_context():
        drain()
    assert not any(mail.message["DKIM-Signature"] for mail in smtp_server.messages)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "CASEWORK_DKIM_KEY kan inte läsas: No such file or directory."),
        (b"-----BEGIN RSA PRIVATE KEY-----\nHEMLIGT\n-----END RSA PRIVATE KEY-----", "är ingen RSA-nyckel"),
        (b"HEMLIGT", "är ingen RSA-nyckel"),
        (b"", "är ingen RSA-nyckel"),
    ],
)
def test_what_is_no_key_stops_the_start(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "dkim.key").write_bytes(content)
    url = f"sqlite:///{tmp_path / 'x'}"
    settings = make_settings(tmp_path, url, dkim_key=tmp_path / "dkim.key", dkim_selector="casework")
    with pytest.raises(SettingsError) as refused:
        create_app(settings)
    assert told in str(refused.value)
    assert "HEMLIGT" not in str(refused.value)


def test_a_key_needs_its_selector(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="CASEWORK_DKIM_KEY hör till"):
        make_settings(tmp_path, "sqlite:///x", dkim_key=tmp_path / "dkim.key")
    assert isinstance(make_settings(tmp_path, "sqlite:///x"), Settings)
