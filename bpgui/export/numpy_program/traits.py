"""What is to be known of a network as a whole before its program is written."""

from __future__ import annotations

from bpgui.engine.layers.loss import Loss
from bpgui.export.numpy_program.part import Part, Parts

#: Kinds of layers, activation functions and losses that are not smooth.
CORNERS = frozenset(
    {
        "ReLU",
        "LeakyReLU",
        "PReLU",
        "ELU",
        "SELU",
        "Softsign",
        "MaxPool",
        "SimpleRNN",
        "MeanAbsoluteError",
        "Huber",
        "Hinge",
    }
)


def loss_of(head: Part) -> Loss:
    """The loss that an end of the network is."""
    assert isinstance(head.layer, Loss)
    return head.layer


def noisy(parts: Parts) -> bool:
    """Whether random numbers are drawn while training."""
    return any(part.layer.kind() in ("Dropout", "GaussianSample") for part in parts.inner)


def measures(parts: Parts) -> bool:
    """Whether training normalises by other statistics than use."""
    return any(part.layer.kind() == "BatchNorm" and not part.frozen for part in parts.inner)


def repeats(parts: Parts) -> bool:
    """Whether the inputs are the targets, too."""
    return all(loss_of(head).target == "input" for head in parts.losses)


def stands_in(parts: Parts) -> bool:
    """Whether something else is used for a slope that is 0."""
    return any(part.layer.stand_in() is not None for part in parts.inner)


def bends(parts: Parts) -> bool:
    """Whether the loss may have corners, where a difference tells no slope."""
    functions = [part.layer.activation_function() for part in parts.inner]
    kinds = {part.layer.kind() for part in parts.inner}
    kinds |= {function.kind() for function in functions if function is not None}
    kinds |= {loss_of(head).function.kind() for head in parts.losses}
    return not kinds.isdisjoint(CORNERS)
