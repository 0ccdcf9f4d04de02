"""A drafted outcome: who writes it, who sees it, what becomes of it, and that nobody else is told of it anywhere."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import String, cast, select

from casework import clock
from casework.audit import AuditRecord, first_broken
from casework.database import Base, db
from casework.dispatch.models import Dispatch
from casework.meetings.models import AgendaItem, Decision
from casework.meetings.planning_models import DraftedOutcome
from tests.conftest import Visitors
from tests.factories import (
    KSAU,
    call_roll_of,
    draft_at,
    item_of,
    make_account,
    make_body,
    make_case,
    make_meeting,
    make_neighbour,
    make_person,
    note_at,
    step_of,
)
from tests.meetings.conftest import GIVEN, POINTS, token
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

DUE = (clock.today() + timedelta(days=90)).isoformat()
SECRET = "Zebrafinken"
TEXT = f"{SECRET} ska utredas."
CHANGED = {"approve_changed-text": TEXT, "approve_changed-owner": "Ekonomichef", "approve_changed-due": DUE}
SAVED = "Utkastet är sparat. Det syns bara för ordföranden, vice ordföranden och sekreteraren."
SEES = "Syns bara för ordföranden, vice ordföranden och sekreteraren."


@pytest.fixture
def item(app: Flask, case: int) -> int:
    """The case's item, on a meeting with every member there."""
    return item_of(app, case)


@pytest.fixture
def secretary(visitors: Visitors, item: int) -> Visitor:
    """The secretary at the item's page."""
    visitor = visitors["sekreterare"]
    visitor.open(f"/sammantraden/arende/{item}")
    return visitor


def _send(visitor: Visitor, item: int, outcome: str = "approve_changed", **values: str) -> tuple[int, str]:
    """What the visitor is answered who sends a draft, whatever his page offers."""
    values = {"drafted": "0", **CHANGED} | {name.replace("__", "-"): value for name, value in values.items()}
    answer = visitor.post(f"/sammantraden/arende/{item}/utkast/{outcome}", csrf_token=token(visitor), **values)
    return answer.status_code, answer.text


def _values(visitor: Visitor, outcome: str) -> dict[str, str]:
    """What stands in the page's form of that outcome."""
    return dict(next(form for form in visitor.forms() if form.action.endswith(f"/{outcome}")).values)


def test_the_secretary_drafts_and_the_chairs_form_is_filled_in_from_it(
    app: Flask, visitors: Visitors, secretary: Visitor, item: int
) -> None:
    page = secretary.press("Spara som utkast", "/utkast/approve_changed", **CHANGED)
    assert SAVED in page.text
    draft = one(app, DraftedOutcome)
    assert (draft.item_id, draft.version, draft.outcome, draft.author.name) == (
        item,
        1,
        "approve_changed",
        "Sekreteraren",
    )
    assert draft.given == {"text": TEXT, "owner": "Ekonomichef", "due": DUE}
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.data) == ("outcome_drafted", {"item": item, "draft": 1})
    chair = visitors["ordforande"]
    page = chair.open(f"/sammantraden/arende/{item}")
    at = clock.local(draft.at).strftime("%H.%M")
    assert re.search(rf"Utkast av Sekreteraren \d+ \w+ \d+ kl\. {at}", page.text)
    assert _values(chair, "approve_changed") | CHANGED == _values(chair, "approve_changed")
    forms = [form.action.rpartition("/")[2] for form in chair.forms() if "/utgang/" in form.action]
    assert forms == ["approve_changed", "approve", "reject", "defer", "remit_back"]  # the drafted one first


def test_what_is_recorded_is_what_stands_in_the_form(
    app: Flask, visitors: Visitors, secretary: Visitor, item: int
) -> None:
    draft_at(app, item, "approve_changed", text=TEXT, owner="Ekonomichef", due=DUE)
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    own = "En helt annan text."
    page = chair.press("Besluta med ändrad text", approve_changed__text=own)
    decision = one(app, Decision)
    assert (decision.points, decision.assignment) == ([own], {"owner": "Ekonomichef", "due": DUE})
    texts = [page.text, secretary.open(f"/sammantraden/arende/{item}").text]
    assert [(SECRET in text, SEES in text) for text in texts] == [(False, False)] * 2
    assert amount(app, DraftedOutcome) == 1  # its row stays


def test_a_draft_may_be_incomplete(app: Flask, secretary: Visitor, item: int) -> None:
    page = secretary.press("Spara som utkast", "/utkast/remit_back", remit_back__note=" ", remit_back__addressee="")
    assert (SAVED in page.text, one(app, DraftedOutcome).given) == (True, {"addressee": "", "note": ""})
    secretary.press("Spara som utkast", "/utkast/defer")
    assert [(row.version, row.outcome, row.given) for row in rows(app, DraftedOutcome)][1:] == [(2, "defer", {})]


