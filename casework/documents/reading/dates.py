"""Dates as Swedish municipalities write them, to ISO 8601."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uari)?|feb(?:ruari)?|mar(?:s)?|apr(?:il)?|maj|jun(?:i)?|jul(?:i)?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\s+)?"
_FORMS = (
    # 2018-08-28, 2017-11- 20 (torn), 2019/05/29; not the end of a longer number
    r"(?<![\d/.-])(?P<y1>\d{4})(?:\s?[-–]\s?(?P<m1>\d{1,2})\s?[-–]\s?|[/.](?P<m1b>\d{2})[/.])(?P<d1>\d{1,2})(?![\d/]|-\d)",
    # tisdag den 29 maj 2019
    rf"{_WEEKDAY}(?:den\s+)?(?<!\d)(?P<d2>\d{{1,2}})(?::?[ea])?\s+{_MONTH}\s+(?P<y2>\d{{4}})(?!\d)",
    r"(?<![\d/.])(?P<d3>\d{1,2})/(?P<m3>\d{1,2})[\s-]\s?(?P<y3>\d{4})(?!\d)",  # 29/5 2019, 29/5-2019
    r"(?<![\d/.-])(?P<y4>(?:19|20)\d{2})(?P<m4>\d{2})(?P<d4>\d{2})(?![\d/-])",  # 20190529
)
_DATE = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)
_YEARS = range(1900, 2100)
_REACH = 400  # a date is looked for in the first characters of a line only


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in the text that was searched."""

    iso: str
    start: int
    end: int


def find_date(text: str, start: int = 0) -> FoundDate | None:
    """Return the first complete date in `text` from `start`; one without year, or impossible, is none."""
    for found in _DATE.finditer(text, start, start + _REACH):
        iso = _iso(found)
        if iso:
            return FoundDate(iso, found.start(), found.end())
    return None


def _iso(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    year = parts["y1"] or parts["y2"] or parts["y3"] or parts["y4"]
    day = parts["d1"] or parts["d2"] or parts["d3"] or parts["d4"]
    if parts["month"]:
        month = _MONTHS.index(parts["month"][:3].lower()) + 1
    else:
        month = int(parts["m1"] or parts["m1b"] or parts["m3"] or parts["m4"])
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
