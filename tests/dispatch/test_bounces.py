"""What comes back: read once, matched with the letter, told to the officer, mended and sent again."""

import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from casework import audit, create_app
from casework.database import db
from casework.dispatch.bounces.collecting import collect_bounces, note_reports
from casework.dispatch.bounces.mailboxes import parse_place
from casework.dispatch.bounces.report import read_reports
from casework.dispatch.models import BounceReport, Delivery, DeliveryAttempt
from casework.dispatch.sending import drain
from casework.settings import SettingsError
from tests.conftest import Visitors, make_settings
from tests.dispatch.conftest import Sending
from tests.dispatch.reports import ImapServer, bounce, out_of_office
from tests.factories import decided_case
from tests.observing import amount, fingerprint, one, rows
from tests.support.smtp import ReceivedMail, SmtpServer

States = Callable[[], list[str]]
REVISOR = "revisor@demo.example"


@pytest.fixture
def sent(app: Flask, sending: Sending, smtp_server: SmtpServer) -> list[ReceivedMail]:
    """The two letters of a decision, accepted by the server."""
    decided_case(app)
    with sending().app_context():
        drain()
    return smtp_server.messages


def noted(app: Flask, *reports: bytes) -> None:
    """The worker has read these."""
    with app.app_context():
        for report in reports:
            note_reports(report)


def test_a_letter_that_comes_back_is_told_and_sent_again_to_a_mended_address(
    app: Flask,
    sending: Sending,
    smtp_server: SmtpServer,
    sent: list[ReceivedMail],
    states: States,
    visitors: Visitors,
) -> None:
    noted(app, bounce(sent[1]))
    assert states() == ["sent", "bounced"]
    officer = visitors["handlaggare"]
    assert "Beslutet till Revisorn kom i retur." in officer.open("/").text
    page = officer.open("/arenden/1").text
    assert "Kom i retur: 550 5.1.1 no such user" in page
    officer.press("Skicka igen", address="nyrevisor@demo.example")
    assert states() == ["sent", "queued"]
    with sending().app_context():
        drain()
    assert states() == ["sent", "sent"]
    assert smtp_server.messages[-1].envelope_to == ("nyrevisor@demo.example",)
    assert smtp_server.messages[-1].message["Message-ID"] == sent[1].message["Message-ID"]
    assert [row.outcome for row in rows(app, DeliveryAttempt, delivery_id=2)] == ["sent", "bounced", "sent"]
    with app.app_context():
        assert [row.event for row in db.session.query(audit.AuditRecord) if "bounced" in row.event] == [
            "delivery_bounced"
        ]
        assert audit.first_broken() is None


def test_the_same_report_twice_is_one(app: Flask, sent: list[ReceivedMail]) -> None:
    report = bounce(sent[1])
    noted(app, report)
    before = fingerprint(app)
    noted(app, report, report)
    assert fingerprint(app) == before


def test_an_old_report_does_not_touch_what_went_to_a_mended_address(
    app: Flask, sending: Sending, sent: list[ReceivedMail], states: States, visitors: Visitors
) -> None:
    noted(app, bounce(sent[1]))
    officer = visitors["handlaggare"]
    officer.open("/arenden/1")
    officer.press("Skicka igen", address="nyrevisor@demo.example")
    with sending().app_context():
        drain()
    noted(app, bounce(sent[1], reason="552 mailbox full"), bounce(sent[1], to="arende@demo.example"))
    assert states() == ["sent", "sent"]
    assert amount(app, BounceReport) == 3


def test_a_report_to_the_plain_mailbox_is_known_by_the_letter_in_it(
    app: Flask, sent: list[ReceivedMail], states: States
) -> None:
    noted(app, bounce(sent[1], to="arende@demo.example"))
    assert states() == ["sent", "bounced"]


def test_a_report_that_tells_no_letter_is_kept_and_moves_nothing(
    app: Flask, sent: list[ReceivedMail], states: States
) -> None:
    noted(app, bounce(sent[1], to="arende@demo.example", headers=False))
    assert states() == ["sent", "sent"]
    assert one(app, BounceReport).delivery_id is None


def test_nobody_else_can_report_a_letter_as_refused(app: Flask, sent: list[ReceivedMail], states: States) -> None:
    local, _, rest = sent[1].envelope_from.partition(".")
    noted(app, bounce(sent[1], to=f"{local}.{'0' * 16}{rest[16:]}", headers=False))
    noted(app, bounce(sent[1], to=f"arende+99.{'0' * 16}@demo.example", headers=False))
    assert states() == ["sent", "sent"]


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_what_is_no_refusal_is_only_kept(app: Flask, sent: list[ReceivedMail], states: States, action: str) -> None:
    noted(app, bounce(sent[1], action=action), out_of_office(sent[1]), b"", b"\xff\x00 inget brev")
    assert states() == ["sent", "sent"]
    assert one(app, BounceReport).action == action


