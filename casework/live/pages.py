"""What a screen of the meeting shows its reader: what all see (shared), and what he may do there."""

from typing import Any

from flask_babel import gettext

from casework.law.serving import Place, serving
from casework.live.operations import HELD
from casework.live.shared import Shared, shared_at
from casework.meetings.models import Meeting
from casework.meetings.queries import may_lead
from casework.permissions import Reader
from workflows._vocabulary import N_, OUTCOMES

KINDS_OF_WORD = {"word": N_("Ordet"), "reply": N_("Replik"), "order": N_("Ordningsfråga")}


def screen(meeting: Meeting, token: int, reader: Reader, has: str = "") -> dict[str, Any]:
    """The words of the page. `has`: the keys of the pieces that the reader's screen holds already."""
    shared = shared_at(meeting, token)
    own = next((place for place in shared.there if place.person_id == reader.person_id), None)
    leads = may_lead(reader, meeting)
    return {
        "meeting": meeting,
        "token": token,
        "reader": reader,
        "shared": shared,
        "current": shared.current,
        "leads": leads,
        "presides": shared.facts.presiding_id == reader.person_id,
        "held": meeting.state == HELD,
        "own": own,
        "stands": _stands(own, shared),
        "has": set(has.split(".")),
        "outcomes": OUTCOMES,
        "panels": [panel for made in shared.panels if (panel := made.shown(reader)) is not None],
        **(_may(shared, reader, own, leads=leads)),
    }


def _may(shared: Shared, reader: Reader, own: Place | None, *, leads: bool) -> dict[str, Any]:
    """What the reader may ask for and tell at the current item, and what he sees that others have told."""
    waits = {row.kind for row in shared.turns if row.person_id == reader.person_id and not row.speaks}
    goes_on = shared.current is not None and shared.decided is None
    asks = goes_on and own is not None and own.takes_part
    noted = {row.person_id for row in shared.there if row.disqualified}
    has_told = any(row.person_id == reader.person_id for row in shared.disclosed)
    return {
        "kinds_of_word": KINDS_OF_WORD,
        "asks": [kind for kind in KINDS_OF_WORD if asks and kind not in waits and (kind != "reply" or shared.spoken)],
        "raisers": [(row.person_id, shared.names[row.person_id]) for row in shared.there if leads and row.takes_part],
        "disclosed": [
            row
            for row in shared.disclosed
            if row.person_id not in noted and (leads or row.person_id == reader.person_id)
        ],
        "may_disclose": goes_on and own is not None and not own.disqualified and not has_told,
    }


def _stands(own: Place | None, shared: Shared) -> str:
    """In one sentence how the reader takes part in what is handled; "" for who has no seat."""
    if own is None:
        return ""
    if own in serving(shared.there):
        member = "" if own.is_member else shared.names.get(own.serving_for_id or 0, "")
        return gettext("Du tjänstgör för %(member)s.", member=member) if member else gettext("Du tjänstgör.")
    if own.disqualified:
        return gettext("Du deltar inte i ärendet på grund av jäv. Lämna rummet medan det behandlas.")
    if not own.present:
        return gettext("Du är inte uppropad som närvarande.")
    if own.away:
        return gettext("Du deltar inte i ärendet.")
    return gettext("Du följer sammanträdet utan att tjänstgöra.")
