"""The tree as plain text, where no markup may show."""

from casework.documents.markup.tree import Block, Bullets, Heading, Numbers, Paragraph, Runs, Table, parse


def to_plain(text: str) -> str:
    """Return the words as a letter without markup shows them: lists with "- " and numbers, a table row a line.

    Blocks are parted by a blank line. A link is followed by its address, unless it says it already.
    """
    return "\n\n".join(_block(block) for block in parse(text))


def _block(block: Block) -> str:
    match block:
        case Paragraph() | Heading():
            return _words(block.runs)
        case Bullets():
            return _items([("-", item) for item in block.items], loose=block.loose)
        case Numbers():
            numbered = [(f"{number}.", item) for number, item in enumerate(block.items, start=block.start)]
            return _items(numbered, loose=block.loose)
        case Table():
            return "\n".join(" | ".join(_words(cell) for cell in row) for row in block.rows)


def _items(items: list[tuple[str, tuple[Block, ...]]], *, loose: bool) -> str:
    between = "\n\n" if loose else "\n"
    return between.join(_item(mark, between.join(_block(block) for block in blocks)) for mark, blocks in items)


def _item(mark: str, text: str) -> str:
    indent = " " * (len(mark) + 1)
    return f"{mark} {text}".replace("\n", f"\n{indent}").replace(f"\n{indent}\n", "\n\n").rstrip()


def _words(runs: Runs) -> str:
    words, href = "", ""
    for number, run in enumerate(runs):
        words += run.text
        href = run.href
        ends = number + 1 == len(runs) or runs[number + 1].href != href
        if href and ends:
            said = "".join(other.text for other in runs[: number + 1] if other.href == href)
            words += "" if href.removeprefix("mailto:") in said else f" ({href.removeprefix('mailto:')})"
    return words
