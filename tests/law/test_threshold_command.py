"""`casework threshold`: needed and met, without settings or database; bad numbers are told in one line."""

import json

import pytest
from click.testing import CliRunner

from casework.cli import cli


def asked(arguments: str) -> tuple[int, str, str]:
    """Exit code, answer, complaint."""
    result = CliRunner().invoke(cli, ["threshold", *arguments.split()])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "needed", "met"),
    [
        ("--rule quorum --of 7 --present 4", 4, True),
        ("--rule quorum --of 7 --present 3", 4, False),
        ("--rule quorum --of 5 --present 0", 3, False),
        ("--rule minority_remittal --of 41 --present 41", 14, None),
        ("--rule minority_remittal --of 41 --present 41 --demanding 14", 14, True),
        ("--rule minority_remittal --of 41 --present 41 --demanding 13", 14, False),
        ("--rule minority_remittal --of 49 --present 31 --demanding 11", 11, True),
        ("--rule qualified --of 9 --present 9", 6, None),
        ("--rule qualified --of 9 --present 9 --demanding 6", 6, True),
        ("--rule qualified --of 9 --present 9 --demanding 6 --share 3/4", 7, False),
    ],
)
def test_it_is_the_law_that_answers(arguments: str, needed: int, met: bool | None) -> None:
    code, told, _ = asked(arguments + " --json")
    assert (json.loads(told), code) == ({"needed": needed, "met": met}, 1 if met is False else 0)
    code, told, _ = asked(arguments)
    assert (told.startswith(f"{needed} krävs"), "räcker inte" in told, code) == (True, met is False, int(met is False))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--rule quorum --of 3 --present 4", "Fler är närvarande än det finns ledamöter."),
        ("--rule qualified --of 9 --present 5 --demanding 6", "Fler begär det än som är närvarande."),
        ("--rule qualified --of 9 --present 0", "Ingen är närvarande."),
        ("--rule minority_remittal --of 9 --present 0", "Ingen är närvarande."),
        *(
            (f"--rule qualified --of 9 --present 9 --share {share}", "--share ska vara en andel över hälften")
            for share in ("1/2", "0/3", "4/3", "2/0", "0.67", "-2/3", "två", "2/3/4")
        ),
    ],
)
def test_bad_numbers_are_told(arguments: str, told: str) -> None:
    code, answer, complaint = asked(arguments)
    assert (code, answer, told in complaint) == (2, "", True), complaint


@pytest.mark.parametrize(
    "arguments", ["--rule quorum --of 0 --present 0", "--rule quorum --of x --present 1", "--of 3"]
)
def test_what_is_no_number_is_bad_input(arguments: str) -> None:
    assert asked(arguments)[:2] == (2, "")
