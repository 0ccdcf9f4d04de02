"""Whatever is sent: no fault, nothing half stored, one clear sentence, and nothing of it runs on anybody's page."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from casework.cases.models import Case
from casework.settings import Settings
from tests.conftest import Visitors
from tests.hostile_forms import (
    REPORT,
    SCRIPT,
    Senders,
    make_world,
    not_refused,
    print_of,
    refusal,
    wrong_with,
)
from tests.observing import amount
from tests.webhooks.rows import ALLOWED_ON_LOOPBACK

TEXTS = {
    "markup": f"Rubrik {SCRIPT} {{{{ 7*7 }}}} {{% raw %}} %(title)s %s {{0}}",
    "directions": "\u202egnivrevo\u202c \u200bnoll\u200d \u2066ö\u2069 \ufeff🦌👩‍👩‍👧‍👦 ـﻪ e\u0301 \ue000 \U0010fffd",
    "controls": "a\x00b\x01\x08\x0b\x0c\x1b[31m\x7f\x85\u2028c",
    "blank": " \t\r\n\u00a0\x00 ",
}
BYTES = {
    "invalid UTF-8": b"%FF%FE%C3%28%80",
    "lone surrogates": b"%ED%A0%80%ED%B0%80",
    "overlong": b"%C0%AF%F0%82%82%AC",
    "cut off": b"%E2%82&%=&=%&%zz",
}
NUMBERS = ("", "x", "99", "9" * 20, "1\x00", "-1", "9" * 5000, "²", "1e3", "0x1", "1.0", "1_0", "1;DROP TABLE cases")
DAYS = (
    "",
    "x",
    "2031-02-30",
    "2031-13-01",
    "0000-00-00",
    "99999-01-01",
    "-2031-01-01",
    "31/1/2031",
    "2031-01-01T00:00",
)
RARER = ("directions", "blank")
"""These of the TEXTS are tried in the long run."""
TIMES = ("", "x", "25:00", "08:61", "8", "08:30:99")


stricter = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""Each sends every field of every form: on the database that takes less."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With webhooks, which are off otherwise, so that every form is taken."""
    return settings.model_copy(update=ALLOWED_ON_LOOPBACK)


@pytest.fixture
def senders(visitors: Visitors) -> Senders:
    """Everybody who sends something."""
    return Senders(visitors)


def test_no_form_is_missing_here_and_each_is_taken_when_filled_in_rightly(app: Flask, senders: Senders) -> None:
    world = make_world(app)
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    posts = {rule.endpoint for rule in rules if not rule.endpoint.startswith("api.")}  # no forms: tests/api
    answers = {form.endpoint: senders.send(form).status_code for form in world}
    taken = dict.fromkeys(answers, 302) | {"drafting.read_file": 200, "people.login": 422}
    taken |= {"drafting.keep": 200, "drafting.keep_new": 200, "webhooks.add": 201}
    assert (set(answers), answers) == (posts, taken)


@stricter
def test_a_form_without_what_it_needs_is_refused(app: Flask, senders: Senders) -> None:
    wrong = {}
    for form in make_world(app):
        empty = [(f"{name} empty", {**form.values, name: ""}) for name in form.needed]
        without = [
            (f"no {name}", {key: value for key, value in form.values.items() if key != name}) for name in form.needed
        ]
        wrong |= not_refused(app, senders, form, [*empty, *without])
    assert wrong == {}


def test_an_empty_form_is_never_a_fault_and_stores_nothing(app: Flask, senders: Senders) -> None:
    world = make_world(app)
    before = print_of(app)
    presses = {"cases.remove_attachment", "reviewing.claim", "reviewing.release"}
    presses |= {"webhooks.remove", "webhooks.again"}  # a press is all that each needs
    presses |= {"desk.note_received", "summons.remind_all"}
    presses |= {"meetings.leave", "meetings.usual_standing", "live.speaker"}
    presses |= {"minutes.begin", "minutes.add_extract"}
    fields = [form for form in world if form.endpoint not in presses]
    answers = {form.endpoint: senders.send(form, {}).status_code for form in fields}
    quiet = {"people.set_language", "people.logout", "desk.mark_seen", "drafting.discard"}
    quiet |= {"drafting.discard_new", "drafting.add_author", "drafting.remove_author", "summons.make_packet"}
    assert {name for name, status in answers.items() if status not in {404, 409, 422}} == quiet
    assert print_of(app) == before


