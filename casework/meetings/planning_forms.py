"""Planning a meeting or a series of them, changing one, and the items that stand on every agenda."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from casework import clock
from casework.law.extra import DEMANDERS, THIRD
from casework.meetings.operations import Extra
from casework.meetings.ordering import DECISIONS, LISTED, NUMBER
from casework.meetings.recurrence import GIVEN, MONTHS, MOST, WEEKS, Recurrence, days_of
from casework.meetings.series import MeetingDraft, Papers, SeriesDraft
from casework.meetings.standing import StandingDraft
from casework.people.models import Body
from casework.web import TOO_LONG, Form, choice, clean, clean_line, form_key
from workflows._meeting_rules import decided_points
from workflows._vocabulary import ITEM_KINDS

NO_NUMBER = _("Ange ett helt tal från %(min)s till %(max)s.")
NO_DAY = _("Ange dagen, till exempel 2026-11-30.")
NO_TIME = _("Ange tiden, till exempel 08:30.")
MOST_DAYS_BEFORE = 90
NOON = time(12)


def _ahead(day: date | None) -> bool:
    """A meeting is planned ahead; years that no calendar of ours reaches are a slip of the keyboard."""
    today = clock.today()
    return day is None or today <= day <= today.replace(day=1, year=today.year + 5)


def _place() -> StringField:
    validators = [DataRequired(_("Ange platsen.")), Length(max=200, message=TOO_LONG)]
    return StringField(_("Plats"), filters=[clean_line], validators=validators)


class PlannedForm(Form):
    """What one meeting and a series have in common."""

    body = SelectField(_("Organ"), coerce=choice)
    time = TimeField(_("Tid"), validators=[InputRequired(NO_TIME)])
    place = _place()
    papers_days = IntegerField(
        _("Manusstopp, dagar före"),
        description=_("Det som sätts upp senare märks som sent inkommet. Tomt: inget manusstopp."),
        validators=[Optional(), NumberRange(0, MOST_DAYS_BEFORE, message=NO_NUMBER)],
    )
    papers_time = TimeField(_("Manusstopp, tid"), description=_("Tomt: kl. 12.00."), validators=[Optional()])
    creation_key = HiddenField(filters=[form_key], validators=[Length(max=64)])

    def offer(self, bodies: list[Body]) -> None:
        """Fill the choices."""
        self.body.choices = [SelectChoice(str(body.id), body.name) for body in bodies]

    def papers(self) -> Papers | None:
        """Until when papers are handed in; None for whenever."""
        days = self.papers_days.data
        return None if days is None else Papers(days, self.papers_time.data or NOON)


class MeetingForm(PlannedForm):
    """A meeting of a body, ordinary or extra."""

    day = DateField(_("Dag"), validators=[InputRequired(NO_DAY)])
    demanded_by = SelectField(_("Extra sammanträde"), default="")
    demand_names = TextAreaField(
        _("Ledamöter som har begärt det"),
        filters=[clean],
        description=_("Ett namn på varje rad, när en tredjedel av ledamöterna har begärt sammanträdet."),
        validators=[Length(max=5000, message=TOO_LONG)],
        render_kw={"rows": 3},
    )

    def offer(self, bodies: list[Body]) -> None:
        """Fill the choices."""
        super().offer(bodies)
        demanded = [
            SelectChoice(code, gettext("Ja, begärt av %(who)s", who=gettext(who))) for code, who in DEMANDERS.items()
        ]
        self.demanded_by.choices = [SelectChoice("", gettext("Nej, ett ordinarie sammanträde")), *demanded]

    def starts_at(self) -> datetime:
        """When it starts, in UTC."""
        return clock.from_local(datetime.combine(self.day.data, self.time.data))

    def papers_due_at(self) -> datetime | None:
        """Until when papers are handed in."""
        papers = self.papers()
        return papers.due(self.day.data) if papers else None

    def extra(self) -> Extra | None:
        """Who has demanded it; None for an ordinary meeting."""
        if not self.demanded_by.data:
            return None
        names = [clean_line(line) for line in (self.demand_names.data or "").splitlines() if line.strip()]
        return Extra(self.demanded_by.data, names if self.demanded_by.data == THIRD else [])

    def validate_day(self, field: Any) -> None:
        """It is planned ahead."""
        if not _ahead(field.data):
            raise ValidationError(gettext("Ange en dag från i dag och högst fem år framåt."))


class SeriesForm(PlannedForm):
    """A series of meetings; the days that it gives are shown before anything is saved."""

    frequency = SelectField(_("Upprepas"))
    first_day = DateField(_("Första dagen"), description=_("Tomt när dagarna anges nedan."), validators=[Optional()])
    every = IntegerField(
        _("Med mellanrum av"),
        default=1,
        description=_("2 för varannan vecka, eller varannan månad."),
        validators=[Optional(), NumberRange(1, 52, message=NO_NUMBER)],
    )
    until = DateField(_("Till och med"), validators=[Optional()])
    count = IntegerField(
        _("Antal sammanträden"),
        description=_("I stället för en sista dag."),
        validators=[Optional(), NumberRange(1, MOST, message=NO_NUMBER)],
    )
    given = TextAreaField(
        _("Dagar"),
        filters=[clean],
        description=_("En dag på varje rad, till exempel 2026-11-30."),
        validators=[Length(max=2000, message=TOO_LONG)],
        render_kw={"rows": 5},
    )

    def offer(self, bodies: list[Body]) -> None:
        """Fill the choices."""
        super().offer(bodies)
        self.frequency.choices = [
            SelectChoice(WEEKS, gettext("Med veckor emellan")),
            SelectChoice(MONTHS, gettext("Samma veckodag i månaden, till exempel andra tisdagen")),
            SelectChoice(GIVEN, gettext("På dagar som anges")),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Beside what each field asks: a first day and one end, or the days that are given."""
        holds = super().validate(extra_validators)
        lacks = self._lacks() if holds else []
        for name, told in lacks:
            self[name].errors = [told]
        return holds and not lacks

    def _lacks(self) -> list[tuple[str, str]]:
        """What the days lack, by field."""
        if self.frequency.data == GIVEN:
            return self._lacks_days()
        return self._lacks_an_end() or self._goes_too_far()

    def _lacks_days(self) -> list[tuple[str, str]]:
        try:
            return [] if self._given() else [("given", gettext("Skriv minst en dag, till exempel 2026-11-30."))]
        except ValueError as error:
            return [("given", str(error))]

    def _lacks_an_end(self) -> list[tuple[str, str]]:
        first, until, count = self.first_day.data, self.until.data, self.count.data
        if first is None:
            return [("first_day", gettext("Ange första dagen, till exempel 2026-11-30."))]
        if not _ahead(first):
            return [("first_day", gettext("Ange en dag från i dag och högst fem år framåt."))]
        if until is None and count is None:
            return [("until", gettext("Ange en sista dag eller ett antal sammanträden."))]
        if until is not None and count is not None:
            return [("until", gettext("Ange antingen en sista dag eller ett antal, inte båda."))]
        if until is not None and until < first:
            return [("until", gettext("Sista dagen kan inte vara före den första."))]
        return []

    def _goes_too_far(self) -> list[tuple[str, str]]:
        if _ahead(days_of(self.draft().recurrence)[-1]):
            return []
        told = gettext("Serien går mer än fem år framåt. Ange en tidigare sista dag, eller färre sammanträden.")
        return [("until", told)]

    def _given(self) -> list[date]:
        """Raises ValueError with a sentence for a line that is no day ahead."""
        found = []
        for line in filter(str.strip, (self.given.data or "").splitlines()):
            try:
                found.append(date.fromisoformat(line.strip()))
            except ValueError:
                raise ValueError(gettext("”%(line)s” är ingen dag.", line=line.strip()[:40])) from None
            if not _ahead(found[-1]):
                raise ValueError(gettext("Ange en dag från i dag och högst fem år framåt."))
        return found

    def draft(self) -> SeriesDraft:
        """The series as it is to be planned."""
        rule = Recurrence(
            self.frequency.data,
            self.first_day.data or clock.today(),
            self.every.data or 1,
            self.until.data,
            self.count.data,
            self._given() if self.frequency.data == GIVEN else (),
        )
        return SeriesDraft(rule, self.time.data, self.place.data, self.papers())


