"""The pages by which a meeting is held: its own steps, matters, the routine block, guests, time for payroll."""

import csv
import io

import pytest
from flask import Flask

from casework.audit import AuditRecord
from casework.cases.models import Case
from casework.meetings.models import AgendaItem, Decision, Guest, Meeting, MeetingEvent, PresenceSpan
from tests.conftest import Visitors
from tests.deliberation.acts import propose_at, put_at, vote_at
from tests.deliberation.refusals import refuses, token
from tests.factories import KSAU, call_roll_of, decide, item_of, make_case, make_meeting, note_at
from tests.meetings.matter_rows import decide_matter, make_matter
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

ENDED = "Sammanträdet är avslutat. Listan kan inte ändras."
NOT_ON = "Sammanträdet pågår inte."


@pytest.fixture
def page(meeting: int) -> str:
    """The address of the meeting's page."""
    return f"/sammantraden/{meeting}"


@pytest.fixture
def chair(visitors: Visitors, page: str) -> Visitor:
    """The chair at the meeting's page."""
    visitors["ordforande"].open(page)
    return visitors["ordforande"]


@pytest.fixture
def secretary(visitors: Visitors, page: str) -> Visitor:
    """The secretary at the meeting's page."""
    visitors["sekreterare"].open(page)
    return visitors["sekreterare"]


def _step(app: Flask, meeting: int, step: str, note: str = "Lunch.") -> dict[str, str]:
    """The fields of a step's form."""
    return {f"{step}-version": str(one(app, Meeting, id=meeting).version), f"{step}-note": note}


def _take(app: Flask, visitor: Visitor, meeting: int, step: str) -> str:
    path = f"/sammantraden/{meeting}/steg/{step}"
    return visitor.post(path, csrf_token=token(visitor), **_step(app, meeting, step)).text


# The meeting's own steps


def test_a_meeting_is_adjourned_resumed_and_closed_from_its_page(app: Flask, meeting: int, chair: Visitor) -> None:
    assert "Klart: Ajournera." in chair.press("Ajournera", adjourn__note="Lunch.").text
    assert one(app, Meeting).state == "adjourned"
    assert "Klart: Återuppta." in chair.press("Återuppta").text
    page = chair.press("Avsluta sammanträdet").text
    row = one(app, Meeting)
    assert ("Klart: Avsluta sammanträdet." in page, row.state, row.closed_at is not None) == (True, "closed", True)
    told = [(event.step, event.note) for event in rows(app, MeetingEvent)]
    assert told == [("open", ""), ("adjourn", "Lunch."), ("resume", ""), ("close", "")]
    assert {span.cause for span in rows(app, PresenceSpan)} == {"closed"}
    assert "Avsluta sammanträdet" not in [label for form in chair.forms() for label in form.labels]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("resume", "Ajournera"),
        ("close", "Sammanträdet kan inte avslutas: Översyn av medlemskapet är inte avgjort."),
    ],
)
def test_a_step_that_may_not_be_taken_says_why(
    app: Flask, meeting: int, chair: Visitor, page: str, step: str, sentence: str
) -> None:
    make_case(app, "on_agenda", meeting=meeting)
    refuses(app, chair, f"{page}/steg/{step}", sentence, **_step(app, meeting, step))


def test_one_that_waits_is_named_and_many_are_counted(app: Flask, meeting: int, chair: Visitor, page: str) -> None:
    for number in range(2):
        make_matter(app, meeting, title=f"Punkt {number}")
    many = "Sammanträdet kan inte avslutas: Punkt 0 och Punkt 1 är inte avgjorda."
    refuses(app, chair, f"{page}/steg/close", many, **_step(app, meeting, "close"))
    for number in range(2, 4):
        make_matter(app, meeting, title=f"Punkt {number}")
    counted = "Sammanträdet kan inte avslutas: 4 ärenden är inte avgjorda. Det första är Punkt 0."
    refuses(app, chair, f"{page}/steg/close", counted, **_step(app, meeting, "close"))


