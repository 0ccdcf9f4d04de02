"""Who may do what, and where decisions are sent."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Date, Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from casework import clock
from casework.database import db
from casework.law.bodies import ASSEMBLY, Rules, default_rules
from casework.law.substitution import Substitute, in_turn
from casework.people.models import Account, Authority, Body, BodyRules, DirectoryFunction, Person, RoleGrant, Seat
from casework.permissions import Grant, Reader
from casework.web import whole
from workflows._vocabulary import CHAIR, SECRETARY, SUBSTITUTE


def _valid(model: type[RoleGrant] | type[Seat] | type[BodyRules], day: Any) -> list[ColumnElement[bool]]:
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


def account_of(person_id: int) -> Account | None:
    """The person's own account, open or closed."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def persons_by_address(addresses: Iterable[str]) -> dict[str, int]:
    """The persons whose accounts have these addresses and may log in, by address in lower case; one statement."""
    wanted = [address.strip().casefold() for address in addresses]
    if not wanted:
        return {}
    query = select(Account.email, Account.person_id).where(Account.email.in_(wanted), Account.active)
    return {row.email: row.person_id for row in db.session.execute(query)}


def addresses_of(persons: Iterable[int]) -> dict[int, str]:
    """The address of each of them who has an account that is open, whatever letters he has declined; one statement."""
    query = select(Account.person_id, Account.email).where(Account.person_id.in_(set(persons)), Account.active)
    return {row.person_id: row.email for row in db.session.execute(query)}


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


def active_bodies(authorities: Iterable[int], *, also: int | None = None) -> list[Body]:
    """As `bodies_of`, those that are there today; and the one of the id `also`, which something is bound to already."""
    today = clock.today()
    return [body for body in bodies_of(authorities) if body.id == also or body.is_there_on(today)]


def body_for(body_id: int, authorities: Iterable[int], *, lock: bool = False) -> Body | None:
    """A body of one of these authorities."""
    query = select(Body).where(Body.id == body_id, Body.authority_id.in_(list(authorities)))
    return db.session.scalar(query.with_for_update(of=Body) if lock else query)


def body_by_short_name(short_name: str) -> Body | None:
    """The body of that short name (KSAU)."""
    return db.session.scalar(select(Body).where(Body.short_name == short_name))


def seats_on(body_id: int, day: date) -> list[Seat]:
    """The seats that hold on `day`: chair, vice chairs, members, substitutes, each in serving order."""
    return in_order(db.session.scalars(select(Seat).where(Seat.body_id == body_id, *_valid(Seat, day))))


def seats_of(body_id: int) -> list[Seat]:
    """Every seat that the body ever had, or is to have; each role's in serving order."""
    return in_order(db.session.scalars(select(Seat).where(Seat.body_id == body_id)))


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Chair, vice chairs, members, substitutes, each in serving order."""
    order = {"chair": 0, "vice_chair": 1, "member": 2, "substitute": 3}
    return sorted(seats, key=lambda seat: (order[seat.role], seat.position, seat.id))


def seats_today(bodies: Iterable[int]) -> dict[int, list[Seat]]:
    """The seats of these bodies that hold today, by body; one statement."""
    found: dict[int, list[Seat]] = {}
    query = select(Seat).where(Seat.body_id.in_(list(bodies)), *_valid(Seat, clock.today()))
    for seat in in_order(db.session.scalars(query)):
        found.setdefault(seat.body_id, []).append(seat)
    return found


def rules_on(body: Body, day: date) -> Rules:
    """What holds for the body that day: its own rules, or where it has none then, what the law and custom say."""
    row = db.session.scalar(select(BodyRules).where(BodyRules.body_id == body.id, *_valid(BodyRules, day)))
    return row.as_law() if row else default_rules(body.kind)


def rules_today(bodies: Iterable[Body]) -> dict[int, Rules]:
    """The same of several bodies today, by body; one statement."""
    kinds = {body.id: body.kind for body in bodies}
    rows = db.session.scalars(select(BodyRules).where(BodyRules.body_id.in_(kinds), *_valid(BodyRules, clock.today())))
    return {key: default_rules(kind) for key, kind in kinds.items()} | {row.body_id: row.as_law() for row in rows}


def rules_of(body_id: int) -> list[BodyRules]:
    """Every set of rules that the body had, has or is to have, in order of time."""
    return list(db.session.scalars(select(BodyRules).filter_by(body_id=body_id).order_by(BodyRules.valid_from)))


def seat_for(seat_id: int, authorities: Iterable[int]) -> Seat | None:
    """A seat in a body of one of these authorities."""
    query = select(Seat).join(Body, Body.id == Seat.body_id).options(joinedload(Seat.body))
    return db.session.scalar(query.where(Seat.id == seat_id, Body.authority_id.in_(list(authorities))))


def persons_of(authority_id: int) -> list[Person]:
    """Who have, or ever had, a role or a seat in the authority, by name: those who may be given a seat from a list."""
    seated = select(Seat.person_id).join(Body, Body.id == Seat.body_id).where(Body.authority_id == authority_id)
    granted = select(RoleGrant.person_id).where(RoleGrant.authority_id == authority_id)
    rows = db.session.scalars(select(Person).where(or_(Person.id.in_(seated), Person.id.in_(granted))))
    return sorted(rows, key=lambda person: swedish(person.name))


def substitutes_in_turn(member: Seat, day: date) -> list[Seat]:
    """The body's substitutes that day, in the order in which they are called for that member (R-53)."""
    rules = rules_on(member.body, day)
    seats = {seat.person_id: seat for seat in seats_on(member.body_id, day) if seat.role == SUBSTITUTE}
    rows = [Substitute(seat.person_id, seat.party, seat.position) for seat in seats.values()]
    only_own = member.body.kind == ASSEMBLY
    turn = in_turn(member.party, rows, between=rules.party_orders, own_party_only=only_own)
    return [seats[row.person_id] for row in turn]


def boards_of(persons: Iterable[int], other_than: int) -> list[Seat]:
    """The seats that these persons hold today on an association's board, but for the body `other_than`."""
    query = select(Seat).join(Body, Body.id == Seat.body_id).where(Body.kind == "board", Body.id != other_than)
    query = query.where(Seat.person_id.in_(list(persons)), *_valid(Seat, clock.today())).order_by(Seat.id)
    return list(db.session.scalars(query.options(joinedload(Seat.body).joinedload(Body.authority))))


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
