"""What members answer, and the substitutes that are called by it."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.database import db, write
from casework.meetings.models import Meeting
from casework.people.models import BodyRules, Person
from casework.summons.answering import answer
from casework.summons.models import SubstituteCall, SummonsAnswer
from tests.conftest import Visitors
from tests.factories import make_account, reader_of
from tests.meetings.sitting import refused
from tests.observing import fingerprint, one, rows
from tests.summons.conftest import Seeded, send
from tests.support.pages import Visitor
from tests.support.smtp import ReceivedMail

Worker = Callable[[], list[ReceivedMail]]


@pytest.fixture
def sent(app: Flask, secretary: Visitor, seeded: Seeded, worker: Worker) -> Seeded:
    """The summons is sent, and both substitutes have accounts."""
    make_account(app, "Andra ersättaren", "andra-ersattaren")
    send(secretary, seeded)
    worker()
    return seeded


def answered(visitor: Visitor, sent: Seeded, word: str, reason: str = "") -> int:
    """The visitor answers on the page."""
    visitor.open(sent.url)
    return visitor.press("Jag kommer", answer=word, reason=reason).status_code


def calls(app: Flask) -> list[tuple[str, str, str]]:
    """Who was called for whom, and how it ended."""
    return [(row.person.name, row.for_person.name, row.ended_as) for row in rows(app, SubstituteCall)]


def test_a_member_answers_and_changes_his_mind(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    member = visitors["ledamot"]
    assert "svara" in member.open("/").text.lower()
    assert answered(member, sent, "yes") == 200
    assert "Du har svarat: kommer" in member.page.text
    assert sent.url not in member.open("/").text
    assert answered(member, sent, "no", "Sjuk") == 200
    assert answered(member, sent, "no", "Sjuk") == 200
    assert [(row.answer, row.reason) for row in rows(app, SummonsAnswer)] == [("yes", ""), ("no", "Sjuk")]


def test_the_next_substitute_is_called_and_the_next_again(
    app: Flask, sent: Seeded, visitors: Visitors, worker: Worker
) -> None:
    answered(visitors["ledamot"], sent, "no")
    assert calls(app) == [("Första ersättaren", "Ledamoten", "")]
    (mail,) = worker()
    assert mail.envelope_to == ("forsta@demo.example",)
    assert mail.message["Subject"].startswith("Inkallad som ersättare: ")
    assert "Ledamoten är förhindrad" in mail.text
    assert len(list(mail.message.iter_attachments())) == 2
    substitute = visitors["forsta"]
    assert "Du är inkallad som ersättare för Ledamoten. Svara." in substitute.open("/").text
    answered(substitute, sent, "no")
    assert calls(app) == [
        ("Första ersättaren", "Ledamoten", "declined"),
        ("Andra ersättaren", "Ledamoten", ""),
    ]
    assert [mail.envelope_to for mail in worker()] == [("andra-ersattaren@demo.example",)]
    answered(visitors["andra-ersattaren"], sent, "no")
    assert [ended for _who, _whom, ended in calls(app)] == ["declined", "declined"]
    assert worker() == []
    assert "Ingen ersättare finns kvar att kalla in" in visitors["sekreterare"].open(sent.url).text


def test_two_members_get_a_substitute_each(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    answered(visitors["tredje"], sent, "no")
    answered(visitors["ledamot"], sent, "no")
    assert calls(app) == [("Första ersättaren", "Tredje ledamoten", ""), ("Andra ersättaren", "Ledamoten", "")]


def test_the_partys_own_substitute_is_called_before_the_first_on_the_list(
    app: Flask, sent: Seeded, visitors: Visitors
) -> None:
    answered(visitors["vice"], sent, "no")
    assert calls(app) == [("Andra ersättaren", "Vice ordföranden", "")]


def test_who_may_take_part_from_afar_can_say_so(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    member = visitors["ledamot"]
    assert "Jag deltar på distans" in member.open(sent.url).text
    assert answered(member, sent, "remote") == 200
    assert (one(app, SummonsAnswer).answer, calls(app)) == ("remote", [])


def test_from_afar_only_where_the_bodys_rules_let_members(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    with app.app_context(), write():
        db.session.execute(update(BodyRules).values(remote_allowed=False))
    before = fingerprint(app)
    member = visitors["ledamot"]
    assert "Jag deltar på distans" not in member.open(sent.url).text
    page = member.press("Jag kommer", answer="remote")
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Fullmäktige har inte beslutat att organets ledamöter får delta på distans." in page.text


def test_who_has_said_no_is_not_called(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    answered(visitors["forsta"], sent, "no")
    assert calls(app) == []
    answered(visitors["ledamot"], sent, "no")
    assert calls(app) == [("Andra ersättaren", "Ledamoten", "")]


def test_a_member_who_comes_after_all_releases_the_substitute(
    app: Flask, sent: Seeded, visitors: Visitors, worker: Worker
) -> None:
    answered(visitors["ledamot"], sent, "no")
    worker()
    answered(visitors["ledamot"], sent, "yes")
    assert calls(app) == [("Första ersättaren", "Ledamoten", "withdrawn")]
    (mail,) = worker()
    assert mail.message["Subject"].startswith("Inkallelsen gäller inte längre: ")
    answered(visitors["tredje"], sent, "no")
    assert calls(app)[-1] == ("Första ersättaren", "Tredje ledamoten", "")


def test_the_secretary_notes_an_answer_by_telephone(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    secretary, member = visitors["sekreterare"], one(app, Person, name="Ledamoten").id
    secretary.open(sent.url)
    given = {"noted__person": str(member), "noted__answer": "no", "noted__reason": "Ringde"}
    assert secretary.press("För in svaret", **given).status_code == 200
    row = one(app, SummonsAnswer)
    assert (row.person_id, row.answer, row.given_by_id != member) == (member, "no", True)
    assert "infört av sekreteraren" in secretary.page.text
    assert calls(app) == [("Första ersättaren", "Ledamoten", "")]


def test_those_who_are_silent_are_reminded_once(app: Flask, sent: Seeded, visitors: Visitors, worker: Worker) -> None:
    answered(visitors["ledamot"], sent, "yes")
    secretary = visitors["sekreterare"]
    secretary.open(sent.url)
    assert secretary.press("Påminn dem som inte har svarat (6)").status_code == 200
    mails = worker()
    assert len(mails) == 6
    assert all(mail.message["Subject"].startswith("Påminnelse, svara på kallelsen: ") for mail in mails)
    before, token = fingerprint(app), dict(secretary.forms()[0].values)["csrf_token"]
    again = secretary.post(f"{sent.url}/paminnelse", csrf_token=token)
    assert again.status_code == 422
    assert "En påminnelse om den här kallelsen är redan skickad." in again.text
    assert fingerprint(app) == before


NOT_TAKEN = (
    ("ledamot", "Ordföranden", "no", "summoned", "Bara sekreteraren kan föra in ett svar för någon annan."),
    ("ledamot", "Ledamoten", "kanske", "summoned", "Välj ett av svaren på sidan."),
    ("sekreterare", "Chefen", "yes", "summoned", "Bara den som är kallad kan svara på kallelsen."),
    (
        "ledamot",
        "Ledamoten",
        "yes",
        "closed",
        "Sammanträdet har öppnats eller ställts in. Det går inte att svara längre.",
    ),
)


def test_an_answer_that_cannot_be_taken_leaves_nothing(app: Flask, sent: Seeded) -> None:
    for who, person, word, state, told in NOT_TAKEN:
        with app.app_context(), write():
            meeting = db.session.get_one(Meeting, sent.meeting)
            meeting.state, meeting.closed_at = state, clock.now() if state == "closed" else None
        assert refused(app, partial(_answer_as, app, sent, who, person, word)) == [told]


def _answer_as(app: Flask, seeded: Seeded, who: str, person: str, word: str = "yes") -> None:
    whose = one(app, Person, name=person).id
    with app.app_context(), write():
        answer(seeded.meeting, whose, word, actor=reader_of(who))


def test_the_roll_shows_who_is_expected_and_nobody_as_present(app: Flask, sent: Seeded, visitors: Visitors) -> None:
    answered(visitors["ledamot"], sent, "no")
    answered(visitors["forsta"], sent, "yes")
    page = visitors["sekreterare"].open(f"/sammantraden/{sent.meeting}").text
    assert "Väntad närvaro: 1 av 5 har svarat att de kommer och tjänstgör; 5 har inte svarat." in page
    assert "kommer, inkallad för Ledamoten" in page
    assert "checked" not in page
