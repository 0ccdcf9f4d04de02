"""The demo's template of officer reports: one for every body and kind, in words of our own."""

from casework import clock
from casework.drafting.operations import add_template
from casework.drafting.parts import Part
from casework.people.models import Authority

PARTS = (
    Part(
        "PROPOSED_DECISION",
        "Förslag till beslut",
        required=True,
        copy_to_minutes=True,
        help="En åtgärd i varje punkt, skriven så att den kan föras in i protokollet som den står.",
        phrases=(
            "Förvaltningen får i uppdrag att … och redovisa det senast den …",
            "… godkänner …",
            "… föreslår … att besluta …",
            "Kostnaden finansieras inom … ram.",
            "Beslutet justeras omedelbart.",
        ),
    ),
    Part(
        "SUMMARY",
        "Sammanfattning av ärendet",
        required=True,
        help="Vad ärendet gäller och varför det tas upp, i några meningar. Utan förslag.",
        phrases=("Ärendet gäller …", "Frågan tas upp därför att …"),
    ),
    Part(
        "BACKGROUND",
        "Ärende",
        required=True,
        help="Vad som har hänt, vad som gäller i dag och vad som behöver avgöras.",
        phrases=("I dag gäller att …", "… beslutade den … (§ …) att …"),
    ),
    Part(
        "ALTERNATIVES",
        "Alternativ",
        help="Väg minst två vägar mot varandra. En av dem är ofta att inte göra något.",
    ),
    Part(
        "ASSESSMENT",
        "Bedömning",
        required=True,
        help="Vad förvaltningen kommer fram till och varför.",
        phrases=("Förvaltningen bedömer att …", "Sammantaget talar det mesta för …"),
    ),
    Part(
        "FINANCIAL_CONSEQUENCES",
        "Ekonomiska konsekvenser",
        required=True,
        help="Vad förslaget kostar, för vem och när, och hur det betalas.",
        phrases=(
            "Förslaget ryms inom nämndens budgetram.",
            "Kostnaden är … tkr per år från och med … och finansieras genom …",
            "Förslaget innebär inga kostnader.",
        ),
    ),
    Part(
        "CHILD_RIGHTS",
        "Barnets bästa",
        help="Hur barn berörs, vad som är bäst för dem och hur deras åsikter har hämtats in.",
        phrases=("Förslaget berör inte barn.", "Barn berörs genom att …"),
    ),
    Part(
        "DECISION_BASIS",
        "Beslutsunderlag",
        required=True,
        help="Tjänsteskrivelsen först. Varje handling med sitt datum.",
    ),
    Part("RECIPIENTS", "Beslutet ska skickas till", required=True),
)


def furnish(authority: Authority) -> None:
    """The template, in the caller's transaction."""
    day = clock.today()
    add_template(authority.id, None, "", "Tjänsteskrivelse", PARTS, valid_from=day, actor=None, expected_number=0)
