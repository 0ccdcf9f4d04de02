"""Each message is signed by the Standard Webhooks scheme, with a secret of its endpoint that is stored nowhere."""

import base64
import hmac
from datetime import datetime

from standardwebhooks import Webhook


def secret_for(salt: str, secret_key: str) -> str:
    """The endpoint's secret, as its system is told of it: derived, so that neither database nor backup gives it away.

    With another CASEWORK_SECRET_KEY it is another.
    """
    derived = hmac.digest(secret_key.encode(), f"casework webhook {salt}".encode(), "sha256")
    return f"whsec_{base64.b64encode(derived).decode()}"


def signed_headers(secret: str, message_id: str, at: datetime, body: str) -> dict[str, str]:
    """What a try at `at` (UTC) is known by; a retry has the same webhook-id and another time."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }
