"""The engine refuses a bad table when it is built, and a step that no row names when it is taken."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from transitions import MachineError

from workflows import Reason, Step, StepRefused, Workflow
from workflows import _vocabulary as word
from workflows._engine import asking, state, step
from workflows._facts import ActorFacts, CaseFacts, Facts
from workflows._vocabulary import Ask

OPEN, DONE = state("open", "Öppet"), state("done", "Klart", final=True)


def finish(**changes: Any) -> Any:
    """The row that ends the table below, with `changes`."""
    row: dict[str, Any] = {"sources": "open", "to": "done", "label": "Avsluta", "by": word.OFFICER}
    return step("finish", **(row | changes))


def facts(state: str = "open", given: Mapping[str, str] | None = None, **roles: str) -> Facts:
    """A case of the table below, and an officer."""
    actor = ActorFacts(1, frozenset(roles.values() or [word.OFFICER]))
    return Facts(CaseFacts("trial", state), actor, date(2026, 3, 2), given=given or {})


def the_row(built: Workflow) -> Step:
    """The row that leaves the open state."""
    row = built.step("finish", "open")
    assert row is not None
    return row


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "two states of one name": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE, state("open", "Annat")], [finish()]),
        "trial: a state has the same name twice, or a step leaves one state twice",
    ),
    "two roads for one verb": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(), finish(to="open")]),
        "trial: a state has the same name twice, or a step leaves one state twice",
    ),
    "one row that leaves a state twice": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(sources=["open", "open"])]),
        "trial: a state has the same name twice, or a step leaves one state twice",
    ),
    "to an unknown state": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(to="gone")]),
        "trial.finish: unknown or missing words: ['gone']",
    ),
    "from an unknown state": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(sources=["open", "gone"])]),
        "trial.finish: unknown or missing words: ['gone']",
    ),
    "by an unknown role": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(by=[word.OFFICER, "king"])]),
        "trial.finish: unknown or missing words: ['king']",
    ),
    "by nobody": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(by=[])]),
        "trial.finish: unknown or missing words: []",
    ),
    "from nowhere": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(sources=[])]),
        "trial.finish: unknown or missing words: []",
    ),
    "an unknown effect": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(then=["fireworks"])]),
        "trial.finish: unknown or missing words: ['fireworks']",
    ),
    "a moment of dispatch as an effect": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(then=[word.AT_DECISION])]),
        "trial.finish: unknown or missing words: ['at_decision']",
    ),
    "an unknown moment of dispatch": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(dispatch="someday")]),
        "trial.finish: unknown or missing words: ['someday']",
    ),
}


@pytest.mark.parametrize(("build", "message"), BAD.values(), ids=BAD)
def test_bad_table_is_refused_when_it_is_built(build: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the message is compared whole below
        build()
    assert str(refused.value) == message


def test_table_without_those_faults_is_built() -> None:
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish()])
    assert (built.initial, built.move("finish", "open")) == ("open", "done")


def test_machine_moves_only_where_a_row_leads() -> None:
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish()])
    with pytest.raises(MachineError):
        built.move("finish", "done")
    with pytest.raises(ValueError, match="gone"):
        built.move("finish", "gone")


@pytest.mark.parametrize("verb", ["to_done", "to_open", "start", "trigger", ""])
def test_machine_knows_no_verb_but_the_rows(verb: str) -> None:
    """The library's automatic transitions would lead past every rule."""
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish()])
    with pytest.raises(KeyError):
        built.move(verb, "open")
    with pytest.raises(StepRefused) as refused:
        built.take(verb, facts())
    assert str(refused.value) == f"Steget ”{verb}” finns inte för den här ärendetypen."


AWAY, REST = state("away", "Borta"), state("rest", "Vilar")


def leave(sources: str | list[str], to: str, **more: Any) -> Step:
    """A row of the verb that leads on, whatever from."""
    return step("leave", sources, to, "Gå", by=word.OFFICER, **more)


@pytest.fixture
def two_rows() -> Workflow:
    """A table where one verb stands in two rows, each leaving its own state and with a rule of its own."""
    first = leave("open", "away", needs=[lambda _: Reason("Första raden.")])
    second = leave("away", "done", needs=[lambda _: Reason("Andra raden.")])
    return Workflow("trial", "Prov", [OPEN, AWAY, DONE], [first, second])


@pytest.mark.parametrize(("at", "to", "rule"), [("open", "away", "Första raden."), ("away", "done", "Andra raden.")])
def test_verb_of_two_rows_is_the_one_that_leaves_the_state(two_rows: Workflow, at: str, to: str, rule: str) -> None:
    row = two_rows.step("leave", at)
    assert row is not None
    assert (row.sources, row.to, two_rows.move("leave", at)) == ((at,), to, to)
    with pytest.raises(StepRefused) as refused:
        two_rows.take("leave", facts(at))
    assert str(refused.value) == rule


@pytest.mark.parametrize("at", ["done", "gone", "", None])
def test_verb_from_where_no_row_leaves_is_its_first_row(two_rows: Workflow, at: str | None) -> None:
    """So that the refusal can say what the state is, instead of that the verb is unknown."""
    assert two_rows.step("leave", at) is two_rows.steps[0]
    assert two_rows.step("nothing", at) is None
    with pytest.raises(StepRefused) as refused:
        two_rows.take("leave", facts(at or ""))
    assert str(refused.value).startswith("Steget kan inte tas i läget")


