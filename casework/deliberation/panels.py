"""What an item's page shows of its deliberation, for who reads it: also in the page of the live meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import g
from flask_babel import gettext as _

from casework.deliberation.ballots import VOTED, Vote, VoteElector
from casework.deliberation.forms import DemandForm, ProposalForm, RefuseForm, StatementForm, VoteForm, new_key
from casework.deliberation.minority import ASSEMBLY_ONLY, SPENT
from casework.deliberation.models import MinuteStatement, Proposal, PutQuestion
from casework.deliberation.outcomes import NOTHING, come_to
from casework.deliberation.proposals import ELECTION_ITEM, is_late, kinds_at
from casework.deliberation.putting import choices_of
from casework.deliberation.queries import (
    Bench,
    Deliberation,
    bench_at,
    counted,
    deliberation_of,
    earlier_of,
    electors_of,
    statements_of,
    votes_at,
)
from casework.deliberation.stakes import Stakes, going_on, stakes_in
from casework.deliberation.statements import NOTE, RESERVATION
from casework.deliberation.votes import refused
from casework.deliberation.wording import (
    ANSWERS,
    DROPPED,
    choice_label,
    demand_sentence,
    found_sentence,
    proposal_sentence,
    question_text,
    result_sentence,
    statement_sentence,
    tally_sentence,
)
from casework.law import voting
from casework.law.questions import ELECT, FORMAL, too_late
from casework.law.remittal import spent
from casework.law.voting import ABSTAINED, CASTING, LOTS, NOT_PRESENT, OPEN, SECRET
from casework.meetings.models import AgendaItem
from casework.meetings.queries import Roll
from casework.permissions import Reader
from workflows import PROCEDURES

WORDS = {"proposal": ProposalForm, "vote": VoteForm, "minority": DemandForm, "statement": StatementForm}


@dataclass
class Sent:
    """A form that was sent and comes back, by the word in its fields' names."""

    word: str
    form: Any


def panel(
    item: AgendaItem, reader: Reader, *, roll: Roll | None = None, back: str = "", key: str = ""
) -> dict[str, Any]:
    """The deliberation at the item, as the reader may see and act in it. `back`: where a press leads, "" to the item.

    `key`: what the forms carry to tell one sending from the next, "" for a new one each.
    Three statements, one more where a substitute waits to serve, one where the `roll` is not at hand, and four once a
    question is put.
    """
    stands, sitting = deliberation_of(item.id), bench_at(item, reader, roll)
    votes = votes_at(item.id) if stands.questions else []
    electors = electors_of(*(vote.id for vote in votes))
    statements: Sequence[MinuteStatement] = statements_of(item.id)
    goes_on = item.meeting.state == "open"
    acts = goes_on and item.outcome is None
    waiting, vote = stands.waiting, going_on(stands, votes)
    stakes = stakes_in(item, stands, sitting, vote, electors)
    sent: Sent | None = g.pop("deliberation_sent", None)
    shown = _Shown(item, stands, sitting, stakes, sent, key)
    come = come_to(item, stands) if stands.live else None
    return {
        "template": "deliberation/_panel.html",
        "item": item,
        "back": back,
        "acts": acts,
        "leads": sitting.leads,
        "enters": sitting.enters,
        "stakes": stakes,
        "proposals": [shown.proposal(row, acts) for row in stands.proposals],
        "proposal_form": shown.proposal_form() if acts else None,
        "refuse_form": RefuseForm(formdata=None, data={"version": item.version}) if sitting.leads and acts else None,
        "next": question_text(stands.next, stands, sitting.names) if acts and stands.next else "",
        "question": shown.question(waiting, acts) if waiting else None,
        "vote_form": shown.vote_form(waiting) if acts and waiting and vote is None else None,
        "vote": shown.vote(vote, electors) if vote else None,
        "past": [shown.past(row, votes, electors) for row in stands.questions if row.found is not None],
        "cancelled": [row for row in votes if row.state == "cancelled"],
        "come": come,
        "carried": partial(_carried_words, item, stands),
        "demands": [demand_sentence(row, stands.by_id[row.proposal_id]) for row in stands.demands],
        **(shown.minority() if acts and sitting.enters else {"minority_form": None, "no_minority": ""}),
        "statements": [(row, statement_sentence(row, sitting.names)) for row in statements],
        "statement_form": shown.statement_form() if goes_on else None,
    }


