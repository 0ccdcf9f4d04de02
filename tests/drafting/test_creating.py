"""A new case: its number, its first version, and what the same form sent twice makes."""

import re
import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case, CaseEvent, Recipient, ReportVersion
from casework.cases.operations import content_hash
from casework.database import db, write
from casework.drafting import views
from casework.people.models import Authority, Body, DirectoryFunction, Person
from casework.register.models import NumberSeries
from tests.conftest import Visitors
from tests.factories import content, give_role, make_case, make_neighbour, make_person, reader_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

SPRING = datetime(2031, 3, 4, 12, tzinfo=UTC)
REPORT = {
    "kind": "membership_review",
    "title": "Översyn av  medlemskapet",
    "body": "2",
    "proposal-0": "Förvaltningen får i uppdrag att se över medlemskapet.",
    "summary": "Medlemskapet bör ses över.",
    "sections-0-heading": "Ärende",
    "sections-0-text": "Regionerna har ändrats.",
    "basis-0": "Tjänsteskrivelsen",
    "recipients-0-name": "socialchef",
    "recipients-1-name": "Revisorn",
    "recipients-1-address": "revisor@demo.example",
    "recipients-1-deadline": "2031-08-15",
}


@pytest.fixture
def officer(visitors: Visitors) -> Visitor:
    """The officer at the empty form."""
    visitor = visitors["handlaggare"]
    visitor.open("/arenden/nytt")
    return visitor


def test_a_new_case_has_number_version_recipients_event_and_audit_record(app: Flask, visitors: Visitors) -> None:
    with time_machine.travel(SPRING, tick=False):
        visitors["handlaggare"].open("/arenden/nytt")
        page = visitors["handlaggare"].press("Spara ärendet", **REPORT)
    case, report, event = one(app, Case), one(app, ReportVersion), one(app, CaseEvent)
    assert "Ärendet är skapat och har fått nummer KS 2031/1." in page.text
    assert (case.number, case.title, case.state, case.version) == ("KS 2031/1", "Översyn av medlemskapet", "draft", 1)
    assert (report.number, report.content_hash) == (1, content_hash(report.content))
    assert report.content == content(
        basis=["Tjänsteskrivelsen"],
        recipients=["socialchef", "Revisorn"],
        recipients_deadline="2031-08-15",
        sections=[{"heading": "Ärende", "text": "Regionerna har ändrats.", "code": "BACKGROUND"}],
    )
    assert (event.step, event.from_state, event.to_state, event.actor.name if event.actor else "") == (
        "create",
        None,
        "draft",
        "Handläggaren",
    )
    record = one(app, AuditRecord, case_id=case.id)
    assert (record.chain, record.seq, record.event) == (f"case:{case.id}", 1, "create")
    assert record.data == {"from": None, "to": "draft", "report": report.content_hash}
    with app.app_context():
        assert first_broken() is None


def test_a_recipient_named_as_in_the_directory_follows_it(app: Flask, officer: Visitor) -> None:
    officer.press("Spara ärendet", **REPORT)
    social, auditor = rows(app, Recipient)
    assert (social.name, social.own_address, social.address) == ("socialchef", "", "socialchef@demo.example")
    assert social.function_id == one(app, DirectoryFunction, name="Socialchef").id
    assert (auditor.address, auditor.function_id, str(auditor.deadline)) == ("revisor@demo.example", None, "2031-08-15")


def test_numbers_follow_each_other_without_gaps_by_the_year_in_stockholm(app: Flask) -> None:
    with time_machine.travel(datetime(2031, 12, 31, 22, 59, tzinfo=UTC), tick=False) as clock:
        made = [make_case(app), make_case(app)]
        clock.shift(60)  # midnight in Stockholm, an hour before it in UTC
        made += [make_case(app), make_case(app)]
    numbers = [case.number for case in rows(app, Case)]
    assert (numbers, len(made)) == (["KS 2031/1", "KS 2031/2", "KS 2032/1", "KS 2032/2"], 4)


def test_each_authority_counts_for_itself(app: Flask) -> None:
    make_neighbour(app)
    with time_machine.travel(SPRING, tick=False):
        make_case(app)
        make_case(app, authority="granne-", body="NAU")
        make_case(app)
    assert [case.number for case in rows(app, Case)] == ["KS 2031/1", "GK 2031/1", "KS 2031/2"]


