"""What a meeting may do with an item: approve, change, reject, defer, remit back; through the item's page."""

import io
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from casework import clock
from casework.assignments.models import Assignment
from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case, CaseEvent, Consultation, ReportVersion
from casework.desk.models import Notice
from casework.dispatch.models import Delivery, Dispatch
from casework.meetings.models import AgendaItem, Decision, MinutesExtract
from casework.register.models import StoredFile
from tests.conftest import Visitors
from tests.factories import (
    KSAU,
    call_roll_of,
    decide,
    decided_case,
    item_of,
    make_case,
    make_meeting,
    state_of,
    step_of,
    write_again,
)
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

POINTS = ["Förvaltningen får i uppdrag att se över medlemskapet.", "Uppdraget redovisas i juni."]
CHANGED = ["Förvaltningen får i uppdrag att se över\nmedlemskapet och dess kostnader.", "Uppdraget redovisas i maj."]
DUE = (clock.today() + timedelta(days=120)).isoformat()
ASSIGNED = {"owner": "Socialchef", "due": DUE}
REMITTED = {"addressee": "Kommunledningsförvaltningen", "note": "Kostnaden saknas."}
IMPACT = [{"heading": "Ärende", "text": "Bakgrund."}, {"heading": "Konsekvenser", "text": "Inga."}]


@dataclass(frozen=True)
class Way:
    """One outcome: its button, what the chair fills in, and what it leads to."""

    outcome: str
    button: str
    given: dict[str, str]
    state: str
    points: list[str]
    sent: bool
    assigns: bool = False

    def fields(self, **other: str) -> dict[str, str]:
        """What is filled in, under the names that the page's fields have."""
        return {f"{self.outcome}-{name}": value for name, value in (self.given | other).items()}


