"""Posting notices, taking them down, posting them again. `move` is the only place where their state changes.

Callers commit (database.write).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from casework import audit, clock
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.errors import StaleVersion
from casework.law.appeals import LEGALITY_REVIEW
from casework.meetings.hours import paragraphs_told
from casework.meetings.models import Decision
from casework.minutes.models import CORRECTION, Minutes
from casework.minutes.queries import content_hash, routes_of
from casework.people.models import Authority, Body
from casework.permissions import Reader, system
from casework.publication.certificates import issue
from casework.publication.content import Notice, by_route, dated
from casework.publication.models import DELEGATED, NoticeBoardPosting, PostingEvent, PostingStretch
from casework.publication.queries import board_of, facts_of, posting_of, posting_of_delegated
from casework.web import bounded
from workflows import PROCEDURES

TABLE = PROCEDURES["posting"]


def post_notice(minutes: Minutes, decisions: Sequence[Decision]) -> None:
    """Follows the approval of minutes: their notice stands on the board at once (KL 8:12). Twice posts once."""
    if posting_of(minutes.id) is not None:
        return
    body, approved_at = minutes.meeting.body, minutes.approved_at or clock.now()
    routes = {} if minutes.kind == CORRECTION else routes_of(decisions)
    notice = _of_body(body) | {
        "kind": minutes.kind,
        "day": minutes.meeting.day.isoformat(),
        "paragraphs": sorted(row.paragraph for row in decisions),
        "numbers": paragraphs_told([row.paragraph for row in decisions]),
        "approved_on": clock.local(approved_at).date().isoformat(),
        "routes": by_route(routes, {row.id: row.paragraph for row in decisions}, paragraphs_told),
    }
    _post(body, notice, system(body.authority_id), minutes_id=minutes.id, met_on=minutes.meeting.day)


def post_delegated(decision: DelegatedDecision, actor: Reader) -> None:
    """Follows a decision by delegation that has minutes of its own: its notice (KL 8:10 § 3). Twice posts once."""
    if posting_of_delegated(decision.id) is not None:
        return
    body = db.session.get_one(Body, decision.body_id)
    decided_on = clock.local(decision.decided_at).date()
    notice = _of_body(body) | {
        "kind": DELEGATED,
        "day": decided_on.isoformat(),
        "number": decision.label,
        # a notice of its own is what begins the period of what can be reviewed; no other decision has one
        "routes": [{"route": LEGALITY_REVIEW, "numbers": decision.label}],
    }
    _post(body, notice, actor, delegated_id=decision.id, met_on=decided_on, number=decision.label)


def _of_body(body: Body) -> dict[str, Any]:
    board = board_of(body.authority)
    return {
        "authority": body.authority.name,
        "body": body.name,
        "number": "",
        "paragraphs": [],
        "numbers": "",
        "approved_on": "",
        "kept_at": board.kept_at,
        "court": board.court,
    }


def boards_for(body: Body) -> list[Authority]:
    """On whose notice boards the notices of the body stand, all of them: the authority's own.

    A joint committee's stand on those of all its municipalities (KL 9:32); then this names them all.
    """
    return [body.authority]


def _post(body: Body, notice: Notice, actor: Reader, **of: Any) -> None:
    """The notice of what `of` names stands on every board of the body from now on."""
    ids = {"authority_id": body.authority_id, "body_id": body.id}
    posting = NoticeBoardPosting(state=TABLE.initial, version=1, kind=notice["kind"], **ids, **of)
    posting.body = body
    db.session.add(posting)
    for board in boards_for(body):
        _stand(posting, board.id, notice)
    db.session.flush()
    _tell(posting, "post", "", "", actor)


def _stand(posting: NoticeBoardPosting, board_id: int, notice: Notice) -> None:
    """The notice stands on that board from now on, and says the days that follow from today."""
    content = dated(notice, clock.today())
    stretch = PostingStretch(board_id=board_id, since=clock.now(), cause="", content=content)
    stretch.content_hash = content_hash(content)
    posting.stretches.append(stretch)


def take(
    posting: NoticeBoardPosting,
    name: str,
    *,
    actor: Reader,
    expected_version: int,
    given: Mapping[str, str] | None = None,
) -> None:
    """Take one step with the notice, whose row the caller holds: state, stretches, event, audit record.

    Of one that is taken down when its period is over the certificate is issued. StaleVersion when it has changed since
    `expected_version`, StepRefused with every reason; nothing is written then.
    """
    if posting.version != expected_version:
        raise StaleVersion(posting.version)
    given = {key: bounded(value.strip()) for key, value in (given or {}).items()}
    step = TABLE.take(name, facts_of(posting, actor, given))
    move(posting, step.name, actor=actor, note=given.get("note", "") if step.asks else "")
    if TABLE.states[posting.state].final:
        issue(posting, actor)


def move(posting: NoticeBoardPosting, name: str, *, actor: Reader, note: str = "") -> None:
    """The notice in the state that the step leads to, up or down on all its boards. The caller has judged the step.

    Raises MachineError where the table has no such road.
    """
    before = posting.state
    posting.state = TABLE.move(name, before)
    posting.version += 1
    if posting.state == "posted":
        for board_id in dict.fromkeys(row.board_id for row in posting.stretches):
            _stand(posting, board_id, posting.newest.content)
    else:
        cause = "early" if posting.state == "down_early" else "expired"
        for row in posting.stretches:
            if row.until is None:
                row.until, row.cause = clock.now(), cause
    db.session.flush()
    _tell(posting, name, before, note, actor)


def _tell(posting: NoticeBoardPosting, name: str, before: str, note: str, actor: Reader) -> None:
    event = PostingEvent(posting_id=posting.id, step=name, from_state=before, to_state=posting.state, note=note)
    event.actor_id, event.at = actor.person_id or None, clock.now()
    db.session.add(event)
    audit.record(
        f"notice_{name}",
        authority_id=posting.authority_id,
        actor_id=event.actor_id,
        posting=posting.id,
        hash=posting.newest.content_hash,
    )
