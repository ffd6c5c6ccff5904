"""A plan: a graph compiled for one batch size into two flat lists of calls that allocate nothing.

Training is `for call in plan.forward: call()`, then the same for `plan.backward`.
"""

from __future__ import annotations

import math
from functools import partial
from typing import cast

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, addition, scalar, zeros
from bpgui.engine.check import Check, in_port_order
from bpgui.engine.feed import Feed, readers_by_rows, shaped
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Site
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import LossSite, Tally
from bpgui.engine.parameters import Parameters
from bpgui.engine.slopes import SMALL, Slopes


class Plan:
    """A checked graph, ready to run on mini-batches of exactly `batch` rows.

    `feed` is where a mini-batch is put; where `weighted`, also what every row of the data counts.
    After the forward calls `output` (outputs..., batch) holds the answer of the main loss,
    `outputs` that of every loss node, and `loss` (0-d) the weighted mean loss; after the backward
    calls the gradient vector of `parameters` is filled. activations and deltas give every live
    node's output and the dL/d(output) that arrived there; `wires`, what each wire brought of it. A
    node whose activation the loss computes (see Loss.fuses) has dL/dz among the deltas, and z among
    the activations: its a is among the outputs.

    training: dropout and the like are on. input_gradient: dL/dx is computed as well.
    distributions: the targets of every row will sum to one.
    """

    def __init__(
        self,
        graph: Graph,
        check: Check,
        parameters: Parameters,
        batch: int,
        *,
        training: bool,
        rng: np.random.Generator | None = None,
        input_gradient: bool = False,
        loss: Array | None = None,
        weighted: bool = False,
        distributions: bool = False,
    ) -> None:
        self.batch = batch
        self.parameters = parameters
        self.forward: list[Call] = []
        self.backward: list[Call] = []
        #: The calls of every live node, for whoever measures them; and what all do together.
        self.parts: dict[int, Ops] = {id: Ops() for id in check.live}
        self.joint: list[Call] = []
        self.activations: dict[int, Array] = {}
        self.deltas: dict[int, Array] = {}
        self._graph, self._check = graph, check
        self._dtype = parameters.values.dtype
        self._training = training
        self._distributions = distributions
        self._rng = rng if rng is not None else np.random.default_rng(0)
        self._extra_losses: list[Array] = []
        self._ones: dict[int, Array] = {}
        self.wires: dict[Edge, Array] = {}
        self._wanted = self._wanting(input_gradient)
        self.loss = np.zeros((), self._dtype) if loss is None else loss

        self._entrances = [graph.nodes[id] for id in check.entrances]
        self._heads = [graph.nodes[id] for id in check.heads]
        self._live = frozenset(check.live)
        self._inner = [graph.nodes[id] for id in check.inner]
        self.outputs: dict[int, Array] = {}
        self._allocate_activations(weighted)
        self._allocate_deltas()
        self._bind()
        assert check.head is not None
        self.output = self.outputs[check.head]

    def put(self, x: Array, t: Array | None = None, weights: Array | None = None) -> None:
        """Put a mini-batch into the feed, rows first: x (batch, ...), t (batch, outputs).

        weights (batch,) are for a plan that is `weighted`; without them all rows count alike.
        """
        self.feed.put(x, t, weights)

    def given(self) -> dict[int, Array]:
        """What every node gives since the last run, (..., batch): its activation, worked out by
        the loss where the loss has taken it over and the node is left with z."""
        given = dict(self.activations)
        for head in self._heads:
            given[self._graph.incoming[head.id][0].source] = self.outputs[head.id]
        return given

    def flows(self) -> dict[Edge, float]:
        """The L2 norm of what came back along every wire in the last run, over the mini-batch:
        dL/da of its source, as far as it goes that way; dL/dz where the loss has taken the last
        activation over. Wires along which no gradient is wanted are left out."""
        return {
            wire: math.sqrt(float(np.vdot(back, back)))
            for wire, back in self.wires.items()
            if self._wanted[wire.source]
        }

    def run(self, backward: bool = True) -> None:
        """All calls once."""
        for call in self.forward:
            call()
        if backward:
            for call in self.backward:
                call()

    # -- memory --------------------------------------------------------------------------------

    def _allocate_activations(self, weighted: bool) -> None:
        assert self._check.head is not None
        by_rows = self.parameters.by_rows
        self.feed = Feed(
            sum(math.prod(self._shape(node)) for node in self._entrances),
            math.prod(self._check.shapes[self._check.head]),
            self.batch,
            self._dtype,
            by_rows=bool(readers_by_rows(self._graph, self._check)),
            ones=not by_rows,
            weighted=weighted,
        )
        if by_rows:
            self._own_by_rows(self._entrances[0])
        elif self.feed.x_ones is not None and len(self._entrances) == 1:
            self._own(self._entrances[0], self.feed.x_ones)
        else:
            self._share_out()
        own = [node for node in self._inner if not node.layer.reshapes]
        small = {node.id for node in own if self._rows(node) * self.batch <= SMALL}
        rows = sum(self._rows(node) for node in own if node.id in small)
        self._slopes = Slopes(rows, self.batch, self._dtype)
        for node in self._inner:
            if node.layer.reshapes and node.id in by_rows:
                self._own_by_rows(node)
            elif node.layer.reshapes:
                self._own(node, self._ones[self._sources(node)[0]])
            elif node.id in small:
                self._own(node, self._slopes.take(self._rows(node)))
            else:
                self._own(node, self._memory(node))

    def _share_out(self) -> None:
        """Several Inputs: each has a copy of its part of the feed, with a row of ones below."""
        start = 0
        for node in self._entrances:
            memory = self._memory(node)
            stop = start + len(memory) - 1
            copying = partial(np.copyto, memory[:-1], self.feed.x[start:stop])
            self.forward.append(copying)
            self.parts[node.id].forward.append(copying)
            self._own(node, memory)
            start = stop

    def _rows(self, node: Node) -> int:
        """Of its memory: its output, and below it the row of ones that a bias meets."""
        return math.prod(self._shape(node)) + 1

    def _memory(self, node: Node) -> Array:
        return zeros([self._rows(node), self.batch], self._dtype)

    def _own(self, node: Node, memory: Array) -> None:
        """Give a node its memory."""
        memory[-1] = 1
        self._ones[node.id] = memory
        self.activations[node.id] = shaped(memory[:-1], self._shape(node))

    def _own_by_rows(self, node: Node) -> None:
        """Give a node the inputs as they lie in the feed, in its shape."""
        self.activations[node.id] = shaped(self.feed.x, self._shape(node))

    def _allocate_deltas(self) -> None:
        """From the loss back: one array a wire, and their sum where a node feeds several."""
        for node in reversed([*self._entrances, *self._inner]):
            wires = [edge for edge in self._graph.outgoing[node.id] if edge.target in self._live]
            for wire in wires:
                self.wires[wire] = self._wire_memory(wire)
            if len(wires) == 1:
                self.deltas[node.id] = self.wires[wires[0]]
            else:
                self.deltas[node.id] = zeros(self.activations[node.id].shape, self._dtype)

    def _wire_memory(self, wire: Edge) -> Array:
        shape = self.activations[wire.source].shape
        if self._graph.nodes[wire.target].layer.reshapes:
            return self.deltas[wire.target].reshape(shape)
        return zeros(shape, self._dtype)

    # -- calls ---------------------------------------------------------------------------------

    def _bind(self) -> None:
        fused = {self._last(head).id for head in self._heads if self._fuses(head)}
        for node in self._inner:
            if not node.layer.reshapes:
                ops = node.layer.bind(self._site(node, node.id in fused))
                self.forward += ops.forward
                backward = ops.backward if self._wanted[node.id] else []
                self.parts[node.id] = Ops(ops.forward, backward)
        #: How the loss can be told from what a step leaves, where it can.
        self.tally = self._bind_losses()
        self.joint = self._slopes.calls()
        self.backward = [*self.joint, *self.backward]
        for node in reversed([*self._entrances, *self._inner]):
            part = self.parts[node.id]
            part.backward = [*self._sum(node), *part.backward]
            self.backward += part.backward

    def _bind_losses(self) -> Tally | None:
        tally = None
        for index, head in enumerate(self._heads):
            # The first writes the total itself, so that a network with one loss pays for no sum.
            own = self.loss if index == 0 else np.zeros((), self._dtype)
            tally = self._bind_loss(head, own)
            if own is not self.loss:
                self.forward.append(partial(np.add, self.loss, own, self.loss))
        for term in self._extra_losses:
            self.forward.append(partial(np.add, self.loss, term, self.loss))
        # Where something is still to be done to it, the loss cannot be put off.
        return tally if tally is not None and self.forward[-1] is tally.call else None

    def _bind_loss(self, head: Node, total: Array) -> Tally | None:
        last, layer, fused = self._last(head), cast(Loss, head.layer), self._fuses(head)
        y = self.activations[last.id]
        delta = self.wires[self._graph.incoming[head.id][0]]
        self.outputs[head.id] = zeros(y.shape, self._dtype) if fused else y
        answer, t = self.outputs[head.id], self._targets(head)
        known = self._distributions and layer.target != "input" and y.ndim == 2
        site = LossSite(y, t, delta, answer, total, fused, self.feed.weights, known)
        ops = layer.function.bind(site)
        if layer.weight != 1:
            weight = scalar(layer.weight, y)
            ops.forward.append(partial(np.multiply, total, weight, total))
            ops.backward.append(partial(np.multiply, delta, weight, delta))
        self.forward += ops.forward
        self.backward += ops.backward
        self.parts[head.id] = ops
        return site.tally

    def _targets(self, head: Node) -> Array:
        """What an output is compared with: the targets of the feed, or its inputs."""
        inputs = cast(Loss, head.layer).target == "input"
        part = self.feed.x if inputs else self.feed.t
        return part.reshape(*self._shape(head), self.batch)

    def _last(self, head: Node) -> Node:
        """The node whose output a loss judges."""
        return self._graph.nodes[self._sources(head)[0]]

    def _fuses(self, head: Node) -> bool:
        """Whether the loss takes the last activation over: then nobody else may read its output."""
        last = self._last(head)
        alone = sum(edge.target in self._live for edge in self._graph.outgoing[last.id]) == 1
        function = last.layer.activation_function()
        return alone and cast(Loss, head.layer).function.fuses_with(function)

    def _site(self, node: Node, fused: bool) -> Site:
        sources = self._sources(node)
        wires = list(in_port_order(self._graph, node))
        p, flat = self.parameters, self.activations[sources[0]].ndim == 2
        return Site(
            x=tuple(self.activations[source] for source in sources),
            y=self.activations[node.id],
            dx=tuple(self.wires[w] if self._wanted[w.source] else None for w in wires),
            dy=self.deltas[node.id],
            values=p.of_node(node.id, p.values),
            grads=p.of_node(node.id, p.gradient, trained=True),
            block=p.block(node.id, p.values),
            dblock=p.block(node.id, p.gradient),
            x_ones=self._ones.get(sources[0]) if flat else None,
            batch=self.batch,
            training=self._training,
            fused=fused,
            rng=self._rng,
            slopes=self._slopes,
            extra_losses=self._extra_losses,
        )

    def _sum(self, node: Node) -> list[Call]:
        """The calls that add up what comes back along several wires."""
        wires = [self.wires[e] for e in self._graph.outgoing[node.id] if e in self.wires]
        if len(wires) < 2 or not self._wanted[node.id]:
            return []
        return addition(wires, self.deltas[node.id])

    # -- the graph -----------------------------------------------------------------------------

    def _shape(self, node: Node) -> tuple[int, ...]:
        return self._check.shapes[node.id]

    def _sources(self, node: Node) -> list[int]:
        return [edge.source for edge in in_port_order(self._graph, node)]

    def _wanting(self, input_gradient: bool) -> dict[int, bool]:
        """For every live node, whether anything before it, or itself, can use a gradient."""
        wanted: dict[int, bool] = {}
        for id in self._check.live:
            node = self._graph.nodes[id]
            trained = any(p.trained for p in self._check.parameters[id].values())
            own = trained and not node.layer.frozen
            if isinstance(node.layer, Input):
                own = input_gradient
            wanted[id] = own or any(wanted[source] for source in self._sources(node))
        return wanted