@pytest.mark.parametrize("step", ["close", "adjourn"])
def test_nothing_ends_or_rests_in_the_middle_of_a_vote(
    app: Flask, meeting: int, chair: Visitor, page: str, step: str
) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_at(app, item)
    sentence = "En omröstning pågår. Avsluta den först."
    refuses(app, chair, f"{page}/steg/{step}", sentence, **_step(app, meeting, step))


@pytest.mark.parametrize("note", ["", "   "])
def test_an_adjournment_needs_its_reason(app: Flask, meeting: int, chair: Visitor, page: str, note: str) -> None:
    before = fingerprint(app)
    answer = chair.post(f"{page}/steg/adjourn", csrf_token=token(chair), **_step(app, meeting, "adjourn", note))
    assert (answer.status_code, fingerprint(app)) == (422, before)
    assert 'role="alert"' in answer.text


def test_a_step_of_a_meeting_that_has_changed_is_not_taken(app: Flask, meeting: int, chair: Visitor, page: str) -> None:
    sent = {"close-version": "1", "csrf_token": token(chair)}
    before = fingerprint(app)
    answer = chair.post(f"{page}/steg/close", **sent)
    told = "Sammanträdet har ändrats sedan sidan öppnades. Läs det igen." in answer.text
    assert (answer.status_code, told, fingerprint(app)) == (409, True, before)


@pytest.mark.parametrize("step", ["summon", "open", "change", "adjourned", "x"])
def test_a_step_with_a_form_of_its_own_or_none_does_not_exist_here(
    app: Flask, meeting: int, chair: Visitor, page: str, step: str
) -> None:
    before = fingerprint(app)
    answer = chair.post(f"{page}/steg/{step}", csrf_token=token(chair), **_step(app, meeting, step))
    assert (answer.status_code, fingerprint(app)) == (404, before)


def test_a_member_takes_no_step_of_the_meeting(app: Flask, visitors: Visitors, meeting: int, page: str) -> None:
    member = visitors["ledamot"]  # he leads the assembly, so the route is open to him
    assert "Ajournera" not in member.open(page).text
    refuses(app, member, f"{page}/steg/adjourn", "Det här steget tas av", **_step(app, meeting, "adjourn"))


def test_nothing_is_decided_while_the_meeting_is_adjourned(app: Flask, meeting: int, chair: Visitor) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    _take(app, chair, meeting, "adjourn")
    sentence = "Sammanträdet är ajournerat. Återuppta det först."
    refuses(
        app,
        chair,
        f"/sammantraden/arende/{item}/utgang/approve",
        sentence,
        **{"approve-version": "1", "approve-owner": "Socialchef", "approve-due": "2031-05-01"},
    )


# Matters that are no cases

MATTER = {"matter-kind": "information", "matter-title": "Budgetläget", "matter-proposal": "Informationen noteras."}


def test_a_matter_is_put_last_on_the_agenda_changed_and_taken_off(
    app: Flask, meeting: int, secretary: Visitor, page: str
) -> None:
    told = secretary.post(f"{page}/punkter", csrf_token=token(secretary), **MATTER).text
    row = one(app, AgendaItem)
    assert ("Punkten står sist på föredragningslistan." in told, row.kind, row.title, row.proposal) == (
        True,
        "information",
        "Budgetläget",
        ["Informationen noteras."],
    )
    there = f"/sammantraden/arende/{row.id}"
    secretary.open(there)
    told = secretary.press(
        "Spara ändringen", change__title="Läget", change__proposal="A.\n\nB.", change__closed_doors="y"
    ).text
    row = one(app, AgendaItem)
    assert ("Ändringen är sparad." in told, row.title, row.proposal, row.closed_doors, row.routine, row.version) == (
        True,
        "Läget",
        ["A.", "B."],
        True,
        False,
        2,
    )
    told = secretary.press("Ta bort från listan").text
    assert ("Punkten är borttagen från listan." in told, one(app, AgendaItem).taken_off_at is None) == (True, False)
    events = [record.event for record in rows(app, AuditRecord)][-3:]
    assert events == ["matter_added", "item_changed", "matter_removed"]
    assert secretary.open(there).status_code == 404


