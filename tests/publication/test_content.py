"""The words of a notice: each route with its own instructions, the days that the law gives, the hash over them."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from casework.law.appeals import ADMINISTRATIVE_APPEAL, LEGALITY_REVIEW, NOT_APPEALABLE
from casework.meetings.hours import paragraphs_told
from casework.minutes.queries import content_hash
from casework.publication.content import by_route, dated, instructions, is_sound
from casework.publication.models import PostingStretch
from casework.publication.wording import spans_of, title_of

ROUTES = {1: NOT_APPEALABLE, 2: LEGALITY_REVIEW, 3: ADMINISTRATIVE_APPEAL, 4: LEGALITY_REVIEW}
PARAGRAPHS = {1: 38, 2: 39, 3: 40, 4: 41}


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Any:
    """Words are told in a language."""
    with app.app_context():
        yield


def notice(routes: dict[int, str]) -> dict[str, Any]:
    """A notice of those paragraphs, posted on the Friday three weeks before midsummer eve."""
    told = {
        "kind": "regular",
        "authority": "Ekedals kommun",
        "body": "Kommunstyrelsen",
        "day": "2026-05-20",
        "number": "",
        "paragraphs": list(PARAGRAPHS.values()),
        "numbers": "§§ 38–41",
        "approved_on": "2026-05-29",
        "kept_at": "Kommunkansliet",
        "court": "Förvaltningsrätten i Uppsala",
        "routes": by_route(routes, PARAGRAPHS, paragraphs_told),
    }
    return dated(told, date(2026, 5, 29))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_route_has_its_own_instructions_and_a_holiday_moves_the_last_day() -> None:
    told = notice(ROUTES)
    assert (told["last_day"], told["removal_day"]) == ("2026-06-22", "2026-06-23")
    review, appeal, nothing = told["instructions"]
    assert review.startswith("Beslut i §§ 39, 41 kan överklagas genom laglighetsprövning")
    assert review.endswith("till Förvaltningsrätten i Uppsala senast 22 juni 2026.")
    assert appeal.startswith("Beslut i § 40 kan överklagas av den som beslutet gäller. ")
    assert nothing == "Beslut i § 38 kan inte överklagas."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_only_prepares_tells_no_last_day_and_stands_as_long_as_others() -> None:
    told = notice(dict.fromkeys(ROUTES, NOT_APPEALABLE))
    assert (told["last_day"], told["removal_day"]) == ("", "2026-06-23")
    assert told["instructions"] == ["Beslut i §§ 38–41 kan inte överklagas."]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_notice_is_frozen_in_swedish_whoever_posts_it() -> None:
    with force_locale("en"):
        told = notice(ROUTES)
    assert told == notice(ROUTES)
    assert told["instructions"] == instructions(told)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_other_word_is_another_hash() -> None:
    stretch = PostingStretch(content=notice(ROUTES), content_hash=content_hash(notice(ROUTES)))
    assert is_sound(stretch)
    stretch.content = stretch.content | {"last_day": "2026-06-23"}
    assert not is_sound(stretch)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_title_names_body_day_and_paragraphs() -> None:
    told = notice(ROUTES)
    assert title_of(told) == "Kommunstyrelsen 20 maj 2026, §§\N{NO-BREAK SPACE}38–41"
    assert title_of(told | {"numbers": ""}) == "Kommunstyrelsen 20 maj 2026"
    delegated = told | {"kind": "delegated", "number": "D 3/2026"}
    assert title_of(delegated) == "Kommunstyrelsen: D 3/2026, beslutat 20 maj 2026"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([date(2026, 5, 3)], "3 maj 2026"),
        ([date(2026, 5, 4), date(2026, 5, 3), date(2026, 5, 6)], "3–4 maj 2026, 6 maj 2026"),
        ([date(2026, 4, 30), date(2026, 5, 1)], "30 april–1 maj 2026"),
        ([date(2025, 12, 31), date(2026, 1, 1)], "31 december 2025–1 januari 2026"),
    ],
)
def test_days_that_follow_on_each_other_are_told_as_a_span(days: list[date], told: str) -> None:
    assert spans_of(days) == told
