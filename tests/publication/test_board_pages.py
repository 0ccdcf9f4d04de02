"""The notice board as everybody sees it, and the pages of its keepers, through their forms."""

from datetime import timedelta

import pytest
from flask import Flask

from casework import clock
from casework.law.clocks import earliest_removal, last_appeal_day
from casework.people.models import Person
from casework.publication.models import NoticeBoard, NoticeBoardPosting, PostingObservation, PostingStretch
from casework.web import day
from tests.conftest import PASSWORD, Visitors
from tests.factories import call_roll_of, decide, make_case, make_meeting
from tests.meetings.sitting import handle, matter_at, step_at
from tests.minutes.held import SIGNERS, approved, begin_at, drafted, sign_at
from tests.observing import fingerprint, one, rows, statements
from tests.publication.board import at_once, on, posting_at, take_at, watch
from tests.summons.rows import summon
from tests.support.pages import Visitor

TODAY = clock.today()
OVER = earliest_removal(last_appeal_day(TODAY))


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Somebody who has not logged in."""
    return Visitor(app)


def text(visitor: Visitor, url: str, status: int = 200) -> str:
    """The page as the visitor gets it."""
    page = visitor.open(url)
    assert page.status_code == status, url
    return page.get_data(as_text=True)


def decided_minutes(app: Flask, title: str = "Anställning av Kerstin Hemlig") -> tuple[int, int]:
    """A case whose paragraph is approved: its id, and the minutes'."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    case = make_case(app, "on_agenda", meeting=meeting, title=title)
    decide(app, case)
    step_at(app, meeting, "close")
    minutes = drafted(app, meeting)
    begin_at(app, minutes)
    for who in SIGNERS:
        sign_at(app, minutes, who)
    return case, minutes


# --- for everybody ----------------------------------------------------------------------------------------------


def test_everybody_reads_the_board_without_logging_in_and_no_person_stands_there(app: Flask, stranger: Visitor) -> None:
    _, minutes = decided_minutes(app)
    posting = posting_at(app, minutes).id
    pages = [text(stranger, url) for url in ("/anslagstavla", f"/anslagstavla/{posting}")]
    for page in pages:
        assert "Justerat protokoll" in page
        assert f"§\N{NO-BREAK SPACE}{posting_at(app, minutes).newest.content['paragraphs'][0]}" in page
        assert [row.name for row in rows(app, Person) if f">{row.name}<" in page or f" {row.name} " in page] == []
        assert [word for word in ("Kerstin", "Anställning", "demo.example") if word in page] == []
    assert "förvaltningsrätten senast" in pages[1]
    assert posting_at(app, minutes).newest.content_hash in pages[1]


def test_a_public_page_may_be_kept_for_a_minute_and_sets_no_cookie(app: Flask) -> None:
    posting = posting_at(app, approved(app)).id
    for url in ("/anslagstavla", f"/anslagstavla/{posting}"):
        answer = app.test_client().get(url)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in answer.headers
        assert "csrf_token" not in answer.get_data(as_text=True)


def test_the_language_is_in_the_address_and_the_swedish_text_counts(app: Flask, stranger: Visitor) -> None:
    posting = posting_at(app, approved(app)).id
    swedish, english = (text(stranger, f"/anslagstavla/{posting}{query}") for query in ("", "?lang=en"))
    assert ('<html lang="sv"' in swedish, '<html lang="en"' in english) == (True, True)
    assert "svenska texten" not in swedish
    assert text(stranger, f"/anslagstavla/{posting}?lang=xx").count('<html lang="sv"') == 1


def test_a_notice_that_is_taken_down_is_gone_for_everybody_and_there_for_its_keepers(
    app: Flask, stranger: Visitor, visitors: Visitors
) -> None:
    minutes = approved(app)
    posting = posting_at(app, minutes).id
    take_at(app, posting, "take_down_early", note="Fel i texten.")
    text(stranger, f"/anslagstavla/{posting}", 404)
    assert "Just nu finns inget anslag" in text(stranger, "/anslagstavla")
    assert "Nedtaget i förtid" in text(visitors["registrator"], f"/anslag/{posting}")