NO_MATTERS = (
    ({"matter-title": " "}, "Skriv punktens rubrik."),
    ({"matter-kind": "case"}, "Inte ett giltigt val"),
    ({"matter-kind": "x"}, "Inte ett giltigt val"),
    ({"matter-title": "x" * 301}, "Texten är för lång: högst 300 tecken."),
)


def test_a_matter_that_is_filled_in_wrongly_is_not_added(app: Flask, secretary: Visitor, page: str) -> None:
    for given, sentence in NO_MATTERS:
        refuses(app, secretary, f"{page}/punkter", sentence, **MATTER | given)


def test_nothing_is_put_on_the_agenda_of_a_meeting_that_has_ended(
    app: Flask, meeting: int, secretary: Visitor, page: str
) -> None:
    _take(app, secretary, meeting, "close")
    refuses(app, secretary, f"{page}/punkter", ENDED, **MATTER)


@pytest.mark.parametrize("who", ["ordforande", "ledamot"])
def test_only_the_secretary_orders_the_agenda(
    app: Flask, visitors: Visitors, meeting: int, page: str, who: str
) -> None:
    item, visitor = make_matter(app, meeting), visitors[who]
    visitor.open(page)
    before = fingerprint(app)
    for path in (f"{page}/punkter", f"/sammantraden/arende/{item}/andra", f"/sammantraden/arende/{item}/bort"):
        answer = visitor.post(path, csrf_token=token(visitor), **MATTER)
        assert (answer.status_code, fingerprint(app)) == (403, before), path


@pytest.mark.parametrize(("path", "version"), [("andra", "change-version"), ("bort", "version")])
def test_an_item_that_is_handled_or_of_an_ended_meeting_stays_as_it_is(
    app: Flask, meeting: int, secretary: Visitor, path: str, version: str
) -> None:
    item = make_matter(app, meeting)
    there, sent = f"/sammantraden/arende/{item}/{path}", {"change-title": "En annan", "change-kind": "other"}
    answer = secretary.post(there, csrf_token=token(secretary), **sent, **{version: "9"})
    assert (answer.status_code, "Ärendet har ändrats sedan sidan öppnades." in answer.text) == (409, True)
    decide_matter(app, item)
    refuses(app, secretary, there, "Punkten är redan behandlad.", **sent, **{version: "2"})
    _take(app, secretary, meeting, "close")
    refuses(app, secretary, there, ENDED, **sent, **{version: "2"})


def test_a_matter_without_a_title_is_not_kept(app: Flask, meeting: int, secretary: Visitor) -> None:
    item = make_matter(app, meeting)
    before = fingerprint(app)
    sent = {"change-title": " ", "change-kind": "other", "change-version": "1"}
    answer = secretary.post(f"/sammantraden/arende/{item}/andra", csrf_token=token(secretary), **sent)
    assert (answer.status_code, "Skriv punktens rubrik." in answer.text, fingerprint(app)) == (422, True, before)


def test_a_case_leaves_the_agenda_by_its_own_step_only(app: Flask, meeting: int, secretary: Visitor) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    sentence = "Ett ärende tas bort från listan på ärendets egen sida, med skäl."
    refuses(app, secretary, f"/sammantraden/arende/{item}/bort", sentence, version="1")


def test_of_a_case_only_how_it_is_handled_is_changed(app: Flask, meeting: int, secretary: Visitor) -> None:
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    secretary.open(f"/sammantraden/arende/{item}")
    secretary.press("Spara ändringen", change__routine="y", change__title="En annan rubrik")
    row = one(app, AgendaItem)
    assert (row.routine, row.closed_doors, row.title, row.name) == (True, False, "", "Översyn av medlemskapet")


