"""What a reader may not see answers exactly as what does not exist, and nothing of it stands on his lists."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.cases.models import Case
from casework.meetings.models import AgendaItem
from casework.people.models import DirectoryFunction, Person
from tests.conftest import PASSWORD, Visitors
from tests.factories import (
    make_body,
    make_file,
    make_meeting,
    make_neighbour,
    make_person,
)
from tests.observing import fingerprint, one, rows
from tests.world import World, everything, token

pytestmark = pytest.mark.both


@pytest.fixture
def world(app: Flask) -> World:
    """One of everything."""
    return everything(app)


NOWHERE, NO_HASH = 999_999, "0" * 64
DONE = {"answer": "done"}
ADDRESS = {"address": "ny@demo.example"}
POSTED = {"day": "2026-03-02"}
APPEALED_ELSEWHERE = ("granne-handlaggare", "granne-chef", "granne-registrator", "granne-sekreterare")
STEP = {"version": 1, "note": "Fel text.", "until": "2026-03-02"}


def _hidden(app: Flask, world: World) -> list[tuple[str, str, Callable[[Any], str], Any, Any, dict[str, Any]]]:
    """(who, method, address, what is hidden from him, what does not exist, form)."""
    make_person(app, "nn-ordforande", "officer")
    make_body(app, "N2", chair="nn-ordforande")
    other_body = make_meeting(app, body=_named(app, make_body(app, "NN")))
    neighbours = rows(app, DirectoryFunction)[-1].id
    loose = make_file(app, b"%PDF a file of no case")
    save = {"title": "Nytt", "version": 1}
    own, paper = world.decided, world.delivery + 1
    return [
        *((who, "GET", "/arenden/{}".format, world.draft, NOWHERE, {}) for who in ("sekreterare", "kollega")),
        ("kollega", "GET", "/arenden/{}/tjansteskrivelse".format, world.draft, NOWHERE, {}),
        ("kollega", "POST", "/arenden/{}/tjansteskrivelse".format, world.draft, NOWHERE, save),
        ("kollega", "GET", "/arenden/{}/versioner".format, world.draft, NOWHERE, {}),
        ("kollega", "GET", "/arenden/{}/versioner/1".format, world.draft, NOWHERE, {}),
        ("kollega", "POST", "/arenden/{}/synpunkter".format, world.draft, NOWHERE, {"comment-text": "Nej."}),
        ("granne-handlaggare", "GET", "/arenden/{}/versioner".format, own, NOWHERE, {}),
        *((who, "GET", "/overklaganden/{}".format, world.appealed.appeal, NOWHERE, {}) for who in APPEALED_ELSEWHERE),
        ("granne-sekreterare", "POST", "/overklaganden/{}".format, world.appealed.appeal, NOWHERE, {"step": "forward"}),
        ("granne-registrator", "POST", "/overklaganden/{}/handlingar".format, world.appealed.appeal, NOWHERE, {}),
        (
            "granne-chef",
            "GET",
            f"/overklaganden/{{}}/handlingar/{world.appealed.file}".format,
            world.appealed.appeal,
            NOWHERE,
            {},
        ),
        ("granne-registrator", "GET", "/overklaganden/ny/paragraf/{}".format, world.appealed.decision, NOWHERE, {}),
        ("granne-registrator", "POST", "/overklaganden/ny/paragraf/{}".format, world.appealed.decision, NOWHERE, {}),
        ("granne-sekreterare", "GET", "/laga-kraft/protokoll/{}".format, world.appealed.minutes, NOWHERE, {}),
        ("granne-sekreterare", "POST", "/laga-kraft/protokoll/{}".format, world.appealed.minutes, NOWHERE, {}),
        ("granne-chef", "POST", f"/arenden/{{}}/synpunkter/{world.comment}/svar".format, own, NOWHERE, DONE),
        ("chef", "POST", f"/arenden/{world.ready}/synpunkter/{{}}/svar".format, world.comment, NOWHERE, DONE),
        ("granne-chef", "POST", "/arenden/{}/granskning".format, world.ready, NOWHERE, {}),
        ("granne-chef", "POST", "/arenden/{}/granskning/slapp".format, world.ready, NOWHERE, {}),
        ("kollega", "POST", "/arenden/{}/steg/submit".format, world.draft, NOWHERE, {"version": 1}),
        ("handlaggare", "GET", f"/arenden/{own}/fil/{{}}".format, loose, NO_HASH, {}),
        ("handlaggare", "GET", f"/arenden/{world.ready}/handlingar/{{}}".format, world.attachment, NOWHERE, {}),
        (
            "handlaggare",
            "POST",
            f"/arenden/{world.draft}/handlingar/{{}}/ta-bort".format,
            world.attachment,
            NOWHERE,
            {},
        ),
        ("kollega", "POST", "/arenden/{}/handlingar".format, world.draft, NOWHERE, {}),
        (
            "ordforande",
            "GET",
            f"/sammantraden/arende/{world.item}/handlingar/{{}}".format,
            world.attachment,
            NOWHERE,
            {},
        ),
        ("granne-handlaggare", "GET", f"/arenden/{{}}/handlingar/{world.attachment}".format, own, NOWHERE, {}),
        ("granne-handlaggare", "POST", "/arenden/{}/handlingar".format, own, NOWHERE, {}),
        ("granne-handlaggare", "POST", f"/arenden/{{}}/handlingar/{world.attachment}/ta-bort".format, own, NOWHERE, {}),
        (
            "granne-ordforande",
            "GET",
            f"/sammantraden/arende/{{}}/handlingar/{world.attachment}".format,
            world.decided_item,
            NOWHERE,
            {},
        ),
        ("kollega", "GET", f"/arenden/{world.ready}/fil/{{}}".format, world.sha256, NO_HASH, {}),
        ("handlaggare", "POST", f"/arenden/{world.ready}/leverans/{{}}".format, world.delivery, NOWHERE, ADDRESS),
        ("handlaggare", "POST", f"/arenden/{world.ready}/leverans/{{}}/postad".format, paper, NOWHERE, POSTED),
        ("handlaggare", "GET", f"/arenden/{world.ready}/leverans/{{}}/brev".format, paper, NOWHERE, {}),
        ("granne-handlaggare", "GET", "/arenden/{}/forhandsvisning".format, own, NOWHERE, {}),
        ("granne-handlaggare", "POST", f"/arenden/{{}}/leverans/{paper}/postad".format, own, NOWHERE, POSTED),
        *(("chef", "GET", f"/att-lasa/{{}}{tail}".format, paper + 1, NOWHERE, {}) for tail in ("", "/fil")),
        ("chef", "POST", "/att-lasa/{}".format, paper + 1, NOWHERE, {}),
        ("granne-ordforande", "GET", "/sammantraden/arende/{}/forhandsvisning".format, world.item, NOWHERE, {}),
        ("ledamot", "GET", "/sammantraden/{}".format, other_body, NOWHERE, {}),
        ("ledamot", "POST", "/sammantraden/{}/upprop".format, other_body, NOWHERE, {"version": 1}),
        (
            "sekreterare",
            "POST",
            f"/sammantraden/{other_body}/arenden".format,
            0,
            0,
            {"case": world.ready, "version": 3},
        ),
        ("granne-handlaggare", "GET", "/arenden/{}".format, world.decided, NOWHERE, {}),
        ("granne-chef", "POST", "/arenden/{}/steg/return_report".format, world.ready, NOWHERE, {"note": "Nej"}),
        ("granne-handlaggare", "POST", "/arenden/{}/leverans/1".format, own, NOWHERE, ADDRESS),
        ("granne-handlaggare", "GET", f"/arenden/{{}}/fil/{world.sha256}".format, own, NOWHERE, {}),
        ("granne-sekreterare", "GET", "/sammantraden/{}".format, world.meeting, NOWHERE, {}),
        ("granne-sekreterare", "POST", "/sammantraden/{}/upprop".format, world.meeting, NOWHERE, {"version": 2}),
        (
            "granne-sekreterare",
            "POST",
            "/sammantraden/{}/arenden".format,
            world.meeting,
            NOWHERE,
            {"case": world.ready},
        ),
        ("granne-ordforande", "GET", "/sammantraden/arende/{}".format, world.item, NOWHERE, {}),
        ("granne-ordforande", "POST", "/sammantraden/arende/{}/utgang/approve".format, world.item, NOWHERE, {}),
        ("granne-ordforande", "GET", "/sammantraden/arende/{}/utdrag".format, world.decided_item, NOWHERE, {}),
        ("granne-sekreterare", "POST", "/sammantraden/{}/ordning".format, world.meeting, NOWHERE, {"seen": world.item}),
        ("kollega", "POST", "/sammantraden/onskemal/{}".format, world.draft, NOWHERE, {"meeting": world.meeting}),
        ("granne-handlaggare", "POST", "/sammantraden/onskemal/{}".format, own, NOWHERE, {"meeting": 0}),
        *(
            (who, "POST", f"/sammantraden/arende/{{}}/{act}".format, world.item, NOWHERE, {"drafted": 0, "version": 2})
            for who in ("granne-ordforande", "granne-sekreterare")
            for act in ("utkast/approve", "narvaro/ute", f"narvaro/{world.presence}/ater")
        ),
        (
            "sekreterare",
            "POST",
            f"/sammantraden/arende/{world.decided_item}/narvaro/{{}}/ater".format,
            world.presence,
            NOWHERE,
            {"version": 2},
        ),
        *(
            (who, how, f"/sammantraden/{{}}/{page}".format, world.meeting, NOWHERE, {"item": world.item})
            for who in ("granne-sekreterare", "granne-ordforande")
            for how, page in (("GET", "nu"), ("GET", "flode"), ("POST", "nu/arende"), ("POST", "nu/ordet"))
        ),
        ("granne-ordforande", "POST", "/sammantraden/{}/nu/jav".format, world.meeting, NOWHERE, {"item": world.item}),
        (
            "granne-ordforande",
            "POST",
            f"/sammantraden/{{}}/nu/talare/{world.speaker}/ge".format,
            world.meeting,
            NOWHERE,
            {},
        ),
        ("ordforande", "POST", f"/sammantraden/{world.meeting}/nu/arende".format, 0, 0, {"item": NOWHERE}),
        (
            "ordforande",
            "POST",
            f"/sammantraden/{other_body}/nu/talare/{{}}/ge".format,
            world.speaker,
            NOWHERE,
            {},
        ),
        *_hidden_minutes(app, world),
        ("granne-registrator", "GET", "/katalog/{}".format, world.function, NOWHERE, {}),
        ("granne-registrator", "POST", "/katalog/{}".format, world.function, NOWHERE, {"name": "Min", "version": 1}),
        ("registrator", "GET", "/katalog/{}".format, neighbours, NOWHERE, {}),
        *(("granne-registrator", how, "/delegationsordning/{}/ny".format, 1, NOWHERE, {}) for how in ("GET", "POST")),
        (
            "granne-registrator",
            "POST",
            "/delegationsordning/punkt/{}/upphor".format,
            world.rule,
            NOWHERE,
            {"day": "2040-01-01"},
        ),
        ("granne-handlaggare", "GET", f"/arenden/{{}}/delegationsbeslut/{world.delegated}".format, own, NOWHERE, {}),
        ("handlaggare", "GET", f"/arenden/{world.ready}/delegationsbeslut/{{}}".format, world.delegated, NOWHERE, {}),
        ("granne-handlaggare", "GET", "/delegationsordning/beslut/{}".format, world.delegated, NOWHERE, {}),
        *(
            (who, "GET", "/delegationsordning/beslut?organ={}".format, 1, NOWHERE, {})
            for who in ("granne-handlaggare", "granne-ordforande")
        ),
        *(
            ("granne-registrator", how, f"/anslag/{{}}{page}".format, world.posted.standing, NOWHERE, STEP)
            for how, page in (("GET", ""), ("POST", "/steg/take_down_early"), ("POST", "/dagar"))
        ),
        ("granne-registrator", "GET", "/anslag/{}/bevis".format, world.posted.certified, NOWHERE, {}),
        ("registrator", "GET", "/anslagstavla/{}".format, world.posted.certified, NOWHERE, {}),
        ("registrator", "GET", "/anslagstavla/sammantrade/{}".format, world.meeting, NOWHERE, {}),
        *(
            (who, how, "/bradskande/{}".format, world.urgent, NOWHERE, {})
            for who in ("granne-ordforande", "ledamot")
            for how in ("GET", "POST")
        ),
        ("ordforande", "GET", "/bradskande/{}".format, world.ready, NOWHERE, {}),  # of a kind that waits
        (
            "granne-ordforande",
            "GET",
            f"/bradskande/{world.urgent}/handlingar/{{}}".format,
            world.attachment + 2,
            NOWHERE,
            {},
        ),
        ("ordforande", "GET", f"/bradskande/{world.urgent}/handlingar/{{}}".format, world.attachment, NOWHERE, {}),
    ]


def _hidden_minutes(app: Flask, world: World) -> list[tuple[str, str, Callable[[Any], str], Any, Any, dict[str, Any]]]:
    """The same of minutes: the neighbour's people, a member of another body, the registrar before the approval."""
    of, number = world.minutes, one(app, Person, name="Ledamoten").id
    text, note = {"text-place": "opening", "text-version": 0}, {"take_back-note": "Fel.", "take_back-version": 2}
    on_all = [
        ("GET", "", {}),
        ("GET", "/protokoll.pdf", {}),
        ("POST", "/text", text),
        ("POST", "/steg/take_back", note),
        ("POST", "/underskrift", {"sign-password": PASSWORD, "sign-method": "password"}),
        ("POST", "/synpunkt", {"remark-kind": "comment", "remark-paragraph": 0, "remark-text": "Nej."}),
        ("POST", f"/synpunkt/{of.remark}/svar", {"answer-text": "Nej."}),
        ("POST", f"/overklagande/{of.decision}", {"route-route": "not_appealable"}),
    ]
    at_meeting = (("protokoll", {}), ("justerare", {"approver-person": number}))
    again, near, far = {"correction-text": "Nej."}, "sekreterare", "granne-sekreterare"
    done = of.approved_decision
    reading = [(who, *row) for who in ("nn-ordforande", "registrator") for row in on_all[:2]]
    return [
        *(
            (who, how, f"/protokoll/{{}}{tail}".format, of.signing, NOWHERE, form)
            for who, how, tail, form in [*((far, *row) for row in on_all), *reading]
        ),
        *((far, "POST", f"/sammantraden/{{}}/{tail}".format, of.meeting, NOWHERE, form) for tail, form in at_meeting),
        (
            far,
            "POST",
            f"/sammantraden/{{}}/justerare/{of.signer}/ersatt".format,
            of.meeting,
            NOWHERE,
            {"release-note": "x"},
        ),
        ("sekreterare", "POST", f"/sammantraden/{of.meeting}/justerare/{{}}/ersatt".format, 1, NOWHERE, {}),
        *(
            ("granne-registrator", how, f"/protokoll/{{}}{tail}".format, of.approved, NOWHERE, {})
            for how, tail in (("GET", ""), ("GET", "/protokoll.pdf"), ("GET", f"/utdrag/{of.extract}.pdf"))
        ),
        (
            "granne-registrator",
            "POST",
            f"/protokoll/{{}}/utdrag/{of.approved_decision}".format,
            of.approved,
            NOWHERE,
            {},
        ),
        (
            "granne-sekreterare",
            "POST",
            f"/protokoll/{{}}/rattelse/{of.approved_decision}".format,
            of.approved,
            NOWHERE,
            again,
        ),
        (near, "POST", f"/protokoll/{of.approved}/rattelse/{{}}".format, of.decision, NOWHERE, again),
        (near, "POST", f"/protokoll/{of.approved}/utdrag/{{}}".format, of.decision, NOWHERE, {}),
        (near, "POST", f"/protokoll/{of.signing}/utdrag/{{}}".format, of.decision, NOWHERE, {}),
        (near, "GET", f"/protokoll/{of.signing}/utdrag/{{}}.pdf".format, of.extract, NOWHERE, {}),
        (near, "POST", f"/protokoll/{of.approved}/synpunkt/{{}}/svar".format, of.remark, NOWHERE, {}),
        (near, "POST", f"/protokoll/{of.signing}/overklagande/{{}}".format, done, NOWHERE, {}),
    ]


