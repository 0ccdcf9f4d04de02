"""The composition root: which function stands behind each word of the tables, and which rooms have pages.

The only file, with create_app and the commands, that may know every room.
"""

from flask import Blueprint, Flask, url_for

from casework.api.openapi import blueprint as api
from casework.appeals import panels as appeal_panels
from casework.appeals.final_views import appeals
from casework.assignments.operations import end_with_case, give, report_in_case
from casework.assignments.queries import running
from casework.assignments.raised import noted, settle, start_clock, to_committee
from casework.assignments.raised_queries import assembly_facts, committee_choices, decision_choices
from casework.assignments.raised_views import assignments, raised_panel
from casework.assignments.views import case_panel as assignments_panel
from casework.associations.letters import tell_recipients
from casework.associations.operations import condition_stated, set_condition
from casework.associations.queries import facts_for_case as condition_facts
from casework.associations.views import associations, item_panel
from casework.associations.views import case_panel as condition_panel
from casework.cases import api as cases_api
from casework.cases import operations as case
from casework.cases import sending
from casework.cases.delivery_views import cases
from casework.cases.operations import Effect
from casework.delegation.operations import delegation_preview, record_delegated
from casework.delegation.queries import delegation_choices, urgency_choices, urgency_facts
from casework.delegation.queries import facts_for_case as delegation_facts
from casework.delegation.views import case_panel as delegation_panel
from casework.delegation.views import delegation
from casework.deliberation.outcomes import deliberated, mark
from casework.deliberation.panels import panel as deliberation_panel
from casework.deliberation.queries import presence_held
from casework.deliberation.screens import Screens
from casework.deliberation.views import deliberation
from casework.demo.views import demo
from casework.desk.operations import notify_officer, notify_reviewers, tell, tell_of_delivery, write_to
from casework.desk.views import desk
from casework.dispatch import forms as dispatch_forms
from casework.dispatch.bounces.mailboxes import parse_place
from casework.dispatch.channels import Signer, sender_for
from casework.dispatch.channels.signing import load_signer
from casework.documents import filters
from casework.documents.figures.amounts import percent_written, written
from casework.drafting import api as drafting_api
from casework.drafting.author_views import case_panel as writing_panel
from casework.drafting.template_views import drafting
from casework.extensions import login_manager
from casework.live import shared, watch
from casework.live.views import item_panel as live_item_panel
from casework.live.views import live
from casework.live.views import meeting_panel as live_panel
from casework.meetings import api as meetings_api
from casework.meetings.agenda_views import wish_panel
from casework.meetings.extracts import make_extract
from casework.meetings.guests import guests_leave
from casework.meetings.handling_views import case_panel
from casework.meetings.letters import meeting_preview
from casework.meetings.models import AgendaItem
from casework.meetings.operations import put_on_agenda, record_decision, take_off_agenda
from casework.meetings.queries import Roll, facts_for_case, heard_in
from casework.meetings.roll import end_spans
from casework.meetings.seats import last_held, needed_after, seats_changed
from casework.meetings.sitting_views import meetings
from casework.meetings.standing_views import body_panel
from casework.meetings.wishes import exemption_choices, meeting_choices
from casework.minutes.approval_views import minutes
from casework.minutes.operations import approve_at_once
from casework.minutes.pages import item_panel as minutes_at_item
from casework.minutes.pages import meeting_panel as minutes_at_meeting
from casework.people import api as people_api
from casework.people.queries import load_account, reader
from casework.people.seat_views import people
from casework.people.tokens import reader_by_token
from casework.publication.keeping_views import publication
from casework.publication.operations import post_delegated, post_notice
from casework.publication.panels import case_panel as notice_panel
from casework.publication.panels import minutes_panel as minutes_notice_panel
from casework.referrals.queries import open_names
from casework.referrals.views import case_panel as referrals_panel
from casework.referrals.views import referrals
from casework.reporting.operations import (
    decision_recorded,
    meeting_cancelled,
    meeting_ended,
    meeting_planned,
    minutes_parts,
    report_decided,
)
from casework.reporting.queries import urgent_unreported
from casework.reporting.urgent_views import reporting
from casework.reporting.views import item_panel as reports_panel
from casework.reviewing.panels import comments_panel, next_panel
from casework.reviewing.views import reviewing
from casework.settings import Settings, SettingsError
from casework.signing.confirming import METHODS
from casework.summons.operations import tell_cancelled
from casework.summons.pages import meeting_panel as summons_panel
from casework.summons.sending_views import summons
from casework.webhooks.telling import delivery_failed, step_taken
from casework.webhooks.views import webhooks
from workflows import _vocabulary as word

APIS = (people_api, cases_api, drafting_api, meetings_api)
"""The rooms that programs may call; each has named its calls by being imported."""

EFFECTS: dict[str, Effect] = {
    word.NOTIFY_OFFICER: notify_officer,
    word.NOTIFY_REVIEWERS: notify_reviewers,
    word.PUT_ON_AGENDA: put_on_agenda,
    word.TAKE_OFF_AGENDA: take_off_agenda,
    word.RECORD_DECISION: record_decision,
    word.RECORD_OUTCOME: record_decision,
    word.RECORD_DELEGATED: record_delegated,
    word.BEGIN_REVIEW: case.begin_review,
    word.APPROVE_LEVEL: case.approve_level,
    word.LOCK_TEXT: case.lock_text,
    word.TO_PARENT_BODY: case.to_parent_body,
    word.TO_FIRST_BODY: case.to_first_body,
    word.REPORT_ASSIGNMENT: report_in_case,
    word.END_ASSIGNMENT: end_with_case,
    word.START_CLOCK: start_clock,
    word.TO_COMMITTEE: to_committee,
    word.SET_CONDITION: set_condition,
    word.TELL_RECIPIENTS: tell_recipients,
    word.EXTRACT: make_extract,
    word.AT_DECISION: sending.send_at_decision,
    word.AT_APPROVAL: sending.send_at_approval,
}


