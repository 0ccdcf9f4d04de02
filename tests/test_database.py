"""What the database itself promises, on SQLite and on PostgreSQL: who may write, what commits, what is never lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from casework import audit, clock
from casework.database import db, write, writing
from casework.people.models import Authority, Body, LoginAttempt, Person
from casework.register.models import NumberSeries
from casework.register.operations import take_number
from casework.settings import Settings
from tests.support.processes import together

pytestmark = pytest.mark.both

PROCESSES, EACH = 4, 25
READ_ONLY = "readonly|read-only"


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    """Every test here speaks with the database directly."""
    with app.app_context():
        yield
        db.session.remove()


def persons() -> list[str]:
    """The names in the database, as a new transaction sees them."""
    db.session.rollback()
    names = list(db.session.scalars(select(Person.name).order_by(Person.id)))
    db.session.rollback()
    return names


def person(name: str) -> Person:
    """A person who is not stored yet."""
    return Person(name=name, title="")


@contextmanager
def write_that_fails() -> Iterator[None]:
    """A writing transaction that an exception ends when its work is done."""
    with pytest.raises(ZeroDivisionError), write():  # what fails is the caller's block
        yield
        raise ZeroDivisionError


# --- who may write ---------------------------------------------------------------------------------------------


def test_reading_transaction_that_writes_an_object_is_refused_by_the_database() -> None:
    before = persons()
    db.session.add(person("Smygaren"))
    with pytest.raises(DBAPIError, match=READ_ONLY):
        db.session.flush()
    db.session.rollback()
    assert persons() == before


def test_reading_transaction_that_commits_is_refused_by_the_database() -> None:
    before = persons()
    db.session.add(person("Smygaren"))
    with pytest.raises(DBAPIError, match=READ_ONLY):
        db.session.commit()
    db.session.rollback()
    assert persons() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO persons (name, title) VALUES ('Smygaren', '')",
        "UPDATE persons SET name = 'Smygaren'",
        "DELETE FROM login_attempts",
        "DROP TABLE login_attempts",
        "CREATE TABLE smygtabell (id INTEGER)",
    ],
)
def test_reading_transaction_that_writes_by_statement_is_refused_by_the_database(statement: str) -> None:
    before = persons()
    with pytest.raises(DBAPIError, match=READ_ONLY):
        db.session.execute(text(statement))
    db.session.rollback()
    assert persons() == before
    assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == 0


def test_reading_is_read_only_again_after_a_write_on_the_same_connection() -> None:
    with write():
        db.session.add(person("Nykomlingen"))
    before = persons()
    assert before[-1] == "Nykomlingen"
    with pytest.raises(DBAPIError, match=READ_ONLY):
        db.session.execute(update(Person).values(name="Smygaren"))
    db.session.rollback()
    with write():
        db.session.add(person("Den andra"))
    assert persons() == [*before, "Den andra"]


def test_reading_is_read_only_again_after_a_write_that_failed() -> None:
    before = persons()
    with write_that_fails():
        db.session.add(person("Nykomlingen"))
    db.session.add(person("Smygaren"))
    with pytest.raises(DBAPIError, match=READ_ONLY):
        db.session.flush()
    assert persons() == before


def test_one_who_writes_does_not_let_another_thread_write(app: Flask) -> None:
    """The web server answers in threads: the permission to write is the request's own."""
    refused: list[str] = []

    def reads() -> None:
        with app.app_context():
            db.session.add(person("Smygaren"))
            try:
                db.session.flush()
            except DBAPIError as error:
                refused.append(str(error.orig))
            db.session.rollback()

    before = persons()
    with write():
        db.session.add(person("Nykomlingen"))
        db.session.flush()
        thread = threading.Thread(target=reads)
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert "read" in refused[0]
    assert persons() == [*before, "Nykomlingen"]


def test_reader_sees_the_state_before_while_another_writes(app: Flask) -> None:
    """Nobody waits for a writer, and nobody sees half of what he writes."""
    before, seen = persons(), []

    def reads() -> None:
        with app.app_context():
            seen.append(list(db.session.scalars(select(Person.name).order_by(Person.id))))
            db.session.rollback()

    with write():
        db.session.add(person("Nykomlingen"))
        db.session.flush()
        thread = threading.Thread(target=reads)
        thread.start()
        thread.join(20)
    assert seen == [before]


# --- what commits ----------------------------------------------------------------------------------------------


def test_write_commits_at_its_end() -> None:
    before = persons()
    with write():
        db.session.add(person("Nykomlingen"))
    assert persons() == [*before, "Nykomlingen"]


def test_write_rolls_back_everything_on_an_exception() -> None:
    before, records = persons(), audit.count()
    with write_that_fails():
        db.session.add(person("Nykomlingen"))
        db.session.flush()
        audit.record("trial", authority_id=1)
        take_number(1, "trial", 2026)
    assert persons() == before
    assert audit.count() == records
    assert db.session.get(NumberSeries, (1, "trial", 2026)) is None


def test_write_rolls_back_when_the_commit_itself_fails() -> None:
    """What the flush at the end refuses leaves nothing of what came before it."""
    before = persons()

    def half_wrong() -> None:
        with write():
            db.session.add(person("Nykomlingen"))
            db.session.flush()
            db.session.add(NumberSeries(authority_id=999, series="trial", year=2026, last=1))

    with pytest.raises(IntegrityError):
        half_wrong()
    assert persons() == before


