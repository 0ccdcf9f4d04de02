"""Who shares a letter with whom, and what stands on the envelope and in the head of each."""

from collections.abc import Callable
from email.utils import getaddresses

import pytest
from flask import Flask

from casework.database import db
from casework.dispatch.models import Delivery, DeliveryAttempt
from casework.dispatch.sending import drain
from tests.conftest import Visitors
from tests.dispatch.conftest import Sending
from tests.factories import decided_case, make_case
from tests.observing import rows
from tests.support.smtp import SmtpServer

States = Callable[[], list[str]]
SHARED = (
    ("Socialnämnden", "kansliet@demo.example"),
    ("Revisorn", "revisor@demo.example"),
    ("Skolnämnden", "Kansliet@demo.example"),
)
BOTH = ["Socialnämnden", "Skolnämnden"]


def sent(app: Flask) -> int:
    with app.app_context():
        return drain()


def test_two_with_one_address_get_one_letter_that_names_both(
    app: Flask, sending: Sending, smtp_server: SmtpServer, states: States
) -> None:
    decided_case(app, recipients=SHARED)
    assert states() == ["queued"] * 3
    assert sent(sending()) == 2
    assert states() == ["sent"] * 3
    first, second = smtp_server.messages
    assert first.envelope_to == ("kansliet@demo.example",)
    assert [name for name, _ in getaddresses([str(first.message["To"])])] == BOTH
    assert "Till: Socialnämnden och Skolnämnden" in first.text
    html = first.message.get_body(("html",))
    assert html is not None
    assert "<p>Till: Socialnämnden och Skolnämnden</p>" in html.get_content()
    assert "Till: " not in second.text
    one, other, another = rows(app, Delivery)
    assert (one.message_id, other.message_id) == (first.message["Message-ID"], second.message["Message-ID"])
    assert (another.message_id, another.sent_at) == (one.message_id, one.sent_at)
    assert sorted(row.delivery_id for row in rows(app, DeliveryAttempt)) == [one.id, other.id, another.id]


def test_the_page_says_who_shares_a_letter(app: Flask, visitors: Visitors) -> None:
    case = decided_case(app, recipients=SHARED)
    page = visitors["handlaggare"].open(f"/arenden/{case}").text
    assert "samma brev som till Skolnämnden" in page
    assert "samma brev som till Socialnämnden" in page
    assert "samma brev som till Revisorn" not in page


def test_one_of_two_moves_to_an_address_of_his_own(
    app: Flask, sending: Sending, smtp_server: SmtpServer, states: States, visitors: Visitors
) -> None:
    """The other keeps the letter, its Message-ID and its attempts."""
    case = decided_case(app, recipients=SHARED)
    smtp_server.refuse("kansliet@demo.example", 550, "no such user", times=1)
    worker = sending()
    sent(worker)
    assert states() == ["failed", "sent", "failed"]
    officer = visitors["handlaggare"]
    before = [row.message_id for row in rows(app, Delivery)]
    officer.open(f"/arenden/{case}")
    officer.press("Skicka igen", address="social@demo.example")  # the first form: the one who carried the letter
    assert states() == ["queued", "sent", "failed"]
    officer.press("Skicka igen", address="kansliet@demo.example")
    after = [row.message_id for row in rows(app, Delivery)]
    assert (after[2], after[0] == before[0], len(set(after))) == (before[2], False, 3)
    sent(worker)
    assert states() == ["sent"] * 3
    got = [(mail.envelope_to[0], str(mail.message["To"])) for mail in smtp_server.messages]
    assert sorted(address for address, _ in got) == [
        "kansliet@demo.example",
        "revisor@demo.example",
        "social@demo.example",
    ]
    assert not any("," in to for _, to in got)


@pytest.mark.parametrize("order", [(1, 3), (3, 1)])
def test_two_that_are_mended_to_one_address_share_the_letter_anew(
    app: Flask, sending: Sending, smtp_server: SmtpServer, states: States, visitors: Visitors, order: tuple[int, int]
) -> None:
    case = decided_case(app, recipients=SHARED)
    smtp_server.refuse("kansliet@demo.example", 550, "no such user")
    worker = sending()
    sent(worker)
    officer = visitors["handlaggare"]
    for delivery in order:
        officer.open(f"/arenden/{case}")
        officer.press("Skicka igen", f"/arenden/{case}/leverans/{delivery}", address="nytt@demo.example")
    assert states() == ["queued", "sent", "queued"]
    assert sent(worker) == 1
    assert states() == ["sent"] * 3
    assert [name for name, _ in getaddresses([str(smtp_server.messages[-1].message["To"])])] in (BOTH, BOTH[::-1])
    assert len(smtp_server.messages) == 2


def test_the_envelope_tells_the_letter_and_the_head_where_to_answer(
    app: Flask, sending: Sending, smtp_server: SmtpServer
) -> None:
    decided_case(app)
    app.extensions["casework.settings"] = app.extensions["casework.settings"].model_copy(
        update={"mail_reply_to": "Registrator <registrator@demo.example>"}
    )
    decided_case(app)
    sent(sending(bounce_address="studs@demo.example"))
    froms = [mail.envelope_from for mail in smtp_server.messages]
    assert len(set(froms)) == 4
    for row, envelope_from in zip(rows(app, Delivery), froms, strict=True):
        assert envelope_from.startswith(f"studs+{row.id}.")
        assert envelope_from.endswith("@demo.example")
    heads = [mail.message for mail in smtp_server.messages]
    assert [str(head["Reply-To"]) for head in heads] == ["None"] * 2 + ["Registrator <registrator@demo.example>"] * 2
    assert {str(head["From"]) for head in heads} == {"Ekedals kommun <arende@demo.example>"}
    assert not any(head["List-Unsubscribe"] or head["List-Id"] for head in heads)  # nobody declines a decision


@pytest.mark.usefixtures("letters_wanted")
def test_a_word_to_a_colleague_says_where_to_decline_such_letters(
    app: Flask, sending: Sending, smtp_server: SmtpServer
) -> None:
    make_case(app, "review")
    sent(sending(mail_reply_to="registrator@demo.example"))
    (notice,) = [mail.message for mail in smtp_server.messages]
    assert notice["List-Unsubscribe"] == "<http://127.0.0.1:8000/installningar>"
    assert notice["List-Id"] == "<notices.demo.example>"
    assert notice["Reply-To"] is None
    with app.app_context():
        assert db.session.query(Delivery).one().channel == "mail"
