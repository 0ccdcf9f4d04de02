"""Mail addresses as a server needs them: domain in ASCII, the part before the @ as it is."""

import re
from email.headerregistry import Address

from casework.dispatch.channels.parcel import one_line

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a1-\U0010ffff]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_MOST_LOCAL, _MOST_DOMAIN = 64, 253  # RFC 5321 section 4.5.3.1


def mailbox(text: str, name: str = "") -> Address:
    """Return the address in `text` with `name`, its domain in ASCII (IDN as punycode).

    Raises ValueError with one Swedish sentence for what is no address (RFC 5321, without quoted local parts
    and address literals). A non-ASCII part before the @ is kept: it needs a server with SMTPUTF8 (RFC
    6531).
    """
    if not text.strip():
        raise ValueError("E-postadressen saknas.")
    local, _, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:  # an empty or too long label, or characters that no domain has
        ascii_domain = ""
    well_formed = _LOCAL.fullmatch(local) and local.isprintable() and _DOMAIN.fullmatch(ascii_domain)
    if not well_formed or len(local.encode()) > _MOST_LOCAL or len(ascii_domain) > _MOST_DOMAIN:
        raise ValueError(f"E-postadressen ”{one_line(text)}” går inte att använda.")
    return Address(inert(one_line(name)), local, ascii_domain)


def wrong(text: str) -> str:
    """Why `text` is no address, as `mailbox` says it; "" where it is one."""
    try:
        mailbox(text)
    except ValueError as error:
        return str(error)
    return ""


def named_mailbox(text: str) -> Address:
    """Return the mailbox written as "name <address>" or as an address alone. Raises as `mailbox` does."""
    if found := _NAMED.fullmatch(text.strip()):
        return mailbox(found["address"], found["name"].strip().strip('"'))
    return mailbox(text)


def inert(text: str) -> str:
    """Return `text` with what looks like an encoded word (RFC 2047) spoilt, so that no reader decodes it."""
    return re.sub(r"=\?(?=[^?\s]*\?[bBqQ]\?)", "= ?", text)
