"""The words on the buttons of a membership review, and finding one's way to them."""

from flask import Flask

from tests.support.pages import Visitor

SUBMIT, APPROVE, RETURN = "Lämna för granskning", "Godkänn tjänsteskrivelsen", "Skicka tillbaka"
LIST, UNLIST, WITHDRAW = "Sätt upp på föredragningslistan", "Ta bort från föredragningslistan", "Återkalla ärendet"
PAUSE, REOPEN = "Låt ärendet vila", "Öppna ärendet igen"


def at(app: Flask, visitor: Visitor, case: int) -> Visitor:
    """Open the case."""
    visitor.open(f"/arenden/{case}")
    return visitor


def buttons(visitor: Visitor) -> set[str]:
    """The steps that the page offers."""
    return {label for form in visitor.forms() if "/steg/" in form.action for label in form.labels}


def edited(officer: Visitor, case: int) -> str:
    """Save the report with another summary: the page that follows."""
    officer.open(f"/arenden/{case}/tjansteskrivelse")
    return officer.press("Spara", summary="Nu med kostnaden.").text
