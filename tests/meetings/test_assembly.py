"""What the assembly may handle: prepared, or exempt; urgent, or announced; and its quorum (R-20 to R-22, R-51)."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from casework import clock
from casework.cases.models import Case
from casework.database import db, write
from casework.meetings.models import AgendaItem, Decision
from casework.people.models import Body
from tests.api.program import Programs
from tests.conftest import Visitors
from tests.factories import decide, item_of, make_body, make_case, make_meeting, note_at, step_of
from tests.meetings.sitting import handle, matter_at, refused, roll, state_of, step_at
from tests.observing import fingerprint, one, rows
from workflows._vocabulary import EXEMPTIONS

pytestmark = pytest.mark.both

MEMBERS = (
    *("Ledamoten", "Andra ledamoten", "Ordföranden", "Vice ordföranden", "Tredje ledamoten"),
    *("Första ersättaren", "Andra ersättaren"),
)
"""Of the demo's assembly, led by Ledamoten; four of the seven are its quorum."""
CHAIR = "ledamot"
UNPREPARED = "Ingen nämnd har berett ärendet (kommunallagen 5 kap. 26 §)."
UNHEARD = "Kommunstyrelsen har inte fått yttra sig i ärendet (kommunallagen 5 kap. 28 §)."
NOT_OF_ONE_MIND = "Fullmäktige får besluta bara om alla närvarande är ense om beslutet (kommunallagen 5 kap. 33 §)."
NOT_AGREED = "Fullmäktige får avgöra det bara om alla närvarande beslutar det (kommunallagen 5 kap. 52 §)."


@pytest.fixture
def assembly(app: Flask) -> int:
    """The assembly's meeting, with everybody there."""
    meeting = make_meeting(app, body="KF")
    roll(app, meeting, MEMBERS)
    return meeting


@pytest.fixture
def ready(app: Flask) -> int:
    """A case that was written for the assembly, and that no body has prepared."""
    return make_case(app, "ready", body="KF")


def _list(app: Flask, case: int, meeting: int, step: str = "list", **given: str) -> None:
    step_of(app, case, step, "sekreterare", meeting=str(meeting), **given)


def _prepared(app: Flask, body: str) -> int:
    """A case whose points are the assembly's, and on which the body has said what it proposes: ready for the next."""
    case = make_case(app, "ready", body=body, proposal_bodies=["Kommunfullmäktige"])
    meeting = make_meeting(app, body=body)
    roll(app, meeting, ["Ordföranden", "Vice ordföranden", "Ledamoten"] if body == "KS" else ["Ordföranden"])
    _list(app, case, meeting, "list_to_prepare")
    decide(app, case)
    return case


def _make_committee(app: Flask) -> None:
    """A committee below the assembly, whose only member is its chair."""
    number = make_body(app, "SN")
    with app.app_context(), write():
        above = db.session.query(Body).filter_by(short_name="KF").one().id
        db.session.execute(update(Body).where(Body.id == number).values(kind="committee", parent_id=above))


# Prepared or exempt


def test_a_case_that_nobody_has_prepared_is_not_listed_at_the_assembly(app: Flask, assembly: int, ready: int) -> None:
    assert refused(app, partial(_list, app, ready, assembly)) == [UNPREPARED]
    for given in ("", "no such", "urgent ish"):
        assert refused(app, partial(_list, app, ready, assembly, exemption=given)) == [UNPREPARED]


@pytest.mark.parametrize("exemption", EXEMPTIONS)
def test_an_exemption_is_kept_with_the_item(app: Flask, assembly: int, ready: int, exemption: str) -> None:
    _list(app, ready, assembly, exemption=exemption)
    assert one(app, AgendaItem).exemption == exemption


def test_a_committees_proposal_is_not_enough_where_the_executive_committee_was_not_asked(
    app: Flask, assembly: int
) -> None:
    _make_committee(app)
    case = _prepared(app, "SN")
    assert refused(app, partial(_list, app, case, assembly)) == [UNHEARD]
    _list(app, case, assembly, exemption="audit_report")
    assert one(app, AgendaItem, case_id=case, outcome=None).exemption == "audit_report"


def test_what_the_executive_committee_has_prepared_is_listed_without_an_exemption(app: Flask, assembly: int) -> None:
    case = _prepared(app, "KS")
    _list(app, case, assembly, exemption="urgent")
    item = rows(app, AgendaItem, case_id=case)[-1]
    assert (item.meeting_id, item.exemption) == (assembly, "")  # none was needed, and none is kept
    decide(app, case, who=CHAIR)
    assert (one(app, Case, id=case).state, rows(app, Decision)[-1].agreed) == ("decided", [])


def test_a_working_committees_proposal_goes_on_to_the_executive_committee_first(app: Flask) -> None:
    """So that it can never come to the assembly past it."""
    case = make_case(app, "ready", proposal_bodies=["Kommunfullmäktige"])
    meeting = make_meeting(app)
    roll(app, meeting, ["Ordföranden", "Vice ordföranden", "Ledamoten"])
    _list(app, case, meeting, "list_to_prepare")
    decide(app, case)
    with app.app_context():
        body = db.session.get_one(Case, case).body
        assert body is not None
        assert body.short_name == "KS"


