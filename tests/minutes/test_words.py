"""What the minutes say, made of what was recorded at the meeting; and the paper says the same as the page."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from casework.database import db
from casework.deliberation import statements
from casework.deliberation.proposals import withdraw
from casework.deliberation.queries import proposal_of
from casework.meetings.models import AgendaItem
from casework.minutes.content import content_of
from casework.minutes.models import Minutes
from tests.conftest import Visitors
from tests.deliberation.acts import (
    acting,
    demand_at,
    enter_at,
    found_at,
    make_matters,
    person,
    propose_at,
    put_at,
    vote_at,
)
from tests.deliberation.acts import step_at as vote_step_at
from tests.documents.pdf_pages import text_of
from tests.factories import KSAU, call_roll_of, decide, item_of, make_case, make_meeting, note_at
from tests.meetings.sitting import guest_at, handle, matter_at, roll, step_at
from tests.minutes.held import SIGNERS, begin_at, content_at, drafted, sign_at, write_at
from tests.observing import one
from tests.publication.board import at_once

pytestmark = pytest.mark.both


def announce_at(app: Flask, item: int, kind: str, name: str, text: str = "") -> None:
    """Somebody's reservation or note, entered by the secretary."""
    number = person(app, name)
    with acting(app, item, "sekreterare") as (row, actor):
        statements.state(row, kind, number, text, uuid4().hex, actor=actor)


def withdraw_at(app: Flask, item: int, proposal: int) -> None:
    """The proposal is taken back."""
    with acting(app, item, "sekreterare") as (row, actor):
        made = proposal_of(item, proposal)
        assert made is not None
        withdraw(row, made, actor=actor, expected_version=row.version)


def said(app: Flask, minutes: int) -> dict[str, Any]:
    """The words of the draft as they stand."""
    with app.app_context():
        return content_of(db.session.get_one(Minutes, minutes))


def parts(content: dict[str, Any], number: int) -> dict[str, dict[str, Any]]:
    """The parts of that paragraph, by name."""
    row = next(row for row in content["paragraphs"] if row["number"] == number)
    return {part["name"]: part for part in row["parts"]}


def lines(content: dict[str, Any], number: int, name: str) -> list[str]:
    """The lines of a part of that paragraph."""
    return list(parts(content, number)[name]["lines"])