@stricter
@pytest.mark.parametrize(
    "text", [pytest.param(text, id=name, marks=[pytest.mark.long] * (name in RARER)) for name, text in TEXTS.items()]
)
def test_hostile_text_is_refused_whole_or_kept_harmless(app: Flask, senders: Senders, text: str) -> None:
    wrong = {}
    for form in make_world(app):
        addresses = [name for name in form.texts if name.endswith("address")]
        hostile = form.values | dict.fromkeys(form.texts, text)
        keyed = [hostile | {"creation_key": text[:70], "title": ""}] * ("creation_key" in hostile)
        local = hostile | dict.fromkeys(addresses, f"{text}@demo.example")
        kept = hostile | {name: form.texts[name] for name in addresses}
        wrong[form.endpoint] = wrong_with(app, senders, form, *keyed, hostile, *([local, kept] if addresses else []))
    assert {form: told for form, told in wrong.items() if told} == {}
    assert _unsafe(senders) == {}


@stricter
@pytest.mark.parametrize(
    "fields", [pytest.param(slice(1), id="one"), pytest.param(slice(1, None), id="the others", marks=pytest.mark.long)]
)
def test_a_megabyte_in_any_field_is_refused(app: Flask, senders: Senders, fields: slice) -> None:
    wrong = {}
    for form in make_world(app):
        names = {**form.texts, **form.exact}.keys() - {"next", "language", "notice"}
        sendings = ((name, form.values | {name: "x" * 1_000_000}) for name in sorted(names)[fields])
        wrong |= not_refused(app, senders, form, sendings)
    assert wrong == {}


def _unsafe(senders: Senders) -> dict[tuple[str, str], str]:
    """The pages on which something of the markup stands as markup, or which cannot be shown."""
    paths = ("/", "/arenden", "/sammantraden", "/sammantraden/1", "/sammantraden/arende/1", "/katalog", "/katalog/2")
    paths += ("/delegationsordning",)
    paths += ("/arenden/2/tjansteskrivelse", *(f"/arenden/{number}" for number in range(1, 9)))
    found = {}
    for who in ("handlaggare", "chef", "sekreterare", "registrator"):
        for path in paths:
            answer = senders.visitors[who].client.get(path)
            page = answer.get_data(as_text=True)
            if answer.status_code >= 500 or "<script>" in page or "<img src=x" in page or "\x00" in page:
                found[(who, path)] = f"{answer.status_code}"
    return found


@stricter
def test_bytes_that_are_no_text_are_never_a_fault(app: Flask, senders: Senders) -> None:
    wrong = {}
    for form in [form for form in make_world(app) if form.texts]:
        client, token = senders.visitors[form.who].client, senders.token(form.who)
        before = print_of(app)
        for kind, raw in BYTES.items():
            named = {**form.exact, **form.hidden}
            sent = [("csrf_token", token.encode()), *((name, value.encode()) for name, value in named.items())]
            body = b"&".join(name.encode() + b"=" + value for name, value in [*sent, *((n, raw) for n in form.texts)])
            answer = client.post(form.url, data=body, content_type="application/x-www-form-urlencoded")
            if answer.status_code < 400:
                before = print_of(app)
            elif refusal(app, answer, before) != (True, True, True):
                wrong[form.endpoint, kind] = answer.status_code
    assert (wrong, _unsafe(senders)) == ({}, {})


@stricter
@pytest.mark.parametrize(
    ("numbers", "days"),
    [
        pytest.param(NUMBERS[:5], DAYS[:3], id="usual"),
        pytest.param(NUMBERS[5:], DAYS[3:], id="rarer", marks=pytest.mark.long),
    ],
)
def test_a_number_or_a_day_that_is_none_is_refused(
    app: Flask, senders: Senders, numbers: Sequence[str], days: Sequence[str]
) -> None:
    wrong = {}
    filled = [day for day in days if day]
    kinds = {"day": days, "approve-due": days, "recipients-0-deadline": filled, "time": TIMES}
    kinds |= {"begin-last_day": days, "answer-decided_on": days, "valid_from": days, "valid_to": filled}
    for form in make_world(app):
        names = sorted(form.exact.keys() - {"creation_key", "notice", "language"})
        values = [(name, value) for name in names for value in kinds.get(name, numbers)]
        wrongly = [(name, value) for name, value in values if value != form.values[name]]
        sendings = ((f"{name}={value[:20]}", form.values | {name: value}) for name, value in wrongly)
        wrong |= not_refused(app, senders, form, sendings)
    assert wrong == {}