def init_app(app: Flask) -> None:
    """Give lower rooms what they need of higher ones, by the names under which they ask for it."""
    app.extensions["casework.signer"] = _mail_as_set(app.extensions["casework.settings"])
    filters.init_app(app)
    app.extensions["casework.effects"] = EFFECTS
    app.extensions["casework.meeting_facts"] = facts_for_case
    app.extensions["casework.heard_in"] = heard_in
    app.extensions["casework.deliberated"] = deliberated
    app.extensions["casework.presence_held"] = presence_held
    app.extensions["casework.decided"] = [mark, report_decided, give, noted]
    app.extensions["casework.approved_at_once"] = [approve_at_once]
    app.extensions["casework.minutes_parts"] = [minutes_parts]
    app.extensions["casework.minutes_approved"] = [post_notice]
    app.extensions["casework.minutes_panels"] = [minutes_notice_panel, appeal_panels.minutes_panel]
    app.extensions["casework.confirmations"] = METHODS
    app.extensions["casework.meeting_planned"] = [meeting_planned]
    app.extensions["casework.meeting_closed"] = [end_spans, guests_leave, meeting_ended]
    app.extensions["casework.urgent_unreported"] = urgent_unreported
    app.extensions["casework.condition_facts"] = condition_facts
    app.extensions["casework.delegation_facts"] = delegation_facts
    app.extensions["casework.urgency_facts"] = urgency_facts
    app.extensions["casework.delegated_recorded"] = [decision_recorded]
    app.extensions["casework.delegated_announced"] = [post_delegated]
    app.extensions["casework.open_referrals"] = open_names
    app.extensions["casework.assignment_runs"] = running
    app.extensions["casework.assembly_facts"] = assembly_facts
    app.extensions["casework.choices"] = {
        word.MEETING: meeting_choices,
        word.DELEGATION: delegation_choices,
        word.URGENT_POINT: urgency_choices,
        word.EXEMPTION: exemption_choices,
        word.DECISION: decision_choices,
        word.BODY: committee_choices,
    }
    app.extensions["casework.case_panels"] = [
        wish_panel,
        case_panel,
        appeal_panels.case_panel,
        writing_panel,
        next_panel,
        comments_panel,
        condition_panel,
        delegation_panel,
        referrals_panel,
        notice_panel,
        assignments_panel,
        raised_panel,
    ]
    app.extensions["casework.condition_stated"] = condition_stated
    app.extensions["casework.channel_names"] = dispatch_forms.NAMES
    app.extensions["casework.address_lacks"] = dispatch_forms.address_lacks
    app.extensions["casework.previews"] = [meeting_preview, delegation_preview]
    app.extensions["casework.item_panels"] = [
        live_item_panel,
        reports_panel,
        deliberation_panel,
        minutes_at_item,
        item_panel,
        appeal_panels.item_panel,
    ]
    app.extensions["casework.meeting_panels"] = [live_panel, summons_panel, minutes_at_meeting]
    app.extensions["casework.meeting_cancelled"] = [tell_cancelled, meeting_cancelled]
    app.extensions["casework.live_panels"] = [_live_deliberation]
    shared.init_app(app)
    watch.init_app(app)
    app.extensions["casework.tell"] = tell
    app.extensions["casework.write_to"] = write_to
    app.extensions["casework.last_held"] = last_held
    app.extensions["casework.seats_changed"] = seats_changed
    app.extensions["casework.body_needed"] = needed_after
    app.extensions["casework.body_panels"] = [body_panel]
    app.extensions["casework.step_taken"] = [settle, step_taken]
    app.extensions["casework.delivery_failed"] = [tell_of_delivery, delivery_failed]
    app.extensions["casework.load_reader"] = reader
    app.extensions["casework.reader_by_token"] = reader_by_token
    app.jinja_env.filters.update(amount=written, percent=percent_written)
    login_manager.user_loader(load_account)


def _live_deliberation(item: AgendaItem, roll: Roll) -> Screens:
    """The deliberation in the page of the live meeting: a press leads back there."""
    return Screens(item, roll, back=url_for("live.now", meeting_id=item.meeting_id))


def blueprints(*, with_demo: bool) -> list[Blueprint]:
    """Every room's pages, and the API; the demo's mailbox only in a demo."""
    return [
        *(people, desk, cases, delegation, referrals, drafting, reviewing, meetings, deliberation, summons, live),
        *(reporting, assignments, minutes, associations, publication, appeals, webhooks, api),
        *([demo] if with_demo else []),
    ]


def _mail_as_set(settings: Settings) -> Signer | None:
    """Who signs the letters, if anybody. What is wrongly set of mail stops the start, not the first decision."""
    try:
        sender_for("mail", smtp_url=settings.smtp_url or None)
        if settings.bounces_url:
            parse_place(settings.bounces_url)
        if settings.dkim_key is None:
            return None
        return load_signer(settings.dkim_key, settings.dkim_selector, settings.mail_domain)
    except ValueError as error:
        raise SettingsError(str(error)) from None
