"""Dense layers, and those of one step that follow or replace their activation."""

from __future__ import annotations

from bpgui.engine.channels import channel_axis
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.prelu import PReLU
from bpgui.export.numpy_program.place import Place, translates


@translates("Dense")
def dense(at: Place) -> None:
    assert isinstance(at.layer, Dense)
    bias = f" + {at.w('bias')}" if at.layer.bias else ""
    delta = at.activate(at.layer.activation, f"{at.x[0]} @ {at.w('weight')}.T{bias}")
    at.gradient("weight", f"{delta}.T @ {at.x[0]}", "dL/dW = delta^T x, summed over the rows")
    if at.layer.bias:
        at.gradient("bias", f"{delta}.sum(0)", "dL/db = delta, summed over the rows")
    at.pass_back(f"{delta} @ {at.w('weight')}", note="dL/dx = delta W")


@translates("TimeDense")
def time_dense(at: Place) -> None:
    assert isinstance(at.layer, Dense)
    bias = f" + {at.w('bias')}" if at.layer.bias else ""
    delta = at.activate(at.layer.activation, f"{at.x[0]} @ {at.w('weight')}.T{bias}")
    at.gradient(
        "weight",
        f'np.einsum("rtz,rti->zi", {delta}, {at.x[0]})',
        "dL/dW, summed over rows and steps",
    )
    if at.layer.bias:
        at.gradient("bias", f"{delta}.sum((0, 1))")
    at.pass_back(f"{delta} @ {at.w('weight')}")


@translates("Activation")
def activation(at: Place) -> None:
    assert isinstance(at.layer, Activation)
    delta = at.activate(at.layer.function, at.x[0])
    at.pass_back(delta)


@translates("PReLU")
def prelu(at: Place) -> None:
    assert isinstance(at.layer, PReLU)
    axis, axes = channel_axis(at.shape), len(at.shape)
    slope = at.w("weight") + ("[:, None, None]" if axis < axes - 1 and not at.layer.shared else "")
    x = at.x[0]
    at.go(f"slope = {slope}")
    at.go(f"{at.y} = np.maximum({x}, 0) + slope * np.minimum({x}, 0)")
    over = "" if at.layer.shared else _all_but(axis, axes)
    total = f"({at.dy} * np.minimum({x}, 0)).sum({over})"
    at.gradient("weight", f"np.array([{total}])" if at.layer.shared else total)
    at.pass_back(f"{at.dy} * np.where({x} > 0, 1, {slope})")


def _all_but(axis: int, axes: int) -> str:
    """The axes of an array, rows included, without one of those behind the rows."""
    others = [n for n in range(axes + 1) if n != axis + 1]
    return str(others[0]) if len(others) == 1 else f"({', '.join(map(str, others))})"
