"""The clock: reminders before the last day, a word to the officer after it; more time, withdrawal, no answer."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.audit import AuditRecord
from casework.desk.models import Notice
from casework.dispatch.models import NOTICE, DispatchFile
from casework.dispatch.models import REFERRAL as TO_OUTSIDE
from casework.referrals import reminding
from casework.referrals.models import Referral, ReferralEvent
from casework.settings import Settings, SettingsError, load_settings
from casework.web import day
from tests.conftest import Visitors
from tests.factories import make_case, step_of
from tests.observing import amount, deliveries, dispatches, fingerprint, one, rows, statements
from tests.referrals.asked import ask_all, ask_one, due_in, outside, person, referral_of, remind_all, step_with, told


@pytest.fixture
def case(app: Flask) -> int:
    """A draft."""
    return make_case(app)


def later(days: int) -> time_machine.travel:
    """So many days from now."""
    return time_machine.travel(clock.now() + timedelta(days=days))


def subjects(app: Flask, purpose: str = TO_OUTSIDE) -> list[str]:
    """What the letters are about, by their first words."""
    return [row.subject.partition(":")[0] for row in dispatches(app, purpose)]


# --- reminders --------------------------------------------------------------------------------------------------


def test_who_has_not_answered_is_reminded_once_three_days_before(app: Flask, case: int) -> None:
    referral = ask_one(app, case, days=10)
    told_by_day = {}
    for days in range(11):
        with later(days):
            told_by_day[days] = remind_all(app)
    assert [days for days, count in told_by_day.items() if count] == [7]
    assert subjects(app) == ["Remiss", "Påminnelse om remiss"]
    reminder = dispatches(app, TO_OUTSIDE)[1]
    assert (reminder.file_sha256, amount(app, DispatchFile)) == (None, 0)  # they have the papers
    assert "Har ni redan svarat behöver ni inte göra något." in reminder.text
    assert clock.local(referral_of(app, referral).reminded_at).date() == due_in(7)  # type: ignore[arg-type]
    assert [row.event for row in rows(app, AuditRecord, case_id=case)][-1] == "referral_reminded"
    assert referral_of(app, referral).version == 1  # nobody's open page is overtaken by a reminder


@pytest.mark.usefixtures("letters_wanted")
def test_a_colleague_is_reminded_by_mail_with_the_way_to_the_page(app: Flask, case: int) -> None:
    referral = ask_one(app, case, "person", days=3)
    with later(1):
        assert remind_all(app) == 1
    assert subjects(app, NOTICE) == ["Remiss", "Påminnelse om remiss"]
    letter, copy = dispatches(app, NOTICE)[1], deliveries(app, NOTICE)[1]
    assert (copy.address, f"/remisser/{referral}" in letter.text) == ("arkivarie@demo.example", True)


def test_who_was_asked_today_needs_no_reminder_today(app: Flask, case: int) -> None:
    ask_one(app, case, days=2)
    assert remind_all(app) == 0
    with later(1):
        assert remind_all(app) == 1


def test_who_has_answered_or_need_not_is_left_alone(app: Flask, case: int) -> None:
    with app.app_context():
        to = [outside(f"Part {number}", f"p{number}@part.example") for number in range(3)]
    answered, withdrawn, waiting = ask_all(app, case, *to, days=3)
    step_with(app, answered, "receive", text="Ja.", received=clock.today().isoformat())
    step_with(app, withdrawn, "withdraw", note="Behövs inte.")
    with later(2):
        assert (remind_all(app), referral_of(app, waiting).reminded_at is None) == (1, False)
    with later(5):
        assert remind_all(app) == 1  # the officer is told of the one that waits
    assert one(app, Notice).text == "Part 2 har inte svarat på remissen, och sista dagen har passerat."


def test_a_case_that_has_ended_reminds_nobody(app: Flask, case: int) -> None:
    ask_one(app, case, days=2)
    step_of(app, case, "withdraw", "handlaggare", note="Behövs inte.")
    before = fingerprint(app)
    for days in (1, 3):
        with later(days):
            assert remind_all(app) == 0
    assert fingerprint(app) == before


class TestAnotherNumberOfDays:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"referral_reminder_days": 0})

    def test_nought_is_no_reminder(self, app: Flask, case: int) -> None:
        ask_one(app, case, days=2)
        with later(1):
            assert remind_all(app) == 0
        with later(3):
            assert remind_all(app) == 1  # the officer is told all the same


@pytest.mark.parametrize(
    ("value", "told"), [("x", "ska vara ett heltal."), ("-1", "ska vara minst 0."), ("61", "ska vara högst 60.")]
)
def test_a_wrong_number_of_days_stops_the_start(value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"CASEWORK_REFERRAL_REMINDER_DAYS: {told}"):
        load_settings(secret_key="x" * 40, referral_reminder_days=value)


def test_nothing_due_is_two_statements_and_no_lock(app: Flask, case: int) -> None:
    ask_one(app, case, days=20)
    with statements(app) as sent:
        remind_all(app)
    assert [words.split()[0] for words in sent] == ["SELECT", "SELECT"]


def test_one_that_cannot_be_told_does_not_stop_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch, case: int
) -> None:
    with app.app_context():
        to = [outside(f"Part {number}", f"p{number}@part.example") for number in range(2)]
    first, second = ask_all(app, case, *to, days=3)
    send = reminding.send

    def fails_for_the_first(referral: Referral, about: str) -> None:
        if referral.id == first:
            raise OSError
        send(referral, about)

    monkeypatch.setattr(reminding, "send", fails_for_the_first)
    with later(1):
        assert remind_all(app) == 1
    assert referral_of(app, first).reminded_at is None
    assert referral_of(app, second).reminded_at is not None


# --- past the last day ------------------------------------------------------------------------------------------


def test_after_the_last_day_the_officer_is_told_once_and_it_shows_as_late(
    app: Flask, visitors: Visitors, case: int
) -> None:
    referral = ask_one(app, case, "person", days=2)
    with later(2):
        assert remind_all(app) == 1  # the reminder, on the last day itself
        assert amount(app, Notice) == 0
    with later(3):
        assert (remind_all(app), remind_all(app)) == (1, 0)
        assert one(app, Notice).text == "Arkivarien har inte svarat på remissen, och sista dagen har passerat."
        officer = visitors["handlaggare"]
        assert "har inte svarat på remissen, och sista dagen har passerat." in told(officer.open("/"))
        with app.test_request_context():
            late = f"✗ Försenat svar, sista dag var {day(due_in(-1))}"
        assert late in told(officer.open(f"/arenden/{case}"))
        with app.test_request_context():
            assert f"✗ försenat sedan {day(due_in(-1))}" in told(visitors["arkivarie"].open("/"))
        officer.open(f"/remisser/{referral}")
        page = officer.press("Avsluta utan svar")
        assert (referral_of(app, referral).state, "✗ Inget svar" in told(page)) == ("no_answer", True)
        assert "Remisser att svara på" not in told(visitors["arkivarie"].open("/"))


# --- more time, and withdrawal ----------------------------------------------------------------------------------


def test_more_time_is_told_and_reminded_of_anew(app: Flask, visitors: Visitors, case: int) -> None:
    referral = ask_one(app, case, days=3)
    with later(1):
        assert remind_all(app) == 1
    visitors["handlaggare"].open(f"/remisser/{referral}")
    page = visitors["handlaggare"].press("Förläng", due=due_in(20).isoformat())
    row = referral_of(app, referral)
    assert (row.due, row.state, row.reminded_at, row.version) == (due_in(20), "asked", None, 2)
    assert rows(app, ReferralEvent)[-1].due == due_in(20)
    with app.test_request_context():
        new_day = f"Svar senast {day(due_in(20))}."
    assert (new_day in told(page), "Svarstiden är förlängd." in told(page)) == (True, True)
    assert subjects(app) == ["Remiss", "Påminnelse om remiss", "Längre svarstid för remiss"]
    with later(18):
        assert remind_all(app) == 1


def test_more_time_does_not_take_a_draft_away(app: Flask, case: int) -> None:
    referral = ask_one(app, case, "person", days=3)
    step_with(app, referral, "draft", "arkivarie", text="Utkast.")
    step_with(app, referral, "extend", due=due_in(9).isoformat())
    assert referral_of(app, referral).state == "drafting"


def test_who_was_asked_learns_why_it_is_withdrawn(app: Flask, visitors: Visitors, case: int) -> None:
    with app.app_context():
        to = [outside(), person()]
    outer, inner = ask_all(app, case, *to)
    officer = visitors["handlaggare"]
    for referral in (outer, inner):
        officer.open(f"/remisser/{referral}")
        officer.press("Återkalla", note="Frågan har fallit.")
    letter = dispatches(app, TO_OUTSIDE)[-1]
    assert subjects(app)[-1] == "Remissen är återkallad"
    assert "Frågan har fallit." in letter.text
    page = visitors["arkivarie"].open(f"/remisser/{inner}")
    assert ("– Återkallad" in told(page), "Frågan har fallit." in told(page)) == (True, True)
    assert "Lämna svaret" not in page.text
