"""What every table promises, whatever kind of ärende or procedure it tells of; a new table is tested by being there."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField

from casework import create_app
from casework.cases.forms import given_in, step_form
from casework.effects import EFFECTS
from tests.conftest import close, make_settings
from tests.workflows.breaking import everything_asked, nothing_more_asked, well_done
from workflows import PROCEDURES, WORKFLOWS, Reason, StepRefused, Workflow
from workflows import _vocabulary as word
from workflows._checks import findings
from workflows._drawing import mermaid
from workflows._facts import (
    ActorFacts,
    CaseFacts,
    DelegationFacts,
    Facts,
    MeetingFacts,
    MinutesFacts,
    RecipientFacts,
    ReportFacts,
    ReviewLevel,
)

TABLES = [*WORKFLOWS.values(), *PROCEDURES.values()]
EVERYBODY = frozenset(word.ROLES)
DRAWN = {word.TEXT: StringField, word.LONG_TEXT: TextAreaField, word.DAY: DateField}
DRAWN |= {word.MEETING: SelectField, word.DELEGATION: SelectField, word.EXEMPTION: SelectField, word.YES: BooleanField}
DRAWN |= {word.URGENT_POINT: SelectField, word.DECISION: SelectField, word.BODY: SelectField}
DRAWN |= {word.PLACE: SelectField, word.APPEAL_OUTCOME: SelectField}
OFFERED = {
    word.URGENT_POINT: [("1", "1.1")],
    word.MEETING: [("1", "KSAU")],
    word.DELEGATION: [("1", "4.1")],
    word.EXEMPTION: [("election", "Val")],
    word.DECISION: [("1", "KF § 1/2026")],
    word.BODY: [("1", "Socialnämnden")],
    word.PLACE: [("authority", "Hit")],
    word.APPEAL_OUTCOME: [("rejected", "Avslag")],
}
TODAY = date(2026, 3, 2)

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
every_kind = pytest.mark.parametrize("table", WORKFLOWS.values(), ids=lambda table: table.kind)


def facts_in(table: Workflow, state: str, roles: frozenset[str] = EVERYBODY) -> Facts:
    """A bare case in `state`, and somebody with `roles`."""
    return Facts(case=CaseFacts(table.kind, state), actor=ActorFacts(1, roles), today=TODAY)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application without a database: forms need none."""
    folder = tmp_path_factory.mktemp("forms")
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'none.sqlite3'}"))
    yield app
    close(app)


def test_tables_are_known_by_their_kind() -> None:
    assert list(WORKFLOWS) == [table.kind for table in WORKFLOWS.values()]
    assert {"membership_review"} <= set(WORKFLOWS)
    assert {"delivery"} <= set(PROCEDURES)
    assert set(WORKFLOWS) & set(PROCEDURES) == set()


@every_table
def test_table_holds(table: Workflow) -> None:
    assert findings(table) == []


def moves_from(table: Workflow, state: str) -> set[str]:
    """Where the machine really goes from there, by every step that leaves it."""
    return {table.move(step.name, state, dest) for step in table.steps_from(state) for dest in table.destinations(step)}


def onward_from(table: Workflow, state: str) -> set[str]:
    """The same without the ways back, which lead only to where the case has been."""
    return {table.move(step.name, state) for step in table.steps_from(state) if step.to != word.BACK}


def all_onward(table: Workflow, state: str) -> set[str]:
    """Every state that a case in `state` may come to, and that one."""
    seen, fresh = {state}, [state]
    while fresh:
        found = onward_from(table, fresh.pop()) - seen
        seen |= found
        fresh += found
    return seen


@every_table
def test_every_state_is_reached_by_moves_from_the_first(table: Workflow) -> None:
    assert all_onward(table, table.initial) == set(table.states)


@every_table
def test_every_state_has_a_road_to_an_end(table: Workflow) -> None:
    """Also from where a pause leads back to; the pause itself is no end, and no road to one for another state."""
    for state in table.states:
        back = [dest for step in table.steps_from(state) if step.to == word.BACK for dest in table.destinations(step)]
        for start in back or [state]:
            ends = [name for name in all_onward(table, start) if table.states[name].final]
            assert ends, f"{start} never ends"


