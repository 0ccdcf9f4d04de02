"""What must hold for every table; `casework workflows check` and the generic tests ask here."""

from workflows._engine import Workflow
from workflows._vocabulary import BACK, RECORD_DECISION


def findings(workflow: Workflow) -> list[str]:
    """What is wrong with the table, one sentence each; [] when it holds."""
    reached, ends = _reached(workflow), _can_end(workflow)
    found = [f"{workflow.kind}: läget {name} nås aldrig" for name in workflow.states if name not in reached]
    found += [f"{workflow.kind}: läget {name} kan aldrig ta slut" for name in workflow.states if name not in ends]
    for step in workflow.steps:
        if RECORD_DECISION in step.then and step.dispatch is None:
            found.append(f"{workflow.kind}: beslutet i steget {step.name} expedieras aldrig")
    return found


def _reached(workflow: Workflow) -> set[str]:
    """A way back reaches nothing new: the case has been there."""
    onward = [step for step in workflow.steps if step.to != BACK]
    reached = {workflow.initial}
    while more := {step.to for step in onward if reached & set(step.sources)} - reached:
        reached |= more
    return reached


def _can_end(workflow: Workflow) -> set[str]:
    """A way back ends nothing but the pause itself: the case is then where it was."""
    onward = [step for step in workflow.steps if step.to != BACK]
    ends = {name for name, state in workflow.states.items() if state.final}
    while more := {source for step in onward if step.to in ends for source in step.sources} - ends:
        ends |= more
    backward = [step for step in workflow.steps if step.to == BACK]
    return ends.union(*(step.sources for step in backward if ends & set(workflow.destinations(step))))
