"""Authorities, persons and their accounts, bodies and seats, roles, and the directory of functions."""

from dataclasses import fields
from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.law.bodies import Rules

KNOWN_CHANNELS = ("mail", "paper", "internal", "digital_post", "sdk")
"""How a function may be reached (domain.md R-174); casework.dispatch.channels says which of them are built."""


class Installation(Base):
    """Facts about this installation, such as that it is a demo."""

    __tablename__ = "installation"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Authority(Base):
    """A municipality's authority or an association: rows of the register belong to one."""

    __tablename__ = "authorities"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    short_name: Mapped[str] = mapped_column(String(20))
    case_number_template: Mapped[str] = mapped_column(String(60), default="{unit} {year}/{serial}")


class Person(Base):
    """Somebody who acts. Never deleted: history names him."""

    __tablename__ = "persons"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")


class Account(UserMixin, Base):
    """A local log-in. `session_version` is part of the cookie: raising it ends all sessions.

    What the person chose: `mail_notices`, to be told of his cases by mail too; `language`, None until then.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("language IN ('sv', 'en')", name="language_is_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(300))
    active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)
    mail_notices: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(2))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_active(self) -> bool:
        """Flask-Login asks this: a closed account is logged out at its next request."""
        return self.active

    def get_id(self) -> str:
        """What the cookie holds."""
        return f"{self.id}:{self.session_version}"


class ApiToken(Base):
    """By what a program acts as a person. Only the token's hash is kept; what it is for ends by day, or is revoked."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint("length(hash) = 64", name="hash_is_sha256"),
        CheckConstraint("expires_at > created_at", name="expires_after_it_is_made"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class LoginAttempt(Base):
    """A failed log-in, kept for the throttle. The key is a hash, so that no address stands in the table."""

    __tablename__ = "login_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """A role in an authority, or for one body of it. Seats say who is chair, member and substitute."""

    __tablename__ = "role_grants"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "authority_id", "body_id"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    role: Mapped[str] = mapped_column(String(30))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Body(Base):
    """A deciding, preparing or consulted body; `kind` is one of casework.law.bodies.KINDS.

    `review_levels`: how reports to it are reviewed, one to three {"label", "title"} in order; [] is one by any manager.
    `own_register`: its cases are numbered in a series of their own, under its short name (R-19).
    It is there from `valid_from` to `valid_to`, where they are told. `version` tells of changes of these columns and of
    its rules.
    """

    __tablename__ = "bodies"
    __table_args__ = (
        UniqueConstraint("authority_id", "short_name"),
        CheckConstraint("valid_to >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("parent_id <> id", name="is_not_its_own_parent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(20))
    review_levels: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    own_register: Mapped[bool] = mapped_column(default=False, server_default=false())
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
    authority: Mapped[Authority] = relationship()
    parent: Mapped["Body | None"] = relationship(remote_side="Body.id")

    def above(self) -> list["Body"]:
        """The bodies over it, the nearest first."""
        found: list[Body] = []
        body = self.parent
        while body is not None and body not in found:
            found.append(body)
            body = body.parent
        return found

    def is_there_on(self, day: date) -> bool:
        """Whether the body exists that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class BodyRules(Base):
    """What a body has decided of itself from a day on (casework.law.bodies.Rules); what was before ends the day before.

    Two rows of a body never hold on one day: casework.people.bodies sees to that, with the body's row held.
    """

    __tablename__ = "body_rules"
    __table_args__ = (
        UniqueConstraint("body_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("members > 0", name="has_a_member"),
        CheckConstraint("substitutes >= 0", name="substitutes_are_counted"),
        CheckConstraint("notice_days >= 0", name="notice_is_counted_in_days"),
        CheckConstraint("approver_count > 0", name="somebody_approves"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    members: Mapped[int | None]
    substitutes: Mapped[int | None]
    notice_days: Mapped[int | None]
    approver_count: Mapped[int]
    remote_allowed: Mapped[bool]
    alternating_service: Mapped[bool]
    open_meetings: Mapped[bool]
    substitute_notes: Mapped[bool]
    citizen_proposals: Mapped[bool] = mapped_column(default=False, server_default=false())
    party_orders: Mapped[dict[str, list[str]]] = mapped_column(JSON)

    def as_law(self) -> Rules:
        """The rules by themselves."""
        held = {name.name: getattr(self, name.name) for name in fields(Rules)}
        return Rules(**held | {"party_orders": {party: tuple(after) for party, after in self.party_orders.items()}})


class Seat(Base):
    """A seat in a body for a term. Changing a seat ends it and adds another: past meetings keep theirs.

    `position`: the order among those of its role; vice chairs are first and second by it, substitutes step in by it.
    `party`: the party, or in an association the member that chose the person.
    """

    __tablename__ = "seats"
    __table_args__ = (
        CheckConstraint("role IN ('chair', 'vice_chair', 'member', 'substitute')", name="role_is_one_of_the_four"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    party: Mapped[str] = mapped_column(String(40), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    body: Mapped[Body] = relationship()

    def holds_on(self, day: date) -> bool:
        """Whether it is somebody's seat that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class DirectoryFunction(Base):
    """A function that decisions are sent to (not a person: R-174), with the address it has today."""

    __tablename__ = "directory_functions"
    __table_args__ = (
        UniqueConstraint("authority_id", "name"),
        CheckConstraint(f"channel IN {KNOWN_CHANNELS}", name="channel_is_known"),
        CheckConstraint("length(name) > 0", name="has_a_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(20), default="mail")
    address: Mapped[str] = mapped_column(String(254), default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
