"""One case told in browsers: the people at their screens, and what the town's mail server has taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from casework import clock
from tests.journeys.conftest import People
from tests.support.smtp import SmtpServer

THREE = ("Ordföranden (S)", "Vice ordföranden (M)", "Ledamoten (C)")
"""As many of the five as a quorum takes."""


@dataclass
class Screens:
    """Who is asked for logs in at a browser of his own. `title` is how the case is known, `case` its address."""

    people: People
    mail: SmtpServer
    title: str
    case: str = ""
    open: dict[str, Page] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Page:
        """The person's screen; he logs in when he is first asked for."""
        if name not in self.open:
            self.open[name] = self.people.at_their_desk(name)
        return self.open[name]

    def at_the_case(self, name: str) -> Page:
        """The person with the case's page open."""
        self[name].goto(self.case)
        return self[name]

    def finds_on_the_desk(self, name: str) -> Page:
        """The person opens what waits for him on his desk."""
        page = self[name]
        page.goto("/")
        page.get_by_role("region", name="Väntar på dig").get_by_role("link", name=self.title).click()
        return page

    def writes(self, link: str = "Redigera") -> Page:
        """The officer at the report, with the editors in place of its fields."""
        page = self["handlaggare"]
        page.get_by_role("link", name=link).click()
        page.wait_for_url("**/tjansteskrivelse*")
        page.wait_for_load_state()
        return page

    def sit(self, body: str, present: Sequence[str] = THREE) -> str:
        """The secretary plans a meeting today, lists the case and calls the roll: the meeting's address."""
        secretary = self["sekreterare"]
        secretary.goto("/sammantraden/nytt")
        secretary.get_by_label("Organ", exact=True).select_option(label=body)
        secretary.get_by_label("Dag", exact=True).fill(clock.today().isoformat())
        secretary.get_by_label("Tid", exact=True).fill("08:30")
        secretary.get_by_label("Plats", exact=True).fill("Lilla sessionssalen")
        secretary.get_by_role("button", name="Spara sammanträdet").click()
        secretary.get_by_role("button", name="Sätt upp på föredragningslistan").click()
        self.call_roll(present)
        return secretary.url

    def call_roll(self, present: Sequence[str]) -> None:
        """The secretary marks those as present too, on the meeting's page."""
        secretary = self["sekreterare"]
        for name in present:
            secretary.get_by_role("group", name=name, exact=True).get_by_text("Närvarande").click()
        secretary.get_by_role("button", name="Spara uppropet").click()
        expect(secretary.get_by_text("Uppropet är sparat.")).to_be_visible()

    def history(self, name: str) -> list[str]:
        """The history's sentences on the page that the person has open, oldest first."""
        rows = self[name].get_by_role("region", name="Historik").get_by_role("listitem")
        return [row.get_by_role("paragraph").first.inner_text() for row in rows.all()][::-1]


def drop_file(page: Page, file: Path) -> None:
    """Drop the file on the zone, as a hand with a mouse does."""
    expect(page.locator("[data-drop-hint]")).to_be_visible()  # the zone takes files once its script has run
    transfer = page.evaluate_handle(
        """([name, text]) => { const t = new DataTransfer();
           t.items.add(new File([text], name, {type: "text/plain"})); return t; }""",
        [file.name, file.read_text()],
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": transfer})
