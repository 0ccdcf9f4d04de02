"""Who may do what, and where decisions are sent."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Date, Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.database import db
from casework.people.models import Account, Authority, Body, DirectoryFunction, Person, RoleGrant, Seat
from casework.permissions import Grant, Reader
from casework.web import whole
from workflows._vocabulary import CHAIR, SECRETARY


def _valid(model: type[RoleGrant] | type[Seat], day: Any) -> list[ColumnElement[bool]]:
    return [model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to >= day)]


def _grants(person: Any, day: Any) -> CompoundSelect[str, int, int | None, str]:
    """The roles and seats of the person that hold that day: role, authority, body, the authority's name."""
    roles = select(RoleGrant.role, RoleGrant.authority_id, RoleGrant.body_id, Authority.name)
    roles = roles.join(Authority, Authority.id == RoleGrant.authority_id)
    roles = roles.where(RoleGrant.person_id == person, *_valid(RoleGrant, day))
    seats = select(Seat.role, Body.authority_id, Seat.body_id, Authority.name)
    seats = seats.join(Body, Body.id == Seat.body_id).join(Authority, Authority.id == Body.authority_id)
    return roles.union_all(seats.where(Seat.person_id == person, *_valid(Seat, day)))


_GRANTS = _grants(bindparam("of_person"), bindparam("on_day", type_=Date()))
"""Made once: every request asks for it."""


def reader(person: Person) -> Reader:
    """The person with the roles and seats that hold today; one statement."""
    rows = db.session.execute(_GRANTS, {"of_person": person.id, "on_day": clock.today()}).all()
    grants = frozenset(Grant(row[0], row[1], row[2]) for row in rows)
    authority = min(rows, key=lambda row: row[1])[3] if rows else ""
    return Reader(person.id, person.name, grants, authority, person.title)


def load_account(value: str) -> Account | None:
    """The account behind a session cookie's value (Account.get_id), if it may still log in with it."""
    number, _, version = value.partition(":")
    account = db.session.get(Account, whole(number) or 0)
    valid = account is not None and account.active and account.session_version == whole(version)
    return account if valid else None


def account_by_email(email: str) -> Account | None:
    """The account with that address, whatever its case."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def persons_by_address(addresses: Iterable[str]) -> dict[str, int]:
    """The persons whose accounts have these addresses and may log in, by address in lower case; one statement."""
    wanted = [address.strip().casefold() for address in addresses]
    if not wanted:
        return {}
    query = select(Account.email, Account.person_id).where(Account.email.in_(wanted), Account.active)
    return {row.email: row.person_id for row in db.session.execute(query)}


_TOLD = (
    select(Account)
    .where(Account.person_id.in_(bindparam("persons", expanding=True)), Account.active, Account.mail_notices)
    .order_by(Account.id)
)


def told_by_mail(persons: Iterable[int]) -> list[Account]:
    """The accounts of those among them who may log in and want to be told by mail too."""
    return list(db.session.scalars(_TOLD, {"persons": list(persons)}))


_HOLDERS = (
    select(Person)
    .where(
        Person.id.in_(
            select(RoleGrant.person_id)
            .where(RoleGrant.role == bindparam("of_role"), RoleGrant.authority_id == bindparam("of_authority"))
            .where(or_(RoleGrant.body_id.is_(None), RoleGrant.body_id == bindparam("of_body")))
            .where(*_valid(RoleGrant, bindparam("on_day", type_=Date())))
        )
    )
    .order_by(Person.id)
)


def holders(role: str, authority_id: int, body_id: int | None) -> list[Person]:
    """The persons who hold the role today for something of that authority and body."""
    given = {"of_role": role, "of_authority": authority_id, "of_body": body_id, "on_day": clock.today()}
    return list(db.session.scalars(_HOLDERS, given))


def bodies_of(authorities: Iterable[int]) -> list[Body]:
    """The bodies of these authorities, by name, each with the one over it and its authority."""
    query = (
        select(Body)
        .where(Body.authority_id.in_(list(authorities)))
        .options(joinedload(Body.parent), joinedload(Body.authority))
    )
    rows = db.session.scalars(query)
    return sorted(rows, key=lambda body: swedish(body.name))


def body_for(body_id: int, authorities: Iterable[int], *, lock: bool = False) -> Body | None:
    """A body of one of these authorities."""
    query = select(Body).where(Body.id == body_id, Body.authority_id.in_(list(authorities)))
    return db.session.scalar(query.with_for_update(of=Body) if lock else query)


def body_by_short_name(short_name: str) -> Body | None:
    """The body of that short name (KSAU)."""
    return db.session.scalar(select(Body).where(Body.short_name == short_name))


def seats_on(body_id: int, day: date) -> list[Seat]:
    """The seats that hold on `day`: chair, vice chairs, members, substitutes, each in serving order."""
    order = {"chair": 0, "vice_chair": 1, "member": 2, "substitute": 3}
    rows = db.session.scalars(select(Seat).where(Seat.body_id == body_id, *_valid(Seat, day)))
    return sorted(rows, key=lambda seat: (order[seat.role], seat.position, seat.id))


def directory(authorities: Iterable[int]) -> list[DirectoryFunction]:
    """The directory of functions of these authorities, by name."""
    query = select(DirectoryFunction).where(DirectoryFunction.authority_id.in_(list(authorities)))
    return sorted(db.session.scalars(query), key=lambda row: swedish(row.name))


def found_functions(query: str, authorities: Iterable[int], *, most: int = 10) -> list[DirectoryFunction]:
    """The functions that the words of `query` may mean: those whose name begins with it first, å, ä and ö as they are.

    Looked for here, since the databases do not agree on what is å in another case.
    """
    words = query.casefold().split()
    if not words:
        return []
    rows = [(row, f"{row.name} {row.organisation}".casefold()) for row in directory(authorities)]
    hits = [row for row, text in rows if all(word in text for word in words)]
    whole_query = " ".join(words)
    return sorted(hits, key=lambda row: not row.name.casefold().startswith(whole_query))[:most]


def holders_of(role: str, authority_id: int) -> list[Person]:
    """Who hold the role in the authority today, for the whole of it, by name."""
    query = select(Person).join(RoleGrant, RoleGrant.person_id == Person.id)
    query = query.where(RoleGrant.role == role, RoleGrant.authority_id == authority_id, RoleGrant.body_id.is_(None))
    rows = db.session.scalars(query.where(*_valid(RoleGrant, clock.today())).distinct())
    return sorted(rows, key=lambda person: swedish(person.name))


def colleagues_of(authority_id: int) -> list[Person]:
    """Who may log in and hold a role or a seat in the authority today, by name."""
    roles = select(RoleGrant.person_id).where(RoleGrant.authority_id == authority_id, *_valid(RoleGrant, clock.today()))
    seats = select(Seat.person_id).join(Body, Body.id == Seat.body_id)
    seats = seats.where(Body.authority_id == authority_id, *_valid(Seat, clock.today()))
    query = select(Person).join(Account, Account.person_id == Person.id)
    rows = db.session.scalars(query.where(Account.active, or_(Person.id.in_(roles), Person.id.in_(seats))))
    return sorted(rows, key=lambda person: swedish(person.name))


def speaking_for(body: Body) -> list[Account]:
    """Who answers in the body's name today: its secretaries, also those of the whole authority, and its chair."""
    roles = select(RoleGrant.person_id).where(
        RoleGrant.role == SECRETARY,
        RoleGrant.authority_id == body.authority_id,
        or_(RoleGrant.body_id.is_(None), RoleGrant.body_id == body.id),
        *_valid(RoleGrant, clock.today()),
    )
    seats = select(Seat.person_id).where(Seat.body_id == body.id, Seat.role == CHAIR, *_valid(Seat, clock.today()))
    query = select(Account).where(Account.active, or_(Account.person_id.in_(roles), Account.person_id.in_(seats)))
    return list(db.session.scalars(query.order_by(Account.id)))


def function_for(function_id: int, authorities: Iterable[int]) -> DirectoryFunction | None:
    """A function of one of these authorities."""
    query = select(DirectoryFunction).where(DirectoryFunction.id == function_id)
    return db.session.scalar(query.where(DirectoryFunction.authority_id.in_(list(authorities))))


def default_authority(reader: Reader, *roles: str) -> Authority | None:
    """The first authority in which the person holds one of `roles`; the only one where there is only one."""
    ids = reader.authorities(*roles)
    return db.session.get(Authority, ids[0]) if ids else None


def all_accounts() -> Select[Any]:
    """Every account, by address."""
    return select(Account).order_by(Account.email)


def swedish(text: str) -> tuple[str, str]:
    """A sort key with å, ä, ö last and in that order; the databases sort ä before å."""
    return text.casefold().translate(_LAST), text


_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "ü": "y"})
