"""The body's own ruling on a disputed disqualification, and paragraphs that are approved at the meeting itself."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import update

from casework.database import db, write
from casework.errors import StaleVersion
from casework.meetings.immediate import approve_at_once
from casework.meetings.models import AgendaItem, Decision, ImmediateApproval, ItemPresence
from casework.meetings.presence import REJECTED, UPHELD, presence_of, rule_on
from casework.meetings.queries import hold_item, lock_meeting
from casework.people.models import BodyRules
from tests.conftest import Visitors
from tests.deliberation.refusals import refuses
from tests.factories import KSAU, decide, item_of, note_at, reader_of
from tests.meetings.sitting import dispute_at, handle, matter_at, refused, roll, step_at, taking_part
from tests.observing import amount, fingerprint, one, rows

DISPUTED = "Jäv är omtvistat för Ledamoten. Organet ska pröva det först (kommunallagen 6 kap. 30 §)."
NOTHING = "Det finns ingen jävsfråga att pröva."


@pytest.fixture
def item(app: Flask, case: int) -> int:
    """The case's item."""
    return item_of(app, case)


def _rule(
    app: Flask, item: int, presence: int, ruling: str, who: str = "sekreterare", version: int | None = None
) -> None:
    with app.app_context(), write():
        actor = reader_of(who)
        row, noted = hold_item(item, actor), presence_of(item, presence)
        assert row is not None
        assert noted is not None
        rule_on(row, noted, ruling, actor=actor, expected_version=version or row.version)


def test_nothing_is_decided_while_it_is_disputed(app: Flask, case: int, item: int) -> None:
    dispute_at(app, item)
    for outcome in ("approve", "defer", "reject"):
        assert refused(app, partial(decide, app, case, outcome)) == [DISPUTED]


@pytest.mark.parametrize(("ruling", "takes_part"), [(UPHELD, False), (REJECTED, True)])
def test_the_body_rules_and_the_matter_goes_on(app: Flask, case: int, item: int, ruling: str, takes_part: bool) -> None:
    _rule(app, item, dispute_at(app, item), ruling)
    decide(app, case)
    assert ("Ledamoten" in taking_part(app, 1)) == takes_part
    noted, (told,) = one(app, ItemPresence), one(app, Decision).disqualified
    assert (noted.ruling, noted.ruled_at is not None, told["ruling"]) == (ruling, True, ruling)


def test_a_ruling_stands(app: Flask, item: int) -> None:
    presence = dispute_at(app, item)
    _rule(app, item, presence, UPHELD)
    before = fingerprint(app)
    _rule(app, item, presence, UPHELD)  # the same again is one
    assert fingerprint(app) == before
    assert refused(app, partial(_rule, app, item, presence, REJECTED)) == [NOTHING]


def test_what_is_not_disputed_is_not_ruled_on(app: Flask, item: int) -> None:
    assert refused(app, partial(_rule, app, item, note_at(app, item, "disqualified", "Ledamoten"), UPHELD)) == [NOTHING]
    presence = dispute_at(app, item, "Andra ledamoten")
    assert refused(app, partial(_rule, app, item, presence, "perhaps")) == [NOTHING]


def test_a_member_notes_no_ruling_and_a_stale_one_is_none(app: Flask, item: int) -> None:
    presence = dispute_at(app, item)
    told = refused(app, partial(_rule, app, item, presence, UPHELD, "ledamot"))
    assert told == ["Närvaro och jäv i ärendet förs in av sekreteraren eller ordföranden."]
    before = fingerprint(app)
    with pytest.raises(StaleVersion):
        _rule(app, item, presence, UPHELD, version=1)
    assert fingerprint(app) == before


def test_who_is_disputed_takes_part_in_the_ruling_where_it_is_else_not_quorate(app: Flask, item: int) -> None:
    """KL 6:30 second paragraph; without him and without quorum with him, nobody can rule."""
    for name in KSAU[3:]:
        note_at(app, item, "away", name)
    presence = dispute_at(app, item)
    _rule(app, item, presence, UPHELD)
    assert one(app, ItemPresence, id=presence).ruling == UPHELD


