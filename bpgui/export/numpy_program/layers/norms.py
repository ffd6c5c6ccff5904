"""Normalisation, over the mini-batch or within a row."""

from __future__ import annotations

from bpgui.engine.channels import channel_axis
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.layer_norm import LayerNorm
from bpgui.engine.layers.rms_norm import RMSNorm
from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.place import Place, translates


def _tuple(axes: list[int]) -> str:
    return str(axes[0]) if len(axes) == 1 else f"({', '.join(map(str, axes))})"


@translates("BatchNorm")
def batch_norm(at: Place) -> None:
    assert isinstance(at.layer, BatchNorm)
    axis, axes, x = channel_axis(at.shape), len(at.shape), at.x[0]
    over = _tuple([n for n in range(axes + 1) if n != axis + 1])
    wide = "[:, None, None]" if axes == 3 else ""
    hat, inverse = at.keep("hat"), at.keep("inverse")
    at.go(f"mean = {at.w('running_mean')}")
    at.go(f"var = {at.w('running_var')}")
    if not at.part.frozen:
        _measure(at, over)
    at.go(f"{inverse} = 1 / np.sqrt(var + {number(at.layer.epsilon)}){wide}")
    at.go(f"centred = {x} - mean{wide}")
    at.go(f"{hat} = centred * {inverse}")
    if not at.layer.affine:
        at.go(f"{at.y} = {hat}")
    else:
        at.go(f"{at.y} = {at.w('weight')}{wide} * {hat} + {at.w('bias')}{wide}")
        at.gradient("weight", f"np.sum({at.dy} * {hat}, axis={over})")
        at.gradient("bias", f"{at.dy}.sum({over})")
    if at.back:
        d_hat = f"{at.dy} * {at.w('weight')}{wide}" if at.layer.affine else at.dy
        if at.part.frozen:
            at.pass_back(f"{d_hat} * {inverse}")
        else:
            at.pass_back(f"standardise_back({d_hat}, {hat}, {inverse}, axis={over})")


def _measure(at: Place, over: str) -> None:
    """The lines for mean and variance of the mini-batch, which the running ones follow."""
    assert isinstance(at.layer, BatchNorm)
    share = number(at.layer.momentum)
    kept = number(round(1 - at.layer.momentum, 12))
    mean, var = at.w("running_mean"), at.w("running_var")
    at.go("if training:")
    at.go(f"    mean, var = {at.x[0]}.mean({over}), {at.x[0]}.var({over})")
    at.go(f"    n = {at.x[0]}.size // mean.size")
    at.go(f"    {mean} = {kept} * {mean} + {share} * mean", "the running ones follow")
    at.go("    if n > 1:")
    at.go("        unbiased = var * n / (n - 1)")
    at.go(f"        {var} = {kept} * {var} + {share} * unbiased")


def _within(at: Place) -> tuple[str, str]:
    """The axes that a norm goes along, and those that its parameters are shared over."""
    if len(at.shape) == 3:
        return "(1, 2, 3)", "0"
    return "-1", "0" if len(at.shape) == 1 else "(0, 1)"


@translates("LayerNorm")
def layer_norm(at: Place) -> None:
    assert isinstance(at.layer, LayerNorm)
    (along, shared), x = _within(at), at.x[0]
    hat, inverse = at.keep("hat"), at.keep("inverse")
    at.go(f"centred = {x} - {x}.mean({along}, keepdims=True)")
    at.go(f"var = (centred**2).mean({along}, keepdims=True)")
    at.go(f"{inverse} = 1 / np.sqrt(var + {number(at.layer.epsilon)})")
    at.go(f"{hat} = centred * {inverse}")
    if not at.layer.affine:
        at.go(f"{at.y} = {hat}")
    else:
        at.go(f"{at.y} = {at.w('weight')} * {hat} + {at.w('bias')}")
        at.gradient("weight", f"np.sum({at.dy} * {hat}, axis={shared})")
        at.gradient("bias", f"{at.dy}.sum({shared})")
    d_hat = f"{at.dy} * {at.w('weight')}" if at.layer.affine else at.dy
    at.pass_back(f"standardise_back({d_hat}, {hat}, {inverse}, axis={along})")


@translates("RMSNorm")
def rms_norm(at: Place) -> None:
    assert isinstance(at.layer, RMSNorm)
    (along, shared), x = _within(at), at.x[0]
    hat, inverse = at.keep("hat"), at.keep("inverse")
    at.go(f"square = ({x}**2).mean({along}, keepdims=True)")
    at.go(f"{inverse} = 1 / np.sqrt(square + {number(at.layer.epsilon)})")
    at.go(f"{hat} = {x} * {inverse}")
    at.go(f"{at.y} = {at.w('weight')} * {hat}")
    at.gradient("weight", f"np.sum({at.dy} * {hat}, axis={shared})")
    if at.back:
        d_hat = at.dx_name
        at.come(f"{d_hat} = {at.dy} * {at.w('weight')}")
        at.come(f"mean = ({d_hat} * {hat}).mean({along}, keepdims=True)")
        at.pass_back(f"{inverse} * ({d_hat} - {hat} * mean)")
