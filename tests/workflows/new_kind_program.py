"""Run beside a copy of workflows/ that holds one more file: what a case of that kind shows, as one JSON document.

Arguments: the kind, a migrated and populated database's URL, a data folder.
"""

import json
import sys
from pathlib import Path

from casework import create_app
from tests.conftest import DOMAIN, PASSWORD, make_settings
from tests.support.pages import Visitor
from workflows import WORKFLOWS

REPORT = {
    "title": "Utträde ur förbundet",
    "body": "2",
    "proposal-0": "Kommunen lämnar förbundet.",
    "summary": "Förbundet har mist sitt syfte.",
    "sections-0-heading": "Ärende",
    "sections-0-text": "Uppgiften har gått över till regionen.",
    "recipients-0-name": "Socialchef",
}


def main(kind: str, url: str, folder: str) -> None:
    """Draft a case of the kind, hand it in, and tell what the pages show."""
    officer = Visitor(create_app(make_settings(Path(folder), url)))
    officer.log_in(f"handlaggare@{DOMAIN}", PASSWORD)
    officer.open("/arenden/nytt")
    officer.press("Spara ärendet", **REPORT, kind=kind)
    case = officer.page.request.path
    buttons = sorted(label for form in officer.forms() for label in form.labels)
    officer.press("Lämna till gruppchefen")
    history = officer.page.text
    listed = officer.open("/arenden").text
    told = {
        "kinds": sorted(WORKFLOWS),
        "buttons": [label for label in buttons if "gruppchefen" in label],
        "history": "Handläggaren lämnade tjänsteskrivelsen för granskning." in history,
        "listed": case in listed and "Utträde ur förbundet" in listed,
        "state": WORKFLOWS[kind].label in history,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
