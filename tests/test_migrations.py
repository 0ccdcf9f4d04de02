"""The migrations tell the schema that the models mean, both ways, and the database keeps what must not be false."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Connection, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from casework import clock, create_app
from casework.api.answers import KeptAnswer
from casework.assignments.models import Assignment, AssignmentReminder, MatterReport, MatterWarning, RaisedMatter
from casework.cases.models import CaseAuthor, ReportVersion
from casework.database import db, write, writing
from casework.delegation.models import DelegatedDecision
from casework.demo.story import play
from casework.dispatch.models import BounceReport, Delivery, DeliveryAttempt, Dispatch
from casework.drafting.operations import keep_draft
from casework.live.models import Disclosure, Speaker
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import (
    AgendaItem,
    Decision,
    Guest,
    ImmediateApproval,
    ItemPresence,
    Meeting,
)
from casework.meetings.operations import record_outcome
from casework.meetings.planning_models import AgendaOrder, DraftedOutcome, MeetingSeries, MeetingWish
from casework.people.models import Installation
from casework.people.operations import note_failed_login
from casework.people.queries import account_by_email, reader
from casework.people.tokens import make_token
from casework.permissions import SCOPES
from casework.referrals.models import Referral, ReferralAnswer, ReferralDraft, ReferralEvent
from casework.reporting.models import DelegationReport
from tests.appeals.rows import fill_appeals
from tests.conftest import DATABASES, close, make_settings
from tests.deliberation.rows import fill_deliberation
from tests.minutes.rows import fill_minutes
from tests.publication.posted import fill_board
from tests.summons.rows import fill_summons, of_no_case
from tests.support.postgres import create_database, drop_database
from tests.webhooks.rows import make_webhook

pytestmark = pytest.mark.both

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCRIPTS = ScriptDirectory(str(MIGRATIONS))

# Rows of these tables are history: corrections add, nothing changes them.
APPEND_ONLY = (
    "appeal_events",
    "appeal_files",
    "assignment_events",
    "assignment_reminders",
    "audit_records",
    "bounce_reports",
    "case_events",
    "decision_routes",
    "decisions",
    "delegation_reports",
    "delivery_attempts",
    "dispatch_files",
    "dispatches",
    "drafted_outcomes",
    "finality_told",
    "immediate_approvals",
    "matter_reports",
    "matter_warnings",
    "meeting_events",
    "minority_decisions",
    "minority_demands",
    "minute_statements",
    "minutes_events",
    "minutes_extracts",
    "minutes_paragraphs",
    "minutes_reminders",
    "minutes_renditions",
    "minutes_signatures",
    "minutes_texts",
    "party_answers",
    "posting_certificates",
    "posting_events",
    "posting_observations",
    "referral_answers",
    "referral_events",
    "report_templates",
    "report_versions",
    "stored_files",
    "summons_answers",
    "summons_letters",
    "summonses",
)


# --- the story of the migrations -------------------------------------------------------------------------------


def test_migrations_are_one_story_without_branches() -> None:
    revisions = list(SCRIPTS.walk_revisions())[::-1]
    assert len(SCRIPTS.get_heads()) == 1
    assert [row.down_revision for row in revisions] == [None, *(row.revision for row in revisions[:-1])]


def test_migrations_are_numbered_and_named_as_their_files() -> None:
    files = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
    revisions = [row.revision for row in SCRIPTS.walk_revisions()][::-1]
    assert files == revisions
    assert [name[:5] for name in files] == [f"{number:04}_" for number in range(1, len(files) + 1)]
    wrong = [name for name in files if len(name) > 32 or not re.fullmatch(r"\d{4}(_[a-z0-9]+)+", name)]
    assert wrong == []  # alembic_version holds 32 characters


# --- databases -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=DATABASES)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose database has a row in every table. Shared: what a test does to it is rolled back."""
    folder = tmp_path_factory.mktemp("filled")
    name = f"filled_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "filled.sqlite3")
        url = f"sqlite:///{folder / 'filled.sqlite3'}"
    else:
        url = create_database(name, template=request.getfixturevalue("postgresql_template"))
    app = create_app(make_settings(folder, url))
    with app.app_context():
        fill()
    yield app
    close(app)
    drop_database(name)


def fill() -> None:
    """A row in every table: the demo's story, and what the story does not tell of."""
    with write():
        play()
        db.session.add(Installation(name="trial", value="true"))
        note_failed_login("ingen@demo.example")
        make_token("chef@demo.example", SCOPES, days=30)
        db.session.add(KeptAnswer(person_id=1, key="a-key", request_hash="a" * 64, made_at=clock.now()))
        delivery = db.session.scalars(select(Delivery)).first()
        assert delivery is not None
        attempt = DeliveryAttempt(delivery_id=delivery.id, at=clock.now(), outcome="deferred", detail="busy")
        db.session.add(attempt)
        report = {"sha256": "b" * 64, "delivery_id": delivery.id, "action": "failed", "detail": "okänd"}
        db.session.add(BounceReport(at=clock.now(), **report))
        db.session.add(CaseAuthor(case_id=2, person_id=2, added_by_id=1, added_at=clock.now()))
        keep_draft(1, [["title", "Osparad"]], base_version=1, revision=0, case_id=2)
        _fill_agenda()
        _fill_referrals()
        _fill_planning()
        item, decision = db.session.scalars(select(AgendaItem)).first(), db.session.scalars(select(Decision)).first()
        assert item is not None
        assert decision is not None
        fill_deliberation(item.id, decision.id, 1)
        fill_minutes(decision)
        fill_board()
        fill_appeals(decision)
        make_webhook()
        fill_summons()
        _fill_reporting()
        _fill_assignments(item, decision)


def _fill_reporting() -> None:
    """A decision by delegation that the body has been told of, as it stood before anybody told it."""
    made, decision = db.session.scalars(select(DelegatedDecision)).first(), db.session.scalars(select(Decision)).first()
    assert made is not None
    assert decision is not None
    db.session.add(DelegationReport(delegated_id=made.id, decision_id=decision.id, line="D 1/2026.", at=clock.now()))


def _fill_assignments(item: AgendaItem, decision: Decision) -> None:
    """A motion with its year, told of and warned of; and that somebody was reminded of an assignment."""
    task = db.session.scalars(select(Assignment)).first()
    assert task is not None
    now, day = clock.now(), clock.today()
    matter = RaisedMatter(case_id=2, raised_on=day, last_day=date(day.year + 2, 1, 1), committee_id=1)
    matter.handed_over_by_id = decision.id
    db.session.add(matter)
    db.session.flush()
    report = MatterReport(case_id=2, item_id=item.id, kind="unready", text="Utrett.", made_by_id=1, made_at=now)
    warning = MatterWarning(case_id=2, stage=90, told="Handläggaren", at=now)
    reminder = AssignmentReminder(assignment_id=task.id, due=task.due, stage=14, told="Socialchef", at=now)
    letter = Dispatch(authority_id=1, purpose="notice", sender="a@b.example", subject="Påminnelse om uppdrag")
    letter.text = letter.html = "Påminnelse"
    letter.created_at = now
    db.session.add_all([report, warning, reminder, letter])


def _fill_referrals() -> None:
    """One referral to an outside party that has answered, with a draft that nobody has put away."""
    version = db.session.scalars(select(ReportVersion)).first()
    assert version is not None
    row = Referral(case_id=version.case_id, kind="referral", creation_key="a-key", position=1, name="Regionen")
    row.channel, row.address, row.scope, row.due = "mail", "region@region.example", "Kostnader.", date(2040, 5, 2)
    row.report_version_id, row.report_hash, row.papers = version.id, version.content_hash, []
    row.asked_by_id, row.asked_at, row.state, row.version = 1, clock.now(), "answered", 1
    db.session.add(row)
    db.session.flush()
    answer = ReferralAnswer(referral_id=row.id, no_view=False, text="Ja.", file_name="", media_type="")
    answer.received_on, answer.recorded_by_id, answer.recorded_at = clock.today(), 1, clock.now()
    event = ReferralEvent(referral_id=row.id, at=clock.now(), step="ask", to_state="asked", note="")
    draft = ReferralDraft(referral_id=row.id, text="Utkast.", saved_by_id=1, saved_at=clock.now())
    letter = Dispatch(authority_id=1, case_id=row.case_id, purpose="referral", sender="a@b.example", subject="Remiss")
    letter.text = letter.html = "Remiss"
    letter.created_at = clock.now()
    db.session.add_all([answer, event, draft, letter])


