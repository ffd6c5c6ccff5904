"""`bpgui train`: a run without a window."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time

from bpgui.atomic import obstacle
from bpgui.cli.interrupt import Interrupt
from bpgui.cli.metrics import logs
from bpgui.cli.opening import opened
from bpgui.cli.progress import Progress
from bpgui.cli.result import Result
from bpgui.cli.stop import FAILED, INTERRUPTED, WRONG_CALL, Stop, told
from bpgui.cli.threads import blas_threads
from bpgui.engine.denormals import flushed
from bpgui.engine.report import Report
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.export import exporter_for
from bpgui.project.bundle import bundle
from bpgui.project.file import save
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start

#: Seconds of work between two looks at the keyboard and the clock.
SPAN = 0.02


def run(arguments: argparse.Namespace) -> int:
    """Train, tell the result, write what was asked for; Stop for anything but a good end."""
    _outlets_open(arguments)
    project, state = opened(arguments.project)
    with told(WRONG_CALL):
        project = _limited(project, state, arguments)
    with told(), blas_threads(arguments.threads), flushed():
        prepared = prepare(project)
        trainer = start(project, prepared=prepared)
        if arguments.resume:
            assert state is not None
            trainer.restore(state)
        with Interrupt() as interrupt:
            last, result = _trained(trainer, prepared, arguments, interrupt)
        try:
            if not last.diverged:
                _write(prepared, trainer, arguments)
        finally:
            print(result.json() if arguments.json else result.text())
    if interrupt.wanted:
        raise Stop(f"Interrupted after {result.steps:,} steps.", INTERRUPTED)
    if last.diverged:
        nothing = " Nothing was written." if arguments.export or arguments.save else ""
        raise Stop(f"{last.stopped}{nothing}", FAILED)
    return 0


def _outlets_open(arguments: argparse.Namespace) -> None:
    """Find out before a long run, not after it, that a result could not be written."""
    with told(WRONG_CALL):
        for path in arguments.export:
            exporter_for(path)
    for path in (*arguments.export, arguments.save):
        said = None if path is None else obstacle(path)
        if said is not None:
            raise Stop(said, WRONG_CALL)


def _limited(project: Project, state: State | None, arguments: argparse.Namespace) -> Project:
    """The project with the limits and the seed that were asked for."""
    training = project.training
    done = (0, 0)
    if arguments.resume:
        if state is None:
            raise Stop(
                f"There are no weights to go on from in {arguments.project}: leave --resume out.",
                WRONG_CALL,
            )
        done = (state.epoch, state.step)
    if arguments.epochs is not None:
        training = dataclasses.replace(training, epochs=done[0] + arguments.epochs, steps=0)
    if arguments.steps is not None:
        training = dataclasses.replace(training, epochs=0, steps=done[1] + arguments.steps)
    if arguments.seed is not None:
        training = dataclasses.replace(training, seed=arguments.seed)
    if not (training.epochs or training.steps or training.loss_threshold):
        raise Stop(
            f"There is no limit in {arguments.project}: say --epochs or --steps.", WRONG_CALL
        )
    return dataclasses.replace(project, training=training)


def _trained(
    trainer: Trainer, prepared: Prepared, arguments: argparse.Namespace, interrupt: Interrupt
) -> tuple[Report, Result]:
    """Run to the end, a limit or an interruption; the last report, and the result."""
    progress = Progress(sys.stderr, trainer.training)
    first, begun = trainer.step, time.perf_counter()
    with logs(arguments.log, arguments.log_steps, trainer.tensors) as files:
        for report in trainer.run(SPAN):
            progress.show(report)
            for file in files:
                file.add(report)
            if interrupt.wanted:
                break
        seconds = time.perf_counter() - begun
        progress.clear()
        found = trainer.evaluate()
        for file in files:
            file.end(report, found)
    return report, Result(
        steps=trainer.step,
        epochs=trainer.epoch,
        made=trainer.step - first,
        seconds=seconds,
        found=found,
        ended="" if report.diverged else report.stopped or "",
        measure="accuracy" if prepared.classifies else "R2",
    )


def _write(prepared: Prepared, trainer: Trainer, arguments: argparse.Namespace) -> None:
    made = bundle(prepared, trainer) if arguments.export else None
    for path in arguments.export:
        assert made is not None
        exporter_for(path).write(path, made)
    if arguments.save is not None:
        save(arguments.save, prepared.project, trainer.state())
