"""Attention, its mask, and positional encodings."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.graph import chain
from bpgui.engine.layer import Layer, Mismatch
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.engine.layers.positional_encoding import PositionalEncoding, waves
from bpgui.engine.layers.transformer_block import TransformerBlock
from tests.engine.nets import Net


def answer(layer: Layer, x: Array) -> Array:
    """What the layer makes of rows x, rows first."""
    net = Net(chain(Input(x.shape[1:]), layer, Flatten(), Dense(1), Loss()), len(x))
    net.loss(x, np.zeros((len(x), 1)))
    return np.moveaxis(net.plan.activations[2], -1, 0).copy()


@pytest.fixture
def x() -> Array:
    return np.random.default_rng(0).standard_normal((2, 6, 4))


def test_without_positions_a_new_order_only_reorders_the_answer(x: Array) -> None:
    order = [3, 0, 5, 1, 2, 4]
    layer = MultiHeadAttention(heads=2)
    np.testing.assert_allclose(answer(layer, x[:, order]), answer(layer, x)[:, order], rtol=1e-10)


@pytest.mark.parametrize(
    "layer", [MultiHeadAttention(heads=2, causal=True), TransformerBlock(heads=2, causal=True)]
)
def test_a_causal_step_knows_nothing_of_the_future(layer: Layer, x: Array) -> None:
    changed = x.copy()
    changed[:, 3, 0] += 1
    before, after = answer(layer, x), answer(layer, changed)
    np.testing.assert_allclose(after[:, :3], before[:, :3], rtol=1e-12)
    assert (after[:, 3:] != before[:, 3:]).any(axis=-1).all()


def test_every_step_of_plain_attention_sees_every_other(x: Array) -> None:
    changed = x.copy()
    changed[:, 5, 0] += 1
    layer = MultiHeadAttention(heads=2)
    assert (answer(layer, changed) != answer(layer, x)).any(axis=-1).all()


def test_large_scores_do_not_overflow(x: Array) -> None:
    assert np.isfinite(answer(MultiHeadAttention(heads=2, causal=True), 1e4 * x)).all()


@pytest.mark.parametrize("kind", [MultiHeadAttention, TransformerBlock])
def test_heads_must_share_the_features_evenly(kind: type[Layer]) -> None:
    with pytest.raises(Mismatch, match="cannot share 6 features among 4 heads evenly") as caught:
        kind(heads=4).output_shape((5, 6))
    remedy = caught.value.remedy
    assert remedy is not None
    assert remedy.label == "Use 3 heads"
    assert kind(**remedy.settings).output_shape((5, 6)) == (5, 6)


@pytest.mark.parametrize("layer", [MultiHeadAttention(1), PositionalEncoding(), TransformerBlock()])
def test_only_sequences_are_taken(layer: Layer) -> None:
    with pytest.raises(Mismatch, match="needs a sequence") as caught:
        layer.output_shape((8,))
    remedy = caught.value.remedy
    assert remedy is not None
    assert remedy.insert is not None
    assert remedy.insert.output_shape((8,)) == (8, 1)
    with pytest.raises(Mismatch, match="needs a sequence") as caught:
        layer.output_shape((1, 6, 5))
    remedy = caught.value.remedy
    assert remedy is not None
    assert remedy.insert is not None
    assert remedy.insert.output_shape((1, 6, 5)) == (6, 5)
    with pytest.raises(Mismatch) as caught:
        layer.output_shape((3, 6, 5))
    assert caught.value.remedy is None


def test_the_waves_are_those_of_the_paper() -> None:
    found = waves(50, 6)
    for t, i in ((0, 0), (7, 1), (49, 2)):
        angle = t / 10000 ** (2 * i / 6)
        assert found[t, 2 * i] == pytest.approx(np.sin(angle))
        assert found[t, 2 * i + 1] == pytest.approx(np.cos(angle))
    assert waves(3, 5).shape == (3, 5)


def test_the_waves_are_added(x: Array) -> None:
    np.testing.assert_allclose(answer(PositionalEncoding(), x), x + waves(6, 4), rtol=1e-12)
    assert PositionalEncoding().parameters((6, 4)) == {}
