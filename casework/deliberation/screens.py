"""The deliberation on the screens of a live meeting: drawn once a change for all who have the same at stake.

Sixty screens ask at one moment. Who enters for others, the chair and the secretary, has a panel drawn for himself.
"""

import secrets
import threading
from dataclasses import dataclass

from flask import current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from casework.deliberation.forms import new_key
from casework.deliberation.panels import panel
from casework.deliberation.queries import bench_at, deliberation_of, electors_of, votes_at
from casework.deliberation.stakes import Stake, going_on, stakes_in
from casework.meetings.models import AgendaItem
from casework.meetings.queries import Roll, get_item
from casework.permissions import NOBODY, Reader
from workflows._vocabulary import SECRETARY

CSRF, KEY = secrets.token_hex(16), secrets.token_hex(16)
"""Stand in what is drawn for many where a reader has his token, and the key that tells one sending from the next."""


@dataclass(frozen=True)
class Drawn:
    """The panel, whether something is asked at the item, and whether a vote is held on it."""

    drawn: str
    asked: bool
    voted_on: bool

    @property
    def html(self) -> Markup:
        """For who reads this request: with his token, and a new key, in the place of the marks."""
        return Markup(self.drawn.replace(CSRF, generate_csrf()).replace(KEY, new_key()))  # noqa: S704  # escaped there


class Screens:
    """The panel of one item, for everybody who asks until the meeting changes. `back`: where a press leads.

    What is drawn for one is shown to another only if the rows that were drawn gave the first the very stake that the
    other has: a vote cast between the two never shows on another's screen.
    """

    def __init__(self, item: AgendaItem, roll: Roll, back: str) -> None:
        self.item_id, self.back = item.id, back
        self._authority_id, self._body_id = item.meeting.authority_id, item.meeting.body_id
        sitting, stands = bench_at(item, NOBODY, roll), deliberation_of(item.id)
        vote = going_on(stands, votes_at(item.id) if stands.questions else [])
        self._leader_id = sitting.leader_id
        self._stakes = stakes_in(item, stands, sitting, vote, electors_of(vote.id) if vote else [])
        self._drawn: dict[Stake, Drawn] = {}
        self._lock = threading.Lock()

    def shown(self, reader: Reader) -> Drawn | None:
        """The panel for the reader; None where the item has left the agenda."""
        if reader.person_id == self._leader_id or SECRETARY in reader.roles_for(self._authority_id, self._body_id):
            return self._draw(reader)[0]
        stake = self._stakes.of(reader.person_id)
        with self._lock:
            drawn = self._drawn.get(stake)
            if drawn is None:
                drawn, is_of = self._draw(reader)
                if drawn is not None and is_of == stake:
                    self._drawn[stake] = drawn
        return drawn

    def _draw(self, reader: Reader) -> tuple[Drawn | None, Stake | None]:
        """The panel, with the marks in it, and whose it is by what was read now; no stake of who enters for others."""
        item = get_item(self.item_id, reader)
        if item is None:
            return None, None
        words = panel(item, reader, back=self.back, key=KEY)
        template = current_app.jinja_env.get_template(words["template"])
        html = template.render(panel=words, csrf_token=lambda: CSRF)  # nothing else of the reader's words
        asked = words["question"] is not None or bool(words["next"])
        drawn = Drawn(html, asked, words["vote"] is not None)
        return drawn, None if words["enters"] else words["stakes"].of(reader.person_id)
