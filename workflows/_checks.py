"""What must hold for every table; `casework workflows check` and the generic tests ask here."""

from workflows._engine import Workflow
from workflows._vocabulary import RECORD_DECISION


def findings(workflow: Workflow) -> list[str]:
    """What is wrong with the table, one sentence each; [] when it holds."""
    reached, ends = _reached(workflow), _can_end(workflow)
    found = [f"{workflow.kind}: läget {name} nås aldrig" for name in workflow.states if name not in reached]
    found += [f"{workflow.kind}: läget {name} kan aldrig ta slut" for name in workflow.states if name not in ends]
    for step in workflow.steps.values():
        if RECORD_DECISION in step.then and step.dispatch is None:
            found.append(f"{workflow.kind}: beslutet i steget {step.name} expedieras aldrig")
        if len(set(step.sources)) != len(step.sources):
            found.append(f"{workflow.kind}: steget {step.name} går två gånger från samma läge")
    return found


def _reached(workflow: Workflow) -> set[str]:
    reached = {workflow.initial}
    while more := {
        step.to for step in workflow.steps.values() if reached & set(step.sources) and step.to not in reached
    }:
        reached |= more
    return reached


def _can_end(workflow: Workflow) -> set[str]:
    ends = {name for name, state in workflow.states.items() if state.final}
    while more := {
        source for step in workflow.steps.values() if step.to in ends for source in step.sources if source not in ends
    }:
        ends |= more
    return ends
