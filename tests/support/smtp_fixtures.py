"""The fixture `smtp_server`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.smtp import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """Run a mail server of the test's own, empty and without a plan."""
    with SmtpServer() as server:
        yield server
