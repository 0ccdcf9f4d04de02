"""Whether an address may be reached, and a POST to the very address that was judged (ADR 0009).

Every address that the name has must be a public one, or in a network that the installation allows. Nothing looks the
name up again, so that a name server which answers otherwise the second time leads nowhere.
"""

import socket
import ssl
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from casework.settings import VERSION
from workflows import Reason
from workflows._vocabulary import N_

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SECONDS = 10.0
LONGEST = 500
PORTS = {"http": 80, "https": 443}
PROTOCOLS = IPv4Network("192.0.0.0/24")
"""Kept for protocols; Pythons before 3.11.9 call most of it public, and a provider has its metadata there."""
LOOKS = N_("Adressen ska se ut som https://system.kommun.se/krok.")


class Refused(ValueError):
    """It may not be, and why: as text in Swedish, and as a reason that can be said in the reader's language."""

    def __init__(self, text: str, **given: object) -> None:
        self.reason = Reason(text, given)
        super().__init__(self.reason.worded(str))


class Unreached(OSError):
    """There was no answer; the message says why, in Swedish."""


@dataclass(frozen=True)
class Place:
    """Where a URL leads: addresses that were judged, and what to ask for there."""

    scheme: str
    host: str
    port: int
    netloc: str
    target: str
    addresses: tuple[Address, ...]


def place_of(url: str, allowed: Iterable[Network]) -> Place:
    """Where the URL leads today. Raises Refused where it may not be reached, or its name has no address."""
    parts, port = _parsed(url)
    host, allowed = parts.hostname or "", list(allowed)
    addresses = _looked_up(host, port)
    own = [any(address in network for network in allowed) for address in addresses]
    for address, is_own in zip(addresses, own, strict=True):
        if not is_own and not is_public(address):
            text = N_("%(address)s är ingen publik adress. CASEWORK_WEBHOOK_PRIVATE kan tillåta den.")
            raise Refused(text, address=address)
    if parts.scheme != "https" and not all(own):
        raise Refused(N_("Adressen ska börja med https://."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, parts.netloc, target, addresses)


def is_public(address: Address) -> bool:
    """Whether the address is somebody's on the internet: not ours, the machine's, the provider's, nor everybody's."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None:
            return False  # a tunnel to an IPv4 address that is not looked at
    elif address in PROTOCOLS:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def post(place: Place, headers: Mapping[str, str], body: str) -> int:
    """The status that the place answers with; what else it says is not read, and no redirect is followed.

    Raises Unreached within SECONDS, however slowly it drips.
    """
    connection = _Pinned(place)
    cut = threading.Timer(SECONDS, connection.cut)
    cut.start()
    about = {"Host": place.netloc, "Content-Type": "application/json", "User-Agent": f"Casework/{VERSION}"}
    try:
        connection.request("POST", place.target, body.encode(), about | dict(headers))
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Unreached(_told(error, late=connection.late)) from None
    finally:
        cut.cancel()
        connection.close()
    if connection.late:
        raise Unreached(_told(TimeoutError(), late=True))
    return status


class _Pinned(HTTPConnection):
    """A connection to the addresses of a place, with TLS for its name where it is https."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.host, place.port, timeout=SECONDS)
        self.place, self.late = place, False

    def connect(self) -> None:
        """To the first address that answers; the certificate must be the name's."""
        self.sock = self._first()
        if self.place.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.place.host, do_handshake_on_connect=False
            )  # so that `cut` finds the socket that waits
            self.sock.do_handshake()

    def _first(self) -> socket.socket:
        failed: OSError = TimeoutError()
        for address in self.place.addresses:
            if self.late:
                break
            try:
                return socket.create_connection((str(address), self.place.port), SECONDS)
            except OSError as error:
                failed = error
        raise failed

    def cut(self) -> None:
        """The time is up: whoever waits for this connection waits no more."""
        self.late = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _parsed(url: str) -> tuple[SplitResult, int]:
    """The parts of the URL and its port. Raises Refused where it is no address to send to."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        text = N_("Adressen ska ha högst %(most)s tecken, bara a–z, siffror och skiljetecken, utan mellanslag.")
        raise Refused(text, most=LONGEST)
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        raise Refused(LOOKS) from None
    if not parts.hostname or parts.scheme not in PORTS:
        raise Refused(LOOKS)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused(N_("Adressen ska inte ha användarnamn, lösenord eller #."))
    return parts, port


def _looked_up(host: str, port: int) -> tuple[Address, ...]:
    """Every address of the name, each once, in the resolver's order."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return tuple(dict.fromkeys(ip_address(str(row[4][0])) for row in found))
    except (OSError, ValueError):  # UnicodeError too: a name that is none
        raise Refused(N_("Namnet %(host)s har ingen adress just nu."), host=host[:100]) from None


def _told(error: Exception, *, late: bool) -> str:
    if late or isinstance(error, TimeoutError):
        return f"svarade inte inom {SECONDS:.0f} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certifikatet godkändes inte"
    if isinstance(error, OSError):
        return f"gick inte att nå ({type(error).__name__})"
    return "svaret var inte HTTP"