def _named(app: Flask, body_id: int) -> str:
    from casework.people.models import Body

    return rows(app, Body, id=body_id)[0].short_name


def test_what_a_reader_may_not_see_answers_as_what_does_not_exist(app: Flask, world: World, visitors: Visitors) -> None:
    make_neighbour(app)
    make_person(app, "kollega", "officer")
    hidden = _hidden(app, world)
    before = fingerprint(app)
    told = []
    for who, method, address, there, nowhere, form in hidden:
        data = {"csrf_token": token(visitors[who]), **form} if method == "POST" else None
        answers = [visitors[who].client.open(address(key), method=method, data=data) for key in (there, nowhere)]
        bodies = {_body(answer) for answer in answers}
        told.append((who, address(there), [answer.status_code for answer in answers], len(bodies)))
    assert [row for row in told if row[2:] != ([404, 404], 1)] == []
    assert fingerprint(app) == before


def _body(answer: TestResponse) -> str:
    """The page without what is its own: its tokens, and its address in the form that chooses the language."""
    page = answer.get_data(as_text=True).replace(answer.request.path, "")
    page = page.replace(answer.request.query_string.decode(), "")
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", page)


def test_a_neighbour_sees_nothing_of_another_authority_on_his_lists(
    app: Flask, world: World, visitors: Visitors
) -> None:
    make_neighbour(app)
    names = ("granne-handlaggare", "granne-chef", "granne-registrator", "granne-sekreterare", "granne-ordforande")
    pages = ("/", "/arenden", "/sammantraden", "/katalog", "/arenden/nytt", "/sammantraden/nytt", "/delegationsordning")
    pages += ("/delegationsordning/beslut", "/protokoll")
    seen = "".join(visitors[name].client.get(page).get_data(as_text=True) for name in names for page in pages)
    words = ("Översyn av medlemskapet", "KS 2", "Kommunstyrelsen", "KSAU", "Socialchef", "Ekedal")
    assert [word for word in words if word in seen] == []
    assert ("Grannens funktion" in seen, "Nämnden NAU" in seen, len(rows(app, Case))) == (True, True, 8)
    assert len(rows(app, AgendaItem)) == 12
