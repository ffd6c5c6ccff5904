"""Convolutions: every window that the kernel is laid on is seen at once, as a view."""

from __future__ import annotations

from bpgui.engine.convolution import Convolution
from bpgui.engine.windows import Axis, slide, spread
from bpgui.export.numpy_program.place import Place, translates


def pad(axis: Axis) -> str:
    """How far the windows reach beyond both ends of an axis."""
    reach = (axis.outputs - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1
    return f"({axis.before}, {max(0, reach - axis.inputs - axis.before)})"


def window_arguments(*axes: Axis) -> str:
    """What the windows along these axes need besides their array: size, and what is unusual."""
    first, pads = axes[0], [pad(axis) for axis in axes]
    text = str(first.taps)
    text += f", stride={first.stride}" if first.stride > 1 else ""
    text += f", dilation={first.dilation}" if first.dilation > 1 else ""
    if any(each != "(0, 0)" for each in pads):
        text += f", pads=({', '.join(pads)})" if len(pads) > 1 else f", pad={pads[0]}"
    return text


def behind(arguments: str) -> str:
    """Those of the windows' arguments that their way back takes too: all but the size."""
    return arguments[arguments.find(",") :] if "," in arguments else ""


def _settings(layer: Convolution) -> tuple[int, int, int, int]:
    return layer.kernel, layer.stride, layer.dilation, layer.padding


@translates("Conv1D")
def conv1d(at: Place) -> None:
    assert isinstance(at.layer, Convolution)
    rest = window_arguments(slide(at.shape[0], *_settings(at.layer)))
    seen, x, weight = at.keep("seen"), at.x[0], at.w("weight")
    at.go(f"{seen} = time_windows({x}, {rest})", "(rows, places, features, taps)")
    bias = f" + {at.w('bias')}" if at.layer.bias else ""
    product = f'np.einsum("rpck,fck->rpf", {seen}, {weight}, optimize=True)'
    if at.layer.bias:
        at.go(f"sums = {product}")
    delta = at.activate(at.layer.activation, f"sums{bias}" if bias else product)
    at.gradient("weight", f'np.einsum("rpf,rpck->fck", {delta}, {seen}, optimize=True)')
    if at.layer.bias:
        at.gradient("bias", f"{delta}.sum((0, 1))")
    if at.back:
        back = at.dx_name
        at.come(f'{back} = np.einsum("rpf,fck->rpck", {delta}, {weight}, optimize=True)')
        at.pass_back(f"time_windows_back({back}, {x}.shape{behind(rest)})")


@translates("Conv2D")
def conv2d(at: Place) -> None:
    assert isinstance(at.layer, Convolution)
    rest = window_arguments(*(slide(size, *_settings(at.layer)) for size in at.shape[1:]))
    seen, x, weight = at.keep("seen"), at.x[0], at.w("weight")
    at.go(f"{seen} = windows({x}, {rest})", "(rows, channels, down, across, taps, taps)")
    bias = f" + {at.w('bias')}[:, None, None]" if at.layer.bias else ""
    product = f'np.einsum("rchwij,fcij->rfhw", {seen}, {weight}, optimize=True)'
    if at.layer.bias:
        at.go(f"sums = {product}")
    delta = at.activate(at.layer.activation, f"sums{bias}" if bias else product)
    at.gradient("weight", f'np.einsum("rfhw,rchwij->fcij", {delta}, {seen}, optimize=True)')
    if at.layer.bias:
        at.gradient("bias", f"{delta}.sum((0, 2, 3))")
    if at.back:
        back = at.dx_name
        at.come(f'{back} = np.einsum("rfhw,fcij->rchwij", {delta}, {weight}, optimize=True)')
        at.pass_back(f"windows_back({back}, {x}.shape{behind(rest)})")


@translates("Conv2DTranspose")
def conv2d_transpose(at: Place) -> None:
    assert isinstance(at.layer, Convolution)
    rest = window_arguments(*(spread(size, *_settings(at.layer)) for size in at.shape[1:]))
    x, weight = at.x[0], at.w("weight")
    sizes = ", ".join(map(str, at.part.shape))
    at.go(
        f'painted = np.einsum("rchw,cfij->rfhwij", {x}, {weight}, optimize=True)',
        "what every pixel paints",
    )
    bias = f" + {at.w('bias')}[:, None, None]" if at.layer.bias else ""
    arguments = f"painted, (len({x}), {sizes}){behind(rest)}"
    delta = at.activate(at.layer.activation, f"windows_back({arguments}){bias}")
    if at.learns or at.back:
        seen = f"seen_{at.part.id}"
        at.come(f"{seen} = windows({delta}, {rest})")
        at.gradient("weight", f'np.einsum("rchw,rfhwij->cfij", {x}, {seen}, optimize=True)')
        if at.layer.bias:
            at.gradient("bias", f"{delta}.sum((0, 2, 3))")
        at.pass_back(f'np.einsum("rfhwij,cfij->rchw", {seen}, {weight}, optimize=True)')
