"""What the views show is what PyTorch has computed: for a plain, a convolutional and a recurrent
net."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.gui.format import exact, number, percent
from bpgui.gui.run import Run
from bpgui.gui.spread import QUANTILES, SAMPLE
from bpgui.gui.views.bands.quantities import QUANTITIES
from bpgui.gui.views.bands.spread import SpreadBand
from bpgui.gui.views.decision import DecisionView
from bpgui.gui.views.histograms import HistogramView
from bpgui.gui.views.results import ResultsView
from bpgui.gui.views.tensors import TensorView
from bpgui.gui.views.time import TimeView
from bpgui.gui.views.view import View
from tests.gui.golden_runs import PROBED, ROW, STEPS, Golden, train
from tests.gui.views.show import point, show

NETS = ["mlp", "cnn", "lstm"]
#: Readings have three or four digits.
READ = 6e-3


@pytest.fixture(params=NETS)
def net(request: pytest.FixtureRequest) -> str:
    return str(request.param)


V = TypeVar("V", bound=View)


def shown(qtbot: QtBot, run: Run, view: V, net: str) -> tuple[V, Golden]:
    """A view of the run, on the screen from its beginning."""
    show(qtbot, view, run, 900, 460)
    made = train(qtbot, run, net)
    view.refresh()
    view.grab()
    return view, made


def read(word: str) -> float:
    return float(word.replace(",", ""))


# -- over time ---------------------------------------------------------------------------------


def test_losses(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, TimeView(), net)
    view._smooth.choose(0)
    view.grab()
    batches, validation = view.loss.curves
    np.testing.assert_allclose(batches.values, made["losses"], rtol=1e-6)
    np.testing.assert_allclose(validation.values[-STEPS:], made["measured"][:, 2], rtol=1e-5)
    ends = {number(made["losses"][-1], 3), number(made["measured"][-1, 2], 3)}
    assert set(view.loss._plot.right.words) == ends
    for step in (1, STEPS):
        at, after = (read(reading.value) for reading in view.loss.readings(step, 0.0))
        assert at == pytest.approx(made["losses"][step - 1], rel=READ)
        assert after == pytest.approx(made["measured"][step - 1, 2], rel=READ)


def test_losses_of_all_rows_and_accuracies(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, TimeView(), net)
    view._units.choose(1)
    view.grab()
    for curve, column in zip(view.loss.curves, (0, 2), strict=True):
        np.testing.assert_allclose(curve.values[-STEPS:], made["measured"][:, column], rtol=1e-5)
    view._metrics.choose(1)
    view.grab()
    for curve, column in zip(view.loss.curves, (1, 3), strict=True):
        np.testing.assert_allclose(curve.values[-STEPS:], made["measured"][:, column], rtol=1e-6)
    words = [reading.value for reading in view.loss.readings(STEPS, 0.0)]
    assert words == [percent(made["measured"][-1, column]) for column in (1, 3)]


def rows_read(view: TimeView, name: str, step: int) -> list[float]:
    """What the legend of the heat map says of every row."""
    view._quantities.choose([quantity.name for quantity in QUANTITIES].index(name))
    view.grab()
    frame, rows = view.canvas.frame(view.heat), view.heat.rows
    places = [frame.top() + (row + 0.5) * frame.height() / len(rows) for row in range(len(rows))]
    words = [view.heat.readings(step, place)[0].value for place in places]
    return [read(word.removesuffix(" %").split(" at ")[0]) for word in words]


@pytest.mark.parametrize("step", [1, 5, STEPS])
def test_gradient_norms(qtbot: QtBot, run: Run, net: str, step: int) -> None:
    view, made = shown(qtbot, run, TimeView(), net)
    found = rows_read(view, "Gradient", step)
    np.testing.assert_allclose(found, made["norms"][step - 1], rtol=READ)


def test_the_colours_of_the_heat_map_stand_for_the_norms(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, TimeView(), net)
    assert view.heat.sheet is not None
    shades, values = view.heat.shades, view.heat.sheet.values
    np.testing.assert_allclose(10.0**values, made["norms"], rtol=1e-5)
    places = (np.log10(made["norms"]) - shades.low) / (shades.high - shades.low) * 253
    known = made["norms"] > 0
    off = shades.numbers(values)[known] - np.clip(places, 0, 253)[known]
    assert np.abs(off).max() <= 1.0


def test_weight_norms_and_what_layers_say(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, TimeView(), net)
    norms = [np.linalg.norm(value) for value in made.all("end").values()]
    np.testing.assert_allclose(rows_read(view, "Weights", STEPS), norms, rtol=READ)
    layers = list(made.all("activations").values())
    means = rows_read(view, "Activation mean", STEPS)[-len(layers) :]
    deviations = rows_read(view, "Activation deviation", STEPS)[-len(layers) :]
    # Reshape and Flatten hand on what they get.
    computed = [row for row in view.heat.rows if row.name in made.all("activations")]
    assert len(computed) == len(layers)
    names = [row.name for row in view.heat.rows][-len(layers) :]
    for name, mean, deviation in zip(names, means, deviations, strict=True):
        if name in made.all("activations"):
            a = made.all("activations")[name]
            assert mean == pytest.approx(a.mean(), rel=READ, abs=1e-9)
            assert deviation == pytest.approx(a.std(), rel=READ)


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_dead_and_saturated_units(qtbot: QtBot, run: Run, name: str) -> None:
    view, made = shown(qtbot, run, TimeView(), name)
    found = rows_read(view, "Dead or saturated", STEPS)
    layers = made.all("activations")
    first = next(iter(layers.values()))
    # A map is dead where it is 0 everywhere.
    axes = tuple(axis for axis in range(first.ndim) if axis != 1)
    expected = [100 * np.mean(first.max(axis=axes) <= 0)]
    if name == "mlp":
        second = layers["Dense 2"]
        expected.append(100 * np.mean(4 * second * (1 - second) < 0.06))
    np.testing.assert_allclose(found, expected, rtol=READ)


# -- at one moment -----------------------------------------------------------------------------


def test_spreads(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, HistogramView(), net)
    assert run.info is not None
    for kind, group in ((0, "end"), (1, "gradient")):
        view._kinds.choose(kind)
        for node, name in names(run, made).items():
            view.select(frozenset({node}))
            qtbot.waitUntil(lambda: all(len(band._rows) for band in spreads(view)), timeout=10_000)
            arrays = [v for k, v in made.all(group).items() if k.startswith(f"{name}/")]
            arrays.append(made.all("activations")[name])
            for band, array in zip(spreads(view), arrays, strict=True):
                are_quantiles(band._rows[-1], np.sort(array.ravel()))


def are_quantiles(found: np.ndarray, ordered: np.ndarray) -> None:
    """The ends exactly; between them the nearest ranks, or of very many numbers about those."""
    np.testing.assert_allclose(found[[0, -1]], ordered[[0, -1]], rtol=1e-5)
    if len(ordered) <= SAMPLE:
        ranks = [int(share * (len(ordered) - 1) + 0.5) for share in QUANTILES]
        np.testing.assert_allclose(found, ordered[ranks], atol=1e-6)
        return
    for value, share in zip(found, QUANTILES, strict=True):
        below = np.mean(ordered < value - 1e-6)
        above = np.mean(ordered <= value + 1e-6)
        assert below - 0.01 <= share <= above + 0.01


def spreads(view: HistogramView) -> list[SpreadBand]:
    assert view.canvas is not None
    return [band for band in view.canvas.bands if isinstance(band, SpreadBand)]


def names(run: Run, made: Golden) -> dict[int, str]:
    """The layers that compute, by their nodes."""
    assert run.info is not None
    nodes = run.info.project.graph.nodes
    return {id: node.name for id, node in nodes.items() if node.name in made.all("activations")}


@pytest.mark.parametrize("kind", [0, 1])
def test_tensors(qtbot: QtBot, run: Run, net: str, kind: int) -> None:
    view, made = shown(qtbot, run, TensorView(), net)
    view._kinds.choose(kind)
    expected = made.all(("end", "gradient")[kind])
    seen = set()
    for node, name in names(run, made).items():
        view.select(frozenset({node}))
        qtbot.waitUntil(
            lambda name=name: (
                bool(view.canvas.portraits) and view.canvas.portraits[0].name.startswith(f"{name}/")
            ),
            timeout=10_000,
        )
        view.grab()
        for portrait, place in zip(view.canvas.portraits, view.canvas.places(), strict=True):
            wanted = expected[portrait.name]
            np.testing.assert_allclose(portrait.values, wanted, rtol=1e-9, atol=1e-14)
            assert portrait.norm == pytest.approx(np.linalg.norm(wanted))
            point(view.canvas, place.left() + 1, place.top() + 1)
            value = float(view._spot.text().partition(" = ")[2])
            assert value == pytest.approx(wanted.ravel()[0], rel=1e-7)
            assert exact(value) in view._spot.text()
            seen.add(portrait.name)
    assert seen == expected.keys()


def test_one_row_s_activations_and_what_comes_back(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, TensorView(), net)
    view._kinds.choose(2)
    view.sample.number.setValue(ROW + 1)
    inner = {id: name for id, name in names(run, made).items() if name in made.all("slope")}
    for node, name in inner.items():
        view.select(frozenset({node}))
        sample, slope = made.all("sample")[name], made.all("slope")[name]

        def there(sample: np.ndarray = sample) -> bool:
            portraits = view.canvas.portraits
            return bool(portraits) and portraits[0].values.shape == sample.shape

        qtbot.waitUntil(there, timeout=10_000)
        a, da = view.canvas.portraits
        np.testing.assert_allclose(a.values, sample, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(da.values, slope, rtol=1e-9, atol=1e-12)


def test_confusions(qtbot: QtBot, run: Run, net: str) -> None:
    view, made = shown(qtbot, run, ResultsView(), net)
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=10_000)
    np.testing.assert_array_equal(view.confusion.counts, made["confusion"])
    right, rows = np.trace(made["confusion"]), made["confusion"].sum()
    assert view._score.text() == f"{right} of {rows} rows right"


def test_answers_over_a_plane(qtbot: QtBot, run: Run) -> None:
    view, made = shown(qtbot, run, DecisionView(), "spiral")
    qtbot.waitUntil(lambda: view.canvas.answer is not None, timeout=10_000)
    assert run.info is not None
    raw = run.info.prepared.split.train.inputs[:PROBED].reshape(PROBED, 2)
    expected = made.all("activations")["Dense 2"][:, 0]
    found = [view.canvas.values_at(*place)[0] for place in raw]
    # The nearest of a hundred places a side is asked.
    np.testing.assert_allclose(found, expected, atol=0.05)
    assert view.side._score.text() == percent(made["measured"][-1, 3])
    train, validation = (
        round(rows * (1 - made["measured"][-1, column])) for rows, column in ((400, 1), (100, 3))
    )
    words = f"training: {train} of 400 wrong, validation: {validation} of 100 wrong; ringed"
    assert view.side._errors.text() == words
