"""The line that sums up the diagram, and what training it takes."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpgui.engine.check import check
from bpgui.engine.cost import costs, total
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, GraphError, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.ledger import Ledger


def said(bench) -> list[str]:
    return bench.canvas.findChild(object, "canvas_footer").text().split("     ")


def test_it_says_how_large_the_diagram_is_and_what_training_takes(bench):
    bench = bench(chain(Input((2,)), Dense(3), Dense(1), Loss()))
    assert said(bench)[:3] == ["4 layers", "13 parameters", "9 multiply-adds a sample"]
    assert said(bench)[3].endswith("B to train")


def test_every_edit_is_summed_up(bench):
    bench = bench(chain(Input((2,)), Dense(3), Dense(1), Loss()))
    bench.document.edit_graph(bench.graph.with_layer(2, Dense(200, bias=False)), "Units")
    assert said(bench)[1:3] == ["601 parameters", "600 multiply-adds a sample"]
    bench.undo()
    assert said(bench)[1:3] == ["13 parameters", "9 multiply-adds a sample"]


@pytest.mark.parametrize(("setting", "value"), [("batch_size", 128), ("precision", "float64")])
def test_memory_follows_the_training(bench, setting, value):
    bench = bench(chain(Input((2,)), Dense(3), Dense(1), Loss()))
    before = said(bench)
    project = bench.document.project
    training = replace(project.training, batch_size=32)
    bench.document.edit(dataclasses.replace(project, training=training), "Batch")
    smaller = said(bench)
    training = replace(training, **{setting: value})
    bench.document.edit(dataclasses.replace(project, training=training), "Training")
    assert said(bench)[3] != smaller[3]
    assert said(bench)[:3] == before[:3]


def test_a_diagram_that_is_not_trained_has_only_its_size(bench):
    assert said(bench(chain(Input(), Dense(3)))) == ["2 layers", "9 parameters"]
    assert said(bench(Graph())) == [""]


KINDS = st.sampled_from(("units", "remove", "connect", "mute", "move"))
EDITS = st.lists(st.tuples(KINDS, st.integers(0, 9), st.integers(0, 9)), max_size=30)


@settings(max_examples=100, deadline=None)
@given(EDITS)
def test_the_running_sum_is_the_sum(edits: list[tuple[str, int, int]]) -> None:
    graph = chain(Input(), Dense(4), Activation(), Dense(3), Activation(), Dense(1), Loss())
    ledger, known = Ledger(), None
    for do, first, second in edits:
        one = sorted(graph.nodes)[first % len(graph.nodes)]
        other = sorted(graph.nodes)[second % len(graph.nodes)]
        try:
            if do == "units" and isinstance(graph.nodes[one].layer, Dense):
                graph = graph.with_layer(one, Dense(second + 1))
            elif do == "remove" and len(graph.nodes) > 1:
                graph = graph.remove([one])
            elif do == "connect":
                graph = graph.connect(one, other)
            elif do == "mute":
                graph = graph.mute([one], not graph.nodes[one].muted)
            else:
                graph = graph.move({one: (first, second)})
        except GraphError:
            continue
        known = check(graph, None, known)
        assert ledger.sum(known) == total(costs(known).values())
