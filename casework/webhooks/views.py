"""The administrator's page: which systems are told of what, and how it went."""

import json
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from casework.database import write
from casework.errors import found
from casework.permissions import current_reader
from casework.webhooks.forms import LABELS, EndpointForm
from casework.webhooks.models import WebhookMessage
from casework.webhooks.operations import add_endpoint, remove_endpoint, secret_of, try_again
from casework.webhooks.queries import endpoint_for, endpoints, latest_messages, message_for, visible_to
from casework.webhooks.reaching import Refused
from workflows import PROCEDURES
from workflows._vocabulary import ADMIN

webhooks = Blueprint("webhooks", __name__)


@webhooks.get("/webhooks")
def index() -> str:
    """The systems that are told, and the last messages to them."""
    return _page(EndpointForm(formdata=None))


@webhooks.post("/webhooks")
def add() -> Any:
    """Tell another system from now on. Its secret stands in this answer and never again."""
    reader, form = current_reader(), EndpointForm()
    if not form.validate_on_submit():
        return _page(form), 422
    authority_id = reader.authorities(ADMIN)[0]
    try:
        endpoint = add_endpoint(authority_id, form.address.data, form.events.data, actor_id=reader.person_id)
    except Refused as refused:
        form.address.errors = [refused.reason.worded(_)]
        return _page(form), 422
    return _page(EndpointForm(formdata=None), secret=secret_of(endpoint)), 201


@webhooks.post("/webhooks/<int:endpoint_id>/ta-bort")
def remove(endpoint_id: int) -> Any:
    """Tell the system nothing more."""
    reader = current_reader()
    with write():
        endpoint = found(endpoint_for(endpoint_id, visible_to(reader)))
        remove_endpoint(endpoint, actor_id=reader.person_id)
    flash(_("Webbkroken är borttagen."), "ok")
    return redirect(url_for("webhooks.index"))


@webhooks.post("/webhooks/meddelanden/<int:message_id>/igen")
def again(message_id: int) -> Any:
    """Try a message that failed once more."""
    try:
        with write():
            try_again(found(message_for(message_id, visible_to(current_reader()))))
    except Refused as refused:
        flash(refused.reason.worded(_), "refused")
    else:
        flash(_("Meddelandet är i kö och skickas igen."), "ok")
    return redirect(url_for("webhooks.index"))


def _page(form: EndpointForm, *, secret: str = "") -> str:
    mine = visible_to(current_reader())
    return render_template(
        "webhooks/index.html",
        form=form,
        secret=secret,
        endpoints=endpoints(mine),
        messages=[(row, _about(row)) for row in latest_messages(mine)],
        labels=LABELS,
        states=PROCEDURES["webhook"].states,
        is_on=current_app.extensions["casework.settings"].webhooks,
    )


def _about(message: WebhookMessage) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(message.body)["data"]
    return data
