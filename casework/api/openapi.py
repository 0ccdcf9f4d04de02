"""The API's description (OpenAPI 3.1), made of its routes."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import GenerateJsonSchema

from casework.api import answers
from casework.api.routes import OPERATIONS, Operation
from casework.api.routes import blueprint as blueprint  # noqa: PLC0414  # with its description it is whole
from casework.extensions import API
from casework.permissions import PERMISSIONS, Scoped, anyone
from casework.problems import MEDIA_TYPE, TOLD
from casework.settings import VERSION
from casework.web import DIGITS

REFS = "#/components/schemas/{model}"
ARGUMENT = re.compile(r"<int:(\w+)>")


class FieldError(BaseModel):
    """What is wrong with a field."""

    field: str
    message: str


class Problem(BaseModel):
    """An error; reasons are those of the rules, in Swedish."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]
    reasons: list[str]


class DifferenceRun(BaseModel):
    """A piece of text that both have, or only what is stored, or only what was sent."""

    kind: str
    text: str


class DifferentPart(BaseModel):
    """A part of the report in which the two differ."""

    part: str
    runs: list[DifferenceRun]


class Conflict(Problem):
    """It has changed since it was read: the version that stands, and where the two differ."""

    current: int
    difference: list[DifferentPart]


@blueprint.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """This description."""
    return document()


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    schemas, components = _schemas()
    paths: dict[str, Any] = {}
    for name, operation in OPERATIONS.items():
        path = API + ARGUMENT.sub(r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(name, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Casework",
            "version": VERSION,
            "description": "Ärenden, sammanträden och beslut. Samma regler som på sidorna; feltexter på svenska.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> tuple[dict[tuple[Any, str], Any], Any]:
    """The schema of each type, by how it is used, and those that they refer to by name."""
    wanted: list[tuple[Any, Any, Any]] = [
        ((name, use), "validation" if use == "takes" else "serialization", adapter.core_schema)
        for name, operation in OPERATIONS.items()
        for use, adapter in operation.adapters.items()
    ]
    wanted += [
        ((model.__name__, "problem"), "serialization", model.__pydantic_core_schema__) for model in (Problem, Conflict)
    ]
    found, definitions = GenerateJsonSchema(by_alias=True, ref_template=REFS).generate_definitions(wanted)
    return {key: schema for (key, _mode), schema in found.items()}, definitions


def _operation(name: str, operation: Operation, schemas: dict[tuple[Any, str], Any]) -> dict[str, Any]:
    predicate = PERMISSIONS[f"api.{name}"]
    told: dict[str, Any] = {"operationId": name, "summary": operation.summary, "parameters": _parameters(operation)}
    if predicate is not anyone:
        told["security"] = [{"token": []}]
    if isinstance(predicate, Scoped):
        told["description"] = f"Behörighet: {predicate.scope}."
    if operation.takes is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas[name, "takes"]}}}
    if operation.file:
        part = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
        told["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": part}}}
    answer = {"description": "Klart.", "content": {"application/json": {"schema": schemas[name, "answer"]}}}
    told["responses"] = {str(operation.status): answer}
    for code in _refusals(operation):
        schema = schemas["Conflict" if code == 409 else "Problem", "problem"]
        told["responses"][str(code)] = {"description": TOLD[code][0], "content": {MEDIA_TYPE: {"schema": schema}}}
    return told


def _refusals(operation: Operation) -> list[int]:
    """Every status that the call may be refused with."""
    codes = {400, 401, 403, 500, *operation.refuses}
    if ARGUMENT.search(operation.path):
        codes.add(404)
    if operation.query is not None or operation.keyed:
        codes.add(422)
    if operation.takes is not None or operation.file:
        codes |= {413, 415, 422}
    return sorted(codes)


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    key = {"type": "integer", "minimum": 0, "maximum": 10**DIGITS - 1}
    rows = [{"name": name, "in": "path", "required": True, "schema": key} for name in ARGUMENT.findall(operation.path)]
    if operation.query is not None:
        schema = operation.query.model_json_schema()
        required = schema.get("required", [])
        rows += [
            {"name": name, "in": "query", "required": name in required, "schema": _one(part)}
            for name, part in schema["properties"].items()
        ]
    if operation.keyed:
        pattern = {"type": "string", "pattern": f"^{answers.KEY.pattern}$"}
        told = "Samma nyckel och samma anrop ger samma svar, och gör saken en gång. Sparas i 48 timmar."
        rows.append({"name": answers.HEADER, "in": "header", "required": False, "schema": pattern, "description": told})
    return rows


def _one(part: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out rather than null."""
    alternatives = [row for row in part.get("anyOf", []) if row.get("type") != "null"]
    return alternatives[0] if len(alternatives) == 1 else {key: part[key] for key in part if key != "default"}
