"""Text made fit for print: what no font can show must neither stop the typesetting nor vanish unseen."""

import re
import unicodedata
from collections.abc import Callable

SUBSTITUTE = "□"
"""Stands for a character that cannot be shown; the template explains it where it is used."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_BULLET = "\uf0b7"  # as word processors leave it behind, in the private use area
_KNOWN = {"\n": "\n", "\t": " ", "\u2029": "\n\n", _BULLET: "•"}
_SURELY_SHOWN = "\u017f"  # up to here (Latin, Latin-1, Latin Extended-A) the house's fonts are complete


def fit_for_print(text: str, can_show: Callable[[str], bool]) -> str:
    """Return `text` in composed form (NFC), line ends as newlines, without control and format characters.

    Bidirectional overrides, zero-width characters, soft hyphens and variation selectors go. What `can_show`
    denies, private use and lone surrogates become SUBSTITUTE.
    """
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    return "".join(_shown(character, can_show) for character in composed)


def _shown(character: str, can_show: Callable[[str], bool]) -> str:
    if character in _KNOWN:
        return _KNOWN[character]
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"} or unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    if character <= _SURELY_SHOWN:
        return character
    return character if category not in {"Cs", "Co", "Cn"} and can_show(character) else SUBSTITUTE


def one_line(text: str) -> str:
    """Return `text` with every run of blanks and newlines folded to one blank; no-break spaces stay."""
    return re.sub("[ \n]+", " ", text).strip(" ")
