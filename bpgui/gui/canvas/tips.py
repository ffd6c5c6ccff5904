"""What a card or a wire says when the pointer rests on it."""

from __future__ import annotations

import html

from bpgui.engine.arrays import text
from bpgui.engine.check import Check
from bpgui.engine.graph import Edge, Graph
from bpgui.gui.canvas.card import Card
from bpgui.gui.format import number


def card_tip(card: Card, check: Check) -> str:
    """Formula, one-line help, the arrays it learns, and the gradient while there is one."""
    layer = card.node.layer
    lines = [f"<b>{html.escape(card.node.name)}</b> &nbsp; {html.escape(layer.equation())}"]
    if card.node.muted:
        lines.append("Muted: its input passes on as it is. Press M to hear it again.")
    elif layer.frozen:
        lines.append("Frozen: training leaves its parameters as they are.")
    helped = layer.help().partition("\n\n")[0].replace("\n", " ")
    if helped:
        lines.append(html.escape(helped))
    arrays = [
        f"{name} {text(parameter.shape)}"
        for name, parameter in check.parameters.get(card.node.id, {}).items()
    ]
    if arrays:
        lines.append(html.escape(", ".join(arrays)))
    if card.gradient is not None:
        lines.append(f"‖∂L/∂θ‖ = {number(card.gradient[0])}")
    lines += [html.escape(problem.message) for problem in card.facts.problems]
    return _wrapped(lines)


def wire_tip(edge: Edge, graph: Graph, check: Check) -> str:
    """Where it leads, and the shape it carries."""
    source, target = graph.nodes[edge.source].name, graph.nodes[edge.target].name
    lines = [f"<b>{html.escape(source)}</b> → <b>{html.escape(target)}</b>"]
    shape = check.shapes.get(edge.source)
    if shape is not None:
        lines.append(f"{text(shape)} for each row")
    return _wrapped(lines)


def frame_tip(frame: int, graph: Graph) -> str:
    """Its title, and the layers it holds."""
    names = [graph.nodes[id].name for id in sorted(graph.contents[frame])]
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    keys = "Enter goes inside, H expands it." if graph.frames[frame].collapsed else ""
    keys = keys or "H collapses it to one card, Ctrl+Shift+G removes the frame."
    return _wrapped([f"<b>{html.escape(graph.frames[frame].title)}</b>", html.escape(shown), keys])


def _wrapped(lines: list[str]) -> str:
    return f"<div style='max-width: 360px'>{'<br>'.join(lines)}</div>"
