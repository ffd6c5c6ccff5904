from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from bpgui.data import MinMax, NoScaling, Scaler, Source, Standardise, sources
from bpgui.data.sources.digits import Digits
from bpgui.data.sources.gaussians import Gaussians
from bpgui.data.sources.given import Given
from bpgui.data.sources.iris import Iris
from bpgui.data.sources.moons import Moons
from bpgui.data.sources.parity import Parity
from bpgui.data.sources.plane import Plane
from bpgui.data.sources.sine import Sine
from bpgui.data.sources.sorting import Sorting
from bpgui.data.sources.spiral import Spiral
from bpgui.data.sources.table_file import TableFile
from bpgui.data.sources.uniform_noise import UniformNoise
from bpgui.data.sources.wine import Wine
from bpgui.data.sources.xor_corners import XORCorners
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.activations.sigmoid import Sigmoid
from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.squared import HalfSquaredError, MeanSquaredError
from bpgui.project.adapt import suited_scaler, with_data
from bpgui.project.examples import gallery, load_example
from bpgui.project.project import DataSettings, Project
from bpgui.project.session import start


def spiral(*head: Layer, loss: Any = None, scaler: Scaler | None = None) -> Project:
    """2-8-1 tanh with the mean squared error, or another head."""
    graph = chain(Input((2,)), Dense(8), *(head or (Dense(1),)), Loss(loss or MeanSquaredError()))
    return Project(graph, DataSettings(Spiral(points=40), scaler=scaler or NoScaling()))


def take(project: Project, source: Source) -> Project:
    return with_data(project, dataclasses.replace(project.data, source=source))


def layers_of(graph: Graph) -> list[Layer]:
    return [graph.nodes[id].layer for id in graph.order]


def test_digits_after_the_spiral_just_work() -> None:
    after = take(spiral(), Digits())
    assert layers_of(after.graph) == [
        Input((64,)),
        Dense(8),
        Dense(10, Softmax()),
        Loss(CategoricalCrossEntropy()),
    ]
    assert after.data.scaler == MinMax(together=True)
    trainer = start(after)
    for _ in trainer.make(1):
        pass
    assert trainer.step == 1


def test_a_last_layer_whose_function_is_its_own_gets_one_behind_it() -> None:
    graph = chain(Input((10, 1)), SimpleRNN(2), Loss())
    project = Project(graph, DataSettings(Sorting(points=20, steps=10)))
    after = take(project, Parity(points=20))
    assert layers_of(after.graph) == [
        Input((10, 1)),
        SimpleRNN(1),
        Activation(Sigmoid()),
        Loss(BinaryCrossEntropy()),
    ]


def test_the_way_back_works_too() -> None:
    there = take(spiral(), Digits())
    after = take(there, Spiral())
    assert layers_of(after.graph)[0] == Input((2,))
    assert layers_of(after.graph)[-2] == Dense(2, Softmax())
    assert after.data.scaler == NoScaling()
    assert check(after.graph, Spiral().load().task).ok


@pytest.mark.parametrize("first", list(sources), ids=lambda kind: kind.kind())
def test_from_every_data_set_to_every_other_one(first: type[Source]) -> None:
    project = take(spiral(), first())
    for kind in sources:
        after = take(project, kind())
        assert check(after.graph, kind().load().task).ok, kind
        start(after)


def test_a_handful_of_rows_is_learnt_as_a_whole() -> None:
    after = take(spiral(), XORCorners())
    assert after.data.validation == 0.0
    assert take(after, Spiral()).data.validation == DataSettings().validation > 0
    assert take(spiral(), Iris()).data.validation == spiral().data.validation > 0


def test_pictures_get_a_flatten_with_room_of_its_own() -> None:
    after = take(spiral(), Digits("image"))
    assert [layer.kind() for layer in layers_of(after.graph)] == [
        "Input",
        "Flatten",
        "Dense",
        "Dense",
        "Loss",
    ]
    xs = [after.graph.nodes[id].at[0] for id in after.graph.order]
    assert xs == [0, 200, 400, 600, 800]
    assert check(after.graph, Digits("image").load().task).ok


def test_a_flatten_that_is_there_already_is_enough() -> None:
    flat = take(spiral(), Digits("image"))
    assert take(flat, Digits("flat")).graph.nodes.keys() == flat.graph.nodes.keys()