def test_write_inside_a_write_joins_it() -> None:
    before = persons()
    with write():
        db.session.add(person("Den yttre"))
        with write():
            db.session.add(person("Den inre"))
        assert db.session().in_transaction()
        db.session.add(person("Den sista"))
    assert persons() == [*before, "Den yttre", "Den inre", "Den sista"]


def test_write_inside_a_write_commits_nothing_of_its_own() -> None:
    before = persons()
    with write_that_fails(), write():
        db.session.add(person("Den inre"))
    assert persons() == before


def test_exception_inside_an_inner_write_ends_the_outer() -> None:
    before = persons()

    def fails_inside() -> None:
        with write():
            db.session.add(person("Den yttre"))
            with write():
                db.session.add(person("Den inre"))
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_inside()
    assert persons() == before


def test_write_reads_again_what_was_read_before_it() -> None:
    """What a page was judged by may have changed when the write begins."""
    known = db.session.scalars(select(Person).order_by(Person.id)).first()
    assert known is not None
    _elsewhere(update(Person).where(Person.id == known.id).values(name="Omdöpt"))
    with write():
        assert known.name == "Omdöpt"


def _elsewhere(statement: object) -> None:
    """Run and commit the statement in a transaction of its own, as somebody else's request would."""
    with writing(), db.engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]


# --- what is never lost ----------------------------------------------------------------------------------------


def add_one(times: int) -> None:
    """Read a number, add one and write it back, `times` times: the order in which updates are lost."""
    for _ in range(times):
        with write():
            row = db.session.get(NumberSeries, (1, "trial", 2026), with_for_update=True)
            assert row is not None
            row.last += 1


def take_numbers(times: int) -> list[int]:
    """`times` numbers of one series, each in its own transaction."""
    taken = []
    for _ in range(times):
        with write():
            taken.append(take_number(1, "trial", 2026))
    return taken


def test_processes_that_add_to_one_row_lose_nothing(settings: Settings) -> None:
    with write():
        db.session.add(NumberSeries(authority_id=1, series="trial", year=2026, last=0))
    together(settings, add_one, [(EACH,)] * PROCESSES)
    row = db.session.get(NumberSeries, (1, "trial", 2026))
    assert row is not None
    assert row.last == PROCESSES * EACH


def test_processes_take_numbers_without_a_gap_and_never_the_same(settings: Settings) -> None:
    """The series does not exist when they begin: the first number too is taken once."""
    taken = together(settings, take_numbers, [(EACH,)] * PROCESSES)
    assert sorted(number for numbers in taken for number in numbers) == list(range(1, PROCESSES * EACH + 1))
    assert all(numbers == sorted(numbers) for numbers in taken)


def test_number_of_a_transaction_that_failed_is_given_again() -> None:
    with write():
        assert take_number(1, "trial", 2026) == 1
    with write_that_fails():
        assert take_number(1, "trial", 2026) == 2
    with write():
        assert take_number(1, "trial", 2026) == 2


def test_series_years_and_authorities_count_for_themselves() -> None:
    with write():
        second = Authority(name="Grannkommunen", short_name="GK")
        db.session.add(second)
        db.session.flush()
        taken = [take_number(1, "trial", 2026), take_number(1, "trial", 2027), take_number(1, "other", 2026)]
        assert [*taken, take_number(second.id, "trial", 2026)] == [1, 1, 1, 1]
        assert take_number(1, "trial", 2026) == 2


# --- moments and relations -------------------------------------------------------------------------------------


def test_moment_is_kept_in_utc_and_comes_back_with_its_zone() -> None:
    typed = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with write():
        db.session.add(LoginAttempt(key="a" * 64, at=typed))
    kept = db.session.scalar(select(LoginAttempt.at))
    assert kept is not None
    assert (kept, kept.tzinfo) == (datetime(2026, 6, 1, 10, 0, 0, 123456, tzinfo=UTC), UTC)


def test_moments_of_different_zones_compare_as_moments() -> None:
    """SQLite compares moments as text, so they all have to be kept in one zone."""
    noon = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
    with write():
        db.session.add(LoginAttempt(key="a" * 64, at=noon))
    earlier = datetime(2026, 6, 1, 13, 30, tzinfo=timezone(timedelta(hours=2)))  # 11.30 in UTC
    assert db.session.scalar(select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at > earlier)) == 1
    assert db.session.scalar(select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at <= earlier)) == 0


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(StatementError, match="a moment needs its zone"), write():
        db.session.add(LoginAttempt(key="a" * 64, at=datetime(2026, 6, 1, 12, 0)))  # noqa: DTZ001  # what is refused
    assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == 0


def test_moment_of_the_clock_comes_back_as_it_was() -> None:
    now = clock.now()
    with write():
        db.session.add(LoginAttempt(key="a" * 64, at=now))
    assert db.session.scalar(select(LoginAttempt.at)) == now


def test_row_that_names_a_missing_parent_is_refused() -> None:
    before = db.session.scalar(select(func.count()).select_from(Body))
    values = {"authority_id": 999, "kind": "board", "name": "Nämnden", "short_name": "N"}
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), write():
        db.session.execute(insert(Body).values(values))
    assert db.session.scalar(select(func.count()).select_from(Body)) == before


def test_row_that_others_name_cannot_be_deleted() -> None:
    before = persons()
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), write():
        db.session.execute(delete(Person))
    assert persons() == before
