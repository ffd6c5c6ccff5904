"""How much of the engine's speed the window keeps, and how smooth it stays meanwhile.

    python tests/benchmarks/window.py [--rounds N] [--only W1,W2] [--places thread,process]
                                      [--json PATH] [--profile]
    xvfb-run -a -s "-screen 0 1920x1200x24" python tests/benchmarks/window.py

The whole window with its default views, on whatever display there is (none: offscreen). In turns,
the same trainer runs alone, and in the window; both evaluate as often. Lag is how late a timer of
16 ms fires in the window's thread. Frames are batches that arrived and were painted. Pause is how
long the window waits until the run stands, the longest of PAUSES a round.

All that is measured with the trainer on a thread of the window's process, and in a process of its
own, whose figures stand in the JSON under "process" within those of the thread.

    python tests/benchmarks/window.py --memory [--only W2] [--json PATH]

The memory of the process after 1, 10 and 60 minutes of training: see growth.py.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
if not any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import argparse  # noqa: E402
import cProfile  # noqa: E402
import dataclasses  # noqa: E402
import itertools  # noqa: E402
import json  # noqa: E402
import pstats  # noqa: E402
import statistics  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from benchmarks.growth import MINUTES, FastClock, megabytes  # noqa: E402
from benchmarks.workloads import WORKLOADS, Workload  # noqa: E402
from bpgui.data.sources.digits import Digits  # noqa: E402
from bpgui.data.sources.gaussians import Gaussians  # noqa: E402
from bpgui.data.sources.mnist import MNIST  # noqa: E402
from bpgui.engine.declaration import replace  # noqa: E402
from bpgui.engine.denormals import flushed  # noqa: E402
from bpgui.engine.training import Training  # noqa: E402
from bpgui.gui import theme  # noqa: E402
from bpgui.gui.batch import Batch  # noqa: E402
from bpgui.gui.spread import SpreadProbe  # noqa: E402
from bpgui.gui.window import MainWindow  # noqa: E402
from bpgui.gui.workshop.host import Place  # noqa: E402
from bpgui.project.project import DataSettings, Project  # noqa: E402
from bpgui.project.session import start  # noqa: E402

#: Seconds of each turn: alone, in the window to warm up, in the window measured.
ALONE, WARM, IN_WINDOW = 1.0, 0.5, 3.0
#: Pauses of each turn, and seconds of training before each: never a whole number of evaluations.
PAUSES, BEFORE_PAUSE = 5, 0.137
TICK = 0.016
PLACES: tuple[Place, ...] = ("thread", "process")
SOURCES = {"W1": Gaussians(), "W2": Digits(), "W5": MNIST(shape="image")}


class Meter(QObject):
    """Notes every batch, and how late a timer of TICK fires."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.late: list[float] = []
        self.batches = 0
        self._window = window
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(TICK * 1000))
        self._timer.timeout.connect(self._tick)
        window.run.advanced.connect(self._arrived)

    def measure(self, seconds: float) -> tuple[float, float]:
        """Steps and batches a second over so many seconds of the event loop."""
        self.batches = 0
        step, begun = self._window.run.standing.step, time.perf_counter()
        self._last = begun
        self._timer.start()
        wait(seconds)
        self._timer.stop()
        took = time.perf_counter() - begun
        return (self._window.run.standing.step - step) / took, self.batches / took

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(now - self._last - TICK, 0.0))
        self._last = now

    def _arrived(self, batch: Batch) -> None:
        self.batches += 1


def project_of(workload: Workload) -> Project:
    """The workload on data that the views can show."""
    settings = Training(optimizer=workload.optimizer, batch_size=workload.batch, learning_rate=1e-3)
    data = replace(DataSettings(), source=SOURCES[workload.name])
    return dataclasses.replace(Project(workload.graph()), training=settings, data=data)


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_for(window: MainWindow, status: str) -> None:
    """Let the window live until its run has this status."""
    while window.run.standing.status != status:
        if window.run.standing.status == "failed":
            raise SystemExit(window.run.standing.message)
        wait(0.01)


def alone(project: Project, seconds: float) -> float:
    """Steps a second of the trainer by itself."""
    reports = start(project).run(evaluate="some")
    with flushed():
        next(reports)
        steps, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            steps += len(next(reports).losses)
        return steps / (time.perf_counter() - begun)


def pause(window: MainWindow) -> float:
    """Seconds until a run that is told to stand does."""
    begun = time.perf_counter()
    window.run.pause()
    while window.run.running:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return time.perf_counter() - begun


def pauses_of(window: MainWindow) -> list[float]:
    """Several pauses, at moments that differ; it stands afterwards."""
    found = [pause(window)]
    while len(found) < PAUSES:
        window.run.go()
        wait(BEFORE_PAUSE)
        found.append(pause(window))
    return found


