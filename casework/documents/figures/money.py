"""Amounts in whole öre: what follows from them, and how they are written. Integers and Decimal, never floats."""

import re
from decimal import Decimal

KRONA, THOUSAND = 100, 100_000
"""In öre."""

MOST = 10**15
"""In öre: ten thousand billion kronor, more than any municipality has."""

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_TYPED = re.compile(
    r"(?P<whole>\d+|\d{1,3}(?: \d{3})+)(?:,(?P<part>\d{1,2}))? ?(?P<unit>kr|kronor|tkr)", re.IGNORECASE | re.ASCII
)
_UNITS = {"kr": KRONA, "kronor": KRONA, "tkr": THOUSAND}


def change(present: int, proposed: int) -> int:
    """How much more is proposed than is there now; less is negative."""
    return proposed - present


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in per cent with one decimal, a half rounded away from nought; None of nothing."""
    if whole == 0:
        return None
    tenths, left = divmod(abs(part) * 1000, abs(whole))
    tenths += left * 2 >= abs(whole)
    return Decimal(tenths if (part < 0) == (whole < 0) else -tenths).scaleb(-1)


def share(own: int | None, total: int | None) -> Decimal | None:
    """One's own part of the total in per cent; None where either is not known."""
    return percent(own, total) if own is not None and total is not None else None


def written(ore: int, *, signed: bool = False) -> str:
    """The amount as documents have it: whole thousands as 1 214 tkr, else 1 214 500 kr or 0,50 kr. No line breaks it.

    `signed` for a change: +24 tkr.
    """
    if ore % THOUSAND == 0 and ore:
        number, unit = f"{abs(ore) // THOUSAND:,}", "tkr"
    else:
        whole, part = divmod(abs(ore), KRONA)
        number, unit = f"{whole:,}{f'.{part:02}' if part else ''}", "kr"
    spelled = number.replace(",", NO_BREAK).replace(".", ",")
    return f"{_sign(ore, signed=signed)}{spelled}{NO_BREAK}{unit}"


def percent_written(value: Decimal | None, *, signed: bool = False) -> str:
    """19,8 %, or +19,8 % for a change; "" where there is none."""
    if value is None:
        return ""
    return f"{_sign(value, signed=signed)}{abs(value):.1f}".replace(".", ",") + f"{NO_BREAK}%"


def _sign(value: int | Decimal, *, signed: bool) -> str:
    return MINUS if value < 0 else "+" if signed and value > 0 else ""


def typed(text: str) -> int | None:
    """The öre of an amount that a person typed with its unit, "140 000 kr" or "140 tkr"; None for anything else."""
    found = _TYPED.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    hundredths = int(found["whole"].replace(" ", "") + (found["part"] or "").ljust(2, "0"))
    ore = hundredths * _UNITS[found["unit"].lower()] // 100
    return ore if ore <= MOST else None
