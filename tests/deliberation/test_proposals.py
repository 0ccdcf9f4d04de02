"""Proposals at an item: who makes them, until when, and which are not put (R-70, R-72, R-55)."""

from flask import Flask

from casework.audit import AuditRecord, first_broken
from casework.deliberation.models import Proposal
from casework.meetings.models import AgendaItem
from tests.conftest import Visitors
from tests.deliberation.acts import found_at, make_it_an_assembly, person, propose_at, put_at
from tests.deliberation.refusals import refuses, token
from tests.factories import call_roll_of, decide, note_at
from tests.observing import amount, fingerprint, one, rows
from tests.support.pages import Visitor

FOR_OTHERS = "Det som andra yrkar förs in av sekreteraren eller av den som leder ärendet."


def test_a_member_proposes_on_his_own_device(app: Flask, member: Visitor, url: str) -> None:
    form = member.form("För in yrkandet")
    page = member.press("För in yrkandet", proposal__kind="reject").text
    assert "Yrkandet är infört." in page
    assert "Ledamoten (C) yrkar avslag på förslaget." in page
    row = one(app, Proposal)
    assert (row.kind, row.person_id, row.entered_by_id) == ("reject", *[person(app, "Ledamoten")] * 2)
    assert (one(app, AgendaItem).version, rows(app, AuditRecord)[-1].event) == (2, "proposal_made")
    member.post(form.action, **form.filled(proposal__kind="reject"))
    assert amount(app, Proposal) == 1  # the same form sent twice
    with app.app_context():
        assert first_broken() is None


def test_the_secretary_enters_what_is_proposed_from_the_floor(app: Flask, secretary: Visitor) -> None:
    given = {"proposal__kind": "remit_back", "proposal__person": str(person(app, "Andra ledamoten"))}
    page = secretary.press(
        "För in yrkandet", **given, proposal__addressee="Socialnämnden", proposal__reason="Kostnaden är okänd."
    ).text
    sentence = "Andra ledamoten (S) yrkar återremiss till Socialnämnden. Motivering: Kostnaden är okänd."
    assert sentence in page
    assert one(app, Proposal).entered_by_id == person(app, "Sekreteraren")


def test_who_does_not_serve_proposes_nothing(app: Flask, secretary: Visitor, item: int, url: str) -> None:
    note_at(app, item, "disqualified", "Tredje ledamoten")
    for name, party in (("Tredje ledamoten", "V"), ("Första ersättaren", "S")):
        given = {"proposal__kind": "reject", "proposal__person": str(person(app, name))}
        told = f"{name} ({party}) tjänstgör inte i ärendet. Det gör ledamöter och de ersättare som har trätt in."
        refuses(app, secretary, f"{url}/yrkanden", told, **given)


def test_a_substitute_who_serves_proposes(app: Flask, meeting: int, item: int) -> None:
    there = ("Ordföranden", "Vice ordföranden", "Ledamoten", "Andra ledamoten", "Första ersättaren")
    call_roll_of(app, meeting, there, {"Första ersättaren": "Tredje ledamoten"})
    propose_at(app, item, "reject", "Första ersättaren")
    assert amount(app, Proposal) == 1


def test_nobody_proposes_in_anothers_name(app: Flask, member: Visitor, url: str) -> None:
    given = {"proposal__kind": "reject", "proposal__person": str(person(app, "Andra ledamoten"))}
    refuses(app, member, f"{url}/yrkanden", FOR_OTHERS, **given)


WHAT = "Skriv vad yrkandet går ut på, så att det går att svara ja eller nej på det."
LACKING = (
    ("remit_back", {"proposal__reason": "Utred."}, "Skriv vem ärendet ska återremitteras till."),
    ("remit_back", {"proposal__addressee": "Nämnden"}, "Skriv varför ärendet ska återremitteras."),
    ("change", {"proposal__text": " "}, WHAT),
    ("addition", {}, WHAT),
    ("candidate", {"proposal__text": "Någon"}, "En person kan bara föreslås i ett ärende som är ett val."),
)


def test_a_proposal_can_be_answered_with_yes_or_no(app: Flask, member: Visitor, url: str) -> None:
    me = str(person(app, "Ledamoten"))
    for kind, given, sentence in LACKING:
        said = {"proposal__kind": kind, "proposal__person": me} | given
        refuses(app, member, f"{url}/yrkanden", sentence, **said)