def test_a_case_that_fails_gives_its_number_back(app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    make_case(app)
    before = fingerprint(app)
    with monkeypatch.context() as broken:
        broken.setattr("casework.cases.operations._add_event", _fail)
        assert officer.press("Spara ärendet", **REPORT).status_code == 500
    assert fingerprint(app) == before
    officer.open("/arenden/nytt")
    officer.press("Spara ärendet", **REPORT)
    assert rows(app, Case)[1].number.endswith("/2")


def _fail(*_arguments: object, **_more: object) -> None:
    raise RuntimeError("as when the disk is full")


def test_the_same_form_sent_twice_is_one_case(app: Flask, officer: Visitor) -> None:
    form = officer.form("Spara ärendet").filled(**REPORT)
    first = officer.post("/arenden", follow=False, **form)
    before = fingerprint(app)
    second = officer.post("/arenden", follow=False, **form | {"title": "En annan rubrik"})
    assert (first.status_code, second.status_code, first.location) == (302, 302, second.location)
    assert (fingerprint(app), amount(app, Case)) == (before, 1)


def test_the_same_form_sent_twice_at_once_is_one_case(
    app: Flask, officer: Visitor, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both requests have looked for the key before either has stored it, where the database lets them."""
    form = officer.form("Spara ärendet").filled(**REPORT)
    both, answers = threading.Barrier(2), []
    made_by = views.case_made_by

    def look(key: str) -> Case | None:
        found = made_by(key)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return found

    monkeypatch.setattr(views, "case_made_by", look)
    cookie = officer.client.get_cookie("session")
    assert cookie is not None

    def send() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        answers.append(client.post("/arenden", data=form))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(answer.status_code, answer.location) for answer in answers] == [(302, "/arenden/1")] * 2
    assert (amount(app, Case), amount(app, CaseEvent), one(app, NumberSeries).last) == (1, 1, 1)


def test_the_key_of_anothers_form_leads_nowhere(app: Flask, officer: Visitor, visitors: Visitors) -> None:
    key = officer.form("Spara ärendet").filled(**REPORT)["creation_key"]
    officer.press("Spara ärendet", **REPORT)
    make_person(app, "kollega", "officer")
    before, colleague = fingerprint(app), visitors["kollega"]
    colleague.open("/arenden/nytt")
    assert colleague.press("Spara ärendet", **REPORT | {"creation_key": key}).status_code == 404
    assert fingerprint(app) == before


def test_a_form_without_its_key_still_makes_a_case(app: Flask, officer: Visitor) -> None:
    for number in (1, 2):
        officer.open("/arenden/nytt")
        officer.press("Spara ärendet", **REPORT | {"creation_key": ""})
        assert amount(app, Case) == number


WRONG = (
    ({"title": ""}, "Skriv ärendets rubrik."),
    ({"title": " \t\x00 "}, "Skriv ärendets rubrik."),
    ({"title": "x" * 501}, "Texten är för lång: högst 500 tecken."),
    ({"summary": "x" * 200_001}, "Texten är för lång: högst 200000 tecken."),
    ({"recipients-0-address": "socialchef"}, "Adressen ska se ut som namn@kommun.se."),
    ({"recipients-0-deadline": "snart"}, "Inte ett giltigt datum"),
    ({"body": "99"}, "Inte ett giltigt val"),
    ({"body": "KSAU"}, "Inte ett giltigt val"),
    ({"kind": "no_such_kind"}, "Inte ett giltigt val"),
    ({"kind": ""}, "Välj vilken typ av ärende det är."),
    ({f"basis-{n}": "rad" for n in range(101)}, "För många rader: högst 100."),
)


def test_a_wrong_field_is_told_in_one_sentence_and_nothing_is_stored(app: Flask, officer: Visitor) -> None:
    before, told = fingerprint(app), []
    for wrong, sentence in WRONG:
        officer.open("/arenden/nytt")
        page = officer.press("Spara ärendet", **REPORT | wrong)
        kept = dict(officer.form("Spara ärendet").values)["sections-0-text"]
        told.append((sentence, page.status_code, page.text.count(sentence), kept))
    # each sentence twice: at the top, and under its field
    assert told == [(sentence, 422, 2, "Regionerna har ändrats.") for _, sentence in WRONG]
    assert fingerprint(app) == before


def test_a_case_belongs_to_the_authority_of_the_body_that_decides(app: Flask, visitors: Visitors) -> None:
    """For an officer of two authorities; the bodies of one are no choice for a case of the other."""
    neighbour = make_neighbour(app)
    give_role(app, "handlaggare", "officer", authority=neighbour)
    double = visitors["handlaggare"]
    double.open("/arenden/nytt")
    body = str(rows(app, Body, authority_id=neighbour)[0].id)
    double.press("Spara ärendet", **REPORT | {"body": body, "recipients-0-name": "Grannens funktion"})
    case, recipient = one(app, Case), rows(app, Recipient)[0]
    assert (case.authority_id, case.number[:2], recipient.address) == (neighbour, "GK", "funktion@granne.example")
    before = fingerprint(app)
    double.open(f"/arenden/{case.id}/tjansteskrivelse")
    assert double.press("Spara", body="2").status_code == 422
    assert fingerprint(app) == before


def test_rows_can_be_added_and_removed_without_storing_anything(app: Flask, officer: Visitor) -> None:
    before = fingerprint(app)
    officer.press("Spara ärendet", **REPORT, add_recipients="1")
    assert dict(officer.form("Spara ärendet").values)["recipients-2-name"] == ""
    officer.press("Spara ärendet", remove_recipients="0")
    named = [value for name, value in officer.form("Spara ärendet").values if re.fullmatch(r"recip.*-name", name)]
    assert named == ["Revisorn", ""]
    assert fingerprint(app) == before


def test_an_unknown_kind_is_refused_by_the_operation_too(app: Flask) -> None:
    from casework.cases.operations import create_case

    before = fingerprint(app)
    with app.app_context(), pytest.raises(ValueError, match="unknown kind no_such_kind"), write():
        authority = db.session.get_one(Authority, 1)
        create_case(
            "no_such_kind",
            content(),
            [],
            actor=reader_of("handlaggare"),
            authority=authority,
            body_id=None,
            creation_key="key",
        )
    assert (fingerprint(app), amount(app, Person)) == (before, 13)