def test_the_board_shows_the_newest_first_and_one_body_or_kind_where_asked(app: Flask, stranger: Visitor) -> None:
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    item = matter_at(app, meeting, "Brådskande")
    handle(app, item)
    partial = at_once(app, item, "Ledamoten")
    whole = approved(app)
    first, second = (posting_at(app, number).id for number in (partial, whole))
    page = text(stranger, "/anslagstavla")
    assert page.index(f"/anslagstavla/{second}") < page.index(f"/anslagstavla/{first}")
    page = text(stranger, "/anslagstavla?slag=immediate")
    assert (f"/anslagstavla/{first}" in page, f"/anslagstavla/{second}" in page) == (True, False)
    page = text(stranger, "/anslagstavla?organ=3")
    assert "Inget anslag stämmer med det du har valt." in page
    assert f"/anslagstavla/{second}" in text(stranger, "/anslagstavla?organ=&slag=nonsens")


def test_a_board_of_five_notices_takes_as_many_statements_as_one_of_two(app: Flask) -> None:
    def count() -> int:
        with statements(app) as sent:
            app.test_client().get("/anslagstavla")
        return len(sent)

    approved(app, 1), approved(app, 1)
    of_two = count()
    for _ in range(3):
        approved(app, 1)
    assert count() == of_two


def test_the_assemblys_meeting_is_announced_with_time_place_and_matters_until_it_is_held(
    app: Flask, stranger: Visitor
) -> None:
    meeting = make_meeting(app, body="KF", days=20)
    matter_at(app, meeting, "Budget för nästa år")
    address = f"/anslagstavla/sammantrade/{meeting}"
    text(stranger, address, 404)
    summon(app, meeting)
    page = text(stranger, address)
    for words in ("Kommunfullmäktige sammanträder", "kl. 08.30", "Lilla salen", "Budget för nästa år"):
        assert words in page
    assert address in text(stranger, "/anslagstavla?slag=meeting")
    with on(TODAY + timedelta(days=21)):
        text(stranger, address, 404)
        assert address not in text(stranger, "/anslagstavla")


def test_a_committees_meeting_is_not_announced(app: Flask, stranger: Visitor) -> None:
    meeting = make_meeting(app, days=20)
    matter_at(app, meeting, "Läget")
    summon(app, meeting)
    text(stranger, f"/anslagstavla/sammantrade/{meeting}", 404)


# --- for its keepers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sekreterare", "registrator"])
def test_a_keeper_takes_it_down_early_with_the_reason_and_posts_it_again(
    app: Flask, visitors: Visitors, who: str
) -> None:
    posting = posting_at(app, approved(app)).id
    keeper, address = visitors[who], f"/anslag/{posting}"
    page = text(keeper, address)
    assert "börjar om från början när anslaget sätts upp igen: tre nya veckor från den dagen" in page
    keeper.press("Ta ned i förtid", note="Fel i texten.")
    assert keeper.page is not None
    assert "Överklagandetiden löper inte" in keeper.page.get_data(as_text=True)
    keeper.press("Anslå igen")
    assert [row.cause for row in rows(app, PostingStretch)] == ["early", ""]


def test_the_reason_is_asked_for_on_the_page_and_nothing_is_stored(app: Flask, visitors: Visitors) -> None:
    posting = posting_at(app, approved(app)).id
    keeper = visitors["registrator"]
    text(keeper, f"/anslag/{posting}")
    before = fingerprint(app)
    answer = keeper.press("Ta ned i förtid", note=" ")
    assert answer.status_code == 422
    assert "Skriv varför anslaget tas ned" in answer.get_data(as_text=True)
    assert fingerprint(app) == before


def test_who_was_late_is_told_and_nothing_is_stored(app: Flask, visitors: Visitors) -> None:
    posting = posting_at(app, approved(app)).id
    keeper = visitors["registrator"]
    text(keeper, f"/anslag/{posting}")
    take_at(app, posting, "take_down_early", who="sekreterare", note="Fel i texten.")
    before = fingerprint(app)
    answer = keeper.press("Ta ned i förtid", note="Jag också.")
    assert answer.status_code == 409
    assert "Anslaget ändrades medan du hade sidan öppen" in answer.get_data(as_text=True)
    assert fingerprint(app) == before


