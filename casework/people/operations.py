"""Creating persons, accounts, seats and roles; logging in."""

import hashlib
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from flask_babel import gettext
from sqlalchemy import delete, func, select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.people.models import (
    Account,
    Authority,
    Body,
    DirectoryFunction,
    LoginAttempt,
    Person,
    RoleGrant,
    Seat,
)
from casework.people.queries import account_by_email, body_by_short_name
from workflows._vocabulary import NEVER_GRANTED, ROLES

SEAT_ROLES = ("chair", "vice_chair", "member", "substitute")
ATTEMPTS = 10
WINDOW = timedelta(minutes=15)


class LoginThrottled(Exception):
    """Too many failed log-ins for one address; wait."""


@cache
def _hasher(cost: str) -> PasswordHasher:
    """Argon2id with the library's own cost; the cheap one is for tests, where a log-in is not what is measured."""
    return PasswordHasher() if cost == "full" else PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hasher() -> PasswordHasher:
    """The password hasher at the cost that the settings name."""
    return _hasher(current_app.extensions["casework.settings"].password_cost)


def create_account(email: str, name: str, password: str, *, title: str = "") -> Account:
    """A person with a local account. Raises ValueError with a Swedish sentence when the address is taken or wrong."""
    email = email.strip().lower()
    if "@" not in email or len(email) > 254 or any(char.isspace() for char in email):
        raise ValueError(f"”{email[:80]}” är ingen e-postadress.")
    if not name.strip():
        raise ValueError("Personen behöver ett namn.")
    if account_by_email(email):
        raise ValueError(f"Det finns redan ett konto med adressen {email}.")
    person = Person(name=name.strip(), title=title)
    db.session.add(person)
    db.session.flush()
    account = Account(person_id=person.id, email=email, password_hash=hasher().hash(password))
    account.person = person
    db.session.add(account)
    db.session.flush()
    return account


def grant_role(person: Person, role: str, *, authority: Authority, body: Body | None = None) -> None:
    """Give the role from today; a seat when the role is one of a body. Twice gives it once.

    ValueError with a Swedish sentence when the role needs a body and none is given.
    """
    day = clock.today()
    if role in SEAT_ROLES:
        if body is None:
            raise ValueError(f"Rollen {role} hör till ett organ: ange --body.")
        _seat(person, role, body)
    else:
        query = select(RoleGrant).filter_by(
            person_id=person.id, role=role, authority_id=authority.id, body_id=body.id if body else None
        )
        if db.session.scalar(query):
            return
        db.session.add(
            RoleGrant(
                person_id=person.id,
                role=role,
                authority_id=authority.id,
                body_id=body.id if body else None,
                valid_from=day,
            )
        )
    db.session.flush()
    audit.record("role_granted", authority_id=authority.id, person=person.id, role=role)


def _seat(person: Person, role: str, body: Body) -> None:
    query = select(Seat).filter_by(person_id=person.id, role=role, body_id=body.id, valid_to=None)
    if db.session.scalar(query):
        return
    taken = db.session.scalar(select(func.count()).select_from(Seat).where(Seat.body_id == body.id)) or 0
    seat = Seat(person_id=person.id, role=role, body_id=body.id, position=taken + 1, valid_from=clock.today())
    db.session.add(seat)


def add_function(
    authority_id: int,
    name: str,
    address: str,
    *,
    channel: str = "mail",
    organisation: str = "",
    actor_id: int | None = None,
) -> DirectoryFunction:
    """A function in the directory. ValueError with a Swedish sentence when the name is taken."""
    _refuse_taken(authority_id, name, None)
    function = DirectoryFunction(authority_id=authority_id, name=name, address=address, organisation=organisation)
    function.channel = channel
    db.session.add(function)
    db.session.flush()
    audit.record("function_added", authority_id=authority_id, actor_id=actor_id, function=function.id)
    return function


def change_function(
    function: DirectoryFunction,
    name: str,
    address: str,
    *,
    channel: str,
    organisation: str,
    actor_id: int,
    expected_version: int,
) -> None:
    """Change a function. StaleVersion when it has changed meanwhile, ValueError when the name is taken."""
    if function.version != expected_version:
        raise StaleVersion(function.version)
    _refuse_taken(function.authority_id, name, function.id)
    function.name, function.address, function.organisation = name, address, organisation
    function.channel = channel
    function.version += 1
    db.session.flush()
    audit.record("function_changed", authority_id=function.authority_id, actor_id=actor_id, function=function.id)


def _refuse_taken(authority_id: int, name: str, own_id: int | None) -> None:
    """Whatever the case: a distribution list is matched so. In Python, since SQLite lowers only A to Z."""
    names = select(DirectoryFunction.id, DirectoryFunction.name).filter_by(authority_id=authority_id)
    if any(row.id != own_id and row.name.casefold() == name.casefold() for row in db.session.execute(names)):
        raise ValueError(gettext("Funktionen %(name)s finns redan i katalogen.", name=name))


def choose(account: Account, *, mail_notices: bool, language: str) -> None:
    """What the person wants: notices by mail too or not, and the language of the pages."""
    account.mail_notices, account.language = mail_notices, language
    db.session.flush()


def check_login(email: str, password: str) -> Account | None:
    """The account when the password is right. Writes nothing; raises LoginThrottled after too many failures in a while.

    An unknown address costs the same time as a wrong password, so that neither tells which addresses exist.
    """
    since = clock.now() - WINDOW
    recent = select(func.count()).select_from(LoginAttempt)
    recent = recent.where(LoginAttempt.key == _key(email), LoginAttempt.at > since)
    if (db.session.scalar(recent) or 0) >= ATTEMPTS:
        raise LoginThrottled
    account = account_by_email(email)
    cost = current_app.extensions["casework.settings"].password_cost
    holds = _password_holds(account.password_hash if account else _nobody(cost), password)
    return account if account is not None and holds and account.active else None


def note_failed_login(email: str) -> None:
    """Count a failed log-in; forget those that no longer count."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.at <= clock.now() - WINDOW))
    db.session.add(LoginAttempt(key=_key(email), at=clock.now()))


def _key(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


@cache
def _nobody(cost: str) -> str:
    return _hasher(cost).hash("nobody has this password")


def _password_holds(stored: str, password: str) -> bool:
    try:
        return hasher().verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def grant_role_by_names(email: str, role: str, body_name: str | None) -> None:
    """Give a role by the account's address and the body's short name.

    ValueError with a Swedish sentence for what is unknown.
    """
    account = account_by_email(email)
    if account is None:
        raise ValueError(f"Det finns inget konto med adressen {email[:80]}.")
    if role not in ROLES or role in NEVER_GRANTED:
        there = ", ".join(name for name in ROLES if name not in NEVER_GRANTED)
        raise ValueError(f"Rollen {role[:40]} finns inte. Finns: {there}.")
    body = body_by_short_name(body_name) if body_name else None
    if body_name and body is None:
        raise ValueError(f"Organet {body_name[:40]} finns inte.")
    authority = body.authority if body else db.session.scalar(select(Authority).order_by(Authority.id))
    if authority is None:
        raise ValueError("Det finns ingen myndighet än.")
    grant_role(account.person, role, authority=authority, body=body)
