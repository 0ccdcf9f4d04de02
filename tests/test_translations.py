"""The English catalogue is whole; the reader's language reaches the pages and never a public document."""

import ast
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from casework.dispatch.models import Dispatch
from casework.meetings.models import MinutesExtract
from casework.register.operations import read_file
from tests.conftest import Visitors
from tests.documents.pdf_pages import text_of
from tests.factories import call_roll_of, item_of, make_case, make_meeting
from tests.observing import one
from tests.support.pages import Visitor
from workflows import PROCEDURES, WORKFLOWS, Workflow
from workflows._vocabulary import ROLES, SEATS

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "casework" / "translations" / "messages.pot"
ENGLISH = ROOT / "casework" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MARKS = ("N_", "_", "gettext", "lazy_gettext")

# Templates that speak one language: the mail is a public document, the last error page may not translate.
FIXED = ("mail/", "errors/500.html")
PROPER = {"Casework", "PDF", "SHA-256", "Svenska", "English"}

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""No language reaches the database, so one kind of it is enough."""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The catalogue as the application reads it. Put in place whole: other workers may be reading it."""
    compiled = ENGLISH.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= ENGLISH.stat().st_mtime:
        return
    fresh = compiled.with_suffix(f".{os.getpid()}.mo")
    with fresh.open("wb") as file:
        write_mo(file, _catalogue(ENGLISH))
    fresh.replace(compiled)


# --- the catalogue ---


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _texts(path: Path = ENGLISH) -> dict[str, str]:
    return {str(message.id): str(message.string or "") for message in _catalogue(path) if message.id}


def _extracted(folder: Path) -> set[str]:
    """What the extracting command finds in the source as it stands."""
    target = folder / "messages.pot"
    options = ["-F", str(ROOT / "babel.cfg"), *(f"-k{mark}" for mark in MARKS), "-o", str(target)]
    CommandLineInterface().run(["pybabel", "-q", "extract", *options, str(ROOT)])
    return set(_texts(target))


def _marked() -> set[str]:
    """What Python marks. Inside an f-string the extracting command sees it from Python 3.12 on only."""
    files = [*ROOT.glob("casework/**/*.py"), *ROOT.glob("workflows/**/*.py")]
    trees = [ast.parse(file.read_bytes()) for file in files]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in MARKS]
    return {argument.value for argument in named if isinstance(argument, ast.Constant)}


def test_catalogue_holds_the_texts_of_the_source_and_no_others(tmp_path: Path) -> None:
    wanted, held = _extracted(tmp_path) | _marked(), set(_texts())
    assert (sorted(wanted - held), sorted(held - wanted)) == ([], [])
    assert set(_texts(TEMPLATE)) == wanted


def test_catalogue_has_nothing_empty_fuzzy_or_obsolete() -> None:
    catalogue = _catalogue(ENGLISH)
    doubtful = [message.id for message in catalogue if message.id and (message.fuzzy or not message.string)]
    assert (doubtful, list(catalogue.obsolete)) == ([], [])


def test_translation_has_the_placeholders_of_its_text() -> None:
    found = re.compile(r"%\(\w+\)\w|%.")
    pairs = _texts().items()
    assert [text for text, english in pairs if {*found.findall(text)} != {*found.findall(english)}] == []


def test_translation_keeps_the_blanks_and_the_last_mark_of_its_text() -> None:
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[-1:] if text.endswith((".", ":", " ")) else ""

    assert [text for text, english in _texts().items() if edges(text) != edges(english)] == []


def test_translation_holds_no_swedish_letters_or_quotes() -> None:
    texts = list(_texts().values())
    assert [text for text in texts if re.search("[åäöÅÄÖ]", text) or text.count("“") != text.count("”")] == []


def test_every_word_of_the_tables_is_in_the_catalogue() -> None:
    tables = [*WORKFLOWS.values(), *PROCEDURES.values()]
    words = {*ROLES.values(), *SEATS.values(), *(word for table in tables for word in _words(table))}
    assert sorted(words - set(_texts())) == []


def _words(table: Workflow) -> Iterator[str]:
    yield table.label
    yield from (state.label for state in table.states.values())
    for step in table.steps:
        yield from (step.label, *([step.sentence] if step.sentence else []))
        yield from (text for ask in step.asks for text in (ask.label, ask.help) if text)


def test_templates_hold_no_words_that_are_not_marked() -> None:
    folder = ROOT / "templates"
    pages = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}
    found = {name: _bare_words(page) for name, page in pages.items() if not name.startswith(FIXED)}
    assert {name: words for name, words in found.items() if words} == {}


def _bare_words(page: str) -> list[str]:
    """The words that a template shows or says by itself: outside tags and expressions, or in an attribute."""
    html = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", page, flags=re.DOTALL)
    said = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    shown = re.sub(r"&\w+;|<[^>]*>", " ", html)
    return [word for word in re.findall(r"[^\W\d_][\w-]*", " ".join([shown, *said])) if word not in PROPER]


# --- the pages ---


