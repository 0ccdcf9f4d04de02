"""A body's standing items and the order of its agendas. The routes are among those of `meetings`."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.database import db, write
from casework.errors import StaleVersion, found
from casework.meetings.agenda import order_by_rule
from casework.meetings.planning_forms import OrderForm, StandingForm, next_place
from casework.meetings.planning_models import StandingItem
from casework.meetings.queries import get_meeting, may_plan
from casework.meetings.series_views import meetings
from casework.meetings.standing import (
    KEEPERS,
    add_standing,
    add_usual_items,
    change_standing,
    may_keep,
    order_of,
    set_order,
    standing_of,
    usual_items,
)
from casework.meetings.views import meeting_page
from casework.people.models import Body
from casework.people.queries import body_for
from casework.permissions import current_reader
from casework.web import whole
from workflows import StepRefused
from workflows._vocabulary import ITEM_KINDS

__all__ = ["body_panel", "meetings"]
MOST_ITEMS = 1000


@meetings.route("/organ/<int:body_id>/punkter", methods=["GET", "POST"])
def standing(body_id: int) -> Any:
    """The body's standing items; add one."""
    body = _body(body_id)
    form = StandingForm() if request.method == "POST" else _new_form(body_id)
    form.offer()
    if form.validate_on_submit():
        with write():
            add_standing(_body(body_id, lock=True), form.draft(), actor=current_reader())
        flash(_("Punkten är tillagd. Den sätts upp på sammanträden som planeras från och med nu."), "ok")
        return redirect(url_for("meetings.standing", body_id=body_id))
    return _page(body, form), 422 if form.is_submitted() else 200


@meetings.post("/organ/<int:body_id>/punkter/vanliga")
def usual_standing(body_id: int) -> Any:
    """Give a body without standing items the usual ones."""
    try:
        with write():
            add_usual_items(_body(body_id, lock=True), actor=current_reader())
    except StepRefused as refused:
        flash(refused.reasons[0].worded(_), "refused")
        return _page(_body(body_id), _new_form(body_id)), 422
    flash(_("De vanliga punkterna är tillagda. Ändra dem som ni vill ha dem."), "ok")
    return redirect(url_for("meetings.standing", body_id=body_id))


@meetings.route("/organ/punkter/<int:standing_id>", methods=["GET", "POST"])
def edit_standing(standing_id: int) -> Any:
    """Change a standing item."""
    item: StandingItem = found(db.session.get(StandingItem, standing_id))
    body = _body(item.body_id)
    stands = {name: getattr(item, name) for name in ("kind", "title", "at_the_end", "position", "active", "version")}
    stands |= {"proposal": "\n\n".join(item.proposal)}
    form = StandingForm(data=stands if request.method == "GET" else None)
    form.offer()
    if not form.validate_on_submit():
        page = render_template("meetings/standing_item.html", form=form, body=body, item=item)
        return page, 422 if form.is_submitted() else 200
    expected = whole(form.version.data) or 0
    try:
        with write():
            locked = found(db.session.get(StandingItem, standing_id, with_for_update=True))
            body = _body(locked.body_id)
            change_standing(locked, body, form.draft(), actor=current_reader(), expected_version=expected)
    except StaleVersion as stale:
        form.form_errors = [_("Någon annan har just ändrat punkten. Spara igen om din ändring ska gälla.")]
        form.version.data = str(stale.current)
        now = found(db.session.get(StandingItem, standing_id))
        return render_template("meetings/standing_item.html", form=form, body=_body(now.body_id), item=now), 409
    flash(_("Punkten är ändrad. Sammanträden som redan är planerade har sin lista kvar."), "ok")
    return redirect(url_for("meetings.standing", body_id=body.id))


@meetings.post("/organ/<int:body_id>/ordning")
def case_order(body_id: int) -> Any:
    """In which order the body has its cases."""
    body = _body(body_id)
    form = OrderForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(body, _new_form(body_id), order=form), 422
    with write():
        set_order(_body(body_id, lock=True), form.cases.data, actor=current_reader())
    flash(_("Ordningen är sparad."), "ok")
    return redirect(url_for("meetings.standing", body_id=body_id))


@meetings.post("/<int:meeting_id>/ordning/regler")
def order_by_rules(meeting_id: int) -> Any:
    """Order what waits on the agenda by the body's rule."""
    reader = current_reader()
    found(get_meeting(meeting_id, reader))
    seen = [whole(number) or 0 for number in request.form.get("seen", "").split(",", MOST_ITEMS)]
    try:
        with write():
            order_by_rule(meeting_id, seen=seen, actor=reader)
    except StaleVersion:
        flash(_("Listan har ändrats sedan sidan öppnades. Så här står den nu."), "refused")
        return meeting_page(found(get_meeting(meeting_id, reader))), 409
    except StepRefused as refused:
        return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused), 422
    flash(_("Listan är ordnad enligt organets regler."), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id, _anchor="agenda"))


def body_panel(body: Body) -> dict[str, Any]:
    """What the body's page shows of how its meetings are planned."""
    return {
        "template": "meetings/_body_panel.html",
        "standing": standing_of(body.id),
        "may_keep": may_keep(current_reader(), body),
        "may_plan": may_plan(current_reader(), body),
    }


def _body(body_id: int, *, lock: bool = False) -> Body:
    """The body, for who keeps its standing items; 404 otherwise."""
    reader = current_reader()
    body = found(body_for(body_id, reader.authorities(*KEEPERS), lock=lock))
    return found(body if may_keep(reader, body) else None)


def _new_form(body_id: int) -> StandingForm:
    form = StandingForm(formdata=None, data={"active": True, "position": next_place(standing_of(body_id))})
    form.offer()
    return form


def _page(body: Body, form: StandingForm, *, order: OrderForm | None = None) -> str:
    items = standing_of(body.id)
    if order is None:
        order = OrderForm(formdata=None, data={"cases": order_of(body.id)})
        order.offer()
    return render_template(
        "meetings/standing.html",
        body=body,
        items=items,
        usual=usual_items(body) if not items else [],
        form=form,
        order=order,
        kinds=ITEM_KINDS,
    )
