"""The fixtures `browser`, `new_context` and `page`: one Chromium a worker, a fresh context a test.

Swedish and in Stockholm, like its users. If a test fails, its open pages are kept as test-results/NAME-N.png.
A test that drives two people at once asks for `new_context` and calls it twice.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.support.browser import launch_options

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

FAILED = pytest.StashKey[bool]()
RESULTS = "test-results"
PATIENCE_MS = 15_000
SCREENSHOT_MS = 5_000


class NewContext(Protocol):
    """Opens a browser context: a person with cookies of his own; options as for playwright's new_context."""

    def __call__(self, **options: Any) -> BrowserContext: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Launch Chromium for the first test of this worker that asks for it."""
    from playwright.sync_api import sync_playwright  # half a second that most runs of one file need not pay

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(**launch_options())
        yield chromium
        chromium.close()


@pytest.fixture
def browser_context_args() -> dict[str, Any]:
    """Options of every context; override it in a conftest.py, for example with a base_url."""
    return {"locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[NewContext]:
    """Give a function that opens contexts; all are closed after the test."""
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context

    yield open_context
    if request.node.stash.get(FAILED, False):
        keep_screenshots(contexts, request.config.rootpath / RESULTS, request.node.nodeid)
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """Open an empty page in a fresh context."""
    return new_context().new_page()


def keep_screenshots(contexts: list[BrowserContext], folder: Path, name: str) -> None:
    """Write every open page to `folder`/NAME-N.png; a page that cannot be drawn any more is left out."""
    from playwright.sync_api import Error

    stem = re.sub(r"[^\w-]+", "-", name).strip("-")
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        with suppress(Error):
            page.screenshot(path=folder / f"{stem}-{number}.png", full_page=True, timeout=SCREENSHOT_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test whether its set-up or its call failed, for the fixture's teardown."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
