"""The job that is timed: a case from its report to its decision, in five writing requests by the right people.

The same requests go to Casework and to the bare applications, which take them at the same addresses.
"""

from typing import Any, Protocol

OFFICER, MANAGER, SECRETARY, CHAIR = ACTORS = ("handlaggare", "chef", "sekreterare", "ordforande")

_TEXT = "Förvaltningen bedömer att samarbetet bör ses över i sin helhet innan avtalet löper ut. " * 11
_RECIPIENTS = ("Socialchef", "Kommundirektör", "Ekonomichef", "Chef arbetsmarknadsenheten")

REPORT: dict[str, Any] = {
    "title": "Översyn av kommunens medlemskap i samordningsförbundet",
    "case_number": None,
    "date": None,
    "to_body": "Kommunstyrelsens arbetsutskott",
    "proposal": ["Förvaltningen får i uppdrag att se över kommunens medlemskap i förbundet."],
    "proposal_bodies": [None],
    "summary": "Kommunens medlemskap bör ses över, eftersom regionerna har ändrats.",
    "sections": [{"heading": f"Avsnitt {number}", "text": _TEXT} for number in range(1, 7)],
    "basis": ["Tjänsteskrivelsen"],
    "attachments": [],
    "recipients": list(_RECIPIENTS),
    "recipients_deadline": None,
    "officer_name": "Handläggaren",
    "officer_title": "Utredare",
    "signatories": [],
}
"""6 kB of text, to four recipients of the demo's directory."""

CREATE = {"kind": "membership_review", "title": REPORT["title"], "report": REPORT, "body": "KSAU"}
OUTCOME = {"outcome": "approve", "owner": "Socialchef", "due": "2099-12-31"}
REQUESTS = 5


class Client(Protocol):
    """Sends a request as one of ACTORS."""

    def post(self, path: str, body: dict[str, Any], actor: str) -> dict[str, Any]:
        """The answer's document. RuntimeError for any answer but 2xx."""


def play(client: Client, meeting: int) -> int:
    """One case from draft to decided, put on that meeting; its id."""
    case = client.post("/api/v1/cases", CREATE, OFFICER)
    steps = f"/api/v1/cases/{case['id']}/steps"
    case = client.post(steps, {"step": "submit", "version": case["version"]}, OFFICER)
    case = client.post(steps, {"step": "approve_report", "version": case["version"]}, MANAGER)
    item = client.post(f"/api/v1/meetings/{meeting}/items", {"case": case["id"]}, SECRETARY)
    client.post(f"/api/v1/items/{item['id']}/outcome", OUTCOME | {"version": item["version"]}, CHAIR)
    return int(case["id"])