def _fill_agenda() -> None:
    """A wish, a draft, somebody who goes out, asks for the word and tells of jäv; and a matter without a case."""
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.outcome.is_(None))).one()
    assert item.case is not None
    person = item.case.officer_id
    db.session.add(MeetingWish(case_id=item.case_id, meeting_id=item.meeting_id, person_id=person, at=clock.now()))
    draft = DraftedOutcome(item_id=item.id, version=1, outcome="approve", given={}, author_id=person, at=clock.now())
    away = ItemPresence(item_id=item.id, person_id=person, kind="away", noted_by_id=person, noted_at=clock.now())
    speaks = Speaker(item_id=item.id, person_id=person, kind="word", asked_by_id=person, asked_at=clock.now(), cause="")
    told = Disclosure(item_id=item.id, person_id=person, note="", told_at=clock.now())
    db.session.add_all([draft, away, speaks, told])
    _fill_meeting(item.meeting)


def _fill_meeting(meeting: Meeting) -> None:
    """A guest, and a matter without a case that is handled and whose paragraph is approved at once."""
    secretary, chair = (reader(account_by_email(f"{who}@demo.example").person) for who in ("sekreterare", "ordforande"))
    guest = Guest(meeting_id=meeting.id, name="Revisorn", kind="auditor", since=clock.now())
    guest.noted_by_id = secretary.person_id
    matter = add_matter(meeting, Matter("information", "Läget"), actor=secretary)
    meeting.current_item_id = matter.id
    now, ids = clock.now(), {"item_id": matter.id, "person_id": secretary.person_id}
    draft = DraftedOutcome(item_id=matter.id, version=1, outcome="note", given={}, author_id=chair.person_id, at=now)
    jav = ItemPresence(**ids, kind="disqualified", ground="personal", raised_by_id=chair.person_id, noted_at=now)
    jav.noted_by_id = secretary.person_id
    db.session.add_all([guest, draft, jav])
    noted = record_outcome(matter, "note", actor=chair, expected_version=matter.version, given={"text": "Antecknat."})
    approval = ImmediateApproval(decision_id=noted.id, meeting_id=meeting.id, text_sha256="a" * 64, approvers=[])
    approval.approved_at, approval.noted_by_id = now, chair.person_id
    db.session.add(approval)


def _fill_planning() -> None:
    """A series, a standing item and an order of the agenda."""
    made = {"creation_key": "series", "made_by_id": 1, "made_at": clock.now()}
    db.session.add(MeetingSeries(body_id=2, frequency="weeks", every=2, first_day=clock.today(), **made))
    db.session.add(AgendaOrder(body_id=2, cases="number"))


@pytest.fixture
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database beside the test's own, of the same make."""
    name = f"bare_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
    sqlite = request.node.callspec.params["database_url"] == "sqlite"
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'bare'}" if sqlite else create_database(name)))
    yield app
    close(app)
    drop_database(name)


def counts() -> dict[str, int]:
    """How many rows each table of the models has."""
    with db.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in db.metadata.tables.items()
        }


def schema() -> dict[str, Any]:
    """All that the database says of its tables, in an order of its own; without Alembic's own table."""
    with db.engine.connect() as connection:
        seen = inspect(connection)
        names = sorted(set(seen.get_table_names()) - {"alembic_version"})
        return {name: _described(seen, name) for name in names}


def _described(seen: Any, name: str) -> dict[str, Any]:
    return {
        "columns": {row["name"]: (str(row["type"]), row["nullable"], row["default"]) for row in seen.get_columns(name)},
        "primary key": seen.get_pk_constraint(name),
        "foreign keys": _by_name(seen.get_foreign_keys(name)),
        "unique": _by_name(seen.get_unique_constraints(name)),
        "checks": {row["name"]: " ".join(row["sqltext"].split()) for row in seen.get_check_constraints(name)},
        "indexes": {
            row["name"]: (row["column_names"], bool(row["unique"]), _where(row)) for row in seen.get_indexes(name)
        },
    }


def _by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows}


def _where(row: dict[str, Any]) -> str:
    options = row.get("dialect_options", {})
    where = options.get("sqlite_where", options.get("postgresql_where", ""))
    return " ".join(str(where).split())


# --- forwards and back -----------------------------------------------------------------------------------------


def test_migrated_schema_is_what_the_models_say(app: Flask, bare: Flask) -> None:
    """Columns, nullability, keys, unique constraints, CHECKs and indexes, with their names."""
    with app.app_context():
        migrated = schema()
    with bare.app_context():
        with writing():
            db.create_all()
        meant = schema()
    assert set(migrated) == set(db.metadata.tables)
    for name in meant:
        assert migrated[name] == meant[name], name
    assert sum(len(table["checks"]) for table in meant.values()) == len(CHECKS)


def test_every_table_can_be_filled(filled: Flask) -> None:
    """What the tests below stand on."""
    with filled.app_context():
        assert [name for name, rows in counts().items() if not rows] == []


def test_migrations_go_back_and_forth_with_data_in_every_table(app: Flask) -> None:
    """Every revision is undone and done again: rows stay but for those of the tables that a later revision made.

    The first one takes everything with it, and leaves nothing.
    """
    with app.app_context():
        fill()
        before, whole = schema(), counts()
        whole["notices"] -= _of_no_event()  # 0008 says that the house before it has no room for them
        whole["dispatches"] -= 1  # the letter about a referral, by 0019
        for table, rows in of_no_case().items():  # as 0014 and 0020 say of these
            whole[table] -= rows
        for table in ("agenda_items", "decisions"):  # nor has the house before 0013 for matters without a case
            whole[table] -= _how_many(table, "case_id IS NULL")
        revisions = [row.revision for row in SCRIPTS.walk_revisions()]
        assert all(whole.values())
        for _ in revisions[:-1]:
            downgrade(directory=str(MIGRATIONS), revision="-1")
        first = schema()
        upgrade(directory=str(MIGRATIONS))
        assert schema() == before
        there = {"presence_spans": _how_many("attendances", "present")}  # 0013 finds out who is there now
        assert counts() == {name: rows if name in first else 0 for name, rows in whole.items()} | there
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert schema() == {}
        assert _left_behind() == []
        upgrade(directory=str(MIGRATIONS))
        assert schema() == before
        assert set(counts().values()) == {0}


def _of_no_event() -> int:
    return _how_many("notices", "event_id IS NULL")


def _how_many(table: str, clause: str) -> int:
    with db.engine.connect() as connection:
        found = connection.execute(text(f"SELECT count(*) FROM {table} WHERE {clause}"))  # noqa: S608  # our own words
        return int(found.scalar_one())


