"""Meetings, who was there, the agenda, the decisions with their paragraph numbers, and the extracts.

Beside the agenda: which meeting an officer wishes for, what is drafted of an outcome, and who is away for one item.
"""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework import clock
from casework.cases.models import Case
from casework.database import Base, UtcDateTime
from casework.meetings import planning_models  # noqa: F401  # the tables that a meeting's keys name
from casework.people.models import Body, Person, Seat

OF_CASE: Literal["case"] = "case"
"""The kind of an agenda item that is about a case; every other kind has none."""


class Meeting(Base):
    """A sitting of one body; workflows/procedures/meeting.py has its states.

    `papers_due_at`: until when papers are handed in (manusstopp); what is listed later is late. `demanded_by`: of an
    extra meeting, who demanded it (KL 5:12, 6:23), told in `demand_note`. `current_item_id`: what is handled now.
    `vacant_seats`: members' seats that nobody holds that day; they count for the quorum.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("is_extra OR demanded_by = ''", name="who_demands_demands_an_extra_one"),
        CheckConstraint("state NOT IN ('open', 'adjourned') OR opened_at IS NOT NULL", name="open_was_opened"),
        CheckConstraint("(state IN ('closed', 'cancelled')) = (closed_at IS NOT NULL)", name="ended_has_its_time"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200))
    creation_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    vacant_seats: Mapped[int] = mapped_column(default=0, server_default="0")
    version: Mapped[int] = mapped_column()
    papers_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_extra: Mapped[bool] = mapped_column(default=False, server_default=false())
    demanded_by: Mapped[str] = mapped_column(String(20), default="", server_default="")
    demand_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_series.id"))
    summoned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    current_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_items.id", use_alter=True, name="fk_meetings_current_item_id")
    )
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)

    @property
    def day(self) -> date:
        """The day that the law counts from, in Sweden."""
        return clock.local(self.starts_at).date()

    @property
    def ended(self) -> bool:
        """Closed or cancelled: nothing of it may be changed any more."""
        return self.closed_at is not None


class MeetingEvent(Base):
    """A step that a meeting took: who, when, from which state to which, and why. Append-only."""

    __tablename__ = "meeting_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeetingChange(Base):
    """Something that the meeting's screens show has changed. How many rows a meeting has tells whether to look again.

    A row of its own, rather than a counter in the meeting: sixty who vote at once must not queue for one row.
    """

    __tablename__ = "meeting_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)


class Attendance(Base):
    """A seat's row at a meeting, there from the start; a later change of seats does not touch it."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("meeting_id", "seat_id"),
        CheckConstraint("serving_for_id IS NULL OR present", name="who_serves_is_present"),
        CheckConstraint("present OR NOT remote", name="who_is_remote_is_present"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    present: Mapped[bool]
    remote: Mapped[bool] = mapped_column(default=False, server_default=false())
    serving_for_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    serving_for: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[serving_for_id])
    seat: Mapped[Seat] = relationship(viewonly=True)


