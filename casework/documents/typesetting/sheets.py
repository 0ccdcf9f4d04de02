"""What a sheet of data is made of: texts cleaned for print, days and moments in words, as the templates read them."""

import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_time

from casework.clock import local
from casework.documents.markup import parse
from casework.documents.typesetting.characters import fit_for_print, one_line
from casework.documents.typesetting.press import PRESS


def says_something(text: str) -> bool:
    """Tell whether anything is left of the text when blanks and control characters are gone."""
    return any(character.isprintable() and not character.isspace() for character in text)


def check_decision(
    document: str, *, points: tuple[str, ...], title: str, decided_at: datetime, report_sha256: str | None
) -> None:
    """Refuse with ValueError what no paper about a decision may lack. `document` begins the sentence that says so.

    `report_sha256` is None where no report was decided on.
    """
    if not any(says_something(point) for point in points):
        raise ValueError(f"{document} måste ha en beslutstext.")
    if not says_something(title):
        raise ValueError(f"{document} måste ha en ärenderubrik.")
    if decided_at.tzinfo is None:
        raise ValueError("Tidpunkten för beslutet måste ha en tidszon.")
    if report_sha256 is not None:
        check_sha256(report_sha256)


def check_sha256(text: str) -> None:
    """Refuse with ValueError what is not a content hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("Kontrollsumman måste vara 64 hexadecimala siffror.")


def as_line(text: str) -> str:
    """Return the text on one line, in characters that the fonts have."""
    return one_line(fit_for_print(text, PRESS.can_show))


def short_line(text: str, most: int = 80) -> str:
    """Return one line of at most `most` characters, for the page's head and foot."""
    line = as_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def as_text(text: str) -> list[dict[str, Any]]:
    """Return the blocks of a text; what a person has typed are strings in it, and nothing else is."""
    return [asdict(block) for block in parse(fit_for_print(text.expandtabs(4), PRESS.can_show))]


def day_in_words(day: date) -> str:
    """Return the day as in 14 juni 2026."""
    return format_date(day, "d MMMM y", locale="sv")


def moment_in_words(moment: datetime) -> str:
    """Return the moment as in 14 juni 2026 kl. 08.45, as the clock on the wall showed it."""
    return f"{day_in_words(local(moment).date())} {time_in_words(moment)}"


def time_in_words(moment: datetime) -> str:
    """Return the time as in kl. 08.45, as the clock on the wall showed it."""
    return f"kl. {format_time(local(moment), 'HH.mm', locale='sv')}"
