"""Motions and citizens' proposals: raised, told of to the assembly, written off, handed over; and what is refused."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.assignments.models import MatterReport, MatterWarning, RaisedMatter
from casework.cases.models import Case
from casework.dispatch.models import Delivery
from tests.assignments.given import (
    assembly_meeting,
    decide_item,
    decided_matter,
    raise_one,
    report_unready,
    takes_proposals,
    warn_all,
)
from tests.conftest import Visitors
from tests.factories import call_roll_of, decide, item_of, make_case, make_meeting, state_of, step_of
from tests.observing import amount, fingerprint, one, rows
from tests.referrals.asked import told
from workflows import StepRefused


def ago(days: int) -> str:
    """So many days before today."""
    return (clock.today() - timedelta(days=days)).isoformat()


def committee_of(app: Flask) -> int:
    """The executive committee, which is a committee too."""
    from casework.people.models import Body

    return one(app, Body, authority_id=1, short_name="KS").id


def test_the_year_is_counted_from_the_day_it_was_raised(app: Flask, visitors: Visitors) -> None:
    motion = raise_one(app, ago(10))
    matter = one(app, RaisedMatter)
    assert (matter.case_id, matter.raised_on) == (motion, date.fromisoformat(ago(10)))
    assert (matter.last_day - clock.today()).days in {355, 356}
    case = one(app, Case)
    assert (case.origin, case.origin_sender) == ("member_motion", "Ledamoten")
    page = told(visitors["handlaggare"].open(f"/arenden/{motion}"))
    assert ("Väckt i fullmäktige" in page, "dagar kvar" in page) == (True, True)
    assert "dagar kvar" in told(visitors["ledamot"].open("/uppdrag/vackta"))


@pytest.mark.parametrize(
    ("raised_by", "day", "sentence"),
    [
        ("", ago(0), "Det står inte vem som har väckt ärendet. Skriv det under Redigera."),
        ("Ledamoten", ago(-1), "Dagen har inte varit än. Ange den dag då ärendet väcktes."),
        ("Ledamoten", "", "Ange vilken dag ärendet väcktes, till exempel 2026-11-30."),
    ],
)
def test_without_who_or_when_it_is_not_raised(app: Flask, raised_by: str, day: str, sentence: str) -> None:
    case = make_case(app, kind="member_motion", body="KS", fields={"raised_by": raised_by})
    before = fingerprint(app)
    with pytest.raises(StepRefused) as refused:
        step_of(app, case, "raise", "handlaggare", raised_on=day)
    assert ([str(one) for one in refused.value.reasons], fingerprint(app)) == ([sentence], before)


def test_a_citizens_proposal_is_taken_only_where_the_assembly_has_decided_so(app: Flask) -> None:
    case = make_case(app, kind="citizen_proposal", body="KS", fields={"raised_by": "En invånare"})
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Fullmäktige har inte beslutat att ta emot medborgarförslag"):
        step_of(app, case, "raise", "handlaggare", raised_on=ago(1))
    assert fingerprint(app) == before
    takes_proposals(app)
    step_of(app, case, "raise", "handlaggare", raised_on=ago(1))
    assert state_of(app, case) == "raised"


def test_what_came_out_is_told_to_the_assembly_and_then_it_warns_no_more(app: Flask, visitors: Visitors) -> None:
    motion = raise_one(app, ago(340), title="Motion om en bro")
    assert (warn_all(app), [row.stage for row in rows(app, MatterWarning)]) == (1, [30])
    meeting = assembly_meeting(app)
    secretary = visitors["sekreterare"]
    secretary.open("/uppdrag/vackta")
    before = fingerprint(app)
    empty = secretary.press("Sätt upp redovisningen", meeting=str(meeting))
    assert (empty.status_code, "Välj minst ett ärende" in empty.text, fingerprint(app)) == (422, True, before)
    secretary.press("Sätt upp redovisningen", meeting=str(meeting), **{f"text-{motion}": "Kostnaden är utredd."})
    report = one(app, MatterReport)
    assert (report.case_id, report.text, one(app, RaisedMatter).reported_on) == (motion, "Kostnaden är utredd.", None)
    decide_item(app, report.item_id, who="ledamot")
    matter = one(app, RaisedMatter)
    assert (matter.reported_on, matter.settled_on) == (clock.today() + timedelta(7), None)
    assert state_of(app, motion) == "raised"
    with time_machine.travel(clock.now() + timedelta(days=60)):
        assert warn_all(app) == 0
    page = told(secretary.open("/uppdrag/vackta"))
    assert ("Redovisat för fullmäktige" in page, "Kostnaden är utredd." in page) == (True, True)


def test_only_the_assembly_is_told_and_only_of_what_is_open(app: Flask) -> None:
    motion = raise_one(app, ago(300))
    other = make_meeting(app, body="KS")
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Välj ett kommande sammanträde med fullmäktige"):
        report_unready(app, other, {motion: "Utrett."})
    meeting = assembly_meeting(app)
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Skriv vad som har kommit fram"):
        report_unready(app, meeting, {motion: " "})
    assert fingerprint(app) == before
    step_of(app, motion, "withdraw", "handlaggare", note="Motionären tar tillbaka den.")
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="är redan avgjort"):
        report_unready(app, meeting, {motion: "Utrett."})
    assert fingerprint(app) == before


def test_the_assembly_may_write_it_off_and_nobody_else(app: Flask, visitors: Visitors) -> None:
    motion = raise_one(app, ago(300))
    board = make_meeting(app, body="KS", days=8)
    call_roll_of(app, board)
    elsewhere = decided_matter(app, board, ["Motionen avskrivs."], {})
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Välj fullmäktiges beslut"):
        step_of(app, motion, "write_off", "sekreterare", decision=str(elsewhere), note="Inaktuell.")
    assert fingerprint(app) == before
    decision = decided_matter(app, assembly_meeting(app), ["Motionen avskrivs från vidare handläggning."], {})
    secretary = visitors["sekreterare"]
    secretary.open(f"/arenden/{motion}")
    secretary.press("Fullmäktige har avskrivit motionen", decision=str(decision), note="Inaktuell.")
    assert (state_of(app, motion), one(app, RaisedMatter).settled_on) == ("written_off", clock.today())
    with time_machine.travel(clock.now() + timedelta(days=100)):
        assert warn_all(app) == 0


def _ready(app: Flask, days: int) -> int:
    """A motion that was raised so many days ago, whose report is approved."""
    motion = raise_one(app, ago(days), proposal=["Motionen bifalls."], proposal_bodies=["Kommunfullmäktige"])
    step_of(app, motion, "submit", "handlaggare")
    step_of(app, motion, "approve_report", "chef")
    return motion


def test_a_report_that_has_another_body_decide_is_not_handed_in(app: Flask) -> None:
    motion = raise_one(app, ago(5), proposal=["Motionen bifalls."])
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="Ärendet ska beslutas av Kommunfullmäktige"):
        step_of(app, motion, "submit", "handlaggare")
    assert fingerprint(app) == before


def test_a_decision_of_the_assembly_settles_it_and_the_letters_wait_for_the_minutes(app: Flask) -> None:
    motion = _ready(app, 200)
    meeting = make_meeting(app, body="KS")
    call_roll_of(app, meeting)
    step_of(app, motion, "list_to_prepare", "sekreterare", meeting=str(meeting))
    decide(app, motion)
    assert (state_of(app, motion), one(app, RaisedMatter).settled_on) == ("ready", None)
    step_of(app, motion, "list", "sekreterare", meeting=str(assembly_meeting(app, days=9)))
    decide(app, motion, who="ledamot", given={"agree_to_decide": "yes"})
    assert (state_of(app, motion), one(app, RaisedMatter).settled_on) == ("decided", clock.today())
    assert {row.state for row in rows(app, Delivery)} == {"held"}


def test_a_proposal_is_handed_over_to_a_committee_which_informs_the_assembly_yearly(
    app: Flask, visitors: Visitors
) -> None:
    takes_proposals(app)
    proposal = raise_one(app, ago(30), kind="citizen_proposal")
    decision = decided_matter(app, assembly_meeting(app), ["Förslaget överlämnas till kommunstyrelsen."], {})
    given = {"decision": str(decision), "committee": str(committee_of(app))}
    before = fingerprint(app)
    with pytest.raises(StepRefused, match="får inte överlämnas till en nämnd"):
        step_of(app, proposal, "hand_over", "sekreterare", **given)
    assert fingerprint(app) == before
    step_of(app, proposal, "hand_over", "sekreterare", **given, not_reserved="yes")
    matter = one(app, RaisedMatter)
    assert (matter.committee_id, matter.handed_over_by_id) == (committee_of(app), decision)
    assert one(app, Case, id=proposal).body_id == committee_of(app)
    secretary = visitors["sekreterare"]
    assert "Fullmäktige är inte informerat än." in told(secretary.open("/uppdrag/vackta"))
    meeting = assembly_meeting(app, days=9)
    secretary.open("/uppdrag/vackta")
    secretary.press("Sätt upp nämndens information", meeting=str(meeting))
    decide_item(app, one(app, MatterReport).item_id, who="ledamot")
    assert one(app, RaisedMatter).reported_on is None  # that it was told of is no report that it is not ready
    page = told(secretary.open("/uppdrag/vackta"))
    assert ("Senast informerat" in page, "Fullmäktige är inte informerat än." in page) == (True, False)


def test_a_draft_has_no_year_and_warns_of_nothing(app: Flask) -> None:
    case = make_case(app, kind="member_motion", body="KS", fields={"raised_by": "Ledamoten"})
    step_of(app, case, "withdraw", "handlaggare", note="Lämnades in av misstag.")
    assert (state_of(app, case), amount(app, RaisedMatter), warn_all(app)) == ("withdrawn", 0, 0)


def test_where_the_case_stands_on_an_agenda_is_told_as_of_any_case(app: Flask) -> None:
    motion = _ready(app, 5)
    step_of(app, motion, "list_to_prepare", "sekreterare", meeting=str(make_meeting(app, body="KS")))
    assert item_of(app, motion)