class PresenceSpan(Base):
    """From when to when somebody was there in one way: in the room or remote, serving for whom (KL 5:66, R-54).

    `until` and `cause` are set once, when it ends: he left, takes part in another way, or the meeting is closed; or
    it was noted by mistake, and nothing was decided meanwhile.
    """

    __tablename__ = "presence_spans"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        CheckConstraint("(until IS NULL) = (cause = '')", name="ended_by_a_cause"),
        CheckConstraint("cause IN ('', 'left', 'otherwise', 'closed', 'mistaken')", name="cause_is_known"),
        Index(
            "uq_presence_spans_one_that_lasts",
            "attendance_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendances.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(String(20), default="")
    remote: Mapped[bool]
    serving_for_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class AgendaItem(Base):
    """A case on the agenda of a meeting, or another matter by its `kind`. It has an outcome, was taken off, or waits.

    Of a matter without a case: `title`, and `proposal` as the points that may be decided. `late`: listed after the
    papers' deadline. `announced_at`: when a summons first named it. `closed_doors`: handled in closed session (R-45).
    `routine`: may be decided in one press with others. `exemption`: why the assembly may handle it unprepared (R-21).
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("NOT (outcome IS NOT NULL AND taken_off_at IS NOT NULL)", name="not_decided_and_taken_off"),
        CheckConstraint("(kind = 'case') = (case_id IS NOT NULL)", name="case_items_have_a_case"),
        CheckConstraint("kind = 'case' OR length(title) > 0", name="other_items_have_a_title"),
        # a case waits on one agenda at a time
        Index(
            "uq_agenda_items_one_open_item_a_case",
            "case_id",
            unique=True,
            sqlite_where=text("outcome IS NULL AND taken_off_at IS NULL"),
            postgresql_where=text("outcome IS NULL AND taken_off_at IS NULL"),
        ),
        # nor do two items stand in one place
        Index(
            "uq_agenda_items_one_item_a_place",
            "meeting_id",
            "position",
            unique=True,
            sqlite_where=text("taken_off_at IS NULL"),
            postgresql_where=text("taken_off_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(30), default=OF_CASE, server_default=OF_CASE)
    title: Mapped[str] = mapped_column(String(300), default="", server_default="")
    proposal: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    position: Mapped[int]
    late: Mapped[bool] = mapped_column(default=False, server_default=false())
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_doors: Mapped[bool] = mapped_column(default=False, server_default=false())
    routine: Mapped[bool] = mapped_column(default=False, server_default=false())
    exemption: Mapped[str] = mapped_column(String(30), default="", server_default="")
    outcome: Mapped[str | None] = mapped_column(String(30))
    taken_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own name and shape
    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True, foreign_keys=[meeting_id])
    case: Mapped[Case | None] = relationship(lazy="joined")
    decision: Mapped["Decision | None"] = relationship(back_populates="item", uselist=False)

    @property
    def name(self) -> str:
        """What it is called on the agenda: the case's title, or its own."""
        return self.case.title if self.case is not None else self.title


class Decision(Base):
    """What a body decided on an item: append-only, with its paragraph number and the text's content hash.

    `assignment`: {"owner", "due"} of the first task that it gives, and under "more" those of the others.
    Without a case there is no report. `condition`: {"type", "text"} of a decision that holds only under it (R-85).
    `agreed`: which of the assembly's rules of unanimity were asked and met (R-22). `prepares`: the body only prepared
    the matter for another to decide (R-12).
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("item_id"),
        UniqueConstraint("body_id", "paragraph_year", "paragraph"),
        CheckConstraint("paragraph > 0", name="paragraph_is_counted_from_one"),
        CheckConstraint("serving >= quorum AND quorum > 0", name="decided_by_a_quorate_body"),
        CheckConstraint(
            "(case_id IS NULL) = (report_version_id IS NULL) AND (case_id IS NULL) = (report_hash = '')",
            name="of_a_case_by_its_report",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    paragraph: Mapped[int]
    paragraph_year: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    points: Mapped[list[str]] = mapped_column(JSON)
    assignment: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    report_version_id: Mapped[int | None] = mapped_column(ForeignKey("report_versions.id"))
    report_hash: Mapped[str] = mapped_column(String(64))
    condition: Mapped[dict[str, str] | None] = mapped_column(JSON)
    agreed: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    prepares: Mapped[bool] = mapped_column(default=False, server_default=false())
    serving: Mapped[int]
    quorum: Mapped[int]
    present: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    disqualified: Mapped[list[dict[str, str]]] = mapped_column(JSON, server_default="[]")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    item: Mapped[AgendaItem] = relationship(back_populates="decision")
    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True, viewonly=True)

    @property
    def assignments(self) -> list[dict[str, str]]:
        """Every task that it gives, in the order of its points: {"owner", "due"}."""
        first = self.assignment
        return [{"owner": first["owner"], "due": first["due"]}, *first.get("more", [])] if first else []


class MinutesExtract(Base):
    """A protokollsutdrag: the PDF of one decision, by its content hash.

    Its number is the paragraph's, which is unique per body: two authorities may have a body of the same short name.
    `minutes_sha256`: the hash of the approved minutes that it agrees with; "" for one made before the approval.
    """

    __tablename__ = "minutes_extracts"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    minutes_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("length(number) > 0", name="has_a_number"),)
    decision: Mapped[Decision] = relationship(lazy="joined", innerjoin=True)


class ItemPresence(Base):
    """Where the roll does not hold for one item: who is disqualified, has left, or steps in for somebody.

    It may be taken back until the outcome is recorded; the row stays, and changes that once only (migration 0007). A
    disqualification that is disputed is ruled on by the body, once (KL 6:30): `upheld`, or `rejected`, and then he
    takes part, though the row stands as what was ruled.
    """

    __tablename__ = "item_presences"
    __table_args__ = (
        CheckConstraint("kind IN ('disqualified', 'away', 'serving')", name="kind_is_known"),
        CheckConstraint("(kind = 'serving') = (serving_for_id IS NOT NULL)", name="who_serves_serves_for_somebody"),
        CheckConstraint("(kind = 'disqualified') = (raised_by_id IS NOT NULL)", name="disqualification_is_raised"),
        CheckConstraint(
            "ground IN ('party', 'representative', 'supervision', 'other', 'personal', 'accountable')"
            " = (kind = 'disqualified')",
            name="disqualification_has_its_ground",
        ),
        CheckConstraint("kind = 'disqualified' OR NOT disputed", name="what_is_disputed_is_a_disqualification"),
        CheckConstraint("ruling IN ('', 'upheld', 'rejected')", name="ruling_is_known"),
        CheckConstraint("(ruling = '') = (ruled_at IS NULL) AND (ruling = '' OR disputed)", name="ruled_if_disputed"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"),
        # one thing at a time holds of a person
        Index(
            "uq_item_presences_one_that_holds",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    ground: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    serving_for_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    disputed: Mapped[bool] = mapped_column(default=False, server_default=false())
    ruling: Mapped[str] = mapped_column(String(20), default="", server_default="")
    ruled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    noted_by: Mapped[Person] = relationship(foreign_keys=[noted_by_id])


class Guest(Base):
    """One without a seat who is at the meeting: of the staff, called to inform, observing (KL 4:28, 5:39, 6:26, 7:10).

    What he may do there is told by law.attending. `until`: when he left.
    """

    __tablename__ = "meeting_guests"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="has_a_name"),
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(30))
    remote: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))


class ImmediateApproval(Base):
    """That a paragraph is approved at the meeting itself, and by whom (omedelbar justering, R-107). Append-only.

    `text_sha256`: the words that were approved. The signatures and the clocks are those of minutes of its own.
    """

    __tablename__ = "immediate_approvals"
    __table_args__ = (UniqueConstraint("decision_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    text_sha256: Mapped[str] = mapped_column(String(64))
    approvers: Mapped[list[str]] = mapped_column(JSON)
    approver_ids: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
