"""What the rules may know. Frozen values, built by queries in at most three statements; no object of a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_FIELDS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class ReviewLevel:
    """One level of a body's review: what it is called, and the title that its reviewer has; "" for any manager."""

    label: str
    title: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """The ärende as it stands.

    `body_may_decide`: whether bodies of its kind decide at all. `bodies_above`: its parents by name, the nearest first.
    `approved_hash`: the text that the review approved. `approved_by`: who has approved at a level of the review that
    goes on, in order. `heard`: of a case that is before the assembly, the kinds of the bodies that have decided what
    they propose in it.
    """

    kind: str
    state: str
    number: str = ""
    officer_id: int | None = None
    officer_name: str = ""
    body_id: int | None = None
    body_name: str = ""
    body_kind: str = ""
    body_may_decide: bool = True
    bodies_above: tuple[str, ...] = ()
    heard: frozenset[str] = frozenset()
    approved_hash: str = ""
    approved_by: tuple[int, ...] = ()
    review_levels: tuple["ReviewLevel", ...] = ()


@dataclass(frozen=True)
class ReportFacts:
    """The newest version of the officer report. `point_bodies`: who decides each point, "" for the case's body."""

    title: str = ""
    points: tuple[str, ...] = ()
    point_bodies: tuple[str, ...] = ()
    summary: str = ""
    sections: tuple[tuple[str, str], ...] = ()
    content_hash: str = ""
    fields: Mapping[str, Any] = field(default_factory=lambda: NO_FIELDS)


@dataclass(frozen=True)
class RecipientFacts:
    """One recipient on the distribution list; `address` is the one that a delivery would use today.

    `built`: whether anything can be sent by its channel. `lacks`: why the address cannot be used; "" where it can.
    """

    name: str
    channel: str = "mail"
    address: str = ""
    built: bool = True
    lacks: str = ""


@dataclass(frozen=True)
class MeetingFacts:
    """The meeting on whose agenda the case stands. `deciding` only while its outcome is being recorded there.

    `proposal` is what a preparing body proposed on this report; () when the officer's own text is before the meeting.
    At an item: `item_kind`, `exemption` (why the assembly may handle it unprepared), `unannounced` (no summons named
    it), `carried` (the outcome that the put questions found, "" where none had to be put), `unput` (a contested
    question that waits), `vote_open`, `disputed` (whose disqualification the body has yet to rule on).
    Of the whole meeting: whether it is `adjourned`, `present`, `undecided` (the items without outcome, by name), the
    `cases` on its agenda, and the `urgent` decisions for the body that it is to be told of and has not been.
    """

    id: int
    body_id: int
    body_name: str
    day: date
    seats: int = 0
    serving: int = 0
    quorum: int = 0
    presiding_id: int | None = None
    deciding: bool = False
    adjourned: bool = False
    proposal: tuple[str, ...] = ()
    body_kind: str = ""
    item_kind: str = ""
    exemption: str = ""
    unannounced: bool = False
    carried: str = ""
    unput: str = ""
    vote_open: bool = False
    disputed: tuple[str, ...] = ()
    present: int = 0
    undecided: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConditionFacts:
    """A decision's condition: each party's answer (pending, accepted, other_amount, declined), and the last day."""

    answers: tuple[tuple[str, str], ...] = ()
    due: date | None = None


@dataclass(frozen=True)
class DelegationFacts:
    """What the body `body_name` has delegated to the actor in this case: `points`, as a step's form names them.

    `in_force`: whether the body has any scheme today. `above`: the bodies over it, by name. `lacks`: by point, why a
    decision by it cannot stand without minutes of its own; nothing of a point where it can.
    """

    body_name: str = ""
    in_force: bool = False
    points: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    lacks: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class ReferralFacts:
    """A referral to one addressee. `outside`: nobody of the house was asked. `asked_on`: None: any day will do."""

    outside: bool = False
    due: date | None = None
    asked_on: date | None = None


@dataclass(frozen=True)
class MinutesFacts:
    """Minutes as they stand. `missing`: what the check found. `latest_day`: the law's last day for their approval.

    `signers`: who are asked to sign; `signed`: who of them have signed the text as it stands, whose hash is
    `content_hash` ("" for a draft). `objections`: who have an objection that nobody has settled.
    """

    missing: tuple[str, ...]
    latest_day: date
    signers: tuple[int, ...] = ()
    signed: tuple[int, ...] = ()
    content_hash: str = ""
    objections: tuple[str, ...] = ()
    is_correction: bool = False


@dataclass(frozen=True)
class AppealFacts:
    """An appeal as it stands: by which `route`, came on which day, with which `verdict` (law.appeals.judge).

    `at_instance`: it lies with who tries it, and the authority has nothing to hand on. `stay`: asked, granted, refused,
    ended, or "" where nobody has asked. `judged_on`: when it was last judged.
    """

    route: str
    verdict: str
    received_on: date
    at_instance: bool = False
    stay: str = ""
    judged_on: date | None = None


@dataclass(frozen=True)
class PostingFacts:
    """A notice on the notice board. `earliest_removal`: None while it is not there, so that no day can be told."""

    earliest_removal: date | None = None


@dataclass(frozen=True)
class AssignmentFacts:
    """An assignment: who is to do it, by when, and the `decisions` (ids) of the body since it was given."""

    owner: str
    due: date
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class AssemblyFacts:
    """The assembly of the case's authority, as it stands today.

    `takes_proposals`: whether it has decided that citizens may raise matters (KL 8:1). `handed_over_to`: the body that
    it has handed this matter over to. `decisions`: ids of what it has
    decided, as a step's form names them. `committees`: ids of the bodies that it may hand a proposal over to.
    """

    name: str = ""
    takes_proposals: bool = False
    handed_over_to: int | None = None
    decisions: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActorFacts:
    """Who acts, with the roles that hold for this very case and the title."""

    id: int | None
    roles: frozenset[str] = frozenset()
    title: str = ""


@dataclass(frozen=True)
class Facts:
    """All that a rule may look at. `given` is what the actor filled in for the step; empty when a page is drawn.

    `urgency`: what a member may decide for a body that cannot be awaited, as `delegation`; None for who is none.
    `undelivered`: who has not got what was sent in the case, and how it stands with that, in words.
    `open_referrals`: who has been asked and not answered. `referral`, `assignment`: the one that is judged, if any.
    """

    case: CaseFacts
    actor: ActorFacts
    today: date
    report: ReportFacts = ReportFacts()
    recipients: tuple[RecipientFacts, ...] = ()
    meeting: MeetingFacts | None = None
    condition: ConditionFacts | None = None
    delegation: DelegationFacts | None = None
    urgency: DelegationFacts | None = None
    undelivered: tuple[tuple[str, str], ...] = ()
    open_referrals: tuple[str, ...] = ()
    referral: ReferralFacts | None = None
    minutes: MinutesFacts | None = None
    appeal: AppealFacts | None = None
    posting: PostingFacts | None = None
    assignment: AssignmentFacts | None = None
    assembly: AssemblyFacts | None = None
    given: Mapping[str, str] = field(default_factory=lambda: NOTHING)
