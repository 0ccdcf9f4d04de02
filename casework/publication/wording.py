"""What notices and their history are called on the pages."""

from casework.minutes.models import CORRECTION, IMMEDIATE, REGULAR
from casework.publication.models import DELEGATED
from workflows._vocabulary import N_

SUBJECTS = {
    REGULAR: N_("Justerat protokoll"),
    IMMEDIATE: N_("Omedelbart justerade paragrafer"),
    CORRECTION: N_("Rättelse av justerat protokoll"),
    DELEGATED: N_("Delegationsbeslut"),
}
"""By kind of notice: what it tells of."""

LOOKS = {"posted": "ok", "down_early": "danger", "expired": "neutral"}
"""How a state looks; the word says the same."""

POSTED_SENTENCE = N_("%(actor)s anslog.")
