"""The round of approval: who signs what, what voids it, and what follows when all have signed."""

from flask import Flask

from casework.minutes.models import MinutesParagraph, MinutesRendition, MinutesSignature
from tests.minutes.held import (
    SIGNERS,
    being_signed,
    hash_of,
    sign_at,
    state_of,
    write_at,
)
from tests.observing import amount, rows


def test_minutes_are_approved_when_everybody_has_signed(app: Flask) -> None:
    minutes = being_signed(app)
    assert [sign_at(app, minutes, who) for who in SIGNERS] == [False, False, True]
    assert state_of(app, minutes) == "approved"
    assert {row.content_hash for row in rows(app, MinutesSignature)} == {hash_of(app, minutes)}
    assert amount(app, MinutesParagraph) == 2


def test_a_change_voids_what_is_signed(app: Flask) -> None:
    minutes = being_signed(app)
    sign_at(app, minutes, "ordforande")
    write_at(app, minutes, "Sammanträdet inleddes.", why="Inledningen saknades.")
    assert amount(app, MinutesRendition) == 2
    sign_at(app, minutes, "sekreterare")
    assert not sign_at(app, minutes, "ledamot")  # the chair's is on another text
    assert sign_at(app, minutes, "ordforande")
