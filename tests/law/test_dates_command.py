"""`casework dates`: the days that follow, without settings or database; bad days are told in one line."""

import json

import pytest
from click.testing import CliRunner

from casework.cli import cli

NOTHING = {
    "latest_approval_day": None,
    "latest_posting_day": None,
    "last_appeal_day": None,
    "earliest_removal": None,
    "earliest_final": None,
    "three_weeks_end": None,
    "approved_in_time": None,
    "posted_in_time": None,
}


def asked(arguments: str) -> tuple[int, str, str]:
    """Exit code, answer, complaint."""
    result = CliRunner().invoke(cli, ["dates", *arguments.split()])
    return result.exit_code, result.stdout, result.stderr


def appeal(last: str, removal: str, three_weeks: str = "") -> dict[str, str]:
    """What follows from a posting."""
    return {
        "last_appeal_day": last,
        "earliest_removal": removal,
        "earliest_final": removal,
        "three_weeks_end": three_weeks or last,
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", {}),
        ("--meeting 2026-03-02", {"latest_approval_day": "2026-03-16"}),
        ("--approved 2026-03-06", {"latest_posting_day": "2026-03-08"}),
        ("--posted 2019-02-05", appeal("2019-02-26", "2019-02-27")),
        ("--posted 2018-04-03", appeal("2018-04-24", "2018-04-25")),
        ("--posted 2026-05-29", appeal("2026-06-22", "2026-06-23", "2026-06-19")),
        (
            "--meeting 2026-03-02 --approved 2026-03-17 --posted 2026-03-20",
            {
                "latest_approval_day": "2026-03-16",
                "latest_posting_day": "2026-03-19",
                "approved_in_time": False,
                "posted_in_time": False,
            }
            | appeal("2026-04-10", "2026-04-11"),
        ),
        (
            "--meeting 2024-02-29 --approved 2024-02-29 --posted 2024-02-29",
            {
                "latest_approval_day": "2024-03-14",
                "latest_posting_day": "2024-03-02",
                "approved_in_time": True,
                "posted_in_time": True,
            }
            | appeal("2024-03-21", "2024-03-22"),
        ),
        ("--posted 2099-12-31", appeal("2100-01-21", "2100-01-22")),
    ],
)
def test_it_is_the_law_that_answers(arguments: str, told: dict[str, object]) -> None:
    code, answer, complaint = asked(f"{arguments} --json")
    assert (code, json.loads(answer), complaint) == (0, NOTHING | told, "")


def test_people_read_lines_with_the_weekday_and_the_paragraph() -> None:
    code, answer, _ = asked("--meeting 2026-05-25 --approved 2026-05-28 --posted 2026-05-29")
    assert code == 0
    assert answer.splitlines() == [
        "Senast justerat:         2026-06-08 måndag  (fjorton dagar efter sammanträdet, KL 5:69)",
        "Senast anslaget:         2026-05-30 lördag  (andra dagen efter justeringen, KL 8:12)",
        "Sista dag att överklaga: 2026-06-22 måndag  (tre veckor efter anslaget, KL 13:5)",
        "Får tas ned tidigast:    2026-06-23 tisdag  (när överklagandetiden har gått ut, KL 8:12)",
        "Laga kraft tidigast:     2026-06-23 tisdag  (om ingen har överklagat; fråga förvaltningsrätten)",
        "Tre veckor slutar 2026-06-19 (Midsommarafton): sista dagen flyttas till nästa vardag (lag 1930:173, 2 §).",
    ]


@pytest.mark.parametrize(
    ("arguments", "late"),
    [
        ("--meeting 2026-03-02 --approved 2026-03-16 --posted 2026-03-18", []),
        ("--meeting 2026-03-02 --approved 2026-03-17", ["Protokollet justerades för sent."]),
        (
            "--approved 2026-03-02 --posted 2026-03-05",
            ["Justeringen tillkännagavs för sent. Tiden räknas ändå från anslaget."],
        ),
    ],
)
def test_what_is_late_is_said(arguments: str, late: list[str]) -> None:
    code, answer, _ = asked(arguments)
    assert (code, [line for line in answer.splitlines() if "för sent" in line]) == (0, late)


def test_who_asks_for_nothing_is_told_what_to_ask_for() -> None:
    assert asked("") == (0, "Ange --meeting, --approved eller --posted: av dem räknas dagarna ut.\n", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--meeting 2026-02-29", "--meeting 2026-02-29 finns inte i almanackan."),
        ("--approved 2026-13-01", "--approved 2026-13-01 finns inte i almanackan."),
        ("--posted 0000-01-01", "--posted 0000-01-01 finns inte i almanackan."),
        ("--posted 1991-12-31", "--posted 1991-12-31: året ska vara 1992 till 2099."),
        ("--posted 2100-01-01", "--posted 2100-01-01: året ska vara 1992 till 2099."),
        ("--posted 9999-12-31", "--posted 9999-12-31: året ska vara 1992 till 2099."),
        *(
            (f"--posted {typed}", "--posted ska vara en dag som ÅÅÅÅ-MM-DD, till exempel 2026-03-02.")
            for typed in (
                "igår",
                "20260302",
                "2026-W10-1",
                "2026-3-2",
                "02/03/2026",
                "2026-03-02T10:00",
                "２０２６-03-02",
            )
        ),
        ("--meeting 2026-03-02 --approved 2026-03-01", "--approved 2026-03-01 är före --meeting 2026-03-02."),
        ("--approved 2026-03-02 --posted 2026-03-01", "--posted 2026-03-01 är före --approved 2026-03-02."),
        ("--meeting 2026-03-02 --posted 2026-03-01", "--posted 2026-03-01 är före --meeting 2026-03-02."),
        (
            "--meeting 2026-03-02 --approved 2026-03-05 --posted 2026-03-04",
            "--posted 2026-03-04 är före --approved 2026-03-05.",
        ),
    ],
)
def test_bad_days_are_told_with_the_option(arguments: str, told: str) -> None:
    for form in ("", " --json"):
        code, answer, complaint = asked(arguments + form)
        assert (code, answer, told in complaint) == (2, "", True), complaint
