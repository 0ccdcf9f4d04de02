"""Three texts in one: what two people changed stands in the result or is shown; nothing is silently overwritten."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from casework.drafting.merging import MERGED, MINE, THEIRS, differences, resolved, with_value
from casework.drafting.threeway import merged_lines, merged_text

LINES = st.lists(st.sampled_from("abcde"), max_size=7)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "xbc", "abc", "xbc"),
        ("abc", "abc", "abx", "abx"),
        ("abc", "xbc", "aby", "xby"),
        ("abc", "axbc", "abcy", "axbcy"),
        ("abc", "bc", "ab", "b"),
        ("abc", "axc", "axc", "axc"),
        ("abc", "axc", "ayc", None),
        ("abc", "abcx", "abcy", None),
        ("abc", "ac", "axc", None),
        ("", "x", "", "x"),
        ("", "x", "y", None),
    ],
)
def test_changes_that_do_not_meet_are_both_kept(base: str, mine: str, theirs: str, merged: str | None) -> None:
    found = merged_lines(list(base), list(mine), list(theirs))
    assert found == (None if merged is None else list(merged))


@given(LINES, LINES, LINES)
def test_a_merge_is_the_same_from_either_side(base: list[str], mine: list[str], theirs: list[str]) -> None:
    assert merged_lines(base, mine, theirs) == merged_lines(base, theirs, mine)


@given(LINES, LINES)
def test_one_sided_changes_are_taken_whole(base: list[str], changed: list[str]) -> None:
    assert merged_lines(base, changed, base) == changed
    assert merged_lines(base, base, changed) == changed
    assert merged_lines(base, changed, changed) == changed


@given(LINES, LINES, LINES)
def test_a_merge_invents_nothing_and_loses_nothing_that_was_added(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    mine = [f"{line}1" if line in "ab" else line for line in mine]
    theirs = [f"{line}2" if line in "ab" else line for line in theirs]
    merged = merged_lines(base, mine, theirs)
    if merged is not None:
        added = {*mine, *theirs} - set(base)
        assert (added - set(merged), set(merged) - {*base, *added}) == (set(), set())


def test_texts_are_merged_by_paragraph_and_too_much_work_is_left_to_people() -> None:
    assert merged_text("A\n\nB\n\nC", "A1\n\nB\n\nC", "A\n\nB\n\nC2") == "A1\n\nB\n\nC2"
    assert merged_text("A\n\n" * 3000, "A\n\n" * 3000 + "B", "C" + "A\n\n" * 3000) is None


# --- part by part --------------------------------------------------------------------------------------------------


def report(**given_: Any) -> dict[str, Any]:
    """The form's data."""
    data = {
        "title": "Rubrik",
        "body": 2,
        "origin": "administration",
        "origin_sender": "",
        "origin_received": None,
        "proposal": [{"text": "Punkt ett.", "body": ""}],
        "summary": "Ett.\n\nTvå.\n\nTre.",
        "sections": [
            {"code": "BACKGROUND", "heading": "Ärende", "text": "A\n\nB\n\nC", "options": [], "recommended": ""}
        ],
        "basis": [{"text": "Tjänsteskrivelse", "day": None}],
        "recipients": [{"name": "Socialchef", "address": "", "deadline": None}],
    }
    return data | given_


def judged(app: Flask, mine: dict[str, Any], theirs: dict[str, Any]) -> list[tuple[str, str, bool]]:
    with app.test_request_context():
        found = differences(report(), mine, theirs, "membership_review", {2: "KSAU", 3: "KS"})
    return [(one.key, one.proposed, one.both) for one in found]


one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Nothing here reaches the database, so one kind of it is enough."""


@one_database
def test_what_only_one_of_the_two_changed_is_proposed(app: Flask) -> None:
    mine, theirs = report(summary="Min."), report(title="Deras")
    assert judged(app, mine, theirs) == [("title", THEIRS, False), ("summary", MINE, False)]


@one_database
def test_changes_in_other_paragraphs_are_merged_and_in_the_same_shown(app: Flask) -> None:
    mine, theirs = report(summary="Ett nytt.\n\nTvå.\n\nTre."), report(summary="Ett.\n\nTvå.\n\nTre nya.")
    assert judged(app, mine, theirs) == [("summary", MERGED, True)]
    assert judged(app, mine, report(summary="Ett annat.\n\nTvå.\n\nTre.")) == [("summary", MINE, True)]
    with app.test_request_context():
        found = differences(report(), mine, theirs, "membership_review", {})
    assert resolved(mine, found)["summary"] == "Ett nytt.\n\nTvå.\n\nTre nya."
    assert resolved(mine, found, {"summary": THEIRS})["summary"] == "Ett.\n\nTvå.\n\nTre nya."


@one_database
def test_rows_are_merged_as_rows(app: Flask) -> None:
    point = {"text": "Punkt två.", "body": "Kommunstyrelsen"}
    mine = report(proposal=[{"text": "Punkt noll.", "body": ""}, *report()["proposal"]])
    theirs = report(proposal=[*report()["proposal"], point])
    assert judged(app, mine, theirs) == [("proposal", MERGED, True)]
    with app.test_request_context():
        data = resolved(mine, differences(report(), mine, theirs, "membership_review", {}))
    assert [row["text"] for row in data["proposal"]] == ["Punkt noll.", "Punkt ett.", "Punkt två."]
    assert data["proposal"][2]["body"] == "Kommunstyrelsen"


@one_database
def test_a_section_that_the_other_added_is_there_and_one_that_he_changed_comes_back(app: Flask) -> None:
    new = {"code": "", "heading": "Begrepp", "text": "Ord.", "options": [], "recommended": ""}
    mine, theirs = report(), report(sections=[*report()["sections"], new])
    with app.test_request_context():
        found = differences(report(), mine, theirs, "membership_review", {})
        assert [row["heading"] for row in resolved(mine, found)["sections"]] == ["Ärende", "Begrepp"]
        changed = report(sections=[{**report()["sections"][0], "text": "Annat."}])
        (one,) = differences(report(), report(sections=[]), changed, "membership_review", {})
    assert (one.proposed, one.both, one.theirs["text"]) == (MINE, True, "Annat.")
    assert with_value(report(sections=[]), one.key, one.theirs)["sections"][0]["text"] == "Annat."


@one_database
def test_two_who_do_not_know_what_they_began_with_see_both(app: Flask) -> None:
    with app.test_request_context():
        (one,) = differences(None, report(summary="Min."), report(summary="Deras."), "membership_review", {})
    assert (one.choices, one.proposed) == ([MINE, THEIRS], MINE)
    assert one.compared == [("stored", "Deras."), ("typed", "Min.")]


@one_database
@pytest.mark.parametrize(
    "same",
    [
        report(sections=[{**report()["sections"][0], "position": "7"}]),
        report(sections=[*report()["sections"], {"code": "ASSESSMENT", "heading": "Bedömning", "text": ""}]),
        report(basis=[*report()["basis"], {"text": "", "day": None}]),
        report(origin_sender=None),
    ],
)
def test_what_does_not_matter_is_no_difference(app: Flask, same: dict[str, Any]) -> None:
    assert judged(app, report(), same) == []
