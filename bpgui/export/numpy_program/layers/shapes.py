"""Layers that put numbers in another order, or several inputs together."""

from __future__ import annotations

from bpgui.engine.channels import channel_axis
from bpgui.export.numpy_program.place import Place, translates


@translates("Flatten", "Reshape")
def reshape(at: Place) -> None:
    sizes = "-1" if len(at.part.shape) == 1 else ", ".join(map(str, at.part.shape))
    at.go(f"{at.y} = {at.x[0]}.reshape(len({at.x[0]}), {sizes})")
    at.pass_back(f"{at.dy}.reshape({at.x[0]}.shape)")


@translates("Add")
def add(at: Place) -> None:
    at.go(f"{at.y} = {' + '.join(at.x)}")
    for k in range(len(at.x)):
        at.pass_back(at.dy, k)


@translates("Multiply")
def multiply(at: Place) -> None:
    at.go(f"{at.y} = {' * '.join(at.x)}")
    for k in range(len(at.x)):
        at.pass_back(" * ".join([at.dy, *at.x[:k], *at.x[k + 1 :]]), k)


@translates("Concatenate")
def concatenate(at: Place) -> None:
    axis, start = channel_axis(at.part.shape), 0
    at.go(f"{at.y} = np.concatenate([{', '.join(at.x)}], axis={axis + 1})")
    for k, shape in enumerate(at.part.shapes):
        part = f"{start or ''}:{start + shape[axis]}"
        at.pass_back(f"{at.dy}[{':, ' * (axis + 1)}{part}]", k)
        start += shape[axis]
