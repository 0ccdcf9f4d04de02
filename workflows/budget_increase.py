"""Budgetökning: an association asks for more; the decision holds when the other parties have decided the same."""

from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._engine import Workflow, state, step
from workflows._referral_rules import referrals_answered
from workflows._rounds import handled, rested, reviewed
from workflows._vocabulary import DAY, LINES, MONEY, N_, OFFICER, REGISTRAR, SYSTEM, TEXT, Field

# fmt: off
WORKFLOW = Workflow(
    "budget_increase",
    N_("Budgetökning"),
    [
        state("draft", N_("Utkast"), editable=True),
        state("review", N_("Granskning")),
        state("ready", N_("Klart för sammanträde"), minor=True),
        state("preparing", N_("Bereds på sammanträde"), at_body=True),
        state("on_agenda", N_("På föredragningslistan"), at_body=True),
        state("waiting", N_("Väntar på övriga parter")),
        state("in_force", N_("Beslutet gäller")),
        state("lapsed", N_("Beslutet har förfallit"), on_path=False),
        state("closed", N_("Avslutat"), final=True),
        state("rejected", N_("Avslaget"), final=True, on_path=False),
        state("withdrawn", N_("Återkallat"), final=True, on_path=False),
        state("paused", N_("Vilar"), on_path=False),
    ],
    [
        step("submit", "draft", "review", N_("Lämna för granskning"), by=OFFICER,
             needs=[rule.own_case, rule.report_complete, rule.amounts_given, rule.condition_stated,
                    rule.recipients_reachable, referrals_answered],
             then=[word.BEGIN_REVIEW, word.NOTIFY_REVIEWERS],
             sentence=N_("%(actor)s lämnade tjänsteskrivelsen för granskning.")),
        *reviewed("review", ready="ready", draft="draft"),
        *handled("ready", preparing="preparing", agenda="on_agenda", draft="draft", done="waiting",
                 rejected="rejected", also=(rule.condition_stated,), follows=(word.SET_CONDITION,)),
        step("take_effect", "waiting", "in_force", N_("Villkoret är uppfyllt"), by=SYSTEM,
             needs=[rule.all_parties_agree], then=[word.TELL_RECIPIENTS, word.NOTIFY_OFFICER],
             sentence=N_("Villkoret är uppfyllt: beslutet gäller.")),
        step("lapse", "waiting", "lapsed", N_("Villkoret är inte uppfyllt"), by=SYSTEM,
             needs=[rule.condition_failed], then=[word.TELL_RECIPIENTS, word.NOTIFY_OFFICER],
             sentence=N_("Villkoret är inte uppfyllt: beslutet har förfallit.")),
        step("close", ["in_force", "lapsed"], "closed", N_("Avsluta ärendet"), by=[OFFICER, REGISTRAR],
             needs=[rule.reason_given, rule.everybody_reached], onward=True,
             sentence=N_("%(actor)s avslutade ärendet.")),
        step("withdraw", ["draft", "review", "ready"], "withdrawn", N_("Återkalla ärendet"), by=OFFICER,
             needs=[rule.own_case, rule.reason_given], sentence=N_("%(actor)s återkallade ärendet.")),
        *rested(["draft", "ready", "in_force"], paused="paused"),
        step("reopen", ["closed", "rejected", "withdrawn"], "draft", N_("Öppna ärendet igen"), by=[REGISTRAR, OFFICER],
             needs=[rule.reason_given], then=[word.TO_FIRST_BODY, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s öppnade ärendet igen.")),
    ],
    fields=[
        Field("association", TEXT, N_("Samordningsförbund")),
        Field("budget_year", TEXT, N_("Budgetår")),
        Field("own_present", MONEY, N_("Kommunens bidrag i dag")),
        Field("own_proposed", MONEY, N_("Kommunens bidrag enligt förslaget")),
        Field("total_present", MONEY, N_("Förbundets budget i dag")),
        Field("total_proposed", MONEY, N_("Förbundets budget enligt förslaget")),
        Field("parties", LINES, N_("Övriga parter som ska besluta detsamma"),
              N_("En part på varje rad. Lämna tomt om beslutet inte har något villkor.")),
        Field("answer_day", DAY, N_("Svarsdag"), N_("Den dag då alla parter ska ha svarat och mottagarna ha besked.")),
    ],
)
