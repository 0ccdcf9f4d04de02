"""A new kind of ärende is one new file: list, form, buttons and history follow with no other edit."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KIND = "association_exit"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of workflows/ with one file more; nothing else is changed."""
    shutil.copytree(ROOT / "workflows", tmp_path / "workflows", ignore=shutil.ignore_patterns("__pycache__"))
    table = (ROOT / "workflows" / "membership_review.py").read_text()
    for old, new in (
        ('"membership_review"', f'"{KIND}"'),
        ("Översyn av medlemskap", "Utträde ur förbund"),
        ("Lämna för granskning", "Lämna till gruppchefen"),
    ):
        assert old in table
        table = table.replace(old, new)
    (tmp_path / "workflows" / f"{KIND}.py").write_text(table)
    return tmp_path


def run(tree: Path, *arguments: str) -> str:
    """What the command answers beside the copied tables."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK_")}
    env["PYTHONPATH"] = f"{tree}{os.pathsep}{ROOT}"
    done = subprocess.run([sys.executable, *arguments], env=env, cwd=tree, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_new_file_is_a_new_kind_for_the_commands(tree: Path) -> None:
    listed = json.loads(run(tree, "-m", "casework", "workflows", "list", "--json"))
    assert {row["kind"]: row["label"] for row in listed}[KIND] == "Utträde ur förbund"
    shown = json.loads(run(tree, "-m", "casework", "workflows", "show", KIND, "--json"))
    assert shown["steps"][0]["label"] == "Lämna till gruppchefen"
    assert run(tree, "-m", "casework", "workflows", "check") == ""


def test_new_file_is_a_new_kind_on_every_page(tree: Path, sqlite_template: Path) -> None:
    database = tree / "casework.sqlite3"
    shutil.copy(sqlite_template, database)
    program = str(Path(__file__).parent / "new_kind_program.py")
    told = json.loads(run(tree, program, KIND, f"sqlite:///{database}", str(tree)))
    assert told == {
        "kinds": sorted({KIND, *_kinds()}),
        "buttons": ["Lämna till gruppchefen"],
        "history": True,
        "listed": True,
        "state": True,
    }


def _kinds() -> list[str]:
    return [file.stem for file in (ROOT / "workflows").glob("*.py") if not file.stem.startswith("_")]