def test_a_key_beyond_every_number_is_nobodys(app: Flask, senders: Senders) -> None:
    marked = next(form for form in make_world(app) if form.endpoint == "desk.mark_seen")
    before = print_of(app)
    for values in ([*NUMBERS], [str(n) for n in range(1000, 41_000)]):
        assert senders.send(marked, {"notice": values}).status_code == 302
    assert print_of(app) == before


def test_thousands_of_rows_are_refused_in_a_sentence(app: Flask, senders: Senders) -> None:
    form = next(form for form in make_world(app) if form.endpoint == "drafting.create")
    before, wrong = print_of(app), {}
    for name in ("proposal-{}", "basis-{}", "sections-{}-text", "recipients-{}-name"):
        rows = {name.format(number): "rad" for number in range(5000)}
        answer = senders.send(form, form.values | rows)
        if (answer.status_code, answer.text.count("För många rader: högst 100.")) != (422, 2) or len(
            answer.text
        ) > 600_000:
            wrong[name] = answer.status_code
    assert (wrong, print_of(app)) == ({}, before)


def test_rows_with_numbers_that_are_none_are_left_out(app: Flask, senders: Senders) -> None:
    form = next(form for form in make_world(app) if form.endpoint == "drafting.create")
    there = amount(app, Case)
    rows = {f"proposal-{number}": "rad" for number in ("²", "9" * 5000, "-1", "x", "", "1_0", "1 ", "٣")}
    answer = senders.send(form, form.values | rows | {f"basis-{'9' * 9}": "rad"})
    assert (answer.status_code, amount(app, Case)) == (302, there + 1)
    for pressed in ("²", "9" * 5000, "-1", "99", ""):
        answer = senders.send(form, form.values | {"remove_proposal": pressed})
        assert (answer.status_code, amount(app, Case)) == (200, there + 1)


def test_one_row_more_than_a_list_may_hold_is_not_added(app: Flask, senders: Senders) -> None:
    form = next(form for form in make_world(app) if form.endpoint == "drafting.create")
    full, before = {f"basis-{number}": "rad" for number in range(100)}, print_of(app)
    answer = senders.send(form, form.values | full | {"add_basis": "1"})
    assert (answer.status_code, answer.text.count("För många rader: högst 100."), print_of(app)) == (200, 2, before)


# Whatever comes to mind

_anything = st.text(max_size=60) | st.sampled_from([*NUMBERS, *DAYS, *TIMES, *TEXTS.values(), *REPORT.values(), SCRIPT])
_given = ("approve-due", "approve-owner", "approve-version", "jav-person", "jav-note", "seen", "move", "drafted")
_names = st.sampled_from([*REPORT, *_given, "body", "kind", "version", "notice", "case", "note", "time", "next"])


_drawn = st.tuples(
    st.integers(0, 19), st.dictionaries(_names | st.text(max_size=20), _anything | st.lists(_anything, max_size=3))
)
_settings = trying(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


def _fuzz(app: Flask, senders: Senders, examples: int) -> None:
    world = [form for form in make_world(app) if form.endpoint != "people.logout"]

    @trying(_settings, max_examples=examples)
    @given(_drawn)
    def send(drawn: tuple[int, dict[str, Any]]) -> None:
        form = world[drawn[0] % len(world)]
        assert wrong_with(app, senders, form, form.values | drawn[1]) == []

    send()


def test_nothing_that_comes_to_mind_is_a_fault(app: Flask, senders: Senders) -> None:
    _fuzz(app, senders, 60)


@pytest.mark.long
def test_nothing_that_comes_to_mind_in_a_long_while_is_a_fault(app: Flask, senders: Senders) -> None:
    _fuzz(app, senders, 1500)