@pytest.fixture
def meeting(app: Flask) -> int:
    """An open meeting with every member and the first substitute there."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting, [*KSAU, "Första ersättaren"])
    return meeting


def voted(app: Flask, item: int, answers: list[str]) -> None:
    """The question that waits is voted on by name."""
    vote = vote_at(app, item)
    enter_at(app, item, vote, answers)
    vote_step_at(app, item, vote, "close")
    vote_step_at(app, item, vote, "count")


def test_proposals_questions_votes_and_what_members_said_of_it(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting, "Avgiften", proposal=["Avgiften höjs."])
    propose_at(app, item, "reject", "Andra ledamoten")
    gone = propose_at(app, item, "change", "Tredje ledamoten", text="Avgiften sänks.")
    withdraw_at(app, item, gone)
    put_at(app, item)
    voted(app, item, ["yes", "yes", "yes", "no", "no"])
    handle(app, item, "approve")
    announce_at(app, item, "reservation", "Andra ledamoten", "Kostnaden är inte utredd.")
    announce_at(app, item, "note", "Tredje ledamoten", "Frågan bör tas upp igen.")
    content = said(app, drafted(app, meeting))
    assert lines(content, 1, "proposals") == ["Andra ledamoten (S) yrkar avslag på förslaget."]
    assert "sänks" not in str(content)
    order = lines(content, 1, "order")
    assert order[0].startswith("Vad ska beslutas? Ja: bifall till förslaget. Nej: avslag på förslaget")
    assert order[1:] == [
        "Omröstning begärs och genomförs.",
        "Omröstningen ger resultatet Ja: bifall till förslaget.",
    ]
    vote = parts(content, 1)["vote"]
    assert vote["lines"][-1] == "Röster: 3 Ja, 2 Nej. 0 avstår och 0 är frånvarande, av 5 röstberättigade."
    assert vote["table"]["columns"] == ["Namn", "Röst"]
    assert sorted(vote["table"]["rows"]) == sorted(
        [
            ["Ordföranden (S)", "Ja"],
            ["Vice ordföranden (M)", "Ja"],
            ["Ledamoten (C)", "Ja"],
            ["Andra ledamoten (S)", "Nej"],
            ["Tredje ledamoten (V)", "Nej"],
        ]
    )
    assert parts(content, 1)["decision"]["points"] == ["Avgiften höjs."]
    assert lines(content, 1, "reservations") == [
        "Andra ledamoten (S) reserverar sig mot beslutet. Kostnaden är inte utredd."
    ]
    assert lines(content, 1, "notes") == [
        "Tredje ledamoten (V) får till protokollet antecknat: Frågan bör tas upp igen."
    ]


def test_what_is_found_by_acclamation_is_told_without_names(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting, "Avgiften", proposal=["Avgiften höjs."])
    propose_at(app, item, "reject", "Andra ledamoten")
    found_at(app, item, "yes")
    handle(app, item, "approve")
    content = said(app, drafted(app, meeting))
    found = "Ordföranden ställer frågan och finner den besvarad med ja: bifall till förslaget."
    assert lines(content, 1, "order")[1] == found
    assert "vote" not in parts(content, 1)


def test_a_secret_vote_tells_its_sums_and_no_name(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting, "Anställning", proposal=["Kim Holm anställs."])
    propose_at(app, item, "reject", "Andra ledamoten")
    put_at(app, item)
    vote = vote_at(app, item, matter="employment")
    enter_at(app, item, vote, ["voted"] * 5, {"yes": 4, "no": 1})
    vote_step_at(app, item, vote, "close")
    vote_step_at(app, item, vote, "count")
    handle(app, item, "approve")
    told = parts(said(app, drafted(app, meeting)), 1)["vote"]
    assert told["table"] is None
    assert told["lines"][-1].startswith("Röster: 4 Ja, 1 Nej.")
    assert not [name for name in KSAU if name != "Andra ledamoten" and name in str(told)]


def test_who_took_part_in_which_paragraphs_with_jav_a_substitute_and_guests(app: Flask, meeting: int) -> None:
    guest_at(app, meeting, "Revisorn")
    handle(app, matter_at(app, meeting, "Läget"))
    case = make_case(app, "on_agenda", meeting=meeting)
    item = item_of(app, case)
    note_at(app, item, "disqualified", "Ledamoten")
    note_at(app, item, "serving", "Första ersättaren", serving_for="Ledamoten")
    decide(app, case)
    handle(app, matter_at(app, meeting, "Rapport"))
    content = said(app, drafted(app, meeting))
    head = content["head"]
    assert head["numbers"] == "§§ 1–3"
    told = {row["name"]: (row["role"], row["numbers"]) for row in head["taking_part"]}
    assert told == {
        "Ordföranden": ("ordförande", ""),
        "Vice ordföranden": ("vice ordförande", ""),
        "Ledamoten": ("ledamot", "§§ 1, 3"),
        "Andra ledamoten": ("ledamot", ""),
        "Tredje ledamoten": ("ledamot", ""),
        "Första ersättaren": ("ersätter Ledamoten", "§ 2"),
    }
    assert [row["name"] for row in head["others"]] == ["Revisorn"]
    assert lines(content, 2, "disqualified") == ["Ledamoten (C) anmälde jäv och deltog inte i handläggningen."]
    assert "disqualified" not in parts(content, 1)
    ordered = lines(content, 2, "decision")
    assert [line.startswith("Ansvarig: Socialchef. Klart senast ") for line in ordered] == [True]
    assert lines(content, 2, "recipients") == ["Socialchef", "Revisorn"]
    assert parts(content, 2)["matter"]["text"] == "Medlemskapet bör ses över."


def test_who_was_there_from_afar_and_who_only_listened(app: Flask) -> None:
    meeting = make_meeting(app)
    roll(app, meeting, [*KSAU, "Första ersättaren"], remote=["Ledamoten", "Första ersättaren"])
    handle(app, matter_at(app, meeting, "Läget"))
    roll(app, meeting, KSAU, remote=["Ledamoten"])  # the substitute, who took part in nothing, goes home
    head = said(app, drafted(app, meeting))["head"]
    assert [row["name"] for row in head["taking_part"] if row["remote"]] == ["Ledamoten"]
    assert [(row["name"], row["role"], row["remote"]) for row in head["others"]] == [
        ("Första ersättaren", "ersättare", True)
    ]


def test_what_is_deferred_or_remitted_says_so_and_goes_to_nobody(app: Flask, meeting: int) -> None:
    deferred, remitted = (make_case(app, "on_agenda", meeting=meeting) for _ in range(2))
    decide(app, deferred, "defer")
    why = {"addressee": "Socialnämnden", "note": "Kostnaden ska utredas."}
    decide(app, remitted, "remit_back", given=why)
    content = said(app, drafted(app, meeting))
    first, second = (parts(content, number) for number in (1, 2))
    assert first["decision"]["points"] == ["Ärendet bordläggs till ett kommande sammanträde."]
    assert second["decision"]["points"] == [
        "Ärendet återremitteras till Socialnämnden. Motivering: Kostnaden ska utredas."
    ]
    for told in (first, second):
        assert "recipients" not in told
        assert told["appeal"]["lines"] == ["Kan inte överklagas"]


def test_a_minoritys_demand_is_told_with_its_names(app: Flask) -> None:
    (item,) = make_matters(app, 1)
    proposal = propose_at(app, item, "defer", "Ordföranden")
    assert demand_at(app, item, proposal, 3)
    handle(app, item, "defer", "ledamot")
    minutes = drafted(app, one(app, AgendaItem, id=item).meeting_id, ["Ordföranden", "Vice ordföranden"])
    (told,) = lines(said(app, minutes), 1, "demands")
    assert told.startswith("3 av 7 närvarande begär bordläggning, minst 3 krävs: ")
    assert len(told.split(": ")[1].split(", ")) == 3


def test_each_adjournment_stands_in_the_times(app: Flask, meeting: int) -> None:
    handle(app, matter_at(app, meeting))
    step_at(app, meeting, "adjourn", note="Lunch.")
    step_at(app, meeting, "resume")
    minutes = drafted(app, meeting)
    shape = [re.sub(r"\d\d\.\d\d", "T", line).split()[-1] for line in said(app, minutes)["head"]["times"]]
    assert shape == ["T–T", "T–"]  # it goes on
    step_at(app, meeting, "close")
    shape = [re.sub(r"\d\d\.\d\d", "T", line).split()[-1] for line in said(app, minutes)["head"]["times"]]
    assert shape == ["T–T", "T–T"]


def test_what_is_approved_at_once_stands_in_its_own_minutes_only(app: Flask, meeting: int) -> None:
    items = [matter_at(app, meeting, title) for title in ("Första", "Andra", "Tredje", "Fjärde", "Femte")]
    for item in items:
        handle(app, item)
    immediate = at_once(app, items[3], "Ledamoten")
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    content, own = said(app, minutes), content_at(app, immediate)
    assert (content["head"]["numbers"], own["head"]["numbers"]) == ("§§ 1–3, 5", "§ 4")
    assert [row["title"] for row in content["paragraphs"]] == ["Första", "Andra", "Tredje", "Femte"]
    assert [row["title"] for row in own["paragraphs"]] == ["Fjärde"]


# The page and the paper


def words(text: str) -> str:
    """The text with blanks folded and typographic variants made one."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\u00ad", "").split())


