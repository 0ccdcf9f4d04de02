"""The demo's general matters: one that the manager has decided by delegation, and one that waits for him to."""

from typing import Any

from casework.delegation.queries import facts_for_case
from casework.demo.cases import make_case, take
from casework.people.models import Body
from casework.permissions import Reader

RECIPIENTS = ("Socialchef", "Ekonomichef", "Kommunens revisorer", "Kommunens registrator")
COURSE: dict[str, Any] = {
    "title": "Lokal för kursen Nära arbete",
    "proposal": ["Kommunen upplåter studielokalen i biblioteket tre kvällar i veckan till och med juni."],
    "summary": "Kursen samlar tolv deltagare som står nära ett arbete. Den behöver en lokal på kvällstid.",
    "sections": [
        {
            "heading": "Ärende",
            "text": "Arrangören har bett om en lokal. Biblioteket har en som står tom på kvällarna, och personalen där "
            "kan låsa upp och stänga.",
        },
        {"heading": "Ekonomiska konsekvenser", "text": "Inga utöver städning, som ryms inom enhetens budget."},
    ],
    "basis": ["Förvaltningens tjänsteskrivelse"],
}
DESK: dict[str, Any] = COURSE | {
    "title": "Gemensam mottagning en dag i veckan",
    "proposal": ["Kommunen deltar i den gemensamma mottagningen med en handläggare en dag i veckan."],
    "summary": "Tre myndigheter vill ta emot besök på samma plats en dag i veckan. Försöket varar i ett halvår.",
    "sections": [
        {
            "heading": "Ärende",
            "text": "Den som söker stöd får i dag gå till tre ställen. Myndigheterna har en gemensam lokal vid torget "
            "och vill pröva om en mottagning där gör vägen kortare.",
        },
        {"heading": "Ekonomiska konsekvenser", "text": "Inga. Handläggaren finns redan i enhetens bemanning."},
    ],
}


def decide_by_delegation(body: Body, actors: dict[str, Reader]) -> None:
    """Play both to where the text is approved, and the first to its decision, in the caller's transaction."""
    for content in (COURSE, DESK):
        case = make_case("general_matter", content, RECIPIENTS, officer=actors["handlaggare"], body=body)
        take(case, "submit", actors["handlaggare"])
        take(case, "approve_report", actors["chef"])
        if content is COURSE:
            (point, *_) = facts_for_case(case, actors["chef"], content["proposal"]).points
            take(case, "decide_delegated", actors["chef"], rule_point=point)
