"""The speakers' list: who may ask, in which order, who gives the word, and that a refused press leaves nothing."""

from collections.abc import Sequence

from flask import Flask

from casework.database import write
from casework.live.models import Disclosure, Speaker
from casework.meetings.models import AgendaItem
from casework.meetings.queries import lock_meeting
from casework.meetings.sitting import take_meeting_step
from casework.people.models import Person
from tests.conftest import Visitors
from tests.deliberation.refusals import refuses
from tests.factories import call_roll_of, decide, make_body, make_meeting, note_at, reader_of
from tests.live.acts import ask_at, end_at, give_at, take_up_at, token_of
from tests.meetings.conftest import token
from tests.observing import fingerprint, one, rows
from tests.support.pages import Visitor


def at(visitors: Visitors, who: str, meeting: int) -> Visitor:
    """The person at the page."""
    visitors[who].open(f"/sammantraden/{meeting}/nu")
    return visitors[who]


def listed(app: Flask) -> list[tuple[str, str, str]]:
    """Every row by (name, kind, how it ended), in the order in which they asked."""
    return [(row.person.name, row.kind, row.cause) for row in rows(app, Speaker)]


def shown(visitor: Visitor) -> Sequence[str]:
    """The names on the list, in the order of the page."""
    assert visitor.page is not None
    part = visitor.page.text.partition('class="plain speakers"')[2].partition("</ol>")[0]
    return [row.partition("<p>")[2].partition(" (")[0] for row in part.split("<li")[1:]]


