"""Matters without a case: put up, changed, taken off, decided; and that they share the paragraphs with the cases."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.audit import AuditRecord, first_broken
from casework.database import db, write
from casework.dispatch.models import Dispatch
from casework.errors import StaleVersion
from casework.meetings.matters import Matter, change_item, remove_matter
from casework.meetings.models import AgendaItem, Decision, Meeting, MinutesExtract
from casework.meetings.queries import hold_item, items_of
from casework.permissions import Reader
from tests.api.program import Programs
from tests.factories import KSAU, call_roll_of, decide, item_of, make_case, make_meeting, note_at, reader_of, step_of
from tests.meetings.sitting import handle, matter_at, refused, step_at
from tests.observing import amount, fingerprint, one, rows
from workflows._vocabulary import ITEM_KINDS

POINTS = ["Ledamoten utses att justera protokollet.", "Justeringen sker på måndag."]
NOT_SECRETARY = "Föredragningslistan ordnas av sekreteraren."
HANDLED = "Punkten är redan behandlad."
AGAIN = "Ärendet är redan avgjort på det här sammanträdet."


def _holding(app: Flask, item: int, who: str, work: Callable[[AgendaItem, Reader], object]) -> None:
    with app.app_context(), write():
        actor = reader_of(who)
        row = hold_item(item, actor)
        assert row is not None, f"{who} has no item {item}"
        work(row, actor)


def _change(app: Flask, item: int, who: str = "sekreterare", version: int | None = None, **matter: Any) -> None:
    drafted = Matter(**{"kind": "information", "title": "Läget"} | matter)
    _holding(
        app,
        item,
        who,
        lambda row, actor: change_item(row, drafted, actor=actor, expected_version=version or row.version),
    )


def _remove(app: Flask, item: int, who: str = "sekreterare", version: int | None = None) -> None:
    _holding(
        app, item, who, lambda row, actor: remove_matter(row, actor=actor, expected_version=version or row.version)
    )


def _agenda(app: Flask, meeting: int) -> list[str]:
    with app.app_context():
        return [row.name for row in items_of(meeting)]


@pytest.mark.parametrize("kind", [kind for kind in ITEM_KINDS if kind != "case"])
def test_every_kind_of_matter_is_put_up_and_noted(app: Flask, meeting: int, kind: str) -> None:
    item = matter_at(app, meeting, ITEM_KINDS[kind], kind=kind)
    row = one(app, AgendaItem)
    assert (row.kind, row.case_id, row.title, row.proposal, row.outcome) == (kind, None, ITEM_KINDS[kind], [], None)
    assert handle(app, item, text="Det antecknas.") == 1
    decision = one(app, Decision)
    assert (decision.case_id, decision.report_version_id, decision.report_hash) == (None, None, "")
    assert (decision.outcome, decision.points, decision.serving) == ("note", ["Det antecknas."], 5)


def test_matters_stand_after_what_is_listed(app: Flask, meeting: int, case: int) -> None:
    matter_at(app, meeting, "Läget")
    matter_at(app, meeting, "Val av justerare", kind="approvers", proposal=POINTS, closed_doors=True, routine=True)
    assert _agenda(app, meeting) == ["Översyn av medlemskapet", "Läget", "Val av justerare"]
    row = rows(app, AgendaItem)[-1]
    assert (row.proposal, row.closed_doors, row.routine, row.late) == (POINTS, True, True, False)
    assert [record.event for record in rows(app, AuditRecord)][-2:] == ["matter_added", "matter_added"]


def test_what_comes_after_the_papers_day_is_late(app: Flask, meeting: int) -> None:
    for number, due in enumerate((clock.now() + timedelta(hours=1), clock.now() - timedelta(seconds=1))):
        with app.app_context(), write():
            db.session.execute(update(Meeting).values(papers_due_at=due))
        matter_at(app, meeting, f"Läget {number}")
    assert [row.late for row in rows(app, AgendaItem)] == [False, True]


NOT_PUT_UP = (
    ("ordforande", {}, NOT_SECRETARY),
    ("ledamot", {}, NOT_SECRETARY),
    ("sekreterare", {"kind": "case"}, "Välj vad punkten är."),
    ("sekreterare", {"kind": "party"}, "Välj vad punkten är."),
    ("sekreterare", {"title": ""}, "Skriv punktens rubrik."),
)


def test_what_is_not_put_up(app: Flask, meeting: int) -> None:
    for who, matter, sentence in NOT_PUT_UP:
        given = {"title": "Läget"} | matter
        assert refused(app, partial(matter_at, app, meeting, who=who, **given)) == [sentence]


def test_a_matter_of_a_case_is_none(app: Flask, meeting: int, case: int) -> None:
    """A case comes to the agenda by its own step; a matter that names one does not carry it."""
    item = matter_at(app, meeting, case_id=case)
    (row,) = rows(app, AgendaItem, id=item)
    assert row.case_id is None


# Changing and removing


def test_a_matter_is_changed_until_it_is_handled(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting)
    _change(app, item, title="Läget i förbundet", proposal=POINTS, routine=True)
    row = one(app, AgendaItem)
    assert (row.title, row.proposal, row.routine, row.closed_doors) == ("Läget i förbundet", POINTS, True, False)
    handle(app, item, "approve")
    assert refused(app, partial(_change, app, item)) == [HANDLED]
    assert refused(app, partial(_remove, app, item)) == [HANDLED]


def test_of_a_case_only_the_doors_and_the_routine_are_changed(app: Flask, meeting: int, case: int) -> None:
    item = item_of(app, case)
    _change(app, item, title="Annat", proposal=["Annat."], closed_doors=True, routine=True)
    row = one(app, AgendaItem)
    assert (row.title, row.proposal, row.name) == ("", [], "Översyn av medlemskapet")
    assert (row.closed_doors, row.routine) == (True, True)


@pytest.mark.parametrize("who", ["ordforande", "ledamot"])
def test_only_the_secretary_changes_and_removes(app: Flask, meeting: int, who: str) -> None:
    item = matter_at(app, meeting)
    assert refused(app, partial(_change, app, item, who)) == [NOT_SECRETARY]
    assert refused(app, partial(_remove, app, item, who)) == [NOT_SECRETARY]


def test_a_matter_keeps_a_title(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting)
    assert refused(app, partial(_change, app, item, title="", closed_doors=True)) == ["Skriv punktens rubrik."]


def test_a_stale_item_is_neither_changed_removed_nor_decided(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting, proposal=POINTS)
    _change(app, item, title="Läget nu", proposal=POINTS)
    before = fingerprint(app)
    for work in (partial(_change, app, item, version=1, title="Annat"), partial(_remove, app, item, version=1)):
        with pytest.raises(StaleVersion) as told:
            work()
        assert (told.value.current, fingerprint(app)) == (2, before)
    program = Programs(app)["ordforande"]
    answer = program.call("POST", f"/items/{item}/outcome", {"outcome": "approve", "version": 1}, Idempotency_Key="a")
    assert answer.status_code == 409
    assert fingerprint(app, "api_tokens", "kept_answers")["decisions"] == before["decisions"]


def test_a_removed_matter_stays_as_history(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting)
    _remove(app, item)
    row = one(app, AgendaItem)
    assert (row.taken_off_at is not None, row.outcome, _agenda(app, meeting)) == (True, None, [])
    step_at(app, meeting, "close")  # it is in nobody's way


def test_a_case_is_not_removed_past_its_own_step(app: Flask, meeting: int, case: int) -> None:
    told = refused(app, partial(_remove, app, item_of(app, case)))
    assert told == ["Ett ärende tas bort från listan på ärendets egen sida, med skäl."]


# Deciding


def test_matters_and_cases_share_one_series_of_paragraphs(app: Flask, meeting: int) -> None:
    """In order of handling, not of the agenda (R-102), and each number once."""
    cases = [make_case(app, "on_agenda", meeting=meeting) for _ in range(2)]
    matters = [matter_at(app, meeting, f"Punkt {number}", proposal=POINTS) for number in range(3)]
    assert handle(app, matters[2], "approve") == 1
    decide(app, cases[1])
    assert handle(app, matters[0], "defer") == 3
    decide(app, cases[0], "defer")
    assert handle(app, matters[1]) == 5
    assert [(row.paragraph, row.case_id, row.outcome) for row in rows(app, Decision)] == [
        (1, None, "approve"),
        (2, cases[1], "approve"),
        (3, None, "defer"),
        (4, cases[0], "defer"),
        (5, None, "note"),
    ]
    step_at(app, meeting, "close")


@pytest.mark.parametrize(
    ("outcome", "given", "points"),
    [
        ("approve", {}, POINTS),
        ("approve_changed", {"text": "Andra ledamoten utses.\n\nPå tisdag."}, ["Andra ledamoten utses.", "På tisdag."]),
        ("note", {"text": "Det antecknas."}, ["Det antecknas."]),
        ("reject", {}, ["Förslaget avslås."]),
        ("defer", {}, ["Ärendet bordläggs till ett kommande sammanträde."]),
    ],
)
def test_each_outcome_says_what_was_decided(
    app: Flask, meeting: int, outcome: str, given: dict[str, str], points: list[str]
) -> None:
    item = matter_at(app, meeting, proposal=POINTS)
    handle(app, item, outcome, **given)
    decision, row = one(app, Decision), one(app, AgendaItem)
    assert (decision.outcome, decision.points, row.outcome) == (outcome, points, outcome)
    assert [person["name"] for person in decision.present] == list(KSAU)
    record = rows(app, AuditRecord)[-1]
    assert (record.event, record.data["outcome"], record.data["paragraph"]) == ("matter_decided", outcome, 1)
    assert (amount(app, Dispatch), amount(app, MinutesExtract)) == (0, 0)  # there is nobody to send it to
    with app.app_context():
        assert first_broken() is None


NO_PROPOSAL = "Punkten har inget förslag. Besluta med en egen text, eller anteckna den till protokollet."


NOT_DECIDED = (
    ([], "approve", {}, NO_PROPOSAL),
    ([], "reject", {}, NO_PROPOSAL),
    (POINTS, "approve_changed", {"text": ""}, "Skriv beslutets text."),
    (
        POINTS,
        "approve_changed",
        {"text": "\n\n".join(POINTS)},
        "Texten är den föreslagna. Besluta enligt förslaget, eller ändra texten.",
    ),
    (POINTS, "note", {"text": " "}, "Skriv vad som antecknas."),
    (POINTS, "remit_back", {}, "Steget ”remit_back” finns inte för den här ärendetypen."),
    (POINTS, "burn", {}, "Utgången ”burn” kan inte föras in."),
)


def test_what_cannot_be_decided_is_told(app: Flask, meeting: int) -> None:
    for proposal, outcome, given, sentence in NOT_DECIDED:
        item = matter_at(app, meeting, proposal=proposal)
        assert refused(app, partial(handle, app, item, outcome, **given)) == [sentence]


def test_a_matter_is_decided_once_by_who_presides_at_a_quorate_meeting(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting)
    assert refused(app, partial(handle, app, item, who="ledamot")) == ["Det här steget tas av ordföranden."]
    assert refused(app, partial(handle, app, item, who="sekreterare")) == ["Det här steget tas av ordföranden."]
    for name in KSAU[2:]:
        note_at(app, item, "away", name)
    assert refused(app, partial(handle, app, item)) == [
        "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs."
    ]
    other = matter_at(app, meeting, "Övrigt")
    handle(app, other)  # who went out of one matter is there at the next
    assert refused(app, partial(handle, app, other)) == [AGAIN]


def test_nobody_decides_before_the_roll(app: Flask) -> None:
    planned = make_meeting(app, days=14)
    item = matter_at(app, planned)
    told = refused(app, partial(handle, app, item))
    assert told == [
        "Ordföranden är inte uppropad. Gör upprop på sammanträdets sida först.",
        "Organet är inte beslutsfört: 0 av 5 tjänstgör och minst 3 krävs.",
    ]
    call_roll_of(app, planned)
    assert handle(app, item) == 1


def test_a_program_reads_and_notes_a_matter(app: Flask, meeting: int) -> None:
    item = matter_at(app, meeting, "Läget i förbundet")
    programs = Programs(app)
    (told,) = programs["sekreterare"].get(f"/meetings/{meeting}")["items"]
    assert (told["id"], told["case"], told["outcome"]) == (item, None, None)
    given = {"outcome": "note", "version": told["version"], "text": "Det antecknas."}
    answer = programs["ordforande"].post(f"/items/{item}/outcome", given, Idempotency_Key="note")
    assert (answer["outcome"], answer["decision"]["paragraph"]) == ("note", 1)


def test_a_deferred_matter_may_be_put_up_anew(app: Flask, meeting: int) -> None:
    handle(app, matter_at(app, meeting), "defer")
    assert handle(app, matter_at(app, meeting)) == 2
    assert _agenda(app, meeting) == ["Läget", "Läget"]


def test_a_case_that_was_taken_off_leaves_no_gap_in_the_series(app: Flask, meeting: int, case: int) -> None:
    step_of(app, case, "unlist", "sekreterare", note="Ett underlag saknas.")
    assert handle(app, matter_at(app, meeting)) == 1
