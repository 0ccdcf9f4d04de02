"""The page that follows the chair, as each role sees it; what it costs; and when it need not be sent again."""

import re

import pytest
from flask import Flask

from casework.meetings.models import AgendaItem, Meeting
from tests.conftest import Visitors
from tests.factories import call_roll_of, decide, item_of, make_case, make_meeting, note_at
from tests.live.acts import ask_at, give_at, take_up_at, token_of
from tests.meetings.conftest import GIVEN
from tests.observing import one, rows, statements
from tests.support.pages import Visitor

ALL = ("sekreterare", "ordforande", "vice", "ledamot", "ersattare")


def labels(visitor: Visitor) -> set[str]:
    """The page's own buttons: neither the frame's nor those of other rooms' parts."""
    return {label for form in visitor.forms() if "/nu/" in form.action for label in form.labels}


def plain(html: str) -> str:
    """Its text, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_everybody_who_may_see_the_meeting_sees_what_is_handled(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    give_at(app, items[0], ask_at(app, items[0], "Andra ledamoten"))
    for who in ALL:
        text = plain(visitors[who].open(f"/sammantraden/{meeting}/nu").text)
        told = ("Ärende 1 av 2", "Avtal om kansli", "behandlas nu", "5 av 5 tjänstgör, beslutsfört", "Leds av Ordf")
        assert [word for word in (*told, "Andra ledamoten (S) ▸ har ordet", "väntar") if word not in text] == [], who


def test_each_role_has_its_own_buttons(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    found = {}
    for who in ALL:
        visitors[who].open(f"/sammantraden/{meeting}/nu")
        found[who] = labels(visitors[who])
    leading = {"Nästa: Bidrag till förbundet", "Ta upp ärende 2, Bidrag till förbundet"}
    hands = {"Ordet", "Replik", "Ordningsfråga"}
    own = {"Begär ordet", "Ordningsfråga", "Anmäl jäv"}
    expected = {"sekreterare": leading | hands, "ledamot": own, "ersattare": own}
    assert found == expected | dict.fromkeys(("ordforande", "vice"), leading | hands | own)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("ordforande", "Du tjänstgör."),
        ("andra", "Du är inte uppropad som närvarande."),
        ("ledamot", "Du deltar inte i ärendet på grund av jäv. Lämna rummet medan det behandlas."),
        ("vice", "Du deltar inte i ärendet."),
        ("ersattare", "Du tjänstgör för Andra ledamoten (S)."),
        ("sekreterare", ""),
    ],
)
def test_each_is_told_how_he_takes_part(
    app: Flask, visitors: Visitors, meeting: int, items: list[int], who: str, sentence: str
) -> None:
    there = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Tredje ledamoten", "Första ersättaren")
    call_roll_of(app, meeting, there, {"Första ersättaren": "Andra ledamoten"})
    note_at(app, items[0], "disqualified", "Ledamoten")
    note_at(app, items[0], "away", "Vice ordföranden")
    page = visitors[who].open(f"/sammantraden/{meeting}/nu").text
    assert re.findall(r'live-item__own">([^<]*)<', page) == ([sentence] if sentence else [])
    assert "3 av 5 tjänstgör" in page


def test_who_is_disqualified_gets_neither_papers_nor_the_word(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    before = visitors["ledamot"].open(f"/sammantraden/{meeting}/nu").text
    note_at(app, items[0], "disqualified", "Ledamoten")
    after = visitors["ledamot"].open(f"/sammantraden/{meeting}/nu").text
    others = visitors["vice"].open(f"/sammantraden/{meeting}/nu").text
    assert ["Regionerna har ändrats" in page for page in (before, after, others)] == [True, False, True]
    assert labels(visitors["ledamot"]) == set()


def test_what_was_decided_stands_with_its_paragraph(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    visitors["ordforande"].open(f"/sammantraden/arende/{items[0]}")
    visitors["ordforande"].press("Besluta enligt förslaget", **{key.replace("-", "__"): GIVEN[key] for key in GIVEN})
    page = visitors["ledamot"].open(f"/sammantraden/{meeting}/nu").text
    assert "§ 1, enligt förslaget" in plain(page)
    assert labels(visitors["ledamot"]) == set()
    visitors["ordforande"].open(f"/sammantraden/{meeting}/nu")
    visitors["ordforande"].press("Nästa: Bidrag till förbundet")
    assert one(app, Meeting).current_item_id == items[1]


def test_before_the_roll_the_page_says_that_nothing_goes_on(app: Flask, visitors: Visitors) -> None:
    meeting = make_meeting(app)
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    secretary = visitors["sekreterare"]
    page = secretary.open(f"/sammantraden/{meeting}/nu")
    assert ("Sammanträdet pågår inte." in page.text, labels(secretary)) == (True, set())
    assert f"/sammantraden/{meeting}/nu" not in secretary.open(f"/sammantraden/{meeting}").text
    call_roll_of(app, meeting)
    assert f'href="/sammantraden/{meeting}/nu"' in secretary.open(f"/sammantraden/{meeting}").text
    assert f'href="/sammantraden/{meeting}/nu"' in secretary.open(f"/sammantraden/arende/{item}").text
    secretary.open(f"/sammantraden/{meeting}/nu")
    secretary.press("Ta upp det första ärendet")
    assert one(app, Meeting).current_item_id == item


def test_an_item_of_another_meeting_or_one_that_nobody_leads_is_not_taken_up(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    other = make_meeting(app, days=9)
    elsewhere = item_of(app, make_case(app, "on_agenda", meeting=other))
    chair, member = visitors["ordforande"], visitors["ledamot"]
    chair.open(f"/sammantraden/{meeting}/nu")
    own = dict(chair.forms()[0].values)["csrf_token"]
    before = token_of(app, meeting)
    answers = [
        chair.post(f"/sammantraden/{meeting}/nu/arende", csrf_token=own, item=number).status_code
        for number in (elsewhere, 999, "x", "")
    ]
    unopened = chair.post(f"/sammantraden/{other}/nu/arende", csrf_token=own, item=elsewhere)
    member.open(f"/sammantraden/{meeting}/nu")
    token = dict(member.forms()[0].values)["csrf_token"]
    refused = member.post(f"/sammantraden/{meeting}/nu/arende", csrf_token=token, item=items[1])
    assert (answers, unopened.status_code, refused.status_code) == ([404] * 4, 422, 422)
    assert "Ärendena tas upp av ordföranden eller sekreteraren." in refused.text
    assert "Sammanträdet pågår inte. Gör upprop, eller återuppta det, först." in unopened.text
    assert [row.current_item_id for row in rows(app, Meeting)] == [items[0], None]
    assert token_of(app, meeting) == before


# --- what is sent, and what it costs ---------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    url, client = f"/sammantraden/{meeting}/nu?del=1", visitors["ledamot"].client
    first = client.get(url)
    tag = first.headers["ETag"]
    with statements(app) as sent:
        again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, len(sent)) == (304, b"", 3)
    take_up_at(app, items[1])
    changed = client.get(url, headers={"If-None-Match": tag})
    assert (changed.status_code, "Bidrag till förbundet" in changed.text) == (200, True)
    others = visitors["vice"].client.get(url, headers={"If-None-Match": changed.headers["ETag"]})
    assert others.status_code == 200  # another's page is another


def test_the_pieces_that_a_screen_holds_are_not_sent_to_it(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    url, client = f"/sammantraden/{meeting}/nu?del=1", visitors["ledamot"].client
    page = client.get(url).text
    keys = re.findall(r'data-key="(\w+)"', page)
    assert len(keys) == 4
    assert "Regionerna har ändrats" in page
    ask_at(app, items[0], "Andra ledamoten")
    held = client.get(f"{url}&har={'.'.join(keys)}").text
    assert (held.count("data-same"), "Regionerna har ändrats" in held) == (4, False)
    take_up_at(app, items[1])
    moved = client.get(f"{url}&har={'.'.join(keys)}").text
    assert (moved.count("data-same"), "Regionerna har ändrats" in moved) == (2, True)  # the head and the roll stand


def test_a_change_is_read_once_for_all_who_ask(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    ask_at(app, items[0], "Andra ledamoten")
    url = f"/sammantraden/{meeting}/nu?del=1"
    for who in ALL:
        visitors[who].client.get("/")
    take_up_at(app, items[1])
    counted = []
    for who in ALL:
        with statements(app) as sent:
            assert visitors[who].client.get(url).status_code == 200
        counted.append(len(sent))
    assert counted[0] <= 17
    # Who reads, what he may see and the token; the deliberation is drawn for the chair, a member and a substitute.
    assert counted[1:] == [8, 8, 3, 8]


def test_what_one_reads_is_not_shown_to_another(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    url = f"/sammantraden/{meeting}/nu"
    member = visitors["ledamot"]
    member.open(url)
    member.press("Anmäl jäv", note="Min syster äger bolaget.")
    seen = {who: "Min syster äger bolaget." in visitors[who].open(url).text for who in ALL}
    assert seen == dict.fromkeys(("sekreterare", "ordforande", "vice", "ledamot"), True) | {"ersattare": False}


def test_a_decision_elsewhere_than_on_the_page_moves_the_token(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    before = token_of(app, meeting)
    decide(app, one_case(app, items[0]))
    assert token_of(app, meeting) > before


def one_case(app: Flask, item: int) -> int:
    """The item's case."""
    case = one(app, AgendaItem, id=item).case_id
    assert case is not None
    return case
