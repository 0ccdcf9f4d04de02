"""What keepers of the notice board fill in."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from casework.web import TOO_LONG, Form, clean, clean_line

LONGEST = 2000


class StepForm(Form):
    """A step with the notice; `version` is the one that its page showed."""

    version = HiddenField()


class TakeDownForm(StepForm):
    """Taking down early says why."""

    note = TextAreaField(
        _("Varför anslaget tas ned i förtid"),
        filters=[clean],
        description=_("Skälet sparas i anslagets historik."),
        validators=[
            InputRequired(_("Skriv varför anslaget tas ned innan överklagandetiden har gått ut.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )


class AnswerForm(Form):
    """A person answers for the days on which nobody saw the notice, up to `until`."""

    until = DateField(_("Till och med"), validators=[InputRequired(_("Ange till och med vilken dag."))])
    note = TextAreaField(
        _("Hur du vet att anslaget var uppe"),
        filters=[clean],
        description=_("Till exempel: webbplatsens egen logg visar att sidan var åtkomlig hela dagen."),
        validators=[
            InputRequired(_("Skriv hur du vet att anslaget var uppe.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )


class BoardForm(Form):
    """What every notice of the authority says from now on."""

    version = HiddenField()
    kept_at = TextAreaField(
        _("Var protokollen finns"),
        filters=[clean_line],
        description=_("Plats, och vem man frågar: Kommunkansliet, Storgatan 1, registratorn, 0123-456 00."),
        validators=[InputRequired(_("Skriv var protokollen finns.")), Length(max=500, message=TOO_LONG)],
    )
    court = StringField(
        _("Förvaltningsrätt"),
        filters=[clean_line],
        description=_("Dit laglighetsprövning begärs: Förvaltningsrätten i Uppsala."),
        validators=[
            InputRequired(_("Skriv vilken förvaltningsrätt som prövar besluten.")),
            Length(max=200, message=TOO_LONG),
        ],
    )


FORMS: dict[str, type[StepForm]] = {
    "take_down_early": TakeDownForm,
    "post_again": StepForm,
    "take_down": StepForm,
}
"""By step of the table."""
