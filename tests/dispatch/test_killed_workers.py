"""Nothing lost, nothing doubled: workers are killed at random points, and the mail server is no better than they.

Time is moved on by giving each round's workers a later clock: leases and pauses pass without being waited for. The
seed stands in the test's name; it decides what the server does and when the killer strikes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from time import sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from casework import audit
from casework.database import db, write
from casework.dispatch.models import Delivery, DeliveryAttempt
from tests.dispatch.killing import kill, worker
from tests.dispatch.unreliable_server import NOBODY, Taken, UnreliableServer
from tests.factories import call_roll_of, decide, make_case, make_meeting
from tests.observing import rows

pytestmark = pytest.mark.both

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from multiprocessing.process import BaseProcess

    from flask import Flask

    from casework.settings import Settings

MOVED = "flyttat@demo.example"
RECIPIENTS = (
    ("Socialchef", ""),
    ("Registrator", "post@demo.example"),
    ("Nämnden", "post@demo.example"),  # one address for both
    ("Någon som har flyttat", MOVED),
    *((f"Part {number}", f"part{number}@demo.example") for number in range(1, 7)),
)
ENOUGH = 12
"""Deliveries in wait, so that each worker has something to do."""
BETWEEN_ROUNDS = timedelta(minutes=10)  # longer than a lease
AT_LAST = timedelta(hours=5)  # longer than any pause
UNTIL_QUIET = 30  # more rounds than a delivery has attempts
OVER = {"sent", "failed"}
ANSWER_LOST = "Serverns svar kom bort."


class Dispatching:
    """Decisions that go out by workers who are killed, round by round."""

    def __init__(self, app: Flask, settings: Settings, server: UnreliableServer, seed: int) -> None:
        self.app, self.settings, self.server = app, settings, server
        self.random = Random(seed)  # noqa: S311  # a plan, no secret
        self.meeting = make_meeting(app)
        call_roll_of(app, self.meeting)
        self.later = timedelta(0)
        self.kills = self.in_transaction = 0
        self.orphaned: set[tuple[str, int]] = set()
        """The letters, by Message-ID, and which of the tries to send it ended with the worker's death."""

    def round(self) -> None:
        """Start one worker or two and kill them one after the other; afterwards nobody works."""
        if sum(row.state not in OVER for row in rows(self.app, Delivery)) < ENOUGH:
            decide(self.app, make_case(self.app, "on_agenda", meeting=self.meeting, recipients=RECIPIENTS))
        self.later += BETWEEN_ROUNDS
        with ExitStack() as running:
            for process in [running.enter_context(self._worker()) for _ in range(self.random.choice((1, 1, 2)))]:
                self._strike(process)
        self.orphaned |= self._in_hand()

    def _worker(self, *options: str) -> AbstractContextManager[BaseProcess]:
        return worker(self.settings, self.server.url, *options, later=self.later)

    def _strike(self, process: BaseProcess) -> None:
        """After some words with the mail server, or after a time, whatever the worker is doing then."""
        if self.random.random() < 0.8:
            self.server.wait_for_moments(self.random.randint(1, 30), seconds=1)
            sleep(self.random.uniform(0, 0.01))
        else:
            sleep(self.random.uniform(0, 0.4))
        self.in_transaction += kill(process, self.settings)
        self.kills += 1

    def _in_hand(self) -> set[tuple[str, int]]:
        """What dead workers have left, when the database has done what it was last told by them."""
        with self.app.app_context(), write():
            db.session.execute(select(Delivery.id).with_for_update()).all()
        return {(row.message_id, row.attempts) for row in rows(self.app, Delivery, state="sending")}

    def until_quiet(self) -> None:
        """Go on without killing, each round later than any pause, until nothing is left to do."""
        for _ in range(UNTIL_QUIET):
            self.later += AT_LAST
            with ExitStack() as running:
                for process in [running.enter_context(self._worker("--once")) for _ in range(2)]:
                    process.join(60)
                    assert process.exitcode == 0, (self.settings.data_dir / "worker.log").read_text()
            if {row.state for row in rows(self.app, Delivery)} <= OVER:
                return


