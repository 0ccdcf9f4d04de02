"""A point of a delegation scheme, and its end."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from casework.delegation.operations import RuleDraft
from casework.delegation.queries import DELEGATES, MEMBERS
from casework.law.appeals import ROUTES, Nature, not_that_route
from casework.law.delegation import TO_BODY, TO_MEMBER, TO_OFFICIAL, bars
from casework.people.models import Body, Seat
from casework.web import TOO_LONG, Form, clean, clean_line, whole
from workflows import WORKFLOWS
from workflows._vocabulary import CHAIR, N_, ROLES

TITLE, URGENT = "title", "urgent"
NATURES = {
    "": N_("Vanliga beslut"),
    "preparing": N_("Bara förberedande (kommunallagen 13 kap. 2 § 2)"),
    "executing": N_("Bara verkställighet (kommunallagen 13 kap. 2 § 3)"),
    "special_rules": N_("En annan lag säger hur de överklagas (kommunallagen 13 kap. 3 §)"),
}
"""What the decisions under a point are, as far as the right to appeal asks: the fields of law.appeals.Nature."""


class RuleForm(Form):
    """A point to add to a scheme."""

    point = StringField(
        _("Punkt"),
        filters=[clean_line],
        description=_("Numret i delegationsordningen, till exempel 2.1."),
        validators=[
            DataRequired(_("Ange punktens nummer.")),
            Length(max=20, message=TOO_LONG),
            Regexp(r"[0-9A-Za-zÅÄÖåäö.:-]+\Z", message=_("Skriv numret utan mellanslag, till exempel 2.1.")),
        ],
    )
    text = TextAreaField(
        _("Vad som delegeras"),
        filters=[clean],
        description=_("Ärendet eller gruppen av ärenden, som det står i delegationsordningen."),
        validators=[DataRequired(_("Skriv vad som delegeras.")), Length(max=2000, message=TOO_LONG)],
        render_kw={"rows": 4},
    )
    kind = SelectField(_("Ärendetyp"))
    words = StringField(
        _("Ord i förslaget"),
        filters=[clean_line],
        description=_("Med komma emellan. Punkten gäller då bara förslag där något av orden finns."),
        validators=[Length(max=500, message=TOO_LONG)],
    )
    delegate = SelectField(_("Vem får besluta"))
    title = StringField(
        _("Titel"),
        filters=[clean_line],
        description=_("Som den står hos personen, till exempel Förvaltningschef."),
        validators=[Length(max=200, message=TOO_LONG)],
    )
    legal_ground = StringField(
        _("Lagrum"),
        filters=[clean_line],
        description=_(
            "Lämna tomt för kommunallagen 6 kap. 37 § (utskott), 7 kap. 5 § (anställd) eller 6 kap. 39 § (brådskande)."
        ),
        validators=[Length(max=200, message=TOO_LONG)],
    )
    subdelegation = BooleanField(
        _("Får delegeras vidare"),
        description=_("Bara en förvaltningschef kan få den rätten (kommunallagen 7 kap. 6 §)."),
    )
    reported = BooleanField(
        _("Beslut enligt punkten anmäls till organet"),
        description=_(
            "Ett beslut som inte anmäls och kan laglighetsprövas ska protokollföras särskilt och tillkännages."
        ),
    )
    nature = SelectField(_("Vad besluten är"))
    appeal_route = SelectField(_("Hur besluten överklagas"))
    valid_from = DateField(
        _("Gäller från och med"), validators=[InputRequired(_("Ange dagen, till exempel 2026-11-30."))]
    )
    valid_to = DateField(_("Gäller till och med"), validators=[Optional()])
    legal_bar_checked = BooleanField(
        _("Prövad mot kommunallagen 6 kap. 38 §"),
        description=_(
            "Punkten omfattar inget som inte får delegeras, till exempel verksamhetens mål eller inriktning."
        ),
    )

    def offer(self, body: Body, committees: list[Body], seats: list[Seat]) -> None:
        """Fill the choices for the body: its committees, roles of the office, a title, or members in urgent matters."""
        self.body_kind = body.kind
        self.kind.choices = [
            SelectChoice("", gettext("Alla ärendetyper")),
            *(SelectChoice(kind, gettext(workflow.label)) for kind, workflow in WORKFLOWS.items()),
        ]
        self.delegate.choices = [
            *(SelectChoice(f"body:{body.id}", body.name) for body in committees),
            SelectChoice(TITLE, gettext("Anställd med en viss titel")),
            *(SelectChoice(f"role:{role}", _role_label(role)) for role in DELEGATES),
            SelectChoice(f"{URGENT}:{CHAIR}", gettext("I brådskande ärenden: ordföranden")),
            *(
                SelectChoice(
                    f"{URGENT}:{seat.person_id}", gettext("I brådskande ärenden: %(who)s", who=seat.person.name)
                )
                for seat in seats
                if seat.role in MEMBERS
            ),
        ]
        self.nature.choices = [SelectChoice(name, gettext(label)) for name, label in NATURES.items()]
        self.appeal_route.choices = [SelectChoice(route, gettext(label)) for route, label in ROUTES.items()]

    @property
    def is_urgent(self) -> bool:
        """Whether the point is for urgent matters."""
        return (self.delegate.data or "").startswith(f"{URGENT}:")

    def validate_words(self, field: Any) -> None:
        """A scheme delegates certain matters (KL 6:37), so something must say which; urgent ones may be any (6:39)."""
        if (
            not self.is_urgent
            and not self.kind.data
            and not any(word.strip() for word in (field.data or "").split(","))
        ):
            raise ValidationError(
                gettext("Välj en ärendetyp eller ange ord: det som delegeras är en viss grupp av ärenden.")
            )

    def validate_title(self, field: Any) -> None:
        """Asked for where the delegate is named by a title."""
        if self.delegate.data == TITLE and not field.data:
            raise ValidationError(gettext("Skriv titeln på den som får besluta."))

    def validate_subdelegation(self, field: Any) -> None:
        """A committee cannot hand on what it has (KL 7:6)."""
        if field.data and (self.delegate.data or "").startswith("body:"):
            raise ValidationError(gettext("Ett utskott får inte delegera vidare (kommunallagen 7 kap. 6 §)."))
        if field.data and self.is_urgent:
            raise ValidationError(gettext("Rätten att besluta i brådskande ärenden får inte delegeras vidare."))

    def validate_reported(self, field: Any) -> None:
        """An urgent decision is always reported (KL 6:40)."""
        if self.is_urgent and not field.data:
            raise ValidationError(
                gettext("Brådskande beslut ska alltid anmälas till organet (kommunallagen 6 kap. 40 §).")
            )

    def validate_appeal_route(self, field: Any) -> None:
        """The route is one that such decisions may have."""
        told = not_that_route(
            field.data, self.body_kind, Nature(**{self.nature.data: True} if self.nature.data else {})
        )
        if told:
            raise ValidationError(gettext(told))

    def validate_valid_to(self, field: Any) -> None:
        """The last day is not before the first."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(gettext("Sista dagen kan inte vara före den första."))

    def validate_legal_bar_checked(self, field: Any) -> None:
        """Where the words look like something that may not be delegated, somebody has looked (R-32)."""
        found = bars(self.text.data or "") if not self.text.errors and not self.is_urgent else []
        if found and not field.data:
            paragraphs = ", ".join(bar.paragraph for bar in found)
            told = gettext(
                "Punkten ser ut att gälla något som inte får delegeras (kommunallagen %(paragraphs)s). "
                "Ändra den, eller kryssa i att ni har prövat det.",
                paragraphs=paragraphs,
            )
            raise ValidationError(told)

    def draft(self) -> RuleDraft:
        """The point as it is to be added."""
        kind, _sep, value = self.delegate.data.partition(":")
        role = value if kind == "role" or (kind, value) == (URGENT, CHAIR) else ""
        ground = {"body": TO_BODY, URGENT: TO_MEMBER}.get(kind, TO_OFFICIAL)
        return RuleDraft(
            point=self.point.data,
            text=self.text.data,
            kind=self.kind.data,
            words=self.words.data or "",
            delegate_body_id=whole(value) if kind == "body" else None,
            delegate_role=role,
            delegate_title=self.title.data if kind == TITLE else "",
            delegate_person_id=whole(value) if kind == URGENT and not role else None,
            urgent=kind == URGENT,
            reported=self.reported.data,
            appeal_route=self.appeal_route.data,
            nature=self.nature.data,
            legal_ground=self.legal_ground.data or f"kommunallagen {ground}",
            subdelegation=self.subdelegation.data,
            legal_bar_checked=self.legal_bar_checked.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


def _role_label(role: str) -> str:
    return gettext("Rollen %(role)s", role=gettext(ROLES[role]))


class EndForm(Form):
    """From which day a point does not hold."""

    day = DateField(_("Upphör från och med"), validators=[InputRequired(_("Ange dagen, till exempel 2026-11-30."))])
