"""Rules of writing: each speaks where it should, holds its tongue where it should, and says where."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework.documents.reading import read_report
from casework.documents.writing import Surroundings, looked_over
from casework.documents.writing.points import owner_of

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
GOOD: dict[str, Any] = {
    "title": "Översyn",
    "proposal": [
        "Kanslichefen får i uppdrag att se över medlemskapet. Det ska redovisas senast den 1 juni 2031.",
        "Kostnaden på 50 tkr finansieras inom nämndens budgetram.",
    ],
    "summary": "Kommunen är medlem i ett förbund. Regionerna har ändrats.",
    "sections": [{"heading": "Ärende", "text": "Beslut fattades fredagen den 14 juni 2019."}],
    "basis": ["Tjänsteskrivelse 2031-03-04", "Missivbrev den 13 maj 2019"],
}
BESIDE = Surroundings(recipients=("Kanslichef",), from_outside=True, received=date(2019, 5, 13))


def rules(content: dict[str, Any], beside: Surroundings = BESIDE) -> list[tuple[str, str]]:
    return [(remark.rule, remark.place) for remark in looked_over({**GOOD, **content}, beside)]


def test_a_report_written_by_the_rules_is_left_alone() -> None:
    assert rules({}) == []


OPTION = {"title": "Stanna kvar", "for": "", "against": "", "consequence": "", "recommended": False}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"proposal": ["Föreliggande budget godkänns enligt föreliggande förslag."]}, ("alone", "proposal-0")),
        ({"proposal": [GOOD["proposal"][1], "Planen antas enligt ovan."]}, ("alone", "proposal-1")),
        ({"proposal": ["Planen antas samt skickas ut."]}, ("one_action", "proposal-0")),
        ({"proposal": ["Planen godkänns. Nämnden antar och ger C."]}, ("one_action", "proposal-0")),
        ({"proposal": ["Nämnden förslås godkänna planen."]}, ("spelling", "proposal-0")),
        ({"proposal": ["Nämnden ska uppdra åt X att göra Y och lämnar svar."]}, ("spelling", "proposal-0")),
        ({"proposal": ["Förvaltningen får i uppdrag att pröva frågan."]}, ("assignment_day", "proposal-0")),
        ({"proposal": ["Det uppdras åt förvaltningen att pröva frågan."]}, ("assignment_day", "proposal-0")),
        ({"proposal": ["Ge förvaltningen i uppdrag att pröva frågan."]}, ("assignment_day", "proposal-0")),
        ({"proposal": ["Uppdra att pröva frågan senast den 1 juni 2031."]}, ("assignment_owner", "proposal-0")),
        ({"proposal": ["Socialnämnden får i uppdrag att pröva det 2031-06-01."]}, ("recipient_missing", "recipients")),
        ({"proposal": ["Bidraget utökas med 24 tkr."]}, ("financing", "proposal-0")),
        ({"summary": "Förslaget är att planen antas."}, ("summary", "summary")),
        (
            {"summary": "Kanslichefen får i uppdrag att se över medlemskapet, redovisas senast den 1 juni 2031."},
            ("summary", "summary"),
        ),
        ({"basis": ["Tjänsteskrivelse"]}, ("basis_dated", "basis-0")),
        ({"basis": ["Missivbrev 2019-05-13", "Tjänsteskrivelse 2019-05-29"]}, ("basis_first", "basis")),
        ({"basis": ["Tjänsteskrivelse 2019-13-45"]}, ("basis_dated", "basis-0")),
        ({"sections": [{"heading": "A", "text": "Torsdagen den 14 juni 2019 kom brevet."}]}, ("weekday", "sections")),
        ({"sections": [{"heading": "A", "text": "", "options": [OPTION]}]}, ("recommended", "sections")),
    ],
)  # fmt: skip
def test_a_rule_says_where(content: dict[str, Any], told: tuple[str, str]) -> None:
    assert told in rules(content)


@pytest.mark.parametrize(
    "content",
    [
        {"proposal": ["Kommunstyrelsen antar planen. Den skickas till regionen och kommunerna."]},
        {"proposal": ["Avtalet godkänns enligt bilaga 1 daterad 2031-01-01."]},
        {"sections": [{"heading": "A", "text": "", "options": [{**OPTION, "recommended": True}]}]},
        {"sections": [{"heading": "A", "text": "Fredag 2019-06-14 och den 31 februari 2019."}]},
        {"basis": []},
    ],
)
def test_what_is_as_it_should_be_is_left_alone(content: dict[str, Any]) -> None:
    assert rules(content) == []


def test_a_required_part_that_is_empty_is_told() -> None:
    beside = Surroundings(required=(("summary", "Sammanfattning", True), ("part-background", "Ärende", False)))
    assert [remark for remark in rules({}, beside) if remark[0] == "required"] == [("required", "summary")]


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        (Surroundings(from_outside=True), [("received", "origin_received")]),
        (Surroundings(from_outside=True, received=date(2019, 5, 13)), []),
        (Surroundings(), [("origin", "origin")]),  # the basis speaks of a covering letter
    ],
)
def test_what_came_in_has_its_day(beside: Surroundings, told: list[tuple[str, str]]) -> None:
    assert [row for row in rules({}, beside) if row[0] in ("received", "origin")] == told


def test_an_amount_that_grows_asks_for_its_financing() -> None:
    plain = {"proposal": ["Frågan avgörs."]}
    assert rules(plain, Surroundings(more_money=True, from_outside=True, received=date(2019, 5, 13))) == [
        ("financing", "proposal")
    ]
    paid = {**plain, "sections": [{"heading": "Ekonomi", "text": "Det finansieras med eget kapital."}]}
    assert rules(paid, Surroundings(more_money=True, from_outside=True, received=date(2019, 5, 13))) == []


@pytest.mark.parametrize(
    ("point", "owner"),
    [
        ("Nämnden uppdrar åt förvaltningen att pröva frågan.", "förvaltningen"),
        ("Att ge socialchefen i uppdrag att pröva frågan", "socialchefen"),
        ("Barn- och utbildningsförvaltningen får i uppdrag att pröva frågan", "Barn- och utbildningsförvaltningen"),
        ("Uppdraget lämnas.", ""),
        ("Det uppdras åt ekonomichefen att räkna.", "ekonomichefen"),
        ("Ekonomichefen ges i uppdrag att räkna.", "Ekonomichefen"),
        ("Lämna i uppdrag åt tekniska nämnden att bygga en bro.", "tekniska nämnden"),
    ],
)
def test_the_owner_of_an_assignment_is_found(point: str, owner: str) -> None:
    assert owner_of(point) == owner


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("000", ["one_action", "spelling", "spelling", "assignment_day", "summary"]),
        ("001", ["financing", "summary", "basis_dated", "origin"]),
    ],
)
def test_what_the_seeds_lack_is_told(seed: str, expected: list[str]) -> None:
    """C-44, R-86 and R-135; the cases above say the same in words of our own."""
    found = sorted(SEEDS.glob(f"{seed}_*"))
    if not found:
        pytest.skip(f"the folder {SEEDS.parent.name}/{SEEDS.name} beside the project is absent")
    report = read_report(found[0])
    told = looked_over(report, Surroundings(recipients=tuple(report["recipients"])))
    assert [remark.rule for remark in told] == expected


def test_a_large_report_is_judged_in_time() -> None:
    """Every rule is bound by the text's length, not by its square."""
    large = {
        "proposal": ["uppdra " * 2800, "a " * 9000 + "får i uppdrag " * 50],
        "summary": "fredag den " * 18_000,
        "sections": [{"heading": "", "text": "ök med " * 28_000}],
        "basis": ["a " * 250] * 100,
    }
    assert rules(large)
