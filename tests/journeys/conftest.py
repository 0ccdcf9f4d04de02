"""People at their own browsers, against the product as it is run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.support.browser_fixtures import NewContext
from tests.support.served import served
from tests.support.smtp import SmtpServer

expect.set_options(timeout=20_000)  # two cores may be busy with other tests


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""What a browser is needed to see, is seen on one database. That both keep the rules is tried without a browser."""


@dataclass
class People:
    """Logs each person in at a browser of his own."""

    url: str
    new_context: NewContext

    def at_their_desk(self, name: str) -> Page:
        """A page on which the person has just logged in."""
        page = self.new_context(base_url=self.url).new_page()
        page.goto("/logga-in")
        page.get_by_label("E-postadress").fill(f"{name}@demo.example")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.wait_for_url("**/")
        return page


def violations(page: Page, url: str, widths: tuple[int, ...]) -> dict[str, Any]:
    """What axe finds on the page at each width, and where the page scrolls sideways."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for rule in Axe().run(page).response["violations"]:
            found[f"{url} at {width}: {rule['id']}"] = rule["nodes"][0]["html"]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found |= {f"{url} at {width}: sideways": wide} if wide > 0 else {}
    return found


def sees_all_received(page: Page, count: int) -> None:
    """The case's page tells of so many letters that arrived: the worker notes each one after it was taken."""
    received = page.get_by_text("Mottagen av mottagarens server")
    for _ in range(40):
        if received.count() == count:
            return
        page.wait_for_timeout(250)
        page.reload()
    expect(received).to_have_count(count)


@pytest.fixture
def server(tmp_path: Path, database_url: str, smtp_server: SmtpServer) -> Iterator[str]:
    """The served product's address, on a populated database, with a mail server that takes everything."""
    with served(tmp_path, database_url, smtp_server.url) as url:
        yield url


@pytest.fixture
def people(server: str, new_context: NewContext) -> People:
    """Whoever is asked for. The browsers are closed before the server, which waits for open connections otherwise."""
    return People(server, new_context)
