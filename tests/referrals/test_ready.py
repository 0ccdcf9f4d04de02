"""A case is ready when everybody who was asked has answered, or somebody says why it goes on all the same."""

import pytest
from flask import Flask

from casework.cases.models import CaseEvent
from tests.api.program import Programs
from tests.conftest import Visitors
from tests.factories import make_case, state_of, step_of
from tests.observing import fingerprint, rows, statements
from tests.referrals.asked import ask_one, step_with, told

SUBMIT, APPROVE = "Lämna för granskning", "Godkänn tjänsteskrivelsen"
WHY = "Regionen har bett om mer tid, och nämnden sammanträder snart."
ASKS = "Varför ärendet går vidare fast en remiss inte är besvarad"
MISSING = f"Fyll i fältet ”{ASKS}”."
REFUSAL = (
    "Remissen till Regionen är inte besvarad. Vänta på svaret, återkalla remissen, eller skriv varför ärendet går "
    "vidare ändå."
)


@pytest.mark.parametrize(
    ("state", "who", "button", "after"),
    [("draft", "handlaggare", SUBMIT, "review"), ("review", "chef", APPROVE, "ready")],
)
def test_with_one_open_the_case_goes_on_for_a_reason_only(
    app: Flask, visitors: Visitors, state: str, who: str, button: str, after: str
) -> None:
    case = make_case(app, state)
    ask_one(app, case)
    visitor, before = visitors[who], fingerprint(app)
    assert ASKS in told(visitor.open(f"/arenden/{case}"))
    page = visitor.press(button, open_referrals=" \n")
    assert (page.status_code, MISSING in told(page), fingerprint(app)) == (422, True, before)
    page = visitor.press(button, open_referrals=WHY)
    assert (state_of(app, case), rows(app, CaseEvent, case_id=case)[-1].note) == (after, WHY)
    assert WHY in told(page)


@pytest.mark.parametrize("ending", ["answered", "withdrawn"])
def test_when_nobody_is_waited_for_nothing_is_asked(app: Flask, visitors: Visitors, ending: str) -> None:
    case = make_case(app)
    referral = ask_one(app, case, "person")
    if ending == "answered":
        step_with(app, referral, "answer", "arkivarie", text="Ja.")
    else:
        step_with(app, referral, "withdraw", note="Behövs inte.")
    assert ASKS not in told(visitors["handlaggare"].open(f"/arenden/{case}"))
    visitors["handlaggare"].press(SUBMIT)
    assert (state_of(app, case), rows(app, CaseEvent, case_id=case)[-1].note) == ("review", "")


def test_a_draft_is_waited_for_as_well(app: Flask, visitors: Visitors) -> None:
    case = make_case(app)
    step_with(app, ask_one(app, case, "person"), "draft", "arkivarie", text="Utkast.")
    assert ASKS in told(visitors["handlaggare"].open(f"/arenden/{case}"))


def test_asked_meanwhile_the_step_is_refused_in_a_sentence(app: Flask, visitors: Visitors) -> None:
    """The page was opened before anybody was asked, so its form has no field for the reason."""
    case = make_case(app, "review")
    chief = visitors["chef"]
    chief.open(f"/arenden/{case}")
    form = chief.form(APPROVE)
    ask_one(app, case)
    before = fingerprint(app)
    page = chief.post(form.action, **form.filled())
    assert (page.status_code, fingerprint(app)) == (422, before)
    assert MISSING in told(page)


def test_the_api_asks_for_the_same_reason(app: Flask) -> None:
    case, officer = make_case(app), Programs(app)["handlaggare"]
    steps = {row["name"]: row for row in officer.get(f"/cases/{case}/steps")}
    assert steps["submit"]["asks"] == []
    ask_one(app, case)
    steps = {row["name"]: row for row in officer.get(f"/cases/{case}/steps")}
    assert [ask["name"] for ask in steps["submit"]["asks"]] == ["open_referrals"]
    before = fingerprint(app)
    answer = officer.call("POST", f"/cases/{case}/steps", {"step": "submit", "version": 1})
    assert (answer.status_code, answer.json["reasons"]) == (422, [REFUSAL])
    assert fingerprint(app) == before
    officer.post(f"/cases/{case}/steps", {"step": "submit", "version": 1, "open_referrals": WHY})
    assert rows(app, CaseEvent, case_id=case)[-1].note == WHY


def test_a_state_from_which_the_case_is_not_made_ready_pays_nothing(app: Flask, visitors: Visitors) -> None:
    case = make_case(app, "ready")
    step_of(app, case, "pause", "handlaggare", note="Vilar.", until="2040-05-02")
    with statements(app) as sent:
        visitors["handlaggare"].open(f"/arenden/{case}")
    assert sum("FROM referrals" in words for words in sent) == 1  # the list on the page
