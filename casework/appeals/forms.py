"""The form by which an appeal is registered, those of its steps and files, and the one that confirms what is final."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from casework.appeals.finality import Confirmation, Standing
from casework.appeals.models import Appeal
from casework.appeals.operations import AppealDraft
from casework.appeals.subjects import Subject
from casework.cases.forms import line, step_form, text_area
from casework.law.appeals import ADMINISTRATIVE_APPEAL, AUTHORITY, ELSEWHERE, INSTANCE, LEGALITY_REVIEW
from casework.web import Form, form_key
from workflows import PROCEDURES, Step
from workflows._appeal_rules import BY_JUDGES_OF_LAW
from workflows._facts import Facts
from workflows._vocabulary import APPEAL_OUTCOME, APPEAL_OUTCOMES, N_, PLACE

BY_DAY = _("Ange dagen, till exempel 2026-11-30.")
PLACE_NAMES = {
    AUTHORITY: N_("Kommunen, regionen eller förbundet som beslutade"),
    INSTANCE: N_("Domstolen eller den som annars prövar"),
    ELSEWHERE: N_("Någon annanstans"),
}
TABLE = PROCEDURES["appeal"]


class WithFile(Form):
    """A form that takes a file."""

    class Meta(Form.Meta):
        """Asked by WTForms."""

        files = True


class AppealForm(WithFile):
    """An appeal as it came in. What only an administrative appeal asks for is left out where it is none."""

    appellant = line(
        _("Vem som överklagar"),
        required=_("Skriv vem som överklagar."),
        description=_("Visas bara för registratorn, sekreteraren och dem som ser ärendet."),
    )
    matter = text_area(
        _("Vad överklagandet gäller"),
        longest=20_000,
        required=_("Skriv vad överklagandet gäller."),
        description=_("Vad i beslutet som överklagas, och hur den som överklagar vill ändra det."),
    )
    received_on = DateField(_("Kom in den"), validators=[InputRequired(BY_DAY)])
    place = SelectField(_("Kom till"))
    told_on = DateField(
        _("Den som överklagar fick del av beslutet den"),
        description=_("Därifrån räknas tre veckor. Lämna tomt om det inte är känt; då räknas överklagandet som i tid."),
        validators=[Optional()],
    )
    told_how = BooleanField(
        _("Beslutet hade en riktig överklagandehänvisning"),
        description=_("Annars avvisas överklagandet inte för att det kom för sent (förvaltningslagen 45 §)."),
        default=True,
    )
    file = FileField(_("Överklagandet som fil"))
    key = HiddenField()

    def offer(self, subject: Subject) -> None:
        """Fill the choices, and leave out what the route does not ask."""
        self.place.choices = [SelectChoice(word, gettext(label)) for word, label in PLACE_NAMES.items()]
        if subject.route != ADMINISTRATIVE_APPEAL:
            del self.told_on, self.told_how

    def draft(self) -> AppealDraft:
        """What is filled in; the form is valid."""
        return AppealDraft(
            appellant=self.appellant.data,
            matter=self.matter.data,
            received_on=self.received_on.data,
            place=self.place.data,
            key=form_key(self.key.data)[:64],
            told_on=self.told_on.data if "told_on" in self else None,
            told_how=self.told_how.data if "told_how" in self else True,
        )


class FileForm(WithFile):
    """A file of the appeal."""

    file = FileField(_("Lägg till en fil"))


def form_of(step: Step, appeal: Appeal, facts: Facts, **kwargs: Any) -> Form:
    """The form of one step of the appeal, with what its rules ask for; its fields bear the step's name."""
    outcomes = BY_JUDGES_OF_LAW if appeal.route == LEGALITY_REVIEW else APPEAL_OUTCOMES
    choices = {
        PLACE: [(word, gettext(PLACE_NAMES[word])) for word in (AUTHORITY, INSTANCE)],
        APPEAL_OUTCOME: [(word, gettext(APPEAL_OUTCOMES[word])) for word in outcomes],
    }
    return step_form(step, choices, facts, prefix=f"{step.name}-", **kwargs)


class FinalForm(Form):
    """That these decisions are final: which, from when, and what the court answered."""

    chosen = SelectMultipleField(
        _("Beslut som har fått laga kraft"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_("Välj minst ett beslut."))],
    )
    told_on = DateField(
        _("Den sista som beslutet rör fick del av det den"),
        description=_("Vid förvaltningsbesvär räknas tre veckor från den dagen, inte från anslaget."),
        validators=[InputRequired(BY_DAY)],
    )
    asked = line(_("Vem du frågade"), required=_("Skriv vem du frågade."))
    answered_on = DateField(
        _("Svaret kom den"),
        description=_("Fråga när överklagandetiden har gått ut."),
        validators=[InputRequired(BY_DAY)],
    )
    answer = text_area(_("Vad svaret var"), longest=2_000, required=_("Skriv vad svaret var."))
    nobody = BooleanField(
        _("Svaret är att ingen har överklagat, utöver det som är registrerat och avgjort här"),
        validators=[InputRequired(_("Har någon överklagat ska överklagandet registreras i stället."))],
    )
    final_on = DateField(_("Laga kraft från och med"), validators=[InputRequired(BY_DAY)])

    def offer(self, ready: Sequence[Standing], *, asks_when_told: bool) -> None:
        """Fill the choices, and leave out what no route asks."""
        self.chosen.choices = [
            SelectChoice(row.subject.token, f"{row.subject.label} {row.subject.title}") for row in ready
        ]
        if not asks_when_told:
            del self.told_on

    def confirmation(self) -> Confirmation:
        """What is filled in; the form is valid."""
        return Confirmation(
            final_on=self.final_on.data,
            asked=self.asked.data,
            answered_on=self.answered_on.data,
            answer=self.answer.data,
            nobody=self.nobody.data,
            told_on=self.told_on.data if "told_on" in self else None,
        )
