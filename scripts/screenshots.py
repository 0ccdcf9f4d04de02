"""Take pictures of every page of the demo: `python scripts/screenshots.py [FOLDER]`; --readme takes README's only.

Starts a demo of its own in a temporary folder and stops it afterwards.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, sync_playwright  # noqa: E402  # the tree itself is put on the path first

from tests.support.browser import launch_options  # noqa: E402  # as above

WIDTHS = (1440, 768, 390)
README = ("handlaggare", "arende-beslutat", "/arenden/1")
PAGES: tuple[tuple[str, str, str], ...] = (
    ("", "logga-in", "/logga-in"),
    ("handlaggare", "skrivbord", "/"),
    ("handlaggare", "arenden", "/arenden"),
    ("handlaggare", "nytt-arende", "/arenden/nytt"),
    ("handlaggare", "arende-utkast", "/arenden/2"),
    ("handlaggare", "redigera", "/arenden/2/tjansteskrivelse"),
    README,
    ("chef", "granskning", "/arenden/3"),
    ("sekreterare", "skrivbord-sekreterare", "/"),
    ("sekreterare", "klart", "/arenden/4"),
    ("sekreterare", "sammantraden", "/sammantraden"),
    ("sekreterare", "nytt-sammantrade", "/sammantraden/nytt"),
    ("sekreterare", "sammantrade", "/sammantraden/2"),
    ("ordforande", "skrivbord-ordforande", "/"),
    ("ordforande", "ej-beslutsfort", "/sammantraden/arende/2"),
    ("ordforande", "beslutat", "/sammantraden/arende/1"),
    ("ledamot", "ledamot", "/sammantraden/arende/2"),
    ("ledamot", "sammantrade-ledamot", "/sammantraden/2"),
    ("registrator", "katalog", "/katalog"),
    ("registrator", "funktion", "/katalog/1"),
    ("handlaggare", "villkor", "/arenden/6"),
    ("handlaggare", "delegationsbeslut", "/arenden/7"),
    ("chef", "besluta-pa-delegation", "/arenden/8"),
    ("handlaggare", "inte-framme", "/arenden/expediering"),
    ("handlaggare", "forhandsvisning", "/arenden/4/forhandsvisning"),
    ("registrator", "skrivbord-registrator", "/"),
    ("registrator", "beslut-att-lasa", "/att-lasa/10"),
    ("handlaggare", "versioner", "/arenden/3/versioner"),
    ("handlaggare", "installningar", "/installningar"),
    ("registrator", "mallar", "/mallar"),
    ("registrator", "organ", "/organ"),
    ("registrator", "organet", "/organ/2"),
    ("registrator", "organets-regler", "/organ/2/regler"),
    ("registrator", "plats", "/organ/platser/2"),
    ("sekreterare", "serie", "/sammantraden/serie"),
    ("sekreterare", "staende-punkter", "/sammantraden/organ/2/punkter"),
    ("sekreterare", "andra-sammantrade", "/sammantraden/2/andra"),
    ("registrator", "delegationsordning", "/delegationsordning"),
    ("registrator", "ny-punkt", "/delegationsordning/1/ny"),
    ("registrator", "delegationsbeslut-register", "/delegationsordning/beslut"),
    ("admin", "webbkrokar", "/webhooks"),
    ("sekreterare", "uppdrag", "/uppdrag?shown=all"),
    ("handlaggare", "uppdraget", "/uppdrag/1"),
    ("sekreterare", "vackta", "/uppdrag/vackta"),
    ("handlaggare", "brevlada", "/demo/brevlada"),
    ("ledamot", "finns-inte", "/sammantraden/99"),
    ("ledamot", "nekad", "/arenden"),
)


@contextmanager
def running_demo() -> Iterator[tuple[str, str]]:
    """A demo on a free port: its address and its password."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "casework", "demo", "--serve", "--port", "8200"]
        environment = {**os.environ, "CASEWORK_DATA_DIR": folder}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                told = {}
                for line in process.stdout or ():
                    words = line.split()
                    if words[:1] == ["Öppna"]:
                        told["url"] = words[1]
                    if words[:1] == ["Lösenord"]:
                        told["password"] = words[-1]
                        break
                _wait(told["url"])
                yield told["url"], told["password"]
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=30)


def _wait(url: str) -> None:
    """Until the demo's decision has reached all its recipients."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{url}/demo/mailbox.json") as response:  # noqa: S310  # our own server
                if len(json.load(response)) >= 4:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    sys.exit("the demo did not send its mail")


def take(browser: Browser, url: str, password: str, pages: Any, folder: Path, widths: tuple[int, ...]) -> None:
    """Take each page at each width, as the person named."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in widths:
        contexts: dict[str, Any] = {}
        for who, name, path in pages:
            if who not in contexts:
                context = contexts[who] = browser.new_context(
                    viewport={"width": width, "height": 900}, locale="sv-SE", color_scheme="light"
                )
                if who:
                    page = context.new_page()
                    page.goto(f"{url}/logga-in")
                    page.fill("input[name=email]", f"{who}@demo.example")
                    page.fill("input[name=password]", password)
                    page.click("main button")
            page = contexts[who].new_page()
            page.goto(url + path)
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=folder.name != "images")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                print(f"{name} at {width} px scrolls sideways by {wide} px")
            page.close()


def main() -> None:
    """Run the demo and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "test-results" / "screenshots")
    parser.add_argument("--readme", action="store_true")
    arguments = parser.parse_args()
    with running_demo() as (url, password), sync_playwright() as driver:
        browser = driver.chromium.launch(**launch_options())
        if arguments.readme:
            take(browser, url, password, [README], ROOT / "docs" / "images", (1440,))
        else:
            take(browser, url, password, PAGES, arguments.folder, WIDTHS)
        browser.close()


if __name__ == "__main__":
    main()
