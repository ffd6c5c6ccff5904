"""Recurrent layers, in each direction and with either output."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.recurrent import Recurrent
from bpgui.export.numpy_program.place import Place, translates


@dataclass(frozen=True)
class _Way:
    """One reading direction: what its names end in, and whether it begins at the last step."""

    suffix: str
    turned: bool

    def order(self, array: str) -> str:
        """The steps of an array in the order they are read."""
        return f"{array}[:, ::-1]" if self.turned else array


def _ways(layer: Recurrent) -> list[_Way]:
    if layer.direction == "both":
        return [_Way("", False), _Way("_reverse", True)]
    return [_Way("", layer.direction == "backward")]


@translates("SimpleRNN", "LSTM", "GRU")
def recurrent(at: Place) -> None:
    assert isinstance(at.layer, Recurrent)
    ways = _ways(at.layer)
    found = [_read(at, way) for way in ways]
    if at.layer.output == "last":
        outputs = [f"{names[0]}[:, -1]" for names in found]
    else:
        outputs = [way.order(names[0]) for way, names in zip(ways, found, strict=True)]
    joined = f"np.concatenate([{', '.join(outputs)}], axis=-1)" if len(ways) > 1 else outputs[0]
    at.go(f"{at.y} = {joined}")
    terms = [
        _come_back(at, way, index, names)
        for index, (way, names) in enumerate(zip(ways, found, strict=True))
    ]
    at.pass_back(" + ".join(terms))


def _read(at: Place, way: _Way) -> list[str]:
    """The line of the way forward; what it keeps, the states first."""
    kind = at.layer.kind()
    kept = {"SimpleRNN": ["h"], "LSTM": ["h", "c", "gates"], "GRU": ["h", "gates"]}[kind]
    names = [at.keep(name + way.suffix) for name in kept]
    tensors = ["weight_ih", "weight_hh", "bias"] + ["bias_hn"] * (kind == "GRU")
    values = [at.w(name + way.suffix) for name in tensors]
    more = [_function(at)[0]] if kind == "SimpleRNN" else []
    name = "rnn" if kind == "SimpleRNN" else kind.lower()
    arguments = ", ".join([way.order(at.x[0]), *values, *more])
    at.go(f"{', '.join(names)} = {name}({arguments})")
    return names


def _come_back(at: Place, way: _Way, index: int, names: list[str]) -> str:
    """The lines of the way back through time; dL/dx, the steps in their own order."""
    assert isinstance(at.layer, Recurrent)
    kind, units = at.layer.kind(), at.layer.units
    part = f"{index * units}:{(index + 1) * units}".removeprefix("0")
    own = f"{at.dy}[..., {part}]" if at.layer.direction == "both" else at.dy
    dh = f"dh_{at.part.id}{way.suffix}"
    if at.layer.output == "last":
        at.come(f"{dh} = np.zeros_like({names[0]})")
        at.come(f"{dh}[:, -1] = {own}", "only the last state is read")
    else:
        at.come(f"{dh} = {way.order(own)}")
    weights = [at.w("weight_ih" + way.suffix), at.w("weight_hh" + way.suffix)]
    more = [_function(at)[1]] if kind == "SimpleRNN" else []
    name = "rnn_back" if kind == "SimpleRNN" else f"{kind.lower()}_back"
    dx = at.dx_name + way.suffix
    results = [dx, "dW", "dU", "db"] + ["dbn"] * (kind == "GRU")
    arguments = ", ".join([dh, way.order(at.x[0]), *names, *weights, *more])
    at.come(f"{', '.join(results)} = {name}({arguments})", "back-propagation through time")
    for tensor, result in zip(
        ["weight_ih", "weight_hh", "bias", "bias_hn"], results[1:], strict=False
    ):
        at.gradient(tensor + way.suffix, result)
    return way.order(dx)


def _function(at: Place) -> tuple[str, str]:
    """f, and f' as a function of the state, of a simple recurrent layer."""
    assert isinstance(at.layer, SimpleRNN)
    if at.layer.activation == "relu":
        return "relu", "relu_slope"
    return "np.tanh", "tanh_slope"
