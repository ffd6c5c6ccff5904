"""RMSNorm: what it makes of its inputs."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.layers.rms_norm import RMSNorm
from tests.engine.nets import Net, first, rows


def normalised(shape: Shape, x: Array) -> Array:
    """What the layer makes of rows x while its weight is 1, (..., batch)."""
    graph = first(RMSNorm(epsilon=1e-12), shape)
    net = Net(graph, batch=len(x))
    (node,) = [n for n in graph.nodes.values() if isinstance(n.layer, RMSNorm)]
    net.parameters.of_node(node.id, net.parameters.values)["weight"][...] = 1
    net.run(x, rows(graph, len(x))[1])
    return net.plan.activations[node.id]


@pytest.mark.parametrize(
    ("shape", "axes"), [((5,), 0), ((6, 3), 1), ((2, 4, 3), (0, 1, 2))], ids=str
)
def test_a_sample_comes_out_with_root_mean_square_1(
    shape: Shape, axes: int | tuple[int, ...]
) -> None:
    x = 5 * np.random.default_rng(2).standard_normal((3, *shape)) + 3
    squares = np.square(normalised(shape, x)).mean(axes)
    np.testing.assert_allclose(squares, 1, rtol=1e-9)


def test_numbers_by_hand() -> None:
    """(3, 4) has a mean square of 12.5: torch.nn.functional.rms_norm gives the same."""
    (got,) = normalised((2,), np.array([[3.0, 4.0]])).T
    np.testing.assert_allclose(got, [0.8485281374, 1.1313708499], rtol=1e-9)