@pytest.mark.parametrize(
    ("outcome", "wrong", "sentence"),
    [
        ("approve_changed", {"approve_changed__due": "2031-02-30"}, "Inte ett giltigt datum"),
        ("approve_changed", {"approve_changed__text": "x" * 20_001}, "Texten är för lång: högst 20000 tecken."),
        ("approve_changed", {"approve_changed__owner": "x" * 201}, "Texten är för lång: högst 200 tecken."),
    ],
)
def test_what_cannot_be_kept_is_told_and_stays_in_the_form(
    app: Flask, secretary: Visitor, item: int, outcome: str, wrong: dict[str, str], sentence: str
) -> None:
    before = fingerprint(app)
    status, page = _send(
        secretary, item, outcome, **(wrong | {"approve_changed__owner": wrong.get("approve_changed__owner", "")})
    )
    assert (status, sentence in page, "Fyll i fältet" in page, fingerprint(app)) == (422, True, False, before)
    kept = _values(secretary, outcome)
    assert [kept[name.replace("__", "-")] for name in wrong] == list(wrong.values())


def test_two_who_draft_at_once_lose_no_text(app: Flask, visitors: Visitors, secretary: Visitor, item: int) -> None:
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    secretary.press("Spara som utkast", "/utkast/approve_changed", **CHANGED)
    before, other = fingerprint(app), "Ordförandens egen text."
    drafted = _values(chair, "approve_changed")["drafted"]
    status, page = _send(chair, item, approve_changed__text=other, drafted=drafted)
    assert (status, fingerprint(app)) == (409, before)
    assert "Någon annan har sparat ett utkast." in page
    assert (TEXT in page, _values(chair, "approve_changed")["approve_changed-text"]) == (True, other)
    status, _page = _send(
        chair, item, approve_changed__text=other, drafted=_values(chair, "approve_changed")["drafted"]
    )
    assert (status, [row.given["text"] for row in rows(app, DraftedOutcome)]) == (200, [TEXT, other])


def test_the_same_press_twice_is_one_draft(app: Flask, secretary: Visitor, item: int) -> None:
    assert _send(secretary, item)[0] == 200
    before = fingerprint(app)
    assert (_send(secretary, item)[0], fingerprint(app)) == (200, before)


@pytest.mark.parametrize("drafted", ["", "1", "-1", "x", "9" * 40])
def test_a_draft_needs_the_version_that_was_read(app: Flask, secretary: Visitor, item: int, drafted: str) -> None:
    before = fingerprint(app)
    assert (_send(secretary, item, drafted=drafted)[0], fingerprint(app)) == (409, before)


def test_a_draft_makes_no_form_of_the_chair_stale(
    app: Flask, visitors: Visitors, secretary: Visitor, item: int
) -> None:
    """He records what he sees in his own form."""
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    _send(secretary, item)
    page = chair.press("Besluta enligt förslaget", **GIVEN)
    assert ("Beslutet är fattat som § 1." in page.text, one(app, Decision).points) == (True, POINTS)


# Who


def test_members_neither_write_nor_see_a_draft(app: Flask, visitors: Visitors, item: int) -> None:
    draft_at(app, item, "approve_changed", text=TEXT)
    member, before = visitors["ledamot"], fingerprint(app)
    page = member.open(f"/sammantraden/arende/{item}").text
    assert [word for word in (SECRET, "tkast", "Spara som utkast") if word in page] == []
    assert (_send(member, item)[0], fingerprint(app)) == (422, before)  # a chair of another body, not here


def test_the_vice_chair_sees_it_and_writes_only_while_he_leads(app: Flask, visitors: Visitors, item: int) -> None:
    make_account(app, "Vice ordföranden", "vice")
    draft_at(app, item, "approve_changed", text=TEXT, due=DUE)
    vice, before = visitors["vice"], fingerprint(app)
    page = vice.open(f"/sammantraden/arende/{item}").text
    assert (TEXT in page, SEES in page, "Spara som utkast" in page) == (True, True, False)
    status, page = _send(vice, item, drafted="1")
    assert (status, "Utkast skrivs av ordföranden eller sekreteraren." in page) == (422, True)
    assert fingerprint(app) == before
    note_at(app, item, "disqualified", "Ordföranden")
    assert "Spara som utkast" in vice.open(f"/sammantraden/arende/{item}").text
    assert _send(vice, item, drafted="1", approve_changed__text="Vices text.")[0] == 200
    assert rows(app, DraftedOutcome)[-1].given["text"] == "Vices text."


def test_the_chair_of_another_body_is_a_member_here(app: Flask, visitors: Visitors, item: int) -> None:
    """Ledamoten leads a body of his own."""
    make_body(app, "NN", chair="ledamot")
    draft_at(app, item, "approve_changed", text=TEXT)
    member, before = visitors["ledamot"], fingerprint(app)
    page = member.open(f"/sammantraden/arende/{item}").text
    assert ("Spara som utkast" in page, SECRET in page) == (False, False)
    status, told = _send(member, item, drafted="1")
    assert (status, "Utkast skrivs av ordföranden eller sekreteraren." in told, SECRET in told) == (422, True, False)
    assert fingerprint(app) == before


