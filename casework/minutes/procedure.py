"""How the matter was decided, in the words of the minutes: proposals, the order of questions, votes (R-100)."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from casework.deliberation.ballots import Vote
from casework.deliberation.queries import Deliberation, counted
from casework.deliberation.wording import (
    ANSWERS,
    DROPPED,
    Names,
    choice_label,
    found_sentence,
    proposal_sentence,
    result_sentence,
    tally_sentence,
)
from casework.law.voting import NOT_PRESENT, OPEN
from casework.minutes.gathering import Gathered


def proposals_made(stands: Deliberation, names: Names) -> list[str]:
    """What was proposed and not withdrawn; where the chair refused to put it, that and why (KL 5:57, 5:66)."""
    told = []
    for row in stands.proposals:
        if row.dropped_as == "withdrawn":
            continue
        sentence = proposal_sentence(row, names)
        told.append(sentence if row.lives else f"{sentence} ({_(DROPPED[row.dropped_as])}.)")
    return told


def order_of_questions(stands: Deliberation, votes: Sequence[Vote], names: Names) -> list[str]:
    """The questions in the order in which the chair put them, each with what was found, and how (KL 5:66 § 2)."""
    told = []
    for row in stands.questions:
        if row.found is None:
            continue
        told.append(row.text)
        vote = next((one for one in votes if one.question_id == row.id and one.state == "counted"), None)
        if vote is None:
            told.append(found_sentence(row.found, row, stands, names))
        else:
            told.append(_("Omröstning begärs och genomförs."))
            label = choice_label(vote.result or "", row, stands, names)
            told.append(result_sentence(vote, label))
    return told


def votes_held(found: Gathered, item_id: int) -> list[dict[str, Any]]:
    """The votes that were counted: the sums, and of an open one how each voted, by name (KL 5:66 § 5)."""
    stands, told = found.deliberations[item_id], []
    for vote in found.votes.get(item_id, []):
        if vote.state != "counted":
            continue
        electors = found.electors.get(vote.id, [])
        short = {word: stands.by_id[int(word)].text if word.isdecimal() else _(ANSWERS[word]) for word in vote.choices}
        labels = [choice_label(word, vote.question, stands, found.names) for word in vote.choices]
        one: dict[str, Any] = {"lines": [*labels, tally_sentence(counted(vote, electors), short)]}
        if vote.method == OPEN:
            rows = [[found.names[row.person_id], _answer(row.answer, short)] for row in electors]
            one["table"] = {"columns": [_("Namn"), _("Röst")], "rows": rows}
        told.append(one)
    return told


def _answer(answer: str | None, short: dict[str, str]) -> str:
    if answer is None:
        return ""
    return _("Frånvarande") if answer == NOT_PRESENT else short.get(answer) or _(ANSWERS[answer])
