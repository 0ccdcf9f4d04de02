"""compose(): what a recipient's mail program reads is what was given, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.dispatch.channels import Parcel, compose
from casework.dispatch.channels.parcel import one_line

PDF = bytes(range(256)) * 40
PARCEL = Parcel(
    message_id="<8f1c2d7e-0b1a-4c3d-9e8f-7a6b5c4d3e2f@kommun.example>",
    date=datetime(2026, 6, 14, 6, 45, tzinfo=UTC),
    sender="Exempelkommunen <arende@kommun.example>",
    to_names=("Socialnämnden, expeditionen",),
    to_address="socialnamnden@kommun.example",
    subject="Beslut § 41/2026: Ökning av bidraget till samordningsförbundet (KS 2026/1)",
    text="Hej\n\nBeslutet är fattat. Å, ä och ö går fram.\n.\n.. punkt först\n",
    html="<p>Beslutet är fattat. Å, ä och ö går fram.</p>",
    attachments=(("Protokollsutdrag KS § 41-2026 åäö.pdf", "application/pdf", PDF),),
)
HEADERS = [
    *("From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "Content-Language"),
]
TYPED = st.text(st.characters(codec="utf-8"), max_size=300)


def received(parcel: Parcel) -> EmailMessage:
    """Return the message as a mail program parses its bytes."""
    message = message_from_bytes(compose(parcel).as_bytes(), policy=policy.default)
    assert message.defects == []
    return message


def lines_of(part: EmailMessage) -> str:
    """Return the part's text with the line ends of Python."""
    return str(part.get_content()).replace("\r\n", "\n")


def recipients_of(message: EmailMessage) -> list[tuple[str, str]]:
    """Return (name, address) of each recipient by RFC 2047, which ignores blanks between encoded words.

    Python 3.11's newer parser keeps those blanks in names, so names are decoded with the older one.
    """
    raw = dict(message.raw_items())["To"]
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([raw])]


def given_as(**changes: Any) -> EmailMessage:
    return received(replace(PARCEL, **changes))


def test_compose_headers_read_back_as_given() -> None:
    message = received(PARCEL)
    assert message.keys() == HEADERS
    assert message["Subject"] == PARCEL.subject
    assert recipients_of(message) == [("Socialnämnden, expeditionen", "socialnamnden@kommun.example")]
    assert [(a.display_name, a.addr_spec) for a in message["From"].addresses] == [
        ("Exempelkommunen", "arende@kommun.example")
    ]
    assert message["Message-ID"] == PARCEL.message_id
    assert message["Date"].datetime == PARCEL.date
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "sv"


def test_compose_plain_text_is_alternative_to_html_and_file_is_attached() -> None:
    message = received(PARCEL)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert lines_of(plain) == PARCEL.text
    assert lines_of(html) == PARCEL.html + "\n"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "Protokollsutdrag KS § 41-2026 åäö.pdf"
    assert attachment.get_content_disposition() == "attachment"
    assert attachment.get_content() == PDF


def test_compose_without_html_and_attachments_is_one_text_part() -> None:
    message = given_as(html="", attachments=())
    assert message.get_content_type() == "text/plain"
    assert lines_of(message) == PARCEL.text


def test_compose_same_parcel_gives_same_bytes() -> None:
    assert compose(PARCEL).as_bytes() == compose(PARCEL).as_bytes()
    assert compose(replace(PARCEL, message_id="<2@kommun.example>")).as_bytes() != compose(PARCEL).as_bytes()


