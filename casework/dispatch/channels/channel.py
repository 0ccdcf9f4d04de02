"""What a channel is: who carries it, and what an address in it looks like."""

from collections.abc import Callable
from dataclasses import dataclass

BY_WORKER = "worker"  # sent by the machine, retried by it
BY_OFFICER = "officer"  # an officer hands it over and says on which day
BY_READER = "reader"  # it stands on the recipient's desk until he says that he has read it


@dataclass(frozen=True)
class Channel:
    """One way to recipients. `lacks` says in one Swedish sentence what an address lacks; "" where it can be used."""

    name: str
    carried: str
    lacks: Callable[[str], str]
