from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.activation import ActivationFunction, activations
from bpgui.engine.activations.gelu import GELU
from bpgui.engine.activations.linear import Linear
from bpgui.engine.arrays import Shape
from bpgui.engine.composite import Composite
from bpgui.engine.fields import choice, integer, one_of, real, toggle
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Equations, Layer, freezable, layer
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.layer_norm import LayerNorm
from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.engine.layers.time_dense import TimeDense
from bpgui.engine.sequence import steps_and_features


@layer("Transformer block", group="Sequence", rank=80, synonyms=("encoder", "decoder", "gpt"))
@dataclass(frozen=True)
class TransformerBlock(Composite):
    """b = x + attention(norm(x)), a = b + dense(f(dense(norm(b))))

    One block of a Transformer: attention, by which the steps of a sequence exchange what they know,
    then two dense layers for each step alone; both are added to what came in, and layer norms keep
    the numbers in bounds. With the norms in front (as in the formula) deep stacks train better;
    behind, norm(x + attention(x)), is the original of Vaswani and others, 2017. It can be opened
    up: every part is a layer of its own.
    """

    heads: int = integer(4, min=1, max=1024, help="Attention heads; they share the features.")
    hidden: int = integer(
        64, min=1, max=65_536, help="Units of the inner dense layer, usually 4 times the features."
    )
    activation: ActivationFunction = one_of(
        activations, GELU(), help="The function f between the two dense layers."
    )
    norm: str = choice(
        "before",
        {"before": "In front (pre-norm)", "after": "Behind (post-norm)"},
        help="Where the two layer norms stand.",
    )
    causal: bool = toggle(
        False, help="Let a step look only at itself and the steps before it, not at the future."
    )
    dropout: float = real(
        0.0, min=0.0, max=0.95, help="Probability of dropping what is to be added to the input."
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(
            r"b = x + \mathrm{attention}(\mathrm{norm}_1(x))",
            r"a = b + W_2\, f(W_1\, \mathrm{norm}_2(b) + b_1) + b_2",
        ),
        backward=(
            r"\frac{\partial L}{\partial b} = \delta + "
            r"\left(\frac{\partial\, \mathrm{dense}}{\partial b}\right)^{\!T} \delta",
            r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial b} + "
            r"\left(\frac{\partial\, \mathrm{attention}}{\partial x}\right)^{\!T} "
            r"\frac{\partial L}{\partial b}",
        ),
    )

    def diagram(self, x: Shape) -> Graph:
        steps_and_features(x)
        attention = MultiHeadAttention(self.heads, self.causal)
        graph = self._branch(Graph().add(Input(x)), "1", {"attention": attention})
        hidden, back = TimeDense(self.hidden, self.activation), TimeDense(x[1], Linear())
        return self._branch(graph, "2", {"dense1": hidden, "dense2": back})

    def summary(self) -> str:
        return f"{self.heads} head{'s' * (self.heads > 1)} · {self.hidden}"

    def _branch(self, graph: Graph, number: str, parts: dict[str, Layer]) -> Graph:
        """Lead the newest node through `parts`, and add what comes out to it."""
        start, norm = graph.newest.id, f"norm{number}"
        if self.norm == "before":
            graph = _then(graph, norm, LayerNorm())
        for name, part in parts.items():
            graph = _then(graph, name, part)
        if self.dropout:
            graph = _then(graph, f"drop{number}", Dropout(self.dropout))
        graph = _then(graph, f"add{number}", Add(), start)
        return _then(graph, norm, LayerNorm()) if self.norm == "after" else graph


def _then(graph: Graph, name: str, part: Layer, *first: int) -> Graph:
    """With one layer more, which reads the nodes `first` and then the newest."""
    before = graph.newest.id
    graph = graph.add(part, name=name)
    for source in (*first, before):
        graph = graph.connect(source, graph.newest.id)
    return graph
