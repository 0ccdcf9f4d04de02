"""The setting CASEWORK_SMTP_URL: which mail server, how to log in, how to encrypt."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Encryption = Literal["offered", "required", "never", "whole"]
_PORTS = {"smtp": 25, "smtps": 465}
_TIMEOUT = 30.0
_LONGEST_TIMEOUT = 60  # seconds: a conversation must end within a worker's lease


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. `encryption`: STARTTLS if "offered", "required" or "never"; "whole" is TLS at once.

    `timeout`: seconds for each answer.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encryption: Encryption
    timeout: float = _TIMEOUT


def parse_smtp_url(url: str) -> SmtpServer:
    """Read `smtp://user:password@host:port`, `smtps://...` and `?starttls=required` (or `never`), `?timeout=30`.

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
    more = _additions(parts)
    encryption = _encryption(parts.scheme, more.get("starttls"))
    return SmtpServer(host, port or _PORTS[parts.scheme], user, password, encryption, _timeout(more.get("timeout")))


def _login(parts: SplitResult) -> tuple[str, str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise _wrong("användare och lösenord ska anges tillsammans")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise _wrong("användare och lösenord får bara ha tecken ur ASCII")
    return user, password


def _additions(parts: SplitResult) -> dict[str, str]:
    """What stands after the question mark."""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if len(dict(pairs)) != len(pairs) or set(dict(pairs)) - {"starttls", "timeout"} or (parts.query and not pairs):
        raise _wrong("efter frågetecknet får bara starttls=required, starttls=never och timeout=30 stå, en gång var")
    return dict(pairs)


def _encryption(scheme: str, starttls: str | None) -> Encryption:
    if scheme == "smtps":
        if starttls is not None:
            raise _wrong("smtps:// är krypterat från början och tar ingen starttls")
        return "whole"
    if starttls is None:
        return "offered"
    if starttls not in ("required", "never"):
        raise _wrong("starttls ska vara required eller never")
    return "required" if starttls == "required" else "never"


def _timeout(value: str | None) -> float:
    if value is None:
        return _TIMEOUT
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= _LONGEST_TIMEOUT:
        raise _wrong(f"timeout ska vara ett helt antal sekunder från 1 till {_LONGEST_TIMEOUT}")
    return float(value)


def _wrong(reason: str) -> ValueError:
    return ValueError(f"CASEWORK_SMTP_URL kan inte användas: {reason}.")