class ChangeForm(Form):
    """Another day, time or place for one meeting, with the reason; and when papers are due."""

    day = DateField(_("Dag"), validators=[InputRequired(NO_DAY)])
    time = TimeField(_("Tid"), validators=[InputRequired(NO_TIME)])
    place = _place()
    papers_day = DateField(_("Manusstopp, dag"), validators=[Optional()])
    papers_time = TimeField(_("Manusstopp, tid"), description=_("Tomt: kl. 12.00."), validators=[Optional()])
    note = TextAreaField(
        _("Skäl"),
        filters=[clean],
        description=_("Behövs när dag, tid eller plats ändras. Skälet syns på sammanträdets sida."),
        validators=[Length(max=2000, message=TOO_LONG)],
        render_kw={"rows": 3},
    )
    version = HiddenField()

    def validate_day(self, field: Any) -> None:
        """It is planned ahead."""
        if not _ahead(field.data):
            raise ValidationError(gettext("Ange en dag från i dag och högst fem år framåt."))

    def validate_papers_day(self, field: Any) -> None:
        """It is as near to the meeting as when one is planned; later than it, the operation refuses."""
        day = self.day.data
        if field.data and day and (day - field.data).days > MOST_DAYS_BEFORE:
            told = gettext("Manusstoppet kan vara högst %(count)s dagar före sammanträdet.", count=MOST_DAYS_BEFORE)
            raise ValidationError(told)

    def draft(self) -> MeetingDraft:
        """The meeting as it is to be."""
        papers = self.papers_day.data
        due = clock.from_local(datetime.combine(papers, self.papers_time.data or NOON)) if papers else None
        starts_at = clock.from_local(datetime.combine(self.day.data, self.time.data))
        return MeetingDraft(starts_at, self.place.data, due)


