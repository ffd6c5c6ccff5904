"""Data made of tokens, and a layer that reads them."""

from __future__ import annotations

import pytest

from bpgui.data import MinMax, NoScaling, Source
from bpgui.data.sources.digits import Digits
from bpgui.data.sources.first_token import FirstToken
from bpgui.data.sources.iris import Iris
from bpgui.data.sources.recall import Recall
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.training import Training
from bpgui.project.adapt import suited_scaler
from bpgui.project.error import ProjectError
from bpgui.project.project import DataSettings, Project
from bpgui.project.session import prepare, start

CE = CategoricalCrossEntropy()


def project(source: Source, tokens: int, steps: int, classes: int, **settings: object) -> Project:
    graph = chain(
        Input((steps,)),
        Embedding(tokens=tokens, features=4),
        LSTM(units=12),
        Dense(classes, "softmax"),
        Loss(CE),
    )
    training = Training(epochs=25, learning_rate=0.01, batch_size=32)
    return Project(graph, DataSettings(source=source, **settings), training)


def test_a_net_with_an_embedding_learns() -> None:
    trainer = start(project(FirstToken(points=600, steps=8), 4, 8, 4))
    for _ in trainer.run(1.0):
        pass
    assert trainer.evaluate().val_accuracy == 1.0


def test_tokens_are_not_scaled() -> None:
    assert suited_scaler(Recall(letters=20, digits=10, points=50).load()) == NoScaling()


def test_scaled_tokens_are_refused() -> None:
    with pytest.raises(ProjectError, match=r"whole numbers from 0 to 3, .* has 0\.\d+: choose"):
        prepare(project(FirstToken(points=50), 4, 16, 4, scaler=MinMax()))


def test_a_table_that_is_too_small_is_refused() -> None:
    with pytest.raises(ProjectError, match="8 different tokens, Embedding knows 5"):
        prepare(project(Recall(points=50), 5, 7, 4))


def test_measurements_are_refused_as_tokens() -> None:
    with pytest.raises(ProjectError, match="Embedding reads whole numbers from 0 to 9"):
        prepare(project(Iris(), 10, 4, 3))


def test_only_the_input_that_is_read_counts() -> None:
    """Two inputs share a row of six numbers: the first two are measurements, the rest tokens."""
    graph = Graph().add(Input((2,))).add(Input((4,)))
    for layer, sources in (
        (Embedding(tokens=3, features=2), [2]),
        (Flatten(), [3]),
        (Concatenate(), [1, 4]),
        (Dense(4, "softmax"), [5]),
        (Loss(CE), [6]),
    ):
        graph = graph.add(layer)
        for source in sources:
            graph = graph.connect(source, graph.newest.id)
    data = DataSettings(source=FirstToken(points=50, steps=6, symbols=4))
    with pytest.raises(ProjectError, match="4 different tokens, Embedding knows 3"):
        prepare(Project(graph, data))
    graph = graph.with_layer(3, Embedding(tokens=4, features=2))
    assert len(prepare(Project(graph, data)).train) == 40


def test_whole_numbers_beyond_the_table_are_refused() -> None:
    inner = Embedding(tokens=10, features=2), LSTM(units=2), Dense(10, "softmax")
    graph = chain(Input((64,)), *inner, Loss(CE))
    with pytest.raises(ProjectError, match=r"has 1\d: give it more tokens"):
        prepare(Project(graph, DataSettings(source=Digits())))