@contextmanager
def opened(workload: Workload, place: Place = "thread") -> Iterator[MainWindow]:
    """The window on a workload, ready to run there."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        settings.setValue("training_place", place)
        window = MainWindow(project_of(workload), settings)
        window.resize(1600, 1000)
        window.show()
        wait_for(window, "ready")
        yield window
        window.document.undo_stack.setClean()
        window.close()


def measure(workload: Workload, place: Place, rounds: int, profile: bool) -> dict[str, Any]:
    """One row of the table."""
    project = project_of(workload)
    rates: list[tuple[float, float, float]] = []
    pauses: list[float] = []
    profiler = cProfile.Profile()
    with opened(workload, place) as window:
        meter = Meter(window)
        for _ in range(rounds):
            headless = alone(project, ALONE)
            window.run.go()
            wait(WARM)
            if profile:
                profiler.enable()
            rates.append((headless, *meter.measure(IN_WINDOW)))
            profiler.disable()
            pauses += pauses_of(window)
    if profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    late = np.array(meter.late) * 1000
    kept = statistics.median(inside / headless for headless, inside, _ in rates)
    return {
        "headless": statistics.median(rate[0] for rate in rates),
        "window": statistics.median(rate[1] for rate in rates),
        "kept": kept,
        "lag_p50_ms": float(np.percentile(late, 50)),
        "lag_p99_ms": float(np.percentile(late, 99)),
        "lag_max_ms": float(late.max()),
        "fps": statistics.median(rate[2] for rate in rates),
        "pause_ms": max(pauses) * 1000,
        "memory_mb": megabytes(),
        "platform": QApplication.platformName(),
    }


def grow(workload: Workload) -> dict[str, Any]:
    """Its memory in MB after so many minutes: the first is real, for the others see growth.py."""
    with opened(workload) as window:
        run = window.run
        found = {"0": megabytes()}
        run.go()
        wait(60)
        speed = run.standing.step / 60
        found["1"] = megabytes()
        pause(window)
        while not run.settled:
            wait(0.01)
        assert run.info is not None
        assert run.state is not None
        spread = run.ask(lambda bench: SpreadProbe().take(bench.trainer, bench.prepared))
        assert spread is not None
        clock = FastClock(run.history, run.state, spread, speed)
        for last, minute in itertools.pairwise(MINUTES):
            clock.run(60 * (minute - last), QApplication.processEvents)
            for view in window.views:
                view.refresh()
            wait(0.1)
            found[str(minute)] = megabytes()
    return {"steps": run.history.last, "memory_mb": found, "platform": QApplication.platformName()}


def show_growth(name: str, row: dict[str, Any]) -> None:
    """Print a line of the table of memory."""
    sizes = "  ".join(f"{size:7.0f}" for size in row["memory_mb"].values())
    print(f"{name}  {sizes}  {row['steps']:15,}")


def show(name: str, place: Place, row: dict[str, Any]) -> None:
    """Print a line of the table of speed."""
    print(
        f"{name}  {place:7}  {row['headless']:10,.0f} {row['window']:10,.0f}"
        f"  {row['kept']:5.0%}  {row['fps']:5.1f}  {row['lag_p50_ms']:8.2f}"
        f"  {row['lag_p99_ms']:5.1f}  {row['lag_max_ms']:6.1f}  {row['pause_ms']:8.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="comma-separated names")
    parser.add_argument("--places", default=",".join(PLACES), help="comma-separated")
    parser.add_argument("--json", default="", help="where to write the figures")
    parser.add_argument("--profile", action="store_true", help="where the window's time goes")
    parser.add_argument("--memory", action="store_true", help="how its memory grows in an hour")
    wanted = parser.parse_args()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    names = wanted.only.split(",") if wanted.only else list(SOURCES)
    found: dict[str, dict[str, Any]] = {}
    if wanted.memory:
        print(f"on {app.platformName()}, MB after minutes (from the second on by a fast clock)")
        print("          0        1       10       60            steps")
    else:
        print(f"on {app.platformName()}, median of {wanted.rounds} rounds")
        print(
            "               headless     window   kept    fps   lag p50   p99    max ms   pause ms"
        )
    places = [place for place in PLACES if place in wanted.places.split(",")]
    for workload in WORKLOADS:
        if workload.name not in names or workload.name not in SOURCES:
            continue
        if wanted.memory:
            row = found[workload.name] = grow(workload)
            show_growth(workload.name, row)
            continue
        for place in places:
            row = measure(workload, place, wanted.rounds, wanted.profile)
            show(workload.name, place, row)
            if place == "process" and workload.name in found:
                found[workload.name]["process"] = row
            else:
                found[workload.name] = row
    if wanted.json:
        Path(wanted.json).write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
