"""Routes of the API: each with what it takes and answers, so that its description cannot say anything else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, g
from pydantic import TypeAdapter

from casework import problems
from casework.api.shapes import Query, body_as, query_as
from casework.errors import StaleVersion
from casework.extensions import API, csrf
from casework.problems import Changed, Invalid
from workflows import StepRefused

blueprint = Blueprint("api", __name__, url_prefix=API)
blueprint.register_error_handler(Invalid, problems.invalid)
blueprint.register_error_handler(StepRefused, problems.refused)
blueprint.register_error_handler(Changed, problems.changed)
blueprint.register_error_handler(StaleVersion, lambda error: problems.changed(Changed(error.current, "")))
csrf.exempt(blueprint)  # there is no cookie that another site's page could make use of


@dataclass(frozen=True)
class Operation:
    """One call: its address, the types of what it takes and answers, and the statuses of its refusals.

    `keyed`: it makes something and takes an Idempotency-Key. `file`: its body is a file in a form.
    """

    method: str
    path: str
    summary: str
    answer: Any
    status: int = 200
    takes: Any = None
    query: type[Query] | None = None
    refuses: tuple[int, ...] = ()
    keyed: bool = False
    file: bool = False
    adapters: dict[str, TypeAdapter[Any]] = field(default_factory=dict)

    def respond(self, made: Any) -> Response:
        """The answer, written as its type says; what was left out of it stays out."""
        body = self.adapters["answer"].dump_json(made, by_alias=True, exclude_unset=True)
        return Response(body, self.status, content_type="application/json")


OPERATIONS: dict[str, Operation] = {}
"""By the name of the function, which is the endpoint's and the operationId."""

View = TypeVar("View", bound=Callable[..., Any])


def route(method: str, path: str, **more: Any) -> Callable[[View], View]:
    """Answer that call by the function: `sent` is the body as `takes`, `query` what stands in the address.

    The function gives an `answer`, or a Response that was made of one. Its docstring's first line is the summary.
    """

    def mark(view: View) -> View:
        operation = Operation(method, path, (view.__doc__ or "").strip().split("\n")[0], **more)
        for name, type_ in (("answer", operation.answer), ("takes", operation.takes)):
            if type_ is not None:
                operation.adapters[name] = TypeAdapter(type_)
        OPERATIONS[view.__name__] = operation
        blueprint.add_url_rule(path, view.__name__, _answering(operation, view), methods=[method])
        return view

    return mark


def _answering(operation: Operation, view: Callable[..., Any]) -> Callable[..., Response]:
    @wraps(view)
    def answer(**given: Any) -> Response:
        g.operation = operation
        if operation.query is not None:
            given["query"] = query_as(operation.query)
        if operation.takes is not None:
            given["sent"] = body_as(operation.adapters["takes"])
        made = view(**given)
        return made if isinstance(made, Response) else operation.respond(made)

    return answer
