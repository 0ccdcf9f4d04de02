"""The meeting as an iCalendar object (RFC 5545) that goes with the summons. Pure: the same facts give the same bytes.

METHOD is PUBLISH (RFC 5546 3.2.1) and not REQUEST: a request shows buttons whose answer goes by mail to the organizer,
where nobody would read it, and the member would think that he had answered. The answer is given on the page. A later
version has the same UID and a higher SEQUENCE; a cancelled meeting is a CANCEL of the same UID.

The time zone is written as rules and not as the list of days (RDATE) that the library makes: Outlook does not read that
list, and shows the meeting an hour wrong in summer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur, vUri

from casework.clock import local
from casework.law.days import STOCKHOLM

PRODUCT = "-//Casework//Kallelse//SV"
SUMMER, WINTER = timedelta(hours=2), timedelta(hours=1)
LENGTH = timedelta(hours=2)
"""No meeting of ours has an end before it has ended; a calendar wants something to draw."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What the calendar shows. `uid` is the meeting's own for ever; `at` is when this version was made."""

    uid: str
    sequence: int
    at: datetime
    starts_at: datetime
    summary: str
    place: str
    description: str
    url: str
    organizer: tuple[str, str]
    cancelled: bool = False


def calendar_file(given: Invitation) -> bytes:
    """The calendar object, ready to be attached; `method_of` names its method."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method_of(given))
    calendar.add_component(_stockholm())
    calendar.add_component(_event(given))
    return bytes(calendar.to_ical())


def method_of(given: Invitation) -> str:
    """PUBLISH, or CANCEL; the letter's part is marked with it too (RFC 6047)."""
    return "CANCEL" if given.cancelled else "PUBLISH"


def _event(given: Invitation) -> Event:
    name, address = given.organizer
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name
    starts = local(given.starts_at)
    event = Event()
    event.add("uid", given.uid)
    event.add("sequence", given.sequence)
    event.add("dtstamp", given.at)
    event.add("last-modified", given.at)
    event.add("dtstart", starts)
    event.add("dtend", starts + LENGTH)
    event.add("summary", given.summary)
    event.add("location", given.place)
    event.add("description", given.description)
    event.add("url", vUri(given.url))
    event.add("organizer", organizer)
    event.add("status", "CANCELLED" if given.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _stockholm() -> Timezone:
    zone = Timezone()
    zone.add("tzid", STOCKHOLM.key)
    for part, name, month, before, after in (
        (TimezoneDaylight(), "CEST", 3, WINTER, SUMMER),
        (TimezoneStandard(), "CET", 10, SUMMER, WINTER),
    ):
        day = {3: 29, 10: 25}[month]  # the last Sundays of 1970, from which the rule counts
        part.add("dtstart", datetime(1970, month, day, 2 if month == 3 else 3))  # noqa: DTZ001  # by the wall, as RFC 5545 asks
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1SU"))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone
