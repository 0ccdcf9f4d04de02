"""An assignment (uppdrag) that a body gave: who has it reports back, and the body has it noted; or it is written off.

The system takes what follows of the case it was given in, and of the meeting that noted the report.
"""

from workflows import _assignment_rules as rule
from workflows._engine import Workflow, state, step
from workflows._vocabulary import ASSIGNEE, N_, OFFICER, REGISTRAR, SECRETARY, SYSTEM

# fmt: off
PROCEDURE = Workflow(
    "assignment",
    N_("Uppdrag"),
    [
        state("open", N_("Pågår")),
        state("reported", N_("Återrapporterat")),
        state("ended", N_("Avslutat"), final=True),
    ],
    [
        step("report", "open", "reported", N_("Återrapportera"), by=[ASSIGNEE, OFFICER, SECRETARY],
             needs=[rule.report_written], sentence=N_("%(actor)s återrapporterade uppdraget.")),
        step("extend", "open", "open", N_("Förläng tiden"), by=[SECRETARY, REGISTRAR],
             needs=[rule.another_day, rule.change_reasoned], sentence=N_("%(actor)s förlängde tiden.")),
        step("hand_over", "open", "open", N_("Lämna över till någon annan"), by=[ASSIGNEE, SECRETARY, REGISTRAR],
             needs=[rule.another_owner, rule.change_reasoned], sentence=N_("%(actor)s lämnade över uppdraget.")),
        step("ask_again", "reported", "open", N_("Begär komplettering"), by=SECRETARY,
             needs=[rule.change_reasoned], sentence=N_("%(actor)s begärde en komplettering.")),
        step("end", "reported", "ended", N_("Avsluta uppdraget"), by=SECRETARY,
             sentence=N_("%(actor)s avslutade uppdraget.")),
        step("write_off", ["open", "reported"], "ended", N_("Avskriv uppdraget"), by=SECRETARY,
             needs=[rule.written_off_by_decision, rule.change_reasoned],
             sentence=N_("%(actor)s avskrev uppdraget genom beslut.")),
        step("report_in_case", "open", "reported", N_("Återrapporteras i ärendet"), by=SYSTEM,
             sentence=N_("Återrapporten skrivs i ärendet.")),
        step("note_report", "reported", "ended", N_("Återrapporten är antecknad"), by=SYSTEM,
             sentence=N_("Organet har antecknat återrapporten.")),
        step("end_with_case", ["open", "reported"], "ended", N_("Avslutas med ärendet"), by=SYSTEM,
             sentence=N_("Uppdraget avslutades med ärendet.")),
    ],
)
