"""Who may use which page, on one screen. What exists there for a reader is each room's `visible_to`; steps say `by`.

A route without a row is refused to everybody, and a test fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from casework.extensions import for_programs
from workflows._vocabulary import (
    ADMIN,
    CHAIR,
    MANAGER,
    MEMBER,
    OFFICER,
    REGISTRAR,
    SECRETARY,
    SUBSTITUTE,
    SYSTEM,
    VICE_CHAIR,
)


@dataclass(frozen=True)
class Grant:
    """One role that holds today; `body_id` is None when it holds for the whole authority."""

    role: str
    authority_id: int
    body_id: int | None = None


@dataclass(frozen=True)
class Reader:
    """A person with the roles that hold today. Every room's `visible_to` and the steps' `by` judge by it."""

    person_id: int
    name: str
    grants: frozenset[Grant] = frozenset()
    authority_name: str = ""
    title: str = ""
    scopes: frozenset[str] = frozenset()
    """What the token allows by which the person came in; none at the pages, which no token opens."""

    def authorities(self, *roles: str) -> list[int]:
        """The authorities in which the person holds one of `roles`, for the whole or for a body."""
        return sorted({grant.authority_id for grant in self.grants if grant.role in roles})

    def bodies(self, *roles: str) -> list[int]:
        """The bodies in which the person holds one of `roles` by name of the body."""
        return sorted({g.body_id for g in self.grants if g.role in roles and g.body_id is not None})

    def roles_for(self, authority_id: int, body_id: int | None) -> frozenset[str]:
        """The roles that hold for something of that authority and body."""
        return frozenset(
            grant.role
            for grant in self.grants
            if grant.authority_id == authority_id and grant.body_id in {None, body_id}
        )

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of `roles` anywhere."""
        return any(grant.role in roles for grant in self.grants)


NOBODY = Reader(0, "")


def system(authority_id: int) -> Reader:
    """The clock and the worker: takes the steps that the tables give to SYSTEM; no person."""
    return Reader(0, "", frozenset({Grant(SYSTEM, authority_id)}))


def current_reader() -> Reader:
    """Who reads this request, with the roles that hold today; NOBODY where nobody is logged in.

    At the API only the token tells who that is, at the pages only the cookie.
    """
    if "reader" not in g:
        g.reader = _by_token() if for_programs() else _by_cookie()
    reader: Reader = g.reader
    return reader


def _by_token() -> Reader:
    sent = request.authorization
    token = sent.token if sent is not None and sent.type == "bearer" else None
    return (token and current_app.extensions["casework.reader_by_token"](token)) or NOBODY


def _by_cookie() -> Reader:
    load = current_app.extensions["casework.load_reader"]
    return load(current_user.person) if current_user.is_authenticated else NOBODY


Predicate = Callable[[Reader], bool]


def anyone(reader: Reader) -> bool:
    """Also those who have not logged in."""
    return True


def signed_in(reader: Reader) -> bool:
    """Everybody with an account."""
    return reader.person_id != 0


def holds(*roles: str) -> Predicate:
    """Those who hold one of the roles somewhere; the operation judges where."""

    def predicate(reader: Reader) -> bool:
        return reader.has(*roles)

    return predicate


CASES_READ, CASES_WRITE = "cases:read", "cases:write"
MEETINGS_READ, MEETINGS_WRITE = "meetings:read", "meetings:write"
SCOPES = (CASES_READ, CASES_WRITE, MEETINGS_READ, MEETINGS_WRITE)
"""What a token may be for."""


@dataclass(frozen=True)
class Scoped:
    """Those who may use the page of that kind, where their token has the scope too."""

    scope: str
    predicate: Predicate

    def __call__(self, reader: Reader) -> bool:
        """As a predicate."""
        return self.scope in reader.scopes and self.predicate(reader)


