"""A matter on the agenda that is no case: the roll, who approves the minutes, information, an interpellation."""

from workflows import _delegation_rules as delegation
from workflows import _meeting_rules as rule
from workflows._assignment_rules import assigned
from workflows._engine import Workflow, state, step
from workflows._rounds import LEADS
from workflows._vocabulary import N_

# fmt: off
PROCEDURE = Workflow(
    "agenda_item",
    N_("Punkt på föredragningslistan"),
    [
        state("waiting", N_("Väntar")),
        state("handled", N_("Behandlad"), final=True),
        state("deferred", N_("Bordlagd"), final=True, on_path=False),
    ],
    [
        step("approve", "waiting", "handled", N_("Besluta enligt förslaget"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate, rule.something_proposed, rule.carried("approve"), assigned()]),
        step("approve_changed", "waiting", "handled", N_("Besluta med annan text"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate, rule.changed_text_given, rule.carried("approve_changed"),
                    assigned(own_text=True)]),
        step("note", "waiting", "handled", N_("Anteckna till protokollet"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate, rule.note_worded, rule.carried("note"),
                    assigned(own_text=True)]),
        step("reject", "waiting", "handled", N_("Avslå förslaget"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate, rule.something_proposed, delegation.delegated_stands,
                    rule.carried("reject")]),
        step("defer", "waiting", "deferred", N_("Bordlägg"), by=LEADS,
             needs=[rule.at_the_meeting, rule.quorate, delegation.urgent_not_put_off, rule.carried("defer")]),
    ],
)
