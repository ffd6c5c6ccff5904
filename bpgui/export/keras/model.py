"""A network as the function that builds its Keras model, and the lines that load its weights."""

from __future__ import annotations

import math

from bpgui.engine.arrays import Shape
from bpgui.export import ends
from bpgui.export.chain import HOLE, noted, variables
from bpgui.export.identifiers import identifiers
from bpgui.export.keras.translation import CHANNELS_FIRST, CHANNELS_LAST, TRANSLATIONS, Site, Step
from bpgui.export.network import Network, Stage, opened
from bpgui.export.text import INDENT, WIDTH, call, indented, listed, width

#: What the code of build() uses.
USED = (
    "average_pool", "inputs", "keras", "layer", "layers", "max_pool", "moved_apart", "np", "ops",
    "outputs", "step", "waves",
)  # fmt: skip


class Model:
    """The lines of build() and those that set the weights; and what they need."""

    def __init__(self, network: Network) -> None:
        self.network = opened(network)
        self.needs: set[str] = set()
        self.lines: list[str] = []
        self.loading: list[str] = []
        #: Layers made of layers, which hear only afterwards that they are frozen.
        self.still: list[str] = []
        self.fused = {loss.sources[0] for loss in network.losses if network.fused(loss)}
        taken = {*USED, *(answer(network, loss) for loss in network.losses)}
        self.names = identifiers({s.id: s.name for s in self.network.stages}, taken)
        self.values = variables(self.network, USED)
        self._enter()
        for stage in self.network.stages:
            self._write(stage)
        self._leave()

    def _enter(self) -> None:
        shape = ends.row_shape(self.network)
        self.lines.append(noted(f"inputs = keras.Input({_tuple(shape)})", shape, 1))
        inputs = self.network.inputs
        if len(inputs) == 1 and len(shape) != 3:
            self.values[inputs[0].id] = "inputs"
            return
        start = 0
        for stage in inputs:
            value = "inputs"
            if len(inputs) > 1:
                size = math.prod(stage.shape)
                value = f"inputs[:, {start or ''}:{start + size}]"
                start += size
                if len(stage.shape) > 1:
                    value = f"layers.Reshape({_tuple(stage.shape)})({value})"
            name = self.values[stage.id]
            if len(stage.shape) == 3:
                value = CHANNELS_LAST.opening.replace(HOLE, value)
            self.lines.append(noted(f"{name} = {value}", last(stage.shape), 1))

    def _write(self, stage: Stage) -> None:
        reads = tuple(self.values[source] for source in stage.sources)
        site = Site(stage, self.names[stage.id], reads, stage.id in self.fused)
        name, value = self.values[stage.id], reads[0]
        steps = TRANSLATIONS.of(stage)(site)
        if not steps and value != name:
            self.lines.append(f"{name} = {value}")
        for number, each in enumerate(steps):
            made = statement(name, each, value)
            if number == len(steps) - 1:
                made = [*made[:-1], noted(made[-1], last(stage.shape), 1)]
            self.lines += made
            value = name
        self.needs |= site.needs
        if site.composed and stage.layer.frozen:
            self.still.append(site.name)
        if site.weights:
            self.loading += _loading(site)

    def _leave(self) -> None:
        """The model gives what every loss judges, with the channels of images first."""
        outputs = [self._output(loss) for loss in self.network.losses]
        words = outputs[0] if len(outputs) == 1 else f"[{', '.join(outputs)}]"
        if not self.still:
            self.lines += call("return keras.Model(", ["inputs", words], level=1)
            return
        self.lines += call("model = keras.Model(", ["inputs", words], level=1)
        self.lines += [f'model.get_layer("{name}").trainable = False' for name in self.still]
        self.lines.append("return model")

    def _output(self, loss: Stage) -> str:
        """What a loss judges, as an expression; an activation that it takes over comes last."""
        value, images = self.values[loss.sources[0]], len(loss.shape) == 3
        if images:
            value = CHANNELS_FIRST.opening.replace(HOLE, value)
        if loss.sources[0] not in self.fused:
            return value
        function = self.network.of(loss.sources[0]).layer.activation_function()
        assert function is not None
        name, kind = answer(self.network, loss), function.kind()
        made = f'layers.Activation("{kind.lower()}", name="{name}")'
        if images and kind == "Softmax":
            made = f'layers.Softmax(axis=1, name="{name}")'
        self.lines.append(noted(f"{name} = {made}({value})", loss.shape, 1))
        return name

    def function(self) -> list[str]:
        """The function build()."""
        return ["def build() -> keras.Model:", *indented(self.lines)]


def answer(network: Network, loss: Stage) -> str:
    """The layer with the last activation, where the loss takes it over."""
    number = network.losses.index(loss) + 1
    return f"answers_{number}" if len(network.losses) > 1 else "answers"


def statement(name: str, step: Step, value: str) -> list[str]:
    """The lines of one step, the value so far in its hole."""
    first, *items, end = (
        part.replace(HOLE, value) for part in (step.opening, *step.items, step.closing)
    )
    whole = f"{name} = {first}{', '.join(items)}{end}"
    made, applied, arguments = end.partition(")(")
    if not applied or width(whole) + len(INDENT) <= WIDTH:
        return call(f"{name} = {first}", items, end, level=1)
    before = call(f"layer = {first}", items, f"{made})", level=1)
    words = arguments.removesuffix(")")
    if words.startswith("["):
        return [*before, *listed(f"{name} = layer(", words[1:-1].split(", "), level=1)]
    return [*before, f"{name} = layer({words})"]


def _loading(site: Site) -> list[str]:
    """The lines that give a layer its weights."""
    opening = f'model.get_layer("{site.name}").set_weights('
    if len(site.weights) == 1 and site.weights[0][0] == "*":
        return call(opening, [site.weights[0][1:]], level=1)
    return listed(opening, site.weights, level=1)


def last(shape: Shape) -> Shape:
    """The shape with the channels of an image last."""
    return (*shape[1:], shape[0]) if len(shape) == 3 else shape


def _tuple(shape: Shape) -> str:
    return repr(tuple(shape))
