"""What holds of every meeting, told from the stored rows by arithmetic of its own: nothing of the product counts here.

A judge follows one meeting. It looks after every act, and at what was decided or opened by it the roll stands still.
"""

from collections import Counter
from itertools import pairwise
from typing import Any, Self

from flask import Flask
from sqlalchemy import select

from casework.database import Base, db

Row = dict[str, Any]
FORMAL = ("remit_back", "defer")
VERBS = {"change": "approve_changed", "reject": "reject", "remit_back": "remit_back", "defer": "defer"}


def stored(table: str, **where: Any) -> list[Row]:
    """The rows of the table, in order of their key. Needs a context."""
    rows = Base.metadata.tables[table]
    query = select(rows).order_by(rows.c.id)
    for name, value in where.items():
        query = query.where(rows.c[name].in_(value) if isinstance(value, list | set) else rows.c[name] == value)
    return [dict(row) for row in db.session.connection().execute(query).mappings()]


class Bench:
    """Who takes part in one item, counted from the roll and from what was noted of the item."""

    def __init__(self, meeting: Row, assembly: bool, seats: list[Row], noted: list[Row]) -> None:
        self.assembly, self.seats = assembly, seats
        self.noted = {row["person_id"]: row for row in noted if row["taken_back_at"] is None}
        self.out = {one for one, row in self.noted.items() if row["kind"] == "away"}
        self.conflicted = {
            one for one, row in self.noted.items() if row["kind"] == "disqualified" and row["ruling"] != "rejected"
        }
        self.members = [row["person_id"] for row in seats if row["role"] != "substitute"]
        self.least = (len(self.members) + meeting["vacant_seats"]) // 2 + 1

    @classmethod
    def at(cls, meeting: Row, assembly: bool, item_id: int) -> Self:
        """As it stands now."""
        seats = stored("attendances", meeting_id=meeting["id"])
        return cls(meeting, assembly, seats, stored("item_presences", item_id=item_id))

    def serving(self, ignoring: bool = False) -> dict[int, int]:
        """Who serves, and in whose seat; `ignoring` conflicts of interest."""
        gone = self.out if ignoring else self.out | self.conflicted
        there = [row for row in self.seats if row["present"] and row["person_id"] not in gone]
        served = {row["person_id"]: row["person_id"] for row in there if row["person_id"] in self.members}
        for row in there:
            noted = self.noted.get(row["person_id"])
            seat = noted["serving_for_id"] if noted and noted["kind"] == "serving" else row["serving_for_id"]
            if row["role"] == "substitute" and seat in self.members and seat not in served.values():
                served[row["person_id"]] = seat
        return served

    @property
    def quorate(self) -> bool:
        """More than half, vacancies counted; an assembly may be fewer by conflicts of interest alone (KL 5:46)."""
        if len(self.serving()) >= self.least:
            return True
        return self.assembly and bool(self.serving()) and len(self.serving(ignoring=True)) >= self.least

    @property
    def leader(self) -> int | None:
        """The chair, else the first vice chair, who takes part."""
        serves = self.serving()
        for role in ("chair", "vice_chair"):
            for row in self.seats:
                if row["role"] == role and row["person_id"] in serves:
                    return int(row["person_id"])
        return None


def answered(question: Row) -> int | None:
    """The proposal that the answer to a question was for."""
    if question["kind"] == "elect":
        return int(question["found"])
    return question["yes_id"] if question["found"] == "yes" else question["no_id"]


def carried(proposals: list[Row], questions: list[Row], demands: list[Row], can_reject: bool) -> str:
    """What the questions came to; "" where nothing stood against anything. AssertionError where one was not put."""
    live = {row["id"]: row for row in proposals if not row["dropped_as"] or row["restored_at"] is not None}
    kinds = {number: row["kind"] for number, row in live.items()}
    questions = [row for row in questions if row["kind"] != "adjourn"]
    assert all(row["found"] is not None for row in questions), "a question waits"
    asked: dict[str, Row] = {row["kind"]: row for row in questions}  # the last of each kind
    holding = [row for row in demands if row["holds"] and row["proposal_id"] in live]
    if "today" in asked and answered(asked["today"]) is not None:
        unsettled = (
            sum(kind in FORMAL for kind in kinds.values()) - 1 - [row["kind"] for row in questions].count("which")
        )
        formal = answered(asked.get("which", asked["today"]))
        assert formal is not None
        if not unsettled or not holding:  # else a minority has said which
            return VERBS[kinds[formal]]
    if holding:
        return str(holding[0]["kind"])
    assert "today" in asked or not set(kinds.values()) & set(FORMAL), "whether it is decided today was not asked"
    if candidates := [number for number, kind in kinds.items() if kind == "candidate"]:
        assert len(candidates) == 1 or "elect" in asked, "nobody was elected"
        return "approve_changed"
    against = set(kinds.values()) & {"change", "reject"}
    assert "main" in asked or not against, "the main question was not put"
    outcome = "approve" if set(kinds.values()) - {"adjourn", "approve"} else ""
    if "main" in asked and (other := answered(asked["main"])) is not None:
        outcome = VERBS[kinds[other]]
    if outcome == "reject":
        return outcome if can_reject else "approve_changed"
    additions = {number for number, kind in kinds.items() if kind == "addition"}
    put = {row["yes_id"]: row for row in questions if row["kind"] == "addition"}
    assert additions <= set(put), "an addition was not put"
    return "approve_changed" if any(row["found"] == "yes" for row in put.values()) else outcome


