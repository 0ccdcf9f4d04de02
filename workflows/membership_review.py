"""Översyn av medlemskap: the working committee gives the task to review; what comes back is decided by the board."""

from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._rounds import decides, listed, postponed, prepares, reviewed
from workflows._vocabulary import BACK, N_, OFFICER, REGISTRAR

# fmt: off
WORKFLOW = Workflow(
    "membership_review",
    N_("Översyn av medlemskap"),
    [
        state("draft", N_("Utkast"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde"), minor=True),
        state("on_agenda", N_("På föredragningslistan")),
        state("decided", N_("Beslutat")),
        state("reporting", N_("Återrapporten skrivs"), editable=True),
        state("result_review", N_("Återrapporten granskas"), minor=True),
        state("result_ready", N_("Återrapporten är klar"), minor=True),
        state("result_on_agenda", N_("Bereds på sammanträde")),
        state("board_ready", N_("Klart för nästa organ"), minor=True),
        state("board_on_agenda", N_("Nästa organ")),
        state("implementing", N_("Genomförs")),
        state("closed", N_("Avslutat"), final=True),
        state("rejected", N_("Avslaget"), final=True, on_path=False),
        state("withdrawn", N_("Återkallat"), final=True, on_path=False),
        state("paused", N_("Vilar"), on_path=False),
    ],
    [
        step("submit", "draft", "review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, rule.recipients_reachable],
             sentence=N_("%(actor)s lämnade tjänsteskrivelsen för granskning.")),
        *reviewed("review", ready="ready", draft="draft"),
        *listed("ready", "on_agenda"),
        *decides("on_agenda", decided="decided", rejected="rejected", also=(rule.assignment_given,),
                 follows=(word.GIVE_ASSIGNMENT,)),
        *postponed("on_agenda", ready="ready", draft="draft"),
        step("report_back", "decided", "reporting", N_("Återrapportera uppdraget"), by=OFFICER,
             needs=[rule.own_case], then=[word.REPORT_ASSIGNMENT],
             sentence=N_("%(actor)s började återrapportera uppdraget.")),
        step("submit", "reporting", "result_review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, rule.impact_assessed, rule.recipients_reachable],
             sentence=N_("%(actor)s lämnade återrapporten för granskning.")),
        *reviewed("result_review", ready="result_ready", draft="reporting"),
        *listed("result_ready", "result_on_agenda"),
        *prepares("result_on_agenda", proposed="board_ready"),
        *postponed("result_on_agenda", ready="result_ready", draft="reporting"),
        *listed("board_ready", "board_on_agenda"),
        *decides("board_on_agenda", decided="implementing", rejected="rejected"),
        *postponed("board_on_agenda", ready="board_ready", draft="reporting", remitted=(word.TO_PREPARING_BODY,)),
        step("close", ["decided", "implementing"], "closed", N_("Avsluta ärendet"), by=[OFFICER, REGISTRAR],
             needs=[rule.reason_given], sentence=N_("%(actor)s avslutade ärendet.")),
        step("withdraw", ["draft", "review", "ready"], "withdrawn", N_("Återkalla ärendet"), by=OFFICER,
             needs=[rule.own_case, rule.reason_given], sentence=N_("%(actor)s återkallade ärendet.")),
        step("pause", ["draft", "ready", "decided", "reporting", "implementing"], "paused", N_("Låt ärendet vila"),
             by=OFFICER, needs=[rule.own_case, rule.pause_reasoned], sentence=N_("%(actor)s lät ärendet vila.")),
        step("resume", "paused", BACK, N_("Ta upp ärendet igen"), by=OFFICER,
             needs=[rule.own_case], sentence=N_("%(actor)s tog upp ärendet igen.")),
        step("reopen", ["closed", "rejected", "withdrawn"], "draft", N_("Öppna ärendet igen"), by=[REGISTRAR, OFFICER],
             needs=[rule.reason_given], then=[word.TO_PREPARING_BODY, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s öppnade ärendet igen.")),
    ],
)