@given(cut=st.integers(0, 3000), put=st.binary(max_size=40), length=st.integers(0, 200))
def test_whatever_comes_is_read_without_a_fault(cut: int, put: bytes, length: int) -> None:
    """A report with something else in the middle of it says something, or nothing."""
    mail = ReceivedMail("a+1.0123456789abcdef@b.example", ("c@d.example",), EmailMessage(), b"")
    report = bounce(mail)
    for found in read_reports(report[:cut] + put + report[cut + length :]):
        assert found.action
        assert len(found.detail) <= 300


def test_all_who_shared_the_letter_have_it_back(
    app: Flask, sending: Sending, smtp_server: SmtpServer, states: States
) -> None:
    decided_case(app, recipients=[("Nämnden", REVISOR), ("Skolan", "s@demo.example"), ("Kansliet", REVISOR)])
    with sending().app_context():
        drain()
    (letter,) = [mail for mail in smtp_server.messages if mail.envelope_to == (REVISOR,)]
    noted(app, bounce(letter))
    assert states() == ["bounced", "sent", "bounced"]


def test_a_maildir_is_read_once(app: Flask, sending: Sending, sent: list[ReceivedMail], tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "studsar")
    for report in (bounce(sent[0]), out_of_office(sent[1])):
        box.add(report)
    worker = sending(bounces_url=f"maildir://{tmp_path / 'studsar'}")
    with worker.app_context():
        assert [collect_bounces(), collect_bounces()] == [2, 0]
    assert [row.state for row in rows(app, Delivery)] == ["bounced", "sent"]
    assert [message.get_flags() for message in mailbox.Maildir(tmp_path / "studsar", create=False)] == ["S", "S"]


def test_an_imap_mailbox_is_read_once(app: Flask, sending: Sending, sent: list[ReceivedMail]) -> None:
    with ImapServer([bounce(sent[0]), out_of_office(sent[1])]) as server:
        worker = sending(bounces_url=server.url)
        with worker.app_context():
            assert [collect_bounces(), collect_bounces()] == [2, 0]
        assert (server.seen, server.selected) == ({1, 2}, ['"INBOX"'] * 2)
    assert [row.state for row in rows(app, Delivery)] == ["bounced", "sent"]


def test_a_crash_between_commit_and_mark_counts_once(app: Flask, sending: Sending, sent: list[ReceivedMail]) -> None:
    with ImapServer([bounce(sent[0])]) as server, sending(bounces_url=server.url).app_context():
        collect_bounces()
        server.seen.clear()  # as if the worker had died before it could say so
        collect_bounces()
    assert (amount(app, BounceReport), amount(app, DeliveryAttempt, outcome="bounced")) == (1, 1)


def test_a_mailbox_that_cannot_be_read_is_told_without_its_password(sending: Sending, tmp_path: Path) -> None:
    with ImapServer([]) as server:
        wrong = server.url.replace("hemligt", "HEMLIGT")
        for url in (wrong, "imap://a:HEMLIGT@127.0.0.1:1/INBOX", f"maildir://{tmp_path / 'HEMLIGT'}"):
            with (
                sending(bounces_url=url).app_context(),
                pytest.raises(OSError, match=r"^CASEWORK_BOUNCES_URL: ") as told,
            ):
                collect_bounces()
            assert "HEMLIGT" not in str(told.value) or "maildir" in url
    with sending().app_context():
        assert collect_bounces() == 0


@pytest.mark.parametrize(
    "url",
    [
        "pop3://a:HEMLIGT@post.example",
        "imaps://post.example",
        "imaps://namn@post.example/INBOX",
        "imaps://namn:HEMLIGT@post.example:x/INBOX",
        "imaps://namn:HEMLIGT@post.example/IN%0ABOX",
        "imaps://namn:HEMLIGT@post.example/INBOX?x=1",
        "maildir:relativ/mapp",
        "maildir://",
    ],
)
def test_a_wrong_mailbox_stops_the_start(tmp_path: Path, url: str) -> None:
    settings = make_settings(tmp_path, f"sqlite:///{tmp_path / 'x'}", bounces_url=url)
    with pytest.raises(SettingsError, match="CASEWORK_BOUNCES_URL kan inte användas") as told:
        create_app(settings)
    assert "HEMLIGT" not in str(told.value)


def test_a_mailboxs_address_is_read_in_every_part() -> None:
    place = parse_place("imaps://studs%40kommun:l%2Fo@post.example:9993/Studsar/2026")
    assert (place.host, place.port, place.encrypted) == ("post.example", 9993, True)
    assert (place.user, place.password, place.folder) == ("studs@kommun", "l/o", "Studsar/2026")
    assert parse_place("imaps://a:b@post.example").port == 993
    assert parse_place("imap://a:b@post.example").port == 143
    assert parse_place("maildir:///var/mail/studsar").path == Path("/var/mail/studsar")
    assert "l/o" not in repr(place)
