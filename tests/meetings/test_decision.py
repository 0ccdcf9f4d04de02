"""Recording a decision: what must hold, everything that it leaves behind, and that a failure leaves nothing."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from casework import clock
from casework.audit import AuditRecord, first_broken
from casework.cases.models import Assignment, Case, CaseEvent, ReportVersion
from casework.desk.models import Notice
from casework.dispatch.models import Delivery, Dispatch
from casework.documents.typesetting import TypesettingError
from casework.meetings.models import AgendaItem, Decision, MinutesExtract
from casework.people.models import Body, Person
from casework.register.models import NumberSeries, StoredFile
from casework.register.operations import file_path, read_file
from tests.conftest import Visitors
from tests.factories import (
    KSAU,
    call_roll_of,
    decide,
    item_of,
    make_account,
    make_body,
    make_case,
    make_meeting,
    make_neighbour,
    state_of,
)
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor
from workflows import StepRefused

DECIDE = "Besluta enligt förslaget"
POINTS = ["Förvaltningen får i uppdrag att se över medlemskapet.", "Uppdraget redovisas i juni."]
ASSIGNMENT = {"owner": "Socialchef", "due": (clock.today() + timedelta(days=120)).isoformat()}
VERSION = {"approve-version": "1"}
GIVEN = {f"approve-{name}": value for name, value in ASSIGNMENT.items()}


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting with every member there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    return meeting


@pytest.fixture
def case(app: Flask, meeting: int) -> int:
    """A case on its agenda."""
    return make_case(app, "on_agenda", meeting=meeting, proposal=POINTS)


@pytest.fixture
def chair(app: Flask, visitors: Visitors, case: int) -> Visitor:
    """The chair at the item's page."""
    visitor = visitors["ordforande"]
    visitor.open(f"/sammantraden/arende/{item_of(app, case)}")
    return visitor


def _token(visitor: Visitor) -> str:
    return dict(visitor.forms()[0].values)["csrf_token"]


def test_a_decision_is_recorded_whole(app: Flask, chair: Visitor, case: int, meeting: int) -> None:
    page = chair.press(DECIDE, **GIVEN)
    assert "Beslutet är fattat som § 1. 2 mottagare får det nu." in page.text
    decision, report, event = one(app, Decision), one(app, ReportVersion), rows(app, CaseEvent)[-1]
    leader = one(app, Person, name="Ordföranden").id
    assert {name: value for name, value in vars(decision).items() if name[0] != "_"} == {
        "id": 1,
        "authority_id": 1,
        "case_id": case,
        "item_id": 1,
        "meeting_id": meeting,
        "body_id": one(app, Body, short_name="KSAU").id,
        "paragraph": 1,
        "paragraph_year": (clock.today() + timedelta(days=7)).year,
        "outcome": "approve",
        "points": POINTS,
        "assignment": ASSIGNMENT,
        "report_version_id": report.id,
        "report_hash": report.content_hash,
        "serving": 5,
        "quorum": 3,
        "present": [
            {"name": "Ordföranden", "role": "presiding", "serving_for": "", "party": "S"},
            {"name": "Vice ordföranden", "role": "vice_chair", "serving_for": "", "party": "M"},
            {"name": "Ledamoten", "role": "member", "serving_for": "", "party": "C"},
            {"name": "Andra ledamoten", "role": "member", "serving_for": "", "party": "S"},
            {"name": "Tredje ledamoten", "role": "member", "serving_for": "", "party": "V"},
        ],
        "decided_at": event.at,
        "recorded_by_id": leader,
        "on_behalf_of_id": None,
        "meeting": decision.meeting,
    }
    assert (event.step, event.to_state, event.actor_id, state_of(app, case)) == (
        "approve",
        "decided",
        leader,
        "decided",
    )
    assert (one(app, AgendaItem).outcome, rows(app, Notice)[-1].event_id) == ("approve", event.id)
    with app.app_context():
        assert first_broken() is None


def test_the_assignment_has_owner_day_and_the_decided_text(app: Flask, chair: Visitor, case: int) -> None:
    chair.press(DECIDE, **GIVEN)
    task = one(app, Assignment)
    assert (task.case_id, task.text, task.owner, task.due.isoformat(), task.status) == (
        case,
        "\n".join(POINTS),
        ASSIGNMENT["owner"],
        ASSIGNMENT["due"],
        "open",
    )


