"""People who have sat and worked since 2019, so that a test may travel to the days of an old case."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from casework.database import db, write
from casework.people.models import RoleGrant, Seat


@pytest.fixture
def long_seated(app: Flask) -> None:
    """Every seat and role holds since New Year 2019."""
    with app.app_context(), write():
        for table in (Seat, RoleGrant):
            db.session.execute(update(table).values(valid_from=date(2019, 1, 1)))
