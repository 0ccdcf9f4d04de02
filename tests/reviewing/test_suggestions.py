"""Suggestions: taken in they make a version, and where that is not safe the officer gets the text to paste."""

import re
from typing import Any

import pytest
from flask import Flask

from casework.cases.models import Case, Recipient, ReportVersion
from casework.cases.operations import content_hash
from casework.reviewing.models import ReportComment
from tests.conftest import Visitors
from tests.factories import comment_on, make_case, make_person, step_of, write_again
from tests.observing import fingerprint, one, rows
from tests.reviewing.conftest import Told, answer_again, answered, commented
from tests.support.pages import Visitor

ACCEPT = "Anta förslaget"


@pytest.fixture
def officer(visitors: Visitors) -> Visitor:
    return visitors["handlaggare"]


def newest(app: Flask) -> dict[str, Any]:
    return rows(app, ReportVersion)[-1].content


def test_a_suggestion_taken_in_is_a_new_version_with_that_passage_changed(
    app: Flask, officer: Visitor, visitors: Visitors, told: Told
) -> None:
    draft = make_case(app)
    commented(visitors["chef"], draft, quote="ses över", suggestion="sägas upp", text="")
    assert told.texts == ["Chefen har lämnat ett förslag till ny text i ”Sammanfattning av ärendet”."]
    before = one(app, ReportVersion)
    recipients = [(row.name, row.own_address, row.function_id) for row in rows(app, Recipient)]
    page = officer.open(f"/arenden/{draft}").text
    assert re.findall(r"<(del|ins)>.*?</span>([^<]*)<", page) == [("del", "ses över"), ("ins", "sägas upp")]

    page = answered(officer, draft, 1, "accepted")
    assert (page.status_code, "Förslaget är infört i version 2." in page.text) == (200, True)
    made = rows(app, ReportVersion)[-1]
    assert made.content == {**before.content, "summary": "Medlemskapet bör sägas upp."}
    assert (made.number, made.content_hash) == (2, content_hash(made.content))
    assert [(row.name, row.own_address, row.function_id) for row in rows(app, Recipient)] == recipients
    row = one(app, ReportComment)
    assert (row.resolution, row.made_version_number, row.version_number) == ("accepted", 2, 1)
    assert "Antaget" in page.text
    assert "i version 2" in page.text
    assert told.texts[1:] == ["Handläggaren har antagit ditt förslag i ”Sammanfattning av ärendet”."]
    compared = officer.open(f"/arenden/{draft}/versioner").text
    assert "Från version 1 till version 2" in compared
    assert re.findall(r"<(del|ins)>.*?</span>([^<]*)<", compared) == [("del", "ses över."), ("ins", "sägas upp.")]


PLACES = {
    "title": ("title", "medlemskapet", "avtalet", ("title",), "Översyn av avtalet"),
    "point": ("proposal:1", "Andra", "Sista", ("proposal", 1), "Sista punkten."),
    "heading": ("section:0", "Bakgrund", "Ärende\nny rad", ("sections", 0, "heading"), "Ärende ny rad"),
    "text": ("section:0", "inte", "aldrig", ("sections", 0, "text"), "Det går **aldrig**.\n\n- ett\n- två"),
    "bold as it reads": ("section:0", "Det går inte.", "Det går.", ("sections", 0, "text"), "Det går.\n\n- ett\n- två"),
    "an item": ("section:0", "två", "tre", ("sections", 0, "text"), "Det går **inte**.\n\n- ett\n- tre"),
    "option": ("option:0:0", "Tryggt.", "Säkert.", ("sections", 0, "options", 0, "for"), "Säkert."),
    "basis": ("basis", "Tjänsteskrivelsen", "Rapporten", ("basis", 0), "Rapporten"),
    "a link to nowhere": (
        "summary",
        "ses över",
        "[ses](javascript:alert(1)) över",
        ("summary",),
        "Medlemskapet bör ses över.",
    ),
}
REPORT = {
    "proposal": ["Första punkten.", "Andra punkten."],
    "sections": [
        {
            "heading": "Bakgrund",
            "text": "Det går **inte**.\n\n- ett\n- två",
            "options": [{"title": "Stanna", "for": "Tryggt.", "against": "", "consequence": "", "recommended": False}],
        }
    ],
}


