"""Internal: the decision stands on a colleague's desk until she says that she has read it."""

from casework.dispatch.channels.addresses import mailbox
from casework.dispatch.channels.channel import BY_READER, Channel

NO_ACCOUNT = "Ingen med den adressen har ett konto här."


def _lacks(address: str) -> str:
    """An account is named by its address; whether there is one, the room of people knows."""
    try:
        mailbox(address)
    except ValueError as error:
        return str(error)
    return ""


INTERNAL = Channel("internal", BY_READER, _lacks)
