"""A minority that remits or defers: KL (2017:725) 5 kap. 50 §, in the assembly alone (R-80 to R-84).

At least a third of the members present may have a matter remitted or deferred, once: one shot, shared between the
two. A remittal or deferral by a majority leaves it intact. In elections, and in every other body, the simple majority
decides (5:50 second paragraph, 6:33).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.law.thresholds import minority
from casework.law.voting import ELECTION

DEFER, REMIT_BACK = "defer", "remit_back"


@dataclass(frozen=True)
class Earlier:
    """A decision taken earlier in the matter, and whether a minority had it made."""

    outcome: str
    by_minority: bool = False


@dataclass(frozen=True)
class Demand:
    """Who demands what: a deferral, or a remittal with its motive. Nobody counts twice."""

    kind: str
    persons: frozenset[int]
    motive: str = ""


def has_minority_right(*, assembly: bool, matter: str) -> bool:
    """Whether a minority may demand it at all: in the assembly, and not in an election (KL 5:50, 6:33)."""
    return assembly and matter != ELECTION


def spent(earlier: Sequence[Earlier]) -> bool:
    """Whether a minority has had the matter remitted or deferred before: then only a majority may again (KL 5:50)."""
    return any(row.by_minority and row.outcome in (DEFER, REMIT_BACK) for row in earlier)


def suffices(demand: Demand, present: int) -> bool:
    """Whether those who demand are a third of the members present; who abstains from voting is present (R-82)."""
    return len(demand.persons) >= minority(present)


def carried(demands: Sequence[Demand], present: int) -> list[Demand]:
    """The demands that hold. Each motive is tried by itself, since those who demand set it (KL 5:50, R-83).

    So two halves of a third, with a motive each, are no third; and one majority cannot rewrite what a third demanded.
    """
    return [demand for demand in demands if suffices(demand, present)]
