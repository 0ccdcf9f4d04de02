"""Every address and every role: who comes in, what does not exist for whom, and that reading leaves no trace."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.test import TestResponse

from casework.cases.models import Attachment, Case
from casework.dispatch.models import Delivery, Dispatch
from casework.meetings.models import AgendaItem
from casework.people.models import DirectoryFunction
from casework.permissions import PERMISSIONS
from casework.settings import Settings
from tests.conftest import PASSWORD, Visitors
from tests.factories import (
    call_roll_of,
    decide,
    decided_case,
    item_of,
    make_body,
    make_case,
    make_cases,
    make_file,
    make_meeting,
    make_neighbour,
    make_person,
    make_template,
)
from tests.observing import fingerprint, one, rows, statements
from tests.support.pages import Visitor

ROLES = ("handlaggare", "chef", "sekreterare", "ordforande", "ledamot", "registrator", "arkivarie", "admin")

# One letter for nobody logged in and for each of ROLES in that order:
# "o" comes in, "x" is refused (403), "l" is sent to the log-in, "?" does not exist for him (404).
MATRIX = {
    "static": "ooooooooo",
    "people.login": "ooooooooo",
    "people.logout": "lllllllll",  # that is where it leads
    "people.set_language": "ooooooooo",
    "people.directory": "loooxxoxo",
    "people.find_function": "loxxxxxxx",
    "people.add_function": "lxxxxxoxo",
    "people.edit_function": "lxxxxxoxo",
    "desk.index": "loooooooo",
    "desk.mark_seen": "loooooooo",
    "cases.index": "loooxxoxx",
    "cases.show": "loooxxoxx",
    "cases.take": "loooxxoxx",
    "cases.attached": "loooxxoxx",
    "cases.attach": "loxxxxxxx",
    "cases.attachment": "loooxxoxx",
    "cases.remove_attachment": "loxxxxxxx",
    "cases.send_again": "loxxxxoxx",
    "drafting.new": "loxxxxxxx",
    "drafting.read_file": "loxxxxxxx",
    "drafting.create": "loxxxxxxx",
    "drafting.edit": "loxxxxxxx",
    "drafting.save": "loxxxxxxx",
    "drafting.keep": "loxxxxxxx",
    "drafting.keep_new": "loxxxxxxx",
    "drafting.discard": "loxxxxxxx",
    "drafting.discard_new": "loxxxxxxx",
    "drafting.add_author": "loxxxxxxx",
    "drafting.remove_author": "loxxxxxxx",
    "drafting.templates": "lxxxxxoxo",
    "drafting.new_template": "lxxxxxoxo",
    "drafting.add_template": "lxxxxxoxo",
    "drafting.template": "lxxxxxoxo",
    "drafting.save_template": "lxxxxxoxo",
    "meetings.index": "lxxoooxxx",
    "meetings.new": "lxxoxxxxx",
    "meetings.create": "lxxoxxxxx",
    "meetings.show": "lxxoooxxx",
    "meetings.roll": "lxxooxxxx",
    "meetings.put": "lxxoxxxxx",
    "meetings.item": "lxxoooxxx",
    "meetings.outcome": "lxxoooxxx",
    "meetings.extract": "lxxoooxxx",
    "meetings.attachment": "lxxoooxxx",
    "demo.mailbox": "loooooooo",
    "demo.message": "loooooooo",
    "demo.attachment": "loooooooo",
    "demo.mailbox_json": "ooooooooo",
}

# How many statements a page sends at most, by who opens it: what it took when this was written.
STATEMENTS = {
    ("handlaggare", "desk.index"): 7,
    ("chef", "desk.index"): 7,
    ("ordforande", "desk.index"): 7,
    ("handlaggare", "cases.index"): 3,
    ("handlaggare", "drafting.new"): 6,
    ("handlaggare", "cases.show"): 14,
    ("handlaggare", "drafting.edit"): 9,
    ("sekreterare", "meetings.index"): 3,
    ("sekreterare", "meetings.new"): 3,
    ("sekreterare", "meetings.show"): 7,
    ("ordforande", "meetings.item"): 9,
    ("ordforande", "meetings.extract"): 5,
    ("handlaggare", "cases.attachment"): 4,
    ("ordforande", "meetings.attachment"): 4,
    ("registrator", "people.directory"): 3,
    ("handlaggare", "people.find_function"): 3,
    ("registrator", "drafting.templates"): 3,
    ("registrator", "drafting.new_template"): 3,
    ("registrator", "drafting.template"): 5,
    ("registrator", "people.edit_function"): 3,
}

MAIL = (
    b"To: <chef@demo.example>\r\nSubject: Beslut\r\nMessage-ID: <1@demo.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHej\r\n'
    b'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="u.pdf"\r\n\r\n%PDF\r\n'
    b"--b--\r\n"
)


OF_A_DRAFT = (
    "drafting.edit",
    "drafting.save",
    "drafting.keep",
    "drafting.discard",
    "drafting.add_author",
    "drafting.remove_author",
)


@dataclass(frozen=True)
class World:
    """One of everything, by id."""

    draft: int
    ready: int
    listed: int
    decided: int
    meeting: int
    item: int
    decided_item: int
    delivery: int
    sha256: str
    attachment: int
    function: int
    template: int

    def arguments(self, endpoint: str) -> dict[str, Any]:
        """What the address of the endpoint needs: something that the people of the demo's committee may see."""
        case_id = {"cases.take": self.ready} | dict.fromkeys(OF_A_DRAFT, self.draft)
        return {
            "filename": "css/base.css",
            "function_id": self.function,
            "case_id": case_id.get(endpoint, self.decided),
            "name": "submit" if endpoint == "cases.take" else "1",
            "sha256": self.sha256,
            "attachment_id": self.attachment,
            "delivery_id": self.delivery,
            "meeting_id": self.meeting,
            "item_id": self.decided_item if endpoint in {"meetings.extract", "meetings.attachment"} else self.item,
            "outcome": "approve",
            "index": 0,
            "person_id": 1,
            "template_id": self.template,
        }


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the demo's mailbox, so that every route is there; one mail lies in it."""
    box = settings.data_dir / "mailbox"
    box.mkdir()
    (box / "1.eml").write_bytes(MAIL)
    return settings.model_copy(update={"demo": True})


