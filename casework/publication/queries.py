"""Reading the notice board: what stands there for everybody, and one door, `visible_to`, for those who keep it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from casework import clock
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.law.clocks import earliest_removal
from casework.law.notice_board import AppealPeriod, Stretch, appeal_period, on_every
from casework.meetings.models import Decision
from casework.minutes.models import CORRECTION, Minutes, MinutesParagraph
from casework.people.models import Authority
from casework.permissions import Reader
from casework.publication.models import NoticeBoard, NoticeBoardPosting, PostingEvent, PostingObservation
from workflows._facts import ActorFacts, CaseFacts, Facts, PostingFacts
from workflows._vocabulary import REGISTRAR, ROLES, SECRETARY

MOST = 200


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The notices that `reader` keeps: of the bodies of which he is secretary, and of all where he registers."""
    whole = [row.authority_id for row in reader.grants if row.role in (SECRETARY, REGISTRAR) and row.body_id is None]
    bodies = reader.bodies(SECRETARY, REGISTRAR)
    return or_(NoticeBoardPosting.authority_id.in_(whole), NoticeBoardPosting.body_id.in_(bodies))


def get_posting(posting_id: int, reader: Reader, *, lock: bool = False) -> NoticeBoardPosting | None:
    """The notice, if `reader` keeps it; with `lock` its row is held until the transaction ends."""
    return _one(and_(NoticeBoardPosting.id == posting_id, visible_to(reader)), lock=lock)


def lock_posting(posting_id: int) -> NoticeBoardPosting | None:
    """The notice as it stands now, its row held; for the clock, which is nobody's reader."""
    return _one(NoticeBoardPosting.id == posting_id, lock=True)


def _one(which: ColumnElement[bool], *, lock: bool) -> NoticeBoardPosting | None:
    query = select(NoticeBoardPosting).where(which)
    if lock:
        query = query.with_for_update(of=NoticeBoardPosting).execution_options(populate_existing=True)
    return db.session.scalar(query)


def standing() -> list[NoticeBoardPosting]:
    """What stands on the board now, what was posted last first. All of it: the law knows no second page."""
    query = select(NoticeBoardPosting).where(NoticeBoardPosting.state == "posted")
    return sorted(db.session.scalars(query), key=lambda row: (row.newest.since, row.id), reverse=True)


def get_standing(posting_id: int) -> NoticeBoardPosting | None:
    """The notice, while it stands on the board; for everybody."""
    return _one(and_(NoticeBoardPosting.id == posting_id, NoticeBoardPosting.state == "posted"), lock=False)


def list_postings(reader: Reader) -> list[NoticeBoardPosting]:
    """The notices that `reader` keeps, the newest first; at most two hundred."""
    query = select(NoticeBoardPosting).where(visible_to(reader))
    return list(db.session.scalars(query.order_by(NoticeBoardPosting.id.desc()).limit(MOST)))


def posting_of(minutes_id: int) -> NoticeBoardPosting | None:
    """The notice of the minutes; None while they are not approved."""
    return _one(NoticeBoardPosting.minutes_id == minutes_id, lock=False)


def posting_of_delegated(decision_id: int) -> NoticeBoardPosting | None:
    """The notice of the decision by delegation; None for one that has no minutes of its own."""
    return _one(NoticeBoardPosting.delegated_id == decision_id, lock=False)


def period_of(minutes_id: int) -> AppealPeriod | None:
    """The period to ask for legality review of what the minutes hold, by the stretches of their notice (KL 13:5).

    None where no notice of them was posted, and for a correction, which decides nothing. Its `last_day` is None while
    the notice is down early: the period does not run. The days after it are `clocks.earliest_removal` and
    `earliest_final_day`.
    """
    posting = posting_of(minutes_id)
    return period_by(posting) if posting is not None and posting.kind != CORRECTION else None


def period_of_delegated(decision_id: int) -> AppealPeriod | None:
    """As `period_of`, of a decision by delegation that has a notice of its own; None for one that has none."""
    posting = posting_of_delegated(decision_id)
    return period_by(posting) if posting is not None else None


def period_by(posting: NoticeBoardPosting) -> AppealPeriod | None:
    """The three weeks as the stretches on all its boards tell them; None where it never stood on all at once."""
    return appeal_period(on_every(list(boards_of(posting).values())))


def boards_of(posting: NoticeBoardPosting) -> Mapping[int, list[Stretch]]:
    """When it stood on the board of each authority."""
    found: dict[int, list[Stretch]] = {}
    for row in posting.stretches:
        found.setdefault(row.board_id, []).append(Stretch(row.since, row.until))
    return found