def _switch(visitor: Visitor, button: str, url: str) -> Visitor:
    """Press the button in the foot of that page; the visitor is then back on it."""
    visitor.open(url)
    assert visitor.press(button, language={"English": "en", "Svenska": "sv"}[button]).request.path == url
    return visitor


def _shown(visitor: Visitor, *tags: str) -> list[str]:
    """The page's language, and what stands in those tags before anything else does."""
    assert visitor.page is not None, "no page is open"
    page = visitor.page.text
    language = re.findall(r'<html lang="(\w+)"', page)
    return language + re.findall(rf"<(?:{'|'.join(tags)})[^>]*>\s*([^<]*?)\s*<", page)


@one_database
def test_log_in_page_is_shown_in_the_language_that_is_chosen(app: Flask) -> None:
    visitor = _switch(Visitor(app), "English", "/logga-in")
    english = ["en", "Log in – Casework", "Log in", "Email address", "Password"]
    assert _shown(visitor, "title", "h1", "label") == english
    visitor.press("Log in", email="nobody@demo.example", password="wrong")
    assert _shown(visitor, "h2") == ["en", "You could not be logged in."]
    _switch(visitor, "Svenska", "/logga-in")
    swedish = ["sv", "Logga in – Casework", "Logga in", "E-postadress", "Lösenord"]
    assert _shown(visitor, "title", "h1", "label") == swedish


@one_database
def test_desk_is_shown_in_the_language_that_is_chosen(visitors: Visitors) -> None:
    officer = _switch(visitors["handlaggare"], "English", "/")
    parts = ["Waiting for you", "Under way", "Recently closed", "Dates"]
    assert _shown(officer, "h1", "h2") == ["en", "Desk", *parts]
    assert [form.labels for form in officer.forms()] == [["Log out"], ["Svenska"]]
    _switch(officer, "Svenska", "/")
    parts = ["Väntar på dig", "På väg", "Nyligen avslutade", "Dagar"]
    assert _shown(officer, "h1", "h2") == ["sv", "Skrivbord", *parts]


@one_database
def test_unknown_language_changes_nothing(visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    officer.open("/")
    officer.press("English", language="de")
    assert _shown(officer, "h1") == ["sv", "Skrivbord"]


@one_database
def test_refusal_reads_as_a_sentence_in_either_language(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, body=None, summary=None, sections=[], recipients=[("Nämnd A", ""), ("Nämnd B", "")])
    officer = _switch(visitors["handlaggare"], "English", f"/arenden/{case}")
    lists = re.findall('"refused__reasons"> (.*?)</ul>', " ".join(officer.page.text.split()))
    assert [re.findall("<li>(.*?)</li>", part) for part in lists] == [
        [
            "The officer report lacks: summary, description of the case and deciding body. Write it under Edit.",
            "The recipients Nämnd A and Nämnd B have no address. Add it under Recipients.",
        ]
    ]


@one_database
def test_dates_follow_the_language(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app, day=date(2031, 1, 14))
    secretary = _switch(visitors["sekreterare"], "English", f"/sammantraden/{meeting}")
    assert _shown(secretary, "h1") == ["en", "Kommunstyrelsens arbetsutskott Tuesday 14 January 2031"]
    assert "KSAU · at 08.30 · Lilla salen" in secretary.page.text
    _switch(secretary, "Svenska", f"/sammantraden/{meeting}")
    assert _shown(secretary, "h1") == ["sv", "Kommunstyrelsens arbetsutskott tisdag 14 januari 2031"]
    assert "KSAU · kl. 08.30 · Lilla salen" in secretary.page.text


# --- what leaves the house ---

LETTER = """Kommunstyrelsens arbetsutskott har fattat beslut i ärendet Översyn av medlemskapet ({number}).

Sammanträde: 14 januari 2031
Paragraf: § 1/2031

Beslut
Förvaltningen får i uppdrag att se över medlemskapet.

Ansvarig för uppdraget: Socialchef, klart senast 30 juni 2031.

Protokollsutdraget är bifogat (PDF).

Ekedals kommun
Frågor om ärendet: svara på det här brevet eller kontakta Handläggaren."""


@one_database
def test_decision_taken_in_english_leaves_in_swedish(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app, day=date(2031, 1, 14))
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting)
    chair = _switch(visitors["ordforande"], "English", f"/sammantraden/arende/{item_of(app, case)}")
    number = re.findall(r"KS \d{4}/1", chair.page.text)[0]
    chair.press("Decide as proposed", approve__owner="Socialchef", approve__due="2031-06-30")
    assert "The decision is recorded as § 1. It is now being sent. Number of recipients: 2." in chair.page.text

    sent = one(app, Dispatch)
    assert sent.subject == f"Beslut § 1/2031: Översyn av medlemskapet ({number})"
    assert sent.text == LETTER.format(number=number)
    assert sent.html.startswith('<!doctype html>\n<html lang="sv">')
    with app.app_context():
        extract = text_of(read_file(one(app, MinutesExtract).sha256))
    words = ("Enligt förslaget", "Ordföranden (S), ordförande", "Ledamoten (C), ledamot", "30 juni 2031")
    assert [word for word in words if word not in extract] == []
    assert [word for word in ("As proposed", "chair", "June") if word in extract] == []
