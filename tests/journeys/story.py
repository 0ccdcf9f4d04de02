"""One case told from its first day to its last: who presses what, and what the town's mail server takes."""

import html
import re
from dataclasses import dataclass, field

from flask import Flask

from casework import create_app
from casework.associations.operations import lapse_overdue
from casework.audit import AuditRecord, first_broken
from casework.cases.models import Case, CaseEvent
from casework.dispatch.sending import drain
from casework.meetings.models import AgendaItem
from tests.conftest import Visitors, close
from tests.observing import one, rows
from tests.support.pages import Visitor
from tests.support.smtp import SmtpServer


@dataclass
class Story:
    """The people at their screens, the case, and what the town's mail server has taken."""

    app: Flask
    people: Visitors
    mail: SmtpServer
    case: str = ""
    number: str = ""
    taken: int = field(default=0)

    def at_the_case(self, who: str) -> Visitor:
        """The person with the case's page open."""
        self.people[who].open(self.case)
        return self.people[who]

    def press(self, who: str, button: str, **given: str) -> str:
        """The person presses a button on the case's page, and reads what comes."""
        page = self.at_the_case(who).press(button, **given)
        assert page.status_code == 200, f"{who} pressed {button}: {page.status_code}"
        return html.unescape(page.text)

    def stands(self) -> str:
        """Where the case stands."""
        return one(self.app, Case).state

    def sit(self, body: str, day: str) -> str:
        """The secretary plans a meeting, lists the case and calls everybody: the meeting's address."""
        secretary = self.people["sekreterare"]
        secretary.open("/sammantraden/nytt")
        secretary.press("Spara sammanträdet", body=body, day=day, time="08:30", place="Lilla salen")
        assert secretary.page is not None
        meeting = secretary.page.request.path
        secretary.press("Sätt upp på föredragningslistan")
        secretary.press("Spara uppropet", **{f"present-{person}": "present" for person in range(1, 20)})
        return meeting

    def record(self, button: str, **given: str) -> str:
        """The chair finds the item on his desk and records the outcome: the page that comes."""
        chair, item = self.people["ordforande"], rows(self.app, AgendaItem)[-1].id
        address = f"/sammantraden/arende/{item}"
        assert address in chair.open("/").text, "the item does not stand on the chair's desk"
        chair.open(address)
        return html.unescape(chair.press(button, **given).text)

    def post(self) -> list[tuple[str, str]]:
        """The worker runs until nothing waits: recipient and subject of each new mail."""
        settings = self.app.extensions["casework.settings"]
        worker = create_app(settings.model_copy(update={"smtp_url": self.mail.url}))
        with worker.app_context():
            while lapse_overdue() + drain():
                pass
        close(worker)
        new = self.mail.messages[self.taken :]
        self.taken += len(new)
        return sorted((mail.envelope_to[0], mail.message["Subject"]) for mail in new)

    def letter(self) -> str:
        """The last letter that was taken, on one line."""
        return self.mail.messages[-1].text

    def audit_holds(self) -> None:
        """The chain is whole, and every event of the case has its record, in that order."""
        events = rows(self.app, CaseEvent)
        records = [row.event for row in rows(self.app, AuditRecord, case_id=one(self.app, Case).id)]
        with self.app.app_context():
            assert first_broken() is None
        steps = [event.step for event in events]
        assert [name for name in records if name in steps] == steps


def told(page: str) -> list[str]:
    """The history's sentences on the page, oldest first."""
    return re.findall(r"<div><p>(.*?)</p>", page.partition('class="timeline"')[2])[::-1]