@pytest.mark.parametrize(("part", "quote", "suggestion", "place", "text"), PLACES.values(), ids=PLACES)
def test_a_passage_is_changed_in_whichever_part_it_stands(
    app: Flask, officer: Visitor, part: str, quote: str, suggestion: str, place: tuple[str | int, ...], text: str
) -> None:
    draft = make_case(app, **REPORT)
    before = one(app, ReportVersion).content
    comment_on(app, draft, part=part, quote=quote, suggestion=suggestion)
    assert answered(officer, draft, 1, "accepted").status_code == 200
    found: Any = newest(app)
    owner: Any = before
    for key in place[:-1]:
        owner = owner[key]
    for key in place:
        found = found[key]
    owner[place[-1]] = text
    assert (found, newest(app)) == (text, before)
    assert one(app, Case).title == newest(app)["title"]


@pytest.mark.parametrize(
    ("part", "quote", "left"),
    [
        ("summary", "Medlemskapet bör ses över.", {"summary": None}),
        ("summary", "bör", {"summary": "Medlemskapet ses över."}),
        ("proposal:0", "Första punkten.", {"proposal": ["Andra punkten."], "proposal_bodies": ["KF"]}),
        ("basis", "Tjänsteskrivelsen", {"basis": []}),
    ],
)
def test_a_passage_that_is_struck_leaves_no_empty_row(
    app: Flask, officer: Visitor, visitors: Visitors, part: str, quote: str, left: dict[str, Any]
) -> None:
    draft = make_case(app, proposal=["Första punkten.", "Andra punkten."], proposal_bodies=[None, "KF"])
    before = one(app, ReportVersion).content
    commented(visitors["chef"], draft, part=part, quote=quote, strike="y", text="")
    assert one(app, ReportComment).suggestion == ""
    assert "Förslag: stycket stryks." in officer.open(f"/arenden/{draft}").text
    answered(officer, draft, 1, "accepted")
    assert newest(app) == before | left


UNSAFE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "gone": ({}, {"summary": "Ny sammanfattning."}, "Stycket står inte kvar på ett ställe i version 2."),
    "twice": ({}, {"summary": "Medlemskapet ses över. Allt ses över."}, "Stycket står inte kvar på ett ställe"),
    "part gone": (
        {"part": "section:0", "quote": "Regionerna har ändrats", "suggestion": "Allt är ändrat"},
        {"sections": []},
        "Stycket står inte kvar på ett ställe i version 2.",
    ),
    "half of what is bold": (
        {"quote": "bör ses"},
        {"summary": "Medlemskapet **bör** *ses över.*"},
        "Stycket går in i en rubrik, en tabell eller en bit med fet eller kursiv stil.",
    ),
    "no title left": (
        {"part": "title", "quote": "Översyn av medlemskapet", "suggestion": ""},
        {"summary": "Ny."},
        "Ärendet behöver en rubrik, så den kan inte strykas.",
    ),
    "too long a title": (
        {"part": "title", "quote": "Översyn", "suggestion": "Översyn " * 80},
        {"summary": "Ny."},
        "Texten blir för lång med förslaget.",
    ),
}


@pytest.mark.parametrize(("given", "later", "reason"), UNSAFE.values(), ids=UNSAFE)
def test_what_cannot_be_put_in_safely_is_refused_with_the_text_to_paste(
    app: Flask, officer: Visitor, given: dict[str, Any], later: dict[str, Any], reason: str
) -> None:
    draft = make_case(app)
    comment_on(app, draft, **{"quote": "ses över", "suggestion": "sägas upp"} | given)
    write_again(app, draft, **later)
    officer.open(f"/arenden/{draft}")
    form = officer.form("Skicka svaret").filled(answer="accepted", version=str(one(app, Case).version))
    before = fingerprint(app)
    page = officer.post(f"/arenden/{draft}/synpunkter/1/svar", **form)
    assert (page.status_code, fingerprint(app)) == (422, before)
    notice = page.text.partition("notice--refused")[2].partition("</main>")[0]
    assert reason in notice
    comment = page.text.partition('id="synpunkt-1"')[2].partition("</article>")[0]
    assert (reason in comment, f"{ACCEPT} <span" in comment) == (True, True)
    wanted = one(app, ReportComment).suggestion
    assert not wanted or f'<p class="comment__text">{wanted.strip()}' in comment


def test_a_suggestion_in_a_locked_report_waits_and_can_be_declined(
    app: Flask, officer: Visitor, visitors: Visitors
) -> None:
    case = make_case(app)
    comment_on(app, case, quote="ses över", suggestion="sägas upp")
    officer.open(f"/arenden/{case}")
    form = officer.form(f"{ACCEPT} i synpunkt 1").filled(answer="accepted")
    step_of(app, case, "submit", "handlaggare")
    before = fingerprint(app)
    page = officer.post(f"/arenden/{case}/synpunkter/1/svar", **form | {"version": "2"})
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Tjänsteskrivelsen är låst i läget ”Granskning”." in page.text
    comment = page.text.partition('id="synpunkt-1"')[2].partition("</article>")[0]
    assert f"{ACCEPT} i synpunkt" not in " ".join(re.sub("<[^>]+>", " ", comment).split())
    page = answered(officer, case, 1, "declined", "Det räcker att se över.")
    row = one(app, ReportComment)
    assert (page.status_code, row.resolution, row.reply) == (200, "declined", "Det räcker att se över.")
    assert "Förslaget är avböjt." in page.text
    assert visitors["chef"].open(f"/arenden/{case}").text.count("Det räcker att se över.") == 1


