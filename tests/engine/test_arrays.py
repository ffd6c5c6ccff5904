"""Arrays begin on cache lines, wherever the engine makes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bpgui.engine.arrays import LINE, PAGE, PAGED, Array, empty, zeros
from bpgui.engine.graph import chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from tests.engine.nets import Net


def begins_on_a_line(array: Array) -> bool:
    return array.ctypes.data % LINE == 0


@pytest.mark.parametrize("shape", [(), (1,), (7,), (3, 5), (300, 301)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "bool", "int64"])
def test_an_array_begins_on_a_line_and_is_like_any_other(
    shape: tuple[int, ...], dtype: str
) -> None:
    for array in (zeros(shape, dtype), empty(shape, dtype)):
        assert begins_on_a_line(array)
        assert array.shape == shape
        assert array.dtype == dtype
        assert array.flags.c_contiguous
        assert array.flags.writeable
    assert not zeros(shape, dtype).any()


@pytest.mark.parametrize("make", [zeros, empty])
def test_large_arrays_begin_on_large_pages(make: Callable[..., Array]) -> None:
    for numbers in (PAGE // 4, PAGED // 4 + 1):
        array = make([numbers], "float32")
        assert array.ctypes.data % PAGE == 0
        array[-1] = array[0] = 1
    assert not zeros([PAGE], "int8").any()


def test_what_a_plan_works_on_begins_on_lines() -> None:
    net = Net(chain(Input((30,)), layers["Dense"](units=20), Loss()), batch=16)
    plan = net.plan
    mine = [
        *(block.memory for block in plan.feed.blocks),
        *plan.outputs.values(),
        *plan.activations.values(),
        *plan.deltas.values(),
    ]
    assert all(begins_on_a_line(array) for array in mine)
    assert begins_on_a_line(net.parameters.values)
    assert begins_on_a_line(net.parameters.gradient)