class Judge:
    """Looks at one meeting after every act."""

    def __init__(self, app: Flask, meeting_id: int, assembly: bool) -> None:
        self.app, self.meeting_id, self.assembly = app, meeting_id, assembly
        self.judged: set[int] = set()
        self.frozen: dict[int, list[tuple[int, int | None]]] = {}

    def look(self) -> None:
        """AssertionError where something does not hold."""
        with self.app.app_context():
            meeting = stored("meetings", id=self.meeting_id)[0]
            items = stored("agenda_items", meeting_id=self.meeting_id)
            decisions = stored("decisions", body_id=meeting["body_id"])
            own = [row for row in decisions if row["meeting_id"] == self.meeting_id]
            self._numbers(decisions)
            self._spans(meeting, own)
            for row in own:
                if row["id"] not in self.judged:
                    self._decided(meeting, next(one for one in items if one["id"] == row["item_id"]), row)
                    self.judged.add(row["id"])
            self._ends(meeting, items, own)
            self._votes(meeting, items)

    def _numbers(self, decisions: list[Row]) -> None:
        for year in {row["paragraph_year"] for row in decisions}:
            rows = sorted((row for row in decisions if row["paragraph_year"] == year), key=lambda row: row["paragraph"])
            assert [row["paragraph"] for row in rows] == list(range(1, len(rows) + 1)), "paragraphs skip or double"
            times = [row["decided_at"] for row in rows]
            assert times == sorted(times), "paragraphs do not follow the order of handling"

    def _spans(self, meeting: Row, decisions: list[Row]) -> None:
        seats = stored("attendances", meeting_id=self.meeting_id)
        names = {row["id"]: row["name"] for row in stored("persons", id={row["person_id"] for row in seats})}
        spans = stored("presence_spans", attendance_id={row["id"] for row in seats})
        for seat in seats:
            mine = sorted((row for row in spans if row["attendance_id"] == seat["id"]), key=lambda row: row["since"])
            for one, other in pairwise(mine):
                assert one["until"] is not None, "two spans last"
                assert one["until"] <= other["since"], "presence overlaps"
            lasts = [row for row in mine if row["until"] is None]
            there = seat["present"] and meeting["state"] not in ("closed", "cancelled")
            assert len(lasts) == there, "the spans and the roll differ"
            if lasts:
                told = (lasts[0]["remote"], lasts[0]["serving_for_id"])
                assert told == (seat["remote"], seat["serving_for_id"])
            for row in decisions:
                if names[seat["person_id"]] in {one["name"] for one in row["present"]}:
                    at = row["decided_at"]
                    held = [one for one in mine if one["since"] <= at and (one["until"] is None or at <= one["until"])]
                    assert any(one["cause"] != "mistaken" for one in held), "decided by one who was not there"

    def _decided(self, meeting: Row, item: Row, decision: Row) -> None:
        assert meeting["state"] == "open", f"decided while {meeting['state']}"
        bench = Bench.at(meeting, self.assembly, item["id"])
        serves = bench.serving()
        assert bench.quorate, f"decided by {len(serves)} of at least {bench.least}"
        assert decision["serving"] == len(serves)
        names = {row["id"]: row["name"] for row in stored("persons", id=set(serves))}
        assert Counter(row["name"] for row in decision["present"]) == Counter(names.values())
        assert decision["recorded_by_id"] == bench.leader, "recorded by another than who leads"
        assert (item["outcome"], item["taken_off_at"]) == (decision["outcome"], None)
        assert not any(row["disputed"] and not row["ruling"] for row in bench.noted.values()), "jäv is not ruled on"
        questions = stored("put_questions", item_id=item["id"])
        votes = stored("votes", question_id={row["id"] for row in questions})
        assert all(row["state"] not in ("open", "closed") for row in votes), "decided while a vote goes on"
        can_reject = not self._prepares(item, decision)
        proposals, demands = stored("proposals", item_id=item["id"]), stored("minority_demands", item_id=item["id"])
        expected = carried(proposals, questions, demands, can_reject)
        assert expected in ("", decision["outcome"]), f"{decision['outcome']} though {expected} was carried"

    def _prepares(self, item: Row, decision: Row) -> bool:
        if item["case_id"] is None:
            return False
        events = stored("case_events", case_id=item["case_id"])
        return bool(events[-1]["from_state"] == "preparing") and decision["outcome"] == "approve_changed"

    def _ends(self, meeting: Row, items: list[Row], decisions: list[Row]) -> None:
        decided = {row["item_id"] for row in decisions}
        assert decided == {row["id"] for row in items if row["outcome"] is not None}
        if meeting["state"] == "closed":
            waiting = [row for row in items if row["outcome"] is None and row["taken_off_at"] is None]
            assert not waiting, "closed with an item that is not decided"
        current = [row for row in items if row["id"] == meeting["current_item_id"]]
        assert all(row["taken_off_at"] is None for row in current), "what is handled is not on the agenda"

    def _votes(self, meeting: Row, items: list[Row]) -> None:
        by_id = {row["id"]: row for row in items}
        questions = {row["id"]: row for row in stored("put_questions", item_id=set(by_id))}
        for vote in stored("votes", question_id=set(questions)):
            item = by_id[questions[vote["question_id"]]["item_id"]]
            electors = stored("vote_electors", vote_id=vote["id"])
            listed = [(row["person_id"], row["serving_for_id"]) for row in electors]
            if vote["state"] in ("open", "closed"):
                self._going_on(meeting, item, vote, electors)
            if vote["state"] != "prepared":
                assert listed == self.frozen.setdefault(vote["id"], listed), "the electors have changed"
                self._sums(vote, questions[vote["question_id"]], electors)

    def _going_on(self, meeting: Row, item: Row, vote: Row, electors: list[Row]) -> None:
        """While it goes on the roll stands still, so that those who serve are those who vote."""
        assert (item["outcome"], item["taken_off_at"]) == (None, None), "a vote goes on about nothing"
        assert meeting["state"] == "open", "a vote goes on though the meeting does not"
        bench = Bench.at(meeting, self.assembly, item["id"])
        voters = {row["person_id"] for row in electors}
        assert not voters & bench.conflicted, "one with a conflict of interest votes"
        assert voters == set(bench.serving()), "others vote than those who serve"
        assert bench.quorate, f"voted by {len(voters)} of at least {bench.least}"
        assert vote["leader_id"] == bench.leader

    def _sums(self, vote: Row, question: Row, electors: list[Row]) -> None:
        answers = Counter(row["answer"] for row in electors)
        ballots = {row["choice"]: row["number"] for row in stored("ballot_counts", vote_id=vote["id"])}
        if vote["method"] == "secret":
            assert set(answers) <= {None, "voted", "not_present"}, "a ballot has a name"
            assert sum(ballots.values()) == answers["voted"]
            told = [row["data"] for row in stored("audit_records", event="vote_cast")]
            assert all(set(row) <= {"item", "vote"} for row in told), "the log tells how somebody voted"
        else:
            assert set(answers) <= {None, *vote["choices"], "abstained", "not_present"}
            assert not ballots
            ballots = {choice: answers[choice] for choice in vote["choices"]}
        if vote["state"] != "counted":
            return
        votes = {choice: ballots[choice] for choice in vote["choices"]}
        abstained = answers["abstained"] + ballots.get("abstained", 0)
        assert sum(votes.values()) + abstained + answers["not_present"] == len(electors), "the sums do not add up"
        most = [choice for choice, number in votes.items() if number == max(votes.values())]
        assert vote["result"] in most, "the result is not what most voted for"
        assert question["found"] == vote["result"]
        leaders = next((row["answer"] for row in electors if row["person_id"] == vote["leader_id"]), None)
        if len(most) > 1 and vote["matter"] == "ordinary":
            assert (vote["way"], vote["result"]) == ("casting", leaders)
        else:
            assert vote["way"] == ("majority" if len(most) == 1 else "lots")
