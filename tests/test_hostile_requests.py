"""Requests that no page of the house would send: never a fault, nothing stored, and the headers on every answer."""

import re
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.routing import IntegerConverter

from casework.settings import Settings
from tests.conftest import Visitors
from tests.hostile_forms import SCRIPT, Filled, Senders, is_told, make_world, print_of, refusal
from tests.observing import fingerprint
from tests.webhooks.rows import ALLOWED_ON_LOOPBACK


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With webhooks, which are off otherwise, so that every form is taken."""
    return settings.model_copy(update=ALLOWED_ON_LOOPBACK)


@pytest.fixture
def senders(visitors: Visitors) -> Senders:
    """Everybody who sends something."""
    return Senders(visitors)


def test_a_form_without_its_token_is_refused(app: Flask, senders: Senders) -> None:
    world, wrong = make_world(app), {}
    before = fingerprint(app)
    for form in world:
        for token in ({"csrf_token": ""}, {"csrf_token": "x" * 5000}, {"csrf_token": senders.token("admin") + "\x00"}):
            answer = senders.send(form, form.values | token)
            if (answer.status_code, is_told(answer)) != (400, True):
                wrong[form.endpoint] = answer.status_code
    assert (wrong, fingerprint(app)) == ({}, before)


KINDS = {
    "application/json": b'{"title": "x", "version": 1}',
    "application/json; charset=utf-16": b"[[[",
    "text/plain": b"title=x",
    "multipart/form-data": b"title=x",
    "multipart/form-data; boundary=x": b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x",
    "multipart/form-data; boundary=" + "x" * 5000: b"--",
    "application/x-www-form-urlencoded; charset=utf-7": b"title=+ADw-script+AD4-",
    "application/x-www-form-urlencoded; charset=no-such": b"title=x",
    "": b"\x00\xff",
}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_another_kind_of_content_is_never_a_fault(app: Flask, senders: Senders) -> None:
    pressed = {"people.logout", "cases.remove_attachment", "drafting.discard", "drafting.keep"}  # any form is enough
    pressed |= {"reviewing.claim", "reviewing.release", "webhooks.remove", "webhooks.again"}
    pressed |= {"desk.note_received", "meetings.usual_standing"}
    pressed |= {"summons.remind_all", "summons.make_packet"}
    pressed |= {"live.speaker", "meetings.leave"}
    pressed |= {"minutes.begin", "minutes.add_extract"}
    world = [form for form in make_world(app) if form.endpoint not in pressed]
    before, faults = print_of(app), {}
    for kind, body in KINDS.items():
        for form in world:
            client, headers = senders.visitors[form.who].client, {"X-CSRFToken": senders.token(form.who)}
            answer = client.post(form.url, data=body, content_type=kind, headers=headers)
            if answer.status_code >= 500 or (answer.status_code >= 400 and not is_told(answer)):
                faults[form.endpoint, kind[:50]] = answer.status_code
    assert (faults, print_of(app)) == ({}, before)


def test_a_file_where_a_text_belongs_is_no_text(app: Flask, senders: Senders) -> None:
    form = next(form for form in make_world(app) if form.endpoint == "drafting.create")
    before = print_of(app)
    answer = senders.send(form, form.values | {"title": FileStorage(BytesIO(b"Rubrik"), "rubrik.txt")})
    assert (refusal(app, answer, before), "Skriv ärendets rubrik." in answer.text) == ((True, True, True), True)


def test_what_is_larger_than_the_house_takes_is_told_so(app: Flask, senders: Senders) -> None:
    form = next(form for form in make_world(app) if form.endpoint == "drafting.create")
    before = print_of(app)
    large = senders.send(form, form.values | {"summary": "x" * 5_000_000})
    parts = {"csrf_token": senders.token(form.who)} | form.values | {f"part-{number}": "x" for number in range(2500)}
    client = senders.visitors[form.who].client
    many = client.post(form.url, data=parts, content_type="multipart/form-data")
    assert [(answer.status_code, is_told(answer)) for answer in (large, many)] == [(413, True)] * 2
    assert print_of(app) == before


FILES = {
    "empty": (b"", "tom.txt"),
    "blank": (b" \n\t\n", "blank.txt"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "beslut.pdf"),
    "Word": (b"PK\x03\x04" + b"\x00" * 60, "beslut.docx"),
    "NUL": (b"Rubrik\x00", "nul.txt"),
    "odd UTF-16": (b"\xff\xfea", "utf16.txt"),
    "too large": (b"x" * (2 * 1024 * 1024 + 1), "stor.txt"),
}


def test_a_file_that_is_no_report_is_refused_in_a_sentence(app: Flask, senders: Senders) -> None:
    form = next(form for form in make_world(app) if form.endpoint == "drafting.read_file")
    before, wrong = print_of(app), {}
    for name, (data, filename) in FILES.items():
        told = refusal(app, senders.send(form, {"file": FileStorage(BytesIO(data), filename)}), before)
        if told != (True, True, True):
            wrong[name] = told
    for value in ({}, {"file": "text"}, {"file": ""}):
        if (told := refusal(app, senders.send(form, value), before)) != (True, True, True):
            wrong[repr(value)] = told
    assert wrong == {}


@pytest.mark.parametrize("filename", ["../../../etc/passwd", "\x00", "å" * 5000, SCRIPT, "a\r\nX-Evil: 1", ".", "CON"])
def test_the_name_of_a_file_leads_nowhere(app: Flask, senders: Senders, filename: str) -> None:
    form = Filled("drafting.read_file", "handlaggare", "/arenden/nytt/fil")
    before = print_of(app)
    answer = senders.send(form, {"file": FileStorage(BytesIO(f"Tjänsteskrivelse\n\n{SCRIPT}".encode()), filename)})
    assert (answer.status_code in {200, 422}, "<script>alert" in answer.text, print_of(app)) == (True, False, before)
    assert answer.headers.get("X-Evil") is None


KEYS = ("0", "-1", "9" * 10, "9" * 19, "9" * 40, "9" * 5000, "1.0", "x", "%00", "%D9%A1", "1%0A", "%FF")
NAMES = (
    "%00",
    "x%00.pdf",
    "..%2F..%2Fetc%2Fpasswd",
    "%2E%2E",
    "x" * 5000,
    "%FF%FE",
    "%ED%A0%80",
    "%0D%0AX-Evil:%201",
    "'",
)
QUERIES = (
    *(f"after={key}" for key in KEYS),
    *(f"{name}={value}" for name in ("state", "kind", "next") for value in NAMES),
    "after=1&after=2",
    "&&&===",
    "after[]=1",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_with_a_hostile_part_does_not_exist(app: Flask, senders: Senders) -> None:
    """Each part of each address in turn, beside parts that do exist."""
    make_world(app)
    there = {
        "case_id": "1",
        "meeting_id": "1",
        "item_id": "1",
        "delivery_id": "1",
        "function_id": "1",
        "rule_id": "1",
        "decision_id": "1",
        "name": "submit",
        "attachment_id": "1",
        "person_id": "1",
        "template_id": "1",
        "number": "1",
        "comment_id": "1",
        "body_id": "2",
        "word": "jav",
        "presence_id": "1",
        "ruling": "upheld",
        "guest_id": "1",
        "seat_id": "1",
        "standing_id": "1",
        "endpoint_id": "1",
        "message_id": "1",
        "referral_id": "1",
        "speaker_id": "1",
        "posting_id": "1",
        "proposal_id": "1",
        "vote_id": "1",
        "minutes_id": "1",
        "signer_id": "1",
        "remark_id": "1",
        "extract_id": "1",
        "act": "ater",
        "step": "close",
        "assignment_id": "1",
        "year": "2026",
        "subject_word": "paragraf",
        "subject_id": "1",
        "appeal_id": "1",
        "file_id": "1",
        "group_word": "protokoll",
        "group_id": "1",
    }
    there |= {"sha256": "0" * 64, "outcome": "approve", "filename": "css/base.css", "index": "0"}
    addresses = []
    for rule in app.url_map.iter_rules():
        for hostile in rule.arguments:
            for value in KEYS if isinstance(rule._converters[hostile], IntegerConverter) else NAMES:
                address = re.sub(
                    r"<(?:\w+:)?(\w+)>", lambda m, h=hostile, v=value: v if m[1] == h else there[m[1]], rule.rule
                )
                addresses += [(method, address) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    before = print_of(app)
    wrong = {address: status for address in addresses if (status := _status(senders, *address)) not in REFUSALS}
    assert (len(addresses) > 200, wrong, print_of(app)) == (True, {}, before)


REFUSALS = {302, 308, 400, 401, 403, 404, 405, 409, 422}


def _status(senders: Senders, method: str, address: str) -> int:
    """What somebody who comes in there is answered."""
    who = {"arenden": "handlaggare", "sammantraden": "sekreterare", "protokoll": "sekreterare"}.get(
        address.split("/")[1], "registrator"
    )
    data = {"csrf_token": senders.token(who), "version": "1", "case": "1"} if method == "POST" else None
    answer = senders.visitors[who].client.open(address, method=method, data=data, buffered=True)
    return 0 if "X-Evil" in answer.headers else answer.status_code


def test_a_hostile_query_is_never_a_fault(app: Flask, senders: Senders) -> None:
    make_world(app)
    client, before = senders.visitors["handlaggare"].client, print_of(app)
    answers = {query: client.get(f"/arenden?{query}").status_code for query in QUERIES}
    answers |= {f"log-in {query}": app.test_client().get(f"/logga-in?{query}").status_code for query in QUERIES}
    assert {query: status for query, status in answers.items() if status != 200} == {}
    assert print_of(app) == before


def test_another_method_is_refused(app: Flask, senders: Senders) -> None:
    make_world(app)
    before, client = fingerprint(app), senders.visitors["handlaggare"].client
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X"):
        for address in ("/", "/arenden", "/arenden/1", "/arenden/1/steg/submit", "/logga-in", "/katalog/1"):
            answer = client.open(address, method=method, headers={"X-CSRFToken": senders.token("handlaggare")})
            assert (answer.status_code, is_told(answer)) == (405, True), (method, address)
    assert fingerprint(app) == before


# The headers on every kind of answer

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def test_every_kind_of_answer_carries_the_security_headers(
    app: Flask, senders: Senders, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, outcome = (form for form in make_world(app) if form.endpoint in {"cases.take", "meetings.outcome"})
    officer, nobody = senders.visitors["handlaggare"].client, app.test_client()
    answers = {
        "page": officer.get("/"),
        "log-in": nobody.get("/logga-in"),
        "to the log-in": nobody.get("/arenden"),
        "static": officer.get("/static/css/base.css", buffered=True),
        "head": officer.head("/arenden"),
        "options": officer.options("/arenden"),
        "file": officer.get("/sammantraden", headers={"Accept": "application/pdf"}),
        "no token": officer.post("/arenden"),
        "forbidden": officer.get("/katalog/ny"),
        "nowhere": officer.get("/no-such-page"),
        "method": officer.delete("/arenden"),
        "stale": senders.send(take, {**take.values, "version": "99"}),
        "too large": officer.post("/arenden", data={"title": "x" * 5_000_000}),
        "refused": senders.send(take, {**take.values, "note": ""}),
        "taken": senders.send(take),
        "extract": senders.visitors["ordforande"].client.get("/sammantraden/arende/1/utdrag"),
    }
    assert outcome.endpoint == "meetings.outcome"
    monkeypatch.setitem(app.view_functions, "desk.index", lambda: 1 / 0)
    answers["fault"] = officer.get("/")
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "page": 200,
        "log-in": 200,
        "to the log-in": 302,
        "static": 200,
        "head": 200,
        "options": 200,
        "file": 403,
        "no token": 400,
        "forbidden": 403,
        "nowhere": 404,
        "method": 405,
        "stale": 409,
        "too large": 413,
        "refused": 422,
        "taken": 302,
        "extract": 200,
        "fault": 500,
    }
    bare = {
        name: sorted(header for header, value in HEADERS.items() if answer.headers.getlist(header) != [value])
        for name, answer in answers.items()
    }
    assert {name: missing for name, missing in bare.items() if missing} == {}
    ids = [answer.headers["X-Request-Id"] for answer in answers.values()]
    assert (len(set(ids)), all(ids)) == (len(answers), True)
    kept = {name for name, answer in answers.items() if answer.headers.get("Cache-Control") != "private, no-store"}
    assert kept == {"static"}


def test_the_cookie_is_kept_from_scripts_and_other_sites(app: Flask) -> None:
    cookie = app.test_client().get("/logga-in").headers["Set-Cookie"]
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie) == (True, True)


def test_a_fault_tells_nothing_of_itself(app: Flask, senders: Senders, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise RuntimeError("hemligt: postgresql://user:password@host")

    client = senders.visitors["handlaggare"].client
    monkeypatch.setitem(app.view_functions, "desk.index", broken)
    page = client.get("/").text
    assert [word for word in ("hemligt", "password", "RuntimeError", "Traceback", "casework/") if word in page] == []
    assert "inget av det sparades" in page
