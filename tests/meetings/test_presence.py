"""Who takes part in one item: jäv, gone out, stepping in; what the quorum, the lead and the minutes make of it."""

import io
from functools import partial

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from casework.audit import AuditRecord, first_broken
from casework.database import db, write
from casework.errors import StaleVersion
from casework.meetings.models import AgendaItem, Attendance, Decision, ItemPresence
from casework.meetings.presence import Noted, note_presence
from casework.meetings.queries import get_item
from casework.people.models import Body, Person
from tests.conftest import Visitors
from tests.factories import (
    KSAU,
    call_roll_of,
    decide,
    item_of,
    make_account,
    make_case,
    make_meeting,
    note_at,
    reader_of,
)
from tests.meetings.conftest import DECIDE, GIVEN, token
from tests.meetings.sitting import refused
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

EVERYBODY = (*KSAU, "Första ersättaren", "Andra ersättaren")
TOO_FEW = "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs."
SUPERVISION = "tillsyn över verksamhet som ledamoten är knuten till"


@pytest.fixture
def meeting(app: Flask) -> int:
    """A meeting with every member and substitute there; the substitutes only follow."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, EVERYBODY)
    return meeting


@pytest.fixture
def item(app: Flask, case: int) -> int:
    """The case's item."""
    return item_of(app, case)


@pytest.fixture
def people(app: Flask, meeting: int) -> dict[str, str]:
    """The ids of those who have a seat, by name, as forms send them."""
    return {row.person.name: str(row.person_id) for row in rows(app, Attendance, meeting_id=meeting)}


def _note(visitor: Visitor, item: int, word: str, version: object = 1, **values: str) -> tuple[int, str]:
    """What the visitor is answered who notes something, whatever his page offers."""
    sent = {f"{word}-{name}": value for name, value in values.items()} | {f"{word}-version": str(version)}
    answer = visitor.post(f"/sammantraden/arende/{item}/narvaro/{word}", csrf_token=token(visitor), **sent)
    return answer.status_code, answer.text


def _jav(visitor: Visitor, item: int, person: str, version: object = 1, **more: str) -> tuple[int, str]:
    values = {"person": person, "ground": "supervision", "raised_by": "0"} | more
    return _note(visitor, item, "jav", version, **values)


@pytest.mark.parametrize("who", ["sekreterare", "ordforande"])
def test_jav_is_noted_with_its_ground_and_who_raised_it(
    app: Flask, visitors: Visitors, item: int, people: dict[str, str], who: str
) -> None:
    noter = visitors[who]
    noter.open(f"/sammantraden/arende/{item}")
    form = next(form for form in noter.forms() if form.action.endswith("/narvaro/jav"))
    given = {"jav-person": people["Ledamoten"], "jav-ground": "supervision", "jav-note": "Sitter i styrelsen."}
    page = noter.post(form.action, **form.filled(**given, **{"jav-raised_by": people["Andra ledamoten"]}))
    assert "Infört. Det gäller bara det här ärendet." in page.text
    assert f"Ledamoten (C) deltar inte på grund av jäv: {SUPERVISION}." in page.text
    assert "Väckt av Andra ledamoten. Sitter i styrelsen." in " ".join(page.text.split())
    row = one(app, ItemPresence)
    assert (row.item_id, row.kind, row.ground, row.note) == (item, "disqualified", "supervision", "Sitter i styrelsen.")
    assert [str(number) for number in (row.person_id, row.raised_by_id)] == [
        people["Ledamoten"],
        people["Andra ledamoten"],
    ]
    noted_by = one(app, Person, name={"sekreterare": "Sekreteraren"}.get(who, "Ordföranden")).id
    assert (row.noted_by_id, one(app, AgendaItem).version) == (noted_by, 2)
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.data["kind"], "styrelsen" in str(record.data)) == (
        "presence_noted",
        "disqualified",
        False,
    )