@pytest.mark.parametrize("present", [(), KSAU[:2]])
def test_a_draft_is_written_before_the_roll_and_below_the_quorum(
    app: Flask, visitors: Visitors, present: tuple[str, ...]
) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting, present)
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    for who in ("sekreterare", "ordforande"):
        visitors[who].open(f"/sammantraden/arende/{item}")
        page = visitors[who].press("Spara som utkast", "/utkast/reject")
        assert SAVED in page.text
    assert [row.author.name for row in rows(app, DraftedOutcome)] == ["Sekreteraren", "Ordföranden"]


def test_a_recorded_item_takes_no_draft(app: Flask, visitors: Visitors, secretary: Visitor, item: int) -> None:
    form = next(form for form in secretary.forms() if form.action.endswith("/utkast/defer"))
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    chair.press("Besluta enligt förslaget", **GIVEN)
    before = fingerprint(app)
    page = secretary.post(form.action, **form.filled())
    assert "Ärendet är redan avgjort på det här sammanträdet." in page.text
    assert (page.status_code, fingerprint(app)) == (422, before)


def test_an_item_that_was_taken_off_takes_no_draft(app: Flask, secretary: Visitor, case: int, item: int) -> None:
    step_of(app, case, "unlist", "sekreterare", note="Fel möte.")
    before = fingerprint(app)
    assert (_send(secretary, item)[0], fingerprint(app)) == (404, before)


@pytest.mark.parametrize("outcome", ["approve_report", "withdraw", "no-such", "%00"])
def test_a_draft_of_an_unknown_outcome_does_not_exist(app: Flask, secretary: Visitor, item: int, outcome: str) -> None:
    before = fingerprint(app)
    assert (_send(secretary, item, outcome)[0], fingerprint(app)) == (404, before)


def test_text_that_the_step_does_not_ask_for_is_no_part_of_the_draft(app: Flask, secretary: Visitor, item: int) -> None:
    _send(secretary, item, "approve", approve__text=TEXT, approve__owner="Ekonomichef")
    assert one(app, DraftedOutcome).given == {"owner": "Ekonomichef", "due": ""}


# Nowhere


OUTSIDERS = ("handlaggare", "chef", "registrator", "arkivarie", "admin", "ledamot")
PAGES = (
    "/",
    "/arenden",
    "/arenden/1",
    "/arenden/1/tjansteskrivelse",
    "/sammantraden",
    "/sammantraden/1",
    "/sammantraden/arende/1",
    "/sammantraden/arende/1/utdrag",
    "/katalog",
)


def _told_to_outsiders(visitors: Visitors, *more: str) -> list[tuple[str, str]]:
    """The (person, page) on which the secret stands; a PDF is read too."""
    found = []
    for who in (*OUTSIDERS, *more):
        for page in PAGES:
            answer = visitors[who].client.get(page, headers={"Accept": "*/*"})
            text = answer.get_data(as_text=answer.mimetype != "application/pdf")
            if answer.mimetype == "application/pdf":
                text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(text)).pages)
            if SECRET in text:
                found.append((who, page))
    return found


def _tables_with_the_secret(app: Flask) -> set[str]:
    with app.app_context():
        found = set()
        for table in Base.metadata.sorted_tables:
            stored = db.session.execute(select(*(cast(column, String) for column in table.columns))).all()
            if any(SECRET in str(value) for row in stored for value in row):
                found.add(table.name)
        return found


def test_a_draft_stands_on_no_page_of_anybody_else(app: Flask, visitors: Visitors, item: int) -> None:
    make_person(app, "kollega", "officer")
    make_neighbour(app)
    draft_at(app, item, "approve_changed", text=TEXT, owner=f"{SECRET}chefen")
    draft_at(app, item, "remit_back", note=f"{SECRET} saknas.", addressee=f"{SECRET}nämnden", who="ordforande")
    assert SECRET in visitors["sekreterare"].open(f"/sammantraden/arende/{item}").text
    others = ("kollega", "granne-sekreterare", "granne-ordforande")
    assert (item, _told_to_outsiders(visitors, *others)) == (1, [])
    assert _tables_with_the_secret(app) == {"drafted_outcomes"}


def test_a_draft_reaches_neither_the_minutes_nor_any_mail(app: Flask, visitors: Visitors, item: int) -> None:
    """Another outcome is recorded than the drafted one: the draft is told nowhere, not even to its author."""
    draft_at(app, item, "approve_changed", text=TEXT, owner=f"{SECRET}chefen", due=DUE)
    chair = visitors["ordforande"]
    chair.open(f"/sammantraden/arende/{item}")
    chair.press("Besluta enligt förslaget", **GIVEN)
    assert (one(app, AgendaItem).outcome, amount(app, Dispatch)) == ("approve", 1)
    assert _told_to_outsiders(visitors, "sekreterare", "ordforande") == []
    assert _tables_with_the_secret(app) == {"drafted_outcomes"}
    with app.app_context():
        assert first_broken() is None
