"""Missing system libraries are one sentence, said before Qt is imported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from bpgui.gui import preflight


def without(*missing: str) -> Callable[[str], None]:
    """A loader for a machine that lacks some libraries."""

    def load(name: str) -> None:
        if name in missing:
            raise OSError(f"{name}: cannot open shared object file")

    return load


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight.shutil, "which", lambda name: f"/usr/bin/{name}")


X = {"DISPLAY": ":0"}


def test_nothing_missing() -> None:
    assert preflight.complaint(X, without(), "linux") is None


@pytest.mark.usefixtures("debian")
def test_missing_library_names_its_package() -> None:
    said = preflight.complaint(X, without("libEGL.so.1", "libxcb-cursor.so.0"), "linux")
    assert said == (
        "bpgui's window needs the system libraries libEGL.so.1, libxcb-cursor.so.0: "
        "run `sudo apt-get install libegl1 libxcb-cursor0`."
    )


def test_missing_library_where_there_is_no_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight.shutil, "which", lambda name: None)
    said = preflight.complaint(X, without("libEGL.so.1"), "linux")
    assert said is not None
    assert "apt" not in said
    assert "library libEGL.so.1:" in said


@pytest.mark.parametrize("environ", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "w"}])
def test_x11_libraries_matter_only_on_x11(environ: dict[str, str]) -> None:
    assert preflight.complaint(environ, without(*preflight.X11), "linux") is None
    assert preflight.complaint(environ, without("libGL.so.1"), "linux") is not None


def test_no_screen() -> None:
    said = preflight.complaint({}, without(), "linux")
    assert said is not None
    assert "needs a screen" in said


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_bring_their_own(system: str) -> None:
    assert preflight.complaint({}, without(*preflight.ALWAYS), system) is None


@pytest.mark.parametrize(
    ("version", "python", "complains"),
    [("6.12.0", (3, 11), True), ("6.11.3", (3, 11), False), ("6.12.0", (3, 12), False)],
)
def test_the_pair_that_crashes(
    monkeypatch: pytest.MonkeyPatch, version: str, python: tuple[int, int], complains: bool
) -> None:
    monkeypatch.setattr(preflight, "_pyside_version", lambda: version)
    assert bool(preflight._pyside(python)) is complains


def test_needs_no_qt() -> None:
    code = "import sys, bpgui.gui.preflight; print([m for m in sys.modules if 'PySide6' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
