"""The page that follows the chair, as each role sees it."""

from flask import Flask

from tests.conftest import Visitors
from tests.live.acts import ask_at, give_at, take_up_at, token_of


def test_the_page_shows_what_is_handled_to_everybody_who_may_see_the_meeting(
    app: Flask, visitors: Visitors, meeting: int, items: list[int]
) -> None:
    for who in ("sekreterare", "ordforande", "ledamot", "ersattare"):
        page = visitors[who].open(f"/sammantraden/{meeting}/nu")
        assert page.status_code == 200
        assert "Avtal om kansli" in page.text
        print(who, page.text) if who=="ordforande" else None