@pytest.fixture
def world(app: Flask) -> World:
    """The demo's people with a case in each of its places."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    decided = make_case(app, "on_agenda", meeting=meeting, attachments=[("Underlag.txt", b"Ett underlag.")])
    decided_item = decide(app, decided)
    listed = make_case(app, "on_agenda", meeting=meeting)
    return World(
        draft=make_case(app),
        ready=make_case(app, "ready"),
        listed=listed,
        decided=decided,
        meeting=meeting,
        item=item_of(app, listed),
        decided_item=decided_item,
        delivery=rows(app, Delivery)[0].id,
        sha256=rows(app, Dispatch)[0].file_sha256,
        attachment=one(app, Attachment).id,
        function=rows(app, DirectoryFunction)[0].id,
        template=make_template(app),
    )


def test_every_route_has_a_row_and_no_row_is_left_over(app: Flask) -> None:
    assert set(app.view_functions) == set(PERMISSIONS) == set(MATRIX)


def test_each_role_comes_in_where_the_matrix_says(app: Flask, world: World, visitors: Visitors) -> None:
    columns = [_column(app, world, visitor) for visitor in [Visitor(app), *(visitors[name] for name in ROLES)]]
    assert {endpoint: "".join(column[endpoint] for column in columns) for endpoint in MATRIX} == MATRIX


def _column(app: Flask, world: World, visitor: Visitor) -> dict[str, str]:
    """What each endpoint answers the visitor; by whatever method, the answer is the same."""
    token = _token(visitor)
    outcomes: dict[str, str] = {}
    for endpoint, method, url in _addresses(app, world):
        data = {"csrf_token": token, "case": world.ready}
        answer = visitor.client.open(url, method=method, data=data if method == "POST" else None, buffered=True)
        outcome = _outcome(answer)
        assert outcomes.setdefault(endpoint, outcome) == outcome, f"{endpoint} differs by method"
    return outcomes


def _addresses(app: Flask, world: World) -> list[tuple[str, str, str]]:
    """Every (endpoint, method, address), the log-out last."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {key: value for key, value in world.arguments(rule.endpoint).items() if key in rule.arguments}
            url = url_for(rule.endpoint, **values)
            found += [(rule.endpoint, method, url) for method in sorted(rule.methods & {"GET", "POST"})]
    return sorted(found, key=lambda row: row[0] == "people.logout")


