"""Small projects to train in tests, and what waits for their runs."""

from __future__ import annotations

import dataclasses
from typing import Any

from pytestqt.qtbot import QtBot

from bpgui.data.source import Source
from bpgui.data.sources.digits import Digits
from bpgui.data.sources.sine import Sine
from bpgui.engine.declaration import replace
from bpgui.engine.graph import chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.reshape import Reshape
from bpgui.engine.optimizers.sgd import SGD
from bpgui.engine.trainer import Trainer
from bpgui.gui.run import Run
from bpgui.project.project import Project


def spiral(**training: Any) -> Project:
    """2-4-1 on the spiral: 500 rows, 400 of them to train on, 40 mini-batches an epoch."""
    project = Project(chain(Input(), Dense(units=4), Dense(units=1), Loss()))
    return dataclasses.replace(project, training=replace(project.training, **training))


def with_source(source: Source, outputs: int = 1, inputs: int = 2) -> Project:
    """A small net on another data set."""
    layers = Input((inputs,)), Dense(units=4), Dense(units=outputs), Loss()
    project = Project(chain(*layers))
    return dataclasses.replace(project, data=replace(project.data, source=source))


def sine() -> Project:
    """1-4-1 on a sine: a regression."""
    return with_source(Sine(), inputs=1)


def exploding() -> Project:
    """A run whose loss becomes infinite within a few steps."""
    project = Project(
        chain(Input(), Dense(units=4, activation="linear"), Dense(1, "linear"), Loss())
    )
    training = replace(project.training, optimizer=SGD(), learning_rate=1e9)
    return dataclasses.replace(project, training=training)


def digits(*layers: Layer) -> Project:
    """Handwritten digits through these layers and ten outputs."""
    ends = Dense(units=10, activation="softmax"), Loss("categorical cross-entropy")
    project = Project(chain(Input((64,)), *layers, *ends))
    return dataclasses.replace(project, data=replace(project.data, source=Digits()))


def small_nets() -> dict[str, Project]:
    """One of each sort: fully connected, convolutional, recurrent."""
    return {
        "mlp": digits(Dense(units=12, activation="relu"), Dense(units=6, activation="sigmoid")),
        "cnn": digits(
            Reshape((1, 8, 8)), Conv2D(filters=3, kernel=3, activation="relu"), Flatten()
        ),
        "lstm": digits(Reshape((8, 8)), LSTM(units=5)),
    }


def deep(layers: int) -> Project:
    """Two tensors a layer, and two more."""
    hidden = [Dense(units=4) for _ in range(layers)]
    return Project(chain(Input(), *hidden, Dense(units=1), Loss()))


def ready(qtbot: QtBot, run: Run, project: Project) -> None:
    """Make a run of the project ready."""
    reach(qtbot, run, "ready", lambda: run.reset(project))


def reach(qtbot: QtBot, run: Run, status: str, command: Any) -> None:
    """Give a command, and wait until the run has that status and all its pictures are taken."""
    with qtbot.waitSignal(
        run.state_changed, timeout=10_000, check_params_cb=lambda seen: seen == status
    ):
        command()
    if status in ("paused", "finished", "diverged"):
        qtbot.waitUntil(lambda: run.settled, timeout=10_000)


def trainer_of(run: Run) -> Trainer:
    """The trainer itself, of a run on a thread of this process, to be looked at while it stands."""
    found = run.ask(lambda bench: bench.trainer)
    assert found is not None
    return found