def test_a_deferral_is_no_preparation(app: Flask, assembly: int) -> None:
    case = make_case(app, "ready", body="KS", proposal_bodies=["Kommunfullmäktige"])
    meeting = make_meeting(app, body="KS")
    roll(app, meeting, ["Ordföranden", "Vice ordföranden", "Ledamoten"])
    _list(app, case, meeting, "list_to_prepare")
    decide(app, case, "defer")
    with app.app_context(), write():  # whatever brings it there
        above = db.session.query(Body).filter_by(short_name="KF").one().id
        db.session.execute(update(Case).values(body_id=above))
    assert UNPREPARED in refused(app, partial(_list, app, case, assembly))


def test_a_program_names_the_exemption(app: Flask, assembly: int, ready: int) -> None:
    program, before = Programs(app)["sekreterare"], fingerprint(app)
    path, kept = f"/meetings/{assembly}/items", ("api_tokens", "kept_answers")
    for exemption, status in ((None, 422), ("no such", 422)):
        given = {"case": ready} | ({"exemption": exemption} if exemption else {})
        answer = program.call("POST", path, given, Idempotency_Key=f"{exemption}")
        assert answer.status_code == status, answer.text
    program_step = program.call(
        "POST",
        f"/cases/{ready}/steps",
        {"step": "list", "version": one(app, Case).version, "meeting": assembly, "exemption": "x" * 300},
    )
    assert (program_step.status_code, UNPREPARED in program_step.text) == (422, True)
    after = fingerprint(app, *kept)
    assert {name for name in after if after[name] != before[name]} <= {"audit_records", "audit_heads"}
    program.post(path, {"case": ready, "exemption": "election"}, Idempotency_Key="right")
    assert one(app, AgendaItem).exemption == "election"


def test_the_meetings_page_asks_for_the_exemption(app: Flask, visitors: Visitors, assembly: int, ready: int) -> None:
    secretary = visitors["sekreterare"]
    page = secretary.open(f"/sammantraden/{assembly}")
    assert EXEMPTIONS["citizen_proposal"] in page.text
    form = next(form for form in secretary.forms() if any("exemption" in name for name, _ in form.values))
    field = next(name for name, _ in form.values if "exemption" in name)
    (button,) = form.labels
    before = fingerprint(app)
    page = secretary.press(button, form.action)
    assert (UNPREPARED in page.text, fingerprint(app)) == (True, before)
    secretary.press(button, form.action, **{field: "citizen_proposal"})
    assert one(app, AgendaItem).exemption == "citizen_proposal"


# Of one mind


def _item(app: Flask, assembly: int, ready: int, exemption: str) -> int:
    _list(app, ready, assembly, exemption=exemption)
    return item_of(app, ready)


@pytest.mark.parametrize("outcome", ["approve", "approve_changed", "reject"])
def test_the_urgent_and_unprepared_is_decided_by_all_of_one_mind(
    app: Flask, assembly: int, ready: int, outcome: str
) -> None:
    _item(app, assembly, ready, "urgent")
    given = {"text": "Förvaltningen får inget uppdrag."}
    for word in ("", "no", "agree_to_decide"):
        (told,) = refused(
            app, partial(decide, app, ready, outcome, who=CHAIR, given=given | {"agree_on_decision": word})
        )
        assert told.endswith(NOT_OF_ONE_MIND)
    decide(app, ready, outcome, who=CHAIR, given=given | {"agree_on_decision": "yes"})
    assert one(app, Decision).agreed == ["agree_on_decision"]


def test_the_urgent_may_be_deferred_by_a_majority(app: Flask, assembly: int, ready: int) -> None:
    _item(app, assembly, ready, "urgent")
    decide(app, ready, "defer", who=CHAIR)
    assert one(app, Decision).agreed == []


def test_what_nobody_asked_is_not_kept_as_agreed(app: Flask, assembly: int, ready: int) -> None:
    _item(app, assembly, ready, "election")
    decide(app, ready, who=CHAIR, given={"agree_on_decision": "yes", "agree_to_decide": "yes"})
    assert one(app, Decision).agreed == []


def _summoned(app: Flask, *cases: int) -> int:
    """A meeting of the assembly to which all are summoned, and which these were announced for."""
    meeting = make_meeting(app, body="KF")
    for case in cases:
        _list(app, case, meeting, exemption="election")
    step_at(app, meeting, "summon", "sekreterare")
    with app.app_context(), write():
        db.session.execute(update(AgendaItem).where(AgendaItem.meeting_id == meeting).values(announced_at=clock.now()))
    roll(app, meeting, MEMBERS)
    return meeting


def test_what_was_announced_is_decided_without_asking_all(app: Flask, ready: int) -> None:
    _summoned(app, ready)
    decide(app, ready, who=CHAIR)
    assert one(app, Decision).agreed == []


