"""The first path through the doors that users use, without a screen: from the draft to the mail."""

from flask import Flask

from casework.dispatch.sending import drain
from tests.conftest import Visitors, close
from tests.support.smtp import SmtpServer

REPORT = {
    "kind": "membership_review",
    "title": "Översyn av medlemskapet",
    "body": "2",
    "proposal-0": "Förvaltningen får i uppdrag att se över medlemskapet.",
    "summary": "Medlemskapet bör ses över.",
    "sections-0-heading": "Ärende",
    "sections-0-text": "Bakgrunden är att regionerna har ändrats.",
    "recipients-0-name": "Socialchef",
    "recipients-1-name": "Revisorn",
    "recipients-1-address": "revisor@demo.example",
}


def test_report_becomes_a_decision_in_the_recipients_mail(
    app: Flask, visitors: Visitors, smtp_server: SmtpServer
) -> None:
    officer, manager, secretary, chair = (
        visitors[name] for name in ("handlaggare", "chef", "sekreterare", "ordforande")
    )

    officer.open("/arenden/nytt")
    officer.press("Spara ärendet", **REPORT)
    assert "KS 2" in officer.page.text
    case = officer.page.request.path
    officer.press("Lämna för granskning")
    manager.open(case)
    manager.press("Godkänn tjänsteskrivelsen")
    secretary.open("/sammantraden/nytt")
    secretary.press("Spara sammanträdet", body="2", day="2031-01-14", time="08:30", place="Lilla salen")
    meeting = secretary.page.request.path
    secretary.press("Sätt upp på föredragningslistan")
    present = {f"present-{person}": "present" for person in range(1, 20)}
    secretary.press("Spara uppropet", **present)
    chair.open(meeting)
    chair.open("/sammantraden/arende/1")
    chair.press("Besluta enligt förslaget", approve__owner="Socialchef", approve__due="2031-06-30")
    assert "Beslutet är fattat som § 1. 2 mottagare får det nu." in chair.page.text

    sending = make_app_with_mail(app, smtp_server)
    with sending.app_context():
        assert drain() == 2
        assert drain() == 0
    close(sending)
    subjects = [mail.message["Subject"] for mail in smtp_server.messages]
    assert subjects == ["Beslut § 1/2031: Översyn av medlemskapet (KS 2026/1)"] * 2
    page = officer.open(case).text
    assert page.count("Mottagen av mottagarens server") == 2


def make_app_with_mail(app: Flask, smtp_server: SmtpServer) -> Flask:
    """The worker's application beside the web's, on the same database, with a mail server."""
    from casework import create_app

    settings = app.extensions["casework.settings"]
    return create_app(settings.model_copy(update={"smtp_url": smtp_server.url}))
