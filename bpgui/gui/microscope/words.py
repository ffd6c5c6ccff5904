"""What a step does, in words."""

from __future__ import annotations

from bpgui.engine.layer import Layer
from bpgui.engine.trace import Phase, Step, Trace
from bpgui.gui import format
from bpgui.project.session import Prepared

PHASES: dict[Phase, str] = {
    "forward": "Forward",
    "loss": "Loss",
    "backward": "Backward",
    "update": "Update",
}

TIPS: dict[Phase, str] = {
    "forward": "From the sample to the answer, layer by layer",
    "loss": "How far the answer is from the target",
    "backward": "From the loss back, layer by layer: the gradient of every number",
    "update": "Every weight takes a step against its gradient",
}

_BY_ROLE = {
    "z": "Every unit weighs its inputs and adds its bias.",
    "loss": "How far the answer is from the target, in one number.",
    "da": "How the loss changes with each output. Here the way back begins.",
    "delta": "What arrives, times the slope of f: the error of every unit, δ = ∂L/∂z.",
    "dx": "What is handed back to the layer before.",
    "next": "A step against the gradient, as if this sample alone were the mini-batch.",
}


def caption(step: Step, linked: bool, layer: Layer | None = None) -> str:
    """One sentence on what the step is for; `linked`: the network goes on behind the node."""
    if layer is not None and layer.in_use is not None and step.phase in ("forward", "backward"):
        return "The network as it is in use: this layer does something in training only."
    roles = {term.role for term in step.terms}
    if step.result is None:
        way = "forward" if step.phase == "forward" else "on the way back"
        return f"Everything this layer does {way}, at once."
    role = step.result.role
    if step.phase == "forward" and role == "a":
        if "x" not in roles and "z" not in roles:
            return "The sample, as the network reads it."
        return "Every unit passes its sum through f." if "z" in roles else "What the layer gives."
    if "arriving" in roles:
        return "The output feeds several nodes: what comes back from each is added."
    if role == "dx" and not linked:
        return "How the loss changes with each number of the sample."
    if role == "gradient":
        one = len(step.result.value.shape) == 1
        return "The gradient of the biases." if one else "The gradient of every weight."
    return _BY_ROLE.get(role, "")


def kind_of(layer: Layer) -> str:
    """The kind of a layer and its key settings."""
    return " · ".join(part for part in (layer.label, layer.summary()) if part)


def state_of(step: int, running: bool) -> str:
    """When the numbers were taken."""
    taken = f"After step {format.count(step)}" if step else "Before training"
    return f"{taken} · pause to look closely" if running else taken


def target_of(trace: Trace, prepared: Prepared) -> str:
    """What the sample stands for, and what the network says; nothing where that is many numbers."""
    head = trace.sample.check.head
    assert head is not None
    verdict = trace.sample.verdicts[head]
    if prepared.classifies:
        said, meant = (int(prepared.decode(v[None])[0]) for v in (verdict.y, verdict.t))
        names = prepared.task.classes
        return f"Target {names[meant]}\nAnswer {names[said]}"
    if verdict.t.size != 1:
        return ""
    y, t = (format.number(float(v.ravel()[0])) for v in (verdict.y, verdict.t))
    return f"Target {t}\nAnswer {y}"
