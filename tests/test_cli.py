"""The command: exit codes, one line on stderr, one document on stdout, never a traceback."""

import json
import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.shell_completion import get_completion_class
from click.testing import CliRunner
from flask import Flask

from casework.cli import cli, main
from casework.cli.teaching import Teaching
from casework.database import db, write, writing
from casework.people.models import RoleGrant
from casework.webhooks.models import EVENTS
from tests.conftest import Here
from tests.webhooks.rows import make_webhook

ROOT = Path(__file__).resolve().parent.parent


def casework(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of ours in the environment but what is given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK_")}
    command = [sys.executable, "-m", "casework", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=clean | environment)


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
def test_a_wrong_setting_stops_the_start_with_a_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: dict[str, str], named: str
) -> None:
    for name in [name for name in os.environ if name.startswith("CASEWORK_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["casework", "worker", "--once"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert one_line(said.err).startswith(named)


def test_a_password_in_a_setting_is_never_shown() -> None:
    url = "postgresql://user:hemligt-ord@127.0.0.1:1/none"
    result = casework("init", CASEWORK_SECRET_KEY="x" * 40, CASEWORK_DATABASE_URL=url)
    assert result.returncode == 2
    assert "Databasen" in one_line(result.stderr)
    assert "hemligt-ord" not in result.stderr + result.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("nope", "Kommandot nope finns inte. Se casework --help."),
        ("workflow", "Kommandot workflow finns inte. Menade du workflows? Se casework --help."),
        ("workflows", "Ange ett kommando: list, show, draw, check. Se casework workflows --help."),
        ("workflows show", "Argumentet KIND saknas. Se casework workflows show --help."),
        ("workflows show nope --json", "Ärendetypen 'nope' finns inte. Finns: budget_increase, citizen_proposal"),
        ("workflows show a b", "För många argument. Se casework workflows show --help."),
        ("workflows list --jsn", "Flaggan --jsn finns inte. Menade du --json? Se casework workflows list --help."),
        ("workflows list --json=1", "Flaggan --json tar inget värde. Se casework workflows list --help."),
        ("report read finns-inte.txt --json", "Filen finns-inte.txt finns inte."),
        ("report read . --json", ". är en mapp: ange en textfil."),
        ("report read", "Argumentet FILE saknas. Se casework report read --help."),
        (
            "serve --port 99999999",
            "Flaggan --port har ett värde som inte går att använda. Det ska vara ett heltal från",
        ),
        ("serve --port", "Flaggan --port ska följas av ett värde. Se casework serve --help."),
        ("user create ny@kommun.example", "Flaggan --name saknas. Se casework user create --help."),
        ("webhook remove x", "Argumentet ID har ett värde som inte går att använda. Det ska vara ett heltal. Se"),
        (
            "webhook add u --event z",
            "Flaggan --event har ett värde som inte går att använda. Det ska vara något av: st",
        ),
        ("dates --posted 2026-02-30", "--posted 2026-02-30 finns inte i almanackan."),
        ("dates --approved 2026-03-02 --posted 2026-03-01", "--posted 2026-03-01 är före --approved 2026-03-02."),
        ("dates --posted", "Flaggan --posted ska följas av ett värde. Se casework dates --help."),
        ("completion", "Argumentet SHELL saknas. Det ska vara något av: bash, zsh, fish. Se casework completion"),
    ],
)
def test_bad_input_is_exit_2_and_one_swedish_line(arguments: str, complaint: str) -> None:
    result = casework(*arguments.split())
    assert one_line(result.stderr).startswith(complaint)
    assert (result.returncode, result.stdout) == (2, "")


# --- help that teaches -----------------------------------------------------------------------------------------


