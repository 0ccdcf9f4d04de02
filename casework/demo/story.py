"""The demo's ärenden: one played to its end through the same doors as a user's clicks, and one for each next click."""

from datetime import datetime, time, timedelta
from typing import Any

from casework import clock
from casework.cases.attachments import add_attachments, judged
from casework.cases.models import Case
from casework.cases.queries import lock_case
from casework.demo.budget import wait_for_others
from casework.demo.cases import make_case, take
from casework.demo.delegated import decide_by_delegation
from casework.demo.people import DOMAIN
from casework.demo.templates import furnish
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.operations import plan_meeting, record_outcome
from casework.meetings.queries import attendance_of
from casework.meetings.roll import Present, call_roll
from casework.meetings.standing import add_usual_items
from casework.people.models import Body
from casework.people.queries import account_by_email, body_by_short_name, reader
from casework.permissions import Reader
from casework.reviewing.claims import claim
from casework.reviewing.operations import CommentDraft, add_comment

RECIPIENTS = (
    "Kanslichef samordningsförbundet",
    "Socialchef",
    "Förvaltningschef arbetsmarknad",
    "Kommundirektör",
)

DECIDED = {
    "title": "Översyn av kommunens medlemskap i samordningsförbundet",
    "proposal": [
        (
            "Kommunledningsförvaltningen får i uppdrag att se över kommunens medlemskap i samordningsförbundet "
            "och redovisa vad ett byte av förbund skulle innebära."
        )
    ],
    "summary": "Kommunen är medlem i ett samordningsförbund som följer en annan arbetsmarknadsregion än den som "
    "invånarna söker arbete i. Förvaltningen föreslår en översyn som visar vad medlemskapet ger i dag och vad ett "
    "byte skulle kosta och ge.",
    "sections": [
        {
            "heading": "Ärende",
            "text": "Samordningsförbundet finansierar insatser för personer som behöver stöd från flera myndigheter "
            "samtidigt. Stat, region och kommuner delar på kostnaden.\n\nArbetsförmedlingen har flyttat ansvaret för "
            "kommunens invånare till en annan region. Därför möter kommunens handläggare nu andra kolleger i vardagen "
            "än i förbundet, och insatserna når färre än tidigare.\n\nÖversynen bör belysa tre alternativ: att stanna "
            "kvar, att byta förbund och att förbunden går samman.",
        },
        {
            "heading": "Ekonomiska konsekvenser",
            "text": "Översynen görs inom förvaltningens ram. Ett byte kan ge kostnader först när uppsägningstiden "
            "har gått ut.",
        },
    ],
    "basis": ["Förvaltningens tjänsteskrivelse"],
}

SUGGESTED = "vad ett byte skulle kosta varje år och vad det skulle ge"

ATTACHED = "Insatser och kostnader i förbundet.csv"
COSTS = """Insats;Deltagare från kommunen;Kommunens del av kostnaden, kronor
Arbetsträning;14;310000
Vägledning till studier;9;145000
Stöd vid sjukskrivning;6;120000
"""

WAITING = (
    ("Översyn av deltagandet i den gemensamma arbetsmarknadsinsatsen", "draft"),
    ("Översyn av samarbetet om vuxnas lärande", "review"),
    ("Översyn av avtalet om gemensam kanslifunktion", "ready"),
    ("Översyn av representationen i förbundsstyrelsen", "on_agenda"),
)


def play() -> None:
    """Play the whole story, in the caller's transaction: the decisions' mails are queued, as after a click."""
    today, actors = play_reviews(), _actors()
    board = body_by_short_name("KS")
    assert board is not None  # made by people.populate
    wait_for_others(today, _meeting(board, actors["sekreterare"], days=0, hour=13), actors)
    decide_by_delegation(today.body, actors)
    add_usual_items(today.body, actor=actors["sekreterare"])  # on the meetings that the visitor plans


def play_reviews() -> Meeting:
    """A review that the committee has decided on today, and one for each next click: today's meeting."""
    actors, committee = _actors(), body_by_short_name("KSAU")
    assert committee is not None  # made by people.populate
    furnish(committee.authority)
    today = _meeting(committee, actors["sekreterare"], days=0)
    coming = _meeting(committee, actors["sekreterare"], days=7)
    decided = _case(DECIDED, actors, committee)
    add_attachments(decided, judged([(ATTACHED, COSTS.encode())]), actor=actors["handlaggare"])
    item = _bring_to(decided, "on_agenda", today, actors)
    rows = attendance_of(today.id)
    present = {row.person_id: Present() for row in rows if row.role != "substitute"}
    call_roll(today, present, actor=actors["sekreterare"], expected_version=today.version)
    assert item is not None  # brought to the agenda above
    due = clock.today() + timedelta(days=120)
    given = {"owner": "Kommundirektör", "due": due.isoformat()}
    record_outcome(item, "approve", actor=actors["ordforande"], expected_version=item.version, given=given)
    for title, state in WAITING:
        case = _case({**DECIDED, "title": title, "proposal": [_proposal(title)]}, actors, committee)
        _bring_to(case, state, today if state == "on_agenda" else coming, actors)
        if state == "review":
            _review(case, actors["chef"])
    return today


def _actors() -> dict[str, Reader]:
    return {name: _reader(name) for name in ("handlaggare", "chef", "sekreterare", "ordforande")}


def _review(case: Case, manager: Reader) -> None:
    """The manager has begun to read."""
    claim(lock_case(case.id), actor=manager)
    words = "Ange kostnaden per år, så att den kan jämföras med dagens."
    draft = CommentDraft("summary", "vad ett byte skulle kosta och ge", words, SUGGESTED, f"demo-comment-{case.id}")
    add_comment(case, draft, actor=manager)


def _proposal(title: str) -> str:
    subject = title.removeprefix("Översyn av ")
    return f"Kommunledningsförvaltningen får i uppdrag att se över {subject} och redovisa förslag till förändringar."


def _reader(local: str) -> Reader:
    account = account_by_email(f"{local}@{DOMAIN}")
    assert account is not None  # made by people.populate
    return reader(account.person)


def _meeting(body: Body, actor: Reader, *, days: int, hour: int = 8) -> Meeting:
    starts = clock.from_local(datetime.combine(clock.today() + timedelta(days=days), time(hour, 30)))
    key = f"demo-meeting-{body.short_name}-{days}"
    return plan_meeting(body, starts, "Lilla sessionssalen", actor=actor, creation_key=key)


def _case(content: dict[str, Any], actors: dict[str, Reader], body: Body) -> Case:
    return make_case("membership_review", content, RECIPIENTS, officer=actors["handlaggare"], body=body)


def _bring_to(case: Case, state: str, meeting: Meeting, actors: dict[str, Reader]) -> AgendaItem | None:
    """Take the case's steps until it stands in `state`; the agenda item when it got there."""
    road: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("submit", "handlaggare", {}),
        ("approve_report", "chef", {}),
        ("list", "sekreterare", {"meeting": str(meeting.id)}),
    )
    item: AgendaItem | None = None
    for step, who, given in road:
        if case.state == state:
            break
        item = take(case, step, actors[who], **given).made.get("item")
    return item
