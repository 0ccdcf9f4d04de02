"""What notices, their states and their history are called on the pages, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from casework.law.days import DAY
from casework.minutes.models import CORRECTION, IMMEDIATE, REGULAR
from casework.publication.models import DELEGATED
from casework.web import day, iso_day
from workflows._vocabulary import N_

SUBJECTS = {
    REGULAR: N_("Justerat protokoll"),
    IMMEDIATE: N_("Omedelbart justerade paragrafer"),
    CORRECTION: N_("Rättelse av justerat protokoll"),
    DELEGATED: N_("Delegationsbeslut"),
}
"""By kind of notice: what it tells of."""

LOOKS = {"posted": "ok", "down_early": "danger", "expired": "neutral"}
"""How a state looks; the word says the same."""

CAUSES = {"": N_("står uppe"), "early": N_("nedtaget i förtid"), "expired": N_("tiden var ute")}
"""By the cause of a stretch's end."""

POSTED_SENTENCE = N_("%(actor)s anslog.")


def whole(numbers: str) -> str:
    """The paragraphs' numbers, which stay on one line with their sign."""
    return numbers.replace("§ ", "§\N{NO-BREAK SPACE}")


def title_of(notice: Mapping[str, Any]) -> str:
    """What the notice is about, on one line: the body, the day, the paragraphs or the decision's number."""
    on = iso_day(notice["day"])
    if notice["kind"] == DELEGATED:
        return _("%(body)s: %(number)s, beslutat %(day)s", body=notice["body"], number=notice["number"], day=on)
    if not notice["numbers"]:
        return _("%(body)s %(day)s", body=notice["body"], day=on)
    return _("%(body)s %(day)s, %(numbers)s", body=notice["body"], day=on, numbers=whole(notice["numbers"]))


def facts_about(notice: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the notice says besides how to appeal: label and value; "" for what it does not have."""

    def told(key: str) -> str:
        return iso_day(notice[key]) if notice[key] else ""

    delegated = notice["kind"] == DELEGATED
    return [
        (_("Organ"), notice["body"]),
        (_("Beslutsdatum") if delegated else _("Sammanträdesdatum"), told("day")),
        (_("Beslut"), notice["number"]),
        (_("Paragrafer"), whole(notice["numbers"])),
        (_("Justerat"), told("approved_on")),
        (_("Anslaget"), told("posted_on")),
        (_("Sista dag att överklaga"), told("last_day")),
        (_("Tas ned tidigast"), told("removal_day")),
        (_("Var protokollet finns"), notice["kept_at"]),
    ]


def spans_of(days: Sequence[date]) -> str:
    """The days, those that follow on each other as a span: 3–9 maj 2026, 12 maj 2026."""
    runs: list[list[date]] = []
    for one in sorted(days):
        if runs and one - runs[-1][-1] == DAY:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(day(run[0]) if len(run) == 1 else f"{_start(run[0], run[-1])}–{day(run[-1])}" for run in runs)


def _start(first: date, last: date) -> str:
    """The first day of a span, without what its last day says too."""
    if first.year != last.year:
        return day(first)
    return format_date(first, "d" if first.month == last.month else "d MMMM")