class StandingForm(Form):
    """An item that stands on every agenda of a body."""

    kind = SelectField(_("Slag"))
    title = StringField(
        _("Rubrik"),
        filters=[clean_line],
        validators=[DataRequired(_("Skriv punktens rubrik.")), Length(max=300, message=TOO_LONG)],
    )
    proposal = TextAreaField(
        _("Förslag till beslut"),
        filters=[clean],
        description=_("En punkt i varje stycke, med en tom rad emellan. Tomt: punkten har inget förslag."),
        validators=[Length(max=5000, message=TOO_LONG)],
        render_kw={"rows": 4},
    )
    at_the_end = BooleanField(_("Sist på listan"), description=_("Annars står den först, före ärendena."))
    position = IntegerField(
        _("Ordning"), validators=[InputRequired(_("Ange ordningen.")), NumberRange(1, 99, message=NO_NUMBER)]
    )
    active = BooleanField(_("Sätts upp på nya sammanträden"))
    version = HiddenField()

    def offer(self) -> None:
        """Fill the choices."""
        kinds = [(code, label) for code, label in ITEM_KINDS.items() if code != "case"]
        self.kind.choices = [SelectChoice(code, gettext(label)) for code, label in kinds]

    def draft(self) -> StandingDraft:
        """The item as it is to be."""
        return StandingDraft(
            self.kind.data,
            self.title.data,
            decided_points(self.proposal.data or ""),
            self.at_the_end.data,
            self.position.data,
            self.active.data,
        )


class OrderForm(Form):
    """In which order a body has its cases."""

    cases = SelectField(_("Ärendenas ordning"))

    def offer(self) -> None:
        """Fill the choices."""
        self.cases.choices = [
            SelectChoice(LISTED, gettext("Som de har satts upp")),
            SelectChoice(DECISIONS, gettext("Beslut före information")),
            SelectChoice(NUMBER, gettext("Efter ärendenummer")),
        ]


def next_place(items: Sequence[Any]) -> int:
    """The place after the last one."""
    return max((item.position for item in items), default=0) + 1
