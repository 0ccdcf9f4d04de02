"""The audit trail: what was written stands, what is changed, taken away or added past it is found, chain by chain."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from casework import audit
from casework.audit import GENESIS, AuditHead, AuditRecord, Broken, count, digest, first_broken
from casework.cases.models import Case, CaseEvent
from casework.cases.operations import save_report, take_step
from casework.cases.queries import lock_case
from casework.cli import cli
from casework.database import db, write, writing
from casework.settings import Settings
from tests.factories import content, make_case, make_cases, make_neighbour, reader_of
from tests.observing import fingerprint, one, rows
from tests.support.processes import together
from workflows import StepRefused

pytestmark = pytest.mark.both

SAVES = 6


@contextmanager
def past_the_application(app: Flask) -> Iterator[None]:
    """Somebody who has the database itself, in a transaction that is undone: no trigger stands in his way."""
    with app.app_context(), writing():
        drop_triggers()
        yield
        db.session.rollback()
        db.session.remove()


def drop_triggers() -> None:
    """Take away what keeps the records append-only, in the present transaction."""
    if db.engine.dialect.name == "sqlite":
        for act in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER audit_records_no_{act}"))
    else:
        db.session.execute(text("ALTER TABLE audit_records DISABLE TRIGGER USER"))


def chain_of(app: Flask, chain: str) -> list[AuditRecord]:
    """The links of a chain, first to last."""
    return sorted(rows(app, AuditRecord, chain=chain), key=lambda link: link.seq)


@pytest.fixture
def case(app: Flask) -> int:
    """A case with three links in its chain: made, handed in, approved. A second case has a chain of its own."""
    made, _ = make_cases(app, ["ready", "review"])
    make_neighbour(app)
    return made


# --- what is written -------------------------------------------------------------------------------------------


def test_trail_of_honest_work_holds(app: Flask, case: int) -> None:
    with app.app_context():
        assert first_broken() is None
        assert count() == len(db.session.scalars(select(AuditRecord)).all()) > 0


def test_every_case_has_a_chain_of_its_own_and_what_belongs_to_none_its_authoritys(app: Flask, case: int) -> None:
    links = rows(app, AuditRecord)
    assert {link.chain for link in links} == {"authority:1", "authority:2", f"case:{case}", f"case:{case + 1}"}
    for link in links:
        expected = f"case:{link.case_id}" if link.case_id else f"authority:{link.authority_id}"
        assert link.chain == expected
    for chain in {link.chain for link in links}:
        numbers = [link.seq for link in chain_of(app, chain)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_links_tell_each_step_and_follow_from_the_one_before(app: Flask, case: int) -> None:
    links = chain_of(app, f"case:{case}")
    assert [(link.event, link.data["from"], link.data["to"]) for link in links] == [
        ("create", None, "draft"),
        ("submit", "draft", "review"),
        ("approve_report", "review", "ready"),
    ]
    assert [link.previous for link in links] == [GENESIS, *(link.hash for link in links[:-1])]
    assert [link.hash for link in links] == [digest(link) for link in links]
    head = one(app, AuditHead, chain=f"case:{case}")
    assert (head.seq, head.hash) == (3, links[-1].hash)


def test_links_hold_ids_and_states_but_no_text_and_no_personal_data(app: Flask, case: int) -> None:
    told = json.dumps([[link.event, link.data] for link in rows(app, AuditRecord)], ensure_ascii=False)
    report = content()
    for text_ in (report["title"], report["summary"], "Handläggaren", "Socialchef", "demo.example", "@"):
        assert text_ not in told


def test_refused_step_leaves_no_link_and_nothing_else(app: Flask, case: int) -> None:
    before = fingerprint(app)
    with app.app_context():
        officer = reader_of("handlaggare")

        def approves_his_own() -> None:
            with write():
                row = lock_case(case + 1)
                take_step(row, "approve_report", actor=officer, expected_version=row.version)

        with pytest.raises(StepRefused, match="Det här steget tas av chefen"):
            approves_his_own()
    assert fingerprint(app) == before


def test_link_goes_with_what_it_tells_of(app: Flask, case: int) -> None:
    """A step that fails after its link was written takes the link with it."""
    before = fingerprint(app)

    def fails_late() -> None:
        with write():
            row = lock_case(case)
            given = {"note": "Rätta summan."}
            take_step(row, "return_report", actor=reader_of("chef"), expected_version=row.version, given=given)
            assert first_broken() is None
            raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        fails_late()
    assert fingerprint(app) == before


# --- what is changed -------------------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[AuditRecord], Any]] = {
    "chain": lambda link: "case:999",
    "seq": lambda link: link.seq + 100,
    "authority_id": lambda link: 3 - link.authority_id,
    "case_id": lambda link: None if link.case_id else 1,
    "at": lambda link: link.at + timedelta(microseconds=1),
    "actor_id": lambda link: None if link.actor_id else 1,
    "on_behalf_of_id": lambda link: 1,
    "event": lambda link: link.event + "x",
    "data": lambda link: {**link.data, "to": "decided"},
    "previous": lambda link: "f" * 64,
    "hash": lambda link: "f" * 64,
}


def test_every_field_of_a_link_is_tried_below() -> None:
    """All but the row's own number, which nothing refers to and which tells nothing."""
    assert set(CHANGES) == {column.name for column in AuditRecord.__table__.columns} - {"id"}