def test_whoever_reads_the_item_sees_who_takes_no_part_but_not_the_note(
    app: Flask, visitors: Visitors, item: int
) -> None:
    note_at(app, item, "disqualified", "Andra ledamoten", note="Hans syster äger bolaget.")
    member = visitors["ledamot"]
    page = member.open(f"/sammantraden/arende/{item}").text
    assert ("Andra ledamoten (S) deltar inte på grund av jäv" in page, "4 av 5 tjänstgör" in page) == (True, True)
    assert ("syster" in page, "Infört av" in page, [form for form in member.forms() if "/narvaro/" in form.action]) == (
        False,
        False,
        [],
    )


def test_jav_lowers_who_serves_at_that_item_only(app: Flask, visitors: Visitors, meeting: int, item: int) -> None:
    other = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    for name in KSAU[2:]:
        note_at(app, item, "disqualified", name)
    chair = visitors["ordforande"]
    page = chair.open(f"/sammantraden/arende/{item}").text
    assert (TOO_FEW in page, "Uppropet räcker, men inte när de som inte deltar" in page) == (True, True)
    assert "5 av 5 tjänstgör" in chair.open(f"/sammantraden/arende/{other}").text
    assert "5 av 5 tjänstgör, beslutsfört" in chair.open(f"/sammantraden/{meeting}").text


def test_a_committee_below_its_quorum_by_jav_cannot_decide(
    app: Flask, visitors: Visitors, case: int, item: int
) -> None:
    """R-51: the law has no exception for it, as it has for an assembly."""
    for name in KSAU[2:]:
        note_at(app, item, "disqualified", name)
    chair, before = visitors["ordforande"], fingerprint(app)
    chair.open(f"/sammantraden/arende/{item}")
    assert [form for form in chair.forms() if "/utgang/" in form.action] == []
    sent = {"approve-version": "4"} | GIVEN
    answer = chair.post(f"/sammantraden/arende/{item}/utgang/approve", csrf_token=token(chair), **sent)
    assert (answer.status_code, TOO_FEW in answer.text, fingerprint(app)) == (422, True, before)


def test_an_assembly_may_decide_though_jav_leaves_too_few(app: Flask, case: int, item: int) -> None:
    """KL 5:46. The decision says how many served, and that as many were needed."""
    with app.app_context(), write():
        db.session.execute(update(Body).where(Body.short_name == "KSAU").values(kind="assembly"))
    for name in KSAU[2:]:
        note_at(app, item, "disqualified", name, ground="personal")
    decide(app, case)
    decision = one(app, Decision)
    assert (decision.serving, decision.quorum, len(decision.present), len(decision.disqualified)) == (2, 2, 2, 3)


