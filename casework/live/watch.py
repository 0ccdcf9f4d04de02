"""One thread a process asks which meetings have changed, for every screen that waits there (ADR 0015).

A screen's connection waits on a condition: it holds a thread of the server, but neither a session nor a connection of
the database. A meeting's token is how many changes it has had (meetings.changes); it only grows.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from time import monotonic

from flask import Flask
from sqlalchemy import bindparam, func, select

from casework.database import db
from casework.logs import log
from casework.meetings.models import MeetingChange

PAUSE = 0.3
"""Seconds between two questions: what a change waits for at most before the screens hear of it."""
HEARTBEAT = 15.0
"""Seconds of silence after which the token is said again: the screen knows by it that its connection lives."""
AGAIN = 2
"""Seconds after which a screen that got no place may ask again."""
MOST = 64
"""How many screens wait in one process. The others ask by themselves, and threads are left for the pages."""

_TOKENS = (
    select(MeetingChange.meeting_id, func.count())
    .where(MeetingChange.meeting_id.in_(bindparam("meetings", expanding=True)))
    .group_by(MeetingChange.meeting_id)
)


def tokens(meeting_ids: Sequence[int]) -> dict[int, int]:
    """The meetings' tokens, by meeting; one statement on a connection that is given back at once."""
    with db.engine.connect() as connection:
        counted = {row[0]: row[1] for row in connection.execute(_TOKENS, {"meetings": meeting_ids})}
    return {meeting_id: counted.get(meeting_id, 0) for meeting_id in meeting_ids}


class Watch:
    """The screens that wait in this process, and the thread that asks for them while there are any."""

    def __init__(
        self,
        context: Callable[[], AbstractContextManager[object]],
        ask: Callable[[Sequence[int]], dict[int, int]] = tokens,
        *,
        most: int = MOST,
        pause: float = PAUSE,
    ) -> None:
        self.alive: Callable[[], bool] = lambda: True
        """Whether the server goes on; every stream ends soon after it says no."""
        self._context, self._ask, self._most, self._pause = context, ask, most, pause
        self._news = threading.Condition()
        self._listening: Counter[int] = Counter()
        self._tokens: dict[int, int] = {}
        self._thread: threading.Thread | None = None

    def join(self, meeting_id: int) -> bool:
        """Take a place for one more screen of the meeting; False when all are taken. Who joins leaves."""
        with self._news:
            if self._listening.total() >= self._most or not self.alive():
                return False
            self._listening[meeting_id] += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-watch", daemon=True)
                self._thread.start()
            return True

    def leave(self, meeting_id: int) -> None:
        """Give the place back."""
        with self._news:
            self._listening[meeting_id] -= 1
            self._listening += Counter()  # what nobody listens to is asked for no longer

    def wait(self, meeting_id: int, token: int, seconds: float) -> int | None:
        """The meeting's token when it is another than `token`, or `token` after that long; None: the server stops."""
        with self._news:
            self._news.wait_for(lambda: not self.alive() or self._tokens.get(meeting_id, token) > token, seconds)
            return max(token, self._tokens.get(meeting_id, token)) if self.alive() else None

    def listening(self) -> int:
        """How many screens wait in this process."""
        with self._news:
            return self._listening.total()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            with self._news:
                asked = list(self._listening)
                if not asked or not self.alive():
                    self._thread = None
                    self._news.notify_all()
                    return
            found = self._asked(asked)
            with self._news:
                if any(self._tokens.get(meeting_id) != token for meeting_id, token in found.items()):
                    self._tokens |= found
                    self._news.notify_all()
            pause.wait(self._pause)

    def _asked(self, meeting_ids: Sequence[int]) -> dict[int, int]:
        try:
            with self._context():
                return self._ask(meeting_ids)
        except Exception as error:  # noqa: BLE001  # a database that is away for a while comes back
            log.warning("live_watch_failed", error=type(error).__name__)
            return {}


def events(watch: Watch, meeting_id: int, token: int, seconds: float) -> Iterator[str]:
    """Server-sent events: the token now, whenever it changes, and every HEARTBEAT, for about `seconds`.

    Then it ends, and who asks again is judged anew. Not all sixty at one moment: each ends at a time of its own.
    """
    ends = monotonic() + seconds * random.uniform(0.8, 1.2)  # noqa: S311  # no secret
    yield f"data: {token}\n\n"
    while (left := ends - monotonic()) > 0:
        newest = watch.wait(meeting_id, token, min(HEARTBEAT, left))
        if newest is None or (newest == token and monotonic() >= ends):
            return
        token = newest
        yield f"data: {token}\n\n"


def init_app(app: Flask) -> None:
    """The process's watch, as app.extensions["casework.live_watch"]; it does nothing until somebody listens."""
    app.extensions["casework.live_watch"] = Watch(app.app_context)
