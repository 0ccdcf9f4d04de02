"""Days as reports write them: whether a text names one, and whether its weekday is right."""

import re
from collections.abc import Iterator
from datetime import date

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

_DAY = (
    r"(?:(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})"
    rf"|(?P<d>\d{{1,2}}) (?P<m>{'|'.join(MONTHS)}) (?P<y>(?:19|20)\d{{2}}))"
)
_DATED = re.compile(_DAY, re.IGNORECASE)
_WITH_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(WEEKDAYS)})(?:en)?,?(?: den)? {_DAY}", re.IGNORECASE)
_SOME_DAY = re.compile(
    rf"\b(?:\d{{1,2}} (?:{'|'.join(MONTHS)})|(?:{'|'.join(MONTHS)}) (?:19|20)\d{{2}}"
    r"|(?:hösten|våren|sommaren|årsskiftet|kvartal(?:et)? \d|utgången av) (?:19|20)?\d{2,4})\b",
    re.IGNORECASE,
)


def is_dated(text: str) -> bool:
    """Whether the text names a day of the calendar."""
    return any(_day(found) for found in _DATED.finditer(text))


def last_day_named(text: str) -> date | None:
    """The last day of the calendar that the text names; None where it names none."""
    days = [day for found in _DATED.finditer(" ".join(text.split())) if (day := _day(found))]
    return days[-1] if days else None


def names_some_day(text: str) -> bool:
    """As `is_dated`, or at least a month or a season."""
    return is_dated(text) or bool(_SOME_DAY.search(text))


def wrong_weekdays(text: str) -> Iterator[tuple[str, str]]:
    """What the text says and the weekday that the day has: ("fredagen den 13 juni 2019", "torsdag")."""
    for found in _WITH_WEEKDAY.finditer(" ".join(text.split())):
        day = _day(found)
        if day and WEEKDAYS[day.weekday()] != found["weekday"].lower():
            yield found[0], WEEKDAYS[day.weekday()]


def _day(found: re.Match[str]) -> date | None:
    named = found["m"]
    month = MONTHS.index(named.lower()) + 1 if named else int(found["month"])
    try:
        return date(int(found["y"] or found["year"]), month, int(found["d"] or found["day"]))
    except ValueError:
        return None