@every_table
def test_every_state_and_step_is_left_exactly_as_the_table_says(table: Workflow) -> None:
    """State times verb: it is refused for the state where no row of it names that state, and nowhere else."""
    for state, step in product(table.states, table.steps):
        if step.name in {row.name for row in table.steps_from(state)} and state not in step.sources:
            continue  # another row of the same verb leaves this state
        facts = facts_in(table, state)
        told = [str(reason) for reason in table.refusals(step, facts)]
        wrong_state = f"Steget kan inte tas i läget ”{table.states[state].label}”."
        if state in step.sources:
            assert wrong_state not in told, (state, step.name)
            for dest in table.destinations(step):
                assert table.move(step.name, state, dest) == dest
            assert step.to == word.BACK or table.destinations(step) == [step.to]
        else:
            assert told == [wrong_state], (state, step.name)
            with pytest.raises(StepRefused) as refused:
                table.take(step.name, facts)
            assert str(refused.value) == wrong_state
            with pytest.raises((MachineError, KeyError)):
                table.move(step.name, state)


@every_table
def test_every_step_is_taken_by_its_roles_only(table: Workflow) -> None:
    for step in table.steps:
        assert step.by, f"{step.name} is taken by nobody"
        refused = f"Det här steget tas av {word.ROLES[step.by[0]]}."
        for source, role in product(step.sources, word.ROLES):
            told = [str(r) for r in table.refusals(step, facts_in(table, source, frozenset({role})))]
            assert (told == [refused]) == (role not in step.by), (source, step.name, role, told)
        nobody = table.refusals(step, facts_in(table, step.sources[0], frozenset()))
        assert [str(reason) for reason in nobody] == [refused]


@every_table
def test_every_verb_leads_one_way_from_a_state(table: Workflow) -> None:
    roads = [(source, step.name) for step in table.steps for source in step.sources]
    assert len(roads) == len(set(roads))


@every_kind
def test_a_recorded_decision_is_dispatched(table: Workflow) -> None:
    deciding = [step for step in table.steps if {word.RECORD_DECISION, word.RECORD_DELEGATED} & set(step.then)]
    for step in deciding:
        assert step.dispatch in word.DISPATCH
        if word.RECORD_DECISION in step.then:
            assert step.then.index(word.RECORD_DECISION) < step.then.index(word.EXTRACT)
    assert [step for step in table.steps if step.dispatch and step not in deciding] == []


@every_kind
def test_an_outcome_is_recorded_once_at_a_quorate_meeting_and_told_to_the_officer(table: Workflow) -> None:
    outcomes = [step for step in table.steps if step.name in word.OUTCOMES]
    for step in outcomes:
        assert [rule.__name__ for rule in step.needs[:2]] == ["at_the_meeting", "quorate"], step.name
        assert set(step.by) == {word.CHAIR, word.VICE_CHAIR}, step.name
        assert step.then[0] in {word.RECORD_DECISION, word.RECORD_OUTCOME}, step.name
        assert step.then.count(word.RECORD_DECISION) + step.then.count(word.RECORD_OUTCOME) == 1, step.name
        assert step.then[-1] == word.NOTIFY_OFFICER, step.name
    recorded = {word.RECORD_DECISION, word.RECORD_OUTCOME}
    assert [step for step in table.steps if recorded & set(step.then) and step not in outcomes] == []


@every_kind
def test_where_an_agenda_leads_a_meeting_may_decide_defer_and_remit(table: Workflow) -> None:
    """A body may always defer and remit back (KL 5:50, 6:33), and the secretary may take the case off again."""
    for step in (row for row in table.steps if word.PUT_ON_AGENDA in row.then):
        onward = {row.name: row for row in table.steps_from(step.to)}
        assert {"approve", "approve_changed", "defer", "remit_back"} <= set(onward), step.to
        assert [onward["defer"].to] == list(step.sources)
        assert table.states[onward["remit_back"].to].editable
        off = [row for row in onward.values() if word.TAKE_OFF_AGENDA in row.then and not row.dispatch]
        assert [row.to for row in off] == list(step.sources)


@every_kind
def test_who_decides_for_a_body_does_it_by_a_point_of_the_scheme(table: Workflow) -> None:
    """An official (KL 7:5), or in an urgent matter a member (KL 6:39): no step is for both."""
    for step in (row for row in table.steps if word.RECORD_DELEGATED in row.then):
        rules, members = {rule.__name__ for rule in step.needs}, {word.CHAIR, word.VICE_CHAIR, word.MEMBER}
        if members & set(step.by):
            assert set(step.by) <= members, step.name
            assert {"urgent_to_actor", "urgency_reasoned"} <= rules, step.name
        else:
            assert {"delegated_to_actor", "delegation_named", "own_minutes_kept"} <= rules, step.name
        assert step.dispatch == word.AT_DECISION, step.name  # there are no minutes to wait for
        assert not {word.RECORD_DECISION, word.EXTRACT} & set(step.then), step.name


