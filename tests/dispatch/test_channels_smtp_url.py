"""The setting CASEWORK_SMTP_URL, and the choice of channel."""

from __future__ import annotations

import pytest

from casework.dispatch.channels import SmtpSender, sender_for
from casework.dispatch.channels.smtp_url import SmtpServer, parse_smtp_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://post.example", SmtpServer("post.example", 25, "", "", "offered")),
        ("smtp://post.example:2525/", SmtpServer("post.example", 2525, "", "", "offered")),
        ("SMTPS://post.example", SmtpServer("post.example", 465, "", "", "whole")),
        ("smtp://[::1]:25?starttls=required", SmtpServer("::1", 25, "", "", "required")),
        ("smtp://post.example?starttls=never", SmtpServer("post.example", 25, "", "", "never")),
        ("smtp://post.example?timeout=5", SmtpServer("post.example", 25, "", "", "offered", 5.0)),
        ("smtps://post.example?timeout=60", SmtpServer("post.example", 465, "", "", "whole", 60.0)),
        ("smtp://åby.example", SmtpServer("xn--by-xia.example", 25, "", "", "offered")),
        (
            "smtps://namn%40kommun:l%2Fo%3As%23@post.example:4650",
            SmtpServer("post.example", 4650, "namn@kommun", "l/o:s#", "whole"),
        ),
    ],
)
def test_parse_smtp_url_reads_every_part(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "den ska börja med smtp:// eller smtps://"),
        ("http://post.example", "den ska börja med smtp:// eller smtps://"),
        ("post.example:25", "den ska börja med smtp:// eller smtps://"),
        ("smtp://", "den ska ange värd och får ange port, som i smtp://post.kommun.example:25"),
        ("smtp://post.example:0", "den ska ange värd och får ange port, som i smtp://post.kommun.example:25"),
        ("smtp://post.example:70000", "värd eller port har fel form"),
        ("smtp://post.example:tjugofem", "värd eller port har fel form"),
        ("smtp://[::1", "värd eller port har fel form"),
        (f"smtp://{'a' * 64}.example", "värd eller port har fel form"),
        ("smtp://namn:HEMLIGT℀@post.example", "värd eller port har fel form"),
        ("smtp://post.example\n", "den får inte innehålla blanksteg eller styrtecken"),
        ("smtp://namn:HEMLIGT @post.example", "den får inte innehålla blanksteg eller styrtecken"),
        (
            "smtp://namn:HEM/LIGT@post.example",
            "värd eller port har fel form",  # all after the slash is a path, and HEM is no port
        ),
        (
            "smtp://post.example#HEMLIGT",
            "tecknen /, ? och # i användare eller lösenord ska skrivas %2F, %3F och %23",
        ),
        ("smtp://namn@post.example", "användare och lösenord ska anges tillsammans"),
        ("smtp://:HEMLIGT@post.example", "användare och lösenord ska anges tillsammans"),
        ("smtp://namn:HEMLIGTå@post.example", "användare och lösenord får bara ha tecken ur ASCII"),
        ("smtp://namn:HEMLIGT%0D@post.example", "användare och lösenord får bara ha tecken ur ASCII"),
        (
            "smtps://post.example?starttls=required",
            "smtps:// är krypterat från början och tar ingen starttls",
        ),
        (
            "smtp://post.example?starttls=kanske",
            "starttls ska vara required eller never",
        ),
        (
            "smtp://post.example?tls=required",
            "efter frågetecknet får bara starttls=required, starttls=never och timeout=30 stå, en gång var",
        ),
        (
            "smtp://post.example?starttls=required&starttls=never",
            "efter frågetecknet får bara starttls=required, starttls=never och timeout=30 stå, en gång var",
        ),
        ("smtp://post.example?timeout=0", "timeout ska vara ett helt antal sekunder från 1 till 60"),
        ("smtp://post.example?timeout=61", "timeout ska vara ett helt antal sekunder från 1 till 60"),
        ("smtp://post.example?timeout=snart", "timeout ska vara ett helt antal sekunder från 1 till 60"),
    ],
)
def test_smtp_channel_wrong_url_is_refused_with_one_sentence(url: str, reason: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        SmtpSender(url)
    assert str(refused.value) == f"CASEWORK_SMTP_URL kan inte användas: {reason}."
    assert refused.value.__cause__ is None
    assert "HEM" not in str(refused.value)


def test_smtp_channel_repr_holds_no_password() -> None:
    channel = SmtpSender("smtps://namn:HEMLIGT@post.example")
    assert repr(channel) == "SmtpSender(post.example:465, encryption=whole)"
    assert "HEMLIGT" not in repr(parse_smtp_url("smtps://namn:HEMLIGT@post.example"))


def test_sender_for_mail_is_an_smtp_sender() -> None:
    channel = sender_for("mail", smtp_url="smtp://post.example")
    assert isinstance(channel, SmtpSender)


@pytest.mark.parametrize(("name", "smtp_url"), [("mail", None), ("mail", ""), ("paper", "smtp://post.example")])
def test_sender_for_what_is_not_built_or_not_set_up_is_none(name: str, smtp_url: str | None) -> None:
    assert sender_for(name, smtp_url=smtp_url) is None
