"""The program: what it says of itself, the two passes, the training, and how it checks itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpgui.export.bundle import Bundle
from bpgui.export.numpy_program.functions import needed
from bpgui.export.numpy_program.loop import loop
from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.outline import Outline, function
from bpgui.export.numpy_program.proof import proof
from bpgui.export.numpy_program.traits import measures
from bpgui.export.numpy_program.use import use
from bpgui.export.text import quoted, wrapped


def numpy_program(bundle: Bundle, weights: str) -> str:
    """The text of the program; `weights` is the name of the file with the tensors beside it.

    ExportError where the network has something that there is no translation for.
    """
    outline = Outline(bundle)
    own = [*_passes(outline), *loop(outline), *use(outline), *proof(outline)]
    functions = [*needed("\n".join(own)), *own]
    main = 'if __name__ == "__main__":\n    check()\n'
    return "\n\n\n".join([_head(outline, weights), *functions, main])


def _head(outline: Outline, weights: str) -> str:
    # A name that a docstring could not hold as it is, or a shell, is not told.
    plain = re.fullmatch(r"[\w.-]+", weights) is not None
    whose = weights if plain else "the .npz file beside it"
    title = f'"""A neural network with its back-propagation written out; {whose} has its weights.'
    run = f": python {weights.replace('.npz', '.py')}" if plain else "."
    about = (
        "Rows come first: x is (rows, features), a weight (units, inputs), and z = x W^T + b. "
        "w holds the weights and g their gradients, both by name; a holds what every layer "
        "gives, d_... is dL/da of a layer and delta_... is dL/dz, before its activation."
    )
    lines = [
        *wrapped(title),
        "",
        *wrapped(about),
        "",
        f"Run it, and it checks itself{run}",
        '"""',
        "",
        "import json",
        "from pathlib import Path",
        "from types import SimpleNamespace",
        "",
        "import numpy as np",
        "",
        f"RATE = {number(outline.training.learning_rate)}  # the length of a step, eta",
    ]
    if outline.training.batch_size:
        lines.append(f"BATCH = {outline.training.batch_size}  # rows of a mini-batch")
    lines += [f"{name} = {quoted(t)}" for t, name in outline.passes.constants.items()]
    return "\n".join(lines)


def _passes(outline: Outline) -> Iterator[str]:
    passes = outline.passes
    about = f"All activations, from the inputs to the answer, {passes.answer}."
    if outline.noisy:
        about += " rng: what noise is drawn from, while training."
    ahead = ["training = rng is not None"] if outline.noisy and measures(passes.parts) else []
    yield function(f"forward(x, w{outline.mode})", about, [*ahead, *passes.forward()])
    judged = "a" if not passes.simple else "z" if passes.fused else "y"
    yield function(f"loss({judged}, t{outline.s})", _about_loss(outline), passes.loss())
    yield function(
        f"backward(a, t, w{outline.s})",
        "The gradient of every weight by its name, from the loss back to the first layer.",
        passes.backward(),
    )


def _about_loss(outline: Outline) -> str:
    if not outline.passes.simple:
        return "All that is to be small, as one number."
    (head,) = outline.passes.parts.losses
    text = f"{head.layer.equation()}, averaged over the rows"
    if outline.passes.fused:
        text += "; from z, what the last activation was given, so that it loses no digits"
    return text + (". s: what every row counts." if outline.weighted else ".")
