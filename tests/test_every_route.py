"""Every address and every role: who comes in, what does not exist for whom, and that reading leaves no trace."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.permissions import PERMISSIONS
from casework.settings import Settings
from tests.conftest import PASSWORD, Visitors
from tests.observing import fingerprint
from tests.support.pages import Visitor
from tests.world import MAIL, World, addresses, everything, token

ROLES = ("handlaggare", "chef", "sekreterare", "ordforande", "ledamot", "registrator", "arkivarie", "admin")

# One letter for nobody logged in and for each of ROLES in that order:
# "o" comes in, "x" is refused (403), "l" is sent to the log-in, "?" does not exist for him (404), "t" needs a token
# (401), whoever is logged in: what a token opens is in tests/api/test_scopes.py.
MATRIX = {
    "static": "ooooooooo",
    "people.login": "ooooooooo",
    "people.logout": "lllllllll",  # that is where it leads
    "people.set_language": "ooooooooo",
    "people.directory": "loooxxoxo",
    "people.find_function": "loxxxxxxx",
    "people.add_function": "lxxxxxoxo",
    "people.edit_function": "lxxxxxoxo",
    "people.settings": "loooooooo",
    "people.bodies": "lxxoxxoxo",
    "people.body": "lxxoxxoxo",
    "people.add_body": "lxxxxxoxo",
    "people.edit_body": "lxxxxxoxo",
    "people.set_rules": "lxxxxxoxo",
    "people.add_seat": "lxxxxxoxo",
    "people.change_seat": "lxxxxxoxo",
    "people.review_levels": "lxxxxxoxo",
    "desk.index": "loooooooo",
    "desk.mark_seen": "loooooooo",
    "desk.received": "l?????o??",
    "desk.received_file": "l?????o??",
    "desk.note_received": "l?????o??",
    "cases.index": "loooxxoxx",
    "cases.show": "loooxxoxx",
    "cases.take": "loooxxoxx",
    "cases.attached": "loooxxoxx",
    "cases.attach": "loxxxxxxx",
    "cases.attachment": "loooxxoxx",
    "cases.remove_attachment": "loxxxxxxx",
    "cases.send_again": "loxxxxoxx",
    "cases.posted": "loxxxxoxx",
    "cases.letter": "loooxxoxx",
    "cases.preview": "loooxxoxx",
    "cases.outbox": "loooxxoxx",
    "delegation.index": "loooxxoxo",
    "delegation.add": "lxxxxxoxo",
    "delegation.end": "lxxxxxoxo",
    "delegation.decision": "loooxxoxx",
    "reporting.register": "looooooxx",
    "reporting.paper": "looooooxx",
    "reporting.urgent": "lxxxo?xxx",
    "reporting.decide": "lxxxo?xxx",
    "reporting.attachment": "lxxxo?xxx",
    "referrals.new": "loxxxxxxx",
    "referrals.note": "loxxxxoxx",
    "referrals.show": "looo??oo?",
    "referrals.take": "looo??oo?",
    "referrals.attachment": "looo??oo?",
    "referrals.answer_file": "looo??oo?",
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
    "associations.answer": "loxxxxoxx",
    "reviewing.versions": "loooxxoxx",
    "reviewing.version": "loooxxoxx",
    "reviewing.comment": "loooxxoxx",
    "reviewing.answer": "loooxxoxx",
    "reviewing.claim": "lxoxxxxxx",
    "reviewing.release": "lxoxxxxxx",
    "meetings.index": "lxxoooxxx",
    "meetings.new": "lxxoxxxxx",
    "meetings.create": "lxxoxxxxx",
    "meetings.show": "lxxoooxxx",
    "meetings.roll": "lxxooxxxx",
    "meetings.put": "lxxoxxxxx",
    "meetings.order": "lxxoxxxxx",
    "meetings.order_by_rules": "lxxoxxxxx",
    "meetings.series": "lxxoxxxxx",
    "meetings.change": "lxxoxxxxx",
    "meetings.standing": "lxxoxxoxo",
    "meetings.usual_standing": "lxxoxxoxo",
    "meetings.edit_standing": "lxxoxxoxo",
    "meetings.case_order": "lxxoxxoxo",
    "meetings.wish": "loxxxxxxx",
    "meetings.item": "lxxoooxxx",
    "meetings.preview": "lxxoooxxx",
    "meetings.outcome": "lxxoooxxx",
    "meetings.extract": "lxxoooxxx",
    "meetings.attachment": "lxxoooxxx",
    "meetings.draft": "lxxoooxxx",
    "meetings.note": "lxxoooxxx",
    "meetings.take_back": "lxxoooxxx",
    "meetings.rule": "lxxoooxxx",
    "meetings.approve": "lxxoooxxx",
    "meetings.edit_item": "lxxoxxxxx",
    "meetings.remove_item": "lxxoxxxxx",
    "meetings.take_step": "lxxoooxxx",
    "meetings.add": "lxxoxxxxx",
    "meetings.block": "lxxxooxxx",
    "meetings.guest": "lxxoooxxx",
    "meetings.leave": "lxxoooxxx",
    "meetings.hours": "lxxoxxxxx",
    "deliberation.add_proposal": "lxxoooxxx",
    "deliberation.change_proposal": "lxxoooxxx",
    "deliberation.put_question": "lxxoooxxx",
    "deliberation.answer_question": "lxxoooxxx",
    "deliberation.demand_vote": "lxxoooxxx",
    "deliberation.step_vote": "lxxoooxxx",
    "deliberation.cast_vote": "lxxoooxxx",
    "deliberation.enter_votes": "lxxoooxxx",
    "deliberation.demand_by_minority": "lxxoooxxx",
    "deliberation.announce": "lxxoooxxx",
    "minutes.index": "lxxooooxx",
    "minutes.show": "lxxooooxx",
    "minutes.document": "lxxooooxx",
    "minutes.extract": "lxxooooxx",
    "minutes.begin": "lxxoxxxxx",
    "minutes.add_approver": "lxxoooxxx",
    "minutes.replace_approver": "lxxoooxxx",
    "minutes.save_text": "lxxoxxxxx",
    "minutes.take_step": "lxxoxxxxx",
    "minutes.add_signature": "lxxoooxxx",
    "minutes.add_remark": "lxxoooxxx",
    "minutes.answer_remark": "lxxoxxxxx",
    "minutes.choose_route": "lxxoxxxxx",
    "minutes.add_correction": "lxxoxxxxx",
    "minutes.add_extract": "lxxoxxoxx",
    "summons.show": "lxxoooxxx",
    "summons.version": "lxxoooxxx",
    "summons.document": "lxxoooxxx",
    "summons.calendar": "lxxoooxxx",
    "summons.paper": "lxxoooxxx",
    "summons.report": "lxxoooxxx",
    "summons.packet": "lxxoooxxx",
    "summons.progress": "lxxoooxxx",
    "summons.answer": "lxxxooxxx",
    "summons.preview_of": "lxxoxxxxx",
    "summons.preview_document": "lxxoxxxxx",
    "summons.send": "lxxoxxxxx",
    "summons.note_answer": "lxxoxxxxx",
    "summons.remind_all": "lxxoxxxxx",
    "summons.send_again": "lxxoxxxxx",
    "summons.make_packet": "lxxoxxxxx",
    "live.now": "lxxoooxxx",
    "live.stream": "lxxoooxxx",
    "live.item": "lxxoooxxx",
    "live.word": "lxxoooxxx",
    "live.speaker": "lxxoooxxx",
    "live.disclosure": "lxxxooxxx",
    "publication.board": "ooooooooo",
    "publication.notice": "ooooooooo",
    "publication.meeting": "ooooooooo",
    "publication.postings": "lxxoxxoxx",
    "publication.posting": "lxxoxxoxx",
    "publication.take_step": "lxxoxxoxx",
    "publication.answer": "lxxoxxoxx",
    "publication.board_settings": "lxxxxxoxx",
    "publication.certificate": "loooooooo",
    "assignments.index": "loooooooo",
    "assignments.show": "loooooo??",
    "assignments.take": "loooooo??",
    "assignments.put": "lxxoxxxxx",
    "assignments.yearly": "looooooxx",
    "assignments.raised": "looooooxx",
    "assignments.put_raised": "lxxoxxxxx",
    "assignments.put_information": "lxxoxxxxx",
    "appeals.index": "lxxoxxoxx",
    "appeals.new": "lxxoxxoxx",
    "appeals.show": "loooxxoxx",
    "appeals.take": "loxoxxoxx",
    "appeals.add_file": "lxxoxxoxx",
    "appeals.file": "loooxxoxx",
    "appeals.final_index": "lxxoxxoxx",
    "appeals.final": "lxxoxxoxx",
    "webhooks.index": "lxxxxxxxo",
    "webhooks.add": "lxxxxxxxo",
    "webhooks.remove": "lxxxxxxxo",
    "webhooks.again": "lxxxxxxxo",
    "demo.mailbox": "loooooooo",
    "demo.message": "loooooooo",
    "demo.attachment": "loooooooo",
    "demo.mailbox_json": "ooooooooo",
    "api.openapi": "ooooooooo",
    "api.list_bodies": "ttttttttt",
    "api.list_cases": "ttttttttt",
    "api.create_case": "ttttttttt",
    "api.show_case": "ttttttttt",
    "api.change_case": "ttttttttt",
    "api.list_steps": "ttttttttt",
    "api.take_step": "ttttttttt",
    "api.list_history": "ttttttttt",
    "api.list_recipients": "ttttttttt",
    "api.set_recipients": "ttttttttt",
    "api.add_attachment": "ttttttttt",
    "api.list_deliveries": "ttttttttt",
    "api.plan_meeting": "ttttttttt",
    "api.show_meeting": "ttttttttt",
    "api.add_item": "ttttttttt",
    "api.set_attendance": "ttttttttt",
    "api.record_outcome": "ttttttttt",
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
    """One of everything."""
    return everything(app)


def test_every_route_has_a_row_and_no_row_is_left_over(app: Flask) -> None:
    assert set(app.view_functions) == set(PERMISSIONS) == set(MATRIX)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_each_role_comes_in_where_the_matrix_says(app: Flask, world: World, visitors: Visitors) -> None:
    columns = [_column(app, world, visitor) for visitor in [Visitor(app), *(visitors[name] for name in ROLES)]]
    assert {endpoint: "".join(column[endpoint] for column in columns) for endpoint in MATRIX} == MATRIX


def _column(app: Flask, world: World, visitor: Visitor) -> dict[str, str]:
    """What each endpoint answers the visitor; by whatever method, the answer is the same."""
    own = token(visitor)
    outcomes: dict[str, str] = {}
    for endpoint, method, url in addresses(app, world):
        data = {"csrf_token": own, "case": world.ready, "item": world.item, "text-place": "opening"}
        answer = visitor.client.open(url, method=method, data=None if method == "GET" else data, buffered=True)
        outcome = _outcome(answer)
        assert outcomes.setdefault(endpoint, outcome) == outcome, f"{endpoint} differs by method"
    return outcomes


def _outcome(answer: TestResponse) -> str:
    if answer.status_code == 302 and answer.location.partition("?")[0] == "/logga-in":
        return "l"
    return {401: "t", 403: "x", 404: "?"}.get(answer.status_code, "o" if answer.status_code < 500 else "500")


CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


def test_a_post_by_nobody_writes_nothing(app: Flask, world: World) -> None:
    stranger, before = Visitor(app), fingerprint(app)
    own, answers = token(stranger), {}
    for endpoint, method, url in addresses(app, world):
        if method != "GET" and endpoint != "people.login":  # a failed log-in is counted: tests/people
            with_token = stranger.client.open(url, method=method, data={"csrf_token": own, "case": world.ready})
            answers[endpoint] = (stranger.client.open(url, method=method).status_code, with_token.status_code)
    refused = {endpoint: (401, 401) if endpoint.startswith("api.") else (400, 302) for endpoint in answers}
    assert answers == refused
    assert len(answers) == sum(bool(rule.methods & CHANGING) for rule in app.url_map.iter_rules()) - 1
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
    readers = [visitors[name] for name in ("handlaggare", "chef", "sekreterare", "ordforande", "registrator", "admin")]
    before = fingerprint(app)
    pages = [url for name, method, url in addresses(app, world) if method == "GET" and MATRIX[name] != "ttttttttt"]
    answers = {url: min(reader.client.get(url, buffered=True).status_code for reader in readers) for url in pages}
    assert {url: status for url, status in answers.items() if status not in {200, 302}} == {}
    assert fingerprint(app) == before
