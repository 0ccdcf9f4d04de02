"""Paper: a letter that an officer prints, puts in the post, and marks as posted."""

from casework.dispatch.channels.channel import BY_OFFICER, Channel
from workflows._vocabulary import N_

INCOMPLETE = N_("Skriv gata eller box, postnummer och ort med komma emellan: Storgatan 1, 123 45 Orten.")
_LEAST_LINES = 2  # a street or box, and a town


def postal_lines(address: str) -> list[str]:
    """The lines of a postal address that is written on one line with commas, or on several."""
    lines = (part.strip() for row in address.splitlines() for part in row.split(","))
    return [line for line in lines if line]


def _lacks(address: str) -> str:
    if not address.strip():
        return "Postadressen saknas."
    if len(postal_lines(address)) < _LEAST_LINES:
        return INCOMPLETE
    return ""


PAPER = Channel("paper", BY_OFFICER, _lacks)
