"""The rows of the job, request by request: as many in each table as Casework writes (tests/benchmarks holds that).

`flush()` stands where a row needs the key of one before it; each request is one transaction.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol

AUTHORITY, BODY = 1, 2
OFFICER, MANAGER, SECRETARY, CHAIR = 1, 2, 3, 4
YEAR = datetime.now(UTC).year
GENESIS = "0" * 64
NOTICE_TEXT, NOTICE_HTML, DECISION_TEXT, DECISION_HTML = "n" * 350, "n" * 540, "d" * 460, "d" * 690  # as they are


class Row(Protocol):
    """A row that was read or written: its columns are its attributes, `id` once it is flushed."""

    def __getattr__(self, column: str) -> Any:
        """The value of a column."""


class Writer(Protocol):
    """A way to reach the database: one object a request, in one transaction."""

    def get(self, table: str, *key: Any, lock: bool = False) -> Row:
        """The row with that key; with `lock` held until the transaction ends."""

    def insert(self, table: str, **values: Any) -> Row:
        """A new row."""

    def insert_all(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Several new rows of one table, whose keys nobody asks for."""

    def change(self, table: str, *key: Any, **values: Any) -> None:
        """Other values in the row with that key."""

    def flush(self) -> None:
        """What was given is in the database, and has its keys."""

    def commit(self) -> None:
        """The transaction ends well."""


def create(w: Writer, given: Mapping[str, Any]) -> Row:
    """The case with its report and its distribution list."""
    now, report = datetime.now(UTC), given["report"]
    serial = w.get("number_series", AUTHORITY, "case", YEAR, lock=True).last + 1
    w.change("number_series", AUTHORITY, "case", YEAR, last=serial)
    case = w.insert(
        "cases",
        authority_id=AUTHORITY,
        number=f"KS {YEAR}/{serial}",
        kind=given["kind"],
        title=given["title"],
        search_key=f"KS {YEAR}/{serial}\n{given['title']}".casefold(),
        state="draft",
        version=1,
        origin="administration",
        origin_sender="",
        creation_key=uuid.uuid4().hex,
        officer_id=OFFICER,
        body_id=BODY,
        approved_hash="",
        approved_by=[],
        created_at=now,
        updated_at=now,
    )
    w.flush()
    version = w.insert(
        "report_versions",
        id=case.id,  # so that the later requests know it
        case_id=case.id,
        number=1,
        content=report,
        content_hash=_hash(case.id),
        author_id=OFFICER,
        saved_at=now,
    )
    w.insert_all(
        "recipients",
        [
            {"case_id": case.id, "position": at, "name": name, "channel": "mail", "own_address": "", "function_id": at}
            for at, name in enumerate(report["recipients"], start=1)
        ],
    )
    w.flush()
    _event(w, case.id, version.id, OFFICER, "create", None, "draft", now)
    w.insert("audit_heads", chain=f"case:{case.id}", seq=1, hash=_hash(case.id, 1))
    _record(w, case.id, 1, OFFICER, "create", now)
    w.commit()
    return case