def test_compose_lines_are_short_and_seven_bit() -> None:
    raw = compose(replace(PARCEL, subject="Å" * 400, to_names=("Ö, ä; ",) * 40, text="ä" * 5000)).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_compose_reply_to_is_written_when_given() -> None:
    message = given_as(reply_to="Registrator i Åby <registrator@kommun.example>")
    assert [(a.display_name, a.addr_spec) for a in message["Reply-To"].addresses] == [
        ("Registrator i Åby", "registrator@kommun.example")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\x00"])
def test_compose_line_end_in_header_text_becomes_a_blank(end: str) -> None:
    hostile = f"Beslut{end}Bcc: okand@exempel.example"
    message = given_as(subject=hostile, to_names=(hostile,), attachments=((hostile, "application/pdf", b"x"),))
    assert message.keys() == HEADERS
    assert message["Subject"] == "Beslut Bcc: okand@exempel.example"
    assert recipients_of(message) == [(message["Subject"], PARCEL.to_address)]
    assert [part.get_filename() for part in message.iter_attachments()] == [message["Subject"]]


@pytest.mark.parametrize(
    "name",
    [
        "A, okand@exempel.example " * 12,
        'Nämnden "för" barn, unga; och <annan@exempel.example> (kommentar) \\ ' * 4,
        "undefined <x@exempel.example>",
    ],
)
def test_compose_display_name_never_adds_a_recipient(name: str) -> None:
    message = given_as(to_names=(name,))
    assert recipients_of(message) == [(name.strip(), PARCEL.to_address)]
    assert [address.addr_spec for address in message["To"].addresses] == [PARCEL.to_address]


def test_compose_typed_encoded_word_is_not_decoded() -> None:
    typed = "=?utf-8?q?Bcc=3A_x?="
    message = given_as(subject=typed, to_names=(typed,))
    assert message["Subject"] == "= ?utf-8?q?Bcc=3A_x?="
    assert message["To"].addresses[0].display_name == "= ?utf-8?q?Bcc=3A_x?="


def test_compose_long_swedish_subject_keeps_its_blanks() -> None:
    # Python 3.11's own folding loses the blank before "Åtgärd" here.
    subject = "till år åäö till 2026/1) 41/2026: mycket Åtgärd åäö åäö och mycket bidrag 41/2026: till åäö"
    assert given_as(subject=subject)["Subject"] == subject


@given(subject=TYPED, name=TYPED, file_name=TYPED)
@settings(max_examples=80, deadline=None)
def test_compose_any_text_reads_back_on_one_line(subject: str, name: str, file_name: str) -> None:
    message = given_as(subject=subject, to_names=(name,), attachments=((file_name, "application/pdf", b"x"),))
    assert message.keys() == HEADERS
    assert message["Subject"] == one_line(subject)
    assert recipients_of(message) == [(one_line(name), PARCEL.to_address)]
    assert [address.addr_spec for address in message["To"].addresses] == [PARCEL.to_address]
    expected = one_line(file_name).replace("/", "-").replace("\\", "-") or "bilaga"
    assert [part.get_filename() for part in message.iter_attachments()] == [expected]


@given(text=TYPED)
@settings(max_examples=60, deadline=None)
def test_compose_any_body_reads_back_without_control_characters(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or not ("\x00" <= c < " " or "\x7f" <= c <= "\x9f"))
    assert lines_of(given_as(text=text, html="", attachments=())).rstrip("\n") == kept.rstrip("\n")


def test_compose_idn_domain_goes_as_punycode() -> None:
    message = given_as(to_address="registrator@räksmörgås.example")
    assert message["To"].addresses[0].addr_spec == "registrator@xn--rksmrgs-5wao1o.example"


def test_compose_non_ascii_local_part_is_utf8_in_the_header() -> None:
    raw = compose(replace(PARCEL, to_names=("Åsa",), to_address="åsa@räksmörgås.example")).as_bytes()
    assert "<åsa@xn--rksmrgs-5wao1o.example>".encode() in raw


@pytest.mark.parametrize(
    "address",
    [
        "namnden",
        "@kommun.example",
        "namnden@",
        "namnden@kommun..example",
        "namnden@-kommun.example",
        "namnden@kommun.example>",
        "a b@kommun.example",
        "a,b@kommun.example",
        "a@kommun.example, b@kommun.example",
        "a@kommun.example\r\nBcc: b@kommun.example",
        "a\n@kommun.example",
        "a\ud800@kommun.example",
        "<a@kommun.example>",
        "a" * 65 + "@kommun.example",
        "a@" + "b" * 64 + ".example",
        ".a@kommun.example",
    ],
)
def test_compose_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"\AE-postadressen ”[^\r\n]*” går inte att använda\.\Z"):
        compose(replace(PARCEL, to_address=address))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to_address": "  "}, "E-postadressen saknas."),
        ({"message_id": "a@b"}, "Brevets Message-ID har fel form."),
        ({"message_id": "<a@b>\r\nBcc: c@d"}, "Brevets Message-ID har fel form."),
        ({"message_id": "<å@b>"}, "Brevets Message-ID har fel form."),
        ({"date": datetime(2026, 6, 14, 6, 45)}, "Brevets datum måste ha en tidszon."),  # noqa: DTZ001
        ({"attachments": (("a", "pdf", b""),)}, "Bilagans mediatyp har fel form."),
        ({"attachments": (("a", "message/rfc822", b""),)}, "Bilagans mediatyp har fel form."),
        ({"attachments": (("a", "a/b\r\nX: y", b""),)}, "Bilagans mediatyp har fel form."),
        ({"sender": "x <a\n@b.example>"}, "E-postadressen ”a @b.example” går inte att använda."),
    ],
)
def test_compose_what_cannot_stand_in_a_message_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        compose(replace(PARCEL, **changes))
    assert str(refused.value) == sentence