def test_only_who_writes_the_report_takes_in_and_declines(app: Flask, visitors: Visitors) -> None:
    draft = make_case(app)
    comment_on(app, draft, quote="ses över", suggestion="sägas upp")
    make_person(app, "andra-chefen", "manager")
    before = fingerprint(app)
    for who in ("chef", "andra-chefen", "registrator"):
        visitor = visitors[who]
        page = visitor.open(f"/arenden/{draft}").text
        assert (ACCEPT in page, "Avböj förslaget" in page) == (False, False)
        form = visitor.form("Skicka svaret").filled(answer1__text="Nej.", version="1")
        for answer in ("accepted", "declined"):
            page = visitor.post(f"/arenden/{draft}/synpunkter/1/svar", **form | {"answer": answer})
            told = "Bara ärendets handläggare, Handläggaren, kan göra det här." in page.text
            assert (page.status_code, told) == (422, True), (who, answer)
    assert fingerprint(app) == before


def test_a_comment_without_a_suggestion_is_not_taken_in(app: Flask, officer: Visitor) -> None:
    draft = make_case(app)
    comment_on(app, draft, quote="ses över")
    page = officer.open(f"/arenden/{draft}").text
    assert (ACCEPT in page, "Avböj förslaget" in page) == (False, False)
    form = officer.form("Skicka svaret").filled(answer="accepted", version="1")
    before = fingerprint(app)
    page = officer.post(f"/arenden/{draft}/synpunkter/1/svar", **form)
    assert (page.status_code, "Synpunkten har inget förslag till ny text." in page.text) == (422, True)
    assert fingerprint(app) == before


@pytest.mark.parametrize("version", ["", "0", "2", "x", "9" * 40])
def test_a_suggestion_is_taken_into_the_version_that_was_read(app: Flask, officer: Visitor, version: str) -> None:
    draft = make_case(app)
    comment_on(app, draft, quote="ses över", suggestion="sägas upp")
    officer.open(f"/arenden/{draft}")
    before = fingerprint(app)
    page = officer.press(f"{ACCEPT} i synpunkt 1", answer="accepted", version=version)
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Tjänsteskrivelsen har ändrats sedan sidan öppnades." in page.text
    assert answer_again(officer, 1, "accepted").status_code == 200


def test_suggestions_are_taken_in_one_after_the_other(app: Flask, officer: Visitor) -> None:
    draft = make_case(app, summary="Ett två tre fyra fem.")
    for quote, suggestion in (("två", "2"), ("fyra", "4"), ("tre", "3")):
        comment_on(app, draft, quote=quote, suggestion=suggestion)
    for number in (1, 2, 3):
        assert answered(officer, draft, number, "accepted").status_code == 200
    assert newest(app)["summary"] == "Ett 2 3 4 fem."
    assert [row.made_version_number for row in rows(app, ReportComment)] == [2, 3, 4]


def test_a_suggestion_taken_in_twice_is_taken_in_once(app: Flask, officer: Visitor) -> None:
    draft = make_case(app, summary="ett")
    comment_on(app, draft, quote="ett", suggestion="ett ett".replace(" ", "-"))
    officer.open(f"/arenden/{draft}")
    form = officer.form(f"{ACCEPT} i synpunkt 1").filled(answer="accepted")
    officer.post(f"/arenden/{draft}/synpunkter/1/svar", **form)
    before = fingerprint(app)
    page = officer.post(f"/arenden/{draft}/synpunkter/1/svar", **form)
    assert (page.status_code, "Det var redan gjort." in page.text, fingerprint(app)) == (200, True, before)
    assert newest(app)["summary"] == "ett-ett"


def test_an_ended_case_offers_nothing_to_do_with_a_suggestion(app: Flask, officer: Visitor) -> None:
    case = make_case(app)
    comment_on(app, case, quote="ses över", suggestion="sägas upp")
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    page = officer.open(f"/arenden/{case}").text
    comment = page.partition('id="synpunkt-1"')[2].partition("</article>")[0]
    assert ("<ins>" in comment, ACCEPT in comment, "Svara" in comment) == (True, False, False)
