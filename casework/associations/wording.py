"""The condition of a decision in words: as the minutes hold it, how the parties stand, and how it ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from casework.associations.models import (
    ACCEPTED,
    DECLINED,
    FAILED,
    OTHER_AMOUNT,
    PENDING,
    DecisionCondition,
    PartyAnswer,
)
from casework.associations.queries import Standing
from casework.documents.figures.amounts import written
from casework.web import clean_line, day
from workflows import Reason
from workflows._vocabulary import N_

STATUS = {
    PENDING: N_("Har inte beslutat än"),
    ACCEPTED: N_("Har beslutat detsamma"),
    OTHER_AMOUNT: N_("Har beslutat om ett annat belopp"),
    DECLINED: N_("Har sagt nej"),
}
LOOKS = {PENDING: "waiting", ACCEPTED: "ok", OTHER_AMOUNT: "danger", DECLINED: "danger"}


@dataclass(frozen=True)
class Stated:
    """The condition that a report states: the parties, each once, their last day, and the sentence of the minutes."""

    parties: tuple[str, ...]
    due: date | None
    text: str


def stated(fields: Mapping[str, Any]) -> Stated:
    """What the data of a report say; without parties there is no condition."""
    parties = _each_once(fields.get("parties") or ())
    due = date.fromisoformat(fields["answer_day"]) if fields.get("answer_day") else None
    if not parties or due is None:
        return Stated((), due, gettext("Beslutet har inget villkor."))
    one = N_("Beslutet gäller under förutsättning att %(names)s fattar samma beslut senast den %(day)s.")
    many = N_(
        "Beslutet gäller under förutsättning att följande parter fattar samma beslut senast den %(day)s: %(names)s."
    )
    reason = Reason(one if len(parties) == 1 else many, {"names": list(parties), "day": day(due)})
    return Stated(parties, due, reason.worded(gettext))


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """The names as written first, without blanks around them; the same name in other letters is the same party."""
    found: dict[str, str] = {}
    for name in map(clean_line, names):
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def answer_told(answer: PartyAnswer | None) -> str:
    """The answer in words: "Har beslutat om ett annat belopp: 140 tkr"."""
    if answer is None:
        return gettext(STATUS[PENDING])
    label = gettext(STATUS[answer.status])
    return label if answer.amount is None else f"{label}: {written(answer.amount)}"


def outcome_told(condition: DecisionCondition) -> str:
    """What the outcome means for the decision."""
    return gettext("Beslutet har förfallit.") if condition.outcome == FAILED else gettext("Beslutet gäller.")


def why(condition: DecisionCondition, rows: Sequence[Standing]) -> list[str]:
    """Why the condition is met or has failed, in sentences."""
    if condition.outcome != FAILED:
        return [gettext("Alla parter har fattat samma beslut.")]
    ends = (
        (DECLINED, N_("%(names)s har sagt nej.")),
        (OTHER_AMOUNT, N_("%(names)s har beslutat om ett annat belopp.")),
    )
    told = [_of(rows, status, text) for status, text in ends if any(row.status == status for row in rows)]
    late = N_("Svarsdagen den %(day)s passerade utan beslut från %(names)s.")
    return told or [_of(rows, PENDING, late, day=day(condition.due) if condition.due else "")]


def _of(rows: Sequence[Standing], status: str, text: str, **values: str) -> str:
    names = [row.party for row in rows if row.status == status]
    return Reason(text, {"names": names, **values}).worded(gettext)