@every_table
def test_drawing_has_an_arrow_for_every_move_and_no_other(table: Workflow) -> None:
    arrows = {tuple(line.split(": ")[0].split(" --> ")) for line in mermaid(table).splitlines() if " --> " in line}
    moves = {(state, to) for state in table.states for to in moves_from(table, state)}
    ends = {(name, "[*]") for name, state in table.states.items() if state.final}
    assert {(start.strip(), to) for start, to in arrows} == moves | ends | {("[*]", table.initial)}


@every_table
def test_every_consequence_has_a_function(table: Workflow) -> None:
    named = {effect for step in table.steps for effect in (*step.then, step.dispatch) if effect}
    assert named <= set(EFFECTS)


def test_vocabulary_and_functions_name_the_same_effects() -> None:
    assert set(EFFECTS) == word.EFFECTS | word.DISPATCH


@every_table
def test_every_thing_asked_for_is_drawn(app: Flask, table: Workflow) -> None:
    for step in table.steps:
        with app.test_request_context():
            facts = everything_asked(well_done(table, step.sources[0], step.by[0]))
            form = step_form(step, OFFERED, facts)
            asked = [field for field in form if field.name not in {"version", "csrf_token"}]
            assert [(f.name, type(f), f.label.text) for f in asked] == [
                (ask.name, DRAWN[ask.type], ask.label) for ask in step.asks
            ]
            assert set(given_in(form)) == {ask.name for ask in step.asks}
            assert [bool(field.flags.required) for field in asked] == [not ask.optional for ask in step.asks]
            unasked = step_form(step, OFFERED, nothing_more_asked(facts))
            assert {f.name for f in asked} - set(unasked._fields) == {ask.name for ask in step.asks if ask.when}


@every_table
def test_nothing_asked_for_takes_a_name_of_the_form_itself(table: Workflow) -> None:
    for step in table.steps:
        names = [ask.name for ask in step.asks]
        assert len(names) == len(set(names)), step.name
        assert set(names) & {"step", "version", "csrf_token", "reasons"} == set(), step.name


@every_table
def test_every_word_on_screen_is_there_and_tells_things_apart(table: Workflow) -> None:
    states = [state.label for state in table.states.values()]
    assert all(label.strip() for label in (table.label, *states))
    assert len(states) == len(set(states)), "two states look the same"
    for name in table.states:
        buttons = [step.label for step in table.steps_from(name)]
        assert all(label.strip() for label in buttons)
        assert len(buttons) == len(set(buttons)), f"two buttons in {name} look the same"
    for ask in (ask for step in table.steps for ask in step.asks):
        assert ask.label.strip()


@every_kind
def test_history_tells_every_step_as_a_sentence(table: Workflow) -> None:
    for step in table.steps:
        told = step.sentence % {"actor": "Kim Holm"}
        assert told.endswith("."), step.name
        assert ("Kim Holm" in told) == (step.by != (word.SYSTEM,)), step.name


@every_table
def test_names_are_lower_snake_case(table: Workflow) -> None:
    steps = [name for step in table.steps for name in (step.name, *(ask.name for ask in step.asks))]
    names = [table.kind, *table.states, *steps]
    bad = [name for name in names if not (name.isascii() and name.isidentifier() and name == name.lower())]
    assert bad == []


@every_table
def test_show_tells_the_whole_table(table: Workflow) -> None:
    shown = table.show()
    assert {key: shown[key] for key in ("kind", "label")} == {"kind": table.kind, "label": table.label}
    assert shown["states"] == [{"name": s.name, "label": s.label, "final": s.final} for s in table.states.values()]
    assert [row["name"] for row in shown["fields"]] == list(table.fields)
    keys = ["name", "from", "to", "label", "by", "needs", "then", "dispatch"]
    assert [list(row) for row in shown["steps"]] == [keys] * len(table.steps)
    assert {(row["name"], source, row["to"]) for row in shown["steps"] for source in row["from"]} == {
        (step.name, source, step.to) for step in table.steps for source in step.sources
    }


