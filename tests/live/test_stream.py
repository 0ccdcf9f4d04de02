"""The stream: who may listen, what it says when, that it ends, and that a served process gives all of it back."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from casework import clock
from casework.database import db, write
from casework.live.watch import Watch, events
from casework.people.models import Seat
from casework.settings import Settings
from tests.conftest import Visitors
from tests.factories import call_roll_of, make_body, make_meeting, reader_of
from tests.live.acts import take_up_at, token_of
from tests.observing import statements
from tests.support.pages import Visitor
from tests.support.served import served

PATIENCE = 20.0
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def watch_of(app: Flask) -> Watch:
    """The process's watch."""
    watch: Watch = app.extensions["casework.live_watch"]
    return watch


@contextmanager
def listening(visitor: Visitor, meeting: int) -> Iterator[Iterator[str]]:
    """What the visitor hears, token by token."""
    answer = visitor.client.get(f"/sammantraden/{meeting}/flode")
    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    lines = (line for chunk in answer.iter_encoded() for line in chunk.decode().splitlines())
    yield (line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    answer.close()


def test_the_stream_says_how_it_stands_and_each_change(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    before = token_of(app, meeting)
    with listening(visitors["ledamot"], meeting) as heard:
        assert next(heard) == str(before)
        take_up_at(app, items[1])
        assert next(heard) == str(before + 1)
        call_roll_of(app, meeting)
        assert int(next(heard)) > before + 1


def test_a_change_of_another_meeting_is_not_heard(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    other = make_meeting(app, days=9)
    with listening(visitors["ledamot"], meeting) as heard:
        before = next(heard)
        call_roll_of(app, other)
        take_up_at(app, items[1])
        assert int(next(heard)) == int(before) + 1


def test_one_statement_asks_for_all_who_listen_and_none_is_sent_for_nobody(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    names, watch = ("ledamot", "sekreterare", "ordforande", "vice"), watch_of(app)
    streams = [listening(visitors[name], meeting) for name in names]
    heard = [stream.__enter__() for stream in streams]
    assert {next(tokens) for tokens in heard} == {str(token_of(app, meeting))}
    with statements(app) as sent:
        time.sleep(1.0)
    assert watch.listening() == len(names)
    assert 1 <= len(sent) <= 5  # every 0.3 s, however many listen
    for stream in streams:
        stream.__exit__(None, None, None)
    assert watch.listening() == 0
    time.sleep(0.5)
    with statements(app) as sent:
        time.sleep(0.7)
    assert sent == []


def test_a_full_process_sends_the_next_screen_away(app: Flask, visitors: Visitors, meeting: int) -> None:
    app.extensions["casework.live_watch"] = Watch(app.app_context, most=1)
    with listening(visitors["ledamot"], meeting):
        answer = visitors["sekreterare"].client.get(f"/sammantraden/{meeting}/flode")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    with listening(visitors["sekreterare"], meeting) as heard:  # the place was given back
        assert next(heard) == str(token_of(app, meeting))


def test_who_may_not_see_the_meeting_may_not_listen_to_it(app: Flask, visitors: Visitors, meeting: int) -> None:
    make_body(app, "NN")
    other, url = make_meeting(app, body="NN"), "/sammantraden/{}/flode"
    answers = [visitors[who].client.get(url.format(meeting)).status_code for who in ("handlaggare", "admin")]
    hidden = [visitors["ledamot"].client.get(url.format(number)).status_code for number in (other, 999)]
    nobody = Visitor(app).client.get(url.format(meeting))
    assert (answers, hidden, nobody.status_code) == ([403, 403], [404, 404], 302)
    assert watch_of(app).listening() == 0


def test_whose_seat_has_ended_is_not_let_in_again(app: Flask, visitors: Visitors, meeting: int) -> None:
    app.extensions["casework.settings"] = app.extensions["casework.settings"].model_copy(update={"live_seconds": 1})
    with listening(visitors["ledamot"], meeting) as heard:
        assert next(heard) == str(token_of(app, meeting))
        with app.app_context(), write():
            person = reader_of("ledamot").person_id
            for seat in db.session.query(Seat).filter_by(person_id=person):
                seat.valid_from = clock.today() - timedelta(days=9)
                seat.valid_to = clock.today() - timedelta(days=1)
        assert list(heard) == []  # it ends by itself
    client = visitors["ledamot"].client
    answers = [client.get(f"/sammantraden/{meeting}/{page}").status_code for page in ("flode", "nu", "nu?del=1")]
    assert answers == [403, 403, 403]


def test_a_silent_stream_beats_so_that_it_is_known_to_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.live.watch.HEARTBEAT", 0.05)
    watch = Watch(lambda: pytest.fail("nobody joined"))
    told = [*events(watch, 1, 7, 0.3)]
    assert 3 <= len(told) <= 9
    assert set(told) == {"data: 7\n\n"}


def test_the_database_may_be_away_for_a_while(app: Flask) -> None:
    answers = iter([RuntimeError("gone"), RuntimeError("gone"), {5: 3}])

    def ask(meetings: object) -> dict[int, int]:
        answer = next(answers, {5: 3})
        if isinstance(answer, Exception):
            raise answer
        return answer

    watch = Watch(app.app_context, ask, pause=0.01)
    assert watch.join(5)
    assert watch.wait(5, 2, PATIENCE) == 3
    watch.leave(5)


def test_a_server_that_stops_ends_its_streams() -> None:
    alive = threading.Event()
    alive.set()
    watch = Watch(threading.Lock, lambda meetings: dict.fromkeys(meetings, 1), pause=0.01)
    watch.alive = alive.is_set
    assert watch.join(1)
    threading.Timer(0.1, alive.clear).start()
    began = time.monotonic()
    assert list(events(watch, 1, 1, 60)) == ["data: 1\n\n"]
    assert time.monotonic() - began < 10
    assert not watch.join(1)


# --- as it is run ----------------------------------------------------------------------------------------------

SCREENS = 60


@ON_SQLITE
def test_sixty_screens_hear_of_a_change_and_none_holds_up_a_page_or_the_stop(
    app: Flask, visitors: Visitors, meeting: int, items: list[int], settings: Settings, tmp_path: Path
) -> None:
    visitors["ledamot"].open("/")
    cookie = visitors["ledamot"].client.get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}"}
    with served(tmp_path, settings.database_url) as url:
        place = urlsplit(url).netloc
        screens = [Screen(place, f"/sammantraden/{meeting}/flode", headers) for _ in range(SCREENS)]
        first = {screen.token() for screen in screens}
        take_up_at(app, items[1])
        began = time.monotonic()
        second = {screen.token() for screen in screens}
        assert time.monotonic() - began < PATIENCE
        assert (first, second) == ({token_of(app, meeting) - 1}, {token_of(app, meeting)})
        page = http.client.HTTPConnection(place, timeout=PATIENCE)
        page.request("GET", f"/sammantraden/{meeting}/nu", headers=headers)
        assert page.getresponse().status == 200
        page.close()
        stops = time.monotonic()
    assert time.monotonic() - stops < 8  # the server's patience with what is under way is ten
    assert {screen.rest() for screen in screens} == {b""}  # every stream was ended, none was cut off


class Screen:
    """A stream that is open over HTTP."""

    def __init__(self, place: str, path: str, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection(place, timeout=PATIENCE)
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200

    def token(self) -> int:
        """What is said next."""
        while not (line := self.answer.readline()).startswith(b"data: "):
            assert line, "the stream ended"
        return int(line.removeprefix(b"data: "))

    def rest(self) -> bytes:
        """What was said until the end, but for the token itself; IncompleteRead where it was cut off."""
        told = self.answer.read().strip()
        self.connection.close()
        return told
