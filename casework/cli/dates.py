"""The days from a meeting until its decisions are final, by the rules of the law."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import Any

import click

from casework.cli.answers import BadInput, answer, as_json_option
from casework.cli.teaching import Teaching

FIRST_YEAR, LAST_YEAR = 1992, 2099  # so that what follows stays within the years whose days off are known
NAMES = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


class Day(click.ParamType[date]):
    """A day as it is written in Sweden, of a year whose days off are known."""

    name = "dag"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; what is none is told in a sentence that names the option."""
        assert param is not None
        option, typed = param.opts[0], str(value)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
            raise BadInput(f"{option} ska vara en dag som ÅÅÅÅ-MM-DD, till exempel 2026-03-02.")
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            raise BadInput(f"{option} {typed} finns inte i almanackan.") from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadInput(f"{option} {typed}: året ska vara {FIRST_YEAR} till {LAST_YEAR}.")
        return day


@click.command(
    cls=Teaching,
    who="Sekreteraren och registratorn, och den som prövar en regel.",
    examples=[
        "casework dates --meeting 2026-03-02",
        "casework dates --meeting 2019-01-28 --approved 2019-02-04 --posted 2019-02-05",
        "casework dates --posted 2019-02-05 --json",
    ],
    prints="En rad för varje dag som följer av dagarna du anger, med paragrafen. Med --json: latest_approval_day, "
    "latest_posting_day, last_appeal_day, earliest_removal, earliest_final, three_weeks_end (före flytt från en "
    "ledig dag), approved_in_time och posted_in_time. Det som inte kan räknas ut är null.",
)
@click.option("--meeting", type=Day(), help="Dagen då sammanträdet avslutades (ÅÅÅÅ-MM-DD).")
@click.option("--approved", type=Day(), help="Dagen då protokollet, eller den omedelbart justerade delen, justerades.")
@click.option("--posted", type=Day(), help="Dagen då justeringen tillkännagavs; den sista, om det finns flera tavlor.")
@as_json_option
def dates(meeting: date | None, approved: date | None, posted: date | None, as_json: bool) -> None:
    """Räkna ut dagarna från sammanträdet till laga kraft. Av varje dag du anger följer nästa."""
    from casework.law.clocks import days_from

    given = (
        ("--meeting", "Sammanträdet hölls", meeting),
        ("--approved", "Protokollet justeras", approved),
        ("--posted", "Justeringen tillkännages", posted),
    )
    _in_order([(option, what, day) for option, what, day in given if day])
    days = days_from(met_on=meeting, approved_on=approved, posted_on=posted)
    if as_json:
        answer({name: day.isoformat() if isinstance(day, date) else day for name, day in asdict(days).items()})
        return
    for line in _lines(days) or ["Ange --meeting, --approved eller --posted: av dem räknas dagarna ut."]:
        click.echo(line)


def _in_order(given: Sequence[tuple[str, str, date]]) -> None:
    """Refuse a day that comes before the one that it follows."""
    for (one, _, earlier), (other, what, later) in pairwise(given):
        if later < earlier:
            raise BadInput(f"{other} {later} är före {one} {earlier}. {what} tidigast samma dag: rätta en av dagarna.")


def _lines(days: Any) -> list[str]:
    from casework.law.days import why_off

    rows = [
        ("Senast justerat", days.latest_approval_day, "fjorton dagar efter sammanträdet, KL 5:69"),
        ("Senast anslaget", days.latest_posting_day, "andra dagen efter justeringen, KL 8:12"),
        ("Sista dag att överklaga", days.last_appeal_day, "tre veckor efter anslaget, KL 13:5"),
        ("Får tas ned tidigast", days.earliest_removal, "när överklagandetiden har gått ut, KL 8:12"),
        ("Laga kraft tidigast", days.earliest_final, "om ingen har överklagat; fråga förvaltningsrätten"),
    ]
    lines = [f"{what + ':':<25}{_named(day)}  ({why})" for what, day, why in rows if day]
    if days.three_weeks_end != days.last_appeal_day:
        ended = f"{days.three_weeks_end} ({why_off(days.three_weeks_end)})"
        lines.append(f"Tre veckor slutar {ended}: sista dagen flyttas till nästa vardag (lag 1930:173, 2 §).")
    if days.approved_in_time is False:
        lines.append("Protokollet justerades för sent.")
    if days.posted_in_time is False:
        lines.append("Justeringen tillkännagavs för sent. Tiden räknas ändå från anslaget.")
    return lines


def _named(day: date) -> str:
    return f"{day} {NAMES[day.weekday()]}"
