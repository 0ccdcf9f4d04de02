"""With CI=true a skipped test fails the run and is listed: a gate that skips is a gate left open."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.terminal import TerminalReporter

SKIPS = pytest.StashKey[dict[str, str]]()
"""Node id of each skipped test (or module), and the reason given."""


def skips_are_refused() -> bool:
    """Tell whether the environment says CI=true (or 1)."""
    return os.environ.get("CI", "").strip().lower() in {"true", "1"}


class SkipCollector:
    """Listens where reports arrive: on the xdist controller, or in the one process of a plain run."""

    def __init__(self, config: pytest.Config) -> None:
        self.skips = config.stash[SKIPS] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a skipped test; an expected failure (xfail) is a result, not a skip."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skips[report.nodeid] = _reason(report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole module that skipped itself; every xdist worker reports it, it is listed once."""
        if report.skipped:
            self.skips[report.nodeid] = _reason(report.longrepr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn "all passed, some skipped" into a failed run; a run that failed keeps its own status."""
        calm = {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
        if self.skips and session.exitstatus in calm:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """List each skip with its reason under a heading of its own."""
        for line in _summary(self.skips):
            terminalreporter.write_line(line, red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Listen only in CI and never inside an xdist worker, whose reports reach the controller anyway."""
    if skips_are_refused() and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipCollector(config), "casework-no-skips")


def _reason(longrepr: object) -> str:
    """Return the words given to skip(); pytest keeps them as (path, line, "Skipped: words")."""
    if isinstance(longrepr, tuple):
        path, line, words = longrepr
        return f"{str(words).removeprefix('Skipped: ')} ({path}:{line})"
    return str(longrepr)


def _summary(skips: dict[str, str]) -> Iterator[str]:
    if skips:
        yield f"CI allows no skipped test; skipped: {len(skips)}"
    for nodeid, reason in sorted(skips.items()):
        yield f"  {nodeid}: {reason}"