@dataclass(frozen=True)
class Letter:
    """What is known of one letter: its deliveries, more than one where they share an address, and what became of it."""

    copies: Sequence[Delivery]
    tries: Sequence[str]
    """The outcomes that were marked, in order."""
    recorded: Sequence[str]
    """The same, as the audit trail has them."""
    lost: int
    """How many of them ended without the server's answer: the letter may have arrived."""
    taken: Sequence[Taken]
    orphaned: int
    """How many workers died with it in hand: each may have sent it, and heard so, without a mark of it."""


def letters(play: Dispatching) -> Iterator[Letter]:
    """Every letter that was ordered."""
    tries, recorded, taken, by_id = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    lost: Counter[int] = Counter()
    for attempt in rows(play.app, DeliveryAttempt):
        tries[attempt.delivery_id].append(attempt.outcome)
        lost[attempt.delivery_id] += ANSWER_LOST in attempt.detail
    for record in rows(play.app, audit.AuditRecord):
        if record.event.startswith("delivery_"):
            recorded[record.data["delivery"]].append(record.event.removeprefix("delivery_"))
    for message in play.server.taken:
        taken[message.message_id].append(message)
    died = Counter(message_id for message_id, _ in play.orphaned)
    for delivery in rows(play.app, Delivery):
        by_id[delivery.message_id].append(delivery)
    assert taken.keys() <= by_id.keys()  # nothing that nobody ordered, and nothing under a second name
    for message_id, copies in by_id.items():
        first = copies[0].id
        yield Letter(copies, tries[first], recorded[first], lost[first], taken[message_id], died[message_id])


def judge(letter: Letter) -> None:
    """Its recipients have one message, a retry under the same Message-ID, or a visible reason."""
    ((state, address, attempts),) = {(copy.state, copy.address, copy.attempts) for copy in letter.copies}
    assert {message.recipients for message in letter.taken} <= {(address,)}
    assert attempts == len(letter.tries) + letter.orphaned  # every try leaves its trace
    assert letter.recorded == letter.tries
    if state == "sent":
        assert letter.tries.count("sent") == 1
        assert any(message.answered for message in letter.taken)
    else:
        assert (state, letter.tries[-1]) == ("failed", "failed")
        assert all(copy.last_error for copy in letter.copies)
    assert len(letter.taken) <= (state == "sent") + letter.lost + letter.orphaned  # else somebody has it twice
    if address == MOVED:
        assert (state, letter.taken) == ("failed", [])
        assert NOBODY.decode() in letter.copies[0].last_error


def dispatch_and_kill(app: Flask, settings: Settings, *, kills: int, seed: int) -> None:
    """So many kills, then quiet, then the judgement."""
    with UnreliableServer(seed, nobody=frozenset({MOVED})) as server:
        play = Dispatching(app, settings, server, seed)
        while play.kills < kills:
            play.round()
        play.until_quiet()
    for letter in letters(play):
        judge(letter)
    with app.app_context():
        assert audit.first_broken() is None
    told = f"{play.kills} kills, {len(play.orphaned)} at a letter, {play.in_transaction} in a transaction"
    assert len(play.orphaned) > kills / 3, told  # else nobody was disturbed at his work
    assert play.in_transaction > 0, told


@pytest.mark.parametrize("seed", [1])
def test_no_letter_is_lost_or_doubled_when_its_workers_are_killed(app: Flask, settings: Settings, seed: int) -> None:
    dispatch_and_kill(app, settings, kills=12, seed=seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3])
def test_no_letter_is_lost_or_doubled_in_a_long_run(app: Flask, settings: Settings, seed: int) -> None:
    dispatch_and_kill(app, settings, kills=200, seed=seed)