@pytest.mark.parametrize("kind", ["matter", "case"])
def test_nothing_leaves_the_agenda_while_it_is_voted_on(
    app: Flask, meeting: int, secretary: Visitor, kind: str
) -> None:
    case = make_case(app, "on_agenda", meeting=meeting) if kind == "case" else 0
    item = item_of(app, case) if case else make_matter(app, meeting, proposal="Frågan besvaras.")
    propose_at(app, item, "reject")
    put_at(app, item)
    vote_at(app, item)
    sentence, version = "En omröstning pågår. Avsluta den först.", str(one(app, AgendaItem).version)
    if kind == "matter":
        return refuses(app, secretary, f"/sammantraden/arende/{item}/bort", sentence, version=version)
    told = {"version": str(one(app, Case, id=case).version), "note": "Senare."}
    told |= {f"unlist-{name}": value for name, value in told.items()}
    refuses(app, secretary, f"/arenden/{case}/steg/unlist", sentence, **told)
    return None


# The routine block

ALL = "Rutinärendena är avgjorda enligt förslagen, vart och ett med sin paragraf."


def test_the_routine_block_is_decided_in_one_press(app: Flask, meeting: int, chair: Visitor, page: str) -> None:
    first, other = (make_matter(app, meeting, proposal="Läggs till handlingarna.", routine=True) for _ in range(2))
    make_matter(app, meeting)
    chair.open(page)
    assert ALL in chair.press("Besluta alla enligt förslagen").text
    assert [(row.item_id, row.paragraph, row.outcome) for row in rows(app, Decision)] == [
        (first, 1, "approve"),
        (other, 2, "approve"),
    ]


def test_a_block_in_which_one_may_not_be_decided_decides_none(
    app: Flask, meeting: int, chair: Visitor, page: str
) -> None:
    """R-51 within a block: jäv makes the second item fall below the quorum, and the first waits with it."""
    first, other = (make_matter(app, meeting, proposal="Läggs till handlingarna.", routine=True) for _ in range(2))
    for name in KSAU[2:]:
        note_at(app, other, "disqualified", name)
    sentence = "Inget i blocket är beslutat, eftersom det inte går att besluta En punkt."
    refuses(app, chair, f"{page}/rutinblock", sentence, seen=f"{first},{other}")
    few = "Organet är inte beslutsfört: 2 av 5 tjänstgör och minst 3 krävs."
    refuses(app, chair, f"{page}/rutinblock", few, seen=f"{first},{other}")


@pytest.mark.parametrize("seen", ["", "0", "x,y", "1,1", "99999999999999999999", "2,1"])
def test_a_block_that_is_another_than_was_seen_is_not_decided(
    app: Flask, meeting: int, chair: Visitor, page: str, seen: str
) -> None:
    for _ in range(2):
        make_matter(app, meeting, proposal="Läggs till handlingarna.", routine=True)
    before = fingerprint(app)
    answer = chair.post(f"{page}/rutinblock", csrf_token=token(chair), seen=seen)
    assert (answer.status_code, fingerprint(app)) == (409, before)
    assert "Sammanträdet har ändrats sedan sidan öppnades." in answer.text


def test_where_nothing_is_routine_there_is_no_block(app: Flask, chair: Visitor, page: str) -> None:
    before = fingerprint(app)
    answer = chair.post(f"{page}/rutinblock", csrf_token=token(chair), seen="")
    assert (answer.status_code in {409, 422}, fingerprint(app)) == (True, before)


# Guests, and time for payroll

GUEST = {"guest-name": "Experten", "guest-kind": "expert", "guest-remote": "y"}


def test_a_guest_comes_and_leaves(app: Flask, chair: Visitor, page: str) -> None:
    told = chair.post(f"{page}/deltagare", csrf_token=token(chair), **GUEST).text
    row = one(app, Guest)
    assert ("Experten är införd som närvarande." in told, row.kind, row.remote, row.until) == (
        True,
        "expert",
        True,
        None,
    )
    chair.press("Går")
    left = one(app, Guest).until
    assert left is not None
    chair.post(f"{page}/deltagare/{row.id}/gar", csrf_token=token(chair))
    assert one(app, Guest).until == left


NO_GUESTS = (
    ({"guest-name": " "}, "Skriv personens namn."),
    ({"guest-name": "x" * 201}, "Texten är för lång: högst 200 tecken."),
    ({"guest-kind": "x"}, "Inte ett giltigt val"),
)


