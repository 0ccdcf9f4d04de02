"""The rule that CI skips nothing, tried in small runs of their own."""

from __future__ import annotations

from typing import Protocol

import pytest

pytest_plugins = ["pytester"]

ONE_SKIP = """
    import pytest

    def test_works():
        assert True

    @pytest.mark.skip(reason="kastar vi in sen")
    def test_left_out():
        assert False

    @pytest.mark.xfail(reason="känt fel", strict=True)
    def test_known():
        assert False
"""
SKIPPED_MODULE = "import pytest; pytest.importorskip('no_such_module', reason='saknas här')"


class InnerRun(Protocol):
    """Runs pytest on the files in pytester's folder, with CI set to `ci` or not set."""

    def __call__(self, ci: str | None, *arguments: str) -> pytest.RunResult: ...


@pytest.fixture
def inner_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> InnerRun:
    """Let a test run pytest with this house's plugin and no other but xdist."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    plugins = ["-p", "tests.support.no_skips", "-p", "xdist.plugin"]

    def run(ci: str | None, *arguments: str) -> pytest.RunResult:
        if ci is None:
            monkeypatch.delenv("CI", raising=False)
        else:
            monkeypatch.setenv("CI", ci)
        return pytester.runpytest_inprocess(*plugins, *arguments)

    return run


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_skip_fails_the_run_in_ci_and_is_listed(workers: str, pytester: pytest.Pytester, inner_run: InnerRun) -> None:
    pytester.makepyfile(test_it=ONE_SKIP)
    result = inner_run("true", "-n", workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "CI allows no skipped test; skipped: 1",
            "  test_it.py::test_left_out: kastar vi in sen (*test_it.py:*)",
        ]
    )
    result.assert_outcomes(passed=1, skipped=1, xfailed=1)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_module_that_skips_itself_is_listed_once(
    workers: str, pytester: pytest.Pytester, inner_run: InnerRun
) -> None:
    module = pytester.makepyfile(test_all=SKIPPED_MODULE)
    result = inner_run("true", "-n", workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    listed = [line for line in result.outlines if line.startswith("  test_all.py: ")]
    assert listed == [f"  test_all.py: saknas här ({module}:1)"]


@pytest.mark.parametrize("ci", [None, "", "false"])
def test_a_skip_is_allowed_outside_ci(ci: str | None, pytester: pytest.Pytester, inner_run: InnerRun) -> None:
    pytester.makepyfile(test_it=ONE_SKIP)
    result = inner_run(ci)
    assert result.ret == pytest.ExitCode.OK
    assert "CI allows" not in result.stdout.str()


def test_a_run_in_ci_without_skips_passes(pytester: pytest.Pytester, inner_run: InnerRun) -> None:
    pytester.makepyfile("def test_works(): assert True")
    assert inner_run("true").ret == pytest.ExitCode.OK


def test_an_empty_run_keeps_its_own_status(pytester: pytest.Pytester, inner_run: InnerRun) -> None:
    pytester.makepyfile("")
    assert inner_run("true").ret == pytest.ExitCode.NO_TESTS_COLLECTED
