"""What the clock does: reminds who has not answered before the last day, and tells the officer when it has passed."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from flask import current_app
from sqlalchemy import and_

from casework import audit, clock
from casework.database import db, write
from casework.logs import log
from casework.referrals.letters import REMINDER, send
from casework.referrals.models import Referral
from casework.referrals.operations import tell_officer
from casework.referrals.queries import lock_referral, to_remind
from workflows._vocabulary import N_

Work = Callable[[Referral], None]


def remind() -> int:
    """Drain: letters before the last day and a word to the officer after it; how many were told.

    Each is told once of a last day, beside other workers too. Where nothing is due it is two statements and no lock.
    One that cannot be told does not stop the others.
    """
    today = clock.today()
    days = current_app.extensions["casework.settings"].referral_reminder_days
    midnight = clock.from_local(datetime.combine(today, time.min))  # who was asked today needs no reminder today
    soon = and_(
        Referral.reminded_at.is_(None),
        Referral.due >= today,
        Referral.due <= today + timedelta(days=days),
        Referral.asked_at < midnight,
    )
    reminded = to_remind(soon) if days else []
    late = to_remind(and_(Referral.overdue_told_at.is_(None), Referral.due < today))
    db.session.rollback()
    return sum(_done(number, _remind) for number in reminded) + sum(_done(number, _tell) for number in late)


def _done(referral_id: int, work: Work) -> bool:
    try:
        with write():
            referral = lock_referral(referral_id)
            if not referral.is_open:
                return False
            work(referral)
    except Exception as error:  # noqa: BLE001  # the others are told on their day all the same
        log.error("reminder_failed", referral=referral_id, error=type(error).__name__, exc_info=error)
        return False
    return True


def _remind(referral: Referral) -> None:
    if referral.reminded_at is None:
        referral.reminded_at = clock.now()
        send(referral, REMINDER)
        _record(referral, "referral_reminded")


def _tell(referral: Referral) -> None:
    if referral.overdue_told_at is None:
        referral.overdue_told_at = clock.now()
        text = N_("%(name)s har inte svarat på remissen, och sista dagen har passerat.")
        tell_officer(referral, text, None)
        _record(referral, "referral_overdue")


def _record(referral: Referral, event: str) -> None:
    case = referral.case
    audit.record(event, authority_id=case.authority_id, case_id=case.id, referral=referral.id)
