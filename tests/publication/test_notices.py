"""What is posted when, what it says, and what follows when it is taken down: through the doors of the room."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text

from casework import clock
from casework.audit import AuditRecord
from casework.database import db, write
from casework.delegation.models import DelegatedDecision
from casework.errors import StaleVersion
from casework.law.clocks import earliest_removal, last_appeal_day
from casework.minutes.corrections import correct
from casework.minutes.models import Minutes
from casework.minutes.queries import decisions_in
from casework.publication.models import (
    NoticeBoardPosting,
    PostingCertificate,
    PostingEvent,
    PostingObservation,
    PostingStretch,
)
from casework.publication.observing import answer_for
from casework.publication.operations import post_delegated, post_notice, take
from casework.publication.queries import get_posting, period_by, period_of, period_of_delegated, posting_of
from casework.register.operations import read_file
from tests.delegation.scheme import end_rule_of, make_rule
from tests.documents.pdf_pages import text_of
from tests.factories import make_neighbour, make_person, reader_of
from tests.meetings.sitting import refused
from tests.minutes.held import SIGNERS, approved, begin_at, being_signed, sign_at
from tests.observing import amount, fingerprint, one, rows
from tests.publication.board import on, period_at, posting_at, take_at, watch
from tests.reporting.told import decided_by_manager

TODAY = clock.today()
OVER = earliest_removal(last_appeal_day(TODAY))
"""When a notice that is posted today may be taken down."""


@pytest.fixture
def minutes(app: Flask) -> int:
    """Approved minutes of two paragraphs, whose notice stands."""
    return approved(app)


# --- what is posted ---------------------------------------------------------------------------------------------


def test_nothing_is_posted_before_everybody_has_signed(app: Flask) -> None:
    signing = being_signed(app)
    for who in SIGNERS[:-1]:
        sign_at(app, signing, who)
    assert amount(app, NoticeBoardPosting) == 0
    sign_at(app, signing, SIGNERS[-1])
    assert one(app, NoticeBoardPosting).minutes_id == signing


def test_the_notice_says_by_number_what_is_approved_and_where_it_is_kept(app: Flask, minutes: int) -> None:
    content = posting_at(app, minutes).newest.content
    row = one(app, Minutes, id=minutes)
    assert content | {"instructions": []} == {
        "kind": "regular",
        "authority": "Ekedals kommun",
        "body": "Kommunstyrelsens arbetsutskott",
        "day": row.meeting.day.isoformat(),
        "number": "",
        "paragraphs": [1, 2],
        "numbers": "§§ 1–2",
        "approved_on": TODAY.isoformat(),
        "kept_at": "Ekedals kommun. Fråga registratorn.",
        "court": "förvaltningsrätten",
        "routes": [{"route": "legality_review", "numbers": "§§ 1–2"}],
        "posted_on": TODAY.isoformat(),
        "last_day": last_appeal_day(TODAY).isoformat(),
        "removal_day": OVER.isoformat(),
        "instructions": [],
    }
    assert [told.startswith("Beslut i §§ 1–2 kan överklagas genom laglighet") for told in content["instructions"]] == [
        True
    ]


def test_a_notice_is_posted_once_whoever_tells_of_the_approval_again(app: Flask, minutes: int) -> None:
    before = fingerprint(app)
    with app.app_context(), write():
        row = db.session.get_one(Minutes, minutes)
        post_notice(row, decisions_in(row))
    assert fingerprint(app) == before


def test_a_correction_is_announced_and_has_no_clock(app: Flask, minutes: int) -> None:
    with app.app_context(), write():
        (decision, *_) = decisions_in(db.session.get_one(Minutes, minutes))
        made = correct(decision, "Årtalet ska vara 2027.", actor=reader_of("sekreterare"), key="rättelse").id
    begin_at(app, made)
    for who in SIGNERS:
        sign_at(app, made, who)
    posting = posting_at(app, made)
    assert (posting.kind, posting.newest.content["last_day"]) == ("correction", "")
    assert posting.newest.content["instructions"] == [
        "En rättelse av ett skrivfel är inget nytt beslut och kan inte överklagas."
    ]
    assert "2027" not in str(posting.newest.content)
    assert (period_at(app, made), period_at(app, minutes) is None) == (None, False)


def test_a_decision_by_delegation_with_minutes_of_its_own_has_a_notice_of_its_own(app: Flask) -> None:
    end_rule_of(app, 2)
    rule = make_rule(app, reported=False)
    decided = decided_by_manager(app, title="Hyra av Anna Svenssons förråd", rule_point=str(rule), own_minutes="yes")
    posting, decision = one(app, NoticeBoardPosting), one(app, DelegatedDecision, id=decided)
    assert (posting.kind, posting.delegated_id, posting.number) == ("delegated", decided, decision.label)
    assert "Svensson" not in str(posting.newest.content)
    with app.app_context():
        period = period_of_delegated(decided)
    assert period is not None
    assert (period.posted_on, period.last_day) == (TODAY, last_appeal_day(TODAY))
    before = fingerprint(app)
    with app.app_context(), write():
        post_delegated(db.session.get_one(DelegatedDecision, decided), reader_of("chef"))
    assert fingerprint(app) == before
    with on(OVER):
        watch(app)
    with app.app_context():
        told = text_of(read_file(one(app, PostingCertificate).sha256))
    assert f"Beslut {decision.label}" in told
    assert "Delegationsbeslut" in told


def test_a_decision_that_is_reported_has_no_notice_of_its_own(app: Flask) -> None:
    decided = decided_by_manager(app)
    with app.app_context():
        assert (amount(app, NoticeBoardPosting), period_of_delegated(decided)) == (0, None)


def test_there_is_no_period_without_a_notice(app: Flask) -> None:
    signing = being_signed(app)
    with app.app_context():
        assert (posting_of(signing), period_of(signing)) == (None, None)


# --- taken down and posted again --------------------------------------------------------------------------------


def test_a_notice_that_is_posted_again_says_its_new_days(app: Flask, minutes: int) -> None:
    posting = posting_at(app, minutes).id
    with on(TODAY + timedelta(days=3)):
        take_at(app, posting, "take_down_early", note="Fel i texten.")
    back = TODAY + timedelta(days=5)
    with on(back):
        take_at(app, posting, "post_again", who="sekreterare")
    first, second = posting_at(app, minutes).stretches
    assert [first.cause, second.cause] == ["early", ""]
    assert second.content["posted_on"] == back.isoformat()
    assert second.content["last_day"] == last_appeal_day(back).isoformat()
    assert last_appeal_day(back).strftime("%-d") in second.content["instructions"][0]
    assert second.content_hash != first.content_hash
    events = [(row.step, row.from_state, row.to_state, row.note) for row in rows(app, PostingEvent)]
    assert events == [
        ("post", "", "posted", ""),
        ("take_down_early", "posted", "down_early", "Fel i texten."),
        ("post_again", "down_early", "posted", ""),
    ]
    told = [row.event for row in rows(app, AuditRecord) if row.event.startswith("notice_")]
    assert told == ["notice_post", "notice_take_down_early", "notice_post_again"]


GUARDS: dict[str, tuple[str, str, int, dict[str, str], str]] = {
    "early without a reason": (
        "take_down_early",
        "registrator",
        3,
        {},
        "Skriv varför anslaget tas ned innan överklagandetiden har gått ut.",
    ),
    "as usual while the period runs": (
        "take_down",
        "registrator",
        3,
        {},
        f"Anslaget får tas ned först {OVER}, när överklagandetiden har gått ut.",
    ),
    "early when the period is over": (
        "take_down_early",
        "registrator",
        40,
        {"note": "Fel."},
        "Överklagandetiden har gått ut. Ta ned anslaget som vanligt.",
    ),
    "posted again while it stands": (
        "post_again",
        "registrator",
        3,
        {},
        "Steget kan inte tas i läget ”Anslaget”.",
    ),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_what_is_refused_leaves_nothing(app: Flask, minutes: int, guard: str) -> None:
    step, who, days, given, sentence = GUARDS[guard]
    with on(TODAY + timedelta(days=days)):
        assert refused(app, partial(take_at, app, posting_at(app, minutes).id, step, who, **given)) == [sentence]


def test_a_stale_press_leaves_nothing(app: Flask, minutes: int) -> None:
    posting = posting_at(app, minutes).id
    before = fingerprint(app)
    with app.app_context(), pytest.raises(StaleVersion), write():
        actor = reader_of("registrator")
        row = get_posting(posting, actor, lock=True)
        assert row is not None
        take(row, "take_down_early", actor=actor, expected_version=0, given={"note": "Fel."})
    assert fingerprint(app) == before


@pytest.mark.parametrize("who", ["granne-registrator", "ledamot", "handlaggare", "annan-sekreterare"])
def test_a_notice_exists_for_its_keepers_only(app: Flask, minutes: int, who: str) -> None:
    make_neighbour(app)
    make_person(app, "annan-sekreterare", "secretary", body="KF")
    with app.app_context():
        assert get_posting(posting_of(minutes).id, reader_of(who)) is None  # type: ignore[union-attr]


def test_when_its_period_is_over_it_comes_down_once_with_its_certificate(app: Flask, minutes: int) -> None:
    with on(OVER - timedelta(days=1), hour=23):
        watch(app)
        assert posting_at(app, minutes).state == "posted"
    with on(OVER, hour=1):
        assert watch(app) == 1
        assert watch(app) == 0
    posting = posting_at(app, minutes)
    assert (posting.state, posting.newest.cause) == ("expired", "expired")
    with app.app_context():
        told = text_of(read_file(one(app, PostingCertificate).sha256))
    for words in (
        "Bevis om anslag",
        "§§ 1–2",
        "Kommunstyrelsens arbetsutskott",
        "Anslaget var uppe utan avbrott.",
        posting.newest.content_hash,
    ):
        assert words in told, words


def test_who_takes_it_down_himself_issues_the_certificate(app: Flask, minutes: int) -> None:
    with on(OVER):
        take_at(app, posting_at(app, minutes).id, "take_down", who="sekreterare")
    kept = one(app, PostingCertificate)
    with app.app_context():
        told = text_of(read_file(kept.sha256))
        assert kept.issued_by_id == reader_of("sekreterare").person_id
    assert "Intygat av Sekreteraren" in told


def test_the_certificate_of_a_broken_posting_tells_each_time(app: Flask, minutes: int) -> None:
    posting = posting_at(app, minutes).id
    take_at(app, posting, "take_down_early", note="Fel.")
    back = TODAY + timedelta(days=2)
    with on(back):
        take_at(app, posting, "post_again")
    with on(earliest_removal(last_appeal_day(back))):
        watch(app)
    with app.app_context():
        told = text_of(read_file(one(app, PostingCertificate).sha256))
    assert "Anslaget var inte uppe hela tiden." in told


def test_a_notice_on_two_boards_counts_from_the_last_of_its_postings() -> None:
    """As that of a joint committee (KL 9:32); a gap on one board is a gap."""
    first, second, gap = (datetime(2026, 3, number, 9, tzinfo=UTC) for number in (2, 4, 10))
    own, others = PostingStretch(board_id=1, since=first), PostingStretch(board_id=2, since=second)
    period = period_by(NoticeBoardPosting(stretches=[own, others]))
    assert period is not None
    assert (period.posted_on, period.last_day) == (date(2026, 3, 4), date(2026, 3, 25))
    others.until = gap
    period = period_by(NoticeBoardPosting(stretches=[own, others]))
    assert period is not None
    assert period.last_day is None


# --- who has seen it --------------------------------------------------------------------------------------------


def test_the_worker_sees_each_notice_once_a_day(app: Flask, minutes: int) -> None:
    approved(app)
    for days in (0, 0, 1):
        with on(TODAY + timedelta(days=days), hour=23):
            watch(app)
    seen = [(row.posting_id, row.day, row.seen) for row in rows(app, PostingObservation)]
    assert sorted(seen) == [(number, TODAY + timedelta(days=day), True) for number in (1, 2) for day in (0, 1)]


def tampered(app: Flask, posting: int) -> None:
    """Somebody with the database's own keys writes other words into the notice."""
    triggers = "posting_stretches_no_update"
    table = "" if db_is_sqlite(app) else " ON posting_stretches"
    with app.app_context(), write():
        db.session.execute(text(f"DROP TRIGGER {triggers}{table}"))
        stretch = db.session.query(PostingStretch).filter_by(posting_id=posting).one()
        stretch.content = stretch.content | {"numbers": "§ 99"}


