"""A table as a diagram, drawn from the rows themselves."""

from workflows._engine import Workflow


def mermaid(workflow: Workflow) -> str:
    """The table as a Mermaid state diagram, with the Swedish labels."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    lines += [f"    {state.name}: {state.label}" for state in workflow.states.values()]
    lines += [
        f"    {source} --> {dest}: {step.label}"
        for step in workflow.steps
        for source in step.sources
        for dest in workflow.destinations(step)
    ]
    lines += [f"    {state.name} --> [*]" for state in workflow.states.values() if state.final]
    return "\n".join(lines)
