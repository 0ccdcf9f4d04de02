"""A minority of the assembly that demands a remittal or a deferral (KL 5:50). Callers hold the item, and commit."""

from collections.abc import Collection

from casework import clock
from casework.database import db
from casework.deliberation.held import bench, only, tell, touch
from casework.deliberation.models import MinorityDemand, Proposal
from casework.deliberation.proposals import ELECTION_ITEM
from casework.deliberation.queries import deliberation_of, earlier_of, open_vote_at
from casework.law import remittal
from casework.law.questions import FORMAL, too_late
from casework.law.thresholds import minority
from casework.law.voting import ELECTION, ORDINARY
from casework.meetings.models import AgendaItem
from casework.permissions import Reader
from workflows._vocabulary import N_

ASSEMBLY_ONLY = N_(
    "Bara i fullmäktige, och inte i val, kan en minoritet återremittera eller bordlägga ett ärende "
    "(kommunallagen 5 kap. 50 §). Här krävs majoritet: ställ frågan om ärendet ska avgöras i dag."
)
SPENT = N_(
    "Ärendet har tidigare bordlagts eller återremitterats på begäran av en minoritet. Det kan bara ske en gång i varje "
    "ärende (kommunallagen 5 kap. 50 §). Nu krävs majoritet: ställ frågan om ärendet ska avgöras i dag."
)
LATE = N_("Huvudfrågan är redan ställd. Nu kan ärendet inte återremitteras eller bordläggas.")


def demand(
    item: AgendaItem, proposal: Proposal, persons: Collection[int], *, actor: Reader, expected_version: int
) -> MinorityDemand:
    """Those who demand what the proposal says, counted against those who serve at the item now; kept either way.

    The motive is the proposal's, so it is set by those who demand it (R-83). Raises StaleVersion, or StepRefused where
    no minority has the right or it is spent, and for persons who do not serve.
    """
    sitting, stands = bench(item, actor, expected_version=expected_version), deliberation_of(item.id)
    only(sitting.enters, N_("Vilka som begär det förs in av sekreteraren eller av den som leder ärendet."))
    only(proposal.kind in FORMAL and proposal.lives, N_("Välj ett yrkande om återremiss eller bordläggning."))
    matter = ELECTION if item.kind == ELECTION_ITEM else ORDINARY
    only(remittal.has_minority_right(assembly=sitting.assembly, matter=matter), ASSEMBLY_ONLY)
    only(not remittal.spent(earlier_of(item.case_id)), SPENT)
    put = [row.kind for row in stands.questions if row.kind != "today"]  # it is asked to learn who demands it
    only(not too_late(proposal.kind, put), LATE)
    only(open_vote_at(item_id=item.id) is None, N_("En omröstning pågår. Avsluta den först."))
    strangers = [one for one in persons if not sitting.serves(one)]
    only(bool(persons) and not strangers, N_("Välj vilka som begär det bland dem som tjänstgör i ärendet."))
    asked = remittal.Demand(proposal.kind, frozenset(persons), proposal.reason)
    present = len(sitting.serving)
    row = MinorityDemand(
        item_id=item.id,
        proposal_id=proposal.id,
        kind=proposal.kind,
        persons=[{"id": str(one), "name": sitting.names[one]} for one in sitting.names if one in asked.persons],
        demanding=len(asked.persons),
        present=present,
        needed=minority(present),
        holds=remittal.suffices(asked, present),
        made_at=clock.now(),
        entered_by_id=actor.person_id,
    )
    db.session.add(row)
    touch(item)
    tell(item, "minority_demanded", actor, proposal=proposal.id, demanding=row.demanding, present=row.present)
    return row
