"""Why a conversation with a mail server came to nothing, in words for the one who minds the server."""

import smtplib
import socket
import ssl

from casework.dispatch.channels.smtp_url import SmtpServer

_REASONS: tuple[tuple[type[OSError], str], ...] = (  # the first that fits counts
    (smtplib.SMTPNotSupportedError, "{error}"),  # raised by the channel itself, with the whole sentence
    (smtplib.SMTPServerDisconnected, "Servern {where} bröt anslutningen."),
    (smtplib.SMTPException, "Servern {where} svarade så att samtalet inte kunde fortsätta."),
    (ssl.SSLCertVerificationError, "Certifikatet hos {where} godkändes inte: {error.verify_message}."),
    (ssl.SSLError, "Krypteringen (TLS) med {where} misslyckades: {error}."),
    (socket.gaierror, "Namnet {server.host} kan inte slås upp."),
    (ConnectionRefusedError, "Ingen server tar emot på {where}."),
    (OSError, "Nätverksfel mot {where}: {error}."),
)


def explain(error: OSError, server: SmtpServer) -> str:
    """Return one sentence for people. It never holds the password, nor what was sent."""
    where = f"{server.host}:{server.port}"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib wraps it
        return f"Servern {where} svarade inte i tid."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Servern {where} avbröt: {quoted(error.smtp_code, error.smtp_error, server)}"
    reason = next(reason for kind, reason in _REASONS if isinstance(error, kind))
    return reason.format(error=error, server=server, where=where)


def quoted(code: int, answer: bytes | str, server: SmtpServer) -> str:
    """Return the server's own answer; a password that it repeats is struck out."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {text.replace(server.password, '***') if server.password else text}"
