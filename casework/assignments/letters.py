"""Letters within the house about an assignment: to who is to carry it out, or else to who keeps watch over it."""

from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import force_locale, gettext

from casework import clock
from casework.assignments.models import Assignment
from casework.database import db
from casework.dispatch.models import NOTICE
from casework.dispatch.operations import Message, dispatch
from casework.people.models import DirectoryFunction, Person
from casework.people.queries import holders, told_by_mail
from casework.web import letter
from workflows._vocabulary import N_, SECRETARY

REMINDER, OVERDUE, HANDED_OVER = "reminder", "overdue", "handed_over"
SUBJECTS = {
    REMINDER: N_("Påminnelse om uppdrag, klart senast %(day)s"),
    OVERDUE: N_("Uppdraget är försenat sedan %(day)s"),
    HANDED_OVER: N_("Du har tagit över ett uppdrag, klart senast %(day)s"),
}
"""By what the letter is about. The text of the assignment stands in the letter and on its page."""


@dataclass(frozen=True)
class Envelope:
    """Who gets a letter, as a distribution list has it."""

    name: str
    channel: str
    address: str
    deadline: date | None = None


def send(row: Assignment, about: str, *, note: str = "") -> list[str]:
    """Queue the letter in the caller's transaction; the names of those who get it.

    It goes to the person, where he wants letters; to the function's address in the directory; and where the owner is
    neither, or it is late, to the officer of the case and the secretaries of the body too.
    """
    boxes = _to_owner(row)
    if not boxes or about == OVERDUE:
        known = {box.address.casefold() for box in boxes}
        boxes += [box for box in _to_watchers(row) if box.address.casefold() not in known]
    if not boxes:
        return []
    message = _message(row, about, note)
    dispatch(row.authority_id, row.case_id, message, boxes, state="queued", purpose=NOTICE)
    return [box.name for box in boxes]


def _to_owner(row: Assignment) -> list[Envelope]:
    function = db.session.get(DirectoryFunction, row.function_id) if row.function_id is not None else None
    if function is not None and function.address and function.channel == "mail":
        return [Envelope(function.name, "mail", function.address)]
    return _by_mail([row.person_id] if row.person_id is not None else [])


def _to_watchers(row: Assignment) -> list[Envelope]:
    watching = [person.id for person in watchers(row)]
    return _by_mail(watching)


def watchers(row: Assignment) -> list[Person]:
    """Who keeps watch over what the body gave: the officer of the case, and the body's secretaries."""
    found = holders(SECRETARY, row.authority_id, row.body_id)
    return [*([row.case.officer] if row.case is not None else []), *found]


def _by_mail(persons: list[int]) -> list[Envelope]:
    accounts = told_by_mail(dict.fromkeys(persons))
    return [Envelope(account.person.name, "mail", account.email) for account in accounts]


def _message(row: Assignment, about: str, note: str) -> Message:
    settings_url = _address("people.settings")
    page = {"row": row, "about": about, "note": note, "settings_url": settings_url}
    page |= {"url": _address("assignments.show", assignment_id=row.id), "days": (row.due - clock.today()).days}
    with force_locale("sv"):  # a letter is in Swedish, whoever presses the button
        page["day"] = current_app.jinja_env.filters["day"](row.due)
        subject = gettext(SUBJECTS[about]) % {"day": page["day"]}
        return Message(
            subject=subject,
            text=letter("mail/assignment.txt", **page),
            html=letter("mail/assignment.html", **page),
            unsubscribe=settings_url,
            thread=f"assignment-{row.authority_id}-{row.id}",
        )


def _address(endpoint: str, **values: int) -> str:
    """The page's address for who reads it in a letter; letters are also written where there is no request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.extensions['casework.settings'].base_url}{path}"
