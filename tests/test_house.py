"""Rules of the house that no type checker knows: who changes a state, who commits, what stays unloaded."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 400
MODELS_WITH_STATE = {"Case", "Meeting", "Delivery", "Minutes", "NoticeBoardPosting", "Referral", "Vote"}
MODELS_WITH_STATE |= {"WebhookMessage"}

REPORT = """Tjänsteskrivelse

Översyn av medlemskapet

Förslag till beslut
Förvaltningen får i uppdrag att se över medlemskapet.

Sammanfattning av ärendet
Medlemskapet bör ses över.
"""


@cache
def modules(*folders: str) -> list[tuple[str, ast.Module]]:
    """The Python files below the folders, by their path from the root, parsed."""
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert files
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(), str(path))) for path in files]


def in_functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the innermost function that it stands in; "" for the module itself."""

    def walk(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            yield name, child
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else name
            yield from walk(child, inner)

    return walk(tree, "")


def assigned(node: ast.AST) -> list[str]:
    """The attributes that the node gives a value, alone, in a row of others, by += or by setattr ("?": whichever)."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        return [node.attr]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        return [name.value if isinstance(name, ast.Constant) else "?" for name in node.args[1:2]]
    return []


def calls(*folders: str) -> Iterator[tuple[tuple[str, str], str, ast.Call]]:
    """Every call below the folders: its file and function, the last word of what is called, the call."""
    for path, tree in modules(*folders):
        for name, node in in_functions(tree):
            if isinstance(node, ast.Call):
                yield (path, name), getattr(node.func, "attr", getattr(node.func, "id", "")), node


def names_given(call: ast.Call) -> set[str]:
    """The names under which the call gives values: its keywords and the keys of dicts that stand in it."""
    keys = [key for part in call.args if isinstance(part, ast.Dict) for key in part.keys]
    return {keyword.arg or "**" for keyword in call.keywords} | {str(getattr(key, "value", key)) for key in keys}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(x): x.state = 1", {("f", "state")}),
        ("def f(x): x.number, x.state = 1, 2", {("f", "number"), ("f", "state")}),
        ("x.state += 'a'", {("", "state")}),
        ("class A:\n def g(self): setattr(self, 'state', 1)", {("g", "state")}),
        ("def f(x, y): setattr(x, y, 1)", {("f", "?")}),
        ("def f(x): return x.state", set()),
    ],
)
def test_every_way_to_assign_is_seen(code: str, found: set[tuple[str, str]]) -> None:
    assert {(name, word) for name, node in in_functions(ast.parse(code)) for word in assigned(node)} == found


def test_state_of_a_row_changes_in_one_place_a_room() -> None:
    """A case in take_step, a referral in take, others in their move; all ask the table (never false 1)."""
    places = {
        (path, name)
        for path, tree in modules("casework")
        for name, node in in_functions(tree)
        if {"state", "?"} & set(assigned(node))
    }
    assert places == {
        ("casework/appeals/operations.py", "_move"),
        ("casework/cases/operations.py", "take_step"),
        ("casework/deliberation/votes.py", "move"),
        ("casework/dispatch/operations.py", "move"),
        ("casework/meetings/sitting.py", "move"),
        ("casework/minutes/operations.py", "move"),
        ("casework/publication/operations.py", "move"),
        ("casework/referrals/operations.py", "take"),
        ("casework/summons/packets.py", "move"),
        ("casework/webhooks/operations.py", "move"),
    }


def test_first_state_is_given_where_the_row_is_made() -> None:
    births = {
        place for place, word, call in calls("casework") if word in MODELS_WITH_STATE and "state" in names_given(call)
    }
    assert births == {
        ("casework/cases/operations.py", "create_case"),
        ("casework/deliberation/votes.py", "prepare"),
        ("casework/meetings/operations.py", "plan_meeting"),
        ("casework/minutes/operations.py", "make"),
        ("casework/publication/operations.py", "_post"),
        ("casework/referrals/asking.py", "_asked"),
        ("casework/referrals/asking.py", "note"),
        ("casework/webhooks/telling.py", "_tell"),
    }
    many = {
        place
        for place, word, call in calls("casework")
        if word == "insert" and call.args and getattr(call.args[0], "id", "") in MODELS_WITH_STATE
    }
    assert many == {("casework/dispatch/operations.py", "_add_deliveries")}


def test_no_statement_changes_a_state_past_the_rows() -> None:
    """UPDATE ... SET state, by the toolkit or as text, would leave neither event nor audit record."""
    by_toolkit = [
        place
        for place, word, call in calls("casework")
        if word in {"values", "update"} and "state" in names_given(call)
    ]
    as_text = [
        (path, node.value)
        for path, tree in modules("casework")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.search(r"(?i)\bUPDATE\s+\w+\s+SET\b", str(node.value))
    ]
    assert (by_toolkit, as_text) == ([], [])


def test_only_the_database_room_commits() -> None:
    commits = {place for place, word, _ in calls("casework", "workflows") if word == "commit"}
    assert commits == {("casework/database.py", "write")}


def test_only_the_engine_knows_the_state_machine_library() -> None:
    importers = {path for path, tree in modules("casework", "workflows") if "transitions" in imported(tree)}
    assert importers == {"workflows/_engine.py"}


def test_time_comes_from_the_clock_only() -> None:
    """Nothing else asks the machine what time it is, so that all agree on it (never false 9)."""
    asking = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    found = {place for place, _, call in calls("casework", "workflows") if ast.unparse(call.func) in asking}
    assert found == {("casework/clock.py", "now")}


def imported(tree: ast.Module) -> set[str]:
    """The top packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


def test_no_file_is_too_long_to_be_read() -> None:
    files = [path for folder in ("casework", "workflows") for path in (ROOT / folder).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in files}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_no_room_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "services", "misc"}
    parts = {part for path, _ in modules("casework", "workflows") for part in Path(path).with_suffix("").parts}
    assert parts & vague == set()


