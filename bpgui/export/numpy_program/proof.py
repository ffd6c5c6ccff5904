"""The functions by which a program checks itself."""

from __future__ import annotations

from collections.abc import Iterator

from bpgui.export.numpy_program.outline import Outline, function
from bpgui.export.numpy_program.traits import bends, repeats, stands_in


def proof(outline: Outline) -> Iterator[str]:
    """All of them."""
    s, trains = outline.s, outline.trains("np.random.default_rng(0)")
    raw = 'about["sample"]["inputs"]'
    ready = f"prepare({raw}, about)" if outline.scales else f"np.array({raw}, dtype=float)"
    # What is used for the slope of a step is none: there they have to differ.
    behind = " (a step has none)" if stands_in(outline.passes.parts) else ""
    yield function(
        f"numeric(x, t{s}, w, name, place, h=1e-5)",
        "dL/dw of one number as a central difference: (L(w + h) - L(w - h)) / 2h.",
        [
            "kept, costs = w[name].flat[place], []",
            "for moved in (kept + h, kept - h):",
            "    w[name].flat[place] = moved",
            f"    a = forward(x, w{trains})",
            f"    costs.append({outline.loss})",
            "w[name].flat[place] = kept",
            "return (costs[0] - costs[1]) / (2 * h)",
        ],
    )
    yield function(
        "check()",
        "Compare answers with bpgui's, and some gradients of each tensor with differences.",
        [
            "w, about = load()",
            f"x = {ready}",
            f"y = forward(x, w).{outline.passes.parts.answer.id}",
            'told = np.reshape(about["sample"]["outputs"], y.shape)',
            'print(f"answers differ from bpgui\'s by {np.abs(y - told).max():.1e} at most")',
            f"t = {_targets(outline)}",
            *(["s = row_weights(t)"] if outline.weighted else []),
            f"g = backward(forward(x, w{trains}), t, w{s})",
            "picks, worst = np.random.default_rng(1), 0.0",
            "for name in g:",
            "    size = max(1, np.abs(g[name]).max())  # large ones are compared by their size",
            "    for place in picks.permutation(g[name].size)[:20]:",
            *_compared(outline),
            f'print(f"gradients differ from central differences by {{worst:.1e}} at most{behind}")',
        ],
    )


def _compared(outline: Outline) -> list[str]:
    """The lines that compare a number of a gradient with a difference."""
    if not bends(outline.passes.parts):
        return [
            f"        gap = numeric(x, t{outline.s}, w, name, place) - g[name].flat[place]",
            "        worst = max(worst, abs(gap) / size)",
        ]
    return [
        "        # Of two steps the better: one may lead across a corner, such as that of ReLU.",
        f"        slopes = [numeric(x, t{outline.s}, w, name, place, h) for h in (1e-5, 1e-7)]",
        "        gap = min(abs(slope - g[name].flat[place]) for slope in slopes)",
        "        worst = max(worst, gap / size)",
    ]


def _targets(outline: Outline) -> str:
    """Some targets for the sample, which has none: the gradient is to be right for any."""
    if repeats(outline.passes.parts):
        return "x"
    if outline.classifies:
        return f"targets(np.arange(len(x)) % {len(outline.bundle.classes)})"
    flat = len(outline.passes.parts.answer.shape) == 1
    shape = "y.shape" if flat else "(len(y), y[0].size)"
    return f"np.random.default_rng(0).uniform(0.1, 0.9, {shape})"
