"""What may happen. Every file here without "_" is one kind of ärende: WORKFLOWS[kind].

Pure Python: imports neither Flask, SQLAlchemy nor casework. Adding a file adds the kind; nothing else is edited.
"""

from importlib import import_module
from pkgutil import iter_modules

from workflows._engine import Reason, State, Step, StepRefused, Workflow

__all__ = ["PROCEDURES", "WORKFLOWS", "Reason", "State", "Step", "StepRefused", "Workflow"]


def _discover(package: str, path: list[str], attribute: str) -> dict[str, Workflow]:
    names = sorted(m.name for m in iter_modules(path) if not m.ispkg and not m.name.startswith("_"))
    found = [getattr(import_module(f"{package}.{name}"), attribute) for name in names]
    return {workflow.kind: workflow for workflow in found}


WORKFLOWS: dict[str, Workflow] = _discover(__name__, list(__path__), "WORKFLOW")
PROCEDURES: dict[str, Workflow] = _discover(
    f"{__name__}.procedures", [f"{path}/procedures" for path in __path__], "PROCEDURE"
)