def test_the_paper_says_what_the_page_says_and_a_draft_says_that_it_is_one(
    app: Flask, visitors: Visitors, meeting: int
) -> None:
    item = matter_at(app, meeting, "Avgiften", proposal=["Avgiften höjs."])
    propose_at(app, item, "reject", "Andra ledamoten")
    put_at(app, item)
    voted(app, item, ["yes", "yes", "yes", "no", "no"])
    handle(app, item, "approve")
    announce_at(app, item, "reservation", "Andra ledamoten")
    decide(app, make_case(app, "on_agenda", meeting=meeting))
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    write_at(app, minutes, "Ordföranden hälsade alla välkomna.")
    secretary = visitors["sekreterare"]
    texts = {}
    for state in ("draft", "approving", "approved"):
        if state == "approving":
            begin_at(app, minutes)
        if state == "approved":
            for who in SIGNERS:
                sign_at(app, minutes, who)
        page = words(html.unescape(re.sub(r"<[^>]+>", " ", secretary.open(f"/protokoll/{minutes}").text)))
        paper = words(text_of(secretary.client.get(f"/protokoll/{minutes}/protokoll.pdf").data))
        content = content_at(app, minutes) if state != "draft" else said(app, minutes)
        for row in content["paragraphs"]:
            for part in row["parts"]:
                told = [part["heading"], part["text"], *part["points"], *part["lines"]]
                told += [cell for cells in (part["table"] or {"rows": []})["rows"] for cell in cells]
                missing = [text for text in told if words(text) not in page or _folded(text) not in _folded(paper)]
                assert missing == [], (state, row["number"])
        assert "Ordföranden hälsade alla välkomna." in page
        assert "Ordföranden hälsade alla välkomna." in paper
        texts[state] = paper
    assert {state: "utkast" in text.lower() or "inte justerat" in text.lower() for state, text in texts.items()} == {
        "draft": True,
        "approving": True,
        "approved": False,
    }


def _folded(text: str) -> str:
    """Without the blanks and hyphens by which a line on paper ends."""
    return re.sub(r"[\s\-‐]", "", words(text))


def test_what_is_approved_is_kept_as_it_was(app: Flask, visitors: Visitors, meeting: int) -> None:
    handle(app, matter_at(app, meeting))
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    pages = [visitors[who].client.get(f"/protokoll/{minutes}/protokoll.pdf").data for who in ("ledamot", "registrator")]
    assert pages[0] == pages[1]
    paper = words(text_of(pages[0]))
    for name in ("Sekreteraren", "Ordföranden", "Ledamoten", "bekräftad med lösenord"):
        assert name in paper
