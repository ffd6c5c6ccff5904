from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activation import ActivationFunction, activations
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.arrays import Array, Ops, Shape, product, text
from bpgui.engine.fields import integer, one_of, toggle
from bpgui.engine.initializer import Initializer, initializers
from bpgui.engine.initializers.xavier import XavierUniform
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import (
    Equations,
    Layer,
    Mismatch,
    Parameter,
    Remedy,
    Site,
    freezable,
    layer,
)
from bpgui.engine.layers.flatten import Flatten

#: Up to so many multiply-adds OpenBLAS has kernels of its own for a product. That of dL/dW is then
#: faster with delta turned round first, and from so many weights on that pays.
SMALL, TURNED = 1_000_000, 2048


@layer("Dense", group="Core", rank=10, synonyms=("fc", "fully connected", "linear", "perceptron"))
@dataclass(frozen=True)
class Dense(Layer):
    """a = f(W x + b)

    Every unit reads every input: the layer of the multi-layer perceptron.
    """

    units: int = integer(8, min=1, max=65_536, help="Neurons in this layer.")
    activation: ActivationFunction = one_of(
        activations, Tanh(), help="The function f each unit's sum z goes through."
    )
    bias: bool = toggle(True, help="Add a learned constant b to every unit's sum.")
    initializer: Initializer = one_of(
        initializers, XavierUniform(), label="Initialiser", help="What the weights start from."
    )
    bias_initializer: Initializer = one_of(
        initializers, Zeros(), label="Bias initialiser", help="What the biases start from."
    )
    frozen: bool = freezable()

    reads_rows = True
    equations = Equations(
        forward=(r"z = W x + b", r"a = f(z)"),
        backward=(
            r"\delta = \frac{\partial L}{\partial a} \odot f'(z)",
            r"\frac{\partial L}{\partial W} = \delta\, x^T",
            r"\frac{\partial L}{\partial b} = \delta",
            r"\frac{\partial L}{\partial x} = W^T \delta",
        ),
    )

    @property
    def reads_ones(self) -> bool:
        return self.bias

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) != 1:
            raise Mismatch(
                f"needs a flat row of features, got {text(x[0])}",
                remedy=Remedy("Insert Flatten", insert=Flatten()),
            )
        return (self.units,)

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        inputs = x[0][0]
        weight = Parameter(
            (self.units, inputs), self.initializer, inputs, self.units, transposed=True
        )
        if not self.bias:
            return {"weight": weight}
        bias = Parameter((self.units,), self.bias_initializer, inputs, self.units)
        return {"weight": weight, "bias": bias}

    def multiply_adds(self, *x: Shape) -> int:
        return self.units * x[0][0]

    def bind(self, at: Site) -> Ops:
        function = Linear() if at.fused else self.activation
        z = at.new(*at.y.shape) if function.needs_input else at.y
        linear = isinstance(function, Linear)
        delta = at.dy if linear else at.new(*at.dy.shape)
        f = Ops() if linear else at.activate(function, z, delta)
        products = self._by_rows if at.x_ones is None else self._in_one_block
        p = products(at, z, delta)
        ops = Ops([*p.forward, *f.forward], [*f.backward, *p.backward])
        if at.dx[0] is not None:
            ops.backward.append(product(at.values["weight"].T, delta, at.dx[0]))
        return ops

    def _in_one_block(self, at: Site, z: Array, delta: Array) -> Ops:
        """z = W x + b and its gradients by two products.

        The bias is one more row of the stored block, met by a row of ones in x.
        """
        x = at.x_ones if self.bias else at.x[0]
        assert x is not None
        block = at.block.reshape(-1, self.units)
        dblock = at.dblock.reshape(-1, self.units)
        ops = Ops([product(block.T, x, z)])
        turned = delta.T
        if dblock.size >= TURNED and dblock.size * at.batch <= SMALL:
            turned = at.new(at.batch, self.units)
            ops.backward.append(partial(np.copyto, turned, delta.T))
        ops.backward.append(product(x, turned, dblock))
        return ops

    def _by_rows(self, at: Site, z: Array, delta: Array) -> Ops:
        """The same for an x that lies by rows, and has no row of ones."""
        x = at.x[0]
        ops = Ops([product(at.values["weight"], x, z)], [product(delta, x.T, at.grads["weight"])])
        if self.bias:
            ones = np.ones(at.batch, z.dtype)
            ops.forward.append(partial(np.add, z, at.values["bias"][:, None], z))
            ops.backward.append(product(delta, ones, at.grads["bias"]))
        return ops

    def activation_function(self) -> ActivationFunction | None:
        return self.activation

    def summary(self) -> str:
        return f"{self.units} · {self.activation.label}"
