"""What the questions came to, for who records the outcome; and what is kept when it is recorded.

Rules of the workflows judge that the outcome is the carried one. What those who proposed or demanded it wrote stands:
a majority does not rewrite a minority's motive (KL 5:50, R-83), nor anybody a text that was voted on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import force_locale, gettext

from casework.cases.queries import report_version
from casework.database import db
from casework.deliberation.models import MinorityDecision, Proposal
from casework.deliberation.queries import Deliberation, deliberation_of, open_vote_at
from casework.deliberation.wording import joined, question_kind
from casework.law.proposing import ADJOURN, CANDIDATE
from casework.law.questions import next_of_matter
from casework.meetings.matters import outcome_steps
from casework.meetings.models import AgendaItem, Decision
from casework.meetings.operations import remitted_point
from casework.meetings.queries import Deliberated, prepared_points
from workflows import Reason, StepRefused
from workflows._meeting_rules import decided_points
from workflows._vocabulary import N_

REJECTED = N_("Förslaget avslås.")
OTHER_TEXT = N_("Beslutets text är inte den som frågorna ledde till. Låt den stå som i yrkandet.")
OTHER_MOTIVE = N_(
    "Vem ärendet återremitteras till och varför bestäms av dem som har yrkat det (kommunallagen 5 kap. 50 §). Låt det "
    "stå som i yrkandet."
)


@dataclass(frozen=True)
class Come(Deliberated):
    """What an item's deliberation has come to; `given`: what was carried, by the names of the outcome's form."""

    given: Mapping[str, str] = field(default_factory=dict)
    by_minority: bool = False


NOTHING = Come()


def deliberated(meeting_id: int, item_id: int | None) -> Come:
    """What the questions put at the item have found; of the whole meeting, without an item, whether a vote goes on."""
    if item_id is None:
        return Come(vote_open=open_vote_at(meeting_id=meeting_id) is not None)
    stands = deliberation_of(item_id)
    return come_to(db.session.get_one(AgendaItem, item_id), stands) if stands.live else NOTHING


def come_to(item: AgendaItem, stands: Deliberation, lying: Sequence[str] = ()) -> Come:
    """As `deliberated`, of what is at hand. `lying`: the points before the body, to which additions are made."""
    found = stands.carried
    open_now = stands.waiting is not None and open_vote_at(item_id=item.id) is not None
    unput = _unput(stands)
    with force_locale("sv"):  # it comes to stand in the minutes, whoever reads the page
        given = _given(stands, lying) if found.outcome else {}
        rejected = {"text": gettext(REJECTED)}
    if found.outcome == "reject" and not _can_reject(item):  # who prepares proposes that the body above rejects it
        return Come("approve_changed", unput, open_now, rejected)
    return Come(found.outcome, unput, open_now, given, bool(stands.holding))


def _unput(stands: Deliberation) -> str:
    """What is asked of the matter, or to be asked, before anything may be recorded; no adjournment keeps it waiting."""
    waiting = stands.waiting
    if waiting is not None and waiting.kind != ADJOURN:
        return gettext(question_kind(waiting.kind))
    question = None if stands.holding else next_of_matter(stands.live, stands.answers)
    return gettext(question_kind(question.kind)) if question else ""


def _can_reject(item: AgendaItem) -> bool:
    return any(step.name == "reject" for step in outcome_steps(item))


def _given(stands: Deliberation, lying: Sequence[str]) -> dict[str, str]:
    found = stands.carried
    if found.outcome == "remit_back":
        ids = [row.proposal_id for row in stands.holding] or [found.proposal]
        rows = [stands.by_id[number] for number in ids]
        addressees = dict.fromkeys(row.addressee for row in rows)
        return {"addressee": ", ".join(addressees), "note": joined([row.reason for row in rows])}
    if found.outcome == "approve_changed":
        own = stands.by_id.get(found.proposal)
        base = [_decided(own)] if own else lying
        return {"text": joined([*base, *(stands.by_id[number].text for number in found.additions)])}
    return {}


def _decided(own: Proposal) -> str:
    """The text that the proposal would have decided: its own, or that its candidate is elected."""
    return gettext("%(who)s väljs.", who=own.text) if own.kind == CANDIDATE else own.text


def mark(item: AgendaItem, decision: Decision) -> None:
    """Follows a decision: StepRefused where its words are not the carried ones; a minority's is marked (KL 5:50)."""
    stands = deliberation_of(item.id)
    if not stands.live:
        return
    come = come_to(item, stands, _lying(item, decision))
    _judge_words(decision, come)
    if come.by_minority and decision.outcome == come.carried:
        row = MinorityDecision(decision_id=decision.id, demand_id=stands.holding[0].id, outcome=decision.outcome)
        db.session.add(row)
        db.session.flush()


def _lying(item: AgendaItem, decision: Decision) -> Sequence[str]:
    """The points that lay before the body: of who prepared it, else of the report; or the item's own."""
    if item.case_id is None or decision.report_version_id is None:
        return item.proposal
    prepared = prepared_points(item.case_id, decision.report_version_id, decision.body_id)
    report = report_version(decision.report_version_id)
    return prepared or (report.content["proposal"] if report else [])


def _judge_words(decision: Decision, come: Come) -> None:
    if decision.outcome != come.carried:
        return
    if "text" in come.given and _plain(decision.points) != _plain(decided_points(come.given["text"])):
        raise StepRefused([Reason(OTHER_TEXT)])
    with force_locale("sv"):
        remitted = [remitted_point(**come.given)] if "note" in come.given else []
    if remitted and _plain(decision.points) != _plain(remitted):
        raise StepRefused([Reason(OTHER_MOTIVE)])


def _plain(points: Sequence[str]) -> list[str]:
    return [" ".join(point.split()) for point in points]
