"""Who serves, who leads and how many must serve at one matter: the rules R-50 to R-52, R-60 and R-62."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.quorum import quorum
from casework.law.serving import Place, empty_seats, idle, needed, presiding, serving

CHAIR, VICE, SECOND, THIRD, FOURTH, FIRST_SUB, OTHER_SUB = range(1, 8)


def committee(**marks: tuple[int, ...]) -> list[Place]:
    """Five members and two substitutes, all there; `marks` name who is away, disqualified, or absent from the roll."""
    roles = ("chair", "vice_chair", "member", "member", "member", "substitute", "substitute")
    return [
        Place(
            number,
            role,
            present=number not in marks.get("absent", ()),
            disqualified=number in marks.get("disqualified", ()),
            away=number in marks.get("away", ()),
        )
        for number, role in enumerate(roles, start=1)
    ]


def stepping_in(places: Sequence[Place], *pairs: tuple[int, int]) -> list[Place]:
    """The same, with those substitutes serving for those members."""
    return [replace(place, serving_for_id=dict(pairs).get(place.person_id)) for place in places]


def ids(places: Sequence[Place]) -> list[int]:
    return [place.person_id for place in places]


def test_everybody_there_serves_and_a_substitute_only_follows() -> None:
    assert ids(serving(committee())) == [CHAIR, VICE, SECOND, THIRD, FOURTH]


@pytest.mark.parametrize("mark", ["absent", "disqualified", "away"])
def test_who_does_not_take_part_is_not_counted(mark: str) -> None:
    places = committee(**{mark: (SECOND, FIRST_SUB)})
    assert ids(serving(places)) == [CHAIR, VICE, THIRD, FOURTH]
    assert (ids(empty_seats(places)), ids(idle(places))) == ([SECOND], [OTHER_SUB])


@pytest.mark.parametrize("mark", ["absent", "disqualified", "away"])
def test_a_substitute_steps_in_for_who_does_not_take_part(mark: str) -> None:
    places = stepping_in(committee(**{mark: (SECOND,)}), (FIRST_SUB, SECOND))
    assert ids(serving(places)) == [CHAIR, VICE, THIRD, FOURTH, FIRST_SUB]
    assert (empty_seats(places), ids(idle(places))) == ([], [OTHER_SUB])


def test_nobody_serves_for_a_member_who_takes_part() -> None:
    """The member who came back has his own seat, also where the substitute is still noted."""
    assert ids(serving(stepping_in(committee(), (FIRST_SUB, SECOND)))) == [CHAIR, VICE, SECOND, THIRD, FOURTH]


def test_no_seat_is_filled_twice() -> None:
    places = stepping_in(committee(absent=(SECOND,)), (FIRST_SUB, SECOND), (OTHER_SUB, SECOND))
    assert ids(serving(places)) == [CHAIR, VICE, THIRD, FOURTH, FIRST_SUB]
    assert ids(idle(places)) == [OTHER_SUB]


def test_a_disqualified_substitute_leaves_the_seat_to_another() -> None:
    places = stepping_in(committee(absent=(SECOND,), disqualified=(FIRST_SUB,)), (FIRST_SUB, SECOND))
    assert (ids(empty_seats(places)), ids(idle(places))) == ([SECOND], [OTHER_SUB])
    again = stepping_in(places, (FIRST_SUB, SECOND), (OTHER_SUB, SECOND))
    assert ids(serving(again)) == [CHAIR, VICE, THIRD, FOURTH, OTHER_SUB]


def test_nobody_serves_for_a_substitute_or_a_stranger() -> None:
    places = stepping_in(committee(absent=(OTHER_SUB,)), (FIRST_SUB, OTHER_SUB))
    assert ids(serving(places)) == [CHAIR, VICE, SECOND, THIRD, FOURTH]
    assert ids(serving(stepping_in(places, (FIRST_SUB, 99)))) == [CHAIR, VICE, SECOND, THIRD, FOURTH]


@pytest.mark.parametrize(
    ("marks", "leader"),
    [
        ({}, CHAIR),
        ({"disqualified": (CHAIR,)}, VICE),
        ({"away": (CHAIR,)}, VICE),
        ({"absent": (CHAIR,)}, VICE),
        ({"disqualified": (CHAIR,), "away": (VICE,)}, None),
        ({"disqualified": (VICE,)}, CHAIR),
    ],
)
def test_the_chair_leads_unless_he_does_not_take_part(marks: dict[str, tuple[int, ...]], leader: int | None) -> None:
    found = presiding(committee(**marks))
    assert (found.person_id if found else None) == leader


def test_the_first_vice_chair_goes_before_the_second() -> None:
    places = [
        Place(9, "chair", present=False),
        Place(3, "vice_chair", present=True),
        Place(2, "vice_chair", present=True),
    ]
    assert ids([found for found in [presiding(places)] if found]) == [3]


@pytest.mark.parametrize(
    ("disqualified", "met"), [((), True), ((THIRD, FOURTH), True), ((SECOND, THIRD, FOURTH), False)]
)
def test_a_board_needs_as_many_whoever_is_disqualified(disqualified: tuple[int, ...], met: bool) -> None:
    places = committee(disqualified=disqualified)
    assert (needed(places), len(serving(places)) >= needed(places)) == (3, met)


def test_an_assembly_that_disqualification_leaves_too_few_may_handle_the_matter() -> None:
    """KL 5:46; not where they are too few for another reason, nor where nobody is left."""
    disqualified = committee(disqualified=(SECOND, THIRD, FOURTH))
    assert (needed(disqualified), needed(disqualified, assembly=True)) == (3, 2)
    assert needed(committee(absent=(SECOND, THIRD), disqualified=(FOURTH,)), assembly=True) == 2
    assert needed(committee(absent=(SECOND, THIRD, FOURTH), disqualified=(VICE,)), assembly=True) == 3
    assert needed(committee(away=(SECOND, THIRD, FOURTH)), assembly=True) == 3
    assert needed(committee(disqualified=(CHAIR, VICE, SECOND, THIRD, FOURTH)), assembly=True) == 3


def test_a_body_without_members_still_needs_somebody() -> None:
    assert (needed([]), serving([]), presiding([])) == (1, [], None)


@st.composite
def rolls(draw: st.DrawFn) -> list[Place]:
    members = draw(st.integers(1, 9))
    places = []
    for number in range(1, members + draw(st.integers(0, 4)) + 1):
        role = "chair" if number == 1 else "member" if number <= members else "substitute"
        marks = {name: draw(st.booleans()) for name in ("present", "disqualified", "away")}
        serves = draw(st.none() | st.integers(1, members + 5)) if role == "substitute" else None
        places.append(Place(number, role, serving_for_id=serves, **marks))
    return places


@given(rolls(), st.booleans())
def test_whatever_the_roll_no_seat_is_counted_twice(places: list[Place], assembly: bool) -> None:
    who = serving(places)
    members = [place for place in places if place.is_member]
    assert len({place.person_id for place in who}) == len(who) <= len(members)
    assert all(place.takes_part for place in who)
    assert len(who) + len(empty_seats(places)) == len(members)
    assert not {place.person_id for place in who} & {place.person_id for place in idle(places)}
    assert needed(places) == quorum(len(members))
    assert needed(places, assembly=assembly) in {needed(places), len(who)}


@given(rolls())
def test_disqualification_never_adds_anybody(places: list[Place]) -> None:
    without = serving([replace(place, disqualified=False) for place in places])
    assert len(serving(places)) <= len(without)
