"""Who may take part from afar: KL (2017:725) 5 kap. 16 § and 6 kap. 24 §, which change on 1 July 2026 (R-90)."""

from dataclasses import dataclass
from datetime import date

from casework.law.bodies import ASSEMBLY
from casework.law.serving import LEADERS
from workflows._vocabulary import N_


@dataclass(frozen=True)
class RemoteRules:
    """What the law asks from `valid_from` on, where the assembly has let a body's members take part from afar.

    `equal_terms`: all see and hear each other on equal terms. `participants_ensured`: the chair sees to who takes part
    and that each can follow and take part. `presidium_on_site`: the chair and vice chairs of the assembly are there.
    `may_be_ordered`: the assembly may say that a committee's members shall, and not only may, be remote.
    """

    valid_from: date
    equal_terms: bool
    participants_ensured: bool
    presidium_on_site: bool
    may_be_ordered: bool
    source: str


RULES = (
    RemoteRules(
        date(2018, 1, 1),
        equal_terms=True,
        participants_ensured=False,
        presidium_on_site=False,
        may_be_ordered=False,
        source="KL 5:16, 6:24",
    ),
    RemoteRules(
        date(2026, 7, 1),
        equal_terms=False,
        participants_ensured=True,
        presidium_on_site=True,
        may_be_ordered=True,
        source="prop. 2025/26:164",
    ),
)
"""The newest last. That the second holds from that day is told by a third party; no decision was read."""


def remote_rules(day: date) -> RemoteRules:
    """The rules that hold on `day`. Raises ValueError for a day before the act."""
    held = [rules for rules in RULES if rules.valid_from <= day]
    if not held:
        raise ValueError("no rules are known for so early a day")
    return held[-1]


def not_from_afar(kind: str, role: str, day: date, *, allowed: bool) -> str | None:
    """Why one in that role of a body of that kind may not take part from afar that day, as a sentence; None if he may.

    `allowed`: whether the body's rules let its members (KL 5:16, 6:24: only where the assembly has said so).
    """
    if not allowed:
        return N_("Fullmäktige har inte beslutat att organets ledamöter får delta på distans.")
    if kind == ASSEMBLY and role in LEADERS and remote_rules(day).presidium_on_site:
        return N_("Fullmäktiges presidium får inte delta på distans.")
    return None
