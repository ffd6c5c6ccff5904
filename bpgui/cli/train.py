"""`bpgui train`: a run without a window."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable
from functools import partial

from bpgui.cli import notes
from bpgui.cli.changes import changed
from bpgui.cli.interrupt import Interrupt
from bpgui.cli.metrics import logs
from bpgui.cli.opening import opened
from bpgui.cli.outlets import must_be_open
from bpgui.cli.progress import Progress
from bpgui.cli.result import Result
from bpgui.cli.stop import FAILED, INTERRUPTED, WRONG_CALL, Stop, told
from bpgui.cli.threads import blas_threads
from bpgui.engine.denormals import flushed
from bpgui.engine.report import Report
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.export import ExportError, exporter_for
from bpgui.project.bundle import bundle
from bpgui.project.continuing import continued
from bpgui.project.error import ProjectError
from bpgui.project.file import save
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start

#: Seconds of work between two looks at the keyboard and the clock.
SPAN = 0.02


def run(arguments: argparse.Namespace) -> int:
    """Train, tell the result, write what was asked for; Stop for anything but a good end."""
    must_be_open(arguments)
    before, state = opened(arguments.project)
    with told(WRONG_CALL):
        project = _limited(changed(before, arguments), state, arguments)
    with told(), blas_threads(arguments.threads), flushed():
        prepared = prepare(project)
        notes.say(prepared)
        trainer = start(project, prepared=prepared)
        if arguments.resume:
            assert state is not None
            if arguments.set or arguments.data:
                state = continued(state, before, project, trainer.state())
            trainer.restore(state)
        with Interrupt() as interrupt:
            last, result, said = _trained(trainer, prepared, arguments, interrupt)
        if not last.diverged:
            said += _write(prepared, trainer, arguments)
        print(result.json() if arguments.json else result.text())
    if interrupt.wanted:
        kept = (arguments.export or arguments.save) and not said and not last.diverged
        written = "; what was reached by then is written" if kept else ""
        said.insert(0, f"Interrupted after {result.steps:,} steps{written}.")
        raise Stop(" ".join(said), INTERRUPTED)
    if last.diverged:
        nothing = " Nothing was written." if arguments.export or arguments.save else ""
        said.insert(0, f"{last.stopped}{nothing}")
    if said:
        raise Stop(" ".join(said), FAILED)
    return 0


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
) -> tuple[Report, Result, list[str]]:
    """Run to the end, a limit or an interruption.

    The last report, the result, and a sentence for each log that could not be written.
    """
    progress = Progress(sys.stderr, trainer.training)
    first, begun = trainer.step, time.perf_counter()
    with logs(arguments.log, arguments.log_steps, trainer.tensors) as files:
        for report in trainer.run(SPAN):
            progress.show(report)
            files.add(report)
            if interrupt.wanted:
                break
        seconds = time.perf_counter() - begun
        progress.clear()
        found = trainer.evaluate()
        files.end(report, found)
    result = Result(
        steps=trainer.step,
        epochs=trainer.epoch,
        made=trainer.step - first,
        seconds=seconds,
        found=found,
        ended="" if report.diverged else report.stopped or "",
        measure="accuracy" if prepared.classifies else "R2",
    )
    return report, result, files.said


def _write(prepared: Prepared, trainer: Trainer, arguments: argparse.Namespace) -> list[str]:
    """Write what was asked for: what can be written is, and a sentence for each that cannot."""
    outlets: list[Callable[[], None]] = []
    if arguments.export:
        made = bundle(prepared, trainer)
        outlets += [partial(exporter_for(path).write, path, made) for path in arguments.export]
    if arguments.save is not None:
        outlets.append(partial(save, arguments.save, prepared.project, trainer.state()))
    said = []
    for outlet in outlets:
        try:
            outlet()
        except (ExportError, ProjectError) as error:
            said.append(str(error))
    return said
