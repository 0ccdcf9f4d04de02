"""What the clock does: looks for each notice once a day, and takes down those whose period has run out."""

from collections.abc import Callable
from contextvars import Context

from flask import current_app, url_for

from casework import audit, clock
from casework.database import db, upsert, write
from casework.errors import StaleVersion
from casework.logs import log
from casework.permissions import system
from casework.publication.models import NoticeBoardPosting, PostingObservation
from casework.publication.operations import take
from casework.publication.queries import lock_posting, removal_of, standing, unseen_on
from workflows import StepRefused

Work = Callable[[NoticeBoardPosting], bool]


def watch_board() -> int:
    """Drain: each notice that stands is seen once a day, and one whose period has run out is taken down; how many.

    Beside other workers each is done once. Where nothing is due it is three statements and no lock. One that fails
    does not stop the others.
    """
    today = clock.today()
    over = [row.id for row in standing() if (day := removal_of(row)) is not None and day <= today]
    unseen = [number for number in unseen_on(today) if number not in over]
    db.session.rollback()
    return sum(_look(number) for number in unseen) + sum(_done(number, _take_down) for number in over)


def _done(posting_id: int, work: Work) -> bool:
    try:
        with write():
            posting = lock_posting(posting_id)
            return posting is not None and posting.state == "posted" and work(posting)
    except (StaleVersion, StepRefused):
        return False  # somebody was before
    except Exception as error:  # noqa: BLE001  # the others are looked for all the same
        log.error("notice_watch_failed", posting=posting_id, error=type(error).__name__, exc_info=error)
        return False


def _take_down(posting: NoticeBoardPosting) -> bool:
    take(posting, "take_down", actor=system(posting.authority_id), expected_version=posting.version)
    return True


def _look(posting_id: int) -> bool:
    """Open the notice's page as everybody does, and keep whether it was there with the words that were posted."""
    seen = _is_there(posting_id)

    def keep(posting: NoticeBoardPosting) -> bool:
        row = {"posting_id": posting_id, "day": clock.today(), "seen": seen, "note": "", "at": clock.now()}
        keeping = upsert(PostingObservation).values(row).on_conflict_do_nothing().returning(PostingObservation.id)
        if db.session.scalar(keeping) is None:  # it was not there when another looked either
            return False
        if not seen:
            log.error("notice_not_seen", posting=posting_id)
            audit.record("notice_not_seen", authority_id=posting.authority_id, posting=posting_id)
        return True

    return _done(posting_id, keep)


def _is_there(posting_id: int) -> bool:
    """Whether the page answers a stranger. The page refuses to show words that are not those that were posted."""
    with current_app.test_request_context():
        path = url_for("publication.notice", posting_id=posting_id)
    client = current_app.test_client()
    # in a context of its own: the request shares neither session nor reader with the worker
    return bool(Context().run(client.get, path).status_code == 200)
