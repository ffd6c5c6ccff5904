"""What pyproject.toml, the README and .ci/run promise each other; no network needed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def shell_blocks(text: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


def test_extra_and_group_are_the_same_list(pyproject: dict[str, Any]) -> None:
    extra = pyproject["project"]["optional-dependencies"]["test"]
    assert extra == pyproject["dependency-groups"]["test"]


def test_no_pyside_that_crashes_on_python_3_11(pyproject: dict[str, Any]) -> None:
    rules = [rule for rule in pyproject["project"]["dependencies"] if "PySide6" in rule]
    assert rules == [
        "PySide6-Essentials>=6.8,<6.12; python_version < '3.12'",
        "PySide6-Essentials>=6.8; python_version >= '3.12'",
    ]


def test_assets_travel_with_the_wheel(pyproject: dict[str, Any]) -> None:
    wheel = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"assets": "bpgui/assets"}
    for licence in pyproject["project"]["license-files"]:
        assert (ROOT / licence).is_file()


def test_readme_has_the_two_commands_and_ci_runs_the_same() -> None:
    start, test = shell_blocks((ROOT / "README.md").read_text(encoding="utf-8"))[:2]
    assert start.startswith("python3 -m venv .venv && ")
    assert start.endswith("-m pip install -q . && .venv/bin/bpgui\n")
    install, run = test.strip().split(" && ")[1:]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in (install, run):
        assert command.removeprefix(".venv/bin/") in ci


def test_readme_names_every_system_library_that_is_looked_for() -> None:
    from bpgui.gui.preflight import ALWAYS, X11

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    # libxkbcommon-x11-0 and libx11-xcb1 bring what they build on.
    named = set(readme.split())
    assert set((ALWAYS | X11).values()) - named <= {"libxkbcommon0"}


def test_links_in_the_readme_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    paths = re.findall(r"`((?:bpgui|assets|tests)/[\w./-]+)`", readme)
    missing = [path for path in {*targets, *paths} if not (ROOT / path).exists()]
    assert not missing


def test_main_py_is_the_bpgui_command(pyproject: dict[str, Any]) -> None:
    assert pyproject["project"]["scripts"] == {"bpgui": "bpgui.__main__:main"}
    run = subprocess.run(
        [sys.executable, "main.py", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "train" in run.stdout


def test_everything_below_the_window_needs_no_qt() -> None:
    code = (
        "import sys, bpgui.__main__, bpgui.project.session, bpgui.project.file, bpgui.export\n"
        "print([name for name in sys.modules if name in ('PySide6', 'pyqtgraph', 'bpgui.gui')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == "[]", run.stderr
