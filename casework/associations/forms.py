"""The answer of a party, as its letter is recorded."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, ValidationError

from casework import clock
from casework.associations.models import ACCEPTED, DECLINED, OTHER_AMOUNT, PENDING
from casework.associations.operations import AnswerDraft
from casework.associations.wording import STATUS
from casework.cases.forms import line, text_area
from casework.documents.figures.amounts import Unclear, parse_amount
from casework.web import Form

LAPSING = (OTHER_AMOUNT, DECLINED)
"""What ends the decision."""

ORDER = (ACCEPTED, OTHER_AMOUNT, DECLINED, PENDING)


def may_be_empty(form: Any, field: Any) -> None:
    """An empty day is no mistake in itself; WTForms' own Optional would also stop what judges it by the answer."""
    if not any(field.raw_data or ()):
        field.errors = []


class AnswerForm(Form):
    """What a party has decided. Which fields are to be filled in follows from the answer."""

    party = SelectField(_("Part"))
    status = RadioField(_("Svar"), validators=[InputRequired(_("Välj svaret."))])
    amount = line(
        _("Beloppet som parten beslutade"), longest=40, description=_("Till exempel 140 000 kr eller 140 tkr.")
    )
    decided_on = DateField(_("Dagen för partens beslut"), validators=[may_be_empty])
    expected_on = DateField(
        _("Väntas besluta"), description=_("Lämna tomt om dagen inte är känd."), validators=[may_be_empty]
    )
    document = line(
        _("Handling"), description=_("Frivilligt: var svaret finns, till exempel partens protokoll och paragraf.")
    )
    note = text_area(
        _("Anteckning"),
        longest=20_000,
        description=_("Krävs när parten inte har beslutat än, och när ett svar rättas: varför."),
    )
    seen = HiddenField()
    confirmed = HiddenField()

    def offer(self, parties: Sequence[str], chosen: str = "") -> None:
        """Fill the choices; the party that is chosen from the start."""
        self.party.choices = [SelectChoice(name, name) for name in parties]
        self.status.choices = [SelectChoice(status, gettext(STATUS[status])) for status in ORDER]
        if chosen:
            self.party.data = chosen

    def draft(self) -> AnswerDraft:
        """The answer as filled in."""
        return AnswerDraft(
            party=self.party.data,
            status=self.status.data,
            amount=_ore(self.amount.data) if self.status.data == OTHER_AMOUNT else None,
            decided_on=self.decided_on.data,
            expected_on=self.expected_on.data,
            document=self.document.data,
            note=self.note.data,
        )

    @property
    def ends_the_decision(self) -> bool:
        """Whether the decision lapses by the answer."""
        return self.status.data in LAPSING

    @property
    def is_confirmed(self) -> bool:
        """Whether the page has told what this very answer does, and the reader has pressed once more."""
        return self.confirmed.data == self._told()

    def ask(self) -> None:
        """The next press is the yes."""
        self.confirmed.data = self._told()

    def _told(self) -> str:
        return f"{self.status.data} {self.party.data}"

    def validate_amount(self, field: Any) -> None:
        """Told with its unit where the amount is another, and nowhere else."""
        if self.status.data == OTHER_AMOUNT:
            try:
                parse_amount(field.data or "")
            except Unclear as unclear:
                raise ValidationError(unclear.reason.worded(gettext)) from None
        if self.status.data != OTHER_AMOUNT and field.data:
            raise ValidationError(gettext("Beloppet anges bara när parten har beslutat om ett annat belopp."))

    def validate_decided_on(self, field: Any) -> None:
        """A decision has its day, which is not ahead."""
        if self.status.data == PENDING and field.data:
            raise ValidationError(gettext("Dagen anges bara när parten har beslutat."))
        if self.status.data in {ACCEPTED, *LAPSING} and not field.data and not field.errors:
            raise ValidationError(gettext("Ange dagen, till exempel 2026-11-30."))
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("Dagen har inte varit än. Välj ”Har inte beslutat än” om beslutet väntas."))

    def validate_expected_on(self, field: Any) -> None:
        """A day ahead, while the party has not decided."""
        if field.data and self.status.data != PENDING:
            raise ValidationError(gettext("Dagen anges bara när parten inte har beslutat än."))
        if field.data and field.data < clock.today():
            raise ValidationError(gettext("Dagen har redan varit. Ange en dag framåt i tiden."))

    def validate_note(self, field: Any) -> None:
        """Waiting has its reason."""
        if self.status.data == PENDING and not field.data:
            raise ValidationError(gettext("Skriv varför parten inte har beslutat än."))


def _ore(text: str | None) -> int | None:
    try:
        return parse_amount(text or "")
    except Unclear:
        return None
