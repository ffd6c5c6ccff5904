from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.activation import ActivationFunction, activation
from bpgui.engine.activations.elu import elu
from bpgui.engine.arrays import Array, New, Ops

#: The two numbers for which mean 0 and variance 1 are a fixed point of a layer.
ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


@activation("SELU", synonyms=("self-normalising", "scaled exponential linear unit"), rank=32)
@dataclass(frozen=True)
class SELU(ActivationFunction):
    """f(z) = s z if z > 0 else s alpha (exp(z) - 1), s = 1.0507, alpha = 1.6733

    An ELU whose two numbers are chosen so that signals keep mean 0 and variance 1 through many
    layers; made for LeCun normal weights. Klambauer et al., 2017.
    """

    latex = (
        r"f(z) = s z \text{ if } z > 0 \text{ else } s \alpha (e^z - 1)",
        r"f'(z) = s \text{ if } z > 0 \text{ else } s \alpha e^z",
    )

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        return elu(z, a, da, dz, new, ALPHA, SCALE)
