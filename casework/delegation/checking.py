"""What the writer of a proposal is told of each point: who may decide it, by the scheme and by the law's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from casework.cases.models import Case
from casework.cases.queries import latest_report, report_facts
from casework.delegation.queries import Scheme, given_to, schemes_in_force
from casework.law.bodies import OWN_POWER
from casework.law.delegation import (
    NOTHING_MORE,
    OF_WEIGHT,
    PREPARATION,
    TO_BODY,
    Bar,
    Known,
    assembly_matters,
    bars,
    is_preparation,
)
from casework.people.models import Body
from casework.permissions import Reader
from workflows import WORKFLOWS
from workflows._vocabulary import AT_DELEGATION


@dataclass(frozen=True)
class PointWarning:
    """What to look at in one point of a proposal, worded; a mild one tells what the point rests on."""

    number: int
    text: str
    paragraph: str
    mild: bool = False


def warnings(points: Sequence[tuple[str, Body | None]], kind: str, day: date) -> list[PointWarning]:
    """What to look at in the points of a proposal, each with the body that is to decide it (R-31 to R-33).

    Gentle: words hint, the writer judges. Nothing is said of a point without a body. At most one statement.
    """
    lower = [body for _text, body in points if body is not None and body.kind not in OWN_POWER]
    known = schemes_in_force({body.parent_id for body in lower if body.parent_id}, day) if lower else {}
    found: list[PointWarning] = []
    for number, (text, body) in enumerate(points, start=1):
        if body is not None and body.kind in OWN_POWER:
            about = assembly_matters(text) if body.kind != "assembly" else []
            found += [_worded(bar, number, body.name, "") for bar in about]
        elif body is not None:
            own = "\n".join(text for text, other in points if other is not None and other.id == body.id)
            found += _delegated(number, text, body, known.get(body.parent_id or 0), (kind, own))
    return found


def _delegated(
    number: int, text: str, body: Body, scheme: Scheme | None, matter: tuple[str, str]
) -> list[PointWarning]:
    """What to look at in a point that a body decides by delegation; `matter`: the kind, and all that it decides."""
    above = scheme.body if scheme else None
    found = [_worded(bar, number, body.name, _name(above)) for bar in _of_weight(text)]
    rule = scheme.to_body(body, *matter) if scheme else None
    if rule is not None and scheme is not None:
        told = gettext(
            "Punkt %(number)s stöds av punkt %(point)s i delegationsordningen för %(above)s.",
            number=number,
            point=rule.point,
            above=scheme.body.name,
        )
        return [*found, PointWarning(number, told, TO_BODY, mild=True)]
    return [*found, _without_support(number, text, body, above)]


def _without_support(number: int, text: str, body: Body, above: Body | None) -> PointWarning:
    """The scheme gives the body no such matter: it prepares, or somebody else decides."""
    values = {"number": number, "body": body.name, "above": _name(above)}
    if is_preparation(text):
        told = gettext(
            "Punkt %(number)s ger ett uppdrag att ta fram underlag. Det kan vara beredning, som %(body)s kan ha till "
            "uppgift (kommunallagen 6 kap. 41 §). Är det ett beslut behövs delegation från %(above)s (6 kap. 37 §).",
            **values,
        )
        return PointWarning(number, told, PREPARATION, mild=True)
    told = gettext(
        "Punkt %(number)s: %(body)s får bara besluta det som %(above)s har delegerat (kommunallagen 6 kap. 37 §). "
        "Delegationsordningen har ingen punkt som passar. Låt %(above)s besluta, eller skriv punkten som ett förslag "
        "dit.",
        **values,
    )
    return PointWarning(number, told, TO_BODY)


def _of_weight(text: str, known: Known = NOTHING_MORE) -> list[Bar]:
    """What may not be delegated in the point; and what is the assembly's, where KL 6:38 p 1 has not told already."""
    barred = bars(text, known)
    return barred if any(bar.paragraph == OF_WEIGHT for bar in barred) else barred + assembly_matters(text)


def _worded(bar: Bar, number: int, who: str, above: str) -> PointWarning:
    values = {"number": number, "body": who, "above": above, "paragraph": bar.paragraph}
    values["matter"] = gettext(bar.matter) if bar.matter else ""
    return PointWarning(number, gettext(bar.text_sv) % values, bar.paragraph)


def _name(above: Body | None) -> str:
    return above.name if above else gettext("organet ovanför")


def before_deciding(case: Case, reader: Reader) -> list[PointWarning]:
    """What to look at before the reader decides the case for a body; [] where that is not his to do."""
    report = latest_report(case.id) if WORKFLOWS[case.kind].looks_at(case.state, AT_DELEGATION) else None
    points = report_facts(report.content, report.content_hash).points if report else ()
    scheme, given = given_to(case, reader, points) if points else (None, [])
    if scheme is None or not given:
        return []
    known = Known(citizen_proposal=case.origin == "citizen_proposal")
    return [
        _worded(bar, number, gettext("en anställd"), scheme.body.name)
        for number, text in enumerate(points, start=1)
        for bar in _of_weight(text, known)
    ]