def test_what_suits_already_stays_as_it_is() -> None:
    project = spiral()
    assert take(project, Moons(points=9)).graph == project.graph
    assert take(project, Spiral(points=77)).graph == project.graph


@pytest.mark.parametrize(
    ("head", "loss"),
    [(Dense(2, Softmax()), CategoricalCrossEntropy()), (Dense(1, Sigmoid()), BinaryCrossEntropy())],
)
def test_every_head_for_two_classes_may_stay(head: Layer, loss: Any) -> None:
    project = spiral(head, loss=loss)
    assert take(project, Gaussians()).graph == project.graph


def test_a_head_for_many_classes_keeps_its_own_style() -> None:
    digits = take(spiral(), Digits())
    own = dataclasses.replace(
        digits,
        graph=chain(Input((64,)), Dense(10, Sigmoid()), Loss(HalfSquaredError())),
    )
    assert layers_of(take(own, Iris()).graph) == [
        Input((4,)),
        Dense(3, Sigmoid()),
        Loss(HalfSquaredError()),
    ]


def test_numbers_after_classes_get_a_linear_output() -> None:
    after = take(spiral(Dense(2, Softmax()), loss=CategoricalCrossEntropy()), Plane())
    assert layers_of(after.graph)[-2:] == [Dense(1, Linear()), Loss(MeanSquaredError())]


def test_a_squared_error_of_ones_own_choice_stays_for_numbers() -> None:
    after = take(spiral(loss=HalfSquaredError()), Sine())
    assert layers_of(after.graph)[-1] == Loss(HalfSquaredError())


def test_soft_labels_keep_the_head_that_gives_probabilities() -> None:
    project = spiral(Dense(1, Sigmoid()), loss=BinaryCrossEntropy())
    assert layers_of(take(project, UniformNoise()).graph)[1:] == layers_of(project.graph)[1:]
    assert layers_of(take(project, Plane()).graph)[-2] == Dense(1, Linear())


def test_classes_after_numbers_get_a_probability() -> None:
    numbers = take(spiral(), Plane())
    after = take(numbers, Moons())
    assert layers_of(after.graph)[-2:] == [Dense(1, Sigmoid()), Loss(BinaryCrossEntropy())]


def test_an_activation_of_its_own_is_found_and_the_units_before_it() -> None:
    project = spiral(Dense(1, Linear()), Dropout(), Activation(Tanh()))
    after = layers_of(take(project, Digits()).graph)
    assert after[2:] == [
        Dense(10, Linear()),
        Dropout(),
        Activation(Softmax()),
        Loss(CategoricalCrossEntropy()),
    ]


def test_a_missing_output_activation_is_inserted() -> None:
    after = layers_of(take(spiral(Dense(1, Tanh()), Dropout()), Digits()).graph)
    assert after[-2:] == [Activation(Softmax()), Loss(CategoricalCrossEntropy())]
    assert after[2] == Dense(10, Tanh())


def test_a_head_that_cannot_be_sized_is_left_alone() -> None:
    project = spiral(Flatten())
    after = take(project, Digits())
    assert layers_of(after.graph) == [Input((64,)), *layers_of(project.graph)[1:]]


def test_half_drawn_diagrams_only_get_their_input_set() -> None:
    graph = Graph().add(Input()).add(Dense(4, ReLU())).add(Loss())
    after = take(Project(graph), Digits())
    assert [node.layer for node in after.graph.nodes.values()] == [
        Input((64,)),
        Dense(4, ReLU()),
        Loss(),
    ]
    assert take(Project(), Digits()).graph == Graph()


def test_problems_that_were_there_before_are_left_to_their_owner() -> None:
    wrong = spiral(Dense(5))
    image = Dense(3)
    graph = wrong.graph.add(image)
    after = take(dataclasses.replace(wrong, graph=graph), Digits())
    assert after.graph.nodes[graph.newest.id].layer == image
    assert len(after.graph.nodes) == len(graph.nodes)


def test_a_scaling_chosen_by_hand_stays() -> None:
    assert take(spiral(scaler=Standardise()), Digits()).data.scaler == Standardise()
    assert take(take(spiral(), Digits()), Wine()).data.scaler == Standardise()


