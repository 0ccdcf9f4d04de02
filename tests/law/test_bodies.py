"""What the law gives a kind of body, who may be remote when, and who steps in for whom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.bodies import KINDS, OWN_POWER, Rules, against_the_law, default_rules
from casework.law.remote import not_from_afar, remote_rules
from casework.law.serving import Place, needed
from casework.law.substitution import Substitute, called, in_turn

ORDER = {"S": ("V", "MP"), "M": ("KD",)}
BENCH = [Substitute(1, "V", 1), Substitute(2, "S", 3), Substitute(3, "M", 2), Substitute(4, "S", 1)]


def test_who_decides_by_the_kind_of_body() -> None:
    assert {"assembly", "executive_committee", "committee", "board"} == OWN_POWER
    groups = {"assembly_drafting_committee", "preparation_group", "steering_group"}
    never = groups | {"outside_body", "member_consultation"}
    assert {code for code, kind in KINDS.items() if not kind.decides} == never


def test_what_holds_without_rules_of_its_own() -> None:
    assembly, committee = default_rules("assembly"), default_rules("committee")
    assert (assembly.notice_days, assembly.approver_count, assembly.open_meetings) == (7, 2, True)
    assert (committee.notice_days, committee.approver_count, committee.open_meetings) == (None, 1, False)
    assert [against_the_law(kind, default_rules(kind)) for kind in KINDS] == [[]] * len(KINDS)


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        (Rules(notice_days=6, open_meetings=True), ["notice_days"]),
        (Rules(notice_days=None, open_meetings=True), ["notice_days"]),
        (Rules(notice_days=7, open_meetings=False), ["open_meetings"]),
        (Rules(notice_days=8, open_meetings=True, alternating_service=True), ["alternating_service"]),
        (Rules(notice_days=7, open_meetings=True), []),
    ],
)
def test_what_the_assembly_may_not_have_a_committee_may(rules: Rules, wrong: list[str]) -> None:
    assert [name for name, _text in against_the_law("assembly", rules)] == wrong
    assert against_the_law("committee", rules) == []


def test_remote_rules_change_on_the_first_of_july_2026() -> None:
    assert [remote_rules(date(2026, month, day)).presidium_on_site for month, day in ((6, 30), (7, 1))] == [False, True]
    with pytest.raises(ValueError, match="no rules are known"):
        remote_rules(date(2017, 12, 31))


@pytest.mark.parametrize(
    ("kind", "role", "day", "allowed", "told"),
    [
        ("assembly", "chair", date(2026, 6, 30), True, None),
        ("assembly", "chair", date(2026, 7, 1), True, "Fullmäktiges presidium får inte delta på distans."),
        ("assembly", "vice_chair", date(2026, 7, 1), True, "Fullmäktiges presidium får inte delta på distans."),
        ("assembly", "member", date(2026, 7, 1), True, None),
        ("committee", "chair", date(2026, 7, 1), True, None),
        (
            "committee",
            "member",
            date(2026, 7, 1),
            False,
            "Fullmäktige har inte beslutat att organets ledamöter får delta på distans.",
        ),
    ],
)
def test_who_may_be_remote(kind: str, role: str, day: date, allowed: bool, told: str | None) -> None:
    assert not_from_afar(kind, role, day, allowed=allowed) == told


@pytest.mark.parametrize(
    ("party", "only_own", "turn"),
    [("S", False, [4, 2, 1, 3]), ("M", False, [3, 1, 4, 2]), ("C", False, [1, 4, 3, 2]), ("S", True, [4, 2])],
)
def test_a_partys_own_come_first_then_those_that_it_names(party: str, only_own: bool, turn: list[int]) -> None:
    found = in_turn(party, BENCH, between=ORDER, own_party_only=only_own)
    assert [row.person_id for row in found] == turn


def test_an_absent_members_seat_is_not_taken_by_another_partys_call() -> None:
    absent = [(11, "M"), (12, "S"), (13, "V")]
    assert called(absent, BENCH, {1, 2}, between=ORDER) == {11: None, 12: 2, 13: 1}
    assert called(absent, BENCH, {2, 3, 4}, between=ORDER) == {11: 3, 12: 4, 13: 2}
    assert called([(13, "C")], BENCH, {1}, own_party_only=True) == {13: None}


parties = st.sampled_from(["S", "M", "V", "C"])
benches = st.lists(parties, max_size=8).map(
    lambda names: [Substitute(100 + number, name, number % 3) for number, name in enumerate(names)]
)


@given(st.lists(parties, max_size=6), benches, st.data())
def test_nobody_is_called_twice_or_who_is_not_there(
    absent: list[str], bench: list[Substitute], data: st.DataObject
) -> None:
    available = {row.person_id for row in bench if data.draw(st.booleans())}
    found = called(list(enumerate(absent)), bench, available, between=ORDER)
    stepping_in = [person for person in found.values() if person is not None]
    assert len(stepping_in) == len(set(stepping_in)) == min(len(absent), len(available))
    assert set(stepping_in) <= available


def test_a_seat_that_is_nobodys_counts_for_the_quorum() -> None:
    here = [Place(number, "member", present=True) for number in range(4)]
    assert [needed(here, vacant=vacant) for vacant in (0, 1, 3)] == [3, 3, 4]


def test_the_day_before_the_change_still_follows_the_old_rules() -> None:
    change = remote_rules(date(2026, 7, 1)).valid_from
    assert remote_rules(change - timedelta(days=1)).equal_terms
