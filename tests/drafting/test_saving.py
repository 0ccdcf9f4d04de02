"""Saving the officer report: versions, two people at once, and when it is locked."""

import signal
from collections.abc import Iterator

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.cases.models import Case, CaseEvent, Recipient, ReportVersion
from casework.cases.operations import content_hash
from casework.cases.pages import difference
from tests.conftest import Visitors
from tests.factories import content, give_role, make_case, make_person, step_of
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor


@pytest.fixture
def case(app: Flask) -> int:
    """A draft of the officer."""
    return make_case(app)


@pytest.fixture
def editor(case: int, visitors: Visitors) -> Visitor:
    """Its officer, with the report open to edit."""
    visitor = visitors["handlaggare"]
    visitor.open(f"/arenden/{case}/tjansteskrivelse")
    return visitor


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(app: Flask, editor: Visitor) -> None:
    page = editor.press("Spara", title="En ny rubrik", summary="En ny sammanfattning.")
    first, second = rows(app, ReportVersion)
    case, record = one(app, Case), rows(app, AuditRecord, event="save_report")[0]
    assert "Tjänsteskrivelsen är sparad." in page.text
    assert (first.content, first.number) == (content(), 1)
    assert (second.number, second.content["summary"]) == (2, "En ny sammanfattning.")
    assert second.content_hash == content_hash(second.content) != first.content_hash
    assert (case.title, case.version, amount(app, CaseEvent)) == ("En ny rubrik", 2, 1)
    assert record.data == {"report": 2, "hash": second.content_hash}


def test_the_same_text_again_is_no_new_version(app: Flask, editor: Visitor, case: int) -> None:
    editor.press("Spara")
    first = amount(app, ReportVersion)
    editor.open(f"/arenden/{case}/tjansteskrivelse")
    editor.press("Spara")
    assert amount(app, ReportVersion) == first


def test_a_changed_list_of_recipients_is_kept_in_its_order(app: Flask, editor: Visitor) -> None:
    editor.press("Spara", **{"recipients-0-name": "Ekonomichef", "recipients-0-address": ""})
    assert [(row.position, row.name, row.address) for row in rows(app, Recipient)] == [
        (1, "Ekonomichef", "ekonomichef@demo.example"),
        (2, "Revisorn", "revisor@demo.example"),
    ]


