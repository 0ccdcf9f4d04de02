"""Screens of a meeting, and its chair: clients of the served product that do what the page's script and buttons do."""

import http.client
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from benchmarks.servers import HOST
from benchmarks.sitting import Sitting
from casework import clock

PATIENCE = 30.0


@dataclass
class Screen:
    """A reader's page: it listens, and at each new token fetches what stands.

    By a new connection, as a browser does: the server keeps one for two seconds, and a meeting is slower than that.
    """

    port: int
    path: str
    cookie: str
    shown: dict[int, float] = field(default_factory=dict)
    """When which token's content stood there."""
    failed: str = ""
    ready: threading.Event = field(default_factory=threading.Event)
    stopped: bool = False

    def __post_init__(self) -> None:
        self.stream = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)

    def follow(self) -> None:
        """Until it is stopped."""
        try:
            with closing(self.stream):
                self._follow()
        except (OSError, http.client.HTTPException, RuntimeError, ValueError) as error:
            self.failed = "" if self.stopped else repr(error)
            self.ready.set()

    def stop(self) -> None:
        """Hang up."""
        self.stopped = True
        if self.stream.sock is not None:
            self.stream.sock.shutdown(2)

    def _follow(self) -> None:
        headers = {"Cookie": self.cookie}
        self.stream.request("GET", f"{self.path}/flode", headers=headers)
        with closing(self.stream.getresponse()) as answer:
            if answer.status != 200:
                raise RuntimeError(f"the stream answered {answer.status}")
            self._listen(answer, headers)

    def _listen(self, answer: http.client.HTTPResponse, headers: dict[str, str]) -> None:
        now, etag = -1, ""
        keys: dict[str, str] = {}
        while line := answer.readline():
            if not line.startswith(b"data: ") or int(line[6:]) == now:
                continue
            address = f"{self.path}/nu?del=1&har={'.'.join(keys.values())}"
            text, etag = _fetch(self.port, address, headers | {"If-None-Match": etag})
            now = int(_found(r'data-now="(\d+)"', text))
            keys |= dict(re.findall(r'data-part="([^"]+)" data-key="([^"]+)"', text))
            self.shown[now] = time.perf_counter()
            self.ready.set()


@contextmanager
def following(port: int, sitting: Sitting, cookies: Sequence[str]) -> Iterator[list[Screen]]:
    """A screen for each cookie, all of which show the meeting. RuntimeError when one of them fails."""
    screens = [Screen(port, f"/sammantraden/{sitting.meeting}", cookie) for cookie in cookies]
    threads = [threading.Thread(target=screen.follow, daemon=True) for screen in screens]
    for thread in threads:
        thread.start()
    for screen in screens:
        screen.ready.wait(PATIENCE)
    yield screens
    for screen in screens:
        screen.stop()
    for thread in threads:
        thread.join(PATIENCE)
    failed = [screen.failed for screen in screens if screen.failed]
    if failed:
        raise RuntimeError(f"{len(failed)} screens failed, the first: {failed[0]}")


@dataclass(frozen=True)
class Change:
    """One press: when it was made and answered, and the token that tells of it."""

    pressed: float
    answered: float
    token: int


class Chair:
    """Leads the meeting from his own page: takes up an item, decides it, takes up the next."""

    def __init__(self, port: int, sitting: Sitting, cookie: str) -> None:
        self._port, self._sitting, self._headers = port, sitting, {"Cookie": cookie}
        self._page = f"/sammantraden/{sitting.meeting}/nu"
        self._token = _found(r'name="csrf_token" value="([^"]*)"', self._get(self._page))

    def changes(self, apart: float) -> Iterator[Change]:
        """Each item taken up, and decided, so many seconds apart."""
        due = (clock.today() + timedelta(days=120)).isoformat()
        given = {"approve-owner": "Socialchef", "approve-due": due, "approve-version": "1"}
        for item in self._sitting.items:
            yield self._press(f"{self._page}/arende", {"item": str(item)})
            time.sleep(apart)
            yield self._press(f"/sammantraden/arende/{item}/utgang/approve", given)
            time.sleep(apart)

    def _press(self, path: str, form: dict[str, str]) -> Change:
        pressed = time.perf_counter()
        body = urlencode(form | {"csrf_token": self._token})
        connection = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE)
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answered = time.perf_counter()
        connection.close()
        if answer.status != 302:
            raise RuntimeError(f"{path} answered {answer.status}")
        time.sleep(1.0)  # the chair's own page is not measured; it would take the server's time from the screens
        return Change(pressed, answered, int(_found(r'data-now="(\d+)"', self._get(f"{self._page}?del=1"))))

    def _get(self, path: str) -> str:
        return _fetch(self._port, path, self._headers)[0]


def _fetch(port: int, path: str, headers: dict[str, str]) -> tuple[str, str]:
    """The page and its ETag."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return text, answer.headers["ETag"]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[1] if match else ""
