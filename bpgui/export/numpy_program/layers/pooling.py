"""Pools, and their opposite."""

from __future__ import annotations

from bpgui.engine.layers.upsample import Upsample
from bpgui.engine.pooling import Pool
from bpgui.engine.windows import Axis
from bpgui.export.numpy_program.layers.convolution import behind, pad, window_arguments
from bpgui.export.numpy_program.place import Place, translates


def _windows(at: Place) -> tuple[str, str, bool]:
    """The function that shows the windows, its arguments behind the array, and whether windows
    reach beyond the edge."""
    assert isinstance(at.layer, Pool)
    axes: tuple[Axis, ...] = at.layer.axes(at.shape)
    axes = axes[:1] if len(at.shape) == 2 else axes
    name = "time_windows" if len(at.shape) == 2 else "windows"
    return name, window_arguments(*axes), any(pad(axis) != "(0, 0)" for axis in axes)


def _back(at: Place, due: str) -> str:
    name, rest, _ = _windows(at)
    return f"{name}_back({due}, {at.x[0]}.shape{behind(rest)})"


@translates("MaxPool")
def max_pool(at: Place) -> None:
    name, rest, padded = _windows(at)
    image, seen, fill = len(at.shape) == 3, at.keep("seen"), ", fill=-np.inf" if padded else ""
    at.go(f"{seen} = {name}({at.x[0]}, {rest}{fill})")
    at.go(f"{at.y} = {seen}.max({'(-2, -1)' if image else '-1'})")
    if at.back:
        axes, winners = ("..., None, None", "winners") if image else ("..., None", "time_winners")
        due = at.dx_name
        at.come(f"{due} = {at.dy}[{axes}] * {winners}({seen})", "to the largest of each window")
        at.pass_back(_back(at, due))


@translates("AveragePool")
def average_pool(at: Place) -> None:
    name, rest, padded = _windows(at)
    image = len(at.shape) == 3
    axes, more = ("(-2, -1)", "..., None, None") if image else ("-1", "..., None")
    seen, x = at.keep("seen"), at.x[0]
    at.go(f"{seen} = {name}({x}, {rest})")
    if not padded:
        at.go(f"{at.y} = {seen}.mean({axes})")
        count = f"{seen}[0, 0, 0, 0].size" if image else f"{seen}.shape[-1]"
    else:
        count = at.keep("count")
        at.go(f"inside = {name}(np.ones_like({x}), {rest})")
        at.go(f"{count} = inside.sum({axes})", "inputs of each window")
        at.go(f"{at.y} = {seen}.sum({axes}) / {count}")
    if at.back:
        due = at.dx_name
        share = f"({at.dy} / {count})[{more}]"
        at.come(f"{due} = np.broadcast_to({share}, {seen}.shape)")
        at.pass_back(_back(at, due))


@translates("GlobalAveragePool")
def global_average_pool(at: Place) -> None:
    image, x = len(at.shape) == 3, at.x[0]
    at.go(f"{at.y} = {x}.mean({'(2, 3)' if image else '1'})")
    if image:
        pixels = at.shape[1] * at.shape[2]
        share = f"{at.dy}[:, :, None, None] / {pixels}"
    else:
        share = f"{at.dy}[:, None] / {at.shape[0]}"
    at.pass_back(f"np.broadcast_to({share}, {x}.shape)")


@translates("Upsample")
def upsample(at: Place) -> None:
    assert isinstance(at.layer, Upsample)
    factor, x, image = at.layer.factor, at.x[0], len(at.shape) == 3
    if at.layer.mode == "nearest" and image:
        c, h, w = at.shape
        at.go(f"{at.y} = {x}.repeat({factor}, axis=2).repeat({factor}, axis=3)")
        shape = f"-1, {c}, {h}, {factor}, {w}, {factor}"
        at.pass_back(f"{at.dy}.reshape({shape}).sum((3, 5))")
    elif at.layer.mode == "nearest":
        at.go(f"{at.y} = {x}.repeat({factor}, axis=1)")
        at.pass_back(f"{at.dy}.reshape(-1, {at.shape[0]}, {factor}, {at.shape[1]}).sum(2)")
    elif image:
        down, across = at.keep("down"), at.keep("across")
        at.go(f"{down} = stretching({at.shape[1]}, {factor})")
        at.go(f"{across} = stretching({at.shape[2]}, {factor})")
        at.go(f"{at.y} = {down} @ {x} @ {across}.T")
        at.pass_back(f"{down}.T @ {at.dy} @ {across}")
    else:
        along = at.keep("along")
        at.go(f"{along} = stretching({at.shape[0]}, {factor})")
        at.go(f"{at.y} = {along} @ {x}")
        at.pass_back(f"{along}.T @ {at.dy}")
