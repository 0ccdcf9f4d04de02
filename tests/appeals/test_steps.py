"""An appeal from the day it came to the judgment that stands: steps on its page, stays, and who is before whom."""

import pytest
from flask import Flask

from casework import clock
from casework.appeals.models import AppealEvent
from casework.errors import StaleVersion
from tests.appeals.acts import appeal_at, case_of, decided, pressing, row_of, settle, step_with
from tests.conftest import Visitors
from tests.meetings.sitting import refused
from tests.observing import fingerprint, rows


@pytest.fixture
def decision(app: Flask) -> int:
    """A paragraph that is posted since today."""
    return decided(app)[1][0]


@pytest.mark.both
def test_from_the_letter_to_the_judgment_that_stands(app: Flask, visitors: Visitors, decision: int) -> None:
    appeal, today = appeal_at(app, decision), clock.today().isoformat()
    officer, secretary = visitors["handlaggare"], visitors["sekreterare"]
    page = pressing(officer, appeal, "statement", "Spara yttrande", day=today, text="Överklagandet bör avslås.")
    assert "Överklagandet bör avslås." in page.text
    court = {"day": today, "whom": "Förvaltningsrätten i Jönköping"}
    pressing(secretary, appeal, "forward", "Lämna över", **court, text="Överklagandet och beslutet.")
    given = court | {"number": "1234-26", "outcome": "rejected"}
    page = pressing(secretary, appeal, "judge", "Anteckna avgörandet", **given)
    assert "Överklagandet avslaget (avgjort, kan överklagas vidare)" in page.text
    further = {"day": today, "whom": "Kammarrätten", "text": "Motparten."}
    pressing(secretary, appeal, "appeal_further", "Anteckna att det överklagades vidare", **further)
    given |= {"whom": "Kammarrätten", "number": "77-26", "outcome": "annulled"}
    pressing(secretary, appeal, "judge", "Anteckna avgörandet", **given)
    pressing(secretary, appeal, "settle", "Anteckna att avgörandet står fast", day=today, text="Ja, den 2:a.")
    row = row_of(app, appeal)
    assert (row.state, row.outcome, row.judged_by, row.court_number) == ("settled", "annulled", "Kammarrätten", "77-26")
    steps = [event.step for event in rows(app, AppealEvent)]
    assert steps == ["register", "statement", "forward", "judge", "appeal_further", "judge", "settle"]
    told = [event.outcome for event in rows(app, AppealEvent) if event.outcome]
    assert told == ["rejected", "annulled"]  # nothing of the earlier judgment is lost


def test_a_stay_warns_on_the_case_until_it_ends(app: Flask, visitors: Visitors, decision: int) -> None:
    appeal, today, case = appeal_at(app, decision), clock.today().isoformat(), case_of(app, decision)
    officer, secretary = visitors["handlaggare"], visitors["sekreterare"]
    warning = "Det får inte verkställas så länge överklagandet prövas."
    pressing(secretary, appeal, "ask_stay", "Anteckna begäran om inhibition", day=today)
    assert warning not in officer.open(f"/arenden/{case}").text
    pressing(secretary, appeal, "grant_stay", "Anteckna inhibition", day=today)
    assert warning in officer.open(f"/arenden/{case}").text
    pressing(secretary, appeal, "end_stay", "Anteckna att inhibitionen upphörde", day=today)
    assert warning not in officer.open(f"/arenden/{case}").text
    step_with(app, appeal, "grant_stay", text="")
    settle(app, appeal)
    assert warning not in officer.open(f"/arenden/{case}").text


def test_what_was_withdrawn_before_it_was_handed_on_is_settled(app: Flask, decision: int) -> None:
    appeal = appeal_at(app, decision)
    step_with(app, appeal, "withdraw", text="Brev från Klara Klagande.")
    row = row_of(app, appeal)
    assert (row.state, row.outcome, row.settled_on) == ("settled", "withdrawn", clock.today())


@pytest.mark.parametrize("step", ["statement", "forward", "judge", "grant_stay", "withdraw"])
def test_what_is_settled_takes_no_step(app: Flask, decision: int, step: str) -> None:
    appeal = appeal_at(app, decision)
    settle(app, appeal)
    assert refused(app, lambda: step_with(app, appeal, step)) == ["Steget kan inte tas i läget ”Slutligt avgjort”."]


def test_the_officer_of_another_case_takes_no_step_of_it(app: Flask, visitors: Visitors, decision: int) -> None:
    appeal = appeal_at(app, decision)
    assert refused(app, lambda: step_with(app, appeal, "statement", "chef")) == ["Det här steget tas av registratorn."]
    assert refused(app, lambda: step_with(app, appeal, "forward", "handlaggare")) == [
        "Det här steget tas av registratorn."
    ]
    page = visitors["chef"].open(f"/overklaganden/{appeal}")
    assert (page.status_code, "Vad du kan göra" in page.text) == (200, False)


def test_two_at_once_the_later_is_told_and_loses_no_text(app: Flask, visitors: Visitors, decision: int) -> None:
    appeal, today = appeal_at(app, decision), clock.today().isoformat()
    secretary, registrar = visitors["sekreterare"], visitors["registrator"]
    for visitor in (secretary, registrar):
        visitor.open(f"/overklaganden/{appeal}")
    registrar.press("Spara yttrande", statement__day=today, statement__text="Vårt svar.")
    before = fingerprint(app)
    page = secretary.press("Spara yttrande", statement__day=today, statement__text="Ett annat svar.")
    assert (page.status_code, fingerprint(app)) == (409, before)
    assert "Överklagandet ändrades medan du hade sidan öppen" in page.text
    assert "Ett annat svar." in page.text
    registrar.open(f"/overklaganden/{appeal}")
    values = registrar.form("Spara yttrande").filled(statement__day=today, statement__text="Till.")
    registrar.post(f"/overklaganden/{appeal}", **values)
    assert "Det var redan gjort." in registrar.post(f"/overklaganden/{appeal}", **values).text
    with pytest.raises(StaleVersion):
        _take_old(app, appeal)


def _take_old(app: Flask, appeal: int) -> None:
    from casework.appeals.operations import take
    from casework.appeals.queries import get_appeal
    from casework.database import write
    from tests.factories import reader_of

    with app.app_context(), write():
        actor = reader_of("registrator")
        row = get_appeal(appeal, actor, lock=True)
        assert row is not None
        take(row, "statement", actor=actor, expected_version=row.version - 1, given={})


@pytest.mark.parametrize("step", ["", "lodge", "fly"])
def test_a_step_that_is_none_of_the_page_is_refused(app: Flask, visitors: Visitors, decision: int, step: str) -> None:
    appeal = appeal_at(app, decision)
    registrar = visitors["registrator"]
    registrar.open(f"/overklaganden/{appeal}")
    values = registrar.form("Spara yttrande").filled() | {"step": step}
    before = fingerprint(app)
    page = registrar.post(f"/overklaganden/{appeal}", **values, **{f"{step}-version": "1"})
    assert (page.status_code, fingerprint(app)) == (422, before)
