"""The rows that recur: a report's review, the bodies' handling of a case. A table names the states, these the verbs."""

from workflows import _delegation_rules as delegation
from workflows import _meeting_rules as meeting
from workflows import _rules as rule
from workflows import _vocabulary as word
from workflows._assignment_rules import assigned
from workflows._engine import Rule, Step, step
from workflows._referral_rules import referrals_answered
from workflows._vocabulary import AT_DECISION, BACK, CHAIR, MANAGER, MEMBER, N_, OFFICER, SECRETARY, VICE_CHAIR

LEADS = [CHAIR, VICE_CHAIR]


# fmt: off
def reviewed(review: str, *, ready: str, draft: str) -> list[Step]:
    """Each level's manager approves the report, one to three by the body, or sends it back with a reason.

    The last one's approval locks the text by its hash; a manager may still take it back until it is listed.
    """
    approves = [rule.not_own_report, rule.level_is_mine, rule.report_complete, rule.recipients_reachable]
    return [
        step("return_report", [review, ready], draft, N_("Skicka tillbaka"), by=MANAGER,
             needs=[rule.not_own_report, rule.reason_given], then=[word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s skickade tillbaka tjänsteskrivelsen.")),
        step("pass_on", review, review, N_("Godkänn och lämna till nästa granskning"), by=MANAGER,
             needs=[rule.levels_remain, *approves],
             then=[word.APPROVE_LEVEL, word.NOTIFY_REVIEWERS, word.NOTIFY_OFFICER], onward=True,
             sentence=N_("%(actor)s godkände tjänsteskrivelsen på sin nivå.")),
        step("approve_report", review, ready, N_("Godkänn tjänsteskrivelsen"), by=MANAGER,
             needs=[rule.last_level, *approves, referrals_answered], then=[word.LOCK_TEXT, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s godkände tjänsteskrivelsen.")),
    ]


def listed(ready: str, *, preparing: str, agenda: str) -> list[Step]:
    """The secretary puts the case on an agenda, to be prepared or decided as its points say, and takes it off again."""
    listing = [rule.text_as_approved, meeting.meeting_chosen, meeting.prepared_for_assembly]
    then = [word.PUT_ON_AGENDA, word.NOTIFY_OFFICER]
    return [
        step("list", ready, agenda, N_("Sätt upp på föredragningslistan"), by=SECRETARY,
             needs=[rule.body_decides, rule.body_may_decide, *listing], then=then,
             sentence=N_("%(actor)s satte upp ärendet på föredragningslistan.")),
        step("list_to_prepare", ready, preparing, N_("Sätt upp för beredning"), by=SECRETARY,
             needs=[rule.body_prepares, *listing], then=then,
             sentence=N_("%(actor)s satte upp ärendet på föredragningslistan för beredning.")),
        step("unlist", [preparing, agenda], ready, N_("Ta bort från föredragningslistan"), by=SECRETARY,
             needs=[rule.reason_given, meeting.no_vote_open], then=[word.TAKE_OFF_AGENDA, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s tog bort ärendet från föredragningslistan.")),
    ]


def prepared(preparing: str, *, ready: str) -> list[Step]:
    """The body prepares: its proposal, the officer's or its own, goes to the body above it (KL 5:26, 6:42)."""
    needs = [meeting.at_the_meeting, meeting.quorate, rule.text_as_approved, rule.body_prepares]
    then = [word.RECORD_OUTCOME, word.TO_PARENT_BODY, word.NOTIFY_OFFICER]
    return [
        step("approve", preparing, ready, N_("Föreslå enligt förslaget"), by=LEADS,
             needs=[*needs, meeting.carried("approve")], then=then, onward=True,
             sentence=N_("%(actor)s förde in organets förslag enligt tjänsteskrivelsen.")),
        step("approve_changed", preparing, ready, N_("Föreslå med ändrad text"), by=LEADS,
             needs=[*needs, meeting.changed_text_given, meeting.carried("approve_changed")], then=then, onward=True,
             sentence=N_("%(actor)s förde in organets förslag med ändrad text.")),
    ]


def decided(agenda: str, *, decided: str, rejected: str, also: tuple[Rule, ...] = (), follows: tuple[str, ...] = (),
            assigns: bool = False, dispatch: str = AT_DECISION) -> list[Step]:
    """The body decides the matter: as proposed, with a changed text, or by rejecting it. The recipients are told.

    Who is to do what by when is asked for where a point says so; `assigns`: always. `dispatch`: when it goes out.
    """
    needs = [meeting.at_the_meeting, meeting.quorate, rule.text_as_approved, rule.recipients_reachable,
             meeting.of_one_mind, meeting.announced_or_agreed, rule.body_may_decide]
    then = [word.RECORD_DECISION, *follows, word.EXTRACT, word.NOTIFY_OFFICER]
    return [
        step("approve", agenda, decided, N_("Besluta enligt förslaget"), by=LEADS,
             needs=[*needs, meeting.carried("approve"), assigned(always=assigns), *also], then=then, dispatch=dispatch,
             sentence=N_("%(actor)s förde in beslutet enligt förslaget.")),
        step("approve_changed", agenda, decided, N_("Besluta med ändrad text"), by=LEADS,
             needs=[*needs, meeting.changed_text_given, meeting.condition_worded, meeting.carried("approve_changed"),
                    assigned(own_text=True, always=assigns), *also], then=then, dispatch=dispatch,
             sentence=N_("%(actor)s förde in beslutet med ändrad text.")),
        step("reject", agenda, rejected, N_("Avslå förslaget"), by=LEADS,
             needs=[*needs, meeting.carried("reject")],
             then=[word.RECORD_DECISION, word.EXTRACT, word.NOTIFY_OFFICER], dispatch=dispatch,
             sentence=N_("%(actor)s förde in att förslaget avslogs.")),
    ]


def postponed(agendas: list[str], *, ready: str, draft: str) -> list[Step]:
    """What any body may do instead: defer, or remit back with reason and addressee (KL 5:50, 6:33)."""
    return [
        step("defer", agendas, ready, N_("Bordlägg"), by=LEADS,
             needs=[meeting.at_the_meeting, meeting.quorate, meeting.carried("defer")],
             then=[word.RECORD_OUTCOME, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att ärendet bordlades.")),
        step("remit_back", agendas, draft, N_("Återremittera"), by=LEADS,
             needs=[meeting.at_the_meeting, meeting.quorate, meeting.remittal_reasoned, meeting.carried("remit_back")],
             then=[word.RECORD_OUTCOME, word.TO_FIRST_BODY, word.NOTIFY_OFFICER],
             sentence=N_("%(actor)s förde in att ärendet återremitterades.")),
    ]


def handled(ready: str, *, preparing: str, agenda: str, draft: str, done: str, rejected: str,  # noqa: PLR0913  # words
            also: tuple[Rule, ...] = (), follows: tuple[str, ...] = (), assigns: bool = False,
            dispatch: str = AT_DECISION) -> list[Step]:
    """The whole round of the bodies: each prepares for the one above it, until one decides."""
    return [
        *listed(ready, preparing=preparing, agenda=agenda),
        *prepared(preparing, ready=ready),
        *decided(agenda, decided=done, rejected=rejected, also=also, follows=follows, assigns=assigns,
                 dispatch=dispatch),
        *postponed([preparing, agenda], ready=ready, draft=draft),
    ]


def urgent(states: list[str], *, decided: str) -> list[Step]:
    """The chair, or a member whom the body has named, decides what cannot await it; it is told at once (KL 6:39–40)."""
    return [
        step("decide_urgently", states, decided, N_("Besluta i brådskande fall"), by=[CHAIR, VICE_CHAIR, MEMBER],
             needs=[rule.text_as_approved, rule.recipients_reachable, delegation.urgent_to_actor,
                    delegation.meeting_not_begun, delegation.urgency_reasoned],
             then=[word.TAKE_OFF_AGENDA, word.RECORD_DELEGATED, word.NOTIFY_OFFICER], dispatch=AT_DECISION,
             onward=False, sentence=N_("%(actor)s beslutade i ett brådskande fall.")),
    ]


def rested(states: list[str], *, paused: str) -> list[Step]:
    """The officer lets the case rest, with reason and day, and takes it up where it was."""
    return [
        step("pause", states, paused, N_("Låt ärendet vila"), by=OFFICER,
             needs=[rule.own_case, rule.pause_reasoned], sentence=N_("%(actor)s lät ärendet vila.")),
        step("resume", paused, BACK, N_("Ta upp ärendet igen"), by=OFFICER,
             needs=[rule.own_case], sentence=N_("%(actor)s tog upp ärendet igen.")),
    ]