def test_a_step_that_no_table_knows_is_no_address(app: Flask, visitors: Visitors) -> None:
    posting = posting_at(app, approved(app)).id
    keeper = visitors["registrator"]
    text(keeper, f"/anslag/{posting}")
    values = keeper.form("Ta ned i förtid").filled(note="Fel.")
    assert keeper.post(f"/anslag/{posting}/steg/burn", **values).status_code == 404


def test_days_that_nobody_saw_are_asked_about_first_and_answered_on_the_page(app: Flask, visitors: Visitors) -> None:
    seen, unseen = (posting_at(app, approved(app, 1)).id for _ in range(2))
    watch(app)
    with on(TODAY + timedelta(days=2)):
        keeper = visitors["registrator"]
        with app.app_context():
            asked = f"Ingen har sett det {day(TODAY + timedelta(days=1))}"
        assert asked in text(keeper, "/anslag")
        assert text(keeper, "/").count(asked) == 2
        text(keeper, f"/anslag/{unseen}")
        keeper.press("Anslaget var uppe", note="Webbplatsens logg visar det.")
        told = [row for row in rows(app, PostingObservation) if row.observed_by_id is not None]
        assert [(row.posting_id, row.day) for row in told] == [(unseen, TODAY + timedelta(days=1))]
        page = text(keeper, "/anslag")
        assert page.index(f"/anslag/{seen}") < page.index(f"/anslag/{unseen}")


def test_the_certificate_is_on_the_case_the_minutes_and_the_notice(app: Flask, visitors: Visitors) -> None:
    case, minutes = decided_minutes(app)
    posting = posting_at(app, minutes).id
    with on(OVER):
        watch(app)
    address = f"/anslag/{posting}/bevis"
    for who, url in (
        ("handlaggare", f"/arenden/{case}"),
        ("sekreterare", f"/protokoll/{minutes}"),
        ("registrator", f"/anslag/{posting}"),
    ):
        assert address in text(visitors[who], url), url
    answer = visitors["handlaggare"].client.get(address)
    assert (answer.status_code, answer.content_type, answer.data[:5]) == (200, "application/pdf", b"%PDF-")


def test_a_notice_without_certificate_has_none_to_show(app: Flask, visitors: Visitors) -> None:
    posting = posting_at(app, approved(app)).id
    assert visitors["registrator"].client.get(f"/anslag/{posting}/bevis").status_code == 404


def test_what_notices_say_is_set_by_the_registrar_and_holds_for_those_to_come(app: Flask, visitors: Visitors) -> None:
    before = posting_at(app, approved(app, 1))
    keeper = visitors["registrator"]
    text(keeper, "/anslag/uppgifter")
    keeper.press("Spara", kept_at="Kansliet, Storgatan 1", court="Förvaltningsrätten i Uppsala")
    after = posting_at(app, approved(app, 1)).newest.content
    assert (after["kept_at"], after["court"]) == ("Kansliet, Storgatan 1", "Förvaltningsrätten i Uppsala")
    assert "Förvaltningsrätten i Uppsala" in after["instructions"][0]
    assert rows(app, NoticeBoardPosting)[0].newest.content == before.newest.content
    assert one(app, NoticeBoard).version == 1


def test_two_who_set_it_at_once_do_not_overwrite_each_other(app: Flask, visitors: Visitors) -> None:
    late = Visitor(app)
    late.log_in("registrator@demo.example", PASSWORD)
    text(late, "/anslag/uppgifter")
    text(visitors["registrator"], "/anslag/uppgifter")
    visitors["registrator"].press("Spara", kept_at="Kansliet", court="Förvaltningsrätten")
    before = fingerprint(app)
    assert late.press("Spara", kept_at="Arkivet", court="Kammarrätten").status_code == 409
    assert fingerprint(app) == before
    assert late.press("Spara").status_code == 200
    assert one(app, NoticeBoard).kept_at == "Arkivet"
