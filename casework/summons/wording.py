"""The summons in words: what has changed, who is summoned, what an answer is called. In the reader's language."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext, lazy_gettext

from casework.summons.freezing import ADDED, MOVED, PLACE, REMOVED, SIGNS, WHEN, Agenda, Change, Item
from casework.web import clock_time, weekday
from workflows._vocabulary import N_, SEATS

ANSWER_WORDS = {"yes": N_("kommer"), "no": N_("kommer inte"), "remote": N_("deltar på distans")}
ANSWER_BUTTONS = {"yes": N_("Jag kommer"), "no": N_("Jag kommer inte"), "remote": N_("Jag deltar på distans")}
NO_ANSWER = lazy_gettext("har inte svarat")

FIELD_WORDS = {
    "title": N_("ny rubrik"),
    "proposal": N_("nytt förslag till beslut"),
    "report": N_("ny text i tjänsteskrivelsen"),
    "late": N_("kom efter manusstopp"),
    "closed_doors": N_("annan uppgift om stängda dörrar"),
    "case_number": N_("nytt diarienummer"),
}


def document_name(number: int) -> str:
    """What the paper is called: the first is the summons, later ones supplement it."""
    return gettext("Kallelse") if number == 1 else gettext("Tilläggskallelse")


def change_words(change: Change) -> str:
    """What happened, in one sentence without its sign."""
    told = {"title": change.title, "before": change.before, "now": change.now}
    if change.kind == WHEN:
        return gettext("Ny tid för sammanträdet")
    if change.kind == PLACE:
        return gettext("Ny plats för sammanträdet")
    if change.kind == ADDED:
        return gettext("Tillkommit: %(now)s. %(title)s", **told)
    if change.kind == REMOVED:
        was = gettext(" (var nummer %(before)s)", **told) if change.before else ""
        return gettext("Utgått: %(title)s", **told) + was
    if change.kind == MOVED:
        came = gettext(", från nummer %(before)s", **told) if change.before else ""
        return gettext("Flyttat: %(title)s", **told) + came + gettext(" till nummer %(now)s", **told)
    what = ", ".join(_fields(change))
    return gettext("Ändrat: %(now)s. %(title)s", **told) + (f": {what}" if what else "")


def change_line(change: Change) -> str:
    """The sentence with its sign, for paper and plain text."""
    return f"{SIGNS[change.kind]} {change_words(change)}"


def _fields(change: Change) -> list[str]:
    words = [gettext(FIELD_WORDS[field]) for field in change.fields if field != "attachments"]
    words += [gettext("bilagan ”%(name)s” har tillkommit", name=name) for name in change.came]
    words += [gettext("bilagan ”%(name)s” har utgått", name=name) for name in change.went]
    return words


def item_lines(item: Item) -> list[str]:
    """What stands under an item's title: its number, its marks, its papers."""
    marks = [gettext("Dnr %(number)s", number=item["case_number"])] if item["case_number"] else []
    marks += [gettext("sent ärende")] if item["late"] else []
    marks += [gettext("stängda dörrar")] if item["closed_doors"] else []
    papers = [gettext("Tjänsteskrivelse")] if item["report"] else []
    papers += [row["name"] for row in item["attachments"]]
    lines = [" · ".join(marks)] if marks else []
    return lines + ([gettext("Handlingar: %(names)s", names=", ".join(papers))] if papers else [])


def summoned_line(name: str, party: str, role: str) -> str:
    """One who is summoned: name, party, seat."""
    return f"{name} ({party}), {gettext(SEATS[role]).lower()}" if party else f"{name}, {gettext(SEATS[role]).lower()}"


def meeting_words(agenda: Agenda) -> str:
    """Kommunstyrelsens arbetsutskott fredag 14 juni 2019 kl. 08.30."""
    starts = starts_at(agenda)
    return f"{agenda['meeting']['body']} {weekday(starts).lower()} {clock_time(starts)}"


def starts_at(agenda: Agenda) -> datetime:
    """When the meeting begins, by that agenda."""
    return datetime.fromisoformat(agenda["meeting"]["starts_at"])


def change_lines(changes: Sequence[Change]) -> list[str]:
    """Every change as a line."""
    return [change_line(change) for change in changes]