def db_is_sqlite(app: Flask) -> bool:
    """Whether the test runs there."""
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def test_a_notice_in_other_words_is_not_shown_and_is_pointed_out(app: Flask, minutes: int) -> None:
    posting = posting_at(app, minutes).id
    address = f"/anslagstavla/{posting}"
    assert app.test_client().get(address).status_code == 200
    tampered(app, posting)
    assert app.test_client().get(address).status_code == 500
    watch(app)
    watch(app)
    (row,) = rows(app, PostingObservation)
    assert (row.day, row.seen) == (TODAY, False)
    assert [row.event for row in rows(app, AuditRecord)][-1] == "notice_not_seen"
    assert posting_at(app, minutes).state == "posted"  # it is a question, and the clock goes on
    assert period_at(app, minutes) is not None


def answered(app: Flask, posting: int, until: date, who: str = "registrator", note: str = "Loggen visar det.") -> int:
    """That person answers for the days up to `until`: how many."""
    with app.app_context(), write():
        actor = reader_of(who)
        row = get_posting(posting, actor, lock=True)
        assert row is not None
        return len(answer_for(row, until, note, actor=actor))


def test_a_person_answers_for_the_days_that_nobody_saw(
    app: Flask, minutes: int, asked_about: Callable[[], list[date]]
) -> None:
    posting = posting_at(app, minutes).id
    watch(app)
    with on(TODAY + timedelta(days=4)):
        unseen = [TODAY + timedelta(days=number) for number in (1, 2, 3)]
        assert asked_about() == unseen
        before = period_at(app, minutes)
        assert answered(app, posting, unseen[1]) == 2
        assert asked_about() == unseen[2:]
        assert answered(app, posting, unseen[1]) == 0
        assert period_at(app, minutes) == before
    told = [(row.day, row.note, row.observed_by_id is None) for row in rows(app, PostingObservation)]
    assert told == [(TODAY, "", True), *((day, "Loggen visar det.", False) for day in unseen[:2])]


@pytest.fixture
def asked_about(app: Flask, minutes: int) -> Callable[[], list[date]]:
    """The days of the notice that are in question now."""
    from casework.publication.queries import days_in_question, observations_of

    def days() -> list[date]:
        with app.app_context():
            row = posting_of(minutes)
            assert row is not None
            return days_in_question(row, observations_of([row.id])[row.id], clock.today())

    return days


def test_a_day_on_which_it_was_down_is_no_question(
    app: Flask, minutes: int, asked_about: Callable[[], list[date]]
) -> None:
    posting = posting_at(app, minutes).id
    watch(app)
    take_at(app, posting, "take_down_early", note="Fel.")
    with on(TODAY + timedelta(days=3)):
        take_at(app, posting, "post_again")
        watch(app)
    with on(TODAY + timedelta(days=4)):
        assert asked_about() == []
