"""How a host ends: asked to, killed, or left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bpgui.gui.microscope.probe import TraceProbe
from bpgui.gui.workshop import process
from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.host import Host
from bpgui.gui.workshop.process import ProcessHost
from bpgui.gui.workshop.thread import ThreadHost
from bpgui.gui.workshop.tray import Tray
from tests.gui.projects import spiral
from tests.gui.workshop.window import TIMEOUT, Window


@pytest.mark.parametrize("kind", [ThreadHost, ProcessHost])
def test_it_ends_while_it_trains_and_says_nothing_of_it(kind: Callable[..., Host]) -> None:
    window = Window(kind)
    window.load(spiral())
    window.begin(Foreman.go)
    window.until(lambda batch: bool(batch.reports))
    assert window.host.alive
    window.host.close()
    assert not window.host.alive
    left = [window.heard.get() for _ in range(window.heard.qsize())]
    assert not [news for news in left if isinstance(news, str)]
    window.host.close()


def test_a_process_may_be_ended_before_it_has_begun() -> None:
    window = Window(ProcessHost)
    window.host.close()
    assert not window.host.alive
    assert window.heard.empty()


def test_a_process_that_is_killed_is_told_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    class Noted(Tray):
        def __init__(self) -> None:
            super().__init__()
            names.append(self.name)

    monkeypatch.setattr(process, "Tray", Noted)
    window = Window(ProcessHost)
    window.load(spiral())
    with pytest.raises(FileNotFoundError):  # its memory has no name by now
        Tray(*names)
    window.begin(Foreman.go)
    window.until(lambda batch: bool(batch.reports))
    assert isinstance(window.host, ProcessHost)
    assert window.host.pid is not None
    os.kill(window.host.pid, signal.SIGKILL)
    while not isinstance(news := window.next(), str):
        pass
    assert "SIGKILL" in news
    assert news.endswith("run again to start it anew.")
    assert not window.host.alive
    window.put(Foreman.pause, 9)
    window.host.close()
    assert window.heard.empty()


def test_without_memory_to_share_there_is_no_process_but_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full() -> Tray:
        raise OSError("No space left on device")

    monkeypatch.setattr(process, "Tray", full)
    window = Window(ProcessHost)
    news = window.next()
    assert isinstance(news, str)
    assert "No space left on device" in news
    assert not window.host.alive
    window.host.close()


def test_an_order_that_cannot_be_sent_ends_it_with_a_sentence() -> None:
    window = Window(ProcessHost)
    window.put(Foreman.answer, 1, lambda bench: 1)
    news = window.next()
    assert isinstance(news, str)
    assert news.startswith("The training process ended unexpectedly (")
    assert "local object" in news  # Python says the rest in other words from version to version
    assert news.endswith("run again to start it anew.")
    window.host.close()


ORPHAN = """
import os, signal
from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.process import ProcessHost
from tests.gui.projects import spiral
from tests.gui.workshop.window import Window
if __name__ == "__main__":
    window = Window(ProcessHost)
    window.load(spiral())
    window.begin(Foreman.go)
    window.until(lambda batch: bool(batch.reports))
    print(window.host.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_whose_window_is_killed_ends_too(tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN)
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    # Its output is open until the last that holds it has ended.
    run = subprocess.run(
        [sys.executable, str(script)], env=here, capture_output=True, text=True, timeout=TIMEOUT
    )
    assert run.returncode == -signal.SIGKILL
    assert int(run.stdout) > 0
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="looks into /proc")
def test_a_process_that_trains_is_without_qt() -> None:
    window = Window(ProcessHost)
    window.put(Foreman.watch, "one", TraceProbe())
    window.load(spiral())
    assert isinstance(window.host, ProcessHost)
    maps = Path(f"/proc/{window.host.pid}/maps").read_text()
    window.host.close()
    assert "multiarray" in maps
    assert "PySide6" not in maps
