"""The lines of a report parted at its headings."""

from dataclasses import dataclass, field

from casework.documents.reading.headings import SENTENCE, Heading, Place, heading_at
from casework.documents.reading.lines import Line, letters
from casework.documents.reading.vocabulary import Kind


@dataclass(slots=True)
class Block:
    """What stands under one heading. The first block of a text is its header and has no heading."""

    heading: Heading
    number: int
    """Line of the heading."""
    lines: list[Line] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """What stands in the block."""
        return self.heading.kind

    @property
    def place(self) -> int:
        """Line on which the text of the block begins, else that of its heading."""
        return self.lines[0].number if self.lines else self.number


def blocks_of(lines: list[Line]) -> list[Block]:
    """Return the header, then one block for each heading, in the order of the text.

    What follows a page of electronic signatures or an appeal instruction is left out.
    """
    blocks = [Block(Heading(Kind.HEADER, ""), 1)]
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        after = lines[index + 1] if index + 1 < len(lines) else None
        heading = heading_at(Place(line, before, after, blocks[-1].kind))
        if heading is None:
            blocks[-1].lines.append(line)
        elif heading.kind is Kind.END:
            break
        else:
            blocks.append(_opened(heading, line))
    return _without_repeats(_sentences_back(blocks))


def _sentences_back(blocks: list[Block]) -> list[Block]:
    """Put sentences on distribution back into the text before them where a heading tells it."""
    if not any(block.kind is Kind.RECIPIENTS and block.heading.text != SENTENCE for block in blocks):
        return blocks
    kept: list[Block] = []
    for block in blocks:
        if block.kind is Kind.RECIPIENTS and block.heading.text == SENTENCE:
            kept[-1].lines.extend(block.lines)
        else:
            kept.append(block)
    return kept


def _opened(heading: Heading, line: Line) -> Block:
    block = Block(heading, line.number)
    if heading.rest:
        block.lines.append(Line(line.number, heading.rest, blank_before=line.blank_before, hard_end=line.hard_end))
    return block


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Without empty blocks whose heading stands elsewhere with its text: a table of contents."""
    full = {letters(block.heading.text) for block in blocks if block.lines}
    return [
        block for block in blocks if block.lines or block.kind is Kind.HEADER or letters(block.heading.text) not in full
    ]