@pytest.mark.parametrize("field", CHANGES)
def test_changed_field_of_any_link_is_found(app: Flask, case: int, field: str) -> None:
    links = [*chain_of(app, f"case:{case}"), chain_of(app, "authority:1")[0]]
    for link in links:
        value = CHANGES[field](link)
        assert value != getattr(link, field)
        with past_the_application(app):
            assert first_broken() is None
            db.session.expunge_all()
            db.session.execute(update(AuditRecord).where(AuditRecord.id == link.id).values({field: value}))
            broken = first_broken()
        assert broken is not None, (link.chain, link.seq)
        if field not in {"chain", "seq"}:  # those two say where it stands: it is missed in one place, odd in another
            assert broken == Broken(link.chain, link.seq, link.id)
    with app.app_context():
        assert first_broken() is None


def test_last_link_that_is_rewritten_with_a_hash_that_fits_is_found_by_its_head(app: Flask, case: int) -> None:
    last = chain_of(app, f"case:{case}")[-1]
    last.event = "withdraw"
    with past_the_application(app):
        values = {"event": "withdraw", "hash": digest(last)}
        db.session.execute(update(AuditRecord).where(AuditRecord.id == last.id).values(values))
        assert first_broken() == Broken(f"case:{case}", 3, last.id)


def test_middle_link_that_is_rewritten_with_a_hash_that_fits_is_found_by_the_next(app: Flask, case: int) -> None:
    _, middle, last = chain_of(app, f"case:{case}")
    middle.actor_id = None
    with past_the_application(app):
        values = {"actor_id": None, "hash": digest(middle)}
        db.session.execute(update(AuditRecord).where(AuditRecord.id == middle.id).values(values))
        assert first_broken() == Broken(f"case:{case}", 3, last.id)


def test_chain_whose_beginning_is_cut_off_is_found_by_its_numbers(app: Flask, case: int) -> None:
    """Even where hash and head are made to fit what is left."""
    last = chain_of(app, f"case:{case}")[-1]
    last.previous = GENESIS
    values = {"previous": GENESIS, "hash": digest(last)}
    with past_the_application(app):
        db.session.execute(delete(AuditRecord).where(AuditRecord.chain == last.chain, AuditRecord.seq < 3))
        db.session.execute(update(AuditRecord).where(AuditRecord.id == last.id).values(values))
        db.session.execute(update(AuditHead).where(AuditHead.chain == last.chain).values(hash=values["hash"]))
        assert first_broken() == Broken(last.chain, 1, last.id)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_link_that_is_taken_away_is_found(app: Flask, case: int, number: int) -> None:
    """The row that stands in its place is named; where the last one is gone there is none."""
    links = chain_of(app, f"case:{case}")
    following = [link.id for link in links if link.seq == number + 1]
    with past_the_application(app):
        db.session.execute(delete(AuditRecord).where(AuditRecord.id == links[number - 1].id))
        broken = first_broken()
    assert broken == Broken(f"case:{case}", number, following[0] if following else None)


def test_chain_that_is_taken_away_whole_is_found(app: Flask, case: int) -> None:
    with past_the_application(app):
        db.session.execute(delete(AuditRecord).where(AuditRecord.chain == f"case:{case}"))
        assert first_broken() == Broken(f"case:{case}", 1, None)


def test_trail_that_is_emptied_is_found(app: Flask, case: int) -> None:
    with past_the_application(app):
        db.session.execute(delete(AuditRecord))
        assert count() == 0
        assert first_broken() == Broken("authority:1", 1, None)


def test_link_that_is_added_past_the_application_is_found(app: Flask, case: int) -> None:
    """It follows from the last one in every way, but the head does not know of it."""
    last = chain_of(app, f"case:{case}")[-1]
    columns = [column.name for column in AuditRecord.__table__.columns if column.name != "id"]
    values = {name: getattr(last, name) for name in columns} | {"seq": 4, "event": "approve", "previous": last.hash}
    values["hash"] = digest(AuditRecord(**values))
    with past_the_application(app):
        (added,) = db.session.execute(insert(AuditRecord).values(values).returning(AuditRecord.id)).one()
        assert first_broken() == Broken(f"case:{case}", 4, added)


@pytest.mark.parametrize("values", [{"seq": 2}, {"seq": 4}, {"hash": "f" * 64}, None])
def test_head_that_is_changed_or_taken_away_is_found(app: Flask, case: int, values: dict[str, Any] | None) -> None:
    chain = f"case:{case}"
    last = chain_of(app, chain)[-1]
    with past_the_application(app):
        if values is None:
            db.session.execute(delete(AuditHead).where(AuditHead.chain == chain))
        else:
            db.session.execute(update(AuditHead).where(AuditHead.chain == chain).values(values))
        broken = first_broken()
    assert broken == (Broken(chain, 4, None) if values == {"seq": 4} else Broken(chain, 3, last.id))


def test_fault_in_one_case_names_that_case(app: Flask, case: int) -> None:
    """The second case's chain is broken; the first one's is not blamed for it."""
    with past_the_application(app):
        db.session.execute(update(AuditRecord).where(AuditRecord.case_id == case + 1).values(event="x"))
        broken = first_broken()
        assert broken is not None
        assert str(broken) == f"case:{case + 1}/1"


# --- what two do at once ---------------------------------------------------------------------------------------


def save_often(case_id: int, who: str) -> None:
    """Save the report SAVES times, each time with another text."""
    for number in range(SAVES):
        with write():
            case = lock_case(case_id)
            report = content(summary=f"{who} skrev detta som nummer {number}.")
            actor = reader_of("handlaggare")
            save_report(case, report, [], actor=actor, body_id=case.body_id, expected_version=case.version)


def test_concurrent_work_on_two_cases_breaks_neither_chain(app: Flask, settings: Settings) -> None:
    first, second = make_cases(app, ["draft", "draft"])
    together(settings, save_often, [(first, "en"), (second, "två"), (first, "tre"), (second, "fyra")])
    with app.app_context():
        assert first_broken() is None
        versions = dict(db.session.execute(select(Case.id, Case.version)).all())
    for case_id in (first, second):
        links = chain_of(app, f"case:{case_id}")
        assert [link.seq for link in links] == list(range(1, 2 * SAVES + 2))
        assert [link.event for link in links] == ["create"] + ["save_report"] * 2 * SAVES
        assert [link.data["report"] for link in links[1:]] == list(range(2, 2 * SAVES + 2))
        assert versions[case_id] == 2 * SAVES + 1


def add_links(case_id: int, times: int) -> None:
    """Add links without holding any case's row: the head's own lock is all that keeps them in order."""
    for number in range(times):
        with write():
            audit.record("trial", authority_id=1, case_id=case_id, number=number)


def test_concurrent_links_in_one_chain_follow_each_other(app: Flask, settings: Settings) -> None:
    """The chain does not exist when they begin: its first link too is written once."""
    case_id = make_case(app)
    with app.app_context(), writing():
        drop_triggers()
        db.session.execute(delete(AuditRecord).where(AuditRecord.case_id == case_id))
        db.session.execute(delete(AuditHead).where(AuditHead.chain == f"case:{case_id}"))
        db.session.connection().commit()
    together(settings, add_links, [(case_id, 10)] * 4)
    with app.app_context():
        assert first_broken() is None
    assert [link.seq for link in chain_of(app, f"case:{case_id}")] == list(range(1, 41))


# --- the command -----------------------------------------------------------------------------------------------


def test_command_names_the_link_that_is_gone(
    app: Flask, case: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("casework.cli.auditing.application", app.app_context)
    last = chain_of(app, f"case:{case}")[-1]
    with app.app_context(), writing():
        drop_triggers()
        db.session.execute(delete(AuditRecord).where(AuditRecord.id == last.id))
        db.session.connection().commit()
        left = count()
    with pytest.raises(SystemExit) as ended:
        cli.main(["audit", "verify", "--json"], standalone_mode=False)
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out) == {"records": left, "ok": False, "first_broken": f"case:{case}/3"}


def test_events_of_the_case_and_its_links_tell_the_same_story(app: Flask, case: int) -> None:
    told = [
        (event.step, event.from_state, event.to_state, event.actor_id) for event in rows(app, CaseEvent, case_id=case)
    ]
    linked = [(row.event, row.data["from"], row.data["to"], row.actor_id) for row in chain_of(app, f"case:{case}")]
    assert linked == told
