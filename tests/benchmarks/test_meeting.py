"""What `make bench-meeting` measures happens: each screen shows each change, and one that shows nothing is told."""

from pathlib import Path

import pytest

from benchmarks import screens, servers
from benchmarks.ground import SQLITE, application, grounds
from benchmarks.sitting import MEMBERS, cookie_of, hold
from casework.meetings.models import Decision
from tests.observing import amount


@pytest.mark.long
def test_every_screen_shows_what_the_chair_does(tmp_path: Path) -> None:
    with grounds(SQLITE, ("meeting",), tmp_path) as places, application(places["meeting"]) as app:
        sitting = hold(app, items=1)
        assert (len(sitting.members), len(sitting.items)) == (MEMBERS, 1)
        cookies = [cookie_of(app, name) for name in sitting.members[:3]]
        with (
            servers.casework(places["meeting"]) as server,
            screens.following(server.port, sitting, cookies) as following,
        ):
            changes = list(screens.Chair(server.port, sitting, cookies[0]).changes(apart=1.0))
        assert len(changes) == 2
        assert all(change.pressed < change.answered for change in changes)
        for screen in following:
            assert [token for token in sorted(screen.shown) if token >= changes[0].token] == [
                change.token for change in changes
            ]
        assert amount(app, Decision) == 1
        with (
            servers.casework(places["meeting"]) as server,
            pytest.raises(RuntimeError, match="1 screens failed"),
            screens.following(server.port, sitting, ["session=nobody"]),
        ):
            pass
