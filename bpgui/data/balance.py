"""Balance: what every row counts where every class shall count alike."""

from __future__ import annotations

import numpy as np

from bpgui.data.dataset import Floats, Indices
from bpgui.engine.task import Task


def class_weights(task: Task, targets: Indices) -> Floats:
    """What a row of each class counts: rows / (classes * rows of the class), the mean being 1.

    targets (rows,): the class indices of the training rows. A class without any counts 1.
    """
    counts = np.bincount(targets, minlength=task.outputs)
    present = np.count_nonzero(counts)
    return np.where(counts > 0, len(targets) / (present * np.maximum(counts, 1)), 1.0)