def commands_of(group: click.Group, path: str = "casework") -> dict[str, click.Command]:
    """Every command by what is typed, the groups too."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found[f"{path} {name}"] = command
        if isinstance(command, click.Group):
            found |= commands_of(command, f"{path} {name}")
    return found


EVERY = commands_of(cli)
ENDS = {path: command for path, command in EVERY.items() if not isinstance(command, click.Group)}
CLICKS_OWN = ("Usage", "Options:", "Commands:", "Show this", "default:", "required", "OPTIONS", "COMMAND ", "ARGS")


def test_the_first_help_says_where_to_begin_and_names_every_command() -> None:
    bare, asked = casework(), casework("--help")
    assert (bare.returncode, asked.returncode, bare.stderr, bare.stdout) == (0, 0, "", asked.stdout)
    assert "casework demo --serve" in asked.stdout.split("Flaggor:")[0]
    sections = re.findall(r"^(\S.*):$", asked.stdout, re.MULTILINE)
    assert sections == ["Flaggor", *cli.sections]
    named = re.findall(r"^  ([a-z]+)(?: ([a-z|]+))?(?:  |$)", asked.stdout, re.MULTILINE)
    assert {f"casework {name} {sub}".strip() for name, subs in named for sub in subs.split("|")} == set(ENDS)


@pytest.mark.parametrize("path", EVERY)
def test_every_help_is_swedish_and_teaches(path: str) -> None:
    runner, command = CliRunner(), EVERY[path]
    asked = runner.invoke(cli, [*path.split()[1:], "--help"], prog_name="casework")
    assert asked.exit_code == 0
    assert asked.output.startswith(f"Användning: {path} ")
    assert [word for word in CLICKS_OWN if word in asked.output] == []
    if isinstance(command, click.Group):
        return
    assert [part for part in ("Exempel:", "Används av:", "Skriver ut:", "Slutkod:") if part not in asked.output] == []
    examples = asked.output.split("Exempel:\n")[1].split("\n\n")[0].splitlines()
    assert any(path in example for example in examples)
    undocumented = [
        param.name for param in command.params if not (getattr(param, "hidden", False) or getattr(param, "help", ""))
    ]
    assert undocumented == []


@pytest.mark.parametrize("path", ENDS)
def test_every_example_can_be_typed(path: str) -> None:
    """Each word of an example is a command, an argument or an option that there is."""
    command = ENDS[path]
    assert isinstance(command, Teaching)
    for example in command.examples:
        if "casework " not in example:
            continue
        typed = shlex.split(re.split(r"[>#)]", example[example.index("casework ") :])[0], comments=True)
        words = typed[len(path.split()) :]
        assert typed[: len(path.split())] == path.split()
        command.make_context(path, words).close()


def test_the_events_that_can_be_asked_for_are_those_that_are_told() -> None:
    (event,) = (param for param in ENDS["casework webhook add"].params if param.name == "events")
    assert tuple(event.type.choices) == EVENTS


# --- Tab -------------------------------------------------------------------------------------------------------

TABS = [
    ("w", {"webhook", "worker", "workflows"}),
    ("workflows ", {"list", "show", "draw", "check"}),
    (
        "workflows show ",
        {"budget_increase", "citizen_proposal", "general_matter", "member_motion", "membership_review"},
    ),
    ("workflows draw m", {"membership_review"}),
    ("workflows check --", {"--json", "--stored", "--help"}),
    ("role grant chef@demo.example c", {"chair"}),
    ("role grant chef@demo.example s", {"secretary", "substitute"}),
    ("dates --", {"--meeting", "--approved", "--posted", "--json", "--help"}),
    ("webhook add https://x --event ", {"step_taken", "delivery_failed"}),
    ("completion ", {"bash", "zsh", "fish"}),
]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(("typed", "offered"), TABS)
def test_bash_fills_in(typed: str, offered: set[str]) -> None:
    """The script as bash runs it, its function called as bash calls it."""
    program = """
        eval "$(casework completion bash)"
        complete -p casework >&2
        IFS=' ' read -ra COMP_WORDS <<< "casework $1"
        [[ $1 == *' ' ]] && COMP_WORDS+=("")
        COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
        _casework_completion casework
        printf '%s\n' "${COMPREPLY[@]}"
    """
    environment = {"PATH": f"{BIN}:{os.environ['PATH']}"}
    command = ["/bin/bash", "--norc", "-c", program, "bash", typed]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    assert done.stderr == "complete -o nosort -F _casework_completion casework\n"
    assert set(done.stdout.split()) == offered


def test_bash_fills_in_the_name_of_a_file_when_tab_is_pressed(tmp_path: Path) -> None:
    """In a terminal: whoever types the beginning and presses Tab gets the rest."""
    (tmp_path / "skrivelse-om-medlemskap.txt").write_text("Tjänsteskrivelse")
    environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "dumb", "PS1": "", "HISTFILE": "/dev/null"}
    ours, theirs = pty.openpty()
    command = ["/bin/bash", "--norc", "--noprofile", "-i"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment, start_new_session=True
    ) as process:
        os.close(theirs)
        os.write(ours, b'eval "$(casework completion bash)"; echo re""ady\n')
        assert "ready" in said(ours, "ready")
        os.write(ours, b"casework report read skriv\t")
        assert "casework report read skrivelse-om-medlemskap.txt" in said(ours, "medlemskap.txt")
        process.kill()
    os.close(ours)


def said(terminal: int, word: str) -> str:
    """What the terminal shows until the word stands there, or for ten seconds."""
    seen, until = "", time.monotonic() + 10
    while word not in seen and time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 4096).decode()
    return seen


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(("typed", "offered"), TABS)
def test_zsh_and_fish_are_given_the_same(
    shell: str, typed: str, offered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through click's own way, as the script of that shell asks."""
    words = shlex.split(typed) + ([""] if typed.endswith(" ") else [])
    monkeypatch.setenv("COMP_WORDS", f"casework {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(words)) if shell == "zsh" else words[-1])
    kind = get_completion_class(shell)
    assert kind is not None
    lines = kind(cli, {}, "casework", "_CASEWORK_COMPLETE").complete().splitlines()
    if shell == "zsh":
        found = dict(zip(lines[1::3], lines[2::3], strict=True))
    else:
        found = dict(line.removeprefix("plain,").split("\t") for line in lines if "\t" in line)
    if typed != "completion " and "--event" not in typed:  # a choice has no words of its own
        assert (set(found), all(found.values())) == (offered, True)
    assert offered <= {word for line in lines for word in re.split(r"[,\t]", line)}


@pytest.mark.parametrize(
    ("shell", "words"),
    [("zsh", ["#compdef casework", "_CASEWORK_COMPLETE=zsh_complete"]), ("fish", ["complete --no-files --command"])],
)
def test_the_script_of_the_shell_is_printed(shell: str, words: list[str]) -> None:
    done = casework("completion", shell)
    assert (done.returncode, done.stderr, [word for word in words if word not in done.stdout]) == (0, "", [])


# --- what each answers -----------------------------------------------------------------------------------------


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
    kinds = ["budget_increase", "citizen_proposal", "general_matter", "member_motion", "membership_review"]
    assert sorted(row["kind"] for row in rows) == kinds
    (listed,) = (row for row in rows if row["kind"] == "membership_review")
    shown = json.loads(casework("workflows", "show", listed["kind"], "--json").stdout)
    assert sorted(shown) == ["fields", "kind", "label", "states", "steps"]
    assert sorted(shown["states"][0]) == ["final", "label", "name"]
    assert sorted(shown["steps"][0]) == ["by", "dispatch", "from", "label", "name", "needs", "then", "to"]
    assert json.loads(casework("workflows", "check", "--json").stdout) == []
    drawn = casework("workflows", "draw", listed["kind"]).stdout
    assert drawn.startswith("stateDiagram-v2\n")
    document = json.loads(casework("workflows", "draw", listed["kind"], "--json").stdout)
    assert (document["kind"], document["mermaid"] + "\n") == ("membership_review", drawn)


GIVEN = {"report read": [str(ROOT / "tests/journeys/reports/oversyn.txt")], "workflows show": ["general_matter"]}
GIVEN |= {"workflows draw": ["general_matter"], "threshold": ["--rule", "quorum", "--of", "7", "--present", "4"]}


@pytest.mark.parametrize(
    "path", [path for path, command in ENDS.items() if "as_json" in {param.name for param in command.params}]
)
def test_json_is_exactly_one_document_and_nothing_else(here: Here, path: str) -> None:
    words = path.removeprefix("casework ")
    code, out, complaint = here(*words.split(), *GIVEN.get(words, []), "--json")
    assert (code, complaint) == (0, "")
    assert isinstance(json.loads(out), list | dict)


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


def test_an_administrator_has_other_systems_told(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    add = ("webhook", "add", "http://127.0.0.1:9/krok", "--event", "step_taken", "--event", "delivery_failed")
    code, said, complaint = here(*add)
    assert (code, said, "CASEWORK_WEBHOOKS=true" in one_line(complaint)) == (1, "", True)
    monkeypatch.setenv("CASEWORK_WEBHOOKS", "true")
    code, said, complaint = here(*add)
    assert (code, said, "är ingen publik adress" in one_line(complaint)) == (1, "", True)
    monkeypatch.setenv("CASEWORK_WEBHOOK_PRIVATE", "127.0.0.0/8")
    code, said, complaint = here(*add)
    assert (code, said.count("\n"), said[:6], complaint) == (0, 1, "whsec_", "")
    listed = json.loads(here("webhook", "list", "--json")[1])
    assert listed == [
        {"id": 1, "url": "http://127.0.0.1:9/krok", "events": ["step_taken", "delivery_failed"], "status": "on"}
    ]
    assert here("webhook", "deliveries", "--json")[:2] == (0, "[]\n")
    assert here(*add, "--authority", "XX")[0] == 2
    assert here("webhook", "remove", "1") == (0, "", "")
    assert here("webhook", "remove", "1")[0] == 2
    assert here("webhook", "list", "--json")[1] == "[]\n"


def test_what_was_told_is_listed(here: Here, app: Flask) -> None:
    with app.app_context(), write():
        make_webhook()
    (row,) = json.loads(here("webhook", "deliveries", "--json")[1])
    told = {key: row[key] for key in ("id", "type", "state", "attempts", "last_error", "delivered_at")}
    assert told == {
        "id": "msg_1",
        "type": "step_taken",
        "state": "failed",
        "attempts": 16,
        "last_error": "svarade 500",
        "delivered_at": None,
    }
    assert "svarade 500" in here("webhook", "deliveries")[1]
