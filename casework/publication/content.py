"""What a notice says, as data and in words: frozen when it is posted (R-108, R-111, R-114). No titles, no names.

A notice is {"kind", "authority", "body", "day", "number", "paragraphs": [number], "numbers", "approved_on", "kept_at",
"court", "routes": [{"route", "numbers"}]} and, since it stands from a day on, {"posted_on", "last_day", "removal_day",
"instructions": [text]}. Days are ISO; "" for what it does not have. It is kept as JSON, in Swedish.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from casework.law.appeals import ADMINISTRATIVE_APPEAL, LEGALITY_REVIEW, NOT_APPEALABLE
from casework.law.clocks import earliest_removal, last_appeal_day
from casework.minutes.models import CORRECTION
from casework.minutes.queries import content_hash
from casework.publication.models import PostingStretch
from casework.web import iso_day

Notice = Mapping[str, Any]


def dated(notice: Notice, posted_on: date) -> dict[str, Any]:
    """The notice as it stands on the board from that day on: with the days that follow, and how to appeal."""
    last = last_appeal_day(posted_on)
    told = {
        **notice,
        "posted_on": posted_on.isoformat(),
        "last_day": last.isoformat() if reviewable(notice) else "",
        "removal_day": earliest_removal(last).isoformat(),
    }
    with force_locale("sv"):
        told["instructions"] = instructions(told)
    return told


def is_sound(stretch: PostingStretch) -> bool:
    """Whether the words that stand there are those that were posted."""
    return content_hash(stretch.content) == stretch.content_hash


def reviewable(notice: Notice) -> bool:
    """Whether something in it is open to legality review, whose weeks are counted from the notice."""
    return any(row["route"] == LEGALITY_REVIEW for row in notice["routes"])


def instructions(notice: Notice) -> list[str]:
    """How to appeal, a paragraph for each route, in the language of the moment (KL 8:10 § 6, 13:4–8)."""
    if notice["kind"] == CORRECTION:
        return [_("En rättelse av ett skrivfel är inget nytt beslut och kan inte överklagas.")]
    return [_ROUTES[row["route"]](notice, row["numbers"]) for row in notice["routes"]]


def _legality(notice: Notice, numbers: str) -> str:
    return _(
        "%(what)s kan överklagas genom laglighetsprövning enligt 13 kap. kommunallagen av den som är medlem av "
        "kommunen, regionen eller förbundet. Skriv vilket beslut som överklagas och varför det strider mot lag. "
        "Överklagandet ska ha kommit in till %(court)s senast %(day)s.",
        what=_what(numbers),
        court=notice["court"],
        day=iso_day(notice["last_day"]),
    )


def _administrative(notice: Notice, numbers: str) -> str:
    return _(
        "%(what)s kan överklagas av den som beslutet gäller. Överklagandet lämnas till %(authority)s inom tre veckor "
        "från den dag då han eller hon fick del av beslutet.",
        what=_what(numbers),
        authority=notice["authority"],
    )


def _not_at_all(notice: Notice, numbers: str) -> str:
    return _("%(what)s kan inte överklagas.", what=_what(numbers))


_ROUTES = {
    LEGALITY_REVIEW: _legality,
    ADMINISTRATIVE_APPEAL: _administrative,
    NOT_APPEALABLE: _not_at_all,
}


def _what(numbers: str) -> str:
    return (
        _("Beslut i %(numbers)s", numbers=numbers)
        if numbers.startswith("§")
        else _("Beslutet %(number)s", number=numbers)
    )


def by_route(
    routes: Mapping[int, str], numbers: Mapping[int, int], written: Callable[[Sequence[int]], str]
) -> list[dict[str, str]]:
    """The routes in the order of the law, each with the paragraphs that have it, as `written` tells their numbers."""
    found = []
    for route in _ROUTES:
        within: Sequence[int] = [numbers[key] for key, one in routes.items() if one == route]
        if within:
            found.append({"route": route, "numbers": written(within)})
    return found
