"""Who may propose, what is refused, and who may reserve himself: R-55, R-70, R-72, R-77, R-78."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.proposing import (
    ADDITION,
    ADDRESSEE,
    APPROVE,
    ASKED,
    CHANGE,
    KINDS,
    MAY,
    NEW_MATTER,
    REASON,
    REMIT_BACK,
    SHALL,
    TEXT,
    UNLAWFUL,
    lacking,
    may_note,
    may_overrule,
    may_propose,
    may_reserve,
    refusal,
)
from casework.law.serving import Place

PLACES = [
    Place(1, "chair", present=True),
    Place(2, "member", present=False),
    Place(3, "substitute", present=True, serving_for_id=2),
    Place(4, "substitute", present=True),
    Place(5, "member", present=True, disqualified=True),
]


def test_who_serves_at_the_matter_may_propose() -> None:
    assert [person for person in range(1, 7) if may_propose(PLACES, person)] == [1, 3]


def test_in_the_assembly_others_may_have_the_right() -> None:
    assert may_propose(PLACES, 6, assembly=True, invited=True)
    assert not may_propose(PLACES, 6, assembly=True)
    assert not may_propose(PLACES, 6, invited=True)


def test_a_remittal_says_to_whom_and_why() -> None:
    assert lacking(REMIT_BACK) == [ADDRESSEE, REASON]
    assert lacking(REMIT_BACK, reason=" ", addressee="Nämnden") == [REASON]
    assert lacking(REMIT_BACK, reason="Utred kostnaden.", addressee="Nämnden") == []


@pytest.mark.parametrize("kind", [CHANGE, ADDITION])
def test_a_change_and_an_addition_say_which(kind: str) -> None:
    assert (lacking(kind), lacking(kind, text="Ny lydelse.")) == ([TEXT], [])


@given(st.sampled_from(KINDS), st.text(), st.text(), st.text())
def test_a_proposal_lacks_only_what_its_kind_asks(kind: str, text: str, reason: str, addressee: str) -> None:
    missing = lacking(kind, text=text, reason=reason, addressee=addressee)
    given_ = {TEXT: text, REASON: reason, ADDRESSEE: addressee}
    assert set(missing) == {word for word in ASKED.get(kind, ()) if not given_[word].strip()}
    assert lacking(APPROVE) == []


def test_the_chair_of_the_assembly_refuses_a_new_matter_and_may_refuse_the_unlawful() -> None:
    assert [refusal(ground, assembly=True) for ground in (NEW_MATTER, UNLAWFUL)] == [SHALL, MAY]
    assert [refusal(ground, assembly=False) for ground in (NEW_MATTER, UNLAWFUL)] == ["", ""]
    assert [may_overrule(ground) for ground in (NEW_MATTER, UNLAWFUL)] == [False, True]
    with pytest.raises(ValueError, match="taste"):
        refusal("taste", assembly=True)


@pytest.mark.parametrize(("took_part", "over"), [(True, False), (True, True), (False, False), (False, True)])
def test_one_reserves_himself_who_took_part_before_the_meeting_ends(took_part: bool, over: bool) -> None:
    assert may_reserve(took_part=took_part, meeting_over=over) is (took_part and not over)


def test_a_note_is_for_who_serves_or_where_the_assembly_lets_others() -> None:
    assert may_note(serves=True, meeting_over=False)
    assert may_note(serves=False, meeting_over=False, allowed_others=True)
    assert not may_note(serves=False, meeting_over=False)
    assert not may_note(serves=True, meeting_over=True, allowed_others=True)
