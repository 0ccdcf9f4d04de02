"""One meeting told in browsers: the people at their screens, all of them on the page that follows the chair."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.journeys.conftest import violations
from tests.journeys.screens import Screens

BODY = "Kommunstyrelsens arbetsutskott"
CONTESTED, PARTIAL, REMITTED, DEFERRED = (
    "Översyn av medlemskapet i förbundet",
    "Lokaler för ungdomsmottagningen",
    "Bidrag till körsällskapet",
    "Avtal om lokalvård",
)
STANDING = [
    "Upprop",
    "Val av justerare",
    "Godkännande av föredragningslistan",
    "Föregående protokoll",
    "Meddelanden",
    "Övrigt",
]
ROUTINE = (STANDING[2], STANDING[3], STANDING[4])

FOLLOWS = "Sidan följer sammanträdet."
WIDTHS = (1440, 390)
TABLET = {"width": 1024, "height": 768}


@dataclass
class Hall(Screens):
    """The meeting's address beside the people; `found`: what axe said of the pages that were passed."""

    meeting: str = ""
    found: dict[str, object] = field(default_factory=dict)

    def at_the_meeting(self, name: str) -> Page:
        """The person with the meeting's own page open."""
        self[name].goto(self.meeting)
        return self[name]

    def follows(self, name: str) -> Page:
        """The person on the page that follows the chair, and its stream has begun."""
        page = self[name]
        page.goto(f"{self.meeting}/nu")
        expect(page.locator("[data-live-state]")).to_have_text(FOLLOWS)
        return page

    def handled(self, title: str, *names: str) -> None:
        """Every one of them has the item of that title before him, without having asked for it."""
        for name in names:
            expect(self[name].locator("#now")).to_have_text(title)

    def at_the_item(self, name: str, title: str) -> Page:
        """The person opens the item from the agenda beside what he follows."""
        page = self.follows(name)
        page.get_by_role("region", name="Föredragningslista").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        return page

    def takes_up(self, title: str, *names: str) -> None:
        """The chair takes up the item of that title, and it stands before all of them."""
        agenda = self["ordforande"].get_by_role("region", name="Föredragningslista")
        agenda.get_by_role("listitem").filter(has_text=title).get_by_role("button", name="Ta upp").click()
        self.handled(title, *names)

    def decides(self, title: str, button: str, given: dict[str, str]) -> None:
        """The chair goes from what he follows to the item, fills in that outcome, and comes back."""
        chair = self["ordforande"]
        if chair.url.endswith("/nu"):
            chair.get_by_role("link", name="Föra in beslutet").click()
        expect(chair.get_by_role("heading", level=1, name=title)).to_be_visible()
        fold = chair.locator("summary", has_text=button)
        if fold.count():
            fold.click()
        form = (
            chair.get_by_role("region", name="Beslut")
            .locator("form")
            .filter(has=chair.get_by_role("button", name=button, exact=True))
        )
        for label, text in given.items():
            form.get_by_label(label).fill(text)
        form.get_by_role("button", name=button, exact=True).click()
        expect(chair.get_by_text(re.compile(r"som § \d+\."))).to_be_visible()
        self.follows("ordforande")

    def puts_next(self, question: str) -> None:
        """The chair reads the question, puts it, and all see it."""
        chair = self["ordforande"]
        chair.locator("summary", has_text="Ställ nästa fråga").click()
        expect(chair.get_by_text(question).first).to_be_visible()
        chair.get_by_role("button", name="Ställ frågan").click()
        expect(chair.get_by_role("heading", name="Frågan som är ställd")).to_be_visible()

    def serving(self, told: str, *names: str) -> None:
        """So many serve, on each of their screens."""
        for name in names:
            expect(self[name].locator("[data-part=head]")).to_contain_text(told)

    def looked_at(self, name: str) -> None:
        """What axe finds on the person's page at a desk's width and at a phone's; told at the end, all at once."""
        page = self[name]
        size = page.viewport_size
        self.found |= violations(page, f"{name} {page.url.partition('127.0.0.1')[2]}", WIDTHS)
        if size:
            page.set_viewport_size(size)

    def letter_to(self, who: str, about: str) -> str:
        """The text of the letter to that address whose subject begins so, once it has come."""
        for count in range(1, 100):
            mail = self.mail.wait_for(count, seconds=60)[count - 1]
            if mail.envelope_to == (f"{who}@demo.example",) and mail.message["Subject"].startswith(about):
                return mail.text
        message = f"no letter about {about} came to {who}"
        raise AssertionError(message)


def way_in(letter: str) -> str:
    """The first address in a letter."""
    found = re.search(r"http://[^\s,]+", letter)
    assert found is not None, letter
    return found[0]


@contextmanager
def without_connection(page: Page) -> Iterator[None]:
    """While the block lasts the tablet has no network."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)
    expect(page.locator("[data-live-state]")).to_have_text(FOLLOWS)
