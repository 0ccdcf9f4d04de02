"""The command: exit codes, one line on stderr, one document on stdout, never a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from casework.cli import main
from casework.database import db, writing
from casework.people.models import RoleGrant
from casework.settings import Settings

Here = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).resolve().parent.parent


def casework(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of ours in the environment but what is given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK_")}
    command = [sys.executable, "-m", "casework", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=clean | environment)


def on(settings: Settings) -> dict[str, str]:
    """The environment of an installation on the test's database."""
    return {
        "CASEWORK_SECRET_KEY": settings.secret_key,
        "CASEWORK_DATA_DIR": str(settings.data_dir),
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PASSWORD_COST": "test",
    }


def one_line(text: str) -> str:
    """The complaint, which is one line that names the program."""
    assert text.count("\n") == 1, text
    assert text.startswith("casework: ")
    return text.removeprefix("casework: ").strip()


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "CASEWORK_SECRET_KEY: saknas"),
        ({"CASEWORK_SECRET_KEY": "short"}, "CASEWORK_SECRET_KEY: är för kort"),
        ({"CASEWORK_SECRET_KEY": "x" * 40, "CASEWORK_DATABASE_URL": "mysql://x"}, "CASEWORK_DATABASE_URL: "),
        ({"CASEWORK_SECRET_KEY": "x" * 40, "CASEWORK_SMTP_URL": "http://x"}, "CASEWORK_SMTP_URL"),
        ({"CASEWORK_SECRET_KEY": "x" * 40, "CASEWORK_MAIL_FROM": "ingen adress"}, "CASEWORK_MAIL_FROM: "),
        ({"CASEWORK_SECRET_KEY": "x" * 40, "CASEWORK_FILES_URL": "s3://x"}, "CASEWORK_FILES_URL: "),
        ({"CASEWORK_SECRET_KEY": "x" * 40, "CASEWORK_BASE_URL": "kommun.se"}, "CASEWORK_BASE_URL: "),
        ({"CASEWORK_SECRET_KEY": "x" * 40, "CASEWORK_LOG_LEVEL": "loud"}, "CASEWORK_LOG_LEVEL: "),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_line_that_names_it(environment: dict[str, str], named: str) -> None:
    result = casework("worker", "--once", **environment)
    assert result.returncode == 2
    assert one_line(result.stderr).startswith(named)
    assert result.stdout == ""


def test_a_password_in_a_setting_is_never_shown() -> None:
    url = "postgresql://user:hemligt-ord@127.0.0.1:1/none"
    result = casework("init", CASEWORK_SECRET_KEY="x" * 40, CASEWORK_DATABASE_URL=url)
    assert result.returncode == 2
    assert "Databasen" in one_line(result.stderr)
    assert "hemligt-ord" not in result.stderr + result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("workflows", "show", "nope", "--json"),
        ("report", "read", "finns-inte.txt", "--json"),
        ("report", "read", ".", "--json"),
        ("serve", "--port", "99999999"),
        ("report", "read"),
    ],
)
def test_bad_input_is_exit_2_and_one_line(arguments: tuple[str, ...]) -> None:
    result = casework(*arguments)
    assert result.returncode == 2
    assert one_line(result.stderr)
    assert result.stdout == ""


def test_help_teaches_and_is_exit_0() -> None:
    assert "workflows" in casework().stdout
    assert casework("--help").returncode == 0


def test_report_read_answers_with_one_document() -> None:
    file = ROOT / "tests" / "journeys" / "reports" / "oversyn.txt"
    result = casework("report", "read", str(file), "--json")
    document = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (0, "")
    assert document["title"] == "Översyn av kommunens deltagande i den gemensamma beredskapsorganisationen"
    assert document["recipients"] == ["Kommundirektör", "Ekonomichef", "Räddningschef"]
    assert (document["officer_name"], document["officer_title"]) == ("Kim Holm", "Säkerhetssamordnare")
    assert (document["date"], document["case_number"], document["basis"]) == (None, None, [])


