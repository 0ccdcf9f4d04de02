"""Labels of the header met line by line, and the values that stand beside or under them."""

from dataclasses import dataclass, field

from casework.documents.reading.case_numbers import find_case_number
from casework.documents.reading.labels import Label, Labelled, labels_in
from casework.documents.reading.lines import Line
from casework.documents.reading.values import Header

_BESIDE, _UNDER = 1.0, 0.9  # how sure a value is on its label's line, and below it
_REACH = 8  # lines under a row of labels in which their values may stand
_TITLE_REACH = 2  # lines under the officer's name in which the title may stand
_FIGURES = 40  # another date or number under its label; longer lines are not its value
_NOT_IN_ROWS = (Label.TITLE, Label.RECIPIENTS)


@dataclass(slots=True)
class LabelReader:
    """Takes the lines of a header that hold labels or the values under them."""

    header: Header
    waiting: dict[Label, int] = field(default_factory=dict)
    """Labels without value so far, and the line they stood on, counted in the header."""

    def takes(self, index: int, line: Line) -> bool:
        """Whether line `index` of the header held labels or their values; they are kept in the header."""
        self._forget(index)
        if Label.OFFICER_TITLE in self.waiting and self._under(Label.OFFICER_TITLE, line.text, line):
            return True  # before the labels: «Utredare» may be either
        found = labels_in(line.text)
        return self._row(found, line, index) if found else self._values(line, index)

    def _forget(self, index: int) -> None:
        for kind, since in list(self.waiting.items()):
            if index - since > (_TITLE_REACH if kind is Label.OFFICER_TITLE else _REACH):
                del self.waiting[kind]

    def _row(self, found: list[Labelled], line: Line, index: int) -> bool:
        """Take the values of a row of labels; those without value wait. False: it only looked like labels."""
        taken = False
        for item in found:
            if not item.value:
                self.waiting[item.kind] = index
                taken = True
            elif self.header.take(item.kind, item.value, line, _BESIDE):
                self._await_title(item.kind, index)
                taken = True
            taken = taken or item.colon or item.kind is Label.OTHER
        return taken

    def _values(self, line: Line, index: int) -> bool:
        """Give a line under labels to those whose kind of value it holds."""
        taken = False
        for kind, since in list(self.waiting.items()):
            alone = len(self.waiting) == 1 and index == since + 1
            text = _candidate(kind, line.text, alone=alone)
            if text and self._under(kind, text, line):
                self._await_title(kind, index)
                taken = True
        return taken

    def _under(self, kind: Label, text: str, line: Line) -> bool:
        taken = self.header.take(kind, text, line, _UNDER)
        if taken:
            del self.waiting[kind]
        return taken

    def _await_title(self, kind: Label, index: int) -> None:
        if kind is Label.OFFICER and Label.OFFICER_TITLE not in self.header.values:
            self.waiting[Label.OFFICER_TITLE] = index


def _candidate(kind: Label, text: str, *, alone: bool) -> str:
    """Return what of a line may be the value of a label above it: all for a lone label just above."""
    if kind is Label.CASE_NUMBER and not alone:
        number = find_case_number(text)
        return number.number if number else ""
    if kind is Label.OTHER:
        return text if alone and len(text) <= _FIGURES and any(map(str.isdigit, text)) else ""
    return text if alone or kind not in _NOT_IN_ROWS else ""
