"""The panel that is drawn once for many: each is shown what would have been drawn for him alone, and no other's."""

from collections.abc import Callable

import pytest
from flask import Flask

from casework import clock
from casework.database import db, write
from casework.deliberation import screens
from casework.deliberation.screens import Screens
from casework.meetings.models import AgendaItem
from casework.meetings.queries import roll_at
from tests.deliberation.acts import cast_at, found_at, propose_at, put_at, step_at, vote_at
from tests.factories import decide, make_account, note_at, reader_of

pytestmark = pytest.mark.both

NAMES = ("Vice ordföranden", "Andra ledamoten", "Tredje ledamoten", "Första ersättaren")
ALL = ("vice", "ledamot", "forsta", "andra", "tredje", "sekreterare", "ordforande")
"""Members, a substitute who does not serve, and the two who enter for others."""


@pytest.fixture
def draw(app: Flask, item: int) -> Callable[[], Screens]:
    """The screens of the item as it stands when it is called, with an account for each of ALL."""
    for name in NAMES:
        make_account(app, name, name.split()[0].lower().replace("ö", "o"))

    def made() -> Screens:
        with app.test_request_context():
            row = db.session.get_one(AgendaItem, item)
            return Screens(row, roll_at(row), back="/tillbaka")

    return made


def _shown(app: Flask, by: Screens, who: str) -> tuple[str, bool, bool]:
    marks = (screens.CSRF, screens.KEY)
    with app.test_request_context():
        drawn = by.shown(reader_of(who))
        assert drawn is not None, "the item is on the agenda"
        assert all(drawn.drawn.count(mark) for mark in marks) is ("<form" in drawn.drawn)
        assert not any(mark in drawn.html for mark in marks)
        return drawn.drawn, drawn.asked, drawn.voted_on


def test_everybody_is_shown_what_is_drawn_for_him_alone(
    app: Flask, item: int, case: int, draw: Callable[[], Screens]
) -> None:
    vote = 0

    def vote_opens() -> None:
        nonlocal vote
        vote = vote_at(app, item)

    acts: list[Callable[[], object]] = [
        lambda: None,
        lambda: note_at(app, item, "away", "Tredje ledamoten"),
        lambda: propose_at(app, item, "reject"),
        lambda: propose_at(app, item, "addition", by="Andra ledamoten", text="Det ska följas upp."),
        lambda: put_at(app, item),
        vote_opens,
        lambda: cast_at(app, item, vote, "no", "ledamot"),
        lambda: cast_at(app, item, vote, "yes", "andra"),
        lambda: cast_at(app, item, vote, "abstained", "vice"),
        lambda: cast_at(app, item, vote, "yes", "ordforande"),
        lambda: step_at(app, item, vote, "close"),
        lambda: step_at(app, item, vote, "count"),
        lambda: found_at(app, item, "no"),
        lambda: decide(app, case),
    ]
    shown_alike = 0
    for act in acts:
        act()
        together = draw()
        shown = {who: _shown(app, together, who) for who in ALL}
        alone = {who: _shown(app, draw(), who) for who in ALL}
        assert shown == alone
        shown_alike += len(ALL) - len(set(shown.values()))
    assert shown_alike > len(acts)  # some are drawn for several, or nothing is won


def test_a_vote_cast_while_it_is_drawn_is_on_no_other_screen(
    app: Flask, item: int, draw: Callable[[], Screens]
) -> None:
    propose_at(app, item, "reject")
    put_at(app, item)
    vote = vote_at(app, item)
    before = draw()
    cast_at(app, item, vote, "no", "ledamot")  # who is shown the meeting as it stood before, drawn after
    assert "Du har röstat: Nej" in _shown(app, before, "ledamot")[0]
    assert "Du har röstat" not in _shown(app, before, "andra")[0]


def test_who_comes_to_lead_while_it_is_drawn_lets_nobody_else_lead(
    app: Flask, item: int, draw: Callable[[], Screens]
) -> None:
    propose_at(app, item, "reject")
    before = draw()
    note_at(app, item, "away", "Ordföranden")
    assert "Ställ frågan" in _shown(app, before, "vice")[0]
    assert "Ställ frågan" not in _shown(app, before, "andra")[0]


def test_what_has_left_the_agenda_has_no_panel(app: Flask, item: int, draw: Callable[[], Screens]) -> None:
    before = draw()
    with app.app_context(), write():
        db.session.get_one(AgendaItem, item).taken_off_at = clock.now()
    with app.test_request_context():
        assert before.shown(reader_of("andra")) is None