@pytest.mark.parametrize("outcome", ["approve", "approve_changed", "reject"])
def test_what_was_not_announced_is_decided_if_all_decide_so(app: Flask, ready: int, outcome: str) -> None:
    meeting = _summoned(app)
    _list(app, ready, meeting, exemption="election")
    given = {"text": "Förvaltningen får inget uppdrag."}
    for word in ("", "no"):
        (told,) = refused(app, partial(decide, app, ready, outcome, who=CHAIR, given=given | {"agree_to_decide": word}))
        assert told.endswith(NOT_AGREED)
    decide(app, ready, outcome, who=CHAIR, given=given | {"agree_to_decide": "yes"})
    assert one(app, Decision).agreed == ["agree_to_decide"]


def test_both_are_asked_of_what_is_neither_prepared_nor_announced(app: Flask, ready: int) -> None:
    meeting = _summoned(app)
    _list(app, ready, meeting, exemption="urgent")
    told = refused(app, partial(decide, app, ready, who=CHAIR))
    assert [sentence.rpartition("(")[2] for sentence in told] == [
        "kommunallagen 5 kap. 33 §).",
        "kommunallagen 5 kap. 52 §).",
    ]
    program, item = Programs(app)[CHAIR], item_of(app, ready)
    due = (clock.today()).isoformat()
    sent: dict[str, Any] = {"outcome": "approve", "version": 1, "owner": "Socialchef", "due": due}
    answer = program.call("POST", f"/items/{item}/outcome", sent | {"agree_on_decision": True}, Idempotency_Key="one")
    assert (answer.status_code, "5 kap. 52 §" in answer.text) == (422, True)
    both = {"agree_on_decision": True, "agree_to_decide": True}
    program.post(f"/items/{item}/outcome", sent | both, Idempotency_Key="both")
    assert one(app, Decision).agreed == ["agree_on_decision", "agree_to_decide"]


def test_another_body_is_bound_by_neither(app: Flask) -> None:
    meeting = make_meeting(app)
    step_at(app, meeting, "summon", "sekreterare")
    roll(app, meeting, ["Ordföranden", "Vice ordföranden", "Ledamoten"])
    case = make_case(app, "on_agenda", meeting=meeting)
    decide(app, case)
    assert (one(app, AgendaItem).announced_at, one(app, Decision).agreed) == (None, [])


# Quorum


@pytest.mark.parametrize(
    ("body", "who", "ground", "decides"),
    [("KS", "ordforande", "party", False), ("KF", CHAIR, "personal", True)],
    ids=["committee", "assembly"],
)
def test_acceptance_5_quorum_lost_by_disqualification(
    app: Flask, body: str, who: str, ground: str, decides: bool
) -> None:
    """A committee with too many disqualified cannot decide; the assembly can (KL 5:46, 6:27; domain.md 5, test 5)."""
    everybody = MEMBERS if body == "KF" else MEMBERS[:5]
    leader = "Ledamoten" if body == "KF" else "Ordföranden"
    meeting = make_meeting(app, body=body)
    roll(app, meeting, everybody)
    case = make_case(app, "ready", body=body)
    _list(app, case, meeting, exemption="election")
    item = item_of(app, case)
    few = [name for name in everybody if name != leader][: len(everybody) // 2 + 1]
    for name in few:
        note_at(app, item, "disqualified", name, ground=ground)
    left, seats = len(everybody) - len(few), len(everybody)
    assert left < seats // 2 + 1
    if not decides:
        told = refused(app, partial(decide, app, case, who=who))
        assert told == [f"Organet är inte beslutsfört: {left} av {seats} tjänstgör och minst {seats // 2 + 1} krävs."]
        assert one(app, Case, id=case).state == "on_agenda"
        return
    decide(app, case, who=who)
    decision = one(app, Decision)
    assert (decision.serving, decision.quorum, len(decision.disqualified)) == (left, left, len(few))
    assert one(app, Case, id=case).state == "decided"


def test_an_assembly_that_too_few_came_to_cannot_decide(app: Flask, ready: int) -> None:
    """KL 5:46 is about disqualification alone."""
    meeting = make_meeting(app, body="KF")
    roll(app, meeting, MEMBERS[:3])
    _list(app, ready, meeting, exemption="election")
    few = ["Organet är inte beslutsfört: 3 av 7 tjänstgör och minst 4 krävs."]
    assert refused(app, partial(decide, app, ready, who=CHAIR)) == few
    assert refused(app, partial(handle, app, matter_at(app, meeting), who=CHAIR)) == few
    note_at(app, item_of(app, ready), "disqualified", MEMBERS[2], ground="personal")
    assert refused(app, partial(decide, app, ready, who=CHAIR)) == [
        "Organet är inte beslutsfört: 2 av 7 tjänstgör och minst 4 krävs."
    ]
    assert state_of(app, meeting) == "open"


def test_an_assembly_whose_members_went_out_cannot_decide(app: Flask, assembly: int, ready: int) -> None:
    item = _item(app, assembly, ready, "election")
    for name in MEMBERS[3:]:
        note_at(app, item, "away", name)
    assert refused(app, partial(decide, app, ready, who=CHAIR)) == [
        "Organet är inte beslutsfört: 3 av 7 tjänstgör och minst 4 krävs."
    ]
