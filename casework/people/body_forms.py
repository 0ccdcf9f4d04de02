"""A body, its rules, its seats, and how reports to it are reviewed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from casework.law.bodies import KINDS, Rules, against_the_law
from casework.people.bodies import BodyDraft
from casework.people.models import Body, Person
from casework.people.seating import SeatDraft
from casework.web import TOO_LONG, Form, choice, clean, clean_line, whole
from workflows._vocabulary import SEATS

NO_DAY = _("Ange dagen, till exempel 2026-11-30.")
NO_NUMBER = _("Ange ett helt tal från %(min)s till %(max)s.")
MOST_SEATS, MOST_DAYS, MOST_APPROVERS, MOST_PARTIES, PARTY = 999, 365, 9, 50, 40


class BodyForm(Form):
    """A body."""

    name = StringField(
        _("Namn"),
        filters=[clean_line],
        validators=[DataRequired(_("Skriv organets namn.")), Length(max=200, message=TOO_LONG)],
    )
    short_name = StringField(
        _("Beteckning"),
        filters=[clean_line],
        description=_("Kort, till exempel KSAU. Den står i paragrafernas nummer."),
        validators=[DataRequired(_("Skriv organets beteckning.")), Length(max=20, message=TOO_LONG)],
    )
    kind = SelectField(_("Slag"))
    parent = SelectField(
        _("Närmast över"), coerce=choice, description=_("Det organ som det här bereder ärenden åt, eller hör till.")
    )
    own_register = BooleanField(
        _("Eget diarium"),
        description=_("Nya ärenden till organet får nummer i en egen serie, med organets beteckning."),
    )
    valid_from = DateField(_("Finns från och med"), validators=[Optional()])
    valid_to = DateField(
        _("Finns till och med"),
        description=_("Ange en dag för att avsluta organet. Platser som är längre avslutas samma dag."),
        validators=[Optional()],
    )
    version = HiddenField()

    def offer(self, bodies: Iterable[Body]) -> None:
        """Fill the choices: the kinds with what they may decide, and the bodies that may stand over it."""
        self.kind.choices = [SelectChoice(kind.code, gettext(kind.label)) for kind in KINDS.values()]
        rows = [SelectChoice(str(body.id), body.name) for body in bodies]
        self.parent.choices = [SelectChoice("0", gettext("Inget")), *rows]

    def draft(self) -> BodyDraft:
        """The body as it is to be."""
        return BodyDraft(
            kind=self.kind.data,
            name=self.name.data,
            short_name=self.short_name.data,
            parent_id=self.parent.data or None,
            own_register=self.own_register.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


def _number(least: int, most: int) -> list[Any]:
    return [NumberRange(least, most, message=NO_NUMBER)]


class RulesForm(Form):
    """What holds for a body from a day on."""

    valid_from = DateField(_("Gäller från och med"), validators=[InputRequired(NO_DAY)])
    members = IntegerField(
        _("Antal ledamöter"),
        description=_("Med ordförande och vice ordförande. Tomt: så många som har en plats. Vakanser räknas härifrån."),
        validators=[Optional(), *_number(1, MOST_SEATS)],
    )
    substitutes = IntegerField(_("Antal ersättare"), validators=[Optional(), *_number(0, MOST_SEATS)])
    notice_days = IntegerField(
        _("Kallelse, dagar före"),
        description=_("Tomt: ingen tid är bestämd. För nämnder har lagen ingen tid; reglementet kan ha en."),
        validators=[Optional(), *_number(0, MOST_DAYS)],
    )
    approver_count = IntegerField(
        _("Antal justerare"),
        description=_("Utöver ordföranden."),
        validators=[InputRequired(_("Ange hur många som justerar.")), *_number(1, MOST_APPROVERS)],
    )
    party_orders = TextAreaField(
        _("Inkallelseordning mellan partier"),
        filters=[clean],
        description=_(
            "Ett parti på varje rad, till exempel S: V, MP. Partiets egna ersättare kommer alltid först, i sin "
            "ordning. Partier som inte nämns kommer sist."
        ),
        validators=[Length(max=2000, message=TOO_LONG)],
        render_kw={"rows": 4},
    )
    remote_allowed = BooleanField(
        _("Ledamöter får delta på distans"),
        description=_("När fullmäktige har beslutat det (kommunallagen 5 kap. 16 § och 6 kap. 24 §)."),
    )
    open_meetings = BooleanField(
        _("Offentliga sammanträden"),
        description=_("Fullmäktiges är det. En nämnds får vara det om fullmäktige medger (kommunallagen 6 kap. 25 §)."),
    )
    alternating_service = BooleanField(
        _("Växeltjänstgöring är tillåten"),
        description=_("Ledamot och ersättare turas om under ett sammanträde. Inte i fullmäktige."),
    )
    substitute_notes = BooleanField(
        _("Ersättare som inte tjänstgör får få sin mening antecknad"),
        description=_("Om fullmäktige har beslutat det (kommunallagen 6 kap. 17 §)."),
    )
    citizen_proposals = BooleanField(
        _("Medborgarförslag tas emot"),
        description=_("Bara för fullmäktige, när det har beslutat det (kommunallagen 8 kap. 1 §)."),
    )
    version = HiddenField()

    def against(self, kind: str) -> bool:
        """Whether a body of that kind may not have such rules by law; then each field says so."""
        found = against_the_law(kind, self.rules())
        for name, text in found:
            self[name].errors = [*self[name].errors, gettext(text)]
        return bool(found)

    def validate_party_orders(self, field: Any) -> None:
        """A line is a party, a colon, and the parties after it."""
        seen: set[str] = set()
        for line in filter(str.strip, (field.data or "").splitlines()):
            party, after = _order(line)
            if not party or not after or max(len(name) for name in (party, *after)) > PARTY or party in seen:
                told = gettext("Skriv ”%(line)s” som ett parti, ett kolon och de andra partierna.", line=line[:60])
                raise ValidationError(told)
            seen.add(party)
        if len(seen) > MOST_PARTIES:
            raise ValidationError(gettext("Högst %(count)s partier.", count=MOST_PARTIES))

    def rules(self) -> Rules:
        """The rules as they are to be."""
        lines = [_order(line) for line in filter(str.strip, (self.party_orders.data or "").splitlines())]
        return Rules(
            members=self.members.data,
            substitutes=self.substitutes.data,
            notice_days=self.notice_days.data,
            approver_count=self.approver_count.data,
            remote_allowed=self.remote_allowed.data,
            alternating_service=self.alternating_service.data,
            open_meetings=self.open_meetings.data,
            substitute_notes=self.substitute_notes.data,
            citizen_proposals=self.citizen_proposals.data,
            party_orders=dict(lines),
        )


def _order(line: str) -> tuple[str, tuple[str, ...]]:
    party, _colon, after = line.partition(":")
    return party.strip(), tuple(name.strip() for name in after.split(",") if name.strip())


def orders_written(orders: Mapping[str, Sequence[str]]) -> str:
    """The order between parties as the form has it."""
    return "\n".join(f"{party}: {', '.join(after)}" for party, after in orders.items())


OTHER, NOBODY = "other", "nobody"
"""In the list of persons, beside their ids."""


class SeatForm(Form):
    """Who sits where: of a new seat, or of one as it is from a day on."""

    day = DateField(_("Från och med"), validators=[InputRequired(NO_DAY)])
    person = SelectField(_("Person"))
    name = StringField(
        _("Namn på en ny person"),
        filters=[clean_line],
        description=_("Bara när personen inte finns i listan."),
        validators=[Length(max=200, message=TOO_LONG)],
    )
    email = EmailField(
        _("E-postadress till ett konto som finns"),
        filters=[clean_line],
        description=_("När personen har ett konto men inte finns i listan."),
        validators=[Length(max=254, message=TOO_LONG)],
    )
    role = SelectField(_("Uppdrag"))
    party = StringField(
        _("Parti eller medlem"),
        filters=[clean_line],
        description=_("Partiets förkortning, eller den medlem i förbundet som har valt personen."),
        validators=[Length(max=PARTY, message=TOO_LONG)],
    )
    position = IntegerField(
        _("Ordning"),
        description=_("1 för förste vice ordförande eller den ersättare som kallas först. Tomt: sist."),
        validators=[Optional(), *_number(1, MOST_SEATS)],
    )
    valid_to = DateField(_("Till och med"), description=_("Tomt: tills vidare."), validators=[Optional()])

    def offer(self, persons: Iterable[Person], *, vacant: bool) -> None:
        """Fill the choices; `vacant`: the seat may be left to nobody."""
        first = [SelectChoice(OTHER, gettext("Någon annan, som skrivs nedan"))]
        if vacant:
            first.append(SelectChoice(NOBODY, gettext("Ingen, platsen blir vakant")))
        self.person.choices = [*first, *(SelectChoice(str(row.id), _named(row)) for row in persons)]
        self.role.choices = [SelectChoice(role, gettext(SEATS[role]).capitalize()) for role in SEATS]

    @property
    def leaves_it_vacant(self) -> bool:
        """Whether nobody is to have the seat."""
        return self.person.data == NOBODY

    @property
    def person_id(self) -> int | None:
        """Who was chosen in the list; None for one who is written."""
        return whole(self.person.data)

    def draft(self, person_id: int) -> SeatDraft:
        """The seat as it is to be."""
        return SeatDraft(
            person_id=person_id,
            role=self.role.data,
            party=self.party.data or "",
            position=self.position.data or 0,
            valid_from=self.day.data,
            valid_to=self.valid_to.data,
        )


def _named(person: Person) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name


MOST_LEVELS = 3


class LevelForm(Form):
    """One level of the review; without a name it is no level."""

    class Meta:
        """Its token is the whole form's."""

        csrf = False

    label = StringField(_("Granskning"), filters=[clean_line], validators=[Length(max=100, message=TOO_LONG)])
    title = StringField(
        _("Granskarens titel"),
        filters=[clean_line],
        description=_("Tom: vilken chef som helst."),
        validators=[Length(max=200, message=TOO_LONG)],
    )


class LevelsForm(Form):
    """How officer reports to a body are reviewed. `stands` is what the page showed, so that nobody's change is lost."""

    levels = FieldList(FormField(LevelForm), min_entries=MOST_LEVELS, max_entries=MOST_LEVELS)
    stands = HiddenField()

    def rows(self) -> list[dict[str, str]]:
        """The levels in order, as a body keeps them."""
        return [{"label": row["label"], "title": row["title"]} for row in self.levels.data if row["label"]]
