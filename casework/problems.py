"""Errors as programs read them: application/problem+json (RFC 9457), in Swedish, with the reasons of the rules."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from casework.permissions import NOBODY, PERMISSIONS, Scoped, current_reader
from workflows import StepRefused
from workflows._vocabulary import N_

MEDIA_TYPE = "application/problem+json"

# What happened, and what to do.
TOLD = {
    400: (N_("Anropet kan inte läsas"), N_("Innehållet är inte giltig JSON i UTF-8.")),
    401: (N_("Token krävs"), N_("Skicka huvudet Authorization: Bearer TOKEN.")),
    403: (N_("Inte tillåtet"), N_("Din roll ger inte rätt till det här.")),
    404: (N_("Finns inte"), N_("Adressen finns inte, eller så får du inte se det som finns där.")),
    405: (N_("Fel metod"), N_("Adressen finns, men inte med den metoden.")),
    409: (N_("Någon annan hann före"), N_("Det har ändrats sedan du läste det. Ingenting är sparat.")),
    413: (N_("För stort"), N_("Innehållet är större än vad som tas emot.")),
    415: (N_("Fel slags innehåll"), N_("Skicka innehållet som application/json.")),
    422: (N_("Går inte att använda"), N_("Någon uppgift är fel. Ingenting är sparat.")),
    500: (N_("Något gick fel"), N_("Felet är vårt. Ingenting är sparat.")),
}
REFUSED = N_("En regel säger nej. Ingenting är sparat.")
UNKNOWN_TOKEN = N_("Token gäller inte: den finns inte, har gått ut eller är återkallad.")
SCOPE_MISSING = N_("Token saknar behörigheten %(scope)s.")


class Invalid(Exception):
    """A field that cannot be used; nothing was written. `errors` are (field, sentence), a field as "report.title"."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors))


class Changed(Exception):
    """As errors.StaleVersion, with the `difference` between what is stored and what was sent."""

    def __init__(self, current: int, detail: str, difference: Sequence[Any] = ()) -> None:
        self.current, self.detail, self.difference = current, detail, difference
        super().__init__(detail)


def problem(
    code: int,
    detail: str = "",
    *,
    errors: Sequence[tuple[str, str]] = (),
    reasons: Sequence[str] = (),
    **more: Any,
) -> Response:
    """The answer of that status; `detail` says more than the status does by itself."""
    title, usual = TOLD[code]
    told = {
        "type": "about:blank",
        "title": gettext(title),
        "status": code,
        "detail": detail or gettext(usual),
        "errors": [{"field": field, "message": message} for field, message in errors],
        "reasons": list(reasons),
        **more,
    }
    return Response(json.dumps(told, ensure_ascii=False), code, content_type=MEDIA_TYPE)


def invalid(error: Invalid) -> Response:
    """422, field by field."""
    return problem(422, errors=error.errors)


def refused(error: StepRefused) -> Response:
    """422, with every reason."""
    return problem(422, gettext(REFUSED), reasons=[reason.worded(gettext) for reason in error.reasons])


def changed(error: Changed) -> Response:
    """409, with the version that stands and where the two differ."""
    return problem(409, error.detail, current=error.current, difference=list(error.difference))


def of_status(error: HTTPException) -> Response:
    """What Flask or a view raised, by its status."""
    code = error.code or 500
    code = code if code in TOLD else 400 if code < HTTPStatus.INTERNAL_SERVER_ERROR else 500
    own = error.description if error.description != type(error).description else ""
    answer = problem(code, _denied() if code == 403 and not own else _unknown() if code == 401 else own or "")
    if code == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="casework"' + (', error="invalid_token"' if _sent() else "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def fault() -> Response:
    """500, with nothing but the number under which the log tells of it."""
    return problem(500, request_id=g.get("request_id", ""))


def _sent() -> bool:
    return "Authorization" in request.headers


def _unknown() -> str:
    return gettext(UNKNOWN_TOKEN) if _sent() else ""


def _denied() -> str:
    predicate, reader = PERMISSIONS.get(request.endpoint or ""), current_reader()
    if isinstance(predicate, Scoped) and reader is not NOBODY and predicate.scope not in reader.scopes:
        return gettext(SCOPE_MISSING, scope=predicate.scope)
    return ""