def test_after_the_question_it_is_too_late(app: Flask, item: int, member: Visitor, url: str) -> None:
    propose_at(app, item, "defer", "Andra ledamoten")
    put_at(app, item)
    me = {"proposal__person": str(person(app, "Ledamoten"))}
    late = "Ordföranden har redan ställt frågan. Yrkanden av det slaget kan inte längre läggas fram."
    remittal = {"proposal__addressee": "Nämnden", "proposal__reason": "Utred."}
    refuses(app, member, f"{url}/yrkanden", late, proposal__kind="remit_back", **me, **remittal)
    propose_at(app, item, "reject")  # the matter itself is still debated
    found_at(app, item, "yes")
    put_at(app, item)
    refuses(app, member, f"{url}/yrkanden", late, proposal__kind="approve", **me)


def test_nothing_is_proposed_about_what_is_decided_or_before_the_meeting(
    app: Flask, case: int, member: Visitor, url: str
) -> None:
    decide(app, case)
    given = {"proposal__kind": "reject", "proposal__person": str(person(app, "Ledamoten"))}
    refuses(app, member, f"{url}/yrkanden", "Ärendet är redan avgjort på det här sammanträdet.", **given)


def test_who_made_it_takes_it_back_and_nobody_else(
    app: Flask, item: int, member: Visitor, people: Visitors, url: str
) -> None:
    number = propose_at(app, item, "reject")
    other = people["andra"]
    other.open(url)
    refuses(app, other, f"{url}/yrkanden/{number}/ater", FOR_OTHERS, version="2")
    member.open(url)
    page = member.press(f"Återta yrkandet {number}").text
    assert ("Yrkandet är återtaget." in page, "(Återtaget)" in page) == (True, True)
    before = fingerprint(app)
    member.post(f"{url}/yrkanden/{number}/ater", csrf_token=token(member), version="3")
    assert fingerprint(app) == before  # twice is once


def test_what_is_put_is_not_taken_back(app: Flask, item: int, member: Visitor, url: str) -> None:
    number = propose_at(app, item, "reject")
    put_at(app, item)
    refuses(
        app,
        member,
        f"{url}/yrkanden/{number}/ater",
        "Frågan om yrkandet är redan ställd. Det kan inte återtas eller avvisas nu.",
        version="3",
    )
    refuses(app, member, f"{url}/yrkanden/{number}/ater", "Ärendet har ändrats", status=409, version="2")


def test_only_the_chair_of_the_assembly_refuses_to_put_a_proposal(
    app: Flask, item: int, chair: Visitor, member: Visitor, url: str
) -> None:
    number = propose_at(app, item, "change", text="En ny skola byggs.")
    refusing = {"ground": "new_matter", "version": "2"}
    refuses(
        app,
        chair,
        f"{url}/yrkanden/{number}/avvisa",
        "Bara i fullmäktige får ordföranden vägra att ställa proposition på ett yrkande (kommunallagen 5 kap. 57 §).",
        **refusing,
    )
    make_it_an_assembly(app)
    refuses(
        app,
        member,
        f"{url}/yrkanden/{number}/avvisa",
        "Bara den som leder ärendet kan vägra att ställa proposition på ett yrkande.",
        **refusing,
    )
    refuses(app, chair, f"{url}/yrkanden/{number}/avvisa", "Välj ett skäl i listan.", ground="smak", version="2")
    page = chair.post(f"{url}/yrkanden/{number}/avvisa", csrf_token=token(chair), **refusing).text
    assert "Ställs inte under proposition: det väcker ett nytt ärende" in page
    assert one(app, Proposal).dropped_as == "new_matter"
    refuses(
        app,
        chair,
        f"{url}/yrkanden/{number}/prova",
        "Fullmäktige kan bara besluta att det som ordföranden har ansett olagligt ska prövas.",
        version="3",
    )


def test_the_assembly_may_have_what_was_called_unlawful_put(app: Flask, item: int, chair: Visitor, url: str) -> None:
    make_it_an_assembly(app)
    number = propose_at(app, item, "change", text="Avgiften tas ut i efterhand.")
    chair.open(url)
    chair.press("Vägra ställa proposition", ground="unlawful")
    assert "det skulle strida mot lag" in chair.open(url).text
    page = chair.press(f"Fullmäktige vill pröva yrkandet {number}").text
    assert "Yrkandet ställs under proposition." in page
    assert (one(app, Proposal).lives, "Vad ska beslutas?" in put_at(app, item)) == (True, True)


def test_a_proposal_of_another_item_does_not_exist_here(app: Flask, item: int, member: Visitor, url: str) -> None:
    number = propose_at(app, item, "reject")
    before = fingerprint(app)
    for address in (f"/sammantraden/arende/{item + 1}/yrkanden/{number}/ater", f"{url}/yrkanden/{number + 1}/ater"):
        assert member.post(address, csrf_token=token(member), version="2").status_code == 404
        member.open(url)
    assert member.post(f"{url}/yrkanden/{number}/slang", csrf_token=token(member), version="2").status_code == 404
    assert fingerprint(app) == before