def test_a_member_asks_gets_the_word_and_has_spoken(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    at(visitors, "ledamot", meeting).press("Begär ordet", kind="word")
    at(visitors, "ordforande", meeting).press("Ge ordet till Ledamoten (C)")
    assert one(app, Speaker).given_at is not None
    at(visitors, "ledamot", meeting).press("Har talat klart")
    assert listed(app) == [("Ledamoten", "word", "spoken")]


def test_points_of_order_go_first_and_replies_before_the_next_turn(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    first = ask_at(app, items[0], "Ordföranden")
    give_at(app, items[0], first)
    ask_at(app, items[0], "Andra ledamoten")
    ask_at(app, items[0], "Ledamoten")
    ask_at(app, items[0], "Vice ordföranden", "reply")
    ask_at(app, items[0], "Tredje ledamoten", "order")
    assert shown(at(visitors, "ledamot", meeting)) == [
        "Ordföranden",
        "Tredje ledamoten",
        "Vice ordföranden",
        "Andra ledamoten",
        "Ledamoten",
    ]


def test_who_gets_the_word_ends_the_one_who_has_it(app: Flask, meeting: int, items: list[int]) -> None:
    first, second = (ask_at(app, items[0], name) for name in ("Ordföranden", "Ledamoten"))
    give_at(app, items[0], first)
    give_at(app, items[0], second)
    assert listed(app) == [("Ordföranden", "word", "spoken"), ("Ledamoten", "word", "")]


def test_who_waits_takes_his_name_off_or_is_struck(app: Flask, meeting: int, items: list[int]) -> None:
    own, other = ask_at(app, items[0], "Ledamoten", who="ledamot"), ask_at(app, items[0], "Andra ledamoten")
    end_at(app, items[0], own, who="ledamot")
    end_at(app, items[0], other, who="ordforande")
    assert listed(app) == [("Ledamoten", "word", "withdrawn"), ("Andra ledamoten", "word", "struck")]


def test_the_list_is_the_items_own(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    ask_at(app, items[0], "Ledamoten")
    take_up_at(app, items[1])
    assert shown(at(visitors, "ordforande", meeting)) == []
    take_up_at(app, items[0])
    assert shown(at(visitors, "ordforande", meeting)) == ["Ledamoten"]


def test_the_same_press_twice_is_one(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    member = at(visitors, "ledamot", meeting)
    form = member.form("Begär ordet").filled(kind="word")
    for _ in range(2):
        member.post(f"/sammantraden/{meeting}/nu/ordet", **form)
    row = one(app, Speaker).id
    for act in ("ge", "ge", "klar", "klar"):
        chair = at(visitors, "ordforande", meeting)
        url = f"/sammantraden/{meeting}/nu/talare/{row}/{act}"
        assert chair.post(url, csrf_token=token(chair)).status_code == 200
    assert listed(app) == [("Ledamoten", "word", "spoken")]


LEADERS = "Det gör den som leder sammanträdet, eller sekreteraren."
PRESENT = "Ordet begärs av den som är närvarande enligt uppropet."
PART = "Den som inte deltar i ärendet kan inte begära ordet i det."
REFUSED = {
    "another's name": ("ledamot", "word", "Andra ledamoten", LEADERS),
    "a reply to nobody": ("ledamot", "reply", None, "Replik begärs när någon har haft ordet."),
    "no such kind": ("ledamot", "shout", None, "Välj ordet, replik eller ordningsfråga."),
    "who is not there": ("ordforande", "word", "Andra ersättaren", PRESENT),
    "who has no seat": ("sekreterare", "word", None, PRESENT),
    "who is disqualified": ("vice", "word", None, PART),
    "who has gone out": ("ordforande", "word", "Tredje ledamoten", PART),
}


def test_who_may_not_have_the_word_is_told_why_and_nothing_is_stored(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    note_at(app, items[0], "disqualified", "Vice ordföranden")
    note_at(app, items[0], "away", "Tredje ledamoten")
    for who, kind, person, reason in REFUSED.values():
        visitor, given = at(visitors, who, meeting), {"item": items[0], "kind": kind}
        given |= {"person": one(app, Person, name=person).id} if person else {}
        refuses(app, visitor, f"/sammantraden/{meeting}/nu/ordet", reason, **given)


def test_at_an_item_that_is_not_handled_nobody_asks_and_nobody_discloses(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    member, room = at(visitors, "ledamot", meeting), f"/sammantraden/{meeting}/nu"
    take_up_at(app, items[1])
    refuses(app, member, f"{room}/ordet", "Ordet begärs i det ärende som behandlas nu.", item=items[0], kind="word")
    take_up_at(app, items[0])
    decide(app, case_of(app, items[0]))
    told = "Ärendet är redan avgjort på det här sammanträdet."
    for act in ("ordet", "jav"):
        refuses(app, member, f"{room}/{act}", told, item=items[0], kind="word")
    adjourn(app, meeting)
    told = "Sammanträdet pågår inte. Gör upprop, eller återuppta det, först."
    for act in ("ordet", "jav"):
        refuses(app, member, f"{room}/{act}", told, item=items[1], kind="word")
    chair = at(visitors, "ordforande", meeting)
    refuses(app, chair, f"{room}/arende", told, item=items[1])


def test_a_word_of_jav_is_a_members_and_an_item_is_taken_up_by_who_leads(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    make_body(app, "NN", chair="sekreterare")  # he sits there, not here
    room = f"/sammantraden/{meeting}/nu"
    secretary, member = at(visitors, "sekreterare", meeting), at(visitors, "ledamot", meeting)
    told = "Jäv anmäls av den som har en plats på sammanträdet."
    refuses(app, secretary, f"{room}/jav", told, item=items[0], note="Min syster.")
    told = "Texten är för lång: högst 2000 tecken."
    refuses(app, member, f"{room}/jav", told, item=items[0], note="x" * 2001)
    told = "Ärendena tas upp av ordföranden eller sekreteraren."
    refuses(app, member, f"{room}/arende", told, item=items[1])


def test_only_who_leads_gives_the_word_and_strikes(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    row = ask_at(app, items[0], "Andra ledamoten")
    member, url = at(visitors, "ledamot", meeting), f"/sammantraden/{meeting}/nu/talare/{row}"
    for act in ("ge", "klar"):
        refuses(app, member, f"{url}/{act}", LEADERS)
    before = fingerprint(app)
    assert (member.post(f"{url}/annat", csrf_token=token(member)).status_code, fingerprint(app)) == (404, before)


def test_who_has_left_the_list_is_not_given_the_word(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    row = ask_at(app, items[0], "Andra ledamoten")
    chair = at(visitors, "ordforande", meeting)
    end_at(app, items[0], row)
    before = fingerprint(app)
    answer = chair.post(f"/sammantraden/{meeting}/nu/talare/{row}/ge", csrf_token=token(chair))
    assert "Andra ledamoten står inte längre på talarlistan." in answer.text
    assert (answer.status_code, fingerprint(app) == before) == (422, True)


def test_one_on_the_list_of_another_meeting_does_not_exist_here(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    row = ask_at(app, items[0], "Andra ledamoten")
    other = make_meeting(app, days=9)
    call_roll_of(app, other)
    chair = at(visitors, "ordforande", meeting)
    assert chair.post(f"/sammantraden/{other}/nu/talare/{row}/ge", csrf_token=token(chair)).status_code == 404
    assert one(app, Speaker).given_at is None


# --- disqualified by one's own word ----------------------------------------------------------------------------


def test_a_members_word_that_he_is_disqualified_reaches_who_leads_at_once(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    before = token_of(app, meeting)
    at(visitors, "ledamot", meeting).press("Anmäl jäv", note="Min syster\x00 äger bolaget.")
    assert token_of(app, meeting) == before + 1
    assert one(app, Disclosure).note == "Min syster äger bolaget."
    page = visitors["sekreterare"].open(f"/sammantraden/{meeting}/nu").text
    assert "Ledamoten (C) anmäler jäv. Min syster äger bolaget." in page
    assert f'href="/sammantraden/arende/{items[0]}#presence"' in page
    assert "4 av 5" not in page  # it is for who leads to note it


def test_the_word_is_told_once_and_may_be_taken_back(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    member = at(visitors, "ledamot", meeting)
    form = member.form("Anmäl jäv").filled(note="Jag.")
    for _ in range(2):
        member.post(f"/sammantraden/{meeting}/nu/jav", **form)
    member.press("Ta tillbaka anmälan", back="1")
    assert one(app, Disclosure).withdrawn_at is not None
    assert "anmäler jäv" not in visitors["sekreterare"].open(f"/sammantraden/{meeting}/nu").text
    member.press("Anmäl jäv", note="Jo.")
    assert [row.withdrawn_at is None for row in rows(app, Disclosure)] == [False, True]


def test_what_is_noted_at_the_item_takes_the_place_of_what_was_told(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    at(visitors, "ledamot", meeting).press("Anmäl jäv", note="Jag.")
    note_at(app, items[0], "disqualified", "Ledamoten")
    assert "anmäler jäv" not in visitors["sekreterare"].open(f"/sammantraden/{meeting}/nu").text


def test_who_has_no_seat_at_the_meeting_discloses_nothing(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    secretary = at(visitors, "sekreterare", meeting)
    answer = secretary.post(f"/sammantraden/{meeting}/nu/jav", csrf_token=token(secretary), item=items[0])
    assert (answer.status_code, rows(app, Disclosure)) == (403, [])


def case_of(app: Flask, item: int) -> int:
    """The item's case."""
    case = one(app, AgendaItem, id=item).case_id
    assert case is not None
    return case


def adjourn(app: Flask, meeting: int) -> None:
    """The chair adjourns the meeting."""
    with app.app_context(), write():
        row = lock_meeting(meeting)
        given = {"note": "Paus."}
        take_meeting_step(row, "adjourn", actor=reader_of("ordforande"), expected_version=row.version, given=given)
