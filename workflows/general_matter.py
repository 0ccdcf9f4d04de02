"""Allmänt ärende: any matter that a body, or one above it, decides on."""

from workflows import _delegation_rules as delegation
from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._referral_rules import referrals_answered
from workflows._rounds import handled, rested, reviewed, urgent
from workflows._vocabulary import AT_APPROVAL, AT_DECISION, MANAGER, N_, OFFICER, REGISTRAR

# fmt: off
WORKFLOW = Workflow(
    "general_matter",
    N_("Allmänt ärende"),
    [
        state("draft", N_("Utkast"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde"), minor=True),
        state("preparing", N_("Bereds på sammanträde"), at_body=True),
        state("on_agenda", N_("På föredragningslistan"), at_body=True),
        state("decided", N_("Beslutat")),
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
                 rejected="rejected", dispatch=AT_APPROVAL),
        step("decide_delegated", "ready", "decided", N_("Besluta på delegation"), by=[MANAGER, OFFICER],
             needs=[rule.text_as_approved, rule.recipients_reachable, rule.delegated_to_actor, rule.delegation_named,
                    delegation.own_minutes_kept],
             then=[word.RECORD_DELEGATED, word.NOTIFY_OFFICER], dispatch=AT_DECISION, onward=False,
             sentence=N_("%(actor)s beslutade på delegation.")),
        *urgent(["ready", "preparing", "on_agenda"], decided="decided"),
        step("close", "decided", "closed", N_("Avsluta ärendet"), by=[OFFICER, REGISTRAR],
             needs=[rule.reason_given, rule.everybody_reached], sentence=N_("%(actor)s avslutade ärendet.")),
        step("withdraw", ["draft", "review", "ready"], "withdrawn", N_("Återkalla ärendet"), by=OFFICER,
             needs=[rule.own_case, rule.reason_given], sentence=N_("%(actor)s återkallade ärendet.")),
        *rested(["draft", "ready", "decided"], paused="paused"),
        step("reopen", ["closed", "rejected", "withdrawn"], "draft", N_("Öppna ärendet igen"), by=[REGISTRAR, OFFICER],
             needs=[rule.reason_given], then=[word.TO_FIRST_BODY, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s öppnade ärendet igen.")),
    ],
)
