"""Tokens, by which programs act as persons: made, revoked, and read at every call of the API in one statement."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Date, bindparam, literal, null, or_, select, union_all

from casework import audit, clock
from casework.database import UtcDateTime, db
from casework.people.models import Account, ApiToken, Authority, Body, Person, RoleGrant, Seat
from casework.people.queries import account_by_email, reader
from casework.permissions import SCOPES, Grant, Reader

MARK = "cw_"
"""How every token begins, so that one which has gone astray is recognised."""

MOST_DAYS = 366


def make_token(email: str, scopes: Sequence[str], *, days: int) -> str:
    """A new token that acts as the account's person for so many days; only here is it seen.

    ValueError with a Swedish sentence for an unknown account or scope, or too long a time.
    """
    account = account_by_email(email)
    if account is None or not account.active:
        raise ValueError(f"Det finns inget öppet konto med adressen {email[:80]}.")
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise ValueError(f"Behörigheten {unknown[0][:40]} finns inte. Finns: {', '.join(SCOPES)}.")
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"En token gäller 1 till {MOST_DAYS} dagar.")
    token, now = MARK + secrets.token_urlsafe(32), clock.now()
    row = ApiToken(account_id=account.id, hash=hashed(token), scopes=[scope for scope in SCOPES if scope in scopes])
    row.created_at, row.expires_at = now, now + timedelta(days=days)
    db.session.add(row)
    db.session.flush()
    _audit(account, "token_made", row)
    return token


def revoke_token(token_id: int) -> None:
    """It opens nothing any more; revoked already, it stays so. ValueError with a sentence for an unknown one."""
    row = db.session.get(ApiToken, token_id)
    if row is None:
        raise ValueError(f"Det finns ingen token med nummer {token_id}.")
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        _audit(row.account, "token_revoked", row)


def all_tokens() -> list[ApiToken]:
    """Every token, the oldest first."""
    return list(db.session.scalars(select(ApiToken).order_by(ApiToken.id)))


def hashed(token: str) -> str:
    """What is kept of a token. It is random and long, so that a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()


def _audit(account: Account, event: str, row: ApiToken) -> None:
    within = sorted({grant.authority_id for grant in reader(account.person).grants})
    authority_id = within[0] if within else db.session.scalar(select(Authority.id).order_by(Authority.id).limit(1))
    if authority_id is not None:  # before there is any authority there is no chain either
        person = account.person_id
        audit.record(event, authority_id=authority_id, token=row.id, person=person, scopes=row.scopes)


def _statement() -> CompoundSelect[Any]:
    """The token that holds now with its person, and beside it each role and seat that holds today; one row at least."""
    now, day = bindparam("now", type_=UtcDateTime()), bindparam("day", type_=Date())
    holds = (
        select(ApiToken.scopes, Person.id.label("person_id"), Person.name, Person.title)
        .join(Account, Account.id == ApiToken.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(ApiToken.hash == bindparam("hash"), ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
        .where(Account.active)
        .cte("holder")
    )
    of_role = [RoleGrant.person_id == holds.c.person_id, RoleGrant.valid_from <= day]
    of_seat = [Seat.person_id == holds.c.person_id, Seat.valid_from <= day]
    roles = select(holds, RoleGrant.role, RoleGrant.authority_id, RoleGrant.body_id, Authority.name.label("authority"))
    roles = roles.join(RoleGrant, of_role[0]).join(Authority, Authority.id == RoleGrant.authority_id)
    roles = roles.where(of_role[1], or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day))
    seats = select(holds, Seat.role, Body.authority_id, Seat.body_id, Authority.name)
    seats = seats.join(Seat, of_seat[0]).join(Body, Body.id == Seat.body_id)
    seats = seats.join(Authority, Authority.id == Body.authority_id)
    seats = seats.where(of_seat[1], or_(Seat.valid_to.is_(None), Seat.valid_to >= day))
    return union_all(select(holds, null(), null(), null(), literal("")), roles, seats)


STATEMENT = _statement()
"""Put together once: at every call it is only sent."""


def reader_by_token(token: str) -> Reader | None:
    """Whom the token acts as, with the roles that hold today and the scopes; None where it does not hold."""
    given = {"hash": hashed(token), "now": clock.now(), "day": clock.today()}
    rows = db.session.execute(STATEMENT, given).all()
    if not rows:
        return None
    scopes, person_id, name, title = rows[0][:4]
    granted = [row[4:] for row in rows if row[4] is not None]
    grants = frozenset(Grant(role, authority_id, body_id) for role, authority_id, body_id, _ in granted)
    authority = min(granted, key=lambda row: row[1])[3] if granted else ""
    return Reader(person_id, name, grants, authority, title, frozenset(scopes))