def test_the_minutes_name_who_was_disqualified_and_leave_him_out_of_those_present(
    app: Flask, visitors: Visitors, case: int, item: int
) -> None:
    note_at(app, item, "disqualified", "Ledamoten", ground="supervision")
    note_at(app, item, "disqualified", "Andra ledamoten", raised_by="Ordföranden")
    note_at(app, item, "serving", "Första ersättaren", serving_for="Andra ledamoten")
    chair = visitors["ordforande"]
    page = chair.open(f"/sammantraden/arende/{item}").text
    sentences = [
        "Ledamoten (C) anmälde jäv och deltog inte i handläggningen.",
        "Andra ledamoten (S) var jävig och deltog inte i handläggningen.",
    ]
    preview = page[page.index("Så kommer det att stå i protokollet:") : page.index("Ansvarig för uppdraget")]
    assert [sentence in preview for sentence in sentences] == [True, True]
    page = chair.press(DECIDE, **GIVEN).text
    decision = one(app, Decision)
    assert decision.disqualified == [
        {"name": "Ledamoten", "party": "C", "ground": "supervision", "raised_by": ""},
        {"name": "Andra ledamoten", "party": "S", "ground": "party", "raised_by": "Ordföranden"},
    ]
    assert [(row["name"], row["serving_for"]) for row in decision.present] == [
        ("Ordföranden", ""),
        ("Vice ordföranden", ""),
        ("Tredje ledamoten", ""),
        ("Första ersättaren", "Andra ledamoten"),
    ]
    assert (decision.serving, decision.quorum) == (4, 3)
    shown = [page, visitors["ledamot"].open(f"/sammantraden/arende/{item}").text]
    shown.append(visitors["handlaggare"].open(f"/arenden/{case}").text)
    pdf = chair.client.get(f"/sammantraden/arende/{item}/utdrag").get_data()
    shown.append(" ".join("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split()))
    assert [[sentence in text for sentence in sentences] for text in shown] == [[True, True]] * 4
    present = shown[-1].partition("Närvarande")[2].partition("Jäv")[0]
    assert ("Ledamoten (C)" in present, "Första ersättaren (S), ersättare för Andra ledamoten" in present) == (
        False,
        True,
    )


def test_the_vice_chair_leads_when_the_chair_is_disqualified(
    app: Flask, visitors: Visitors, item: int, people: dict[str, str]
) -> None:
    make_account(app, "Vice ordföranden", "vice")
    chair, vice = visitors["ordforande"], visitors["vice"]
    assert _jav(chair, item, people["Ordföranden"])[0] == 200
    page = chair.open(f"/sammantraden/arende/{item}").text
    assert (
        "Bara den som leder sammanträdet kan föra in beslutet." in page,
        "Ärendet leds av Vice ordföranden (M)." in page,
    ) == (True, True)
    before = fingerprint(app)
    sent = {"csrf_token": token(chair), "approve-version": "2"} | GIVEN
    assert chair.post(f"/sammantraden/arende/{item}/utgang/approve", **sent).status_code == 422
    assert fingerprint(app) == before
    vice.open(f"/sammantraden/arende/{item}")
    vice.press(DECIDE, **GIVEN)
    decision = one(app, Decision)
    assert [row["name"] for row in decision.present if row["role"] == "presiding"] == ["Vice ordföranden"]
    assert "Ordföranden" not in [row["name"] for row in decision.present]


def test_who_leads_in_the_chairs_place_notes_too(
    app: Flask, visitors: Visitors, item: int, people: dict[str, str]
) -> None:
    make_account(app, "Vice ordföranden", "vice")
    vice, before = visitors["vice"], fingerprint(app)
    status, page = _jav(vice, item, people["Ledamoten"])
    assert (status, "Närvaro och jäv i ärendet förs in av sekreteraren eller ordföranden." in page) == (422, True)
    assert fingerprint(app) == before
    note_at(app, item, "disqualified", "Ordföranden")
    assert _jav(vice, item, people["Ledamoten"], version=2)[0] == 200


def test_when_nobody_is_left_to_lead_the_page_says_so(app: Flask, visitors: Visitors, item: int) -> None:
    for name in KSAU[:2]:
        note_at(app, item, "disqualified", name)
    page = visitors["ordforande"].open(f"/sammantraden/arende/{item}").text
    assert "Varken ordföranden eller vice ordföranden deltar i ärendet, så ingen kan föra in beslutet." in page


# Gone out, and stepping in


def test_who_goes_out_is_not_counted_until_he_is_back(
    app: Flask, visitors: Visitors, item: int, people: dict[str, str]
) -> None:
    secretary = visitors["sekreterare"]
    assert _note(secretary, item, "ute", person=people["Tredje ledamoten"])[0] == 200
    page = secretary.open(f"/sammantraden/arende/{item}").text
    assert ("Tredje ledamoten (V) har gått ut och deltar inte i ärendet." in page, "4 av 5 tjänstgör" in page) == (
        True,
        True,
    )
    before_back = one(app, ItemPresence)
    page = secretary.press("Gäller inte längre: Tredje ledamoten (V) har gått ut och deltar inte i ärendet.")
    assert ("Det gäller inte längre." in page.text, "5 av 5 tjänstgör" in page.text) == (True, True)
    row = one(app, ItemPresence)
    assert (before_back.taken_back_at, row.taken_back_at is None, row.taken_back_by_id) == (
        None,
        False,
        row.noted_by_id,
    )
    assert (rows(app, AuditRecord)[-1].event, one(app, AgendaItem).version) == ("presence_taken_back", 3)


def test_a_substitute_steps_in_for_who_takes_no_part(
    app: Flask, visitors: Visitors, case: int, item: int, people: dict[str, str]
) -> None:
    for name in KSAU[2:]:
        note_at(app, item, "disqualified", name)
    secretary = visitors["sekreterare"]
    secretary.open(f"/sammantraden/arende/{item}")
    form = next(form for form in secretary.forms() if form.action.endswith("/narvaro/ersattare"))
    given = {"ersattare-person": people["Andra ersättaren"], "ersattare-serving_for": people["Ledamoten"]}
    page = secretary.post(form.action, **form.filled(**given))
    assert ("Andra ersättaren (M) tjänstgör för Ledamoten." in page.text, "3 av 5 tjänstgör" in page.text) == (
        True,
        True,
    )
    decide(app, case)
    assert [(row["name"], row["role"], row["serving_for"]) for row in one(app, Decision).present][2] == (
        "Andra ersättaren",
        "substitute",
        "Ledamoten",
    )


def test_who_stepped_in_leaves_when_the_member_is_back(app: Flask, visitors: Visitors, item: int) -> None:
    away = note_at(app, item, "away", "Ledamoten")
    note_at(app, item, "serving", "Första ersättaren", serving_for="Ledamoten")
    secretary = visitors["sekreterare"]
    secretary.open(f"/sammantraden/arende/{item}")
    page = secretary.press("Gäller inte längre: Ledamoten (C) har gått ut och deltar inte i ärendet.")
    assert ("tjänstgör för" in page.text.partition('id="presence"')[2].partition("</section>")[0]) is False
    assert [row.taken_back_at is not None for row in rows(app, ItemPresence)] == [True, True]
    assert away == rows(app, ItemPresence)[0].id


def test_a_disqualified_substitute_serves_no_more_and_another_may_step_in(app: Flask, case: int, item: int) -> None:
    note_at(app, item, "away", "Ledamoten")
    note_at(app, item, "serving", "Första ersättaren", serving_for="Ledamoten")
    note_at(app, item, "disqualified", "Första ersättaren")
    note_at(app, item, "serving", "Andra ersättaren", serving_for="Ledamoten")
    decide(app, case)
    decision = one(app, Decision)
    assert [row["name"] for row in decision.present][-1] == "Andra ersättaren"
    assert ([row["name"] for row in decision.disqualified], decision.serving) == (["Första ersättaren"], 5)
    kept = [(row.kind, row.taken_back_at is not None) for row in rows(app, ItemPresence)]
    assert kept == [("away", False), ("serving", True), ("disqualified", False), ("serving", False)]


def test_who_is_called_absent_afterwards_is_absent_not_disqualified(
    app: Flask, meeting: int, case: int, item: int
) -> None:
    note_at(app, item, "disqualified", "Ledamoten")
    call_roll_of(app, meeting, [name for name in EVERYBODY if name != "Ledamoten"])
    decide(app, case)
    assert (one(app, Decision).disqualified, one(app, Decision).serving) == ([], 4)


# What is refused


def test_what_cannot_be_is_refused_in_a_sentence(app: Flask, item: int, meeting: int, people: dict[str, str]) -> None:
    call_roll_of(app, meeting, [name for name in EVERYBODY if name != "Tredje ledamoten"])
    note_at(app, item, "disqualified", "Ledamoten")
    note_at(app, item, "serving", "Första ersättaren", serving_for="Ledamoten")
    ids = {name: int(number) for name, number in people.items()}
    before, idle = fingerprint(app), "kan inte träda in: det gör en närvarande ersättare som inte redan tjänstgör."
    whom = "kan bara träda in för en ledamot som inte deltar i ärendet och som ingen annan ersätter."
    another = ids["Andra ersättaren"]

    def note(noted: Noted) -> None:
        with app.app_context(), write():
            actor = reader_of("sekreterare")
            row = get_item(item, actor, lock=True)
            assert row is not None
            note_presence(row, noted, actor=actor, expected_version=row.version)

    for noted, sentence in (
        (Noted("away", 999), "Välj någon som har en plats på sammanträdet."),
        (Noted("away", ids["Tredje ledamoten"]), "Tredje ledamoten är inte närvarande enligt uppropet."),
        (Noted("disqualified", ids["Ledamoten"], "other", "", 1), "Det är redan infört för Ledamoten."),
        (Noted("serving", ids["Andra ledamoten"], serving_for_id=ids["Tredje ledamoten"]), f"Andra ledamoten {idle}"),
        (Noted("serving", another, serving_for_id=ids["Ledamoten"]), f"Andra ersättaren {whom}"),
        (Noted("serving", another, serving_for_id=ids["Ordföranden"]), f"Andra ersättaren {whom}"),
        (Noted("serving", another, serving_for_id=999), f"Andra ersättaren {whom}"),
    ):
        assert refused(app, partial(note, noted)) == [sentence]
    with app.app_context(), pytest.raises(StaleVersion), write():
        actor = reader_of("sekreterare")
        row = get_item(item, actor, lock=True)
        assert row is not None
        note_presence(row, Noted("away", ids["Andra ledamoten"]), actor=actor, expected_version=1)
    assert fingerprint(app) == before


NO_CHOICE = "Inte ett giltigt val"
NOT_OFFERED = (
    ("jav", {"person": "", "ground": "party", "raised_by": "0"}, NO_CHOICE),
    ("jav", {"person": "999", "ground": "party", "raised_by": "0"}, NO_CHOICE),
    ("jav", {"person": "4", "ground": "", "raised_by": "0"}, NO_CHOICE),
    ("jav", {"person": "4", "ground": "mistanke", "raised_by": "0"}, NO_CHOICE),
    ("jav", {"person": "4", "ground": "accountable", "raised_by": "0"}, NO_CHOICE),  # in the assembly alone
    ("jav", {"person": "4", "ground": "party", "raised_by": "999"}, NO_CHOICE),
    (
        "jav",
        {"person": "4", "ground": "party", "raised_by": "0", "note": "x" * 2001},
        "Texten är för lång: högst 2000 tecken.",
    ),
    ("ute", {"person": "999"}, NO_CHOICE),
    ("ersattare", {"person": "9", "serving_for": "4"}, NO_CHOICE),
)


def test_a_form_with_what_is_not_offered_is_told_so(app: Flask, visitors: Visitors, item: int) -> None:
    secretary, before = visitors["sekreterare"], fingerprint(app)
    for word, values, told in NOT_OFFERED:
        status, page = _note(secretary, item, word, **values)
        assert (values, status, told in page) == (values, 422, True)
    assert fingerprint(app) == before


def test_the_ground_of_jav_is_one_of_the_bodys(app: Flask, visitors: Visitors, item: int) -> None:
    """Those of KL 6:28 in a committee, those of 5:47 and 5:48 in the assembly; by no door another."""
    told = ["Välj grunden för jävet."]
    for ground in ("", "mistanke", "accountable"):
        assert refused(app, partial(note_at, app, item, "disqualified", "Ledamoten", ground=ground)) == told
    with app.app_context(), write():
        db.session.execute(update(Body).where(Body.short_name == "KSAU").values(kind="assembly"))
    secretary, before = visitors["sekreterare"], fingerprint(app)
    status, page = _jav(secretary, item, "4", ground="supervision")
    assert (status, NO_CHOICE in page, fingerprint(app)) == (422, True, before)
    assert refused(app, partial(note_at, app, item, "disqualified", "Ledamoten", ground="supervision")) == told


@pytest.mark.parametrize("word", ["jäv", "disqualified", "x" * 3000, "%00"])
def test_an_unknown_word_does_not_exist(app: Flask, visitors: Visitors, item: int, word: str) -> None:
    before = fingerprint(app)
    assert (_note(visitors["sekreterare"], item, word, person="4")[0], fingerprint(app)) == (404, before)


def test_members_note_nothing(app: Flask, visitors: Visitors, item: int, people: dict[str, str]) -> None:
    noted = note_at(app, item, "away", "Andra ledamoten")
    member, before = visitors["ledamot"], fingerprint(app)
    url = f"/sammantraden/arende/{item}/narvaro/{noted}/ater"
    assert _jav(member, item, people["Andra ledamoten"], version=2)[0] == 422  # a chair, but not here
    assert member.post(url, csrf_token=token(member), version="2").status_code == 422
    assert fingerprint(app) == before


def test_the_same_press_twice_is_one(app: Flask, visitors: Visitors, item: int, people: dict[str, str]) -> None:
    secretary = visitors["sekreterare"]
    _jav(secretary, item, people["Ledamoten"])
    before = fingerprint(app)
    status, page = _jav(secretary, item, people["Ledamoten"])
    assert (status, "Det var redan infört." in page, fingerprint(app)) == (200, True, before)
    url = f"/sammantraden/arende/{item}/narvaro/{one(app, ItemPresence).id}/ater"
    assert secretary.post(url, csrf_token=token(secretary), version="2").status_code == 200
    before = fingerprint(app)
    assert secretary.post(url, csrf_token=token(secretary), version="2").status_code == 200
    assert fingerprint(app) == before


def test_on_an_old_page_nothing_is_noted_and_what_was_filled_in_stays(
    app: Flask, visitors: Visitors, item: int, people: dict[str, str]
) -> None:
    note_at(app, item, "away", "Andra ledamoten")
    secretary, before = visitors["sekreterare"], fingerprint(app)
    status, page = _jav(secretary, item, people["Ledamoten"], note="Skrivet förut.")
    assert (status, "Ärendet har ändrats sedan sidan öppnades. Läs det igen." in page) == (409, True)
    form = dict(next(form for form in secretary.forms() if form.action.endswith("/narvaro/jav")).values)
    assert (form["jav-note"], form["jav-person"], form["jav-version"]) == ("Skrivet förut.", people["Ledamoten"], "2")
    assert fingerprint(app) == before


def test_after_the_outcome_nothing_is_noted_nor_taken_back(
    app: Flask, visitors: Visitors, case: int, item: int, people: dict[str, str]
) -> None:
    noted = note_at(app, item, "disqualified", "Ledamoten")
    decide(app, case)
    secretary, before = visitors["sekreterare"], fingerprint(app)
    assert "Ledamoten (C) anmälde jäv" in secretary.open(f"/sammantraden/arende/{item}").text
    assert [form for form in secretary.forms() if "/narvaro/" in form.action] == []
    for version in ("2", "3"):
        assert _jav(secretary, item, people["Andra ledamoten"], version)[0] in {409, 422}
        url = f"/sammantraden/arende/{item}/narvaro/{noted}/ater"
        assert secretary.post(url, csrf_token=token(secretary), version=version).status_code in {409, 422}
    assert fingerprint(app) == before
    with app.app_context():
        assert first_broken() is None


def test_before_the_roll_is_called_there_is_nobody_to_note(app: Flask, visitors: Visitors) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=make_meeting(app)))
    secretary = visitors["sekreterare"]
    page = secretary.open(f"/sammantraden/arende/{item}").text
    assert "Jäv och närvaro i ärendet förs in när uppropet är gjort." in page
    assert ([form for form in secretary.forms() if "/narvaro/" in form.action], amount(app, ItemPresence)) == ([], 0)


def test_a_chair_who_reads_an_old_page_reads_again_when_somebody_is_disqualified(
    app: Flask, visitors: Visitors, item: int
) -> None:
    """Who decides has changed under his eyes; what he filled in stays."""
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    note_at(app, item, "disqualified", "Ledamoten")
    before = fingerprint(app)
    page = chair.press(DECIDE, **GIVEN)
    assert (page.status_code, "Ärendet har ändrats sedan sidan öppnades." in page.text) == (409, True)
    assert fingerprint(app) == before
    chair.press(DECIDE)
    assert one(app, Decision).serving == 4
