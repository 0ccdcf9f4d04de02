"""Who was there from when to when, with what was decided meanwhile; and each one's time, for payroll."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from flask_babel import gettext as _
from sqlalchemy import select

from casework import clock
from casework.database import db
from casework.law.attending import GUESTS
from casework.meetings.guests import guests_of
from casework.meetings.models import Attendance, Decision, Guest, Meeting, PresenceSpan
from casework.meetings.queries import attendance_of
from casework.meetings.roll import MISTAKEN
from workflows._vocabulary import SEATS

A_SLIP = timedelta(minutes=2)


@dataclass(frozen=True)
class Stay:
    """From when to when somebody was there in one way; `until` is None while he is. `paragraphs`: decided meanwhile."""

    name: str
    party: str
    role: str
    since: datetime
    until: datetime | None
    remote: bool
    serving_for: str
    paragraphs: tuple[int, ...]

    def minutes(self, now: datetime) -> int:
        """How long, in whole minutes that have begun; until `now` where it has not ended."""
        return -(-int(((self.until or now) - self.since).total_seconds()) // 60)


def stays_of(
    meeting: Meeting, rows: Sequence[Attendance] | None = None, guests: Sequence[Guest] | None = None
) -> list[Stay]:
    """Every stay at the meeting by seat and time, slips at the roll left out; and those without a seat."""
    rows = attendance_of(meeting.id) if rows is None else rows
    names = {row.person_id: row.person.name for row in rows}
    spans = _spans(meeting.id)
    decided = _decided(meeting.id)
    found = [
        Stay(
            name=row.person.name,
            party=row.seat.party,
            role=gettext(SEATS[row.role]),
            since=span.since,
            until=span.until,
            remote=span.remote,
            serving_for=names.get(span.serving_for_id or 0, ""),
            paragraphs=_meanwhile(decided, span.since, span.until),
        )
        for row in rows
        for span in spans
        if span.attendance_id == row.id
    ]
    for guest in guests_of(meeting.id) if guests is None else guests:
        role = gettext(GUESTS[guest.kind].label)
        while_there = _meanwhile(decided, guest.since, guest.until)
        found.append(Stay(guest.name, "", role, guest.since, guest.until, guest.remote, "", while_there))
    return found


def _spans(meeting_id: int) -> list[PresenceSpan]:
    query = select(PresenceSpan).join(Attendance, Attendance.id == PresenceSpan.attendance_id)
    query = query.where(Attendance.meeting_id == meeting_id).order_by(PresenceSpan.id)
    return [span for span in db.session.scalars(query) if not _is_a_slip(span)]


def _is_a_slip(span: PresenceSpan) -> bool:
    """Noted at the roll and mended at once. Who sat longer was there, whether anything was decided or not."""
    return span.cause == MISTAKEN and span.until is not None and span.until - span.since < A_SLIP


def _decided(meeting_id: int) -> list[tuple[datetime, int]]:
    query = select(Decision.decided_at, Decision.paragraph).where(Decision.meeting_id == meeting_id)
    return [(row.decided_at, row.paragraph) for row in db.session.execute(query.order_by(Decision.paragraph))]


def _meanwhile(decided: Sequence[tuple[datetime, int]], since: datetime, until: datetime | None) -> tuple[int, ...]:
    return tuple(number for at, number in decided if since <= at and (until is None or at < until))


def paragraphs_told(numbers: Sequence[int]) -> str:
    """§ 4, §§ 4–7, §§ 4, 6–7: what stands beside each other as a range; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"{'§' if len(numbers) == 1 else '§§'} {told}" if numbers else ""


def hours_csv(meeting: Meeting) -> str:
    """A row a stay, for payroll: semicolons and a decimal comma, as a Swedish spreadsheet reads them."""
    page = io.StringIO()
    sheet = csv.writer(page, delimiter=";", lineterminator="\r\n")
    sheet.writerow(
        [
            _("Namn"),
            _("Parti"),
            _("Uppdrag"),
            _("Från"),
            _("Till"),
            _("Minuter"),
            _("Timmar"),
            _("Sätt"),
            _("Paragrafer"),
        ]
    )
    now = clock.now()
    for stay in stays_of(meeting):
        minutes = stay.minutes(now)
        sheet.writerow(
            [
                _safe(stay.name),
                _safe(stay.party),
                stay.role,
                f"{clock.local(stay.since):%Y-%m-%d %H:%M}",
                f"{clock.local(stay.until):%Y-%m-%d %H:%M}" if stay.until else "",
                minutes,
                f"{minutes / 60:.2f}".replace(".", ","),
                _("på distans") if stay.remote else _("i salen"),
                paragraphs_told(stay.paragraphs),
            ]
        )
    return "\ufeff" + page.getvalue()


def _safe(text: str) -> str:
    """A name is no formula, whatever it begins with."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