def _outcome(answer: TestResponse) -> str:
    if answer.status_code == 302 and answer.location.partition("?")[0] == "/logga-in":
        return "l"
    return {403: "x", 404: "?"}.get(answer.status_code, "o" if answer.status_code < 500 else "500")


def _token(visitor: Visitor) -> str:
    visitor.open("/")
    return dict(visitor.forms()[0].values)["csrf_token"]


def test_a_post_by_nobody_writes_nothing(app: Flask, world: World) -> None:
    stranger, before = Visitor(app), fingerprint(app)
    token, answers = _token(stranger), {}
    for endpoint, method, url in _addresses(app, world):
        if method == "POST" and endpoint != "people.login":  # a failed log-in is counted: tests/people
            with_token = stranger.client.post(url, data={"csrf_token": token, "case": world.ready})
            answers[endpoint] = (stranger.client.post(url).status_code, with_token.status_code)
    assert {endpoint: answer for endpoint, answer in answers.items() if answer != (400, 302)} == {}
    assert len(answers) == sum(rule.methods >= {"POST"} for rule in app.url_map.iter_rules()) - 1
    assert fingerprint(app) == before


def test_a_page_behind_the_log_in_is_shown_after_it(app: Flask, world: World) -> None:
    stranger = Visitor(app)
    stranger.open(f"/arenden/{world.decided}?x=1")
    assert stranger.page is not None
    assert stranger.page.request.path == "/logga-in"
    given = stranger.form("Logga in").filled(email="handlaggare@demo.example", password=PASSWORD)
    stranger.post(stranger.page.request.full_path, **given)
    assert (stranger.page.request.path, stranger.page.request.args["x"]) == (f"/arenden/{world.decided}", "1")


def test_reading_every_page_leaves_the_database_as_it_was(app: Flask, world: World, visitors: Visitors) -> None:
    readers = [visitors[name] for name in ("handlaggare", "chef", "sekreterare", "ordforande", "registrator")]
    before = fingerprint(app)
    pages = [url for _, method, url in _addresses(app, world) if method == "GET"]
    answers = {url: min(reader.client.get(url, buffered=True).status_code for reader in readers) for url in pages}
    assert {url: status for url, status in answers.items() if status not in {200, 302}} == {}
    assert fingerprint(app) == before


def test_a_page_sends_no_more_statements_than_stated(app: Flask, world: World, visitors: Visitors) -> None:
    addresses = {endpoint: url for endpoint, method, url in _addresses(app, world) if method == "GET"}
    counted = {(name, endpoint): _count(app, visitors[name], addresses[endpoint]) for name, endpoint in STATEMENTS}
    assert {page: count for page, count in counted.items() if count > STATEMENTS[page]} == {}


def _count(app: Flask, visitor: Visitor, url: str) -> int:
    with statements(app) as sent:
        answer = visitor.client.get(url)
    assert answer.status_code == 200, url
    return len(sent)


LISTS = (
    ("handlaggare", "/"),
    ("chef", "/"),
    ("sekreterare", "/"),
    ("ordforande", "/"),
    ("handlaggare", "/arenden"),
    ("sekreterare", "/sammantraden"),
    ("sekreterare", "/sammantraden/1"),
    ("registrator", "/katalog"),
)


