"""Översyn av medlemskap: a body gives the task to review; what comes back goes through the bodies once more."""

from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._referral_rules import referrals_answered
from workflows._rounds import handled, rested, reviewed
from workflows._vocabulary import N_, OFFICER, REGISTRAR

# fmt: off
WORKFLOW = Workflow(
    "membership_review",
    N_("Översyn av medlemskap"),
    [
        state("draft", N_("Utkast"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde"), minor=True),
        state("preparing", N_("Bereds på sammanträde"), at_body=True),
        state("on_agenda", N_("På föredragningslistan"), at_body=True),
        state("decided", N_("Uppdraget pågår")),
        state("reporting", N_("Återrapporten skrivs"), editable=True),
        state("result_review", N_("Återrapporten granskas"), minor=True),
        state("result_ready", N_("Återrapporten är klar för sammanträde"), minor=True),
        state("result_preparing", N_("Återrapporten bereds på sammanträde"), at_body=True),
        state("result_on_agenda", N_("Återrapporten behandlas"), at_body=True),
        state("implementing", N_("Genomförs")),
        state("closed", N_("Avslutat"), final=True),
        state("rejected", N_("Avslaget"), final=True, on_path=False),
        state("withdrawn", N_("Återkallat"), final=True, on_path=False),
        state("paused", N_("Vilar"), on_path=False),
    ],
    [
        step("submit", "draft", "review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, rule.recipients_reachable, referrals_answered],
             then=[word.BEGIN_REVIEW, word.NOTIFY_REVIEWERS],
             sentence=N_("%(actor)s lämnade tjänsteskrivelsen för granskning.")),
        *reviewed("review", ready="ready", draft="draft"),
        *handled("ready", preparing="preparing", agenda="on_agenda", draft="draft", done="decided",
                 rejected="rejected", assigns=True),
        step("report_back", "decided", "reporting", N_("Återrapportera uppdraget"), by=OFFICER,
             needs=[rule.own_case], then=[word.REPORT_ASSIGNMENT, word.TO_FIRST_BODY],
             sentence=N_("%(actor)s började återrapportera uppdraget.")),
        step("submit", "reporting", "result_review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, rule.impact_assessed, rule.recipients_reachable,
                    referrals_answered],
             then=[word.BEGIN_REVIEW, word.NOTIFY_REVIEWERS],
             sentence=N_("%(actor)s lämnade återrapporten för granskning.")),
        *reviewed("result_review", ready="result_ready", draft="reporting"),
        *handled("result_ready", preparing="result_preparing", agenda="result_on_agenda", draft="reporting",
                 done="implementing", rejected="rejected"),
        step("close", ["decided", "implementing"], "closed", N_("Avsluta ärendet"), by=[OFFICER, REGISTRAR],
             needs=[rule.reason_given, rule.everybody_reached], then=[word.END_ASSIGNMENT],
             sentence=N_("%(actor)s avslutade ärendet.")),
        step("withdraw", ["draft", "review", "ready"], "withdrawn", N_("Återkalla ärendet"), by=OFFICER,
             needs=[rule.own_case, rule.reason_given], sentence=N_("%(actor)s återkallade ärendet.")),
        *rested(["draft", "ready", "decided", "reporting", "result_ready", "implementing"], paused="paused"),
        step("reopen", ["closed", "rejected", "withdrawn"], "draft", N_("Öppna ärendet igen"), by=[REGISTRAR, OFFICER],
             needs=[rule.reason_given], then=[word.TO_FIRST_BODY, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s öppnade ärendet igen.")),
    ],
)
