"""DKIM (RFC 6376): the sender's domain vouches for the letter. Used where the settings name a key."""

from dataclasses import dataclass
from pathlib import Path

SIGNED = ("from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
          "list-id", "list-unsubscribe", "mime-version", "content-type", "content-language")  # fmt: skip


@dataclass(frozen=True)
class Signer:
    """Signs for `domain` with the key that `selector`._domainkey.`domain` publishes."""

    domain: str
    selector: str
    key: bytes

    def signed(self, content: bytes) -> bytes:
        """The letter with its DKIM-Signature first: rsa-sha256, relaxed/relaxed."""
        import dkim  # type: ignore[import-untyped]

        headers = [name.encode() for name in SIGNED]
        signature: bytes = dkim.sign(
            content,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=headers,
        )
        return signature + content


def load_signer(path: Path, selector: str, domain: str) -> Signer:
    """The signer with the key in the file: an RSA key as PEM, which every receiver can verify.

    Raises ValueError with one sentence that names the setting when the file holds no such key. A letter is signed
    once to find that out: not when the first decision is sent.
    """
    try:
        signer = Signer(domain, selector, path.read_bytes().strip())
        signer.signed(b"From: a@b.example\r\n\r\n\r\n")
    except OSError as error:
        raise ValueError(f"CASEWORK_DKIM_KEY kan inte läsas: {error.strerror}.") from None
    except Exception:  # noqa: BLE001  # dkimpy and the decoders below it raise many kinds
        raise ValueError("CASEWORK_DKIM_KEY är ingen RSA-nyckel i PEM.") from None
    return signer