def removal_of(posting: NoticeBoardPosting) -> date | None:
    """The first day on which it may be taken down; None while it is not there."""
    period = period_by(posting)
    return earliest_removal(period.last_day) if period and period.last_day else None


def facts_of(posting: NoticeBoardPosting, actor: Reader, given: Mapping[str, str] | None = None) -> Facts:
    """What the steps of the notice are judged by."""
    body = posting.body
    return Facts(
        case=CaseFacts(kind="posting", state=posting.state, body_id=body.id, body_name=body.name),
        actor=ActorFacts(actor.person_id or None, actor.roles_for(posting.authority_id, body.id)),
        today=clock.today(),
        posting=PostingFacts(removal_of(posting)),
        given=given or {},
    )


def events_of(posting_id: int) -> list[PostingEvent]:
    """What happened with it, the oldest first."""
    query = select(PostingEvent).where(PostingEvent.posting_id == posting_id).order_by(PostingEvent.id)
    return list(db.session.scalars(query))


def observations_of(posting_ids: Sequence[int]) -> dict[int, list[PostingObservation]]:
    """When somebody looked for each of the notices, in order; one statement."""
    query = select(PostingObservation).where(PostingObservation.posting_id.in_(posting_ids))
    found: dict[int, list[PostingObservation]] = {key: [] for key in posting_ids}
    for row in db.session.scalars(query.order_by(PostingObservation.day, PostingObservation.id)):
        found[row.posting_id].append(row)
    return found


def days_in_question(posting: NoticeBoardPosting, observed: Sequence[PostingObservation], today: date) -> list[date]:
    """The days on which the notice is said to have stood there, and was not seen: a question, never a gap by itself.

    Until a person has answered: where the worker did not look, and where it looked and the notice was not there.
    """
    missed = {row.day for row in observed if not row.seen}
    answered = {row.day for row in observed if row.observed_by_id is not None}
    seen = ({row.day for row in observed if row.seen} - missed) | answered
    said: set[date] = set()
    for row in posting.stretches:
        first = clock.local(row.since).date()
        last = clock.local(row.until).date() if row.until else today  # that day is not over, or was short
        said |= {first + timedelta(days=number) for number in range((last - first).days)}
    return sorted((said | missed) - seen)


def unseen_on(day: date) -> list[int]:
    """The notices that stand, and that the worker has not seen on that day."""
    looked = select(PostingObservation.posting_id).where(
        PostingObservation.day == day, PostingObservation.observed_by_id.is_(None), PostingObservation.seen
    )
    query = select(NoticeBoardPosting.id).where(
        NoticeBoardPosting.state == "posted", NoticeBoardPosting.id.not_in(looked)
    )
    return list(db.session.scalars(query.order_by(NoticeBoardPosting.id)))


def board_of(authority: Authority) -> NoticeBoard:
    """What the authority's notices say of its minutes and its court; where nobody has said so, the usual."""
    kept = db.session.get(NoticeBoard, authority.id)
    return kept or NoticeBoard(
        authority_id=authority.id,
        kept_at=f"{authority.name}. Fråga registratorn.",
        court="förvaltningsrätten",
        version=0,
    )


def keeps(posting: NoticeBoardPosting, reader: Reader) -> bool:
    """Whether `reader` keeps it: as `visible_to`."""
    return bool(reader.roles_for(posting.authority_id, posting.body_id) & {SECRETARY, REGISTRAR})


def certified(posting_id: int, reader: Reader) -> NoticeBoardPosting | None:
    """The notice, for anybody who works for its authority or sits in a body of it: its certificate is no secret."""
    within = NoticeBoardPosting.authority_id.in_(reader.authorities(*ROLES))
    return _one(and_(NoticeBoardPosting.id == posting_id, within), lock=False)


def postings_of_case(case_id: int) -> list[NoticeBoardPosting]:
    """The notices of what was decided in the case, and of corrections of it, in order. One statement."""
    decided = select(Decision.id).where(Decision.case_id == case_id)
    approved = select(MinutesParagraph.minutes_id).where(MinutesParagraph.decision_id.in_(decided))
    corrected = select(Minutes.id).where(Minutes.corrects_id.in_(decided))
    delegated = select(DelegatedDecision.id).where(DelegatedDecision.case_id == case_id)
    of = or_(
        NoticeBoardPosting.minutes_id.in_(approved),
        NoticeBoardPosting.minutes_id.in_(corrected),
        NoticeBoardPosting.delegated_id.in_(delegated),
    )
    return list(db.session.scalars(select(NoticeBoardPosting).where(of).order_by(NoticeBoardPosting.id)))
