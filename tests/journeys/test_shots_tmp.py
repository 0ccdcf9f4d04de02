import pytest
from tests.journeys.test_live_meeting import *


@ON_SQLITE
def test_shots(app, people, meeting, items):
    app.app_context()
    take_up_at(app, items[1])
    s = ask_at(app, items[1], "Ordföranden")
    ask_at(app, items[1], "Andra ledamoten")
    give_at(app, items[1], s)
    ask_at(app, items[1], "Tredje ledamoten", "order")
    note_at(app, items[1], "away", "Vice ordföranden")
    for who in ("ordforande", "sekreterare", "ledamot"):
        page = at_the_meeting(people, who, meeting)
        for w, h in ((1024, 768), (768, 1024), (390, 844)):
            page.set_viewport_size({"width": w, "height": h})
            page.screenshot(path=f"/tmp/live/shots/{who}-{w}.png", full_page=True)
    print(violations(page, "nu", widths=(1024, 768, 390)))
