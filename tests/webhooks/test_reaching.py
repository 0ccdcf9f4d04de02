"""What may be reached: public addresses, and those that the installation allows; judged on adding and on each try."""

import socket
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from casework.settings import Settings, SettingsError, load_settings
from casework.webhooks.models import STEP_TAKEN, WebhookEndpoint
from casework.webhooks.operations import add_endpoint
from casework.webhooks.reaching import Refused, is_public, place_of
from tests.factories import make_case, step_of
from tests.observing import amount
from tests.webhooks.conftest import Receiver, messages, states, work

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 -- to be refused
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "ff02::1",
]
SPELLINGS = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.000.000.001/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:10.0.0.1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1:8443/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
]
NO_ADDRESS = [
    "",
    "krok",
    "//example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/_HELO",
    "https://",
    "https:///krok",
    "https://user:ord@8.8.8.8/",
    "https://user@8.8.8.8/",
    "https://8.8.8.8:99999/",
    "https://8.8.8.8:x/",
    "https://8.8.8.8/#del",
    "https://8.8.8.8/a b",
    "https://8.8.8.8/\r\nX-Evil: 1",
    "https://8.8.8.8/\x00",
    "https://①②⑦.⓪.⓪.①/",
    "https://[::1",
    "https://8.8.8.8/" + "x" * 500,
    f"https://{'a' * 64}.example/",
    "https://no-such-name.invalid/",
    "http://8.8.8.8/",
]
Answers = dict[str, list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """A name server of our own: each name's addresses in turn, the last one for ever; other names as they are."""
    real, known = socket.getaddrinfo, Answers()

    def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host not in known:
            return real(host, port, *more, **named)
        addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [row for address in addresses.split(",") for row in real(address, port, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_these_are_nobodys_on_the_internet(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.10.10.10", "2001:6b0:5:1688::1", "::ffff:8.8.8.8"])
def test_these_are_somebodys(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("url", SPELLINGS)
def test_a_private_address_is_refused_however_it_is_spelt(url: str) -> None:
    with pytest.raises(Refused, match="är ingen publik adress"):
        place_of(url, [])


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_address_to_send_to_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(Refused, match=r"^(Adressen ska|Namnet) .+\.$"):
        place_of(url, [])


@given(st.from_regex(r"https?://[!-~]*", fullmatch=True) | st.text())
@example("https://[::1]x/")
@example("https://.example/")
@example("https://a\\b/")
@example("https://:443/")
def test_whatever_is_typed_leads_to_what_was_judged_or_nowhere(url: str) -> None:
    with patch("socket.getaddrinfo", return_value=[(2, 1, 6, "", ("10.0.0.1", 443))]), pytest.raises(Refused):
        place_of(url, [])
    with patch("socket.getaddrinfo", return_value=[(2, 1, 6, "", ("8.8.8.8", 443))]):
        try:
            place = place_of(url, [])
        except Refused:
            return
    assert (place.scheme, [str(address) for address in place.addresses]) == ("https", ["8.8.8.8"])
    assert place.target.startswith("/")


def test_a_name_with_one_private_address_among_public_ones_is_refused(names: Answers) -> None:
    names["system.example"] = ["8.8.8.8,10.0.0.1"]
    with pytest.raises(Refused, match=r"10\.0\.0\.1 är ingen publik"):
        place_of("https://system.example/", [])
    names["system.example"] = ["8.8.8.8,1.1.1.1"]
    assert [str(address) for address in place_of("https://system.example/", []).addresses] == ["8.8.8.8", "1.1.1.1"]


def test_a_network_that_is_allowed_is_reached_and_needs_no_https() -> None:
    allowed = [ip_network("10.1.0.0/16"), ip_network("::1/128")]
    place = place_of("http://10.1.2.3:8080/krok?a=1", allowed)
    assert (place.port, place.target, place.netloc) == (8080, "/krok?a=1", "10.1.2.3:8080")
    assert place_of("https://[::1]/", allowed).port == 443
    with pytest.raises(Refused, match=r"10\.2\.0\.1"):
        place_of("http://10.2.0.1/", allowed)
    with pytest.raises(Refused, match="https://"):
        place_of("http://8.8.8.8/", allowed)


def test_http_is_refused_where_only_one_of_the_addresses_is_allowed(names: Answers) -> None:
    names["system.example"] = ["10.1.0.1,8.8.8.8"]
    with pytest.raises(Refused, match="https://"):
        place_of("http://system.example/", [ip_network("10.1.0.0/16")])


@pytest.mark.parametrize("value", ["10.0.0.1/8", "tio", "10.0.0.0/33", "10.0.0.0/8;::1"])
def test_a_wrong_network_stops_the_start(value: str) -> None:
    with pytest.raises(SettingsError, match="CASEWORK_WEBHOOK_PRIVATE: ska vara nät"):
        load_settings(secret_key="x" * 40, webhook_private=value)


def test_networks_are_written_with_commas() -> None:
    networks = Settings(secret_key="x" * 40, webhook_private="10.1.0.0/16, ::1/128,").webhook_networks
    assert networks == [ip_network("10.1.0.0/16"), ip_network("::1/128")]


def test_an_address_is_judged_when_it_is_added(app: Flask) -> None:
    for url in ("https://10.0.0.1/", "http://8.8.8.8/", "https://169.254.169.254/"):
        with app.app_context(), pytest.raises(Refused):
            add_endpoint(1, url, [STEP_TAKEN], actor_id=None)
    assert amount(app, WebhookEndpoint) == 0


def test_a_name_is_judged_at_each_try_and_looked_up_once(app: Flask, receiver: Receiver, names: Answers) -> None:
    """It answers with what is allowed when asked first, and with what is not when asked again."""
    good, bad = "127.0.0.1", "10.9.9.9"
    names["system.example"] = [good, good, bad, good]
    with app.app_context():
        add_endpoint(1, f"http://system.example:{receiver.server.server_port}/", [STEP_TAKEN], actor_id=None)
    step_of(app, make_case(app), "submit", "handlaggare")
    work(app)  # the second answer; a third look-up would lead elsewhere
    assert (states(app), len(receiver.got)) == (["delivered"], 1)
    assert receiver.got[0].headers["host"] == f"system.example:{receiver.server.server_port}"
    step_of(app, make_case(app), "submit", "handlaggare")
    work(app)
    assert (states(app), len(receiver.got)) == (["delivered", "deferred"], 1)
    assert messages(app)[1].last_error.startswith("10.9.9.9 är ingen publik adress.")
    work(app, after=timedelta(minutes=5))
    assert (states(app), len(receiver.got)) == (["delivered", "delivered"], 2)


def test_the_next_address_is_tried_where_the_first_is_dead(app: Flask, receiver: Receiver, names: Answers) -> None:
    names["system.example"] = ["127.0.0.77,127.0.0.1"]
    with app.app_context():
        add_endpoint(1, f"http://system.example:{receiver.server.server_port}/", [STEP_TAKEN], actor_id=None)
    step_of(app, make_case(app), "submit", "handlaggare")
    work(app)
    assert states(app) == ["delivered"]