office = holds(OFFICER, MANAGER, REGISTRAR, SECRETARY)
seated = holds(CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE)
office_or_seated = holds(OFFICER, MANAGER, REGISTRAR, SECRETARY, CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE)
seated_or_secretary = holds(CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE, SECRETARY)
minutes_readers = holds(CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE, SECRETARY, REGISTRAR)

PERMISSIONS: dict[str, Predicate] = {
    "static": anyone,
    "people.login": anyone,
    "people.logout": anyone,
    "people.set_language": anyone,
    "people.settings": signed_in,
    "people.directory": holds(OFFICER, MANAGER, REGISTRAR, SECRETARY, ADMIN),
    "people.find_function": holds(OFFICER),
    "people.add_function": holds(REGISTRAR, ADMIN),
    "people.edit_function": holds(REGISTRAR, ADMIN),
    "people.bodies": holds(REGISTRAR, ADMIN, SECRETARY),
    "people.body": holds(REGISTRAR, ADMIN, SECRETARY),
    "people.add_body": holds(REGISTRAR, ADMIN),
    "people.edit_body": holds(REGISTRAR, ADMIN),
    "people.set_rules": holds(REGISTRAR, ADMIN),
    "people.review_levels": holds(REGISTRAR, ADMIN),
    "people.add_seat": holds(REGISTRAR, ADMIN),
    "people.change_seat": holds(REGISTRAR, ADMIN),
    "desk.index": signed_in,
    "desk.mark_seen": signed_in,
    "desk.received": signed_in,
    "desk.received_file": signed_in,
    "desk.note_received": signed_in,
    "cases.index": office,
    "cases.show": office,
    "cases.take": office,
    "cases.attached": office,
    "cases.attach": holds(OFFICER),
    "cases.attachment": office,
    "cases.remove_attachment": holds(OFFICER),
    "cases.send_again": holds(OFFICER, REGISTRAR),
    "cases.posted": holds(OFFICER, REGISTRAR),
    "cases.letter": office,
    "cases.preview": office,
    "cases.outbox": office,
    "delegation.index": holds(OFFICER, MANAGER, REGISTRAR, SECRETARY, ADMIN),
    "delegation.add": holds(REGISTRAR, ADMIN),
    "delegation.end": holds(REGISTRAR, ADMIN),
    "delegation.decision": office,
    "reporting.register": holds(OFFICER, MANAGER, REGISTRAR, SECRETARY, CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE),
    "reporting.paper": holds(OFFICER, MANAGER, REGISTRAR, SECRETARY, CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE),
    "reporting.urgent": holds(CHAIR, VICE_CHAIR, MEMBER),
    "reporting.decide": holds(CHAIR, VICE_CHAIR, MEMBER),
    "reporting.attachment": holds(CHAIR, VICE_CHAIR, MEMBER),
    "referrals.new": holds(OFFICER),
    "referrals.note": holds(OFFICER, REGISTRAR),
    "referrals.show": signed_in,
    "referrals.take": signed_in,
    "referrals.attachment": signed_in,
    "referrals.answer_file": signed_in,
    "drafting.new": holds(OFFICER),
    "drafting.read_file": holds(OFFICER),
    "drafting.create": holds(OFFICER),
    "drafting.edit": holds(OFFICER),
    "drafting.save": holds(OFFICER),
    "drafting.keep": holds(OFFICER),
    "drafting.keep_new": holds(OFFICER),
    "drafting.discard": holds(OFFICER),
    "drafting.discard_new": holds(OFFICER),
    "drafting.add_author": holds(OFFICER),
    "drafting.remove_author": holds(OFFICER),
    "drafting.templates": holds(REGISTRAR, ADMIN),
    "drafting.new_template": holds(REGISTRAR, ADMIN),
    "drafting.add_template": holds(REGISTRAR, ADMIN),
    "drafting.template": holds(REGISTRAR, ADMIN),
    "drafting.save_template": holds(REGISTRAR, ADMIN),
    "associations.answer": holds(OFFICER, REGISTRAR),
    "reviewing.versions": office,
    "reviewing.version": office,
    "reviewing.comment": office,
    "reviewing.answer": office,
    "reviewing.claim": holds(MANAGER),
    "reviewing.release": holds(MANAGER),
    "meetings.index": seated_or_secretary,
    "meetings.new": holds(SECRETARY),
    "meetings.create": holds(SECRETARY),
    "meetings.show": seated_or_secretary,
    "meetings.roll": seated_or_secretary,
    "meetings.put": holds(SECRETARY),
    "meetings.order": holds(SECRETARY),
    "meetings.order_by_rules": holds(SECRETARY),
    "meetings.series": holds(SECRETARY),
    "meetings.change": holds(SECRETARY),
    "meetings.standing": holds(SECRETARY, REGISTRAR, ADMIN),
    "meetings.usual_standing": holds(SECRETARY, REGISTRAR, ADMIN),
    "meetings.edit_standing": holds(SECRETARY, REGISTRAR, ADMIN),
    "meetings.case_order": holds(SECRETARY, REGISTRAR, ADMIN),
    "meetings.wish": holds(OFFICER),
    "meetings.item": seated_or_secretary,
    "meetings.preview": seated_or_secretary,
    "meetings.outcome": seated_or_secretary,
    "meetings.extract": seated_or_secretary,
    "meetings.attachment": seated_or_secretary,
    "meetings.draft": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "meetings.note": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "meetings.take_back": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "summons.show": seated_or_secretary,
    "summons.version": seated_or_secretary,
    "summons.document": seated_or_secretary,
    "summons.calendar": seated_or_secretary,
    "summons.paper": seated_or_secretary,
    "summons.report": seated_or_secretary,
    "summons.packet": seated_or_secretary,
    "summons.progress": seated_or_secretary,
    "summons.answer": seated,
    "summons.preview_of": holds(SECRETARY),
    "summons.preview_document": holds(SECRETARY),
    "summons.send": holds(SECRETARY),
    "summons.note_answer": holds(SECRETARY),
    "summons.remind_all": holds(SECRETARY),
    "summons.send_again": holds(SECRETARY),
    "summons.make_packet": holds(SECRETARY),
    "meetings.rule": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "meetings.take_step": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "meetings.add": holds(SECRETARY),
    "meetings.edit_item": holds(SECRETARY),
    "meetings.remove_item": holds(SECRETARY),
    "meetings.block": holds(CHAIR, VICE_CHAIR),
    "meetings.guest": holds(CHAIR, SECRETARY),
    "meetings.leave": holds(CHAIR, SECRETARY),
    "meetings.hours": holds(SECRETARY),
    "meetings.approve": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "deliberation.add_proposal": seated_or_secretary,
    "deliberation.change_proposal": seated_or_secretary,
    "deliberation.put_question": seated_or_secretary,
    "deliberation.answer_question": seated_or_secretary,
    "deliberation.demand_vote": seated_or_secretary,
    "deliberation.step_vote": seated_or_secretary,
    "deliberation.cast_vote": seated_or_secretary,
    "deliberation.enter_votes": seated_or_secretary,
    "deliberation.demand_by_minority": seated_or_secretary,
    "deliberation.announce": seated_or_secretary,
    "live.now": seated_or_secretary,
    "live.stream": seated_or_secretary,
    "live.item": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "live.word": seated_or_secretary,
    "live.speaker": seated_or_secretary,
    "live.disclosure": holds(CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE),
    "publication.board": anyone,
    "publication.notice": anyone,
    "publication.meeting": anyone,
    "publication.postings": holds(SECRETARY, REGISTRAR),
    "publication.posting": holds(SECRETARY, REGISTRAR),
    "publication.take_step": holds(SECRETARY, REGISTRAR),
    "publication.answer": holds(SECRETARY, REGISTRAR),
    "publication.board_settings": holds(REGISTRAR),
    "publication.certificate": signed_in,
    "minutes.index": minutes_readers,
    "minutes.show": minutes_readers,
    "minutes.document": minutes_readers,
    "minutes.extract": minutes_readers,
    "minutes.begin": holds(SECRETARY),
    "minutes.add_approver": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "minutes.replace_approver": holds(CHAIR, VICE_CHAIR, SECRETARY),
    "minutes.save_text": holds(SECRETARY),
    "minutes.take_step": holds(SECRETARY),
    "minutes.add_signature": seated_or_secretary,
    "minutes.add_remark": seated_or_secretary,
    "minutes.answer_remark": holds(SECRETARY),
    "minutes.choose_route": holds(SECRETARY),
    "minutes.add_correction": holds(SECRETARY),
    "minutes.add_extract": holds(SECRETARY, REGISTRAR),
    "appeals.index": holds(REGISTRAR, SECRETARY),
    "appeals.new": holds(REGISTRAR, SECRETARY),
    "appeals.show": office,
    "appeals.take": holds(OFFICER, REGISTRAR, SECRETARY),
    "appeals.add_file": holds(REGISTRAR, SECRETARY),
    "appeals.file": office,
    "appeals.final_index": holds(REGISTRAR, SECRETARY),
    "appeals.final": holds(REGISTRAR, SECRETARY),
    "assignments.index": signed_in,
    "assignments.show": signed_in,
    "assignments.take": signed_in,
    "assignments.put": holds(SECRETARY),
    "assignments.yearly": office_or_seated,
    "assignments.raised": office_or_seated,
    "assignments.put_raised": holds(SECRETARY),
    "assignments.put_information": holds(SECRETARY),
    "webhooks.index": holds(ADMIN),
    "webhooks.add": holds(ADMIN),
    "webhooks.remove": holds(ADMIN),
    "webhooks.again": holds(ADMIN),
    "demo.mailbox": signed_in,
    "demo.message": signed_in,
    "demo.attachment": signed_in,
    "demo.mailbox_json": anyone,
    "api.openapi": anyone,
    "api.list_bodies": signed_in,
    "api.list_cases": Scoped(CASES_READ, office),
    "api.create_case": Scoped(CASES_WRITE, holds(OFFICER)),
    "api.show_case": Scoped(CASES_READ, office),
    "api.change_case": Scoped(CASES_WRITE, holds(OFFICER)),
    "api.list_steps": Scoped(CASES_READ, office),
    "api.take_step": Scoped(CASES_WRITE, office),
    "api.list_history": Scoped(CASES_READ, office),
    "api.list_recipients": Scoped(CASES_READ, office),
    "api.set_recipients": Scoped(CASES_WRITE, holds(OFFICER)),
    "api.add_attachment": Scoped(CASES_WRITE, holds(OFFICER)),
    "api.list_deliveries": Scoped(CASES_READ, office),
    "api.plan_meeting": Scoped(MEETINGS_WRITE, holds(SECRETARY)),
    "api.show_meeting": Scoped(MEETINGS_READ, seated_or_secretary),
    "api.add_item": Scoped(MEETINGS_WRITE, holds(SECRETARY)),
    "api.set_attendance": Scoped(MEETINGS_WRITE, seated_or_secretary),
    "api.record_outcome": Scoped(MEETINGS_WRITE, seated_or_secretary),
}


def allowed(endpoint: str, reader: Reader) -> bool:
    """Whether the reader may use the page at all. False for one without a row."""
    predicate = PERMISSIONS.get(endpoint)
    return predicate is not None and predicate(reader)


def init_app(app: Flask) -> None:
    """Judge every request before its view."""
    app.before_request(_judge)


def _judge() -> Any:
    endpoint = request.endpoint
    if endpoint is None or PERMISSIONS.get(endpoint) is anyone:
        return None
    if current_reader() is NOBODY:
        if for_programs():
            abort(401)
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("people.login", next=target))
    if not allowed(endpoint, current_reader()):
        abort(403)
    return None
