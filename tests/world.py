"""One of everything, and the address of every route to it."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for

from casework import clock
from casework.assignments.models import Assignment
from casework.cases.models import Attachment
from casework.database import write
from casework.delegation.models import DelegationRule
from casework.dispatch.models import Delivery, Dispatch
from casework.people.models import DirectoryFunction
from tests.appeals.rows import Appealed, make_appealed
from tests.assignments.given import hand_over_one
from tests.delegation.scheme import make_delegated
from tests.deliberation.acts import make_asked, voting_meeting
from tests.factories import (
    call_roll_of,
    comment_on,
    decide,
    item_of,
    make_case,
    make_meeting,
    make_standing,
    make_template,
    note_at,
)
from tests.live.acts import ask_at, take_up_at
from tests.made_once import made_once
from tests.meetings.sitting import guest_at
from tests.minutes.rows import MinutesMade, make_minutes
from tests.observing import one, rows
from tests.publication.posted import Posted, make_posted
from tests.referrals.asked import ask_one, step_with
from tests.reporting.told import urgent_rule
from tests.summons.rows import Summoning, make_summoned
from tests.support.pages import Visitor
from tests.webhooks.rows import make_webhook

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


RECIPIENTS = (
    ("Socialchef", ""),
    ("Revisorn", "Box 12, 123 45 Ekedal", "paper"),
    ("Registratorn", "registrator@demo.example", "internal"),
)
BEYOND = {"cases.letter": 1, "cases.posted": 1} | dict.fromkeys(
    ("desk.received", "desk.received_file", "desk.note_received"), 2
)
"""Where the address is of another delivery than the first: the one on paper, the one to a desk."""

OF_WHAT_IS_URGENT = ("reporting.urgent", "reporting.decide", "reporting.attachment")
OF_A_DECISION = ("meetings.extract", "meetings.attachment", "meetings.approve")
ENDING = ("webhooks.remove", "people.logout")


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
    rule: int
    delegated: int
    comment: int
    presence: int
    guest: int
    asked: int
    proposal: int
    vote: int
    endpoint: int
    message: int
    referral: int
    summoned: Summoning
    speaker: int
    minutes: MinutesMade
    posted: Posted
    appealed: Appealed
    urgent: int
    assignment: int
    year: int

    def arguments(self, endpoint: str) -> dict[str, Any]:
        """What the address of the endpoint needs: something that the people of the demo's committee may see."""
        if endpoint.startswith("summons."):
            of = self.summoned
            ids = {"meeting_id": of.meeting, "item_id": of.item, "attachment_id": of.attachment}
            return {**ids, "delivery_id": of.delivery, "number": 1}
        if endpoint.startswith("minutes."):
            return self.minutes.arguments(endpoint)
        if endpoint.startswith("appeals."):
            return self.appealed.arguments()
        if endpoint.startswith("publication."):
            return self.posted.arguments(endpoint)
        case_id = {"cases.take": self.ready} | dict.fromkeys(OF_A_DRAFT, self.draft)
        case_id |= dict.fromkeys(OF_WHAT_IS_URGENT, self.urgent)
        return {
            "filename": "css/base.css",
            "function_id": self.function,
            "case_id": case_id.get(endpoint, self.decided),
            "name": {"cases.take": "submit", "meetings.take_step": "close"}.get(endpoint, "1"),
            "guest_id": self.guest,
            "ruling": "upheld",
            "sha256": self.sha256,
            "attachment_id": self.attachment + (2 if endpoint == "reporting.attachment" else 0),
            "delivery_id": self.delivery + BEYOND.get(endpoint, 0),
            "meeting_id": self.meeting,
            "item_id": self._item(endpoint),
            "comment_id": self.comment,
            "number": 1,
            "body_id": 1 if endpoint in ("delegation.add", "assignments.put_information") else 2,
            "rule_id": self.rule,
            "decision_id": self.delegated,
            "outcome": "approve",
            "word": "ge" if endpoint == "live.speaker" else "ute",
            "speaker_id": self.speaker,
            "presence_id": self.presence,
            "seat_id": 1,
            "standing_id": 1,
            "proposal_id": self.proposal,
            "act": "ater",
            "vote_id": self.vote,
            "step": "close",
            "index": 0,
            "person_id": 1,
            "template_id": self.template,
            "endpoint_id": self.endpoint,
            "message_id": self.message,
            "referral_id": self.referral,
            "assignment_id": self.assignment,
            "year": self.year,
        }

    def _item(self, endpoint: str) -> int:
        if endpoint.startswith("deliberation."):
            return self.asked
        return self.decided_item if endpoint in OF_A_DECISION else self.item


@made_once
def everything(app: Flask) -> World:
    """Make the demo's people a case in each of its places."""
    meeting = make_meeting(app)
    call_roll_of(app, meeting)
    papers = [("Underlag.txt", b"Ett underlag.")]
    decided = make_case(app, "on_agenda", meeting=meeting, attachments=papers, recipients=RECIPIENTS)
    decided_item = decide(app, decided)
    listed = make_case(app, "on_agenda", meeting=meeting)
    make_standing(app, "KF")
    asked, proposal, vote = make_asked(app, make_case(app, "on_agenda", meeting=voting_meeting(app)))
    take_up_at(app, item_of(app, listed))
    speaker = ask_at(app, item_of(app, listed), "Andra ledamoten")
    hand_over_one(app)
    with app.app_context(), write():
        endpoint, message = make_webhook()
    minutes = make_minutes(app)
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
        rule=rows(app, DelegationRule)[0].id,
        delegated=make_delegated(app, decided),
        comment=comment_on(app, decided),
        presence=note_at(app, item_of(app, listed), "away", "Tredje ledamoten"),
        guest=guest_at(app, meeting),
        asked=asked,
        proposal=proposal,
        vote=vote,
        endpoint=endpoint,
        message=message,
        referral=_answered(app, decided),
        summoned=make_summoned(app),
        speaker=speaker,
        minutes=minutes,
        posted=make_posted(app),
        appealed=make_appealed(app, decided_item, minutes.approved),
        urgent=_urgent(app),
        assignment=rows(app, Assignment)[0].id,
        year=clock.today().year,
    )


def _urgent(app: Flask) -> int:
    """A case with a paper, ready, that the chair may decide when it cannot wait."""
    urgent_rule(app)
    return make_case(app, "ready", kind="general_matter", body="KS", attachments=[("Foto.txt", b"Taket.")])


def _answered(app: Flask, case_id: int) -> int:
    """A referral to the archivist, who has answered with a file."""
    referral = ask_one(app, case_id, "person")
    step_with(app, referral, "answer", "arkivarie", file=("Svar.txt", b"Ja."))
    return referral


def addresses(app: Flask, world: World) -> list[tuple[str, str, str]]:
    """Every (endpoint, method, address); what ends something, such as the log-out, last."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {key: value for key, value in world.arguments(rule.endpoint).items() if key in rule.arguments}
            url = url_for(rule.endpoint, **values)
            found += [(rule.endpoint, method, url) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return sorted(found, key=lambda row: ENDING.index(row[0]) if row[0] in ENDING else -1)


def token(visitor: Visitor) -> str:
    """What makes a form of the visitor his own."""
    visitor.open("/")
    return dict(visitor.forms()[0].values)["csrf_token"]
