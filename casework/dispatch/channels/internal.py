"""Internal: the decision stands on a colleague's desk until she says that she has read it.

An account is named by its address; whether there is one, the room of people knows.
"""

from casework.dispatch.channels.addresses import wrong
from casework.dispatch.channels.channel import BY_READER, Channel
from workflows._vocabulary import N_

NO_ACCOUNT = N_("Ingen med den adressen har ett konto här.")
INTERNAL = Channel("internal", BY_READER, wrong)