def test_a_body_that_is_not_quorate_even_with_him_rules_on_nothing(app: Flask, meeting: int, item: int) -> None:
    roll(app, meeting, KSAU[:3])
    note_at(app, item, "away", KSAU[1])
    presence = dispute_at(app, item, raised_by="Ordföranden")
    told = refused(app, partial(_rule, app, item, presence, UPHELD))
    assert told == ["Organet är inte beslutsfört och kan inte pröva jävsfrågan."]


# Approved at once


def _approve(app: Flask, item: int, *approvers: str, who: str = "sekreterare") -> None:
    with app.app_context(), write():
        actor = reader_of(who)
        row = hold_item(item, actor)
        assert row is not None
        assert row.decision is not None
        approve_at_once(row.decision, lock_meeting(row.meeting_id), approvers, actor=actor)


def test_single_paragraphs_are_approved_at_once_with_their_own_clocks(app: Flask, meeting: int) -> None:
    items = [matter_at(app, meeting, f"Punkt {number}") for number in range(3)]
    for number in items:
        handle(app, number)
    _approve(app, items[0], "Ledamoten")
    _approve(app, items[2], "Ledamoten", "Andra ledamoten", who="ordforande")
    found = rows(app, ImmediateApproval)
    assert [row.approvers for row in found] == [
        ["Ordföranden", "Ledamoten"],
        ["Ordföranden", "Ledamoten", "Andra ledamoten"],
    ]
    assert found[0].approved_at < found[1].approved_at
    assert len({row.text_sha256 for row in found}) == 2
    before = fingerprint(app)
    _approve(app, items[0], "Andra ledamoten")  # it is approved already, and stays as it is
    assert fingerprint(app) == before


def test_as_many_approve_at_once_as_the_bodys_rules_ask_for(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting)
    handle(app, item)
    with app.app_context(), write():
        db.session.execute(update(BodyRules).values(approver_count=2))
    told = "Välj minst 2 justerare bland dem som deltog i beslutet, utöver ordföranden."
    for approvers in (["Ledamoten"], ["Ledamoten", "Ledamoten"]):
        assert refused(app, partial(_approve, app, item, *approvers)) == [told]
    _approve(app, item, "Ledamoten", "Andra ledamoten")
    assert amount(app, ImmediateApproval) == 1


def test_who_took_no_part_approves_nothing(app: Flask, visitors: Visitors, meeting: int) -> None:
    item = matter_at(app, meeting)
    handle(app, item)
    told = "Välj minst 1 justerare bland dem som deltog i beslutet, utöver ordföranden."
    url = f"/sammantraden/arende/{item}/omedelbar-justering"
    for approvers in ((), ("Ordföranden",), ("Chefen",), ("Ledamoten", "Första ersättaren")):
        assert refused(app, partial(_approve, app, item, *approvers)) == [told]
        refuses(app, visitors["sekreterare"], url, told, approval__approvers=list(approvers))


def test_a_paragraph_is_approved_at_once_only_while_the_meeting_goes_on(
    app: Flask, visitors: Visitors, meeting: int
) -> None:
    item, by = matter_at(app, meeting), {"approval__approvers": "Ledamoten"}
    handle(app, item)
    url = f"/sammantraden/arende/{item}/omedelbar-justering"
    told = "Omedelbar justering förs in av ordföranden eller sekreteraren."
    refuses(app, visitors["ledamot"], url, told, **by)
    told = "En paragraf justeras omedelbart bara medan sammanträdet pågår."
    step_at(app, meeting, "adjourn", note="Lunch.")
    refuses(app, visitors["sekreterare"], url, told, **by)
    step_at(app, meeting, "resume")
    step_at(app, meeting, "close")
    refuses(app, visitors["ordforande"], url, told, **by)
    assert (amount(app, ImmediateApproval), one(app, AgendaItem).outcome) == (0, "note")
