"""One PostgreSQL server for a whole pytest run: started before the xdist workers, stopped after them."""

from __future__ import annotations

import os

import pytest

from tests.support.postgres import GIVEN, STARTED
from tests.support.postgres_server import PostgresServer, start_server

SERVER = pytest.StashKey[PostgresServer]()


@pytest.hookimpl(tryfirst=True)  # before xdist starts the workers, which inherit the environment
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server and announce it, unless one is given, an outer run has one, or nothing will be run."""
    config = session.config
    inside_worker = hasattr(config, "workerinput")
    if inside_worker or config.option.collectonly or os.environ.get(GIVEN) or os.environ.get(STARTED):
        return
    server = config.stash[SERVER] = start_server()
    os.environ[STARTED] = server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, also after failures and Ctrl-C."""
    server = config.stash.get(SERVER, None)
    if server is not None:
        os.environ.pop(STARTED, None)
        server.stop()
