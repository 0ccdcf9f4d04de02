"""The only source of time. UTC in the database, Europe/Stockholm on screen."""

from datetime import UTC, date, datetime

from casework.law.days import STOCKHOLM


def now() -> datetime:
    """This moment, in UTC with its zone."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Stockholm: law counts in days there."""
    return now().astimezone(STOCKHOLM).date()


def local(moment: datetime) -> datetime:
    """`moment` as the clock on the wall in Stockholm shows it."""
    return moment.astimezone(STOCKHOLM)


def from_local(moment: datetime) -> datetime:
    """A naive time as typed in a form, read as Stockholm's, in UTC."""
    return moment.replace(tzinfo=STOCKHOLM).astimezone(UTC)
