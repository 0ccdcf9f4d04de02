"""The number of a new case: of the authority's series, or of the body's own where it keeps a register of its own."""

from casework.database import db
from casework.people.models import Authority, Body
from casework.register.operations import take_number


def take_case_number(authority: Authority, body_id: int | None, year: int) -> str:
    """The next number of the register in which a case of that body is kept (R-19); taken in the transaction."""
    body = db.session.get(Body, body_id) if body_id else None
    unit, series = authority.short_name, "case"
    if body is not None and body.own_register:
        unit, series = body.short_name, f"case:{body.id}"
    serial = take_number(authority.id, series, year)
    return authority.case_number_template.format(unit=unit, year=year, serial=serial)