def test_a_stale_save_shows_both_texts_and_loses_neither(app: Flask, editor: Visitor, case: int) -> None:
    elsewhere = Visitor(app)
    elsewhere.client.set_cookie("session", editor.client.get_cookie("session").value)  # type: ignore[union-attr]
    elsewhere.open(f"/arenden/{case}/tjansteskrivelse")
    elsewhere.press("Spara", summary="Medlemskapet bör sägas upp.")
    before = fingerprint(app)
    page = editor.press("Spara", summary="Medlemskapet bör behållas.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Medlemskapet bör <del>sägas upp.</del><ins>behållas.</ins>" in page.text
    assert dict(editor.form("Spara").values)["summary"] == "Medlemskapet bör behållas."
    assert editor.press("Spara").status_code == 200
    summaries = [version.content["summary"] for version in rows(app, ReportVersion)]
    assert summaries == ["Medlemskapet bör ses över.", "Medlemskapet bör sägas upp.", "Medlemskapet bör behållas."]


def test_a_version_that_does_not_stand_is_stale(app: Flask, editor: Visitor, case: int) -> None:
    before = fingerprint(app)
    for version in ("", "-1", "2", "9" * 5000):
        editor.open(f"/arenden/{case}/tjansteskrivelse")
        assert editor.press("Spara", summary="Ny.", version=version).status_code == 409, version[:9]
    assert fingerprint(app) == before


def test_a_report_in_review_is_locked_and_the_typed_text_is_kept(app: Flask, editor: Visitor, case: int) -> None:
    """The officer left it for review in another window, while he wrote in this one."""
    step_of(app, case, "submit", "handlaggare")
    before = fingerprint(app)
    typed = {"summary": "Skriven medan ärendet lämnades."}
    assert editor.press("Spara", **typed).status_code == 409
    page = editor.press("Spara")
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert "Tjänsteskrivelsen är låst i läget ”Granskning”." in page.text
    assert dict(editor.form("Spara").values)["summary"] == typed["summary"]
    page = editor.open(f"/arenden/{case}/tjansteskrivelse")
    assert (page.request.path, "är låst i läget ”Granskning”" in page.text) == (f"/arenden/{case}", True)


def test_only_the_cases_own_officer_edits_it(app: Flask, case: int, editor: Visitor, visitors: Visitors) -> None:
    form = editor.form("Spara").filled(summary="Ändrad av en annan.")
    give_role(app, "chef", "officer", authority=1)  # who sees the draft as manager
    make_person(app, "kollega", "officer")  # who does not
    before, manager = fingerprint(app), visitors["chef"]
    manager.open(f"/arenden/{case}")
    token = dict(manager.forms()[0].values)["csrf_token"]
    page = manager.post(f"/arenden/{case}/tjansteskrivelse", **form | {"csrf_token": token})
    assert "Bara ärendets handläggare, Handläggaren, kan göra det här." in page.text
    assert (page.status_code, fingerprint(app)) == (422, before)
    colleague = visitors["kollega"]
    assert colleague.open(f"/arenden/{case}/tjansteskrivelse").status_code == 404
    assert fingerprint(app) == before


def test_the_address_of_a_function_is_not_made_the_recipients_own(app: Flask, editor: Visitor) -> None:
    editor.press("Spara", title="Bara rubriken är ny")
    assert [(row.name, row.own_address) for row in rows(app, Recipient)] == [
        ("Socialchef", ""),
        ("Revisorn", "revisor@demo.example"),
    ]


# The difference


def _told(runs: list[tuple[str, str]], *kinds: str) -> str:
    return "".join(words for kind, words in runs if kind in kinds)


@pytest.mark.parametrize(
    ("stored", "typed", "runs"),
    [
        ("ett två tre", "ett fyra tre", [("same", "ett "), ("stored", "två "), ("typed", "fyra "), ("same", "tre")]),
        ("ett", "ett två", [("same", "ett"), ("typed", " två")]),
        ("ett två", "ett", [("same", "ett"), ("stored", " två")]),
        ("Ett.", "Ett.\n\nTvå.", [("same", "Ett."), ("typed", "\n\nTvå.")]),
        ("", "nytt", [("typed", "nytt")]),
        ("gammalt", "", [("stored", "gammalt")]),
        (
            "Första stycket.\n\nAndra stycket.",
            "Första stycket.\n\nTredje stycket.",
            [("same", "Första stycket.\n\n"), ("stored", "Andra "), ("typed", "Tredje "), ("same", "stycket.")],
        ),
    ],
)
def test_the_difference_is_told_word_by_word(app: Flask, stored: str, typed: str, runs: list[tuple[str, str]]) -> None:
    with app.test_request_context():
        assert difference(content(summary=stored), content(summary=typed)) == [("Sammanfattning av ärendet", runs)]


@pytest.fixture
def not_for_ever() -> Iterator[None]:
    """Stops a test that has not ended in half a minute; what takes so long takes hours."""
    previous = signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


def _give_up(*_: object) -> None:
    raise TimeoutError


WORDS = [f"ord{n % 997}" for n in range(30_000)]
LARGE = {
    "one letter again and again": ("a b " * 50_000, "b a a " * 33_000),
    "one line again and again": ("a\n" * 100_000, "b\na\n" * 50_000),
    "blank lines": ("\n" * 200_000 + "x", "y" + "\n" * 200_000),
    "one paragraph of sentences": (". ".join(WORDS), ". ".join(WORDS[::-1])),
    "one long sentence": (" ".join(WORDS), " ".join(reversed(WORDS))),
    "no blank at all": ("a" * 200_000, "b" * 200_000),
    "a paragraph changed at each end": (
        "\n\n".join([" ".join(WORDS[:40])] * 700),
        "\n\n".join(["Ny."] + [" ".join(WORDS[:40])] * 698 + ["Slut."]),
    ),
}


@pytest.mark.parametrize("texts", LARGE.values(), ids=LARGE)
@pytest.mark.usefixtures("not_for_ever")
def test_two_large_texts_are_compared_without_end(app: Flask, texts: tuple[str, str]) -> None:
    with app.test_request_context():
        ((_, runs),) = difference(content(summary=texts[0]), content(summary=texts[1]))
    assert (_told(runs, "same", "stored") == texts[0], _told(runs, "same", "typed") == texts[1]) == (True, True)


def test_a_word_changed_in_a_large_text_is_all_that_is_told(app: Flask) -> None:
    pages = [" ".join(WORDS[n : n + 60]) for n in range(0, 24_000, 60)]
    changed = [*pages[:8], pages[8].replace("ord480", "nytt"), *pages[9:]]
    with app.test_request_context():
        ((_, runs),) = difference(content(summary="\n\n".join(pages)), content(summary="\n\n".join(changed)))
    assert (_told(runs, "stored"), _told(runs, "typed")) == ("ord480 ", "nytt ")
