"""Which substitute steps in for a member who is absent: KL (2017:725) 5 kap. 17–21 §§ and 6 kap. 16–17 §§ (R-53).

Within a party its substitutes step in by their order. In the assembly only a party's own do (5:18, 5:21); in a board or
a committee others follow, in the order that the assembly has decided, and where it has not, in the order of the list.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

NO_ORDERS: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Substitute:
    """One who may step in: his party, and his place among the body's substitutes."""

    person_id: int
    party: str
    position: int


def in_turn(
    party: str,
    substitutes: Sequence[Substitute],
    *,
    between: Mapping[str, Sequence[str]] = NO_ORDERS,
    own_party_only: bool = False,
) -> list[Substitute]:
    """The substitutes in the order in which they are called for a member of that party.

    `between`: for a party, whose substitutes follow on its own. Parties that it does not name come last, by position.
    """
    after = [party, *(name for name in between.get(party, ()) if name != party)]
    rank = {name: number for number, name in enumerate(after)}
    able = [row for row in substitutes if not own_party_only or row.party == party]
    return sorted(able, key=lambda row: (rank.get(row.party, len(after)), row.position, row.person_id))


def called(
    absent: Sequence[tuple[int, str]],
    substitutes: Sequence[Substitute],
    available: Collection[int],
    *,
    between: Mapping[str, Sequence[str]] = NO_ORDERS,
    own_party_only: bool = False,
) -> dict[int, int | None]:
    """Who steps in for each absent member, given as (person, party): the next in turn who is available, each once.

    A party's own substitutes go to its own absent members before another party's take them. None where nobody is left.
    """
    left = {row.person_id: row for row in substitutes if row.person_id in available}
    found: dict[int, int | None] = dict.fromkeys(member for member, _ in absent)
    for own in (True, own_party_only):
        for member, party in absent:
            if found[member] is None:
                turn = in_turn(party, list(left.values()), between=between, own_party_only=own)
                found[member] = left.pop(turn[0].person_id).person_id if turn else None
    return found
