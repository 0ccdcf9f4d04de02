"""The page that follows the chair, as each role sees it."""

from flask import Flask

from tests.conftest import Visitors
from tests.live.acts import ask_at, give_at
from tests.observing import statements


def test_tmp(app: Flask, visitors: Visitors, meeting: int, items: list[int]) -> None:
    give_at(app, items[0], ask_at(app, items[0], "Ordföranden"))
    for who in ("sekreterare", "ordforande", "ledamot", "ersattare"):
        with statements(app) as sent:
            visitors[who].client.get(f"/sammantraden/{meeting}/nu?del=1")
        print(who, len(sent))
        if who == "ledamot":
            for s in sent:
                print("   ", " ".join(s.split())[:50], "...", " ".join(s.split()).split("FROM", 1)[-1][:200])