def _left_behind() -> list[str]:
    """Triggers, functions and indexes that still stand when every table is gone."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
        else:
            query = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        return list(connection.execute(text(query)).scalars())


def test_upgrade_of_what_is_up_to_date_changes_nothing(app: Flask) -> None:
    with app.app_context():
        before, whole = schema(), counts()
        upgrade(directory=str(MIGRATIONS))
        assert (schema(), counts()) == (before, whole)


# --- history stands --------------------------------------------------------------------------------------------


@pytest.fixture
def transaction(filled: Flask) -> Iterator[Connection]:
    """A writing transaction in the filled database, rolled back at the end."""
    with filled.app_context():
        with writing(), db.engine.connect() as connection:
            yield connection
            connection.rollback()
        db.session.remove()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("act", ["update", "delete", "replace", "empty"])
def test_history_refuses_to_be_changed(transaction: Connection, table: str, act: str) -> None:
    rows = db.metadata.tables[table]
    before = transaction.execute(select(rows)).all()
    assert before
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match="is append-only"):
        transaction.execute(text(changing(rows, act, transaction.dialect.name)))
    savepoint.rollback()
    assert transaction.execute(select(rows)).all() == before


ATTACHMENT_CHANGES = {
    "rename": "UPDATE attachments SET name = 'annat.pdf'",
    "other bytes": "UPDATE attachments SET sha256 = (SELECT max(sha256) FROM stored_files)",
    "other case": "UPDATE attachments SET case_id = 2",
    "delete": "DELETE FROM attachments",
    "bring back": "UPDATE attachments SET removed_at = NULL, removed_by_id = NULL",
}


@pytest.mark.parametrize("change", [*ATTACHMENT_CHANGES, "empty"])
def test_an_attachment_is_removed_once_and_never_changed(transaction: Connection, change: str) -> None:
    rows = db.metadata.tables["attachments"]
    removal = rows.update().values(removed_at=clock.now(), removed_by_id=1)
    assert transaction.execute(removal).rowcount == 1
    before = transaction.execute(select(rows)).all()
    emptying = "DELETE FROM attachments" if transaction.dialect.name == "sqlite" else "TRUNCATE attachments"
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match="attachments is append-only"):
        transaction.execute(text(ATTACHMENT_CHANGES.get(change, emptying)))
    savepoint.rollback()
    assert transaction.execute(select(rows)).all() == before


CONDITION_CHANGES = {
    "other day": "UPDATE decision_conditions SET due = '2031-01-01'",
    "other parties": "UPDATE decision_conditions SET parties = '[]'",
    "other decision": "UPDATE decision_conditions SET decision_id = 1",
    "other outcome": "UPDATE decision_conditions SET outcome = 'failed'",
    "open again": "UPDATE decision_conditions SET outcome = NULL, settled_at = NULL",
    "delete": "DELETE FROM decision_conditions",
}


@pytest.mark.parametrize("change", [*CONDITION_CHANGES, "empty"])
def test_a_condition_is_settled_once_and_never_changed(transaction: Connection, change: str) -> None:
    rows = db.metadata.tables["decision_conditions"]
    settling = rows.update().values(outcome="met", settled_at=clock.now())
    assert transaction.execute(settling).rowcount == 1
    before = transaction.execute(select(rows)).all()
    emptying = "DELETE FROM decision_conditions"
    if transaction.dialect.name != "sqlite":
        emptying = "TRUNCATE decision_conditions CASCADE"
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match="is append-only"):
        transaction.execute(text(CONDITION_CHANGES.get(change, emptying)))
    savepoint.rollback()
    assert transaction.execute(select(rows)).all() == before


def test_what_a_condition_says_stands_while_it_waits_too(transaction: Connection) -> None:
    with pytest.raises(DBAPIError, match="decision_conditions is append-only"):
        transaction.execute(text("UPDATE decision_conditions SET text = 'Annat.'"))


def test_the_bytes_of_an_attachment_that_was_not_removed_stand_too(transaction: Connection) -> None:
    with pytest.raises(DBAPIError, match="attachments is append-only"):
        transaction.execute(text("UPDATE attachments SET size = size + 1"))


AUTHOR_CHANGES = {
    "another": "UPDATE case_authors SET person_id = 3",
    "bring back": "UPDATE case_authors SET removed_at = NULL, removed_by_id = NULL",
    "delete": "DELETE FROM case_authors",
}


@pytest.mark.parametrize("change", AUTHOR_CHANGES)
def test_a_co_author_is_removed_once_and_his_row_stays(transaction: Connection, change: str) -> None:
    rows = db.metadata.tables["case_authors"]
    assert transaction.execute(rows.update().values(removed_at=clock.now(), removed_by_id=1)).rowcount == 1
    before = transaction.execute(select(rows)).all()
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match="case_authors is append-only"):
        transaction.execute(text(AUTHOR_CHANGES[change]))
    savepoint.rollback()
    assert transaction.execute(select(rows)).all() == before


AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
ONCE = {
    "appeals": (
        {"state": "settled", "outcome": "withdrawn", "judged_on": clock.today(), "settled_on": clock.today()},
        {
            "decision": "UPDATE appeals SET decision_id = decision_id",
            "appellant": "UPDATE appeals SET appellant = 'Någon annan'",
            "matter": "UPDATE appeals SET matter = 'Annat.'",
            "verdict": "UPDATE appeals SET verdict = 'late'",
            "day": "UPDATE appeals SET received_on = received_on",
            "last day": "UPDATE appeals SET last_day = NULL",
            "open again": "UPDATE appeals SET state = 'judged', settled_on = NULL",
            "delete": "DELETE FROM appeals",
        },
    ),
    "final_decisions": (
        {"lapsed_at": clock.now(), "lapsed_by_id": 1},
        {
            "decision": "UPDATE final_decisions SET decision_id = decision_id",
            "day": "UPDATE final_decisions SET final_on = '2099-01-01'",
            "answer": "UPDATE final_decisions SET answer = 'Jo.'",
            "open again": "UPDATE final_decisions SET lapsed_at = NULL, lapsed_by_id = NULL",
            "delete": "DELETE FROM final_decisions",
        },
    ),
    "report_comments": (
        {"resolution": "done", "reply": "Klart.", "resolved_at": clock.now(), "resolved_by_id": 1},
        {
            "text": "UPDATE report_comments SET text = 'Annat.'",
            "suggestion": "UPDATE report_comments SET suggestion = NULL",
            "passage": "UPDATE report_comments SET quote = 'annat'",
            "author": "UPDATE report_comments SET author_id = 1",
            "answer": "UPDATE report_comments SET reply = 'Annat.'",
            "open again": "UPDATE report_comments SET resolution = 'open', resolved_at = NULL, resolved_by_id = NULL",
            "delete": "DELETE FROM report_comments",
        },
    ),
    "review_claims": (
        {"released_at": clock.now(), "released_by_id": 1},
        {
            "person": "UPDATE review_claims SET person_id = 1",
            "since": "UPDATE review_claims SET claimed_at = released_at",
            "claim again": "UPDATE review_claims SET released_at = NULL, released_by_id = NULL",
            "delete": "DELETE FROM review_claims",
        },
    ),
    "delegation_rules": (
        {"valid_to": date(2040, 5, 2)},
        {
            "point": "UPDATE delegation_rules SET point = 'x'",
            "text": "UPDATE delegation_rules SET text = 'x'",
            "kind": "UPDATE delegation_rules SET kind = 'x'",
            "words": "UPDATE delegation_rules SET words = 'x'",
            "title": "UPDATE delegation_rules SET delegate_title = 'x'",
            "since": "UPDATE delegation_rules SET valid_from = '2001-01-01'",
            "reported": "UPDATE delegation_rules SET reported = NOT reported",
            "route": "UPDATE delegation_rules SET appeal_route = 'not_appealable'",
            "urgent": "UPDATE delegation_rules SET urgent = NOT urgent",
            "member": "UPDATE delegation_rules SET delegate_person_id = 1",
            "hold again": "UPDATE delegation_rules SET valid_to = NULL",
            "hold longer": "UPDATE delegation_rules SET valid_to = '2040-05-03'",
            "delete": "DELETE FROM delegation_rules",
        },
    ),
    "delegated_decisions": (
        {"reported_at": clock.now()},
        {
            "number": "UPDATE delegated_decisions SET number = number + 1",
            "points": "UPDATE delegated_decisions SET points = NULL",
            "report": "UPDATE delegated_decisions SET report_hash = sha256",
            "file": "UPDATE delegated_decisions SET sha256 = report_hash",
            "rule": "UPDATE delegated_decisions SET rule_id = 2",
            "route": "UPDATE delegated_decisions SET appeal_route = 'not_appealable'",
            "minutes": "UPDATE delegated_decisions SET own_minutes = NOT own_minutes",
            "to be reported": "UPDATE delegated_decisions SET reported = NOT reported",
            "urgency": "UPDATE delegated_decisions SET urgency = 'x'",
            "report again": "UPDATE delegated_decisions SET reported_at = NULL",
            "delete": "DELETE FROM delegated_decisions",
        },
    ),
    "presence_spans": (
        {"until": AHEAD, "cause": "closed"},
        {
            "since": "UPDATE presence_spans SET since = '2001-01-01'",
            "remote": "UPDATE presence_spans SET remote = NOT remote",
            "serving": "UPDATE presence_spans SET serving_for_id = 1",
            "seat": "UPDATE presence_spans SET attendance_id = 1",
            "still there": "UPDATE presence_spans SET until = NULL, cause = ''",
            "other cause": "UPDATE presence_spans SET cause = 'left'",
            "delete": "DELETE FROM presence_spans",
        },
    ),
    "meeting_guests": (
        {"until": AHEAD},
        {
            "name": "UPDATE meeting_guests SET name = 'Annan'",
            "kind": "UPDATE meeting_guests SET kind = 'expert'",
            "remote": "UPDATE meeting_guests SET remote = NOT remote",
            "since": "UPDATE meeting_guests SET since = '2001-01-01'",
            "still there": "UPDATE meeting_guests SET until = NULL",
            "delete": "DELETE FROM meeting_guests",
        },
    ),
    "proposals": (
        {"dropped_as": "withdrawn", "dropped_at": clock.now(), "dropped_by_id": 1},
        {
            "person": "UPDATE proposals SET person_id = 2",
            "kind": "UPDATE proposals SET kind = 'approve'",
            "text": "UPDATE proposals SET text = 'x'",
            "motive": "UPDATE proposals SET reason = 'x'",
            "open again": "UPDATE proposals SET dropped_as = '', dropped_at = NULL, dropped_by_id = NULL",
            "delete": "DELETE FROM proposals",
        },
    ),
    "put_questions": (
        {"found": "yes", "way": "acclamation", "found_at": clock.now(), "found_by_id": 1},
        {
            "text": "UPDATE put_questions SET text = 'x'",
            "kind": "UPDATE put_questions SET kind = 'elect'",
            "means": "UPDATE put_questions SET yes_id = 1",
            "answer": "UPDATE put_questions SET found = 'no'",
            "open again": "UPDATE put_questions SET found = NULL, way = NULL, found_at = NULL, found_by_id = NULL",
            "delete": "DELETE FROM put_questions",
        },
    ),
    "votes": (
        {"state": "cancelled", "cancelled_reason": "Fel fråga."},
        {
            "matter": "UPDATE votes SET matter = 'election', method = 'secret'",
            "choices": "UPDATE votes SET choices = '[]'",
            "open again": "UPDATE votes SET state = 'open', cancelled_reason = ''",
            "delete": "DELETE FROM votes",
        },
    ),
    "vote_electors": (
        {"answer": "voted"},
        {
            "person": "UPDATE vote_electors SET person_id = 2",
            "place": "UPDATE vote_electors SET position = 2",
            "answer": "UPDATE vote_electors SET answer = 'no'",
            "delete": "DELETE FROM vote_electors",
        },
    ),
    "ballot_counts": (
        {"number": 2},
        {
            "choice": "UPDATE ballot_counts SET choice = 'no'",
            "answer": "UPDATE ballot_counts SET number = 1",
            "delete": "DELETE FROM ballot_counts",
        },
    ),
    "substitute_calls": (
        {"ended_at": clock.now(), "ended_as": "declined"},
        {
            "person": "UPDATE substitute_calls SET person_id = 2",
            "member": "UPDATE substitute_calls SET for_person_id = 3",
            "meeting": "UPDATE substitute_calls SET meeting_id = 1",
            "call again": "UPDATE substitute_calls SET ended_at = NULL, ended_as = ''",
            "delete": "DELETE FROM substitute_calls",
        },
    ),
    "meeting_speakers": (
        {"ended_at": clock.now(), "cause": "struck"},
        {
            "person": "UPDATE meeting_speakers SET person_id = person_id + 1",
            "kind": "UPDATE meeting_speakers SET kind = 'order'",
            "asked": "UPDATE meeting_speakers SET asked_at = '2001-01-01'",
            "open again": "UPDATE meeting_speakers SET ended_at = NULL, cause = ''",
            "delete": "DELETE FROM meeting_speakers",
        },
    ),
    "meeting_disclosures": (
        {"withdrawn_at": clock.now()},
        {
            "person": "UPDATE meeting_disclosures SET person_id = person_id + 1",
            "note": "UPDATE meeting_disclosures SET note = 'x'",
            "open again": "UPDATE meeting_disclosures SET withdrawn_at = NULL",
            "delete": "DELETE FROM meeting_disclosures",
        },
    ),
    "minutes": (
        {"state": "dropped"},
        {
            "meeting": "UPDATE minutes SET meeting_id = 1",
            "kind": "UPDATE minutes SET kind = 'immediate'",
            "key": "UPDATE minutes SET key = 'x'",
            "what is corrected": "UPDATE minutes SET corrects_id = NULL",
            "correction": "UPDATE minutes SET correction = 'x'",
            "made": "UPDATE minutes SET made_at = '2001-01-01'",
            "open again": "UPDATE minutes SET state = 'draft'",
            "delete": "DELETE FROM minutes",
        },
    ),
    "minutes_signers": (
        {"ended_at": clock.now(), "ended_reason": "Sjuk."},
        {
            "person": "UPDATE minutes_signers SET person_id = 2",
            "meeting": "UPDATE minutes_signers SET meeting_id = 1",
            "chosen": "UPDATE minutes_signers SET chosen_at = '2001-01-01'",
            "answer": "UPDATE minutes_signers SET ended_reason = 'x'",
            "open again": "UPDATE minutes_signers SET ended_at = NULL, ended_reason = ''",
            "delete": "DELETE FROM minutes_signers",
        },
    ),
    "notice_board_postings": (
        {"state": "expired"},
        {
            "what": "UPDATE notice_board_postings SET delegated_id = NULL, minutes_id = 1, kind = 'regular'",
            "kind": "UPDATE notice_board_postings SET kind = 'regular'",
            "body": "UPDATE notice_board_postings SET body_id = 2",
            "day": "UPDATE notice_board_postings SET met_on = '2001-01-01'",
            "number": "UPDATE notice_board_postings SET number = 'x'",
            "open again": "UPDATE notice_board_postings SET state = 'posted'",
            "delete": "DELETE FROM notice_board_postings",
        },
    ),
    "posting_stretches": (
        {"until": AHEAD, "cause": "expired"},
        {
            "since": "UPDATE posting_stretches SET since = '2001-01-01'",
            "board": "UPDATE posting_stretches SET board_id = 1",
            "words": "UPDATE posting_stretches SET content = '{}'",
            "hash": "UPDATE posting_stretches SET content_hash = content_hash",
            "still there": "UPDATE posting_stretches SET until = NULL, cause = ''",
            "other cause": "UPDATE posting_stretches SET cause = 'early'",
            "delete": "DELETE FROM posting_stretches",
        },
    ),
    "minutes_remarks": (
        {"answer": "Rättat.", "answered_at": clock.now(), "answered_by_id": 1},
        {
            "person": "UPDATE minutes_remarks SET person_id = 2",
            "kind": "UPDATE minutes_remarks SET kind = 'noted'",
            "paragraph": "UPDATE minutes_remarks SET decision_id = 1",
            "text": "UPDATE minutes_remarks SET text = 'x'",
            "answer": "UPDATE minutes_remarks SET answer = 'x'",
            "open again": "UPDATE minutes_remarks SET answer = '', answered_at = NULL, answered_by_id = NULL",
            "delete": "DELETE FROM minutes_remarks",
        },
    ),
}
"""Tables whose rows are ended once: the way in which, and what is refused before and after."""


ITS_OWN_WAY = {"answer", "open again", "claim again", "hold again", "hold longer", "report again", "call again"}
ITS_OWN_WAY |= {"still there", "other cause"}
"""No change of what is open, or the way in which it is ended."""


@pytest.mark.parametrize(
    ("table", "change", "ended"),
    [
        (table, change, ended)
        for table, (_, changes) in ONCE.items()
        for change in [*changes, "empty"]
        for ended in (False, True)
        if ended or change not in ITS_OWN_WAY
    ],
)
def test_what_is_ended_once_is_never_changed_else(
    transaction: Connection, table: str, change: str, ended: bool
) -> None:
    rows, (ending, changes) = db.metadata.tables[table], ONCE[table]
    if ended:
        assert transaction.execute(rows.update().values(ending)).rowcount >= 1
    before = transaction.execute(select(rows)).all()
    emptying = f"DELETE FROM {table}" if transaction.dialect.name == "sqlite" else f"TRUNCATE {table} CASCADE"  # noqa: S608
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        transaction.execute(text(changes.get(change, emptying)))
    savepoint.rollback()
    assert transaction.execute(select(rows)).all() == before


REFERRAL_CHANGES = {
    "other case": "UPDATE referrals SET case_id = 2",
    "other question": "UPDATE referrals SET scope = 'Annat.'",
    "other addressee": "UPDATE referrals SET name = 'Grannen'",
    "other address": "UPDATE referrals SET address = 'annan@region.example'",
    "other version": "UPDATE referrals SET report_hash = report_hash",
    "other papers": "UPDATE referrals SET papers = '[7]'",
    "delete": "DELETE FROM referrals",
}


@pytest.mark.parametrize("change", [*REFERRAL_CHANGES, "empty"])
def test_what_was_asked_stands_as_it_was_asked(transaction: Connection, change: str) -> None:
    rows = db.metadata.tables["referrals"]
    moved = rows.update().values(state="no_answer", due=date(2041, 5, 2), version=2, reminded_at=clock.now())
    assert transaction.execute(moved).rowcount == 1
    emptying = "DELETE FROM referrals" if transaction.dialect.name == "sqlite" else "TRUNCATE referrals CASCADE"
    _refuses(transaction, "referrals", REFERRAL_CHANGES.get(change, emptying))


GIVEN_CHANGES = {
    "assignments": {
        "other text": "UPDATE assignments SET text = 'Annat.'",
        "other case": "UPDATE assignments SET case_id = NULL",
        "other decision": "UPDATE assignments SET decision_id = NULL",
        "other point": "UPDATE assignments SET point = 9",
        "other body": "UPDATE assignments SET body_id = 2",
        "other moment": "UPDATE assignments SET given_at = NULL",
        "delete": "DELETE FROM assignments",
    },
    "raised_matters": {
        "other day": "UPDATE raised_matters SET raised_on = last_day",
        "other last day": "UPDATE raised_matters SET last_day = '2099-01-01'",
        "delete": "DELETE FROM raised_matters",
    },
}


@pytest.mark.parametrize(
    ("table", "change"), [(table, change) for table, changes in GIVEN_CHANGES.items() for change in [*changes, "empty"]]
)
def test_what_was_given_or_raised_stands(transaction: Connection, table: str, change: str) -> None:
    moved = {"assignments": {"due": date(2041, 5, 2), "owner": "Annan", "version": 2}}
    moved["raised_matters"] = {"settled_on": clock.today(), "reported_on": clock.today()}
    assert transaction.execute(db.metadata.tables[table].update().values(moved[table])).rowcount >= 1
    emptying = f"DELETE FROM {table}" if transaction.dialect.name == "sqlite" else f"TRUNCATE {table} CASCADE"  # noqa: S608
    _refuses(transaction, table, GIVEN_CHANGES[table].get(change, emptying))


@pytest.mark.parametrize("table", ["vote_electors", "ballot_counts"])
@pytest.mark.parametrize("change", ["answered", "added"])
def test_who_votes_and_how_stands_when_the_vote_is_over(transaction: Connection, table: str, change: str) -> None:
    """The list of electors is frozen when the vote opens, and their answers when it ends."""
    rows = db.metadata.tables[table]
    if change == "answered":
        transaction.execute(text("UPDATE votes SET state = 'cancelled', cancelled_reason = 'Fel.'"))
        answer = "answer = 'no'" if table == "vote_electors" else "number = 9"
        _refuses(transaction, table, f"UPDATE {table} SET {answer}")  # noqa: S608
        return
    row = dict(transaction.execute(select(rows).limit(1)).one()._mapping)
    more = {"person_id": 2, "position": 2} if table == "vote_electors" else {"choice": "no"}
    del row["id"]
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        transaction.execute(rows.insert().values(row | more))
    savepoint.rollback()


WISH_CHANGES = {
    "other meeting": "UPDATE meeting_wishes SET meeting_id = NULL",
    "other case": "UPDATE meeting_wishes SET case_id = 2",
    "delete": "DELETE FROM meeting_wishes",
}


@pytest.mark.parametrize("change", [*WISH_CHANGES, "empty"])
def test_a_wish_stands_as_it_was_made(transaction: Connection, change: str) -> None:
    emptying = "DELETE FROM meeting_wishes" if transaction.dialect.name == "sqlite" else "TRUNCATE meeting_wishes"
    _refuses(transaction, "meeting_wishes", WISH_CHANGES.get(change, emptying))


PRESENCE_CHANGES = {
    "other person": "UPDATE item_presences SET person_id = 2",
    "other kind": "UPDATE item_presences SET kind = 'disqualified', ground = 'other', raised_by_id = 1",
    "other note": "UPDATE item_presences SET note = 'x'",
    "delete": "DELETE FROM item_presences",
    "bring back": "UPDATE item_presences SET taken_back_at = NULL, taken_back_by_id = NULL",
}


@pytest.mark.parametrize("change", [*PRESENCE_CHANGES, "empty"])
def test_what_was_noted_of_a_presence_is_taken_back_once_and_never_changed(
    transaction: Connection, change: str
) -> None:
    rows = db.metadata.tables["item_presences"]
    if change == "other note":  # also of one that was not taken back
        _refuses(transaction, "item_presences", PRESENCE_CHANGES[change])
    taking_back = rows.update().values(taken_back_at=clock.now(), taken_back_by_id=1)
    assert transaction.execute(taking_back).rowcount == 2
    emptying = "DELETE FROM item_presences" if transaction.dialect.name == "sqlite" else "TRUNCATE item_presences"
    _refuses(transaction, "item_presences", PRESENCE_CHANGES.get(change, emptying))


def test_a_disputed_disqualification_is_ruled_on_once(transaction: Connection) -> None:
    rows = db.metadata.tables["item_presences"]
    noted = {"item_id": 1, "person_id": 1, "raised_by_id": 1, "noted_by_id": 1, "noted_at": clock.now()}
    jav = {"kind": "disqualified", "ground": "other", "note": "", "disputed": True}
    made = transaction.execute(rows.insert().values(noted | jav).returning(rows.c.id)).scalar_one()
    ruling = rows.update().where(rows.c.id == made).values(ruling="upheld", ruled_at=clock.now())
    assert transaction.execute(ruling).rowcount == 1
    for change in ("ruling = 'rejected'", "ruling = '', ruled_at = NULL"):
        _refuses(transaction, "item_presences", f"UPDATE item_presences SET {change} WHERE id = {made}")  # noqa: S608


def _refuses(transaction: Connection, table: str, statement: str) -> None:
    rows = db.metadata.tables[table]
    before = transaction.execute(select(rows)).all()
    assert before
    savepoint = transaction.begin_nested()
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        transaction.execute(text(statement))
    savepoint.rollback()
    assert transaction.execute(select(rows)).all() == before


@pytest.mark.parametrize("taken_off", [False, True])
def test_no_two_items_stand_in_one_place_of_an_agenda(transaction: Connection, taken_off: bool) -> None:
    """But for what was taken off, which stands nowhere."""
    rows = db.metadata.tables["agenda_items"]
    row = dict(transaction.execute(select(rows).where(rows.c.outcome.is_not(None)).limit(1)).one()._mapping)
    count = transaction.execute(select(func.count()).select_from(rows)).scalar_one()
    del row["id"]
    if taken_off:
        row |= {"outcome": None, "taken_off_at": clock.now()}
        transaction.execute(rows.insert().values(row))
        assert transaction.execute(select(func.count()).select_from(rows)).scalar_one() == count + 1
        return
    savepoint = transaction.begin_nested()
    with pytest.raises(IntegrityError):
        transaction.execute(rows.insert().values(row))
    savepoint.rollback()


def test_the_end_of_a_point_may_come_nearer(transaction: Connection) -> None:
    """A scheme is recalled at once, whatever end was meant before (R-122)."""
    rules = db.metadata.tables["delegation_rules"]
    for day in (date(2040, 5, 2), date(2039, 5, 2)):
        transaction.execute(rules.update().values(valid_to=day))
    assert set(transaction.execute(select(rules.c.valid_to)).scalars()) == {date(2039, 5, 2)}


def changing(table: Table, act: str, dialect: str) -> str:
    """A statement that changes history, as each database spells it. The names in it are our own."""
    columns = ", ".join(column.name for column in table.columns)
    key, change = next(iter(table.primary_key)).name, _change_of(table)
    copying = f"INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE true"  # noqa: S608
    if act == "update":
        return f"UPDATE {table} SET {change}"  # noqa: S608
    if act == "delete":
        return f"DELETE FROM {table} WHERE {key} = (SELECT min({key}) FROM {table})"  # noqa: S608
    if act == "empty":  # a TRUNCATE passes by the triggers on rows, and so may SQLite's way of emptying a table
        return f"DELETE FROM {table}" if dialect == "sqlite" else f"TRUNCATE {table} CASCADE"  # noqa: S608
    if dialect == "sqlite":
        return f"INSERT OR REPLACE {copying}"
    return f"INSERT {copying} ON CONFLICT ({key}) DO UPDATE SET {change}"


def _change_of(table: Table) -> str:
    """Another text in a column that may take one; where there is none, a column as it is, which is refused too."""
    free = [c.name for c in table.columns if not c.primary_key and not c.foreign_keys]
    texts = [name for name in free if table.columns[name].type.python_type is str]
    last = list(table.columns)[-1].name
    return f"{texts[0]} = 'x'" if texts else f"{last} = {table}.{last}"


# --- what must never be false ----------------------------------------------------------------------------------

OPEN = {"kind": "regular", "state": "draft", "corrects_id": None, "correction": "", "approved_at": None, "sha256": None}
ANSWERED = {"resolved_at": clock.now(), "resolved_by_id": 1}

DISPUTED = {"kind": "disqualified", "ground": "other", "raised_by_id": 1, "disputed": True}

# The name of each CHECK: what is wrong with a copy of a row that it is to refuse.
CHECKS: dict[str, dict[str, Any]] = {
    "ck_appeal_events_names_its_step": {"step": ""},
    "ck_appeal_files_has_a_name": {"name": ""},
    "ck_appeals_is_of_one_decision": {"decision_id": None},
    "ck_appeals_judged_has_its_outcome": {"key": "other", "state": "judged"},
    "ck_appeals_judged_with_an_outcome": {"key": "other", "outcome": "rejected"},
    "ck_appeals_late_after_a_day": {"key": "other", "verdict": "late"},
    "ck_appeals_place_is_known": {"key": "other", "place": "moon"},
    "ck_appeals_says_who_and_what": {"key": "other", "appellant": ""},
    "ck_appeals_settled_on_a_day": {"key": "other", "settled_on": date(2001, 1, 1)},
    "ck_appeals_state_is_in_the_table": {"key": "other", "state": "lost"},
    "ck_appeals_stay_is_known": {"key": "other", "stay": "maybe"},
    "ck_appeals_verdict_is_known": {"key": "other", "verdict": "early"},
    "ck_appeals_version_is_counted_from_one": {"key": "other", "version": 0},
    "ck_final_decisions_asked_after_the_last_day": {"answered_on": date(2001, 1, 1), "lapsed_at": None},
    "ck_final_decisions_final_after_the_last_day": {"final_on": date(2001, 1, 1)},
    "ck_final_decisions_is_of_one_decision": {"decision_id": None},
    "ck_final_decisions_lapsed_by_an_appeal": {"lapsed_by_id": 1},
    "ck_final_decisions_says_whom_and_what": {"answer": ""},
    "ck_finality_told_is_of_one": {"minutes_id": None},
    "ck_api_tokens_expires_after_it_is_made": {"hash": "b" * 64, "expires_at": datetime(2001, 1, 1, tzinfo=UTC)},
    "ck_api_tokens_hash_is_sha256": {"hash": "a" * 63},
    "ck_kept_answers_answered_as_a_whole": {"key": "other", "status": 200, "body": None},
    "ck_kept_answers_has_a_key": {"key": ""},
    "ck_kept_answers_request_hash_is_sha256": {"key": "other", "request_hash": "a" * 63},
    "ck_accounts_language_is_known": {"language": "de"},
    "ck_accounts_email_is_lower_case": {"email": "Chef@demo.example"},
    "ck_agenda_items_case_items_have_a_case": {"case_id": None},
    "ck_agenda_items_other_items_have_a_title": {"kind": "other", "case_id": None},
    "ck_agenda_items_not_decided_and_taken_off": {"outcome": "approve", "taken_off_at": clock.now()},
    "ck_agenda_items_version_is_counted_from_one": {"version": 0},
    "ck_assignment_events_names_its_step": {"step": ""},
    "ck_assignment_reminders_stage_is_counted_in_days": {"stage": -1},
    "ck_assignments_ended_has_its_time": {"point": 8, "ended_at": clock.now()},
    "ck_assignments_has_an_owner": {"owner": ""},
    "ck_assignments_version_is_counted_from_one": {"point": 8, "version": 0},
    "ck_matter_reports_kind_is_known": {"item_id": 2, "kind": "gossip"},
    "ck_matter_reports_says_what_came_out": {"item_id": 2, "text": ""},
    "ck_matter_warnings_stage_is_counted_in_days": {"stage": -1},
    "ck_raised_matters_handed_over_by_a_decision": {"case_id": 1, "committee_id": None},
    "ck_raised_matters_has_time": {"case_id": 1, "last_day": date(2001, 1, 1)},
    "ck_assignments_status_is_known": {"status": "forgotten"},
    "ck_attachments_has_a_name": {"name": ""},
    "ck_attachments_is_not_empty": {"size": 0},
    "ck_attachments_removed_by_somebody": {"removed_at": clock.now()},
    "ck_attendances_who_is_remote_is_present": {"present": False, "remote": True},
    "ck_attendances_who_serves_is_present": {"present": False, "serving_for_id": 1},
    "ck_audit_records_hashes_are_sha256": {"hash": "a" * 63},
    "ck_audit_records_seq_is_counted_from_one": {"seq": 0},
    "ck_bodies_ends_after_it_begins": {
        "short_name": "X",
        "valid_from": clock.today(),
        "valid_to": clock.today().replace(year=2001),
    },
    "ck_bodies_is_not_its_own_parent": {"id": 9, "parent_id": 9, "short_name": "X"},
    "ck_body_rules_ends_after_it_begins": {"valid_from": clock.today(), "valid_to": clock.today().replace(year=2001)},
    "ck_body_rules_has_a_member": {"members": 0, "valid_from": date(2001, 1, 1)},
    "ck_body_rules_notice_is_counted_in_days": {"notice_days": -1, "valid_from": date(2001, 1, 1)},
    "ck_body_rules_somebody_approves": {"approver_count": 0, "valid_from": date(2001, 1, 1)},
    "ck_body_rules_substitutes_are_counted": {"substitutes": -1, "valid_from": date(2001, 1, 1)},
    "ck_case_events_names_its_step": {"step": ""},
    "ck_case_authors_removed_by_somebody": {"removed_at": clock.now()},
    "ck_ballot_counts_number_is_counted": {"number": -1},
    "ck_cases_has_number_and_title": {"title": ""},
    "ck_cases_version_is_counted_from_one": {"version": 0},
    "ck_consultations_role_is_one_of_the_three": {"role": "watching"},
    "ck_decisions_decided_by_a_quorate_body": {"serving": 2, "quorum": 3},
    "ck_decisions_of_a_case_by_its_report": {"case_id": None},
    "ck_decisions_paragraph_is_counted_from_one": {"paragraph": 0},
    "ck_delegated_decisions_number_is_counted_from_one": {"number": 0},
    "ck_delegated_decisions_report_hash_is_sha256": {"report_hash": "a" * 63},
    "ck_delegated_decisions_appeal_route_is_known": {"appeal_route": "court"},
    "ck_delegated_decisions_only_what_is_to_be_reported_is": {
        "reported": False,
        "own_minutes": True,
        "reported_at": clock.now(),
    },
    "ck_delegated_decisions_unreported_has_own_minutes": {"reported": False, "own_minutes": False},
    "ck_delegated_decisions_urgent_is_reported": {
        "urgent": True,
        "urgency": "Det brinner.",
        "reported": False,
        "own_minutes": True,
        "reported_at": None,
    },
    "ck_delegated_decisions_urgent_says_why": {"urgent": True, "urgency": ""},
    "ck_delegation_reports_has_its_line": {"line": ""},
    "ck_delegation_rules_appeal_route_is_known": {"appeal_route": "court"},
    "ck_delegation_rules_nature_is_known": {"nature": "strange"},
    "ck_delegation_rules_urgent_is_for_members": {"urgent": True},
    "ck_delegation_rules_urgent_is_reported": {
        "urgent": True,
        "delegate_body_id": None,
        "delegate_role": "chair",
        "reported": False,
    },
    "ck_delegation_rules_has_one_delegate": {"delegate_body_id": None, "delegate_role": "", "delegate_title": ""},
    "ck_delegation_rules_has_point_and_text": {"point": ""},
    "ck_delegation_rules_is_of_certain_matters": {"kind": "", "words": ""},
    "ck_referral_answers_file_has_its_name": {"file_name": "svar.pdf"},
    "ck_referral_answers_says_something": {"text": ""},
    "ck_referral_events_names_its_step": {"step": ""},
    "ck_referrals_asks_about_a_text_by_a_day": {"due": None},
    "ck_referrals_has_one_addressee": {"body_id": 1, "person_id": 1, "address": ""},
    "ck_referrals_kind_is_known": {"kind": "gossip"},
    "ck_referrals_outside_is_reached": {"address": ""},
    "ck_referrals_says_who_and_what": {"scope": ""},
    "ck_referrals_state_is_in_the_table": {"state": "lost"},
    "ck_referrals_version_is_counted_from_one": {"version": 0},
    "ck_delegation_rules_only_officials_delegate_further": {"delegate_body_id": 2, "subdelegation": True},
    "ck_meeting_speakers_kind_is_known": {"kind": "shout"},
    "ck_meeting_speakers_ended_by_a_cause": {"kind": "order", "cause": "struck"},
    "ck_meeting_speakers_cause_is_known": {"ended_at": clock.now(), "cause": "left"},
    "ck_meeting_speakers_who_has_spoken_was_given_the_word": {"ended_at": clock.now(), "cause": "spoken"},
    "ck_decision_conditions_outcome_is_known": {"outcome": "perhaps", "settled_at": clock.now()},
    "ck_decision_conditions_settled_has_its_time": {"outcome": "met", "settled_at": None},
    "ck_decision_conditions_waits_until_a_day": {"due": None},
    "ck_deliveries_attempts_are_counted": {"attempts": -1},
    "ck_deliveries_handled_by_somebody": {"state": "seen", "sent_at": None, "handled_at": None},
    "ck_deliveries_posted_has_its_day": {"posted_on": date(2026, 3, 2)},
    "ck_deliveries_sending_has_a_lease": {"state": "sending", "lease_until": None},
    "ck_deliveries_sent_has_its_time": {"state": "sent", "sent_at": None},
    "ck_deliveries_state_is_in_the_table": {"state": "lost"},
    "ck_directory_functions_channel_is_known": {"channel": "pigeon"},
    "ck_directory_functions_has_a_name": {"name": ""},
    "ck_dispatch_files_has_a_name": {"position": 2, "name": ""},
    "ck_dispatch_files_position_is_counted_from_one": {"position": 0},
    "ck_dispatches_belongs_to_a_case": {"case_id": None},
    "ck_dispatches_purpose_is_known": {"purpose": "gossip"},
    "ck_dispatches_decision_has_its_extract": {"file_sha256": None, "file_name": None},
    "ck_dispatches_file_has_its_name": {"file_name": None},
    "ck_notice_boards_says_where_and_to_whom": {"authority_id": 9, "court": ""},
    "ck_notice_boards_version_is_counted_from_one": {"authority_id": 9, "version": 0},
    "ck_notice_board_postings_is_of_one_thing": {"minutes_id": 1},
    "ck_notice_board_postings_kind_is_known": {"kind": "gossip"},
    "ck_notice_board_postings_kind_is_of_the_thing": {"kind": "regular"},
    "ck_notice_board_postings_state_is_in_the_table": {"state": "lost"},
    "ck_notice_board_postings_version_is_counted_from_one": {"version": 0},
    "ck_posting_observations_a_person_has_seen_it": {"observed_by_id": 1, "note": "Loggen.", "seen": False},
    "ck_posting_observations_a_person_says_how_he_knows": {"note": "Loggen."},
    "ck_posting_stretches_cause_is_known": {"until": AHEAD, "cause": "wind"},
    "ck_posting_stretches_content_hash_is_sha256": {"content_hash": "a" * 63},
    "ck_posting_stretches_ended_by_a_cause": {"until": AHEAD},
    "ck_posting_stretches_ends_after_it_begins": {"until": datetime(2001, 1, 1, tzinfo=UTC), "cause": "early"},
    "ck_notices_event_or_text": {"text": "Och text."},
    "ck_notices_says_its_kind": {"kind": ""},
    "ck_dispatches_has_a_subject": {"subject": ""},
    "ck_drafted_outcomes_names_its_outcome": {"outcome": "", "version": 2},
    "ck_drafted_outcomes_version_is_counted_from_one": {"version": 0},
    "ck_item_presences_disqualification_has_its_ground": {"ground": "party"},
    "ck_item_presences_disqualification_is_raised": {"raised_by_id": 1},
    "ck_item_presences_kind_is_known": {"kind": "asleep"},
    "ck_item_presences_ruled_if_disputed": {"ruling": "upheld"},
    "ck_item_presences_ruling_is_known": DISPUTED | {"ruling": "perhaps", "ruled_at": clock.now()},
    "ck_item_presences_what_is_disputed_is_a_disqualification": {"disputed": True},
    "ck_item_presences_taken_back_by_somebody": {"taken_back_by_id": 1},
    "ck_item_presences_who_serves_serves_for_somebody": {"serving_for_id": 1},
    "ck_meeting_guests_ends_after_it_begins": {"until": datetime(2001, 1, 1, tzinfo=UTC)},
    "ck_meeting_guests_has_a_name": {"name": ""},
    "ck_meetings_ended_has_its_time": {"state": "closed"},
    "ck_meetings_open_was_opened": {"state": "open", "opened_at": None},
    "ck_meetings_who_demands_demands_an_extra_one": {"demanded_by": "members"},
    "ck_meetings_version_is_counted_from_one": {"version": 0},
    "ck_meeting_series_frequency_is_known": {"frequency": "never", "creation_key": "other"},
    "ck_meeting_series_recurs": {"every": 0, "creation_key": "other"},
    "ck_standing_items_has_a_title": {"title": ""},
    "ck_standing_items_is_no_case": {"kind": "case"},
    "ck_agenda_orders_order_is_known": {"cases": "by chance", "body_id": 1},
    "ck_minority_decisions_outcome_is_a_minoritys": {"outcome": "approve"},
    "ck_minority_demands_holds_when_enough_demand_it": {"holds": True},
    "ck_minority_demands_is_counted": {"demanding": 0},
    "ck_minority_demands_kind_is_known": {"kind": "reject"},
    "ck_minute_statements_kind_is_known": {"kind": "gossip"},
    "ck_minute_statements_note_says_something": {"text": ""},
    "ck_proposals_dropped_by_somebody": {"dropped_as": "withdrawn"},
    "ck_proposals_dropped_for_a_known_reason": {
        "dropped_as": "taste",
        "dropped_at": clock.now(),
        "dropped_by_id": 1,
    },
    "ck_proposals_kind_is_known": {"kind": "joke"},
    "ck_proposals_only_the_unlawful_is_restored": {"restored_at": clock.now(), "restored_by_id": 1},
    "ck_proposals_remittal_is_reasoned_and_addressed": {"kind": "remit_back", "addressee": "Nämnden"},
    "ck_proposals_restored_by_somebody": {
        "dropped_as": "unlawful",
        "dropped_at": clock.now(),
        "dropped_by_id": 1,
        "restored_at": clock.now(),
    },
    "ck_proposals_says_what": {"kind": "change"},
    "ck_put_questions_found_by_somebody_in_a_way": {"found": "yes"},
    "ck_put_questions_kind_is_known": {"kind": "joke"},
    "ck_put_questions_number_is_counted_from_one": {"number": 0},
    "ck_put_questions_says_what_is_asked": {"text": ""},
    "ck_put_questions_way_is_known": {"found": "yes", "way": "luck", "found_at": clock.now(), "found_by_id": 1},
    "ck_vote_electors_answer_is_known": {"answer": "perhaps"},
    "ck_vote_electors_position_is_counted_from_one": {"position": 0},
    "ck_votes_cancelled_for_a_reason": {"cancelled_reason": "x"},
    "ck_votes_counted_has_its_result": {"state": "counted"},
    "ck_votes_lots_are_drawn_somehow": {"drawn_how": "hand"},
    "ck_votes_matter_is_known": {"matter": "budget", "method": "secret"},
    "ck_votes_opened_under_somebody": {"opened_at": None},
    "ck_votes_result_is_found_in_a_way": {"state": "counted", "result": "yes"},
    "ck_votes_secret_only_where_the_law_says": {"method": "secret"},
    "ck_votes_state_is_in_the_table": {"state": "lost"},
    "ck_votes_tie_is_broken_by_the_law": {"state": "counted", "result": "yes", "way": "lots", "drawn_how": "hand"},
    "ck_votes_version_is_counted_from_one": {"version": 0},
    "ck_votes_way_is_known": {"state": "counted", "result": "yes", "way": "luck"},
    "ck_minutes_extracts_has_a_number": {"number": ""},
    "ck_minutes_a_correction_corrects": OPEN | {"kind": "correction", "correction": "Fel namn."},
    "ck_minutes_a_correction_says_what": OPEN | {"kind": "correction", "corrects_id": 1},
    "ck_minutes_approved_has_its_file": OPEN | {"state": "approved", "approved_at": clock.now()},
    "ck_minutes_approved_has_its_time": OPEN | {"state": "approved", "sha256": "a" * 64},
    "ck_minutes_begun_by_somebody": OPEN | {"state": "approving", "begun_by_id": None},
    "ck_minutes_kind_is_known": OPEN | {"kind": "gossip"},
    "ck_minutes_state_is_in_the_table": OPEN | {"state": "lost"},
    "ck_minutes_version_is_counted_from_one": OPEN | {"version": 0},
    "ck_minutes_remarks_an_answer_says_something": {"answered_at": clock.now(), "answered_by_id": 1},
    "ck_minutes_remarks_answered_by_somebody": {"answered_at": clock.now(), "answer": "Rättat."},
    "ck_minutes_remarks_kind_is_known": {"kind": "gossip"},
    "ck_minutes_remarks_says_something": {"text": ""},
    "ck_minutes_renditions_content_hash_is_sha256": {"content_hash": "a" * 63},
    "ck_minutes_renditions_number_is_counted_from_one": {"number": 0},
    "ck_minutes_signatures_confirmed_in_a_way": {"method": ""},
    "ck_minutes_signatures_content_hash_is_sha256": {"content_hash": "a" * 63},
    "ck_minutes_signatures_role_signs": {"role": "guest"},
    "ck_minutes_signers_ended_for_a_reason": {"ended_at": clock.now()},
    "ck_minutes_texts_version_is_counted_from_one": {"version": 0},
    "ck_number_series_counts_up_from_zero": {"last": -1},
    "ck_party_answers_amount_is_not_below_nought": {"status": "other_amount", "amount": -1},
    "ck_party_answers_another_amount_is_told": {"amount": 1},
    "ck_party_answers_decided_has_its_day": {"decided_on": None},
    "ck_party_answers_expected_only_while_pending": {"expected_on": clock.today()},
    "ck_party_answers_names_its_party": {"party": ""},
    "ck_party_answers_number_is_counted_from_one": {"number": 0},
    "ck_party_answers_pending_says_why": {"status": "pending", "decided_on": None, "note": ""},
    "ck_party_answers_status_is_known": {"status": "perhaps"},
    "ck_presence_spans_cause_is_known": {"until": AHEAD, "cause": "asleep"},
    "ck_presence_spans_ended_by_a_cause": {"until": AHEAD},
    "ck_presence_spans_ends_after_it_begins": {"until": datetime(2001, 1, 1, tzinfo=UTC), "cause": "left"},
    "ck_recipients_channel_is_known": {"channel": "pigeon"},
    "ck_recipients_has_a_name": {"name": ""},
    "ck_report_templates_has_a_name": {"name": ""},
    "ck_report_templates_number_is_counted_from_one": {"number": 0},
    "ck_report_versions_content_hash_is_sha256": {"content_hash": "a" * 63},
    "ck_report_versions_number_is_counted_from_one": {"number": 0},
    "ck_report_comments_accepted_made_a_version": {"made_version_id": 1},
    "ck_report_comments_declined_for_a_reason": ANSWERED | {"resolution": "declined"},
    "ck_report_comments_names_its_part": {"part": ""},
    "ck_report_comments_reply_is_words": {"reply_to_id": 1},
    "ck_report_comments_resolution_is_known": ANSWERED | {"resolution": "forgotten"},
    "ck_report_comments_resolved_by_somebody": {"resolution": "done"},
    "ck_report_comments_says_something": {"text": "", "suggestion": None},
    "ck_report_comments_suggestion_has_its_passage": {"quote": ""},
    "ck_review_claims_released_by_somebody": {"released_at": clock.now()},
    "ck_role_grants_ends_after_it_begins": {"valid_from": clock.today(), "valid_to": clock.today().replace(year=2001)},
    "ck_seats_ends_after_it_begins": {"valid_from": clock.today(), "valid_to": clock.today().replace(year=2001)},
    "ck_seats_role_is_one_of_the_four": {"role": "guest"},
    "ck_stored_files_sha256_is_whole": {"sha256": "a" * 63},
    "ck_stored_files_size_is_counted": {"size": -1},
    "ck_substitute_calls_end_is_known": {"ended_at": clock.now(), "ended_as": "asleep"},
    "ck_substitute_calls_ended_as_something": {"ended_at": clock.now()},
    "ck_substitute_calls_serves_for_another": {"for_person_id": 1, "person_id": 1},
    "ck_summons_answers_answer_is_known": {"answer": "perhaps"},
    "ck_summons_letters_kind_is_known": {"kind": "gossip", "dispatch_id": 1},
    "ck_summons_packets_done_has_its_file": {"summons_id": 9, "state": "done", "sha256": None},
    "ck_summons_packets_done_is_part_of_the_total": {"summons_id": 9, "done": 3, "total": 2},
    "ck_summons_packets_making_has_a_lease": {"summons_id": 9, "state": "making", "lease_until": None},
    "ck_summons_packets_state_is_known": {"summons_id": 9, "state": "lost"},
    "ck_summonses_content_hash_is_sha256": {"number": 9, "content_hash": "a" * 63},
    "ck_summonses_number_is_counted_from_one": {"number": 0},
    "ck_unsaved_drafts_of_a_case_or_of_a_new_one": {"creation_key": "a-key"},
    "ck_unsaved_drafts_revision_is_counted_from_one": {"revision": 0},
    "ck_webhook_endpoints_has_an_address": {"url": ""},
    "ck_webhook_endpoints_salt_is_whole": {"salt": "a" * 31},
    "ck_webhook_endpoints_status_is_known": {"status": "asleep"},
    "ck_webhook_messages_attempts_are_counted": {"attempts": -1},
    "ck_webhook_messages_delivered_has_its_time": {"message_id": "msg_2", "delivered_at": clock.now()},
    "ck_webhook_messages_sending_has_a_lease": {"message_id": "msg_2", "lease_until": clock.now()},
    "ck_webhook_messages_state_is_in_the_table": {"message_id": "msg_2", "state": "lost"},
}


def checks_of_the_models() -> dict[str, Table]:
    """Every named CHECK and its table."""
    return {
        str(constraint.name): table
        for table in db.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def test_every_check_is_tried_below() -> None:
    assert sorted(CHECKS) == sorted(checks_of_the_models())


@pytest.mark.parametrize("name", CHECKS)
def test_check_refuses_a_bad_row(transaction: Connection, name: str) -> None:
    """A copy of a row that stands, with only that wrong, past the models: the database refuses it by that name."""
    table = checks_of_the_models()[name]
    key = table.primary_key.columns.keys()
    row = dict(transaction.execute(select(table).limit(1)).one()._mapping)
    copy = {column: value for column, value in row.items() if column not in key or key != ["id"]}
    before = transaction.execute(select(func.count()).select_from(table)).scalar_one()
    savepoint = transaction.begin_nested()
    with pytest.raises(IntegrityError, match=rf"{name}\b"):
        transaction.execute(table.insert().values(copy | CHECKS[name]))
    savepoint.rollback()
    assert transaction.execute(select(func.count()).select_from(table)).scalar_one() == before
