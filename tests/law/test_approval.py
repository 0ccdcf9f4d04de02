"""Who has signed, and who has not yet (R-103 to R-105)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.approval import (
    APPROVER,
    CHAIR,
    NEXT_MEETING,
    NOTED,
    SECRETARY,
    SIGNERS,
    Signature,
    lacking,
    on_disagreement,
)
from casework.law.bodies import default_rules

WROTE, LED, READ, ALSO_READ = (
    Signature(1, SECRETARY),
    Signature(2, CHAIR),
    Signature(3, APPROVER),
    Signature(4, APPROVER),
)


@pytest.mark.parametrize(
    ("signed", "approvers", "wanting"),
    [
        ([], 1, {SECRETARY: 1, CHAIR: 1, APPROVER: 1}),
        ([WROTE], 2, {CHAIR: 1, APPROVER: 2}),
        ([WROTE, LED], 1, {APPROVER: 1}),
        ([WROTE, LED, READ], 1, {}),
        ([WROTE, LED, READ], 2, {APPROVER: 1}),
        ([WROTE, LED, READ, READ], 2, {APPROVER: 1}),  # once, however often
        ([WROTE, LED, READ, ALSO_READ], 2, {}),
        ([WROTE, LED, READ, ALSO_READ], 1, {}),
        ([WROTE, LED, Signature(2, APPROVER)], 1, {APPROVER: 1}),  # the chair is not his own approver
        ([LED, READ], 1, {SECRETARY: 1}),
    ],
)
def test_minutes_are_approved_when_nobody_is_wanting(
    signed: list[Signature], approvers: int, wanting: dict[str, int]
) -> None:
    assert lacking(signed, approver_count=approvers) == wanting


def test_the_assembly_has_two_approvers_where_nobody_said_otherwise() -> None:
    signed = [WROTE, LED, READ]
    counts = [default_rules(kind).approver_count for kind in ("assembly", "committee")]
    assert [lacking(signed, approver_count=count) for count in counts] == [{APPROVER: 1}, {}]


@given(
    st.lists(st.builds(Signature, st.integers(1, 6), st.sampled_from(SIGNERS)), max_size=8),
    st.builds(Signature, st.integers(1, 6), st.sampled_from([SECRETARY, APPROVER])),
    st.integers(1, 4),
)
def test_one_more_signature_never_makes_more_wanting(signed: list[Signature], more: Signature, count: int) -> None:
    before = sum(lacking(signed, approver_count=count).values())
    after = sum(lacking([*signed, more], approver_count=count).values())
    assert before - 1 <= after <= before


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        lacking([], approver_count=0)
    with pytest.raises(ValueError, match="do not sign: member"):
        lacking([Signature(1, "member")])


def test_a_disagreement_is_noted_or_goes_to_the_next_meeting() -> None:
    assert (on_disagreement(material=False), on_disagreement(material=True)) == (NOTED, NEXT_MEETING)