def test_a_list_of_twenty_takes_as_many_statements_as_a_list_of_one(app: Flask, visitors: Visitors) -> None:
    make_meeting(app)
    make_cases(app, ["draft", "review", "ready", "on_agenda"], meeting=1)
    with_one = {page: _count(app, visitors[page[0]], page[1]) for page in LISTS}
    for number in range(2, 21):
        make_meeting(app, days=number)
    make_cases(app, ["draft", "review", "ready", "on_agenda"] * 19, meeting=1)
    assert {page: _count(app, visitors[page[0]], page[1]) for page in LISTS} == with_one
    assert len(visitors["sekreterare"].open("/sammantraden/1").text.split('<li class="row')) == 1 + 20 + 20


def test_a_case_with_twenty_deliveries_takes_as_many_statements_as_one(app: Flask, visitors: Visitors) -> None:
    few = decided_case(app, recipients=[("Socialchef", "")])
    many = decided_case(app, recipients=[(f"Mottagare {n}", f"m{n}@demo.example") for n in range(20)])
    officer = visitors["handlaggare"]
    assert _count(app, officer, f"/arenden/{many}") == _count(app, officer, f"/arenden/{few}")


NOWHERE, NO_HASH = 999_999, "0" * 64
ADDRESS = {"address": "ny@demo.example"}


def _hidden(app: Flask, world: World) -> list[tuple[str, str, Callable[[Any], str], Any, Any, dict[str, Any]]]:
    """(who, method, address, what is hidden from him, what does not exist, form)."""
    other_body = make_meeting(app, body=_named(app, make_body(app, "NN")))
    neighbours = rows(app, DirectoryFunction)[-1].id
    loose = make_file(app, b"%PDF a file of no case")
    save = {"title": "Nytt", "version": 1}
    own = world.decided
    return [
        *((who, "GET", "/arenden/{}".format, world.draft, NOWHERE, {}) for who in ("sekreterare", "kollega")),
        ("kollega", "GET", "/arenden/{}/tjansteskrivelse".format, world.draft, NOWHERE, {}),
        ("kollega", "POST", "/arenden/{}/tjansteskrivelse".format, world.draft, NOWHERE, save),
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
        ("granne-registrator", "GET", "/katalog/{}".format, world.function, NOWHERE, {}),
        ("granne-registrator", "POST", "/katalog/{}".format, world.function, NOWHERE, {"name": "Min", "version": 1}),
        ("registrator", "GET", "/katalog/{}".format, neighbours, NOWHERE, {}),
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
        data = {"csrf_token": _token(visitors[who]), **form} if method == "POST" else None
        answers = [visitors[who].client.open(address(key), method=method, data=data) for key in (there, nowhere)]
        bodies = {_body(answer) for answer in answers}
        told.append((who, address(there), [answer.status_code for answer in answers], len(bodies)))
    assert [row for row in told if row[2:] != ([404, 404], 1)] == []
    assert fingerprint(app) == before


def _body(answer: TestResponse) -> str:
    """The page without what is its own: its tokens, and its address in the form that chooses the language."""
    page = answer.get_data(as_text=True).replace(answer.request.path, "")
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", page)


def test_a_neighbour_sees_nothing_of_another_authority_on_his_lists(
    app: Flask, world: World, visitors: Visitors
) -> None:
    make_neighbour(app)
    names = ("granne-handlaggare", "granne-chef", "granne-registrator", "granne-sekreterare", "granne-ordforande")
    pages = ("/", "/arenden", "/sammantraden", "/katalog", "/arenden/nytt", "/sammantraden/nytt")
    seen = "".join(visitors[name].client.get(page).get_data(as_text=True) for name in names for page in pages)
    words = ("Översyn av medlemskapet", "KS 2", "Kommunstyrelsen", "KSAU", "Socialchef", "Ekedal")
    assert [word for word in words if word in seen] == []
    assert ("Grannens funktion" in seen, "Nämnden NAU" in seen, len(rows(app, Case))) == (True, True, 4)
    assert len(rows(app, AgendaItem)) == 2
