"""The way of a case as its page draws it: what has been, what is, and the bodies that may come."""

import re

from flask import Flask

from tests.conftest import Visitors
from tests.factories import call_roll_of, decide, make_case, make_meeting, step_of
from tests.support.pages import Visitor

TO_KS = {"proposal_bodies": ["Kommunstyrelsen"]}


def _path(visitor: Visitor, case: int) -> list[tuple[str, str]]:
    """What stands on the path: d(one), c(urrent) or n(ot yet), and the label."""
    page = visitor.open(f"/arenden/{case}").text.partition('<ol class="path"')[2].partition("</ol>")[0]
    found = re.findall(r'path__step--(\w+)".*?path__label">([^<]*)<', page, re.DOTALL)
    return [({"done": "d", "current": "c", "coming": "n"}[stands], label) for stands, label in found]


def test_a_matter_of_the_committees_own_passes_the_committee_alone(app: Flask, visitors: Visitors) -> None:
    officer = visitors["handlaggare"]
    draft = make_case(app)
    assert _path(officer, draft)[:4] == [("c", "Utkast"), ("n", "Granskning"), ("n", "KSAU"), ("n", "Uppdraget pågår")]
    meeting = make_meeting(app)
    listed = make_case(app, "on_agenda", meeting=meeting)
    assert _path(officer, listed)[:4] == [
        ("d", "Utkast"),
        ("d", "Granskning"),
        ("c", "KSAU"),
        ("n", "Uppdraget pågår"),
    ]
    call_roll_of(app, meeting)
    decide(app, listed)
    assert _path(officer, listed)[2:4] == [("d", "KSAU"), ("c", "Uppdraget pågår")]


def test_a_matter_for_the_body_above_is_prepared_first(app: Flask, visitors: Visitors) -> None:
    officer, meeting = visitors["handlaggare"], make_meeting(app)
    case = make_case(app, "ready", **TO_KS)
    assert _path(officer, case)[:5] == [
        ("d", "Utkast"),
        ("d", "Granskning"),
        ("c", "Klart för sammanträde"),
        ("n", "KSAU"),
        ("n", "KS"),
    ]
    step_of(app, case, "list_to_prepare", "sekreterare", meeting=str(meeting))
    assert _path(officer, case)[2:5] == [("c", "KSAU"), ("n", "KS"), ("n", "Uppdraget pågår")]
    call_roll_of(app, meeting)
    decide(app, case)
    assert _path(officer, case)[2:6] == [
        ("d", "KSAU"),
        ("c", "Klart för sammanträde"),
        ("n", "KS"),
        ("n", "Uppdraget pågår"),
    ]


def test_a_case_sent_back_has_its_way_before_it_again(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "review")
    step_of(app, case, "return_report", "chef", note="Skriv om.")
    assert _path(visitors["handlaggare"], case)[:2] == [("c", "Utkast"), ("n", "Granskning")]


def test_a_deferred_case_has_its_body_before_it_again(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting)
    decide(app, case, "defer")
    assert _path(visitors["handlaggare"], case)[2:4] == [("c", "Klart för sammanträde"), ("n", "KSAU")]


def test_a_case_at_rest_shows_the_way_that_it_will_take_up(app: Flask, visitors: Visitors) -> None:
    case = make_case(app)
    step_of(app, case, "pause", "handlaggare", note="Väntar på regionen.", until="2099-01-01")
    assert _path(visitors["handlaggare"], case)[:3] == [("d", "Utkast"), ("c", "Vilar"), ("n", "Granskning")]
