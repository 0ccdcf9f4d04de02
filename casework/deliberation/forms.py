"""The forms of a deliberation: proposals, a vote that is demanded, a minority, words for the minutes, votes entered."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from casework.deliberation.proposals import ProposalDraft
from casework.deliberation.statements import STATEMENTS
from casework.deliberation.wording import GROUNDS, KINDS, MATTERS
from casework.law.proposing import CANDIDATE
from casework.web import TOO_LONG, Form, choice, clean, clean_line, form_key, whole

LONG, LINE, MOST_BALLOTS = 20_000, 200, 10_000

People = Sequence[tuple[int, str]]
"""Whom a form offers: (person id, name)."""


def _people(rows: People) -> list[SelectChoice]:
    return [SelectChoice(str(number), name) for number, name in rows]


def _text(label: Any, **more: Any) -> TextAreaField:
    return TextAreaField(label, filters=[clean], validators=[Length(max=LONG, message=TOO_LONG)], **more)


class ProposalForm(Form):
    """One proposal by one who serves."""

    kind = SelectField(_("Yrkande"))
    person = SelectField(_("Av"), coerce=choice)
    text = _text(
        _("Lydelse"), description=_("Vid ändring: hela beslutet i sin nya lydelse. Vid tillägg: det som läggs till.")
    )
    addressee = StringField(
        _("Återremitteras till"),
        filters=[clean_line],
        validators=[Length(max=LINE, message=TOO_LONG)],
        description=_("Bara vid återremiss: den som ska bereda ärendet vidare."),
    )
    reason = _text(_("Motivering"), description=_("Bara vid återremiss: vad som ska utredas eller ändras."))
    key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def offer(self, people: People, kinds: Collection[str]) -> None:
        """Fill the choices: who serves, and what may be proposed at the item."""
        self.person.choices = _people(people)
        self.kind.choices = [SelectChoice(kind, gettext(KINDS[kind])) for kind in KINDS if kind in kinds]
        if CANDIDATE in kinds:
            self.text.label.text, self.text.description = gettext("Vem som föreslås"), ""

    def draft(self) -> ProposalDraft:
        """As the operation takes it."""
        filled = {"text": self.text.data, "reason": self.reason.data, "addressee": self.addressee.data}
        return ProposalDraft(self.kind.data, self.person.data, self.key.data, **filled)


class RefuseForm(Form):
    """Why the chair does not put a proposal."""

    ground = SelectField(_("Skäl"))
    version = HiddenField()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.ground.choices = [SelectChoice(word, gettext(label)) for word, label in GROUNDS.items()]


class VoteForm(Form):
    """A vote that is demanded on the question that waits."""

    demanded_by = SelectField(_("Begärd av"), coerce=choice)
    matter = SelectField(_("Ärendet är"))
    exercises_authority = BooleanField(
        _("Ärendet är myndighetsutövning mot någon enskild: alla ska delta i avgörandet")
    )
    version = HiddenField()

    def offer(self, people: People, *, election: bool, assembly: bool) -> None:
        """Fill the choices: who may demand it; in an election the law has chosen, in the assembly all may abstain."""
        self.demanded_by.choices = _people(people)
        matters = {"election": _("Ett val: sluten omröstning")} if election else MATTERS
        self.matter.choices = [SelectChoice(word, gettext(str(label))) for word, label in matters.items()]
        if assembly or election:
            del self.exercises_authority

    @property
    def is_of_authority(self) -> bool:
        """Whether the box is there and ticked."""
        return "exercises_authority" in self and bool(self.exercises_authority.data)


class DemandForm(Form):
    """Who demands a remittal or a deferral that a third may have."""

    proposal = SelectField(_("Yrkande"), coerce=choice)
    persons = SelectMultipleField(
        _("Begärs av"),
        coerce=choice,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_("Markera vilka som begär det."))],
    )
    version = HiddenField()

    def offer(self, proposals: People, people: People) -> None:
        """Fill the choices: the formal proposals, and who serves."""
        self.proposal.choices = _people(proposals)
        self.persons.choices = _people(people)


class StatementForm(Form):
    """A reservation or a note."""

    kind = SelectField(_("Vad"))
    person = SelectField(_("Av"), coerce=choice)
    text = _text(_("Text"), description=_("En reservation kan lämnas utan text. En anteckning säger vad som ska stå."))
    key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def offer(self, people: People, kinds: Sequence[str]) -> None:
        """Fill the choices: who serves, and what may be announced now."""
        self.person.choices = _people(people)
        self.kind.choices = [SelectChoice(kind, gettext(STATEMENTS[kind])) for kind in kinds]


def new_key() -> str:
    """What tells that a form is sent twice."""
    return uuid4().hex


def answers_in(pressed: Mapping[str, str], persons: Sequence[int]) -> dict[int, tuple[str | None, str]]:
    """The rows of the list of electors that were filled in: how each stood on the page, and how he ends."""
    rows = {}
    for person in persons:
        said, seen = pressed.get(f"answer-{person}", ""), pressed.get(f"seen-{person}", "")
        if said and said != seen:
            rows[person] = (seen or None, said)
    return rows


def ballots_in(pressed: Mapping[str, str], choices: Sequence[str]) -> dict[str, int]:
    """How many slips each choice had; nothing filled in is none."""
    counts = {name: whole(pressed.get(f"ballots-{name}", "").strip()) or 0 for name in choices}
    return {name: min(number, MOST_BALLOTS) for name, number in counts.items() if number}