def _carried_words(item: AgendaItem, stands: Deliberation, lying: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """The outcome that was carried, and what its form holds for it when the points `lying` are before the body."""
    come = come_to(item, stands, lying) if stands.live else NOTHING
    return come.carried, come.given


class _Shown:
    """The parts of the page, made of what was read."""

    def __init__(
        self, item: AgendaItem, stands: Deliberation, sitting: Bench, stakes: Stakes, sent: Sent | None, key: str
    ) -> None:
        self.item, self.stands, self.sitting, self.stakes = item, stands, sitting, stakes
        self.sent, self.key = sent, key
        names = sitting.names
        self.people = [(place.person_id, names[place.person_id]) for place in sitting.serving]
        self.mine = [row for row in self.people if row[0] == sitting.actor_id]
        self.whom = self.people if sitting.enters else self.mine

    def _form(self, word: str, **data: Any) -> Any:
        """The form that was sent, or an empty one; with the reader himself chosen where he serves."""
        if self.sent is not None and self.sent.word == word:
            return self.sent.form
        return WORDS[word](formdata=None, data=data, prefix=f"{word}-")

    def proposal(self, row: Proposal, acts: bool) -> dict[str, Any]:
        sitting, stands = self.sitting, self.stands
        put = any(row.id in {one.yes_id, one.no_id, *one.among} for one in stands.questions)
        may = acts and row.lives and not row.dropped_as and not put
        return {
            "row": row,
            "number": stands.number(row.id),
            "sentence": proposal_sentence(row, sitting.names),
            "dropped": "" if row.lives else _(DROPPED[row.dropped_as]),
            "may_withdraw": may and (sitting.enters or row.person_id == sitting.actor_id),
            "may_refuse": may and sitting.leads and sitting.assembly,
            "may_restore": acts and sitting.enters and row.dropped_as == "unlawful" and row.restored_at is None,
        }

    def proposal_form(self) -> ProposalForm | None:
        kinds = {kind for kind in kinds_at(self.item) if not is_late(kind, self.stands)}
        if not self.whom or not kinds or self.stands.carried.outcome:
            return None
        form: ProposalForm = self._form("proposal", person=self._me(), key=self.key or new_key())
        form.offer(self.whom, kinds)
        return form

    def _me(self) -> int:
        return self.mine[0][0] if self.mine else self.whom[0][0] if self.whom else 0

    def question(self, row: PutQuestion, acts: bool) -> dict[str, Any]:
        stands, names = self.stands, self.sitting.names
        choices = [
            (word, choice_label(word, row, stands, names), found_sentence(word, row, stands, names))
            for word in choices_of(row)
        ]
        return {"row": row, "choices": choices, "may_state": acts and self.sitting.leads}

    def vote_form(self, row: PutQuestion) -> VoteForm | None:
        if not self.whom:
            return None
        form: VoteForm = self._form("vote", demanded_by=self._me())
        form.offer(self.whom, election=row.kind == ELECT, assembly=self.sitting.assembly)
        form.version.data = str(self.item.version)
        return form

    def _labels(self, vote: Vote) -> dict[str, str]:
        question = vote.question
        return {word: choice_label(word, question, self.stands, self.sitting.names) for word in vote.choices}

    def _short(self, vote: Vote) -> dict[str, str]:
        """Ja, Nej; or the candidates."""
        return {
            word: self.stands.by_id[int(word)].text if word.isdecimal() else _(ANSWERS[word]) for word in vote.choices
        }

    def vote(self, vote: Vote, every: Sequence[VoteElector]) -> dict[str, Any]:
        electors = [row for row in every if row.vote_id == vote.id]
        mine = next((row for row in electors if row.person_id == self.sitting.actor_id), None)
        procedure, shown = PROCEDURES["vote"], vote.state == "closed"
        steps = [step for step in procedure.steps_from(vote.state) if not refused(vote, step.name, self.sitting.roles)]
        told = {"sentence": "", "fits": {"open", "close", "cancel"}, "winner": "", "tied": []}
        if shown:
            told = self._found(vote, electors)
        short = self._short(vote)
        return {
            "row": vote,
            "state": _(procedure.states[vote.state].label),
            "secret": vote.method == SECRET,
            "labels": self._labels(vote),
            "short": short,
            "mine": mine,
            "mine_told": _(ANSWERS[mine.answer]) if mine and mine.answer in ANSWERS else "",
            "may_cast": vote.state == "open" and mine is not None and mine.answer != VOTED,
            "electors": [(row, self._answered(row, vote, short)) for row in electors],
            "answers": self._answers(vote, short),
            "done": sum(row.answer is not None for row in electors),
            "may_enter": vote.state == "open" and self.sitting.enters,
            "steps": [step for step in steps if step.name in told["fits"]],
            **told,
        }

    def _found(self, vote: Vote, electors: Sequence[VoteElector]) -> dict[str, Any]:
        """The count of a vote that is closed, and the step that it leads to, with the sentence of the minutes."""
        tally = counted(vote, electors)
        found, short, labels = voting.result(tally, vote.matter), self._short(vote), self._labels(vote)
        step = {CASTING: "casting", LOTS: "draw"}.get(found.way, "count")
        leader = next((row.answer for row in electors if row.person_id == vote.leader_id), None)
        winner = found.winner or (leader if found.way == CASTING else "") or ""
        return {
            "sentence": tally_sentence(tally, short),
            "fits": {step, "cancel"},
            "winner": _worded(step, labels.get(winner, "")),
            "tied": [(word, short[word]) for word in found.tied] if step == "draw" else [],
        }

    def _answered(self, row: VoteElector, vote: Vote, short: dict[str, str]) -> str:
        """How the page tells of an elector: how he voted only when an open vote is closed."""
        if row.answer is None:
            return _("Har inte röstat")
        if row.answer in (VOTED, NOT_PRESENT) or (vote.state == "open" and not self.sitting.enters):
            return _("Frånvarande") if row.answer == NOT_PRESENT else _("Har röstat")
        return short.get(row.answer) or _(ANSWERS[row.answer])

    def _answers(self, vote: Vote, short: dict[str, str]) -> list[tuple[str, str]]:
        """What may be entered for an elector."""
        if vote.method == OPEN:
            return [*short.items(), (ABSTAINED, _("Avstår")), (NOT_PRESENT, _("Frånvarande"))]
        return [(VOTED, _("Har lämnat röstsedel")), (NOT_PRESENT, _("Frånvarande"))]

    def past(self, row: PutQuestion, votes: Sequence[Vote], every: Sequence[VoteElector]) -> dict[str, Any]:
        """A question that is answered, with its vote where there was one."""
        names, stands = self.sitting.names, self.stands
        vote = next((one for one in votes if one.question_id == row.id and one.state == "counted"), None)
        if vote is None:
            return {
                "row": row,
                "told": found_sentence(row.found or "", row, stands, names),
                "electors": [],
                "tally": "",
            }
        electors, short = [one for one in every if one.vote_id == vote.id], self._short(vote)
        return {
            "row": row,
            "told": result_sentence(vote, self._labels(vote)[vote.result or ""]),
            "tally": tally_sentence(counted(vote, electors), short),
            "electors": [(one, self._answered(one, vote, short)) for one in electors],
        }

    def minority(self) -> dict[str, Any]:
        """The form of a minority's demand, or why there is none for what is proposed."""
        formal = [row for row in self.stands.proposals if row.lives and row.kind in FORMAL]
        put = [row.kind for row in self.stands.questions if row.kind != "today"]
        if not formal or self.stands.holding or too_late(formal[0].kind, put):
            return {"minority_form": None, "no_minority": ""}
        if not self.sitting.assembly or self.item.kind == ELECTION_ITEM:
            return {"minority_form": None, "no_minority": _(ASSEMBLY_ONLY)}
        if spent(earlier_of(self.item.case_id)):
            return {"minority_form": None, "no_minority": _(SPENT)}
        form: DemandForm = self._form("minority")
        choices = [(row.id, proposal_sentence(row, self.sitting.names)) for row in formal]
        form.offer([(number, text[:120]) for number, text in choices], self.people)
        form.version.data = str(self.item.version)
        return {"minority_form": form, "no_minority": ""}

    def statement_form(self) -> StatementForm | None:
        sitting = self.sitting
        fit = self.stakes.noting | self.stakes.took_part
        if not sitting.enters:
            fit &= {sitting.actor_id}
        if not fit:
            return None
        me = sitting.actor_id if sitting.actor_id in fit else min(fit)
        form: StatementForm = self._form("statement", person=me, key=self.key or new_key())
        people = [(number, name) for number, name in sitting.names.items() if number in fit]
        form.offer(people, [NOTE] if self.item.outcome is None else [RESERVATION, NOTE])
        return form


def _worded(step: str, label: str) -> str:
    """The sentence of the minutes before the result is stated."""
    if step == "casting":
        return _("Lika röstetal. Ordföranden avgör med sin utslagsröst: %(label)s.", label=label)
    if step == "draw":
        return _("Lika röstetal. Lotten avgör.")
    return _("Omröstningen ger resultatet %(label)s.", label=label)
