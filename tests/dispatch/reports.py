"""What mail servers send back, as they write it, and a mailbox on loopback to read it from."""

import re
import socketserver
import threading
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import make_msgid
from typing import Self

from tests.support.smtp import ReceivedMail


def bounce(
    mail: ReceivedMail,
    *,
    to: str | None = None,
    action: str = "failed",
    reason: str = "550 5.1.1 no such user",
    headers: bool = True,
) -> bytes:
    """A report (RFC 3464) about a letter, to its return path or `to`; with the letter's headers or without."""
    (address,) = mail.envelope_to
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"], report["To"] = "Mail Delivery System <MAILER-DAEMON@server.example>", to or mail.envelope_from
    report["Subject"], report["Message-ID"] = "Undelivered Mail Returned to Sender", make_msgid()
    report.attach(MIMEText("The letter could not be delivered."))
    server, recipient = Message(), Message()
    server["Reporting-MTA"] = "dns; server.example"
    recipient["Final-Recipient"], recipient["Action"] = f"rfc822; {address}", action
    recipient["Status"], recipient["Diagnostic-Code"] = "5.1.1", f"smtp; {reason}"
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([server, recipient])
    report.attach(status)
    if headers:
        letter = EmailMessage()
        letter["Message-ID"], letter["Subject"] = str(mail.message["Message-ID"]), str(mail.message["Subject"])
        report.attach(MIMEMessage(letter))
    return report.as_bytes()


def out_of_office(mail: ReceivedMail) -> bytes:
    """An answer that is no report."""
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = mail.envelope_to[0], mail.envelope_from, "Semester"
    answer.set_content("Tillbaka i augusti.")
    return answer.as_bytes()


class ImapServer(socketserver.ThreadingTCPServer):
    """As much of IMAP4rev1 (RFC 3501) as one mailbox needs: log-in, SELECT, and UID SEARCH, FETCH and STORE."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, messages: list[bytes], password: str = "hemligt") -> None:  # noqa: S107  # a test's own
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.messages, self.password = messages, password
        self.seen: set[int] = set()
        self.selected: list[str] = []

    @property
    def url(self) -> str:
        """As CASEWORK_BOUNCES_URL takes it."""
        return f"imap://studs:{self.password}@127.0.0.1:{self.server_address[1]}/INBOX"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self._say(b"* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            tag, words = line.decode().rstrip().split(" ", 1)
            act = words.upper().split(" ")
            if act[0] == "LOGIN" and words.split(" ")[2].strip('"') != self.server.password:
                self._say(f"{tag} NO wrong password".encode())
                continue
            self._answer(act, words)
            self._say(f"{tag} OK done".encode())
            if act[0] == "LOGOUT":
                return

    def _answer(self, act: list[str], words: str) -> None:
        if act[0] == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif act[0] == "SELECT":
            self.server.selected.append(words.split(" ")[1])
            self._say(f"* {len(self.server.messages)} EXISTS".encode())
        elif act[:2] == ["UID", "SEARCH"]:
            new = [str(n) for n in range(1, len(self.server.messages) + 1) if n not in self.server.seen]
            self._say(f"* SEARCH {' '.join(new)}".encode())
        elif act[:2] == ["UID", "FETCH"]:
            number = int(act[2])
            content = self.server.messages[number - 1]
            self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}".encode() + b"\r\n" + content + b")")
        elif act[:2] == ["UID", "STORE"] and re.search(r"\\SEEN", words.upper()):
            self.server.seen.add(int(act[2]))

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
