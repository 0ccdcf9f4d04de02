"""What programs send, as types: read strictly, each mistake told in a sentence."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

from flask import request
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from casework.problems import Invalid
from casework.web import DIGITS
from workflows._vocabulary import N_

Id = Annotated[int, Field(ge=1, lt=10**DIGITS)]
"""A key of a row."""


class Sent(BaseModel):
    """What a call takes as JSON: no field but those that it names, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """What a call takes in its address."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What a call answers."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True, populate_by_name=True)


WRONG = {
    "missing": N_("Fältet saknas."),
    "extra_forbidden": N_("Fältet finns inte."),
    "string_type": N_("Ska vara text."),
    "string_too_long": N_("Texten är för lång."),
    "string_too_short": N_("Texten är för kort."),
    "string_pattern_mismatch": N_("Har tecken som inte får finnas här."),
    "int_type": N_("Ska vara ett heltal."),
    "int_parsing": N_("Ska vara ett heltal."),
    "int_from_float": N_("Ska vara ett heltal."),
    "bool_type": N_("Ska vara true eller false."),
    "list_type": N_("Ska vara en lista."),
    "too_long": N_("Listan är för lång."),
    "dict_type": N_("Ska vara ett objekt."),
    "model_type": N_("Ska vara ett objekt."),
    "model_attributes_type": N_("Ska vara ett objekt."),
    "greater_than_equal": N_("Talet är för litet."),
    "less_than": N_("Talet är för stort."),
    "less_than_equal": N_("Talet är för stort."),
    "literal_error": N_("Är inte ett av de värden som finns."),
}
ELSE = N_("Värdet går inte att använda.")
NOT_JSON = "json_invalid"
ALTERNATIVE = re.compile(r"(constrained-)?(int|str|none)|list\[.*")
"""How pydantic calls one of the types that a field may have, in the place of an error."""

Shape = TypeVar("Shape", bound=BaseModel)


def body_as(adapter: Any) -> Any:
    """The call's body as that type. 415 for another kind of content, 400 for what is no JSON, else Invalid."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return adapter.validate_json(request.get_data(cache=False))
    except ValidationError as error:
        rows = error.errors(include_url=False, include_input=False, include_context=False)
        if rows[0]["type"] == NOT_JSON:
            raise BadRequest from None
        raise Invalid(*_told(rows)) from None


def query_as(model: type[Shape]) -> Shape:
    """What stands in the address, as that type."""
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise Invalid(*_told(error.errors(include_url=False, include_input=False, include_context=False))) from None


def _told(rows: Iterable[Any]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for row in rows:
        place = ".".join(str(part) for part in row["loc"] if not ALTERNATIVE.fullmatch(str(part)))
        found.setdefault(place, gettext(WRONG.get(row["type"], ELSE)))
    return list(found.items())
