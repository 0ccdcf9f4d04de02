"""The demo's budget increase: prepared by the committee, decided by the board, waiting for the other parties."""

from datetime import timedelta
from typing import Any

from casework import clock
from casework.associations.models import ACCEPTED, PENDING
from casework.associations.operations import AnswerDraft, record_answer
from casework.cases.queries import lock_case
from casework.demo.cases import make_case, take
from casework.meetings.models import Meeting
from casework.meetings.operations import record_outcome
from casework.meetings.queries import attendance_of
from casework.meetings.roll import Present, call_roll
from casework.permissions import Reader

AHEAD = timedelta(days=60)
RECIPIENTS = ("Kanslichef samordningsförbundet", "Ekonomichef")
PARTIES = ["Arbetsförmedlingen", "Försäkringskassan", "Region Mellanbygd", "Alvåsa kommun", "Tallnäs kommun"]

CONTENT: dict[str, Any] = {
    "title": "Högre bidrag till samordningsförbundet",
    "proposal": [
        "Kommunen höjer sitt bidrag till förbundet från 210 tkr till 252 tkr om året, om övriga parter gör detsamma."
    ],
    "summary": "Samordningsförbundet har frågat sina medlemmar om de godtar en budget som är en femtedel större. "
    "För kommunen är det 42 tkr mer om året. Förvaltningen föreslår att kommunen godtar den, om de andra gör det.",
    "sections": [
        {
            "heading": "Ärende",
            "text": "Förbundet har haft samma budget i tre år, medan behovet av samordnat stöd har vuxit. Medlemmarnas "
            "andelar är bestämda i lag och förbundsordning, så budgeten kan bara ändras om alla är eniga.",
        },
        {
            "heading": "Ekonomiska konsekvenser",
            "text": "Ökningen ryms inom nämndens ram. Förbundets hela budget går från 4 200 tkr till 5 040 tkr.",
        },
    ],
    "basis": ["Förvaltningens tjänsteskrivelse", "Förbundets fråga om budget"],
}
MONEY = {
    "own_present": 210_000_00,
    "own_proposed": 252_000_00,
    "total_present": 4_200_000_00,
    "total_proposed": 5_040_000_00,
}


def wait_for_others(preparing: Meeting, deciding: Meeting, actors: dict[str, Reader]) -> None:
    """Play it to where two of the parties have answered, in the caller's transaction."""
    officer, today = actors["handlaggare"], clock.today()
    fields = {
        **MONEY,
        "association": "Samordningsförbundet",
        "budget_year": str(today.year + 1),
        "parties": PARTIES,
        "answer_day": (today + AHEAD).isoformat(),
    }
    content = {**CONTENT, "fields": fields}
    case = make_case(
        "budget_increase", content, RECIPIENTS, officer=officer, body=preparing.body, deciding=deciding.body
    )
    take(case, "submit", officer)
    take(case, "approve_report", actors["chef"])
    for step, meeting in (("list_to_prepare", preparing), ("list", deciding)):
        item = take(case, step, actors["sekreterare"], meeting=str(meeting.id)).made["item"]
        _call_roll(meeting, actors["sekreterare"])
        record_outcome(item, "approve", actor=actors["ordforande"], expected_version=item.version, given={})
    agreed = AnswerDraft(PARTIES[1], ACCEPTED, decided_on=today, document="Försäkringskassans beslut, dnr 114")
    waits = AnswerDraft(
        PARTIES[3],
        PENDING,
        expected_on=today + timedelta(days=21),
        note="Kommunstyrelsen i Alvåsa behandlar frågan vid sitt nästa sammanträde.",
    )
    for draft in (agreed, waits):
        record_answer(lock_case(case.id), draft, actor=officer, seen=0)


def _call_roll(meeting: Meeting, actor: Reader) -> None:
    """Everybody with a full seat is there, where the roll has not been called yet."""
    rows = attendance_of(meeting.id)
    if not any(row.present for row in rows):
        present = {row.person_id: Present() for row in rows if row.role != "substitute"}
        call_roll(meeting, present, actor=actor, expected_version=meeting.version)