@pytest.fixture
def resting() -> Workflow:
    """Two states that may rest, one that may not, and the way back."""
    rows = [
        leave("open", "away"),
        finish(sources="away"),
        step("rest", ["open", "away"], "rest", "Vila", by=word.OFFICER),
        step("wake", "rest", word.BACK, "Väck", by=word.OFFICER),
    ]
    return Workflow("trial", "Prov", [OPEN, AWAY, DONE, REST], rows)


def test_way_back_leads_to_where_the_case_came_from(resting: Workflow) -> None:
    assert [resting.move("wake", "rest", state) for state in ("open", "away")] == ["open", "away"]
    wake = resting.step("wake", "rest")
    assert wake is not None
    assert resting.destinations(wake) == ["away", "open"]
    assert [resting.destinations(row) for row in resting.steps[:3]] == [["away"], ["done"], ["rest"]]


@pytest.mark.parametrize("elsewhere", ["done", "rest", "gone", "", word.BACK])
def test_way_back_leads_nowhere_else(resting: Workflow, elsewhere: str) -> None:
    with pytest.raises(KeyError):
        resting.move("wake", "rest", elsewhere)


def test_way_back_is_taken_from_its_own_state_only(resting: Workflow) -> None:
    with pytest.raises(MachineError):
        resting.move("wake", "open", "away")


@pytest.mark.parametrize("came_from", ["", "done", "away"])
def test_where_the_case_came_from_moves_no_other_step(resting: Workflow, came_from: str) -> None:
    assert resting.move("leave", "open", came_from) == "away"


def test_way_back_is_no_name_of_a_state() -> None:
    """Else a case could be stored in a state that means something else."""
    with pytest.raises(ValueError, match=r"unknown or missing words: \['\(back\)'\]"):
        Workflow("trial", "Prov", [OPEN, DONE], [finish(sources=["open", word.BACK])])


def test_refusal_holds_every_reason_in_the_order_of_the_rules() -> None:
    rules = [lambda _: Reason("Det första."), lambda _: None, lambda _: Reason("Det andra.")]
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish(needs=rules)])
    with pytest.raises(StepRefused) as refused:
        built.take("finish", facts())
    assert [str(reason) for reason in refused.value.reasons] == ["Det första.", "Det andra."]
    assert str(refused.value) == "Det första.; Det andra."


def test_wrong_state_is_told_before_the_rules_are_asked() -> None:
    """A rule about the report says nothing of use where the step is over."""
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish(needs=[lambda _: Reason("Aldrig.")])])
    told = built.refusals(the_row(built), facts("done"))
    assert [str(reason) for reason in told] == ["Steget kan inte tas i läget ”Klart”."]
    english = {"Steget kan inte tas i läget ”%(state)s”.": "Not possible in “%(state)s”.", "Klart": "Done"}
    assert told[0].worded(lambda text: english.get(text, text)) == "Not possible in “Done”."


def test_state_that_the_table_has_lost_is_told_by_its_name() -> None:
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish()])
    told = built.refusals(the_row(built), facts("forgotten"))
    assert [str(reason) for reason in told] == ["Steget kan inte tas i läget ”forgotten”."]


def test_what_the_actor_fills_in_is_judged_on_taking_only() -> None:
    @asking(Ask("note", word.LONG_TEXT, "Skäl"))
    def told_why(facts: Facts) -> Reason | None:
        return None if facts.given.get("note") else Reason("Skriv skälet.")

    built = Workflow("trial", "Prov", [OPEN, DONE], [finish(needs=[told_why])])
    row = the_row(built)
    assert built.refusals(row, facts()) == []
    assert [str(reason) for reason in built.refusals(row, facts(), taking=True)] == ["Skriv skälet."]
    assert built.take("finish", facts(given={"note": "Därför."})) is row


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("socialchefen",), "Det saknas socialchefen."),
        (("socialchefen", "revisorn"), "Det saknas socialchefen och revisorn."),
        (
            ("socialchefen", "revisorn", "kommundirektören"),
            "Det saknas socialchefen, revisorn och kommundirektören.",
        ),
    ],
)
def test_reason_joins_an_enumeration_as_in_a_sentence(values: tuple[str, ...], told: str) -> None:
    assert str(Reason("Det saknas %(names)s.", {"names": values})) == told


def test_reason_is_translated_with_the_words_of_its_enumerations_but_never_a_name() -> None:
    """A name that happens to be a word of the catalogue stays as it is."""
    english = {
        "%(who)s saknar %(missing)s.": "%(who)s lacks %(missing)s.",
        "rubrik": "title",
        "sammanfattning": "summary",
        "och": "and",
    }
    reason = Reason("%(who)s saknar %(missing)s.", {"who": "rubrik", "missing": ("rubrik", "sammanfattning")})
    assert reason.worded(lambda text: english.get(text, text)) == "rubrik lacks title and summary."


def test_reason_without_values_may_hold_a_percent_sign() -> None:
    assert str(Reason("Minst 50 % krävs.")) == "Minst 50 % krävs."
