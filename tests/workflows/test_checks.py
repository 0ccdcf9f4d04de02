"""`casework workflows check` finds each way in which a table can be wrong, and names it."""

import json
from collections.abc import Sequence

import pytest

from workflows import WORKFLOWS, Step, Workflow, _checks
from workflows import _vocabulary as word
from workflows._checks import findings
from workflows._engine import state, step

OPEN, AWAY, DONE = state("open", "Öppet"), state("away", "Borta"), state("done", "Klart", final=True)
FINISH = step("finish", "open", "done", "Avsluta", by=word.OFFICER)
LEAVE = step("leave", "open", "away", "Gå", by=word.OFFICER)
BACK = step("back", "away", "open", "Kom tillbaka", by=word.OFFICER)
DECIDE = step("decide", "open", "done", "Besluta", by=word.CHAIR, then=[word.RECORD_DECISION])


def table(*steps: Step, states: Sequence[object] = (OPEN, AWAY, DONE)) -> Workflow:
    """A small table; by default with three states of which `done` is final."""
    return Workflow("trial", "Prov", states, steps)  # type: ignore[arg-type]


def test_check_finds_nothing_in_a_table_that_holds() -> None:
    assert findings(table(FINISH, LEAVE, BACK)) == []


def test_check_names_a_state_that_is_never_reached() -> None:
    assert findings(table(FINISH, BACK)) == ["trial: läget away nås aldrig"]


def test_check_does_not_take_an_island_for_reached() -> None:
    """Two states that reach each other are still not reached from the first."""
    island = state("island", "Ö")
    there = step("there", "away", "island", "Dit", by=word.OFFICER)
    home = step("home", "island", "away", "Hit", by=word.OFFICER)
    held = table(FINISH, BACK, there, home, states=(OPEN, AWAY, island, DONE))
    assert findings(held) == ["trial: läget away nås aldrig", "trial: läget island nås aldrig"]


def test_check_names_a_state_that_cannot_end() -> None:
    assert findings(table(FINISH, LEAVE)) == ["trial: läget away kan aldrig ta slut"]


def test_check_names_every_state_of_a_circle_without_an_end() -> None:
    states = (OPEN, AWAY)
    assert findings(table(LEAVE, BACK, states=states)) == [
        "trial: läget open kan aldrig ta slut",
        "trial: läget away kan aldrig ta slut",
    ]


def test_check_names_a_decision_that_nobody_is_sent() -> None:
    assert findings(table(DECIDE, states=(OPEN, DONE))) == ["trial: beslutet i steget decide expedieras aldrig"]


@pytest.mark.parametrize("moment", sorted(word.DISPATCH))
def test_check_is_content_with_either_moment_of_dispatch(moment: str) -> None:
    decide = step("decide", "open", "done", "Besluta", by=word.CHAIR, then=[word.RECORD_DECISION], dispatch=moment)
    assert findings(table(decide, states=(OPEN, DONE))) == []


def test_way_back_reaches_and_ends_what_it_leads_to() -> None:
    """The state that is rested in ends by the way back; nothing is reached by it, since the case has been there."""
    rest = step("rest", ["open", "away"], "rest", "Vila", by=word.OFFICER)
    wake = step("wake", "rest", word.BACK, "Väck", by=word.OFFICER)
    states = (OPEN, AWAY, DONE, state("rest", "Vilar"))
    assert findings(table(FINISH, LEAVE, BACK, rest, wake, states=states)) == []
    assert findings(table(FINISH, BACK, rest, wake, states=states)) == ["trial: läget away nås aldrig"]


def test_pause_is_no_end_of_a_state_that_has_none() -> None:
    """Who rests comes back to where he was, not to where another rested."""
    rest = step("rest", ["open", "away"], "rest", "Vila", by=word.OFFICER)
    wake = step("wake", "rest", word.BACK, "Väck", by=word.OFFICER)
    states = (OPEN, AWAY, DONE, state("rest", "Vilar"))
    assert findings(table(FINISH, LEAVE, rest, wake, states=states)) == ["trial: läget away kan aldrig ta slut"]


def test_check_names_a_way_back_that_nothing_leads_to() -> None:
    wake = step("wake", "rest", word.BACK, "Väck", by=word.OFFICER)
    states = (OPEN, DONE, state("rest", "Vilar"))
    assert findings(table(FINISH, wake, states=states)) == [
        "trial: läget rest nås aldrig",
        "trial: läget rest kan aldrig ta slut",
    ]


def test_command_tells_the_findings_and_answers_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from casework.cli import cli

    broken = table(FINISH, LEAVE)
    monkeypatch.setitem(WORKFLOWS, "trial", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main(["workflows", "check", "--json"], standalone_mode=False)
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out) == _checks.findings(broken)