def test_workflows_are_told_in_the_shape_of_the_contract() -> None:
    rows = json.loads(casework("workflows", "list", "--json").stdout)
    assert sorted(row["kind"] for row in rows) == ["budget_increase", "general_matter", "membership_review"]
    (listed,) = (row for row in rows if row["kind"] == "membership_review")
    shown = json.loads(casework("workflows", "show", listed["kind"], "--json").stdout)
    assert sorted(shown) == ["fields", "kind", "label", "states", "steps"]
    assert sorted(shown["states"][0]) == ["final", "label", "name"]
    assert sorted(shown["steps"][0]) == ["by", "dispatch", "from", "label", "name", "needs", "then", "to"]
    assert json.loads(casework("workflows", "check", "--json").stdout) == []
    assert casework("workflows", "draw", listed["kind"]).stdout.startswith("stateDiagram-v2\n")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings, app: Flask) -> Here:
    """The command in this process, on the test's database: (exit code, stdout, stderr)."""
    for name, value in on(settings).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["casework", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_an_administrator_makes_an_account_and_lists_it(here: Here) -> None:
    code, password, _ = here("user", "create", "Ny@Kommun.example", "--name", "Den nya")
    assert code == 0
    assert len(password.strip()) >= 16
    code, _, complaint = here("user", "create", "ny@kommun.example", "--name", "Den nya")
    assert code == 2
    assert "redan ett konto" in one_line(complaint)
    code, _, complaint = here("user", "create", "ingen adress", "--name", "Den nya")
    assert code == 2
    assert "ingen e-postadress" in one_line(complaint)
    listed = json.loads(here("user", "list", "--json")[1])
    assert {"email": "ny@kommun.example", "name": "Den nya", "active": True} in listed
    assert len(listed) == 9


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("chef@demo.example", "officer"), ""),
        (("chef@demo.example", "chair", "--body", "KSAU"), ""),
        (("chef@demo.example", "chair"), "ange --body"),
        (("chef@demo.example", "king"), "finns inte"),
        (("chef@demo.example", "system"), "finns inte"),
        (("chef@demo.example", "officer", "--body", "XX"), "Organet XX finns inte"),
        (("ingen@demo.example", "officer"), "inget konto"),
    ],
)
def test_a_role_is_given_or_refused_with_a_sentence(here: Here, arguments: tuple[str, ...], complaint: str) -> None:
    code, _, said = here("role", "grant", *arguments)
    assert code == (2 if complaint else 0)
    assert complaint in (one_line(said) if complaint else said)


def test_a_role_given_twice_is_held_once(here: Here, app: Flask) -> None:
    for _ in range(2):
        assert here("role", "grant", "chef@demo.example", "officer")[0] == 0
    with app.app_context():
        assert db.session.query(RoleGrant).filter_by(role="officer").count() == 2  # the demo's officer, and this one


def test_a_token_is_printed_alone_listed_without_itself_and_revoked(here: Here) -> None:
    code, printed, said = here("token", "create", "chef@demo.example", "--scope", "cases:read", "--days", "3")
    assert (code, said, printed.count("\n"), printed[:3]) == (0, "", 1, "cw_")
    (row,) = json.loads(here("token", "list", "--json")[1])
    made, ends = (datetime.fromisoformat(row[name]) for name in ("created_at", "expires_at"))
    assert (row["email"], row["scopes"], (ends - made).days) == ("chef@demo.example", ["cases:read"], 3)
    assert printed.strip() not in json.dumps(row)
    assert here("token", "revoke", str(row["id"])) == (0, "", "")
    assert json.loads(here("token", "list", "--json")[1])[0]["revoked_at"] is not None
    assert here("token", "list")[1].startswith(f"{row['id']}\tchef@demo.example\tcases:read\t")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("create", "ingen@demo.example"), "inget öppet konto"),
        (("create", "chef@demo.example", "--scope", "everything"), "Finns: cases:read, cases:write"),
        (("create", "chef@demo.example", "--days", "0"), "1 till 366 dagar"),
        (("revoke", "99"), "ingen token med nummer 99"),
    ],
)
def test_a_token_that_is_not_made_is_told_in_a_sentence(here: Here, arguments: tuple[str, ...], complaint: str) -> None:
    code, printed, said = here("token", *arguments)
    assert (code, printed, complaint in one_line(said)) == (2, "", True)


def test_init_may_be_run_again(here: Here) -> None:
    assert here("init")[0] == 0
    assert here("init")[0] == 0


def test_audit_verify_says_no_when_a_record_was_changed(here: Here, app: Flask) -> None:
    assert json.loads(here("audit", "verify", "--json")[1])["ok"] is True
    with app.app_context(), writing(), db.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        drop = (
            "DROP TRIGGER audit_records_no_update"
            if sqlite
            else "DROP TRIGGER audit_records_append_only ON audit_records"
        )
        connection.exec_driver_sql(drop)
        connection.exec_driver_sql("UPDATE audit_records SET event = 'another' WHERE id = 1")
    code, told, _ = here("audit", "verify", "--json")
    assert code == 1
    assert json.loads(told)["first_broken"] == 1
