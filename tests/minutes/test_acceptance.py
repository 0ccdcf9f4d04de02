"""The acceptance tests of the law that minutes carry: 3 (its first half) and 6; the rest of 3 is the notice board's."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.meetings.models import Decision
from casework.minutes.models import Minutes
from tests.conftest import Visitors
from tests.factories import call_roll_of, decide, make_case, make_meeting, step_of
from tests.meetings.sitting import handle, matter_at, refused, step_at
from tests.minutes.held import SIGNERS, approved, begin_at, drafted, sign_at
from tests.observing import one, rows
from tests.publication.board import on

pytestmark = pytest.mark.both

BREACH = "Senare än fjorton dagar efter sammanträdet (kommunallagen 5 kap. 69 §)"
LATE = "Lagens sista dag har passerat. Skriv varför protokollet justeras för sent."


def met_today(app: Flask) -> int:
    """The draft of the minutes of a meeting that was held today."""
    meeting = make_meeting(app, day=clock.today())
    call_roll_of(app, meeting)
    handle(app, matter_at(app, meeting))
    step_at(app, meeting, "close")
    return drafted(app, meeting)


@pytest.mark.parametrize(("day", "breach"), [(14, False), (15, True)])
def test_3_minutes_approved_on_day_15_are_a_breach(app: Flask, visitors: Visitors, day: int, breach: bool) -> None:
    minutes = met_today(app)
    begin_at(app, minutes)
    for who in SIGNERS[:2]:
        sign_at(app, minutes, who)
    with on(clock.today() + timedelta(days=day)):
        assert sign_at(app, minutes, SIGNERS[2])
    page = visitors["registrator"].open(f"/protokoll/{minutes}").text
    assert (BREACH in page, "Justerat" in page) == (breach, True)


def test_3_after_day_14_the_round_begins_only_with_the_reason_why(app: Flask, visitors: Visitors) -> None:
    minutes, met = met_today(app), clock.today()
    with on(met + timedelta(days=15)):
        last = clock.today().isoformat()
        assert refused(app, lambda: begin_at(app, minutes, last_day=last)) == [LATE]
        begin_at(app, minutes, last_day=last, late_reason="Justeraren var sjuk i två veckor.")
        for who in SIGNERS:
            sign_at(app, minutes, who)
    assert one(app, Minutes).late_reason == "Justeraren var sjuk i två veckor."
    page = visitors["registrator"].open(f"/protokoll/{minutes}").text
    assert BREACH in page
    assert "Justeraren var sjuk i två veckor." in page


def test_3_a_reason_for_being_late_is_kept_of_no_other_minutes(app: Flask) -> None:
    minutes = met_today(app)
    begin_at(app, minutes, late_reason="Ingen.")
    assert one(app, Minutes).late_reason == ""


def test_6_what_a_committee_only_prepares_is_not_public_when_approved_and_what_it_decides_is(
    app: Flask, visitors: Visitors
) -> None:
    """The same working committee, the same minutes: each paragraph by itself (TF 2:10)."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    points = {"proposal": ["Medlemskapet sägs upp."], "proposal_bodies": ["Kommunstyrelsen"]}
    preparing, deciding = make_case(app, "ready", **points), make_case(app, "on_agenda", meeting=meeting)
    step_of(app, preparing, "list_to_prepare", "sekreterare", meeting=str(meeting))
    for case in (preparing, deciding):
        decide(app, case)
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    prepared, decided = (one(app, Decision, case_id=case).id for case in (preparing, deciding))
    assert {row.id: row.prepares for row in rows(app, Decision)} == {prepared: True, decided: False}
    page = visitors["registrator"].open(f"/protokoll/{minutes}").text
    told = {number: page[page.index(f'id="p{number}"') :].split("</section>")[0] for number in (prepared, decided)}
    not_yet, public = "Inte allmän handling än", "Allmän handling från"
    assert {number: (not_yet in text, public in text) for number, text in told.items()} == {
        prepared: (True, False),
        decided: (False, True),
    }


def test_6_before_the_approval_nothing_of_the_minutes_is_public(app: Flask, visitors: Visitors) -> None:
    minutes = met_today(app)
    begin_at(app, minutes)
    assert visitors["registrator"].client.get(f"/protokoll/{minutes}").status_code == 404
    done = approved(app, 1)
    assert "Allmän handling från" in visitors["registrator"].open(f"/protokoll/{done}").text
