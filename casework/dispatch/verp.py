"""Variable envelope return paths: each letter's refusals come back to an address that says which letter it was.

`arende+17.5c1f0a9b7e2d4c80@kommun.example` is delivery 17. The second part proves that we made the address, for the
address that the letter went to then: nobody else can report a letter as refused, and an old refusal does not touch
what has been sent to a mended address since.
"""

import hashlib
import hmac
import re

_LONGEST_LOCAL = 64  # RFC 5321 section 4.5.3.1
_TAG = re.compile(r"(?P<id>[0-9]{1,10})\.(?P<proof>[0-9a-f]{16})")


def return_path(mailbox: str, delivery_id: int, address: str, *, secret: str) -> str:
    """The envelope's sender for that delivery; the plain `mailbox` where it has no room for more."""
    local, _, domain = mailbox.rpartition("@")
    tagged = f"{local}+{delivery_id}.{_proof(delivery_id, address, secret)}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL else mailbox


def delivery_in(text: str) -> tuple[int, str] | None:
    """The delivery's id and its proof in such an address; None where it is none."""
    tag = text.rpartition("@")[0].rpartition("+")[2]
    found = _TAG.fullmatch(tag)
    return (int(found["id"]), found["proof"]) if found else None


def proves(proof: str, delivery_id: int, address: str, *, secret: str) -> bool:
    """Whether the proof was made for a letter of that delivery to that address."""
    return hmac.compare_digest(proof, _proof(delivery_id, address, secret))


def _proof(delivery_id: int, address: str, secret: str) -> str:
    text = f"return path\n{delivery_id}\n{address.casefold()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:16]
