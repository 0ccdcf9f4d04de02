"""Forms of a person's own and of the directory, filled in wrongly: told word for word, and nothing is stored."""

from flask import Flask

from tests.conftest import PASSWORD, Visitors
from tests.observing import fingerprint
from tests.support.pages import Visitor

LONG_ADDRESS = "x" * 255
NO_LOG_IN = (
    ({"email": " ", "password": PASSWORD}, "Skriv din e-postadress."),
    ({"email": "registrator@demo.example", "password": ""}, "Skriv ditt lösenord."),
    ({"email": LONG_ADDRESS, "password": PASSWORD}, "Texten är för lång: högst 254 tecken."),
    ({"email": "registrator@demo.example", "password": "x" * 1001}, "Texten är för lång: högst 1000 tecken."),
)
NO_FUNCTION = (
    ({"name": " "}, "Skriv funktionens namn."),
    ({"name": "x" * 201}, "Texten är för lång: högst 200 tecken."),
    ({"organisation": "x" * 201}, "Texten är för lång: högst 200 tecken."),
    ({"address": LONG_ADDRESS}, "Texten är för lång: högst 254 tecken."),
    ({"address": "kansliet"}, "Adressen ska se ut som namn@kommun.se."),
    ({"channel": "pigeon"}, "Inte ett giltigt val"),
)


def test_who_logs_in_fills_in_both(app: Flask) -> None:
    stranger, before = Visitor(app), fingerprint(app)
    for given, told in NO_LOG_IN:
        stranger.open("/logga-in")
        page = stranger.press("Logga in", **given)
        assert (told, page.status_code, told in page.text) == (told, 422, True)
    assert fingerprint(app) == before  # nor is it a failure that holds anybody back


def test_a_language_is_chosen_among_those_that_there_are(app: Flask, visitors: Visitors) -> None:
    reader, before = visitors["registrator"], fingerprint(app)
    for language, told in (([], "Välj språk."), ("de", "Inte ett giltigt val")):
        reader.open("/installningar")
        page = reader.press("Spara", language=language)
        assert (told, page.status_code, told in page.text) == (told, 422, True)
    assert fingerprint(app) == before


def test_a_function_has_a_name_and_an_address_of_its_channel(app: Flask, visitors: Visitors) -> None:
    registrar, before = visitors["registrator"], fingerprint(app)
    for given, told in NO_FUNCTION:
        registrar.open("/katalog/ny")
        page = registrar.press("Spara", **{"name": "Kanslist", "address": "kansli@demo.example"} | given)
        assert (given, page.status_code, told in page.text) == (given, 422, True)
    assert fingerprint(app) == before