def test_settings_of_the_same_data_set_never_change_the_scaling() -> None:
    raw = dataclasses.replace(take(spiral(), Digits()).data, scaler=NoScaling())
    project = dataclasses.replace(take(spiral(), Digits()), data=raw)
    assert take(project, Digits("image")).data.scaler == NoScaling()


def test_data_that_cannot_be_loaded_change_nothing_else() -> None:
    project = spiral()
    broken = Given(((1.0, 2.0), (3.0, 4.0)), ((1.0,),))
    after = take(project, broken)
    assert after.graph == project.graph
    assert after.data.source == broken
    assert check(take(after, Digits()).graph, Digits().load().task).ok


def test_more_given_targets_get_more_outputs() -> None:
    project = take(spiral(), Given(((0.5, 0.2),), ((1.0,),)))
    after = take(project, Given(((0.5, 0.2),), ((1.0, 0.0, 1.0),)))
    assert layers_of(after.graph)[-2] == Dense(3, Linear())


@pytest.mark.parametrize(
    ("source", "scaler"),
    [
        (Spiral(), NoScaling()),
        (Iris(), Standardise()),
        (Wine(), Standardise()),
        (Digits("image"), MinMax(together=True)),
    ],
)
def test_large_numbers_and_those_off_centre_are_scaled(source: Source, scaler: Scaler) -> None:
    assert suited_scaler(source.load()) == scaler


def test_large_targets_are_scaled(tmp_path: Path) -> None:
    path = tmp_path / "flats.csv"
    path.write_text("area,price\n" + "".join(f"{n % 90},{n * 1000}\n" for n in range(1, 99)))
    table = TableFile(path=str(path))
    assert take(spiral(), table).data.target_scaler == Standardise()
    assert take(take(spiral(), table), Sine()).data.target_scaler == NoScaling()
    assert take(spiral(), Iris()).data.target_scaler == NoScaling()
    by_hand = dataclasses.replace(spiral().data, target_scaler=MinMax())
    project = dataclasses.replace(spiral(), data=by_hand)
    assert take(project, table).data.target_scaler == MinMax()


@pytest.mark.parametrize("name", [example.name for example in gallery()])
def test_every_example_takes_other_data(name: str) -> None:
    project = load_example(name)
    for source in (Spiral(points=20), Digits("image"), Sine(points=20), project.data.source):
        changed = take(project, source)
        assert changed.data.source == source
        found = check(changed.graph, source.load().task)
        nodes = changed.graph.nodes
        inputs = [id for id, node in nodes.items() if isinstance(node.layer, Input)]
        assert len(inputs) > 1 or not found.at(inputs[0])


def test_several_inputs_are_left_to_their_owner() -> None:
    graph = chain(Input((1,)), Concatenate(), Dense(1), Loss()).add(Input((1,)))
    graph = graph.connect(graph.newest.id, 2)
    after = take(Project(graph, DataSettings(Spiral(points=20))), Digits())
    inputs = [layer for layer in layers_of(after.graph) if isinstance(layer, Input)]
    assert inputs == [Input((1,)), Input((1,))]


def test_a_network_that_repeats_its_input_grows_with_it() -> None:
    repeat = Loss(MeanSquaredError(), target="input")
    project = Project(chain(Input(), Dense(3), Dense(2), repeat), DataSettings(Spiral(points=20)))
    after = take(project, Digits())
    assert layers_of(after.graph)[2:] == [Dense(64), repeat]


def test_every_loss_on_the_data_gets_its_head_and_keeps_its_weight() -> None:
    graph = chain(Input(), Dense(4), Dense(1), Loss(weight=0.25))
    graph = graph.add(Dense(1, Sigmoid())).connect(2, graph.newest.id + 1)
    graph = graph.add(Loss(BinaryCrossEntropy())).connect(5, 6)
    after = take(Project(graph, DataSettings(Spiral(points=20))), Digits())
    assert check(after.graph, Digits().load().task).ok
    assert after.graph.nodes[4].layer == Loss(CategoricalCrossEntropy(), weight=0.25)
    assert after.graph.nodes[6].layer == Loss(CategoricalCrossEntropy())
