"""Every form of the product, filled in rightly, and a world in which each of them is taken.

`test_hostile_input` lays hostile values over them; a form that is missing here makes a test fail.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from casework import clock
from casework.assignments.models import Assignment
from casework.cases.models import Case
from casework.database import db, write
from casework.dispatch.models import Delivery
from casework.meetings.models import AgendaItem
from casework.people.bodies import levels_key
from casework.people.models import Person
from tests.appeals.rows import make_appealed, minutes_of_long_ago
from tests.assignments.given import give_one, hand_over_one, step_with, takes_proposals
from tests.associations.budget import answered, waiting
from tests.conftest import PASSWORD, Visitors
from tests.deliberation.acts import make_matters, propose_at, put_at, vote_at
from tests.factories import (
    call_roll_of,
    comment_on,
    decided_case,
    item_of,
    make_case,
    make_meeting,
    make_standing,
    make_template,
    note_at,
    step_of,
)
from tests.live.acts import ask_at, take_up_at
from tests.made_once import made_once
from tests.meetings.sitting import dispute_at, guest_at, handle, matter_at
from tests.minutes.held import hash_of
from tests.minutes.rows import make_forms
from tests.observing import fingerprint, one
from tests.publication.posted import make_posted
from tests.referrals.asked import ask_one
from tests.reporting.told import urgent_rule
from tests.summons.rows import make_summoned, seen_of
from tests.support.pages import Visitor
from tests.webhooks.rows import make_webhook
from tests.world import RECIPIENTS

DAY = (clock.today() + timedelta(days=90)).isoformat()
NOBODY = ""
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>"


with (files("wtforms") / "locale/sv/LC_MESSAGES/wtforms.po").open("rb") as _file:
    ENGLISH = [message.id for message in read_po(_file) if isinstance(message.id, str) and len(message.id) > 9]
ENGLISH = [text for text in ENGLISH if "%" not in text]


@dataclass(frozen=True)
class Filled:
    """A form: who sends it where, with what. `texts` are its fields of free text, `exact` those that name a thing."""

    endpoint: str
    who: str
    url: str
    texts: Mapping[str, str] = field(default_factory=dict)
    exact: Mapping[str, str] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    """Without these it is refused."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """What its page sends along; whatever else is sent instead means the same."""

    @property
    def values(self) -> dict[str, str]:
        """Everything that is sent when it is filled in rightly."""
        return {**self.texts, **self.exact, **self.hidden}


REPORT = {
    "title": "Översyn",
    "proposal-0": "Förvaltningen får ett uppdrag.",
    "summary": "Det bör ses över.",
    "sections-0-heading": "Ärende",
    "sections-0-text": "Bakgrunden.",
    "basis-0": "Tjänsteskrivelsen",
    "recipients-0-name": "Revisorn",
    "recipients-0-address": "revisor@demo.example",
}
CHOSEN = {"body": "2", "recipients-0-deadline": DAY}
KIND, KEY = {"kind": "membership_review"}, {"creation_key": "a-key-of-its-own"}
TEMPLATE = (
    {"name": "Vår mall", "parts-0-heading": "Bakgrund", "parts-0-help": "Vad har hänt?", "parts-0-phrases": "Ärendet"},
    {"valid_from": DAY, "body": "1", "parts-0-code": "BACKGROUND"},
)


@made_once
def make_world(app: Flask) -> list[Filled]:
    """One of everything, and the forms in an order in which each can be sent after the others."""
    takes_proposals(app)
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    decided = decided_case(app, recipients=RECIPIENTS)
    with app.app_context(), write():
        db.session.execute(update(Delivery).where(Delivery.channel == "mail").values(state="failed"))
    draft = make_case(app, attachments=[("Underlag.txt", b"Ett underlag.")])
    ready = make_case(app, "ready")
    review = make_case(app, "review")
    step_of(app, review, "approve_report", "chef")  # a notice to the officer
    item = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    template = make_template(app)
    reviewable, listable = (str(one(app, Case, id=case).version) for case in (review, ready))
    put = {"case": str(ready), "version": listable}
    other = item_of(app, make_case(app, "on_agenda", meeting=meeting))
    noted = note_at(app, other, "away", "Andra ledamoten")
    jav = {"jav-person": str(one(app, Person, name="Ledamoten").id), "jav-ground": "party", "jav-raised_by": "0"}
    dropped, asking, answering, demanding, preparing, voting, noting, minor = make_matters(app, 8)
    withdrawn = propose_at(app, dropped, "reject", "Ordföranden")
    for item_id in (asking, answering, demanding, preparing, voting):
        propose_at(app, item_id, "reject", "Ordföranden")
    for item_id in (answering, demanding, preparing, voting):
        put_at(app, item_id, who="ledamot")
    prepared = vote_at(app, preparing, who="ledamot", opened=False)
    going = vote_at(app, voting, who="ledamot")
    deferral = str(propose_at(app, minor, "defer", "Ordföranden"))
    me = str(one(app, Person, name="Ordföranden").id)
    waits = waiting(app, ["Regionen", "Alvåsa kommun"])
    answered(app, waits, "Regionen", status="pending")
    reviewed = make_case(app, "review")
    comment = comment_on(app, reviewed)
    asked = ask_one(app, decided, "person")
    to_come, standing = make_meeting(app, days=40), make_standing(app, "KF")
    take_up_at(app, other)
    speaker = ask_at(app, other, "Tredje ledamoten")
    with app.app_context(), write():
        endpoint, message = make_webhook()
    hall = make_meeting(app, days=9)
    call_roll_of(app, hall)
    matter, gone, handled = (matter_at(app, hall, title) for title in ("Läget", "Övrigt", "Rapport"))
    routine = matter_at(app, hall, "Rutin", proposal=["Rapporten godkänns."], routine=True)
    handle(app, handled)
    disputed, guest = dispute_at(app, matter), guest_at(app, hall)
    summoned, ahead = make_summoned(app), make_meeting(app, days=28)
    make_case(app, "on_agenda", meeting=ahead)
    seen = seen_of(app, ahead)
    assigned = one(app, Assignment).id
    reported = give_one(app, owner="Chefen")
    step_with(app, reported, "report", "chef", note="Klart.")
    raised, assembly = hand_over_one(app), make_meeting(app, body="KF", days=33)
    member = str(one(app, Person, name="Vice ordföranden").id)
    minutes = make_forms(app)
    of_draft, of_meeting = f"/protokoll/{minutes.draft}", f"/sammantraden/{minutes.meeting}"
    signing = f"/protokoll/{minutes.signing}"
    posting = make_posted(app).standing
    appealed = make_appealed(app, one(app, AgendaItem, case_id=decided).id, minutes_of_long_ago(app))
    urgent, point = make_case(app, "ready", kind="general_matter", body="KS"), urgent_rule(app)
    return [
        Filled(
            "reporting.decide",
            "ordforande",
            f"/bradskande/{urgent}",
            {"note": "Taket läcker."},
            {"rule_point": str(point), "version": str(one(app, Case, id=urgent).version)},
            ("note", "rule_point", "version"),
        ),
        Filled("people.login", NOBODY, "/logga-in", {"email": "chef@demo.example", "password": "fel"}),
        Filled("people.set_language", NOBODY, "/sprak", {"next": "/arenden"}, {"language": "sv"}),
        Filled(
            "people.add_function",
            "registrator",
            "/katalog/ny",
            {"name": "Ny funktion", "organisation": "Kommunen", "address": "ny@demo.example"},
            {"channel": "mail"},
            ("name", "channel"),
        ),
        Filled(
            "people.edit_function",
            "registrator",
            "/katalog/2",
            {"name": "Socialchefen", "organisation": "Kommunen", "address": "annan@demo.example"},
            {"version": "1", "channel": "mail"},
            ("name", "version", "channel"),
        ),
        Filled(
            "delegation.add",
            "registrator",
            "/delegationsordning/1/ny",
            {"point": "9.1", "text": "Avtal om lokaler.", "words": "avtal", "title": "Lokalchef", "legal_ground": ""},
            {"delegate": "title", "appeal_route": "legality_review", "valid_from": DAY, "valid_to": DAY},
            ("point", "text", "words", "title", "delegate", "appeal_route", "valid_from"),
            {"kind": "", "nature": "", "reported": "y"},
        ),
        Filled(
            "delegation.end", "registrator", "/delegationsordning/punkt/1/upphor", {}, {"day": DAY}, needed=("day",)
        ),
        Filled("drafting.create", "handlaggare", "/arenden", REPORT, KIND | CHOSEN | KEY, ("title", "kind", "body")),
        Filled("drafting.read_file", "handlaggare", "/arenden/nytt/fil"),
        Filled(
            "drafting.save",
            "handlaggare",
            f"/arenden/{draft}/tjansteskrivelse",
            REPORT,
            CHOSEN | {"version": "2"},
            ("title", "version", "body"),
            KIND,
        ),
        Filled("drafting.keep", "handlaggare", f"/arenden/{draft}/utkast", hidden=KIND | CHOSEN | {"version": "2"}),
        Filled("drafting.keep_new", "handlaggare", "/arenden/nytt/utkast", hidden=KIND | CHOSEN | KEY),
        Filled("drafting.discard", "handlaggare", f"/arenden/{draft}/utkast/kasta"),
        Filled("drafting.discard_new", "handlaggare", "/arenden/nytt/utkast/kasta", hidden=KEY),
        Filled("drafting.add_author", "handlaggare", f"/arenden/{draft}/medforfattare", hidden={"person": "1"}),
        Filled("drafting.remove_author", "handlaggare", f"/arenden/{draft}/medforfattare/1/ta-bort"),
        Filled("drafting.add_template", "registrator", "/mallar", *TEMPLATE, ("name", "valid_from"), {"kind": ""}),
        Filled(
            "drafting.save_template",
            "registrator",
            f"/mallar/{template}",
            TEMPLATE[0],
            {"valid_from": DAY, "parts-0-code": "BACKGROUND", "number": "1"},
            ("name", "valid_from", "number"),
            {"body": "2", "kind": ""},
        ),
        Filled(
            "people.add_body",
            "registrator",
            "/organ/nytt",
            {"name": "Socialnämnden", "short_name": "SN"},
            {"kind": "committee", "parent": "3"},
            ("name", "short_name", "kind", "parent"),
            {"valid_from": DAY, "valid_to": ""},
        ),
        Filled(
            "people.edit_body",
            "registrator",
            "/organ/1/uppgifter",
            {"name": "Kommunstyrelsen i Ekedal", "short_name": "KST"},
            {"kind": "executive_committee", "parent": "3", "version": "1"},
            ("name", "short_name", "kind", "parent", "version"),
            {"valid_from": "", "valid_to": ""},
        ),
        Filled(
            "people.set_rules",
            "registrator",
            "/organ/2/regler",
            {"party_orders": "S: V, C"},
            {"valid_from": DAY, "approver_count": "1", "version": "2"},
            ("valid_from", "approver_count", "version"),
            {"members": "5", "substitutes": "4", "notice_days": "5"},
        ),
        Filled(
            "people.add_seat",
            "registrator",
            "/organ/2/platser/ny",
            {"name": "Nya ersättaren", "party": "C", "email": ""},
            {"day": DAY, "person": "other", "role": "substitute"},
            ("day", "person", "role", "name"),
            {"position": "", "valid_to": ""},
        ),
        Filled(
            "people.change_seat",
            "registrator",
            "/organ/platser/2",
            {"name": "Nya ledamoten", "party": "C", "email": ""},
            {"day": DAY, "person": "other", "role": "member"},
            ("day", "person", "role", "name"),
            {"position": "2", "valid_to": ""},
        ),
        Filled(
            "people.review_levels",
            "registrator",
            "/organ/1/granskning",
            {"levels-0-label": "Enhetschef", "levels-0-title": ""},
            {"stands": levels_key([])},
        ),
        Filled(
            "people.settings",
            "arkivarie",
            "/installningar",
            {},
            {"language": "sv"},
            ("language",),
            {"mail_notices": "y"},
        ),
        Filled(
            "referrals.new",
            "handlaggare",
            f"/arenden/{draft}/remisser/ny",
            {
                "scope": "Kostnader.",
                "addressees-0-name": "Regionen",
                "addressees-0-address": "region@region.example",
                "addressees-0-scope": "",
            },
            {"due": DAY, "addressees-0-to": "outside", "addressees-0-channel": "mail"},
            ("scope", "due", "addressees-0-to", "addressees-0-name", "addressees-0-address"),
            {"creation_key": "remiss-key", "addressees-0-due": ""},
        ),
        Filled(
            "referrals.note",
            "handlaggare",
            f"/arenden/{draft}/remisser/samtal",
            {"name": "En brukare", "scope": "Tillgänglighet", "text": "Det är trångt."},
            {"kind": "interview", "received": clock.today().isoformat()},
            ("name", "scope", "text", "kind", "received"),
            {"creation_key": "samtal-key"},
        ),
        Filled(
            "referrals.take",
            "arkivarie",
            f"/remisser/{asked}",
            {"text": "Det är bra."},
            {"step": "answer", "version": "1"},
            ("text", "step", "version"),
        ),
        Filled("cases.attach", "handlaggare", f"/arenden/{draft}/handlingar"),
        Filled("cases.remove_attachment", "handlaggare", f"/arenden/{draft}/handlingar/1/ta-bort"),
        Filled(
            "cases.take",
            "chef",
            f"/arenden/{review}/steg/return_report",
            {"note": "Komplettera."},
            {"version": reviewable},
            ("note", "version"),
        ),
        Filled(
            "cases.send_again",
            "handlaggare",
            f"/arenden/{decided}/leverans/1",
            {"address": "mendad@demo.example"},
            needed=("address",),
        ),
        Filled(
            "cases.posted",
            "handlaggare",
            f"/arenden/{decided}/leverans/2/postad",
            hidden={"day": clock.today().isoformat()},
            needed=("day",),
        ),
        Filled("desk.note_received", "registrator", "/att-lasa/3"),
        Filled(
            "reviewing.comment",
            "chef",
            f"/arenden/{reviewed}/synpunkter",
            {"comment-text": "Skriv tydligare."},
            {"comment-part": "summary"},
            ("comment-part",),
            {"comment-quote": "ses över", "comment-suggestion": "sägas upp"},
        ),
        Filled(
            "reviewing.answer",
            "handlaggare",
            f"/arenden/{reviewed}/synpunkter/{comment}/svar",
            {f"answer{comment}-text": "Vad är otydligt?"},
            {"answer": "reply"},
            ("answer", f"answer{comment}-text"),
        ),
        Filled("reviewing.claim", "chef", f"/arenden/{reviewed}/granskning", hidden={"over": "1"}),
        Filled("reviewing.release", "chef", f"/arenden/{reviewed}/granskning/slapp"),
        Filled(
            "meetings.create",
            "sekreterare",
            "/sammantraden",
            {"place": "Lilla salen"},
            {"body": "2", "day": DAY, "time": "08:30"} | KEY,
            ("place", "body", "day", "time"),
        ),
        Filled(
            "meetings.order",
            "sekreterare",
            f"/sammantraden/{meeting}/ordning",
            {},
            {"seen": f"{item},{other}", "move": f"{other}:1"},
            ("seen", "move"),
        ),
        Filled(
            "meetings.order_by_rules",
            "sekreterare",
            f"/sammantraden/{meeting}/ordning/regler",
            {},
            {"seen": f"{other},{item}"},
            ("seen",),
        ),
        Filled(
            "meetings.series",
            "sekreterare",
            "/sammantraden/serie",
            {"place": "Lilla salen"},
            {"body": "1", "frequency": "weeks", "time": "08:30"} | KEY,
            ("place", "body", "frequency", "time"),
            {"first_day": DAY, "every": "2", "count": "3", "days": DAY}
            | {"shown": ",".join((clock.today() + timedelta(days=90 + 14 * n)).isoformat() for n in range(3))},
        ),
        Filled(
            "meetings.change",
            "sekreterare",
            f"/sammantraden/{to_come}/andra",
            {"place": "Stora salen", "note": "Salen är upptagen."},
            {"day": DAY, "time": "09:00", "version": "1"},
            ("place", "note", "day", "time", "version"),
            {"papers_day": DAY, "papers_time": "08:00"},
        ),
        Filled(
            "meetings.edit_standing",
            "sekreterare",
            f"/sammantraden/organ/punkter/{standing}",
            {"title": "Information", "proposal": ""},
            {"kind": "information", "version": "1"},
            ("title", "kind", "version"),
            {"position": "2", "at_the_end": "y", "active": "y"},
        ),
        Filled(
            "meetings.standing",
            "sekreterare",
            "/sammantraden/organ/2/punkter",
            {"title": "Övriga frågor", "proposal": "Frågorna besvaras."},
            {"kind": "other"},
            ("title", "kind"),
            {"position": "1", "at_the_end": "y", "active": "y"},
        ),
        Filled("meetings.usual_standing", "registrator", "/sammantraden/organ/1/punkter/vanliga"),
        Filled(
            "meetings.case_order", "sekreterare", "/sammantraden/organ/2/ordning", {}, {"cases": "number"}, ("cases",)
        ),
        Filled("meetings.put", "sekreterare", f"/sammantraden/{meeting}/arenden", {}, put, ("case", "version")),
        Filled(
            "meetings.wish",
            "handlaggare",
            f"/sammantraden/onskemal/{draft}",
            {},
            {"meeting": str(meeting)},
            ("meeting",),
        ),
        Filled(
            "meetings.draft",
            "sekreterare",
            f"/sammantraden/arende/{item}/utkast/approve",
            {"approve-owner": "Socialchef", "approve-due": DAY},
            {"drafted": "0"},
            ("drafted",),
        ),
        Filled(
            "live.word",
            "ledamot",
            f"/sammantraden/{meeting}/nu/ordet",
            {},
            {"item": str(other), "kind": "word"},
            ("item", "kind"),
        ),
        Filled("live.speaker", "ordforande", f"/sammantraden/{meeting}/nu/talare/{speaker}/klar"),
        Filled(
            "live.disclosure",
            "ledamot",
            f"/sammantraden/{meeting}/nu/jav",
            {"note": "Min syster äger bolaget."},
            {"item": str(other)},
            ("item",),
        ),
        Filled("live.item", "sekreterare", f"/sammantraden/{meeting}/nu/arende", {}, {"item": str(item)}, ("item",)),
        Filled(
            "meetings.note",
            "sekreterare",
            f"/sammantraden/arende/{other}/narvaro/jav",
            {"jav-note": "Sitter i förbundets styrelse."},
            jav | {"jav-version": "2"},
            (*jav, "jav-version"),
        ),
        Filled(
            "meetings.take_back",
            "sekreterare",
            f"/sammantraden/arende/{other}/narvaro/{noted}/ater",
            {},
            {"version": "3"},
            ("version",),
        ),
        Filled(
            "meetings.outcome",
            "ordforande",
            f"/sammantraden/arende/{item}/utgang/approve",
            {"approve-owner": "Socialchef"},
            {"approve-due": DAY, "approve-version": "1"},
            ("approve-owner", "approve-due", "approve-version"),
        ),
        Filled(
            "meetings.add",
            "sekreterare",
            f"/sammantraden/{hall}/punkter",
            {"matter-title": "Läget", "matter-proposal": "Informationen antecknas."},
            {"matter-kind": "information"},
            ("matter-title", "matter-kind"),
        ),
        Filled(
            "meetings.edit_item",
            "sekreterare",
            f"/sammantraden/arende/{matter}/andra",
            {"change-title": "Läget nu", "change-proposal": "Informationen antecknas."},
            {"change-kind": "information", "change-version": "2"},
            ("change-title", "change-kind", "change-version"),
        ),
        Filled(
            "meetings.remove_item",
            "sekreterare",
            f"/sammantraden/arende/{gone}/bort",
            {},
            {"version": "1"},
            ("version",),
        ),
        Filled(
            "meetings.rule",
            "sekreterare",
            f"/sammantraden/arende/{matter}/narvaro/{disputed}/provning/upheld",
            {},
            {"version": "3"},
            ("version",),
        ),
        Filled(
            "meetings.approve",
            "ordforande",
            f"/sammantraden/arende/{handled}/omedelbar-justering",
            {},
            {"approval-approvers": "Ledamoten"},
            ("approval-approvers",),
        ),
        Filled(
            "meetings.block", "ordforande", f"/sammantraden/{hall}/rutinblock", {}, {"seen": str(routine)}, ("seen",)
        ),
        Filled(
            "meetings.guest",
            "sekreterare",
            f"/sammantraden/{hall}/deltagare",
            {"guest-name": "Sakkunnig"},
            {"guest-kind": "expert"},
            ("guest-name", "guest-kind"),
        ),
        Filled("meetings.leave", "sekreterare", f"/sammantraden/{hall}/deltagare/{guest}/gar"),
        Filled(
            "meetings.take_step",
            "ordforande",
            f"/sammantraden/{hall}/steg/adjourn",
            {"adjourn-note": "Lunch."},
            {"adjourn-version": "2"},
            ("adjourn-note", "adjourn-version"),
        ),
        Filled("meetings.roll", "sekreterare", f"/sammantraden/{meeting}/upprop", {}, {"version": "2"}, ("version",)),
        Filled(
            "associations.answer",
            "handlaggare",
            f"/arenden/{waits}/villkor",
            {"answer-document": "Protokoll § 12", "answer-note": "Nu är det beslutat."},
            {
                "answer-party": "Regionen",
                "answer-status": "accepted",
                "answer-decided_on": clock.today().isoformat(),
                "answer-seen": "1",
            },
            ("answer-party", "answer-status", "answer-decided_on", "answer-seen"),
        ),
        Filled(
            "deliberation.add_proposal",
            "ordforande",
            f"/sammantraden/arende/{dropped}/yrkanden",
            {"proposal-text": "Frågan bordläggs.", "proposal-addressee": "", "proposal-reason": ""},
            {"proposal-kind": "change", "proposal-person": me},
            ("proposal-kind", "proposal-text"),
            {"proposal-key": "a-key-of-its-own"},
        ),
        Filled(
            "deliberation.change_proposal",
            "ordforande",
            f"/sammantraden/arende/{dropped}/yrkanden/{withdrawn}/ater",
            {},
            {"version": "3"},
            ("version",),
        ),
        Filled(
            "deliberation.put_question",
            "ledamot",
            f"/sammantraden/arende/{asking}/fraga",
            {},
            {"version": "2"},
            ("version",),
        ),
        Filled(
            "deliberation.answer_question",
            "ledamot",
            f"/sammantraden/arende/{answering}/fraga/svar",
            {},
            {"version": "3", "found": "no"},
            ("version", "found"),
        ),
        Filled(
            "deliberation.demand_vote",
            "ordforande",
            f"/sammantraden/arende/{demanding}/omrostning",
            {},
            {"vote-demanded_by": me, "vote-matter": "ordinary", "vote-version": "3"},
            ("vote-matter", "vote-version"),
        ),
        Filled(
            "deliberation.enter_votes",
            "sekreterare",
            f"/sammantraden/arende/{voting}/omrostning/{going}/roster",
            {},
            {"version": "2", f"answer-{me}": "yes", f"seen-{me}": ""},
            ("version",),
        ),
        Filled(
            "deliberation.cast_vote",
            "ordforande",
            f"/sammantraden/arende/{voting}/omrostning/{going}/rost",
            {},
            {"answer": "no"},
            ("answer",),
        ),
        Filled(
            "deliberation.step_vote",
            "sekreterare",
            f"/sammantraden/arende/{preparing}/omrostning/{prepared}/steg/cancel",
            {"note": "Fel fråga."},
            {"version": "1"},
            ("version", "note"),
        ),
        Filled(
            "deliberation.demand_by_minority",
            "sekreterare",
            f"/sammantraden/arende/{minor}/minoritet",
            {},
            {"minority-proposal": deferral, "minority-persons": me, "minority-version": "2"},
            ("minority-proposal", "minority-persons", "minority-version"),
        ),
        Filled(
            "deliberation.announce",
            "ordforande",
            f"/sammantraden/arende/{noting}/uttalanden",
            {"statement-text": "Frågan bör tas upp igen."},
            {"statement-kind": "note", "statement-person": me},
            ("statement-kind", "statement-text"),
            {"statement-key": "a-key-of-its-own"},
        ),
        Filled(
            "summons.send",
            "sekreterare",
            f"/sammantraden/{ahead}/kallelse",
            {"why": "Det brådskar."},
            seen,
            tuple(seen),
        ),
        Filled(
            "summons.answer",
            "ledamot",
            f"{summoned.url}/svar",
            {"reason": "Kommer lite sent."},
            {"answer": "yes"},
            ("answer",),
        ),
        Filled(
            "summons.note_answer",
            "sekreterare",
            f"{summoned.url}/svar/infort",
            {"noted-reason": "Ringde."},
            {"noted-person": member, "noted-answer": "no"},
            ("noted-person", "noted-answer"),
        ),
        Filled("summons.remind_all", "sekreterare", f"{summoned.url}/paminnelse"),
        Filled(
            "summons.send_again",
            "sekreterare",
            f"{summoned.url}/brev/{summoned.delivery}",
            {"address": "mendad@demo.example"},
            needed=("address",),
        ),
        Filled("summons.make_packet", "sekreterare", f"{summoned.url}/1/handlingar"),
        Filled("minutes.begin", "sekreterare", f"/sammantraden/{minutes.held}/protokoll"),
        Filled(
            "minutes.add_approver",
            "ordforande",
            f"{of_meeting}/justerare",
            {},
            {"approver-person": member},
            ("approver-person",),
            {"minutes": str(minutes.draft)},
        ),
        Filled(
            "minutes.replace_approver",
            "ordforande",
            f"{of_meeting}/justerare/{minutes.signer}/ersatt",
            {"release-note": "Har insjuknat."},
            needed=("release-note",),
        ),
        Filled(
            "minutes.save_text",
            "sekreterare",
            f"{of_draft}/text",
            {"text-text": "Ordföranden hälsade välkommen.", "text-why": ""},
            {"text-place": "opening", "text-version": "1"},
            ("text-place", "text-version"),
        ),
        Filled(
            "minutes.choose_route",
            "sekreterare",
            f"{of_draft}/overklagande/{minutes.decision}",
            {"route-why": ""},
            {"route-route": "not_appealable", "route-natures": "executing"},
            ("route-route", "route-natures"),
        ),
        Filled(
            "minutes.take_step",
            "sekreterare",
            f"{of_draft}/steg/begin",
            {},
            {"begin-last_day": minutes.last_day, "begin-version": "1"},
            ("begin-last_day", "begin-version"),
        ),
        Filled(
            "minutes.add_remark",
            "ledamot",
            f"{signing}/synpunkt",
            {"remark-text": "Namnet är felstavat."},
            {"remark-kind": "comment", "remark-paragraph": "0"},
            ("remark-kind", "remark-paragraph", "remark-text"),
            {"remark-key": "a-key-of-its-own"},
        ),
        Filled(
            "minutes.answer_remark",
            "sekreterare",
            f"{signing}/synpunkt/{minutes.remark}/svar",
            {"answer-text": "Rättat."},
            needed=("answer-text",),
        ),
        Filled(
            "minutes.add_signature",
            "ordforande",
            f"{signing}/underskrift",
            {},
            {
                "sign-content_hash": hash_of(app, minutes.signing),
                "sign-method": "password",
                "sign-password": PASSWORD,
            },
            ("sign-content_hash", "sign-method", "sign-password"),
        ),
        Filled(
            "minutes.add_correction",
            "sekreterare",
            f"/protokoll/{minutes.approved}/rattelse/{minutes.approved_decision}",
            {"correction-text": "Namnet ska vara Kim Holm."},
            {},
            ("correction-text",),
            {"correction-key": "a-key-of-its-own"},
        ),
        Filled(
            "minutes.add_extract",
            "registrator",
            f"/protokoll/{minutes.approved}/utdrag/{minutes.approved_decision}",
        ),
        Filled(
            "publication.answer",
            "registrator",
            f"/anslag/{posting}/dagar",
            {"note": "Webbplatsens logg visar det."},
            {"until": clock.today().isoformat()},
            ("note", "until"),
        ),
        Filled(
            "publication.take_step",
            "registrator",
            f"/anslag/{posting}/steg/take_down_early",
            {"note": "Fel paragraf stod där."},
            {"version": "1"},
            ("note", "version"),
        ),
        Filled(
            "publication.board_settings",
            "registrator",
            "/anslag/uppgifter",
            {"kept_at": "Kommunkansliet, Storgatan 1", "court": "Förvaltningsrätten i Uppsala"},
            {"version": "1"},
            ("kept_at", "court", "version"),
        ),
        Filled(
            "appeals.new",
            "registrator",
            f"/overklaganden/ny/paragraf/{appealed.decision}",
            {"appellant": "Klara Klagande", "matter": "Hela beslutet."},
            {"received_on": clock.today().isoformat(), "place": "authority"},
            ("appellant", "matter", "received_on", "place"),
            {"key": "appeal-key"},
        ),
        Filled(
            "appeals.take",
            "registrator",
            f"/overklaganden/{appealed.appeal}",
            {
                "forward-whom": "Förvaltningsrätten",
                "forward-text": "Allt i ärendet.",
            },
            {"step": "forward", "forward-version": "1", "forward-day": clock.today().isoformat()},
            ("forward-whom", "forward-text", "step", "forward-version", "forward-day"),
        ),
        Filled("appeals.add_file", "registrator", f"/overklaganden/{appealed.appeal}/handlingar"),
        Filled(
            "appeals.final",
            "sekreterare",
            f"/laga-kraft/protokoll/{appealed.minutes}",
            {"asked": "Förvaltningsrätten", "answer": "Nej, ingen."},
            {
                "chosen": f"paragraf-{appealed.paragraph}",
                "answered_on": clock.today().isoformat(),
                "final_on": clock.today().isoformat(),
            },
            ("asked", "answer", "chosen", "answered_on", "final_on", "nobody"),
            {"nobody": "y"},
        ),
        Filled(
            "assignments.take",
            "sekreterare",
            f"/uppdrag/{assigned}",
            {"report-note": "Medlemskapet är översett."},
            {"step": "report", "report-version": "1"},
            ("report-note", "step", "report-version"),
        ),
        Filled(
            "assignments.put",
            "sekreterare",
            f"/uppdrag/{reported}/sammantrade",
            {},
            {"put-meeting": str(to_come), "put-version": "2"},
            ("put-meeting", "put-version"),
        ),
        Filled(
            "assignments.put_raised",
            "sekreterare",
            "/uppdrag/vackta/redovisa",
            {f"text-{raised}": "Kostnaden är utredd."},
            {"meeting": str(assembly)},
            (f"text-{raised}", "meeting"),
        ),
        Filled(
            "assignments.put_information",
            "sekreterare",
            "/uppdrag/vackta/information/1",
            {},
            {"meeting": str(assembly)},
            ("meeting",),
        ),
        Filled("webhooks.again", "admin", f"/webhooks/meddelanden/{message}/igen"),
        Filled(
            "webhooks.add",
            "admin",
            "/webhooks",
            {"address": "https://127.0.0.9/krok"},
            {"events": "step_taken"},
            ("address", "events"),
        ),
        Filled("webhooks.remove", "admin", f"/webhooks/{endpoint}/ta-bort"),
        Filled("desk.mark_seen", "handlaggare", "/sett", {}, {"notice": "1"}),
        Filled("people.logout", "arkivarie", "/logga-ut"),
    ]


class Senders:
    """The people who send the forms, each with his token."""

    def __init__(self, visitors: Visitors) -> None:
        self.visitors = visitors
        self.visitors[NOBODY] = Visitor(visitors.app)
        self.tokens: dict[str, str] = {}

    def token(self, who: str) -> str:
        """What makes a form his own."""
        if who not in self.tokens:
            visitor = self.visitors[who]
            visitor.open("/")
            self.tokens[who] = dict(visitor.forms()[0].values)["csrf_token"]
        return self.tokens[who]

    def send(self, form: Filled, values: Mapping[str, Any] | None = None) -> TestResponse:
        """Send the form with `values` (or rightly filled in) and the sender's token; redirects are not followed."""
        data: dict[str, Any] = dict(form.values if values is None else values)
        if form.endpoint == "drafting.read_file" and values is None:
            data["file"] = FileStorage(BytesIO("Tjänsteskrivelse\n\nÖversyn".encode()), "skrivelse.txt")
        if form.endpoint == "cases.attach" and values is None:
            data["files"] = FileStorage(BytesIO(b"Ett till."), "underlag-2.txt")
        if form.endpoint == "appeals.add_file" and values is None:
            data["file"] = FileStorage(BytesIO(b"Yttrande."), "yttrande.txt")
        client, data = self.visitors[form.who].client, {"csrf_token": self.token(form.who)} | data
        if not any(isinstance(value, FileStorage) for value in data.values()):
            return client.post(form.url, data=data)
        boundary, body = encode_multipart(data)  # the client's own way leaves a large file open
        return client.post(form.url, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def is_told(answer: TestResponse) -> bool:
    """Whether the page has a sentence about what is wrong, in Swedish."""
    page = answer.get_data(as_text=True)
    if answer.is_json:  # a script asked
        return bool(answer.json and answer.json["told"])
    sentence = re.search(r'class="field__error"[^>]*>(<span.*?</span>)?[A-ZÅÄÖ][^<]+\.?<', page)
    notice = re.search(r"notice--(refused|waiting)", page) or re.search(r"<span>Fel 4\d\d</span>", page)
    return bool(sentence or notice) and not [text for text in ENGLISH if text in page]


def refusal(app: Flask, answer: TestResponse, before: dict[str, str]) -> tuple[bool, bool, bool]:
    """The three that hold of every refusal: answered as one, told, and nothing stored."""
    return 400 <= answer.status_code < 500, is_told(answer), print_of(app) == before


def not_refused(
    app: Flask, senders: Senders, form: Filled, sendings: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[tuple[str, str], object]:
    """Which of the named sendings of the form were not refused with a sentence, and whether any of them was stored."""
    wrong: dict[tuple[str, str], object] = {}
    before = print_of(app)
    for name, values in sendings:
        answer = senders.send(form, values)
        if not 400 <= answer.status_code < 500 or not is_told(answer):
            wrong[form.endpoint, name] = answer.status_code
    if changed := dict(print_of(app).items() - before.items()):
        wrong[form.endpoint, "stored in"] = changed
    return wrong


def wrong_with(app: Flask, senders: Senders, form: Filled, *sent: dict[str, Any]) -> list[str]:
    """What is wrong with the answers to the form: none that was taken, or refused as it should be."""
    before, wrong = print_of(app), []
    for values in sent:
        answer = senders.send(form, values)
        if answer.status_code >= 400:
            seen = refusal(app, answer, before)
            wrong += [] if seen == (True, True, True) else [f"{answer.status_code} {seen}"]
        elif values is not sent[-1]:
            before = print_of(app)
    return wrong


def print_of(app: Flask) -> dict[str, str]:
    """Without the failed log-ins, which are counted as they should."""
    return fingerprint(app, "login_attempts")
