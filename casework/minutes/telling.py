"""Telling those who are to sign: when the text is handed over, when it is changed, and before the last day."""

from datetime import timedelta

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from casework import clock
from casework.database import db, write
from casework.logs import log
from casework.minutes.models import Minutes, MinutesReminder
from casework.minutes.queries import being_signed
from casework.web import day


def ask_to_sign(minutes: Minutes, person_ids: set[int], why: str = "") -> None:
    """A letter to each: the minutes wait for his signature; `why` the text is another than he signed."""
    body, held = minutes.meeting.body.short_name, day(minutes.meeting.day)
    with force_locale("sv"):
        subject = _("Protokoll att underteckna: %(body)s %(day)s", body=body, day=held)
        told = _("Protokollet från %(body)s %(day)s väntar på din underskrift.", body=body, day=held)
        if why:
            told = _("Protokollet från %(body)s %(day)s är ändrat, och väntar på din underskrift.", body=body, day=held)
        if minutes.last_day:
            told += " " + _("Underteckna senast %(day)s.", day=day(minutes.last_day))
    path = f"/protokoll/{minutes.id}"
    current_app.extensions["casework.write_to"](person_ids, minutes.authority_id, subject, told, path)


def remind_signers() -> int:
    """Drain: who has not signed is reminded before the last day, once for that day; how many letters.

    Where nothing is due it is one statement and no lock; one that cannot be told does not stop the others.
    """
    days = current_app.extensions["casework.settings"].minutes_reminder_days
    today = clock.today()
    due = Minutes.last_day.between(today, today + timedelta(days=days))
    waiting = [(row.id, set(left)) for row, left in being_signed(due)] if days else []
    db.session.rollback()
    return sum(_remind(number, person_id) for number, left in waiting for person_id in sorted(left))


def _remind(minutes_id: int, person_id: int) -> bool:
    try:
        with write():
            minutes = db.session.get(Minutes, minutes_id, with_for_update={"of": Minutes})
            if minutes is None or minutes.state != "approving" or minutes.last_day is None:
                return False
            told = {"minutes_id": minutes_id, "person_id": person_id, "last_day": minutes.last_day}
            begun = clock.local(minutes.made_at).date() == clock.today()
            if begun or db.session.query(MinutesReminder).filter_by(**told).first() is not None:
                return False
            db.session.add(MinutesReminder(**told, at=clock.now()))
            ask_to_sign(minutes, {person_id})
    except Exception as error:  # noqa: BLE001  # the others are told on their day all the same
        log.error("minutes_reminder_failed", minutes=minutes_id, error=type(error).__name__, exc_info=error)
        return False
    return True
