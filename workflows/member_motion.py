"""Motion: a member of the assembly raises a matter, which is to be decided within a year (KL 5:22, 5:35)."""

from workflows import _raised_rules as raised
from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._referral_rules import referrals_answered
from workflows._rounds import handled, reviewed
from workflows._vocabulary import AT_APPROVAL, N_, OFFICER, REGISTRAR, SECRETARY, TEXT, Field

# fmt: off
WORKFLOW = Workflow(
    "member_motion",
    N_("Motion"),
    [
        state("draft", N_("Inkommen"), editable=True),
        state("raised", N_("Väckt, bereds"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde"), minor=True),
        state("preparing", N_("Bereds på sammanträde"), at_body=True),
        state("on_agenda", N_("På föredragningslistan"), at_body=True),
        state("decided", N_("Beslutat")),
        state("closed", N_("Avslutat"), final=True),
        state("rejected", N_("Avslagen"), final=True, on_path=False),
        state("written_off", N_("Avskriven"), final=True, on_path=False),
        state("withdrawn", N_("Återtagen"), final=True, on_path=False),
    ],
    [
        step("raise", "draft", "raised", N_("Motionen är väckt i fullmäktige"), by=[OFFICER, REGISTRAR],
             needs=[raised.raiser_named, raised.raised_on_a_day], then=[word.START_CLOCK, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att motionen är väckt i fullmäktige.")),
        step("submit", "raised", "review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, raised.for_the_assembly, rule.recipients_reachable,
                    referrals_answered],
             then=[word.BEGIN_REVIEW, word.NOTIFY_REVIEWERS],
             sentence=N_("%(actor)s lämnade tjänsteskrivelsen för granskning.")),
        *reviewed("review", ready="ready", draft="raised"),
        *handled("ready", preparing="preparing", agenda="on_agenda", draft="raised", done="decided",
                 rejected="rejected", dispatch=AT_APPROVAL),
        step("write_off", ["raised", "review", "ready"], "written_off", N_("Fullmäktige har avskrivit motionen"),
             by=SECRETARY, needs=[raised.decided_by_assembly, rule.reason_given], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att fullmäktige har avskrivit motionen.")),
        step("withdraw", ["draft", "raised", "review", "ready"], "withdrawn", N_("Motionen är återtagen"),
             by=[OFFICER, REGISTRAR], needs=[rule.reason_given],
             sentence=N_("%(actor)s förde in att motionen är återtagen.")),
        step("close", "decided", "closed", N_("Avsluta ärendet"), by=[OFFICER, REGISTRAR],
             needs=[rule.reason_given, rule.everybody_reached], sentence=N_("%(actor)s avslutade ärendet.")),
    ],
    fields=[Field("raised_by", TEXT, N_("Väckt av"), N_("Den eller de ledamöter som har väckt motionen."))],
)
