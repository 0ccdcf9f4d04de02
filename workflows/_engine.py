"""The engine: a workflow is a table of steps. The only file that imports `transitions`.

`transitions` guards the table (an unknown state or a second road for one verb fails), this module judges who and what.
Never its conditions: a false one returns False silently. Never its auto transitions: they bypass every rule. Plain
strings as states: StrEnum fails in 0.9.3. One machine a workflow: one per object is slow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from transitions import Machine

from workflows._facts import Facts
from workflows._vocabulary import BACK, DISPATCH, EFFECTS, FIELD_TYPES, N_, ROLES, Ask, Field


@dataclass(frozen=True)
class Reason:
    """Why a step is refused: a Swedish text for the catalogue and the values that stand in it.

    A tuple is an enumeration of words of ours, each translated; a list is one of names, which are not. Both are joined
    as in a sentence.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def worded(self, translate: Callable[[str], str]) -> str:
        """The sentence, each text of ours passed through `translate`."""
        if not self.values:
            return translate(self.text)
        return translate(self.text) % {key: _worded(value, translate) for key, value in self.values.items()}

    def __str__(self) -> str:
        return self.worded(str)


def _worded(value: Any, translate: Callable[[str], str]) -> Any:
    if not isinstance(value, tuple | list):
        return value
    words = value if isinstance(value, list) else [translate(word) for word in value]
    last = translate(N_("och"))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


Rule = Callable[[Facts], Reason | None]


class StepRefused(Exception):
    """The step was not taken; `reasons` say why, in the words that the reader sees."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(str(reason) for reason in self.reasons))


@dataclass(frozen=True)
class State:
    """One state. A final one ends the case; in an editable one the officer writes.

    Not `on_path`: beside the way (rejected, withdrawn, paused). `minor`: on the way, but drawn only while it lasts.
    `at_body`: the case is handled by a body, and the path is drawn with the body's name.
    """

    name: str
    label: str
    final: bool = False
    editable: bool = False
    on_path: bool = True
    minor: bool = False
    at_body: bool = False


@dataclass(frozen=True)
class Step:
    """One row of the table: what it is called, from where to where, who, what must hold, what follows.

    `onward`: it brings the case on although its state stands earlier in the table, as to the body above; False: it
    does not although the state stands later, as a short cut that nobody is waited for to take.
    """

    name: str
    sources: tuple[str, ...]
    to: str
    label: str
    by: tuple[str, ...]
    needs: tuple[Rule, ...]
    then: tuple[str, ...]
    dispatch: str | None
    sentence: str
    onward: bool | None = None

    @property
    def alternative(self) -> tuple[Rule, ...]:
        """The rules that tell whether this is the right one of two steps; the page leaves the other out."""
        return tuple(rule for rule in self.needs if getattr(rule, "alternative", False))

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What the step's form asks for, in the order of its rules."""
        return tuple(ask for rule in self.needs for ask in getattr(rule, "asks", ()))

    def row(self) -> dict[str, Any]:
        """The step as in `casework workflows show KIND --json` (contracts.md)."""
        return {
            "name": self.name,
            "from": list(self.sources),
            "to": self.to,
            "label": self.label,
            "by": list(self.by),
            "needs": [rule.__name__ for rule in self.needs],
            "then": list(self.then),
            "dispatch": self.dispatch,
        }


def asking(*asks: Ask) -> Callable[[Rule], Rule]:
    """Mark a rule as one about what the actor fills in: the page draws the fields, the rule is judged on taking."""

    def mark(rule: Rule) -> Rule:
        rule.asks = asks  # type: ignore[attr-defined]  # a function carries its own fields
        return rule

    return mark


def alternative(rule: Rule) -> Rule:
    """Mark a rule that tells which of two steps is the right one: where it says no, the page does not offer the step.

    Taken all the same, the step is refused with the rule's reason, as by any rule.
    """
    rule.alternative = True  # type: ignore[attr-defined]  # as in asking
    return rule


def looking_at(part: str) -> Callable[[Rule], Rule]:
    """Mark a rule as one that looks at a part of the facts that is not always asked for (AT_MEETING, ...)."""

    def mark(rule: Rule) -> Rule:
        rule.looks_at = part  # type: ignore[attr-defined]  # as in asking
        return rule

    return mark


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def state(
    name: str,
    label: str,
    *,
    final: bool = False,
    editable: bool = False,
    on_path: bool = True,
    minor: bool = False,
    at_body: bool = False,
) -> State:
    """A row of the table's list of states."""
    return State(name, label, final, editable, on_path, minor, at_body)


def step(  # noqa: PLR0913  # a row of the table has these words
    name: str,
    sources: str | Sequence[str],
    to: str,
    label: str,
    *,
    by: str | Sequence[str],
    needs: Sequence[Rule] = (),
    then: Sequence[str] = (),
    dispatch: str | None = None,
    sentence: str = "",
    onward: bool | None = None,
) -> Step:
    """A row of the table. `sentence` is how history tells it, with %(actor)s; the label serves where it is absent."""
    return Step(name, _names(sources), to, label, _names(by), tuple(needs), tuple(then), dispatch, sentence, onward)


class Workflow:
    """One kind of ärende, or one procedure. Built once, at import; holds no state of any case."""

    def __init__(
        self,
        kind: str,
        label: str,
        states: Sequence[State],
        steps: Sequence[Step],
        *,
        fields: Sequence[Field] = (),
    ) -> None:
        self.kind = kind
        self.label = label
        self.fields = {field.name: field for field in fields}
        self.states = {state.name: state for state in states}
        self.steps = tuple(steps)
        self.initial = states[0].name
        self._refuse_a_bad_table(states, steps)
        self._machine = Machine(
            model=None,
            states=list(self.states),
            initial=None,
            auto_transitions=False,
            send_event=True,
            transitions=[
                {"trigger": _road(step, dest), "source": source, "dest": dest}
                for step in steps
                for source in step.sources
                for dest in self.destinations(step)
            ],
        )

    def _refuse_a_bad_table(self, states: Sequence[State], steps: Sequence[Step]) -> None:
        roads = [(step.name, source) for step in steps for source in step.sources]
        if len(self.states) != len(states) or len(set(roads)) != len(roads):
            raise ValueError(f"{self.kind}: a state has the same name twice, or a step leaves one state twice")
        if unknown := {field.type for field in self.fields.values()} - FIELD_TYPES:
            raise ValueError(f"{self.kind}: unknown types of fields: {sorted(unknown)}")
        for step in steps:
            unknown = {*step.sources, *({step.to} - {BACK})} - set(self.states)
            unknown |= set(step.by) - set(ROLES) | set(step.then) - EFFECTS
            unknown |= ({step.dispatch} - DISPATCH) if step.dispatch else set()
            if unknown or not step.by or not step.sources:
                raise ValueError(f"{self.kind}.{step.name}: unknown or missing words: {sorted(map(str, unknown))}")

    def destinations(self, step: Step) -> list[str]:
        """Where the step may lead: one state, or for a way back every state that leads to where it starts."""
        if step.to != BACK:
            return [step.to]
        entering = [row for row in self.steps if row.to in step.sources]
        return sorted({source for row in entering for source in row.sources})

    def steps_from(self, state: str) -> list[Step]:
        """The steps that leave `state`, in the order of the table."""
        return [step for step in self.steps if state in step.sources]

    def looks_at(self, state: str, part: str) -> bool:
        """Whether a step that leaves `state` has a rule about that part of the facts."""
        rules = (rule for step in self.steps_from(state) for rule in step.needs)
        return any(getattr(rule, "looks_at", "") == part for rule in rules)

    def step(self, name: str, state: str | None) -> Step | None:
        """The row of that verb that leaves `state`; where none does, the verb's first row; None for an unknown verb."""
        rows = [step for step in self.steps if step.name == name]
        return next((step for step in rows if state in step.sources), rows[0] if rows else None)

    def refusals(self, step: Step, facts: Facts, *, taking: bool = False) -> list[Reason]:
        """Every reason why `step` may not be taken now; [] when it may.

        With taking=False the rules about what the actor fills in are left out: the page asks first, then judges.
        """
        if facts.case.state not in step.sources:
            label = self.states[facts.case.state].label if facts.case.state in self.states else facts.case.state
            return [Reason(N_("Steget kan inte tas i läget ”%(state)s”."), {"state": (label,)})]
        if not facts.actor.roles & set(step.by):
            who = tuple(ROLES[role] for role in step.by[:1])
            return [Reason(N_("Det här steget tas av %(who)s."), {"who": who})]
        rules = [rule for rule in step.needs if taking or not getattr(rule, "asks", ())]
        return [reason for rule in rules if (reason := rule(facts)) is not None]

    def take(self, name: str, facts: Facts) -> Step:
        """The step `name`, judged. Raises StepRefused with all reasons; writes nothing."""
        step = self.step(name, facts.case.state)
        if step is None:
            raise StepRefused([Reason(N_("Steget ”%(step)s” finns inte för den här ärendetypen."), {"step": name})])
        if reasons := self.refusals(step, facts, taking=True):
            raise StepRefused(reasons)
        return step

    def move(self, name: str, state: str, came_from: str = "") -> str:
        """The state that `name` leads to from `state`; a way back leads to `came_from`.

        Raises MachineError or KeyError where the table has no such road.
        """
        step = self.step(name, state)
        if step is None:
            raise KeyError(name)
        token = _Token(state)
        self._machine.events[_road(step, came_from)].trigger(token)
        return token.state

    def show(self) -> dict[str, Any]:
        """The table as data (contracts.md, `workflows show`)."""
        return {
            "kind": self.kind,
            "label": self.label,
            "states": [{"name": s.name, "label": s.label, "final": s.final} for s in self.states.values()],
            "steps": [step.row() for step in self.steps],
            "fields": [{"name": f.name, "type": f.type, "label": f.label} for f in self.fields.values()],
        }


def _road(step: Step, dest: str) -> str:
    """The trigger's name: a way back has one for each state that it may lead to."""
    return f"{step.name}>{dest}" if step.to == BACK else step.name


@dataclass
class _Token:
    """What the machine moves instead of a row of the database, so that only one place assigns a row's state."""

    state: str