def step(w: Writer, case_id: int, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """One of the two steps before the meeting."""
    return {"submit": _submit, "approve_report": _approve}[given["step"]](w, case_id)


def _submit(w: Writer, case_id: int) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    w.change("cases", case_id, state="review", version=2, updated_at=now)
    _event(w, case_id, None, OFFICER, "submit", "draft", "review", now)
    _audit(w, case_id, OFFICER, "submit", now)
    _letter(w, case_id, now)
    w.commit()
    return {"id": case_id, "version": 2}


def _approve(w: Writer, case_id: int) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    changed = {"approved_hash": _hash(case_id), "approved_by": [MANAGER]}
    w.change("cases", case_id, state="ready", version=3, updated_at=now, **changed)
    event = _event(w, case_id, None, MANAGER, "approve_report", "review", "ready", now)
    _audit(w, case_id, MANAGER, "approve_report", now)
    w.flush()
    _notice(w, case_id, event, now)
    _letter(w, case_id, now)
    w.commit()
    return {"id": case_id, "version": 3}


def put(w: Writer, meeting_id: int, case_id: int) -> Row:
    """The case as an item on the agenda."""
    now = datetime.now(UTC)
    w.change("cases", case_id, state="on_agenda", version=4, updated_at=now)
    item = w.insert("agenda_items", meeting_id=meeting_id, case_id=case_id, position=case_id, version=1)
    w.insert("consultations", case_id=case_id, body_id=BODY, role="deciding")
    w.insert("meeting_changes", meeting_id=meeting_id)
    event = _event(w, case_id, None, SECRETARY, "list", "ready", "on_agenda", now)
    _audit(w, case_id, SECRETARY, "list", now)
    w.flush()
    _notice(w, case_id, event, now)
    _letter(w, case_id, now)
    w.commit()
    return item


def decide(w: Writer, item_id: int, given: Mapping[str, Any]) -> Row:
    """The decision with its extract's rows and the recipients' deliveries. There is no PDF."""
    now = datetime.now(UTC)
    item = w.get("agenda_items", item_id)
    case_id, sha256 = item.case_id, _hash(item.case_id, "pdf")
    paragraph = w.get("number_series", AUTHORITY, f"paragraph:{BODY}", YEAR, lock=True).last + 1
    w.change("number_series", AUTHORITY, f"paragraph:{BODY}", YEAR, last=paragraph)
    w.change("cases", case_id, state="decided", version=5, updated_at=now)
    w.change("agenda_items", item_id, outcome="approve", version=2)
    event = _event(w, case_id, None, CHAIR, "approve", "on_agenda", "decided", now)
    _audit(w, case_id, CHAIR, "approve", now)
    w.insert("meeting_changes", meeting_id=item.meeting_id)
    decision = w.insert(
        "decisions",
        authority_id=AUTHORITY,
        case_id=case_id,
        item_id=item_id,
        meeting_id=item.meeting_id,
        body_id=BODY,
        paragraph=paragraph,
        paragraph_year=YEAR,
        outcome=given["outcome"],
        points=["Förvaltningen får i uppdrag att se över kommunens medlemskap i förbundet."],
        assignment={"owner": given["owner"], "due": given["due"]},
        report_version_id=case_id,
        report_hash=_hash(case_id),
        serving=5,
        quorum=3,
        present=[{"name": "Ordföranden", "role": "presiding", "serving_for": "", "party": "S"}] * 5,
        disqualified=[],
        decided_at=now,
        recorded_by_id=CHAIR,
    )
    w.insert("stored_files", sha256=sha256, size=40_000, media_type="application/pdf", stored_at=now)
    w.flush()
    _assignment(w, decision.id, case_id, given, now)
    w.insert("minutes_extracts", decision_id=decision.id, number=f"KSAU § {paragraph}", sha256=sha256, made_at=now)
    _notice(w, case_id, event, now)
    dispatch = _dispatch(w, case_id, "decision", DECISION_TEXT, DECISION_HTML, now, sha256)
    letter = _dispatch(w, case_id, "notice", NOTICE_TEXT, NOTICE_HTML, now)
    w.flush()
    w.insert_all("deliveries", [_delivery(dispatch.id, at, now) for at in range(1, 5)])
    w.insert_all("deliveries", [_delivery(letter.id, 1, now)])
    w.commit()
    return decision


def _assignment(w: Writer, decision_id: int, case_id: int, given: Mapping[str, Any], now: datetime) -> None:
    owner, due = given["owner"], date.fromisoformat(given["due"])
    row = w.insert(
        "assignments",
        authority_id=AUTHORITY,
        body_id=BODY,
        decision_id=decision_id,
        point=0,
        case_id=case_id,
        text="Förvaltningen får i uppdrag att se över kommunens medlemskap i förbundet.",
        owner=owner,
        due=due,
        status="open",
        version=1,
        given_at=now,
    )
    w.flush()
    event = {"assignment_id": row.id, "at": now, "actor_id": CHAIR, "step": "give", "to_state": "open", "note": ""}
    w.insert("assignment_events", **event, owner=owner, due=due, decision_id=decision_id)


def _event(
    w: Writer, case_id: int, version: int | None, actor: int, name: str, before: str | None, after: str, now: datetime
) -> Row:
    return w.insert(
        "case_events",
        case_id=case_id,
        at=now,
        actor_id=actor,
        step=name,
        from_state=before,
        to_state=after,
        note="",
        report_version_id=version or case_id,
        body_id=BODY,
    )


def _audit(w: Writer, case_id: int, actor: int, name: str, now: datetime) -> None:
    seq = w.get("audit_heads", f"case:{case_id}").seq + 1
    w.change("audit_heads", f"case:{case_id}", seq=seq, hash=_hash(case_id, seq))
    _record(w, case_id, seq, actor, name, now)


def _record(w: Writer, case_id: int, seq: int, actor: int, name: str, now: datetime) -> None:
    w.insert(
        "audit_records",
        chain=f"case:{case_id}",
        seq=seq,
        authority_id=AUTHORITY,
        case_id=case_id,
        at=now,
        actor_id=actor,
        event=name,
        data={"from": "before", "to": "after", "report": GENESIS},
        previous=GENESIS,
        hash=_hash(case_id, seq),
    )


def _notice(w: Writer, case_id: int, event: Row, now: datetime) -> None:
    w.insert("notices", person_id=OFFICER, case_id=case_id, at=now, kind="step", event_id=event.id, text="")


def _letter(w: Writer, case_id: int, now: datetime) -> None:
    row = _dispatch(w, case_id, "notice", NOTICE_TEXT, NOTICE_HTML, now)
    w.flush()
    w.insert_all("deliveries", [_delivery(row.id, 1, now)])


def _dispatch(
    w: Writer, case_id: int, purpose: str, text: str, html: str, now: datetime, sha256: str | None = None
) -> Row:
    return w.insert(
        "dispatches",
        authority_id=AUTHORITY,
        case_id=case_id,
        purpose=purpose,
        sender="Casework <casework@localhost.localdomain>",
        subject="Översyn av kommunens medlemskap i samordningsförbundet",
        text=text,
        html=html,
        file_sha256=sha256,
        file_name="Protokollsutdrag.pdf" if sha256 else None,
        thread="",
        created_at=now,
    )


def _delivery(dispatch_id: int, position: int, now: datetime) -> dict[str, Any]:
    return {
        "dispatch_id": dispatch_id,
        "position": position,
        "recipient": f"Mottagare {position}",
        "channel": "mail",
        "address": f"m{position}@demo.example",
        "state": "queued",
        "message_id": f"<{uuid.uuid4()}@demo.example>",
        "attempts": 0,
        "next_at": now,
        "lease_token": "",
        "last_error": "",
    }


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