def test_the_extract_is_kept_under_its_hash_and_says_what_was_decided(app: Flask, chair: Visitor) -> None:
    page = chair.press(DECIDE, **GIVEN)
    extract, file = one(app, MinutesExtract), one(app, StoredFile)
    with app.app_context():
        kept = read_file(extract.sha256)  # fails unless the bytes have that hash
    shown = chair.client.get("/sammantraden/arende/1/utdrag")
    year = one(app, Decision).paragraph_year
    assert (extract.number, file.size, shown.get_data()) == (f"KSAU § 1/{year}", len(kept), kept)
    assert f"Protokollsutdrag KSAU § 1/{year} (PDF)" in page.text
    text = " ".join("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(kept)).pages).split())
    whole = ("Översyn av medlemskapet", "§ 1", *POINTS, "KS 20", "Ordföranden", "Tredje ledamoten", "Socialchef")
    assert [words for words in whole if words not in text] == []


def test_each_recipient_gets_one_queued_delivery_with_a_message_id_of_its_own(app: Flask, chair: Visitor) -> None:
    chair.press(DECIDE, **GIVEN)
    sent, deliveries = one(app, Dispatch), rows(app, Delivery)
    assert [(row.position, row.recipient, row.address, row.state, row.attempts) for row in deliveries] == [
        (1, "Socialchef", "socialchef@demo.example", "queued", 0),
        (2, "Revisorn", "revisor@demo.example", "queued", 0),
    ]
    ids = {row.message_id for row in deliveries}
    assert (len(ids), all(re.fullmatch(r"<[0-9a-f-]{36}@demo\.example>", name) for name in ids)) == (2, True)
    assert (sent.file_sha256, sent.subject.partition(":")[2]) == (
        one(app, MinutesExtract).sha256,
        f" Översyn av medlemskapet ({one(app, Case).number})",
    )


def test_a_delivery_keeps_the_address_that_it_was_queued_with(app: Flask, chair: Visitor, visitors: Visitors) -> None:
    chair.press(DECIDE, **GIVEN)
    visitors["registrator"].open("/katalog/2")
    visitors["registrator"].press("Spara", address="ny@demo.example")
    assert rows(app, Delivery)[0].address == "socialchef@demo.example"


# What must hold


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_below_the_quorum_nothing_can_be_recorded(app: Flask, visitors: Visitors, count: int) -> None:
    """Three of five are needed; who is there without serving does not count."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, [*KSAU[:count], "Första ersättaren", "Andra ersättaren"])
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    chair, before = visitors["ordforande"], fingerprint(app)
    page = chair.open(f"/sammantraden/arende/{item}").text
    answer = chair.post(f"/sammantraden/arende/{item}/utgang/approve", csrf_token=_token(chair), **VERSION, **GIVEN)
    told = f"Organet är inte beslutsfört: {count} av 5 tjänstgör och minst 3 krävs."
    if count == 3:
        assert (told in page, amount(app, Decision), answer.status_code) == (False, 1, 200)
    else:
        assert (told in page, told in answer.text, answer.status_code) == (True, True, 422)
        assert fingerprint(app) == before


def test_a_substitute_who_serves_counts(app: Flask) -> None:
    meeting = make_meeting(app)
    call_roll_of(
        app, meeting, ["Ordföranden", "Ledamoten", "Andra ersättaren"], {"Andra ersättaren": "Andra ledamoten"}
    )
    decide(app, make_case(app, "on_agenda", meeting=meeting))
    assert one(app, Decision).present[2] == {
        "name": "Andra ersättaren",
        "role": "substitute",
        "serving_for": "Andra ledamoten",
        "party": "M",
    }
    assert (one(app, Decision).serving, len(one(app, Decision).present)) == (3, 3)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"owner": ""}, "Fyll i fältet ”Ansvarig för uppdraget”."),
        ({"owner": " \t"}, "Fyll i fältet ”Ansvarig för uppdraget”."),
        ({"due": ""}, "Fyll i fältet ”Uppdraget ska vara klart senast”."),
        ({"due": "2031-02-30"}, "Inte ett giltigt datum"),
        (
            {"due": (clock.today() - timedelta(days=1)).isoformat()},
            "Dagen har redan varit. Ange en dag framåt i tiden.",
        ),
    ],
)
def test_an_assignment_without_owner_or_day_is_refused(
    app: Flask, chair: Visitor, given: dict[str, str], sentence: str
) -> None:
    before = fingerprint(app)
    page = chair.press(DECIDE, **GIVEN | {f"approve-{name}": value for name, value in given.items()})
    assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before)
    assert dict(chair.form(DECIDE).values)["approve-owner"] == given.get("owner", ASSIGNMENT["owner"]).strip()


@pytest.mark.parametrize("who", ["ledamot", "sekreterare", "vice"])
def test_only_who_presides_records(app: Flask, visitors: Visitors, chair: Visitor, who: str) -> None:
    make_account(app, "Vice ordföranden", "vice")
    visitor, before = visitors[who], fingerprint(app)
    page = visitor.open("/sammantraden/arende/1")
    assert (page.status_code, DECIDE in {label for form in visitor.forms() for label in form.labels}) == (200, False)
    answer = visitor.post("/sammantraden/arende/1/utgang/approve", csrf_token=_token(visitor), **VERSION, **GIVEN)
    sentence = {"vice": "Bara den som leder sammanträdet kan föra in beslutet."}.get(
        who, "Det här steget tas av ordföranden."
    )
    assert (answer.status_code, sentence in answer.text, fingerprint(app)) == (422, True, before)


def test_the_vice_chair_records_when_the_chair_is_absent(
    app: Flask, visitors: Visitors, meeting: int, case: int
) -> None:
    make_account(app, "Vice ordföranden", "vice")
    call_roll_of(app, meeting, KSAU[1:])
    vice, chair = visitors["vice"], visitors["ordforande"]
    chair.open("/sammantraden/arende/1")
    assert DECIDE not in {label for form in chair.forms() for label in form.labels}
    vice.open("/sammantraden/arende/1")
    page = vice.press(DECIDE, **GIVEN)
    decision = one(app, Decision)
    assert (decision.present[0]["name"], decision.present[0]["role"]) == ("Vice ordföranden", "presiding")
    assert (decision.recorded_by_id, "Beslutet är fattat som § 1." in page.text) == (
        one(app, Person, name="Vice ordföranden").id,
        True,
    )


def test_the_chair_who_comes_late_takes_over_before_the_vice_chair_presses(
    app: Flask, visitors: Visitors, meeting: int, case: int
) -> None:
    make_account(app, "Vice ordföranden", "vice")
    call_roll_of(app, meeting, KSAU[1:])
    visitors["vice"].open("/sammantraden/arende/1")
    call_roll_of(app, meeting, KSAU)
    before = fingerprint(app)
    page = visitors["vice"].press(DECIDE, **GIVEN)
    assert "Bara den som leder sammanträdet kan föra in beslutet." in page.text
    assert (page.status_code, fingerprint(app)) == (422, before)


@pytest.mark.parametrize("outcome", ["approve_report", "withdraw", "no-such", "x" * 5000, "%00"])
def test_an_unknown_outcome_does_not_exist(app: Flask, chair: Visitor, outcome: str) -> None:
    before = fingerprint(app)
    answer = chair.post(f"/sammantraden/arende/1/utgang/{outcome}", csrf_token=_token(chair), **VERSION, **GIVEN)
    assert (answer.status_code, fingerprint(app)) == (404, before)


# Numbers


def test_paragraphs_follow_the_order_of_handling_by_body_and_year(app: Flask) -> None:
    make_body(app, "NN")
    with time_machine.travel(datetime(2031, 12, 1, 12, tzinfo=UTC), tick=False):
        days = {"old": date(2031, 12, 8), "new": date(2032, 1, 12)}
        meetings = {name: make_meeting(app, day=day) for name, day in days.items()}
        for meeting in meetings.values():
            call_roll_of(app, meeting)
        meetings["other"] = make_meeting(app, day=days["old"], body="NN")
        call_roll_of(app, meetings["other"], ["Ordföranden"])
        order = [
            (meetings["old"], "KSAU"),
            (meetings["new"], "KSAU"),
            (meetings["other"], "NN"),
            (meetings["old"], "KSAU"),
            (meetings["new"], "KSAU"),
        ]
        cases = [make_case(app, "on_agenda", meeting=meeting, body=body) for meeting, body in order]
        for case in reversed(cases):
            decide(app, case)
    found = {row.case_id: (row.paragraph, row.paragraph_year) for row in rows(app, Decision)}
    assert [found[case] for case in cases] == [(2, 2031), (2, 2032), (1, 2031), (1, 2031), (1, 2032)]


def test_a_refused_attempt_leaves_no_gap(app: Flask, meeting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (make_case(app, "on_agenda", meeting=meeting) for _ in range(3))
    decide(app, first)
    with pytest.raises(StepRefused):
        decide(app, second, given={"owner": ""})
    call_roll_of(app, meeting, KSAU[:2])
    with pytest.raises(StepRefused):
        decide(app, second)
    call_roll_of(app, meeting)
    with monkeypatch.context() as broken, pytest.raises(TypesettingError):
        broken.setattr("casework.meetings.extracts.typeset_extract", _fail)
        decide(app, second)
    decide(app, third)
    decide(app, second)
    assert [(row.case_id, row.paragraph) for row in rows(app, Decision)] == [(first, 1), (third, 2), (second, 3)]


def _fail(_data: object) -> bytes:
    raise TypesettingError("extract.typ: as when the template and the data do not fit")


def test_a_failure_inside_leaves_nothing_and_the_next_press_succeeds(
    app: Flask, chair: Visitor, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, before = chair.form(DECIDE), fingerprint(app)
    with monkeypatch.context() as broken:
        broken.setattr("casework.meetings.extracts.typeset_extract", _fail)
        assert chair.post(form.action, **form.filled(**GIVEN)).status_code == 500
    assert fingerprint(app) == before
    tables = (Decision, MinutesExtract, Dispatch, Delivery, Assignment, StoredFile)
    assert ([amount(app, table) for table in tables], state_of(app, case)) == ([0] * 6, "on_agenda")
    assert chair.post(form.action, **form.filled(**GIVEN)).status_code == 200
    assert (one(app, Decision).paragraph, one(app, NumberSeries, series="paragraph:2").last) == (1, 1)


@pytest.mark.parametrize("where", ["record_decision", "dispatch_at_decision", "notify_officer", "give_assignment"])
def test_a_failure_in_any_effect_leaves_nothing(
    app: Flask, chair: Visitor, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    effects = app.extensions["casework.effects"]
    name = next(name for name, function in effects.items() if function.__name__ == where)

    def broken(context: object) -> None:
        effect(context)
        raise OSError("no space left on the disk")

    effect, before = effects[name], fingerprint(app)
    monkeypatch.setitem(effects, name, broken)
    assert chair.press(DECIDE, **GIVEN).status_code == 500
    assert fingerprint(app) == before


def test_a_file_that_a_failure_left_behind_is_taken_up_again(
    app: Flask, chair: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes lie on disk before the transaction ends; without a row they are nobody's."""
    content = b"%PDF the same bytes at both times"
    monkeypatch.setattr("casework.meetings.extracts.typeset_extract", lambda _data: content)
    with monkeypatch.context() as broken:
        broken.setattr("casework.meetings.extracts.dispatch", _fail_too)
        assert chair.press(DECIDE, **GIVEN).status_code == 500
    chair.open("/sammantraden/arende/1")
    chair.press(DECIDE, **GIVEN)
    with app.app_context():
        assert read_file(one(app, StoredFile).sha256) == content
        assert [path.name for path in file_path(one(app, StoredFile).sha256).parent.iterdir()] == [
            one(app, StoredFile).sha256
        ]


def _fail_too(*_arguments: object, **_more: object) -> None:
    raise OSError("no space left on the disk")


def test_two_authorities_may_name_their_bodies_alike(app: Flask, meeting: int, case: int) -> None:
    """Both decide their § 1 of the year, in a body called KSAU."""
    neighbour = make_neighbour(app)
    make_body(app, "KSAU", authority=neighbour, chair="granne-ordforande")
    theirs = make_meeting(app, body="KSAU", who="granne-sekreterare")
    call_roll_of(app, theirs, ["Granne-ordforande"], who="granne-sekreterare")
    other = make_case(app, "on_agenda", meeting=theirs, authority="granne-", recipients=[("Grannens funktion", "")])
    decide(app, case)
    decide(app, other, who="granne-ordforande")
    assert [(row.authority_id, row.paragraph) for row in rows(app, Decision)] == [(1, 1), (neighbour, 1)]


def test_the_audit_record_of_the_decision_holds_no_text(app: Flask, chair: Visitor) -> None:
    chair.press(DECIDE, **GIVEN)
    record = rows(app, AuditRecord, event="approve")[0]
    assert (record.data["from"], record.data["to"], record.data["report"]) == (
        "on_agenda",
        "decided",
        one(app, ReportVersion).content_hash,
    )
    assert "medlemskap" not in str([row.data for row in rows(app, AuditRecord)])