ASKED = sorted({ask.name for table in TABLES for step in table.steps for ask in step.asks})
texts = st.text(max_size=12)
KINDS = st.sampled_from(["", word.ASSEMBLY, word.EXECUTIVE_COMMITTEE, word.COMMITTEE, word.DRAFTING_COMMITTEE])
days = st.sampled_from([TODAY.isoformat(), (TODAY - timedelta(days=1)).isoformat(), "20260302", "2026-02-30"])
delegated = st.builds(
    DelegationFacts,
    texts,
    st.booleans(),
    st.lists(st.sampled_from(["1", "2"]), max_size=2).map(tuple),
    lacks=st.dictionaries(st.sampled_from(["1", "2"]), st.just("Protokollför beslutet särskilt.")),
)
any_facts = st.builds(
    Facts,
    case=st.builds(
        CaseFacts,
        kind=texts,
        state=texts,
        officer_id=st.none() | st.integers(1, 3),
        officer_name=texts,
        body_id=st.none() | st.integers(1, 2),
        body_name=texts,
        body_kind=KINDS,
        heard=st.frozensets(KINDS),
        bodies_above=st.lists(texts, max_size=2).map(tuple),
        approved_hash=texts,
        approved_by=st.lists(st.integers(1, 3), max_size=4).map(tuple),
        review_levels=st.lists(st.builds(ReviewLevel, texts, texts), max_size=3).map(tuple),
    ),
    actor=st.builds(ActorFacts, id=st.none() | st.integers(1, 3), roles=st.just(EVERYBODY)),
    today=st.just(TODAY),
    report=st.builds(
        ReportFacts,
        title=texts,
        points=st.lists(texts, max_size=2).map(tuple),
        point_bodies=st.lists(texts, max_size=2).map(tuple),
        summary=texts,
        sections=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    ),
    recipients=st.lists(
        st.builds(RecipientFacts, texts, st.sampled_from(["mail", "paper", "internal"]), texts), max_size=3
    ).map(tuple),
    meeting=st.none()
    | st.builds(
        MeetingFacts,
        id=st.just(1),
        body_id=st.integers(1, 2),
        body_name=texts,
        day=st.just(TODAY),
        seats=st.integers(0, 9),
        serving=st.integers(0, 9),
        quorum=st.integers(1, 5),
        presiding_id=st.none() | st.integers(1, 3),
        deciding=st.booleans(),
        proposal=st.lists(texts, max_size=2).map(tuple),
        exemption=st.sampled_from(["", "urgent", "election"]),
        unannounced=st.booleans(),
        carried=st.sampled_from(["", *word.OUTCOMES]),
        unput=texts,
        vote_open=st.booleans(),
        disputed=st.lists(texts, max_size=3).map(tuple),
        present=st.integers(0, 9),
        undecided=st.lists(texts, max_size=5).map(tuple),
        cases=st.lists(texts, max_size=5).map(tuple),
        item_kind=st.sampled_from(["case", "delegated"]),
        urgent=st.lists(texts, max_size=3).map(tuple),
    ),
    minutes=st.none()
    | st.builds(
        MinutesFacts,
        missing=st.lists(texts, max_size=3).map(tuple),
        latest_day=st.sampled_from([TODAY, TODAY - timedelta(days=1)]),
        signers=st.lists(st.integers(1, 3), max_size=3).map(tuple),
        signed=st.lists(st.integers(1, 3), max_size=3).map(tuple),
        content_hash=texts,
        objections=st.lists(texts, max_size=3).map(tuple),
        is_correction=st.booleans(),
    ),
    delegation=st.none() | delegated,
    urgency=st.none() | delegated,
    given=st.dictionaries(
        st.sampled_from(ASKED), texts | days | st.sampled_from(["  ", "Första.\n\nAndra."]), max_size=len(ASKED)
    ),
)


@settings(max_examples=150, deadline=None)
@given(facts=any_facts)
def test_every_rule_answers_yes_or_a_whole_sentence(facts: Facts) -> None:
    """Whatever a case looks like, a rule neither fails nor leaves a gap in its sentence."""
    for rule in {rule for table in TABLES for step in table.steps for rule in step.needs}:
        reason = rule(facts)
        if reason is not None:
            assert isinstance(reason, Reason)
            assert str(reason).endswith("."), rule.__name__


def test_tables_are_files_of_their_own_kind() -> None:
    """The name of the file is the kind, so that who looks for a kind finds it."""
    folder = Path(__file__).parents[2] / "workflows"
    assert sorted(WORKFLOWS) == sorted(file.stem for file in folder.glob("*.py") if not file.stem.startswith("_"))
    procedures = [file.stem for file in (folder / "procedures").glob("*.py") if file.stem[0] != "_"]
    assert sorted(PROCEDURES) == sorted(procedures)
