"""The engine refuses a bad table when it is built, and a step that no row names when it is taken."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from transitions import MachineError

from workflows import Reason, StepRefused, Workflow
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


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "two states of one name": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE, state("open", "Annat")], [finish()]),
        "trial: a state or a step has the same name twice",
    ),
    "two roads for one verb": (
        lambda: Workflow("trial", "Prov", [OPEN, DONE], [finish(), finish(to="open")]),
        "trial: a state or a step has the same name twice",
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
    told = built.refusals(built.steps["finish"], facts("done"))
    assert [str(reason) for reason in told] == ["Steget kan inte tas i läget ”Klart”."]
    english = {"Steget kan inte tas i läget ”%(state)s”.": "Not possible in “%(state)s”.", "Klart": "Done"}
    assert told[0].worded(lambda text: english.get(text, text)) == "Not possible in “Done”."


def test_state_that_the_table_has_lost_is_told_by_its_name() -> None:
    built = Workflow("trial", "Prov", [OPEN, DONE], [finish()])
    told = built.refusals(built.steps["finish"], facts("forgotten"))
    assert [str(reason) for reason in told] == ["Steget kan inte tas i läget ”forgotten”."]


def test_what_the_actor_fills_in_is_judged_on_taking_only() -> None:
    @asking(Ask("note", word.LONG_TEXT, "Skäl"))
    def told_why(facts: Facts) -> Reason | None:
        return None if facts.given.get("note") else Reason("Skriv skälet.")

    built = Workflow("trial", "Prov", [OPEN, DONE], [finish(needs=[told_why])])
    row = built.steps["finish"]
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