WAYS = {
    way.outcome: way
    for way in (
        Way("approve", "Besluta enligt förslaget", ASSIGNED, "decided", POINTS, sent=True, assigns=True),
        Way(
            "approve_changed",
            "Besluta med ändrad text",
            {"text": "\r\n\r\n \r\n".join(CHANGED).replace("\nm", "\r\nm"), **ASSIGNED},
            "decided",
            CHANGED,
            sent=True,
            assigns=True,
        ),
        Way("reject", "Avslå förslaget", {}, "rejected", ["Förslaget avslås."], sent=True),
        Way("defer", "Bordlägg", {}, "ready", ["Ärendet bordläggs till ett kommande sammanträde."], sent=False),
        Way(
            "remit_back",
            "Återremittera",
            REMITTED,
            "draft",
            ["Ärendet återremitteras till Kommunledningsförvaltningen. Motivering: Kostnaden saknas."],
            sent=False,
        ),
    )
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


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
    return _at(app, visitors["ordforande"], case)


def _at(app: Flask, visitor: Visitor, case: int) -> Visitor:
    visitor.open(f"/sammantraden/arende/{item_of(app, case)}")
    return visitor


def _outcomes(visitor: Visitor) -> list[str]:
    return [form.action.rpartition("/")[2] for form in visitor.forms() if "/utgang/" in form.action]


def test_page_offers_the_five_in_the_order_of_the_table(chair: Visitor) -> None:
    assert _outcomes(chair) == list(WAYS)
    text = dict(chair.form(WAYS["approve_changed"].button).values)["approve_changed-text"]
    assert text.split("\n\n") == POINTS  # the proposed one, to be changed


@every_way
def test_outcome_is_recorded_whole(app: Flask, chair: Visitor, case: int, way: Way) -> None:
    page = chair.press(way.button, **way.fields())
    decision, report, event = one(app, Decision), one(app, ReportVersion), rows(app, CaseEvent)[-1]
    assert (decision.paragraph, decision.outcome, decision.points, decision.assignment) == (
        1,
        way.outcome,
        way.points,
        ASSIGNED if way.assigns else None,
    )
    assert (decision.report_version_id, decision.report_hash) == (report.id, report.content_hash)
    assert (decision.serving, decision.quorum, len(decision.present)) == (5, 3, 5)
    assert (event.step, event.from_state, event.to_state) == (way.outcome, "on_agenda", way.state)
    assert (decision.recorded_by_id, decision.decided_at) == (event.actor_id, event.at)
    item = one(app, AgendaItem)
    assert (item.outcome, item.taken_off_at, state_of(app, case)) == (way.outcome, None, way.state)
    record = one(app, AuditRecord, case_id=case, event=way.outcome)
    assert record.data["to"] == way.state
    told = "Beslutet är fattat som § 1." if way.sent else "Fört till protokollet som § 1. Handläggaren får veta det."
    assert (told in page.text, _outcomes(chair)) == (True, [])
    with app.app_context():
        assert first_broken() is None


@every_way
def test_only_a_decision_has_extract_and_deliveries(app: Flask, chair: Visitor, way: Way) -> None:
    page = chair.press(way.button, **way.fields())
    tables = (MinutesExtract, StoredFile, Dispatch, Delivery, Assignment)
    expected = [1, 1, 1, 2] if way.sent else [0, 0, 0, 0]
    assert [amount(app, table) for table in tables] == [*expected, int(way.assigns)]
    extract = chair.client.get(f"/sammantraden/arende/{one(app, AgendaItem).id}/utdrag")
    assert (extract.status_code, "Protokollsutdrag KSAU § 1/" in page.text) == (200 if way.sent else 404, way.sent)
    if way.sent:
        text = " ".join("".join(s.extract_text() for s in PdfReader(io.BytesIO(extract.get_data())).pages).split())
        assert [point for point in way.points if " ".join(point.split()) not in text] == []
        letter = " ".join(one(app, Dispatch).text.split())
        assert [point for point in way.points if " ".join(point.split()) not in letter] == []
    if way.assigns:
        assert one(app, Assignment).text == way.points[0]


@every_way
def test_officer_is_told_and_everybody_can_read_what_was_decided(
    app: Flask, chair: Visitor, visitors: Visitors, case: int, meeting: int, way: Way
) -> None:
    before = amount(app, Notice)
    chair.press(way.button, **way.fields())
    notice, officer = rows(app, Notice)[-1], visitors["handlaggare"]
    assert (amount(app, Notice), notice.event.step, notice.event.case_id) == (before + 1, way.outcome, case)
    desk, page = officer.open("/").text, officer.open(f"/arenden/{case}").text
    sentence = {
        "approve": "Ordföranden förde in beslutet enligt förslaget.",
        "approve_changed": "Ordföranden förde in beslutet med ändrad text.",
        "reject": "Ordföranden förde in att förslaget avslogs.",
        "defer": "Ordföranden förde in att ärendet bordlades.",
        "remit_back": "Ordföranden förde in att ärendet återremitterades.",
    }[way.outcome]
    assert [sentence in shown for shown in (desk, page)] == [True, True]
    lines = [line for point in way.points for line in point.split("\n")]
    assert [line for line in lines if line not in page] == []
    item = visitors["ledamot"].open(f"/sammantraden/arende/{one(app, AgendaItem).id}").text
    assert [line for line in lines if line not in item] == []
    assert "§ 1/" in visitors["ledamot"].open(f"/sammantraden/{meeting}").text


def test_changed_text_stands_beside_the_proposed_one(chair: Visitor) -> None:
    page = chair.press(WAYS["approve_changed"].button, **WAYS["approve_changed"].fields()).text
    assert "Ändringar mot förslaget" in page
    struck, added = re.findall(r"<del>(.*?)</del>", page, re.DOTALL), re.findall(r"<ins>(.*?)</ins>", page, re.DOTALL)
    assert ("juni" in " ".join(struck), "maj" in " ".join(added), "juni" in " ".join(added)) == (True, True, False)


def test_unchanged_text_has_nothing_beside_it(chair: Visitor) -> None:
    page = chair.press(WAYS["approve"].button, **WAYS["approve"].fields()).text
    assert "Ändringar mot förslaget" not in page


# What is refused

WRONG = [
    ("approve_changed", {"text": ""}, "Fyll i fältet ”Beslutets text”."),
    ("approve_changed", {"text": " \r\n \t\r\n"}, "Fyll i fältet ”Beslutets text”."),
    (
        "approve_changed",
        {"text": "\r\n\r\n".join(POINTS)},
        "Texten är den föreslagna. Besluta enligt förslaget, eller ändra texten.",
    ),
    (
        "approve_changed",
        {"text": " \r\n\r\n\r\n".join(point.replace(" ", "  ", 1) for point in POINTS)},
        "Texten är den föreslagna. Besluta enligt förslaget, eller ändra texten.",
    ),
    ("approve_changed", {"text": "x" * 20_001}, "Texten är för lång: högst 20000 tecken."),
    ("approve_changed", {"owner": ""}, "Fyll i fältet ”Ansvarig för uppdraget”."),
    ("approve_changed", {"due": "2001-01-01"}, "Dagen har redan varit. Ange en dag framåt i tiden."),
    ("remit_back", {"addressee": ""}, "Fyll i fältet ”Återremitteras till”."),
    ("remit_back", {"addressee": " \t"}, "Fyll i fältet ”Återremitteras till”."),
    ("remit_back", {"note": " \r\n"}, "Fyll i fältet ”Motivering”."),
    ("remit_back", {"addressee": "", "note": ""}, "Fyll i fältet ”Motivering”."),
    ("remit_back", {"addressee": "x" * 201}, "Texten är för lång: högst 200 tecken."),
]


def test_outcome_that_lacks_something_is_refused_and_keeps_what_was_typed(app: Flask, chair: Visitor) -> None:
    before = fingerprint(app)
    for outcome, wrong, sentence in WRONG:
        way = WAYS[outcome]
        page = chair.press(way.button, **way.fields(**wrong))
        assert (page.status_code, sentence in page.text, fingerprint(app)) == (422, True, before), (outcome, wrong)
        kept = dict(chair.form(way.button).values)
        for name, value in (way.given | wrong).items():
            assert kept[f"{outcome}-{name}"] == value.replace("\r\n", "\n").strip(), (outcome, wrong)
        assert _outcomes(chair) == list(WAYS)
    assert chair.press(WAYS["remit_back"].button, **WAYS["remit_back"].fields()).status_code == 200
    assert one(app, Decision).paragraph == 1  # the refused ones took no number


def _post(app: Flask, visitor: Visitor, item: int, way: Way) -> tuple[int, str]:
    """What the visitor is answered who sends the outcome though the page may not offer it."""
    visitor.open(f"/sammantraden/arende/{item}")
    token = dict(visitor.forms()[0].values)["csrf_token"]
    version = {f"{way.outcome}-version": str(rows(app, AgendaItem, id=item)[0].version)}
    answer = visitor.post(
        f"/sammantraden/arende/{item}/utgang/{way.outcome}", csrf_token=token, **version, **way.fields()
    )
    return answer.status_code, answer.text


def test_below_the_quorum_none_of_the_five_is_recorded(app: Flask, visitors: Visitors, meeting: int, case: int) -> None:
    """Two of five serve; substitutes who serve for nobody do not count."""
    call_roll_of(app, meeting, [*KSAU[:2], "Första ersättaren", "Andra ersättaren"])
    item, before = item_of(app, case), fingerprint(app)
    assert _outcomes(_at(app, visitors["ordforande"], case)) == []
    told = "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs."
    for way in WAYS.values():
        status, text = _post(app, visitors["ordforande"], item, way)
        assert (status, told in text, fingerprint(app)) == (422, True, before), way.outcome


@pytest.mark.parametrize("who", ["ledamot", "sekreterare"])
def test_none_of_the_five_is_recorded_by_another_than_who_leads(
    app: Flask, visitors: Visitors, case: int, who: str
) -> None:
    item, before = item_of(app, case), fingerprint(app)
    assert _outcomes(_at(app, visitors[who], case)) == []
    for way in WAYS.values():
        status, text = _post(app, visitors[who], item, way)
        refused = (status, "Det här steget tas av ordföranden." in text, fingerprint(app))
        assert refused == (422, True, before), way.outcome


@every_way
def test_the_same_press_twice_is_one_outcome(app: Flask, chair: Visitor, way: Way) -> None:
    form = chair.form(way.button)
    chair.post(form.action, **form.filled(**way.fields()))
    before = fingerprint(app)
    page = chair.post(form.action, **form.filled(**way.fields()))
    assert (page.status_code, "Beslutet var redan infört." in page.text) == (200, True)
    assert fingerprint(app) == before


def test_second_window_cannot_add_another_outcome(app: Flask, chair: Visitor) -> None:
    """What one window deferred, the other cannot decide on the same item."""
    forms = {way.outcome: chair.form(way.button) for way in WAYS.values()}
    chair.press(WAYS["defer"].button)
    before = fingerprint(app)
    for way in WAYS.values():
        chair.post(forms[way.outcome].action, **forms[way.outcome].filled(**way.fields()))
        assert fingerprint(app) == before, way.outcome


def test_text_that_the_step_does_not_ask_for_is_no_part_of_the_decision(app: Flask, case: int) -> None:
    """The minutes hold what lay before the meeting, whatever a caller sends along."""
    decide(app, case, given={"text": "En text som ingen har lagt fram."})
    assert one(app, Decision).points == POINTS


# What goes on


def test_deferred_case_is_decided_on_another_meeting_with_the_next_paragraph(
    app: Flask, chair: Visitor, visitors: Visitors, case: int, meeting: int
) -> None:
    chair.press(WAYS["defer"].button)
    later, secretary = make_meeting(app, days=7), visitors["sekreterare"]
    call_roll_of(app, later)
    secretary.open(f"/sammantraden/{later}")
    secretary.press("Sätt upp på föredragningslistan")
    assert state_of(app, case) == "on_agenda"
    page = _at(app, chair, case).press(WAYS["approve"].button, **WAYS["approve"].fields())
    assert "Beslutet är fattat som § 2. 2 mottagare får det nu." in page.text
    assert [(row.meeting_id, row.paragraph, row.outcome) for row in rows(app, Decision)] == [
        (meeting, 1, "defer"),
        (later, 2, "approve"),
    ]
    assert [(row.meeting_id, row.outcome) for row in rows(app, AgendaItem)] == [(meeting, "defer"), (later, "approve")]
    assert (amount(app, MinutesExtract), amount(app, Delivery)) == (1, 2)
    assert "Bordlagt" in visitors["ledamot"].open("/sammantraden/arende/1").text


def test_remitted_case_comes_back_to_the_officer_and_then_with_a_new_report(
    app: Flask, chair: Visitor, visitors: Visitors, case: int
) -> None:
    chair.press(WAYS["remit_back"].button, **WAYS["remit_back"].fields())
    officer = visitors["handlaggare"]
    assert "Kostnaden saknas." in officer.open("/").text
    officer.open(f"/arenden/{case}/tjansteskrivelse")
    officer.press("Spara", summary="Nu med kostnaden.")
    officer.press("Lämna för granskning")
    step_of(app, case, "approve_report", "chef")
    later = make_meeting(app, days=7)
    call_roll_of(app, later)
    step_of(app, case, "list", "sekreterare", meeting=str(later))
    _at(app, chair, case).press(WAYS["approve"].button, **WAYS["approve"].fields())
    first, second = rows(app, ReportVersion)
    assert [(row.paragraph, row.outcome, row.report_version_id) for row in rows(app, Decision)] == [
        (1, "remit_back", first.id),
        (2, "approve", second.id),
    ]


def test_rejected_case_is_at_its_end(app: Flask, chair: Visitor, visitors: Visitors, case: int) -> None:
    chair.press(WAYS["reject"].button)
    officer = visitors["handlaggare"]
    officer.open(f"/arenden/{case}")
    steps = {label for form in officer.forms() if "/steg/" in form.action for label in form.labels}
    assert steps == {"Öppna ärendet igen"}
    officer.open(f"/arenden/{case}/tjansteskrivelse")
    assert officer.page is not None
    assert "Tjänsteskrivelsen är låst i läget ”Avslaget”." in officer.page.text


# A body that prepares


@pytest.fixture
def reported(app: Flask) -> int:
    """A case whose assignment is reported back, on the committee's next agenda: the board is to decide it."""
    case = decided_case(app, proposal=POINTS, sections=IMPACT)
    meeting = make_meeting(app, days=8)
    call_roll_of(app, meeting)
    step_of(app, case, "report_back", "handlaggare")
    write_again(app, case, proposal=POINTS, sections=IMPACT, proposal_bodies=["Kommunstyrelsen"] * len(POINTS))
    for step, who in (("submit", "handlaggare"), ("approve_report", "chef")):
        step_of(app, case, step, who)
    step_of(app, case, "list_to_prepare", "sekreterare", meeting=str(meeting))
    return case


@pytest.mark.parametrize(
    ("outcome", "button", "given", "points"),
    [
        ("approve", "Föreslå enligt förslaget", {}, POINTS),
        ("approve_changed", "Föreslå med ändrad text", {"approve_changed-text": "Kommunen lämnar förbundet."}, None),
    ],
)
def test_preparing_body_sends_nothing_and_hands_over_to_the_body_above(
    app: Flask,
    visitors: Visitors,
    reported: int,
    outcome: str,
    button: str,
    given: dict[str, str],
    points: list[str] | None,
) -> None:
    before = {table: amount(app, table) for table in (MinutesExtract, Dispatch, Delivery, Assignment)}
    chair = _at(app, visitors["ordforande"], reported)
    assert _outcomes(chair) == ["approve", "approve_changed", "defer", "remit_back"]
    page = chair.press(button, **given)
    assert "Fört till protokollet som § 2. Handläggaren får veta det." in page.text
    decision = rows(app, Decision)[-1]
    assert (decision.outcome, decision.points, decision.assignment, decision.paragraph) == (
        outcome,
        points or ["Kommunen lämnar förbundet."],
        None,
        2,
    )
    case = one(app, Case)
    assert (case.state, case.body.short_name if case.body else "") == ("result_ready", "KS")
    assert {table: amount(app, table) for table in before} == before
    assert [(row.role, row.body_id) for row in rows(app, Consultation)] == [("deciding", 2), ("preparing", 2)]
    assert (rows(app, Notice)[-1].event.step, one(app, Assignment).status) == (outcome, "reported")


def test_a_bodys_earlier_decision_is_no_proposal_to_itself(app: Flask, visitors: Visitors) -> None:
    """Changed in the first round, reported back on the same text: what lies before it is the officer's proposal."""
    first, second = make_meeting(app), make_meeting(app, days=8)
    for meeting in (first, second):
        call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=first, proposal=POINTS, sections=IMPACT)
    decide(app, case, "approve_changed", given={"text": "\n\n".join(CHANGED)})
    for step, who in (("report_back", "handlaggare"), ("submit", "handlaggare"), ("approve_report", "chef")):
        step_of(app, case, step, who)
    step_of(app, case, "list", "sekreterare", meeting=str(second))
    chair = _at(app, visitors["ordforande"], case)
    assert chair.page is not None
    assert "Förslag från det organ som har berett ärendet" not in chair.page.text
    chair.press("Besluta enligt förslaget", **{f"approve-{name}": value for name, value in ASSIGNED.items()})
    assert [row.points for row in rows(app, Decision)] == [CHANGED, POINTS]


def test_what_the_body_deferred_comes_back_first_and_is_not_forgotten_at_the_next_summons(
    app: Flask, visitors: Visitors
) -> None:
    first, after = make_meeting(app), make_meeting(app, days=14)
    call_roll_of(app, first)
    other = make_case(app, "ready", title="Annat ärende")
    case = make_case(app, "on_agenda", meeting=first, title="Bordlagt ärende")
    decide(app, case, "defer")
    secretary, told = visitors["sekreterare"], "bordlagt, tas upp nu"
    page = secretary.open(f"/sammantraden/{after}").text
    assert (page.count(told), page.index("Bordlagt ärende") < page.index("Annat ärende")) == (1, True)
    preview, missing = f"/sammantraden/{after}/kallelse/forhandsvisning", "Bordlagt förra gången, och inte på listan"
    assert missing in secretary.open(preview).text
    step_of(app, case, "list", "sekreterare", meeting=str(after))
    assert [missing in secretary.open(preview).text, told in secretary.open(f"/sammantraden/{after}").text] == [
        False
    ] * 2
    assert state_of(app, other) == "ready"