def test_a_guest_is_named_and_has_a_part(app: Flask, chair: Visitor, page: str) -> None:
    for given, sentence in NO_GUESTS:
        refuses(app, chair, f"{page}/deltagare", sentence, **GUEST | given)


def test_at_most_three_of_the_staff_are_there(app: Flask, chair: Visitor, page: str) -> None:
    staff = {"guest-kind": "staff", "guest-name": "Personalföreträdaren"}
    for _ in range(3):
        chair.post(f"{page}/deltagare", csrf_token=token(chair), **staff)
    sentence = "Högst tre personalföreträdare får närvara (kommunallagen 7 kap. 12 §)."
    refuses(app, chair, f"{page}/deltagare", sentence, **staff)
    chair.post(f"{page}/deltagare/{rows(app, Guest)[0].id}/gar", csrf_token=token(chair))
    chair.post(f"{page}/deltagare", csrf_token=token(chair), **staff)
    assert amount(app, Guest, until=None) == 3


def test_none_of_the_staff_is_there_in_the_executive_committee(app: Flask, visitors: Visitors) -> None:
    meeting, chair = make_meeting(app, body="KS"), visitors["ordforande"]
    call_roll_of(app, meeting)
    chair.open(f"/sammantraden/{meeting}")
    before = fingerprint(app)
    answer = chair.post(
        f"/sammantraden/{meeting}/deltagare", csrf_token=token(chair), **GUEST | {"guest-kind": "staff"}
    )
    assert (answer.status_code, fingerprint(app)) == (422, before)


def test_a_guest_comes_to_a_meeting_that_goes_on(app: Flask, visitors: Visitors, chair: Visitor, meeting: int) -> None:
    chair.post(f"/sammantraden/{meeting}/deltagare", csrf_token=token(chair), **GUEST)
    guest = one(app, Guest).id
    planned = make_meeting(app, days=20)
    refuses(app, chair, f"/sammantraden/{planned}/deltagare", NOT_ON, **GUEST)
    before = fingerprint(app)
    answer = chair.post(f"/sammantraden/{planned}/deltagare/{guest}/gar", csrf_token=token(chair))
    assert (answer.status_code, fingerprint(app)) == (404, before)
    _take(app, chair, meeting, "close")
    assert one(app, Guest).until is not None
    refuses(app, chair, f"/sammantraden/{meeting}/deltagare", NOT_ON, **GUEST)


def test_who_does_not_call_the_roll_enters_no_guest(app: Flask, visitors: Visitors, page: str) -> None:
    member, before = visitors["ledamot"], fingerprint(app)
    member.open(page)
    answer = member.post(f"{page}/deltagare", csrf_token=token(member), **GUEST)
    sentence = "Närvaron förs av sekreteraren eller ordföranden."
    assert (answer.status_code, fingerprint(app)) == (422, before), answer.text[:300]
    assert sentence in answer.text  # he leads the assembly, so the route is open to him


def test_each_ones_time_is_read_by_a_spreadsheet(app: Flask, meeting: int, secretary: Visitor, page: str) -> None:
    decide(app, make_case(app, "on_agenda", meeting=meeting))
    secretary.post(f"{page}/deltagare", csrf_token=token(secretary), **GUEST | {"guest-name": "=1+1"})
    answer = secretary.client.get(f"{page}/tider.csv")
    sheet = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert (answer.mimetype, len(sheet)) == ("text/csv", len(KSAU) + 1)
    assert [row["Namn"] for row in sheet] == [*KSAU, "'=1+1"]
    assert {row["Paragrafer"] for row in sheet} == {"§ 1", ""}
    assert (
        "Närvarotider" in answer.headers["Content-Disposition"]
        or "N%C3%A4rvarotider" in answer.headers["Content-Disposition"]
    )


def test_the_time_of_others_is_for_who_keeps_the_minutes(visitors: Visitors, page: str) -> None:
    assert {who: visitors[who].client.get(f"{page}/tider.csv").status_code for who in ("ordforande", "ledamot")} == {
        "ordforande": 403,
        "ledamot": 403,
    }
