"""The components keep their contracts, whatever page uses them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "components").glob("[!_]*.html"))
PAGES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


class Recipient(Form):
    address = StringField("Adress", [InputRequired("Skriv adressen.")])


class Report(Form):
    title = StringField("Rubrik", [InputRequired("Skriv rubriken.")], description="Syns för alla.")
    note = StringField("Anteckning")
    channel = SelectField("Sätt", choices=[SelectChoice("mail", "E-post")])
    urgent = BooleanField("Brådskar")
    recipients = FieldList(FormField(Recipient), label="Mottagare", min_entries=2)


def sign(text: str, **values: object) -> str:
    return text % values if values else text


@pytest.fixture(name="macro")
def macro_of() -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=sign, csrf_token=lambda: "token")
    return lambda name: getattr(environment.get_template(f"components/{name}.html").module, name)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_is_one_macro_with_a_contract(name: str, macro: Any) -> None:
    source = (TEMPLATES / "components" / f"{name}.html").read_text()
    assert (source.startswith("{#-"), macro(name).name) == (True, name)


@pytest.mark.parametrize("page", PAGES)
def test_template_carries_nothing_that_the_content_policy_refuses(page: str) -> None:
    source = (TEMPLATES / page).read_text()
    assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]* src=)", source) == []


def test_error_summary_links_to_each_wrong_field_in_its_row(macro: Any) -> None:
    form = Report(
        MultiDict([("recipients-0-address", "a@demo.example"), ("recipients-1-address", ""), ("channel", "mail")])
    )
    form.validate()
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', macro("error_summary")(form))
    assert links == [
        ("title", "Rubrik: Skriv rubriken."),
        ("recipients-1-address", "Mottagare, rad 2, Adress: Skriv adressen."),
    ]


def test_error_summary_is_silent_when_nothing_is_wrong(macro: Any) -> None:
    assert macro("error_summary")(Report()).strip() == ""


def test_field_is_tied_to_its_help_and_its_error(macro: Any) -> None:
    form = Report(MultiDict())
    form.validate()
    html = macro("field")(form.title)
    assert re.findall(r'aria-describedby="([^"]+)"', html) == ["title-help title-error"]
    assert re.findall(r'<p class="field__\w+" id="([^"]+)"', html) == ["title-help", "title-error"]


def test_only_a_field_that_may_be_left_empty_is_marked_so(macro: Any) -> None:
    form = Report()
    marked = [f.name for f in (form.title, form.note, form.channel, form.urgent) if "(frivilligt)" in macro("field")(f)]
    assert marked == ["note"]


def test_field_list_buttons_say_what_to_add_and_remove(macro: Any) -> None:
    html = macro("field_list")(Report().recipients)
    assert re.findall(r'name="((?:add|remove)_\w+)" value="(\d)"', html) == [
        ("remove_recipients", "0"),
        ("remove_recipients", "1"),
        ("add_recipients", "1"),
    ]


def test_refused_button_shows_its_reasons_and_cannot_be_pressed(macro: Any) -> None:
    html = macro("button")("Expediera", reasons=["Beslut saknas.", "Adress saknas."])
    assert ("<button" in html, re.findall(r"<li>([^<]+)</li>", html)) == (
        False,
        ["Beslut saknas.", "Adress saknas."],
    )


def test_text_from_people_is_escaped(macro: Any) -> None:
    assert "<b>" not in macro("row")("<b>Rubrik</b>", what="<b>", why="<b>", until="<b>")
