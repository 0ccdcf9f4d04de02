"""The setting CASEWORK_SMTP_URL: which mail server, how to log in, how to encrypt."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Encryption = Literal["offered", "required", "never", "whole"]
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. `encryption`: STARTTLS if "offered", "required" or "never"; "whole" is TLS at once."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encryption: Encryption


def parse_smtp_url(url: str) -> SmtpServer:
    """Read `smtp://user:password@host:port`, `smtps://...` and `?starttls=required` (or `never`).

    Special characters in user and password are percent-encoded. Ports are 25 and 465 unless given. Raises
    ValueError: one Swedish sentence that names the setting and never holds the URL, since that may hold a
    password.
    """
    if not url.isprintable() or " " in url:
        raise _wrong("den får inte innehålla blanksteg eller styrtecken")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except ValueError:  # its message may quote the URL
        raise _wrong("värd eller port har fel form") from None
    if parts.scheme not in _PORTS:
        raise _wrong("den ska börja med smtp:// eller smtps://")
    if parts.path.strip("/") or parts.fragment:
        raise _wrong("tecknen /, ? och # i användare eller lösenord ska skrivas %2F, %3F och %23")
    if not host or port == 0:
        raise _wrong("den ska ange värd och får ange port, som i smtp://post.kommun.example:25")
    user, password = _login(parts)
    return SmtpServer(host, port or _PORTS[parts.scheme], user, password, _encryption(parts))


def _login(parts: SplitResult) -> tuple[str, str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise _wrong("användare och lösenord ska anges tillsammans")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise _wrong("användare och lösenord får bara ha tecken ur ASCII")
    return user, password


def _encryption(parts: SplitResult) -> Encryption:
    if parts.scheme == "smtps":
        if parts.query:
            raise _wrong("smtps:// är krypterat från början och tar inga tillägg efter frågetecknet")
        return "whole"
    match parse_qsl(parts.query, keep_blank_values=True):
        case []:
            return "offered"
        case [("starttls", "required")]:
            return "required"
        case [("starttls", "never")]:
            return "never"
        case _:
            raise _wrong("efter frågetecknet får bara starttls=required eller starttls=never stå")


def _wrong(reason: str) -> ValueError:
    return ValueError(f"CASEWORK_SMTP_URL kan inte användas: {reason}.")
