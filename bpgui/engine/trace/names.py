"""Which name stands for which array: the symbols of a node's equations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpgui.engine.layer import Layer
from bpgui.engine.trace.latex import derivative, gradient_of, scan
from bpgui.engine.trace.sample import Passage
from bpgui.engine.trace.terms import Term

DELTA = r"\delta"
_TIMED = re.compile(r"\\frac\{\\partial L\}\{\\partial \w_\{?t")


def parameter_symbols(layer: Layer, trained: list[str]) -> dict[str, str]:
    """The symbol of each trained parameter: the k-th that `backward` gives a gradient for.

    A layer with more parameters than that has their names for symbols.
    """
    learned = _learned(layer)
    symbols = learned if len(learned) >= len(trained) else [_spelt(name) for name in trained]
    return dict(zip(trained, symbols, strict=False))


def unused_symbols(layer: Layer, trained: list[str]) -> list[str]:
    """Symbols of parameters that the layer could have and does not: b, when its bias is off."""
    return _learned(layer)[len(trained) :]


def _learned(layer: Layer) -> list[str]:
    parts = (part for equation in layer.equations.backward for part in equation.split(r",\;"))
    # What has the time for an index is a state.
    names = (gradient_of(part) for part in parts if not _TIMED.match(part))
    return list(dict.fromkeys(name for name in names if name not in (None, "x", "z", "a")))


def _spelt(name: str) -> str:
    return rf"\mathrm{{{name.replace('_', ' ')}}}"


class Names:
    """The terms of one node, by what equations may call them. A name may stand for several arrays,
    as x_k does."""

    def __init__(self, node: int, name: str, layer: Layer, passage: Passage) -> None:
        self.node, self._name, self._layer, self._at = node, name, layer, passage
        self.symbols = parameter_symbols(layer, list(passage.grads))

    def forward(self) -> dict[str, list[Term]]:
        """What equations of the forward pass speak of."""
        at = self._at
        known = {"x": list(self._inputs()), "a": [Term("a", at.a, "a")]}
        if at.z is not None:
            known["z"] = [Term("z", at.z, "z")]
        for name, value in at.values.items():
            symbol = self.symbols.get(name, _spelt(name))
            known[symbol] = [Term(symbol, value, "value", f"{self._name}/{name}")]
        return known

    def backward(self) -> dict[str, list[Term]]:
        """What equations of the backward pass speak of; of the forward pass, too."""
        at, known = self._at, self.forward()
        known[derivative("a")] = [Term(derivative("a"), at.da, "da")]
        if at.delta is not None:
            known[DELTA] = [Term(DELTA, at.delta, "delta")]
        elif not self._defines_delta:
            # Where there is no z, equations write delta for what arrives.
            known[DELTA] = [Term(DELTA, at.da, "da")]
        if at.slope is not None:
            for inner in ("z", "x"):
                slope = "J" if at.slope.ndim > at.a.ndim else f"f'({inner})"
                known[slope] = [Term(slope, at.slope, "slope")]
        known[derivative("x")] = list(self._returned())
        for name, gradient in at.grads.items():
            symbol = derivative(self.symbols[name])
            known[symbol] = [Term(symbol, gradient, "gradient", f"{self._name}/{name}")]
        return known

    @property
    def _defines_delta(self) -> bool:
        lefts = (equation.partition("=")[0] for equation in self._layer.equations.backward)
        return any(scan(left, [DELTA]).names for left in lefts)

    def _inputs(self) -> Iterator[Term]:
        for i, x in enumerate(self._at.x):
            yield Term("x" if len(self._at.x) == 1 else f"x_{i + 1}", x, "x")

    def _returned(self) -> Iterator[Term]:
        for i, dx in enumerate(self._at.dx):
            yield Term(derivative("x" if len(self._at.dx) == 1 else f"x_{i + 1}"), dx, "dx")