# --- what stays unloaded ---------------------------------------------------------------------------------------

LAW = """
import importlib, pkgutil, casework.law
for found in pkgutil.walk_packages(casework.law.__path__, "casework.law."):
    importlib.import_module(found.name)
"""
COMMANDS = {
    "law": LAW,
    "workflows list": "workflows list --json",
    "workflows show": "workflows show membership_review --json",
    "workflows draw": "workflows draw membership_review",
    "workflows check": "workflows check --json",
    "report read": "report read report.txt --json",
    "threshold": "threshold --rule quorum --of 7 --present 4 --json",
    "dates": "dates --posted 2019-02-05 --json",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_reading_command_needs_neither_settings_nor_database(name: str, tmp_path: Path) -> None:
    """contracts.md: the commands marked * start without Flask, SQLAlchemy or any setting, and write nothing."""
    (tmp_path / "report.txt").write_text(REPORT)
    command = COMMANDS[name]
    run = (
        command
        if name == "law"
        else f"from casework.cli import cli\ncli.main({command.split()}, standalone_mode=False)"
    )
    heavy = "sorted({'flask', 'sqlalchemy', 'alembic', 'pydantic', 'typst', 'gunicorn'} & set(sys.modules))"
    program = f"import json, sys\n{run}\nsys.stderr.write(json.dumps({heavy}))"
    done = _python(tmp_path, "-c", program)
    assert (done.returncode, done.stderr) == (0, "[]")
    if name.endswith(("list", "show", "read")) or "--json" in command:
        json.loads(done.stdout)
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_package_itself_loads_nothing(tmp_path: Path) -> None:
    program = "import sys, casework\nprint({name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    loaded = ast.literal_eval(_python(tmp_path, "-c", program).stdout)
    assert loaded - _always_loaded(tmp_path) == {"casework"}


def _always_loaded(folder: Path) -> set[str]:
    """What this Python loads whatever it runs, such as the hooks of installed packages."""
    program = "import sys\nprint({name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    return set(ast.literal_eval(_python(folder, "-c", program).stdout))


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in `folder` with the project on its path, without any of our settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK_")}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


# --- what the documents name -----------------------------------------------------------------------------------

NAMED = re.compile(r"`([\w.*{},-]+(?:/[\w.*{},-]+)*/?)`")
FILE = re.compile(r"\.(?:py|md|toml|txt|html|css|js|json|ini|typ|svg|yml|yaml|cfg)$")
LOCAL = {"var", ".venv", "test-results", "node_modules"}  # made on each machine, never in the tree


def paths_in(text: str) -> set[str]:
    """What the text names in backticks as ours: below a folder of the root or by a file's ending; no `your_kind.py`."""
    tops = {path.name for path in ROOT.iterdir()}
    found = set()
    for name in NAMED.findall(text):
        first, last = name.split("/")[0], name.split("/")[-1]
        if (
            first not in LOCAL
            and not last.startswith("your_")
            and (("/" in name and first in tops) or FILE.search(name))
        ):
            found.add(name)
    return found


def exists(name: str, folder: Path) -> bool:
    """Whether the file or folder is there: from the root, from the document's folder, or a bare file name anywhere."""
    if any(list(base.glob(name.rstrip("/"))) for base in (ROOT, folder)):
        return True
    return "/" not in name and any(path.name == name for path in files_of_the_project())


def test_paths_are_found_in_a_text() -> None:
    text = (
        "See `casework/law/`, `pyproject.toml`, `casework/gone.py` and `gone.md`; `text/plain`, `state`, `var/x.txt`."
    )
    assert paths_in(text) == {"casework/law/", "pyproject.toml", "casework/gone.py", "gone.md"}
    assert {name for name in paths_in(text) if not exists(name, ROOT)} == {"casework/gone.py", "gone.md"}


def test_every_path_that_the_documents_name_exists() -> None:
    documents = [path for path in files_of_the_project() if path.suffix == ".md" and path.name != "CHANGELOG.md"]
    missing = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in documents
        for name in paths_in(path.read_text())
        if not exists(name, path.parent)
    }
    assert missing == set()


# --- what no file names ----------------------------------------------------------------------------------------

# In parts, so that this file does not name them either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("pypi", "python", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("fonts", "googleapis", "com"),
        ("anaconda", "org"),
    )
]


def files_of_the_project() -> list[Path]:
    """What is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry() -> None:
    """The project is set up from whichever index the machine is told of; an address in a file would override that."""
    hosts = re.compile("|".join(re.escape(host) for host in REGISTRIES).encode())
    naming = {
        (path.relative_to(ROOT).as_posix(), match.group().decode())
        for path in files_of_the_project()
        if (match := hosts.search(path.read_bytes()))
    }
    assert naming == set()


def test_locked_requirements_hold_no_address() -> None:
    files = [path for path in files_of_the_project() if path.parent.name == "requirements"]
    assert files
    address = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host")
    assert [path.name for path in files if address.search(path.read_text())] == []
