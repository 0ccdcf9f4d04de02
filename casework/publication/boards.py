"""What an authority's notices say of where its minutes are kept, and to which court one appeals. Callers commit."""

from casework import audit
from casework.database import db
from casework.errors import StaleVersion
from casework.people.models import Authority
from casework.permissions import Reader
from casework.publication.models import NoticeBoard


def set_board(authority_id: int, kept_at: str, court: str, *, actor: Reader, expected_version: int) -> None:
    """What notices say from now on; those that stand say what they said.

    StaleVersion when it has changed since `expected_version`; 0 where nobody has said anything before.
    """
    db.session.get_one(Authority, authority_id, with_for_update=True)  # two who are the first make one row
    row = db.session.get(NoticeBoard, authority_id)
    version = row.version if row else 0
    if version != expected_version:
        raise StaleVersion(version)
    if row is None:
        row = NoticeBoard(authority_id=authority_id, version=0)
        db.session.add(row)
    if (row.kept_at, row.court) == (kept_at, court):
        return
    row.kept_at, row.court, row.version = kept_at, court, version + 1
    db.session.flush()
    audit.record("notice_board_changed", authority_id=authority_id, actor_id=actor.person_id)
