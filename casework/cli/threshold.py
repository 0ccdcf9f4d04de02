"""How many it takes in a meeting, by the rules of the law."""

import re
import sys
from fractions import Fraction
from typing import Any

import click

from casework.cli.answers import BadInput, answer, as_json_option
from casework.cli.teaching import Teaching

RULES = ("quorum", "minority_remittal", "qualified")
MOST = 10_000  # no body is that large


@click.command(
    cls=Teaching,
    who="Sekreteraren, och den som prövar en regel.",
    examples=[
        "casework threshold --rule quorum --of 7 --present 4",
        "casework threshold --rule minority_remittal --of 41 --present 41 --demanding 14 --json",
        "casework threshold --rule qualified --of 9 --present 9 --demanding 6 --share 2/3",
    ],
    prints="Hur många som krävs, och om det räcker. Med --json: needed och met, där met är null om --demanding saknas.",
    no="det räcker inte",
)
@click.option(
    "--rule",
    type=click.Choice(RULES),
    required=True,
    help="quorum: beslutsförhet, mer än hälften (KL 5:45, 6:27). minority_remittal: en tredjedel av de närvarande "
    "(KL 5:50). qualified: en andel av de närvarande.",
)
@click.option("--of", "members", type=click.IntRange(1, MOST), required=True, help="Antalet ledamöter.")
@click.option("--present", type=click.IntRange(0, MOST), required=True, help="Antalet närvarande ledamöter.")
@click.option("--demanding", type=click.IntRange(0, MOST), help="Hur många som begär det, eller röstar för.")
@click.option("--share", default="2/3", show_default=True, help="Andelen för qualified.")
@as_json_option
def threshold(  # a parameter for each of the contract's options
    rule: str, members: int, present: int, demanding: int | None, share: str, as_json: bool
) -> None:
    """Räkna ut hur många som krävs. Säg om det räcker."""
    if present > members:
        raise BadInput("Fler är närvarande än det finns ledamöter.")
    if demanding is not None and demanding > present:
        raise BadInput("Fler begär det än som är närvarande.")
    needed = _needed(rule, members, present, share)
    count = present if rule == "quorum" else demanding
    met = None if count is None else count >= needed
    if as_json:
        answer({"needed": needed, "met": met})
    else:
        told = {None: "", True: ": det räcker", False: f": {count} räcker inte"}[met]
        click.echo(f"{needed} krävs{told}")
    if met is False:
        sys.exit(1)


def _needed(rule: str, members: int, present: int, share: str) -> int:
    from casework.law.quorum import quorum
    from casework.law.thresholds import minority, qualified

    if rule == "quorum":
        return quorum(members)
    if present == 0:
        raise BadInput("Ingen är närvarande.")
    return minority(present) if rule == "minority_remittal" else qualified(present, _share(share))


def _share(text: str) -> Fraction:
    found: Any = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    if not found or int(found[2]) == 0 or not Fraction(1, 2) < Fraction(int(found[1]), int(found[2])) <= 1:
        raise BadInput("--share ska vara en andel över hälften och högst hela, till exempel 2/3.")
    return Fraction(int(found[1]), int(found[2]))
