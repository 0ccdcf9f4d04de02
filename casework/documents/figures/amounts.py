"""Amounts in Swedish: read from what a person typed, and written as a document has them."""

import re
from decimal import Decimal

from workflows import Reason
from workflows._vocabulary import N_

KRONA, THOUSAND, MILLION = 100, 100_000, 100_000_000
"""In öre."""

UNITS = {
    "kr": KRONA,
    "kronor": KRONA,
    "krona": KRONA,
    "sek": KRONA,
    ":-": KRONA,
    "tkr": THOUSAND,
    "kkr": THOUSAND,
    "tusen kronor": THOUSAND,
    "tusen kr": THOUSAND,
    "mnkr": MILLION,
    "mkr": MILLION,
    "mn kr": MILLION,
    "miljoner": MILLION,
    "miljon": MILLION,
    "miljoner kronor": MILLION,
    "miljoner kr": MILLION,
    "miljon kronor": MILLION,
}
NO_BREAK = "\N{NO-BREAK SPACE}"
BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"

_AMOUNT = re.compile(r"(?P<sign>-?) ?(?P<whole>\d[\d ]*)(?:,(?P<part>\d+))? ?(?P<unit>[a-z:-][a-z -]*)?")
_GROUPED = re.compile(r"\d+|\d{1,3}(?: \d{3})+")
_LONGEST = 40
MOST = 10**15
"""In öre: ten thousand billion kronor, more than any municipality has."""

EXAMPLE = N_("Skriv ett belopp, till exempel 121 tkr, 121 000 kr eller 1,2 mnkr.")
DOT = N_("Punkten kan betyda tusental eller decimaler. Skriv 1 200 eller 1,2.")
GROUPS = N_("Siffrorna är grupperade så att talet inte är säkert. Skriv tusental i grupper om tre: 1 214 000.")
UNIT = N_("Skriv enheten, till exempel 121 kr eller 121 tkr.")
THREE = N_("Tre siffror efter kommat kan betyda tusental eller decimaler. Skriv 1 200 tkr eller 1,2 tkr.")
SMALL = N_("Beloppet är mindre än ett öre eller för stort. Skriv det i kronor.")


class Unclear(ValueError):
    """What was typed is no amount, or could be two; `reason` says how to write it."""

    def __init__(self, text: str) -> None:
        self.reason = Reason(text)
        super().__init__(text)


def parse_amount(text: str) -> int:
    """The öre that `text` says: "121 tkr", "121 000 kr", "1,2 mnkr", "121 000" (kronor). Raises Unclear.

    A number alone is kronor where it cannot well be thousands: from 1 000 up, and nought.
    """
    plain = " ".join(text.translate({ord(blank): " " for blank in BLANKS} | {0x2212: "-"}).lower().split())
    if "." in plain.rstrip("."):
        raise Unclear(DOT)
    found = _AMOUNT.fullmatch(plain.rstrip(".")) if len(plain) <= _LONGEST else None
    unit = (found["unit"] or "").strip() if found else ""
    if found is None or (unit and unit not in UNITS):
        raise Unclear(EXAMPLE)
    if not _GROUPED.fullmatch(found["whole"].strip()):
        raise Unclear(GROUPS)
    return _in_ore(found["sign"], found["whole"].replace(" ", ""), found["part"] or "", unit)


def _in_ore(sign: str, whole: str, part: str, unit: str) -> int:
    if not unit and (part or 0 < int(whole) < 1000):
        raise Unclear(UNIT)
    scale = UNITS.get(unit, KRONA)
    if len(part) == 3 and scale != MILLION:
        raise Unclear(THREE)
    ore = Decimal(f"{whole}.{part or 0}") * scale
    if ore != int(ore) or ore > MOST:
        raise Unclear(SMALL)
    return -int(ore) if sign else int(ore)


def written(ore: int, *, signed: bool = False) -> str:
    """The amount as documents have it: in thousands where it is whole thousands, else in kronor. No line breaks it.

    `signed` for a change: +24 tkr.
    """
    return in_unit(ore, "tkr" if abs(ore) >= THOUSAND and ore % THOUSAND == 0 else "kr", signed=signed)


def in_unit(ore: int, unit: str, *, signed: bool = False) -> str:
    """The amount in that unit, with the decimals that it needs: "1 214 tkr", "1,2 mnkr"."""
    number = (Decimal(abs(ore)) / UNITS[unit]).normalize()
    whole, _, part = f"{number:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    if part and unit in ("kr", "kronor"):
        part = part.ljust(2, "0")
    return f"{_sign(ore, signed=signed)}{grouped}{',' if part else ''}{part}{NO_BREAK}{unit}"


def percent_written(share: Decimal, *, signed: bool = False) -> str:
    """19,8 %, or +19,8 % for a change."""
    return f"{_sign(share, signed=signed)}{abs(share)}".replace(".", ",") + f"{NO_BREAK}%"


def _sign(value: int | Decimal, *, signed: bool) -> str:
    return "−" if value < 0 else "+" if signed and value > 0 else ""
