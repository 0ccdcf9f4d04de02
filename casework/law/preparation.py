"""What the assembly may handle although nobody has prepared it: KL (2017:725) 5 kap. 29–34 §§ (R-21)."""

from workflows._meeting_rules import URGENT
from workflows._vocabulary import N_

EXEMPTIONS = {
    "election": N_("Val (kommunallagen 5 kap. 29 §)"),
    "resignation": N_("Avsägelse från ett uppdrag (kommunallagen 5 kap. 29 §)"),
    "new_term": N_("Nämndernas mandattid eller antal ledamöter efter val (kommunallagen 5 kap. 30 §)"),
    "extra_election": N_("Extra val till fullmäktige (kommunallagen 5 kap. 31 §)"),
    "audit_report": N_("Revisionsberättelsen, när förklaringar har hämtats in (kommunallagen 5 kap. 32 §)"),
    URGENT: N_("Brådskande, och alla närvarande är ense om beslutet (kommunallagen 5 kap. 33 §)"),
    "citizen_proposal": N_("Medborgarförslag som överlämnas till en nämnd (kommunallagen 5 kap. 34 §)"),
}
"""By code: what is told of it. The paragraphs follow the order of 5:29–34; only 5:33 was read by its number."""
