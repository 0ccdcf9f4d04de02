"""What the writer is told beside the text: amounts, stated figures that differ, rules of writing, who may decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext

from casework import clock
from casework.delegation.checking import PointWarning, warnings
from casework.documents.figures.changes import Amounts, amounts_of
from casework.documents.figures.stated import Finding, stated
from casework.documents.reading.lines import letters
from casework.documents.writing import Remark, Surroundings, looked_over
from casework.documents.writing.remarks import texts_of
from casework.drafting.parts import Layout, matched, part_of
from casework.people.models import Body
from workflows import WORKFLOWS
from workflows._vocabulary import MONEY


@dataclass(frozen=True)
class Looked:
    """What there is to say of a report; nothing of it stops anything."""

    amounts: Amounts = field(default_factory=Amounts)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    warnings: list[PointWarning] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things there are to look over."""
        return len(self.findings) + len(self.remarks) + sum(not warning.mild for warning in self.warnings)


def look_over(
    content: Mapping[str, Any],
    layout: Layout,
    *,
    kind: str,
    body: Body | None,
    bodies: Callable[[], Sequence[Body]],
    origin: tuple[str, date | None],
) -> Looked:
    """Look over the report as its content stands. `origin`: where the case comes from, and the day it came in.

    `bodies` are asked for only where somebody judges who may decide.
    """
    amounts = amounts_in(content, kind)
    sections = matched(content["sections"], layout.parts)
    beside = Surroundings(
        required=tuple(_required(content, sections, layout)),
        recipients=tuple(content.get("recipients") or ()),
        from_outside=origin[0] != "administration",
        received=origin[1],
        more_money=any(change > 0 for change in amounts.changes),
        section_places={number: anchor(section) for number, section in enumerate(sections)},
    )
    return Looked(
        amounts,
        stated(texts_of(content, beside), amounts),
        looked_over(content, beside),
        _warnings(content, kind, body, bodies),
    )


def anchor(section: Mapping[str, Any]) -> str:
    """Where the section stands on the form's page."""
    code = section.get("code") or ""
    name = code.lower().replace("_", "-") if code and code != "OTHER" else letters(section["heading"])[:40]
    return f"part-{name or 'section'}"


def amounts_in(content: Mapping[str, Any], kind: str) -> Amounts:
    """The amounts of the report, and what follows from them."""
    fields = WORKFLOWS[kind].fields if kind in WORKFLOWS else {}
    labels = {name: gettext(found.label) for name, found in fields.items() if found.type == MONEY}
    return amounts_of(content.get("fields") or {}, labels)


def _required(
    content: Mapping[str, Any], sections: Sequence[Mapping[str, Any]], layout: Layout
) -> list[tuple[str, str, bool]]:
    rows = []
    for part in layout.parts:
        if not part.required:
            continue
        if part.name:
            rows.append((part.name, part.heading, not content.get(part.name)))
        else:
            there = any(part_of(row, [part]) and (row["text"] or row.get("options")) for row in sections)
            rows.append((anchor({"code": part.code, "heading": part.heading}), part.heading, not there))
    return rows


def _warnings(
    content: Mapping[str, Any], kind: str, body: Body | None, bodies: Callable[[], Sequence[Body]]
) -> list[PointWarning]:
    """What the law and the delegation scheme say of the points, each with the body that is to decide it."""
    deciders = [*(content.get("proposal_bodies") or []), *[None] * len(content["proposal"])]
    named = {one.name: one for one in bodies()} if any(deciders) else {}
    points = [
        (text, named.get(name) if name else body) for text, name in zip(content["proposal"], deciders, strict=False)
    ]
    return warnings(points, kind, clock.today())
