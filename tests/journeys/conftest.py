"""People at their own browsers, against the product as it is run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.support.browser_fixtures import NewContext
from tests.support.served import served
from tests.support.smtp import SmtpServer

expect.set_options(timeout=20_000)  # two cores may be busy with other tests


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


@pytest.fixture
def people(tmp_path: Path, database_url: str, smtp_server: SmtpServer, new_context: NewContext) -> Iterator[People]:
    """The served product on a populated database, with a mail server that takes everything."""
    with served(tmp_path, database_url, smtp_server.url) as url:
        yield People(url, new_context)
