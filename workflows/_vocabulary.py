"""The only words a workflow table may use: roles, effects, moments of dispatch, and what a step asks for.

A table that needs a word that is missing here gets the word added here, never a special case elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def N_(text: str) -> str:  # noqa: N802  # the name that message extraction knows
    """Mark a Swedish text for the message catalogue; it is translated where it is shown."""
    return text


# Who. A role holds for an authority, or for one body of it (chair, secretary, member).
OFFICER = "officer"
MANAGER = "manager"
REGISTRAR = "registrar"
SECRETARY = "secretary"
CHAIR = "chair"
VICE_CHAIR = "vice_chair"
MEMBER = "member"
SUBSTITUTE = "substitute"
ARCHIVIST = "archivist"
ADMIN = "admin"
SYSTEM = "system"  # the clock and the worker; no person holds it
ADDRESSEE = "addressee"  # who was asked by a referral; it is never granted, the referral says who that is
ASSIGNEE = "assignee"  # who is to carry out an assignment; never granted either

ROLES = {
    OFFICER: N_("handläggaren"),
    MANAGER: N_("chefen"),
    REGISTRAR: N_("registratorn"),
    SECRETARY: N_("sekreteraren"),
    CHAIR: N_("ordföranden"),
    VICE_CHAIR: N_("vice ordföranden"),
    MEMBER: N_("ledamoten"),
    SUBSTITUTE: N_("ersättaren"),
    ARCHIVIST: N_("arkivarien"),
    ADMIN: N_("administratören"),
    SYSTEM: N_("systemet"),
    ADDRESSEE: N_("den som fick remissen"),
    ASSIGNEE: N_("den som ansvarar för uppdraget"),
}
NEVER_GRANTED = frozenset({SYSTEM, ADDRESSEE, ASSIGNEE})

# What a seat is called beside its holder's name.
SEATS = {
    CHAIR: N_("ordförande"),
    VICE_CHAIR: N_("vice ordförande"),
    MEMBER: N_("ledamot"),
    SUBSTITUTE: N_("ersättare"),
}

# What follows. Each name is a key of casework/effects.py.
NOTIFY_OFFICER = "notify_officer"
NOTIFY_REVIEWERS = "notify_reviewers"
PUT_ON_AGENDA = "put_on_agenda"
TAKE_OFF_AGENDA = "take_off_agenda"
RECORD_DECISION = "record_decision"  # the matter is decided; it must be dispatched
RECORD_DELEGATED = "record_delegated"  # the matter is decided by an official, for a body; it must be dispatched
RECORD_OUTCOME = "record_outcome"  # the item is handled, but the matter goes on: deferred, remitted back
TO_PARENT_BODY = "to_parent_body"
TO_FIRST_BODY = "to_first_body"
BEGIN_REVIEW = "begin_review"
APPROVE_LEVEL = "approve_level"
LOCK_TEXT = "lock_text"
REPORT_ASSIGNMENT = "report_assignment"
END_ASSIGNMENT = "end_assignment"
START_CLOCK = "start_clock"  # the matter is raised in the assembly: its year begins
TO_COMMITTEE = "to_committee"  # the assembly has handed the matter over to a committee, which decides it
SET_CONDITION = "set_condition"  # the decision waits for other parties
TELL_RECIPIENTS = "tell_recipients"  # who got the decision is told that its condition is met, or is not
EXTRACT = "extract"

EFFECTS = frozenset(
    {
        NOTIFY_OFFICER,
        NOTIFY_REVIEWERS,
        PUT_ON_AGENDA,
        TAKE_OFF_AGENDA,
        RECORD_DECISION,
        RECORD_DELEGATED,
        RECORD_OUTCOME,
        TO_PARENT_BODY,
        TO_FIRST_BODY,
        BEGIN_REVIEW,
        APPROVE_LEVEL,
        LOCK_TEXT,
        REPORT_ASSIGNMENT,
        END_ASSIGNMENT,
        START_CLOCK,
        TO_COMMITTEE,
        SET_CONDITION,
        TELL_RECIPIENTS,
        EXTRACT,
    }
)

# What a meeting may do with an item (contracts.md): each is the verb of a step, and a word in the minutes.
OUTCOMES = {
    "approve": N_("Enligt förslaget"),
    "approve_changed": N_("Med ändrad text"),
    "reject": N_("Förslaget avslaget"),
    "defer": N_("Bordlagt"),
    "remit_back": N_("Återremitterat"),
    "note": N_("Antecknat"),
}

# What a matter on an agenda is about, in the usual order of a meeting (domain.md R-48).
ITEM_KINDS = {
    "roll_call": N_("Upprop"),
    "announcement": N_("Sammanträdets kungörande"),
    "approvers": N_("Val av justerare"),
    "agenda": N_("Godkännande av föredragningslistan"),
    "previous_minutes": N_("Föregående protokoll"),
    "case": N_("Ärende"),
    "election": N_("Val"),
    "interpellation": N_("Interpellation"),
    "question": N_("Fråga"),
    "information": N_("Information"),
    "delegated": N_("Delegationsbeslut"),
    "notices": N_("Meddelanden"),
    "other": N_("Övrigt"),
}
INTERPELLATION, QUESTION, DELEGATED = "interpellation", "question", "delegated"

# What became of an appeal (domain.md ). UNDONE: nothing of the decision is left that could be final.
APPEAL_OUTCOMES = {
    "rejected": N_("Överklagandet avslaget"),
    "dismissed": N_("Överklagandet avvisat"),
    "withdrawn": N_("Avskrivet, överklagandet återkallat"),
    "annulled_in_part": N_("Beslutet upphävt till en del"),
    "annulled": N_("Beslutet upphävt"),
    "changed": N_("Beslutet ändrat"),
    "remanded": N_("Återförvisat till den som beslutade"),
}
UNDONE = frozenset({"annulled", "changed", "remanded"})
ASSEMBLY, EXECUTIVE_COMMITTEE, COMMITTEE = "assembly", "executive_committee", "committee"
DRAFTING_COMMITTEE = "assembly_drafting_committee"

# Why the assembly may handle what nobody has prepared: KL (2017:725) 5 kap. 29–34 §§ (domain.md R-21). The paragraphs
# follow the order of 5:29–34; only 5:33 was read by its number.
URGENT = "urgent"
EXEMPTIONS = {
    "election": N_("Val (kommunallagen 5 kap. 29 §)"),
    "resignation": N_("Avsägelse från ett uppdrag (kommunallagen 5 kap. 29 §)"),
    "new_term": N_("Nämndernas mandattid eller antal ledamöter efter val (kommunallagen 5 kap. 30 §)"),
    "extra_election": N_("Extra val till fullmäktige (kommunallagen 5 kap. 31 §)"),
    "audit_report": N_("Revisionsberättelsen, när förklaringar har hämtats in (kommunallagen 5 kap. 32 §)"),
    URGENT: N_("Brådskande, och alla närvarande är ense om beslutet (kommunallagen 5 kap. 33 §)"),
    "citizen_proposal": N_("Medborgarförslag som överlämnas till en nämnd (kommunallagen 5 kap. 34 §)"),
}

# What a rule looks at beyond case, report and recipients: asked for only in states where a step has such a rule.
AT_MEETING = "meeting"
AT_CONDITION = "condition"
AT_DELEGATION = "delegation"
AT_URGENCY = "urgency"
AT_DISPATCH = "dispatch"
AT_REFERRALS = "referrals"
AT_ASSEMBLY = "assembly"

# When the decision goes to its recipients: at once, or when the minutes are approved (deliveries are held till then).
AT_DECISION = "at_decision"
AT_APPROVAL = "at_approval"

DISPATCH = frozenset({AT_DECISION, AT_APPROVAL})

# Where a step leads that undoes a pause: to the state that the case came from.
BACK = "(back)"

# Types of what a step asks for; the page draws a field of that type, the API takes the same name.
LONG_TEXT = "long_text"
TEXT = "text"
DAY = "day"
MEETING = "meeting"
DELEGATION = "delegation"  # a point of a delegation scheme
URGENT_POINT = "urgent_point"  # one of those for matters that cannot await the body
EXEMPTION = "exemption"  # why the assembly may handle a matter unprepared
PLACE = "place"  # where an appeal came in
APPEAL_OUTCOME = "appeal_outcome"  # what a court or another instance found
DECISION = "decision"  # a paragraph of a body's minutes
BODY = "body"  # a body that may decide in place of the assembly
YES = "yes"  # a box to tick: given as "yes"
MONEY = "money"  # a whole number of öre
LINES = "lines"  # texts, one a line

FIELD_TYPES = frozenset({TEXT, LONG_TEXT, DAY, MONEY, LINES})


@dataclass(frozen=True)
class Field:
    """One thing that a kind of ärende knows of itself as data, kept in the report's `fields` and so in its hash.

    Kept as: a text, an ISO day, a whole number of öre, a list of texts; absent where nothing is filled in.
    """

    name: str
    type: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Ask:
    """One thing that a step asks the actor for: `name` in forms and API, a type above, the label on screen.

    `when`: asked only where it holds of the facts; None for always. `optional`: may be left empty. `about`: what of the
    facts it is about, told beside the help.
    """

    name: str
    type: str
    label: str
    help: str = ""
    when: Callable[[Any], bool] | None = None
    optional: bool = False
    about: Callable[[Any], str] | None = None
