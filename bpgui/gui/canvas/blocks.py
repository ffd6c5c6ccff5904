"""Ready blocks: several layers that are added in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.arrays import Shape
from bpgui.engine.check import check
from bpgui.engine.graph import Edge, Graph, chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.max_pool import MaxPool
from bpgui.engine.layers.positional_encoding import PositionalEncoding
from bpgui.engine.layers.transformer_block import TransformerBlock
from bpgui.engine.windows import SAME


@dataclass(frozen=True)
class Block:
    """A small diagram by a name.

    `build` makes it for an input of a shape: an Input, which stands for whatever feeds the block,
    what follows, and one last node. `usual` is the shape it is built for where none is known.
    """

    label: str
    hint: str
    synonyms: tuple[str, ...]
    usual: Shape
    build: Callable[[Shape], Graph]

    def made(self, x: Shape | None) -> Graph | None:
        """The block for an input of this shape; None where the shape does not suit."""
        graph = self.build(x or self.usual)
        return graph if len(check(graph).shapes) == len(graph.nodes) else None


def _mlp(x: Shape) -> Graph:
    return chain(Input(x), Dense(16, ReLU()), Dense(16, ReLU()))


def _convolution(x: Shape) -> Graph:
    return chain(Input(x), Conv2D(16, padding=SAME), MaxPool())


def _residual(x: Shape) -> Graph:
    """Two layers and a wire past them; their size is that of the input."""
    if len(x) == 3:
        first: list[Layer] = [Conv2D(x[0], padding=SAME, activation=Linear()), BatchNorm()]
        second: list[Layer] = [Conv2D(x[0], padding=SAME, activation=Linear()), BatchNorm()]
        layers = [*first, Activation(ReLU()), *second]
    else:
        layers = [Dense(x[0], ReLU()), Dense(x[0], Linear())]
    graph = chain(Input(x), *layers, Add(), Activation(ReLU()))
    return Graph(graph.nodes, (*graph.edges, Edge(1, len(layers) + 2)))


def _encoder_decoder(x: Shape) -> Graph:
    """Through a bottleneck and back to the size it came from."""
    return chain(
        Input(x), Dense(32, ReLU()), Dense(8, ReLU()), Dense(32, ReLU()), Dense(x[0], Linear())
    )


def _transformer(x: Shape) -> Graph:
    heads = next(heads for heads in (4, 2, 1) if x[-1] % heads == 0)
    block = TransformerBlock(heads=heads, hidden=4 * x[-1])
    return chain(Input(x), PositionalEncoding(), block)


BLOCKS = (
    Block("MLP block", "2 Dense layers", ("multi-layer perceptron", "hidden"), (2,), _mlp),
    Block(
        "Convolution block", "Conv2D, MaxPool", ("conv relu pool", "cnn"), (1, 28, 28), _convolution
    ),
    Block("Residual block", "layers and a skip", ("resnet", "skip connection"), (16,), _residual),
    Block("Encoder and decoder", "bottleneck of 8", ("autoencoder",), (64,), _encoder_decoder),
    Block("Transformer", "positions, attention", ("attention", "bert"), (16, 32), _transformer),
)
