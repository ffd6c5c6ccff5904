"""The limits of a run: when it has done enough, and the sentence that says so."""

from __future__ import annotations

from bpgui.engine.counted import counted
from bpgui.engine.course import Course
from bpgui.engine.report import Evaluation


def limit_reached(course: Course, evaluation: Evaluation | None = None) -> str | None:
    """Why training is to end here, after the evaluation of an epoch if there was one.

    Where that is early stopping, the best weights are put back, if they are wanted.
    """
    limits = course.training
    if limits.epochs and course.epoch >= limits.epochs:
        return f"Finished: {_done(course.epoch, 'epoch')}."
    if limits.steps and course.step >= limits.steps:
        return f"Finished: {_done(course.step, 'step')}."
    if evaluation is not None and evaluation.loss < limits.loss_threshold:
        return f"Finished: the training loss fell below {limits.loss_threshold:g}."
    if limits.patience and course.patience.waited >= limits.patience:
        return _out_of_patience(course, evaluation is not None and limits.best_weights)
    return None


def _done(count: int, noun: str) -> str:
    return f"{counted(count, noun)} {'is' if count == 1 else 'are'} done"


def last_reached(course: Course) -> bool:
    """Whether the last epoch, or the last step, is done."""
    return course.training.epochs == course.epoch or course.training.steps == course.step


def _out_of_patience(course: Course, go_back: bool) -> str:
    patience = course.patience
    waited = f"{patience.waited:,} epoch{'s' if patience.waited != 1 else ''}"
    said = f"Finished: the loss has not fallen for {waited}."
    if not go_back:
        return said
    patience.give_back()
    return f"{said} The weights of epoch {patience.epoch:,} are back, the best so far."
