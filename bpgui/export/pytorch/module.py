"""A network, or a layer made of layers, as the class of an nn.Module."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from bpgui.engine.composite import Composite
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.recurrent import Recurrent
from bpgui.export.chain import noted, statements, variables
from bpgui.export.identifiers import identifiers
from bpgui.export.network import Network, Stage, inside
from bpgui.export.pytorch.translation import TRANSLATIONS, Site
from bpgui.export.text import indented

#: What an nn.Module calls its own, and the classes written here.
TAKEN = frozenset(
    re.findall(
        r"\w+",
        """
        add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
        dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
        get_submodule half heads ipu load_state_dict logits modules mtia named_buffers
        named_children named_modules named_parameters parameters register_backward_hook
        register_buffer register_forward_hook register_forward_pre_hook
        register_full_backward_hook register_full_backward_pre_hook
        register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
        register_parameter register_state_dict_post_hook register_state_dict_pre_hook
        requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train
        training type xpu zero_grad
        """,
    )
)

#: What the code of layers uses inside forward().
USED = ("F", "attention", "average_pool", "causal_attention", "nn", "state", "step", "torch")


@dataclass
class Book:
    """What all classes of one program share: the definitions they need, and the parts written."""

    needs: set[str] = field(default_factory=set)
    #: The classes of layers that are made of layers, as lines; and their names by what they hold.
    classes: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Module:
    """The parts of a class: lines of __init__ and of forward(), and the tensors by PyTorch's names.

    names: the attributes. values: what the output of every layer is called in forward().
    """

    network: Network
    book: Book
    members: list[str] = field(default_factory=list)
    forward: list[str] = field(default_factory=list)
    tensors: dict[str, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    values: dict[int, str] = field(default_factory=dict)
    #: Tensors to be padded with zeros in front: how many.
    padded: dict[str, int] = field(default_factory=dict)
    #: PyTorch has parameters that the file has not.
    partly: bool = False
    #: Norms that keep their running statistics.
    still: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        stages = self.network.stages
        self.names = identifiers({stage.id: stage.name for stage in stages}, TAKEN)
        self.values = variables(self.network, USED)
        fused = {loss.sources[0] for loss in self.network.losses if self.network.fused(loss)}
        for stage in stages:
            self._write(stage, stage.id in fused)

    def _write(self, stage: Stage, fused: bool) -> None:
        name = self.names[stage.id]
        reads = tuple(self.values[source] for source in stage.sources)
        site = Site(stage, f"self.{name}", reads, fused)
        steps = self._steps(site)
        self.members += site.members
        if stage.layer.frozen and site.members:
            self.members.append(f"self.{name}.requires_grad_(False)")
        if isinstance(stage.layer, BatchNorm) and stage.layer.frozen:
            self.still.append(name)
        self.book.needs |= site.needs
        self.partly |= isinstance(stage.layer, Recurrent | BatchNorm)
        for own, theirs in site.state.items():
            self.tensors[f"{name}.{theirs}".rstrip(".")] = stage.tensor(own)
            if own.startswith("bias_hn"):
                self.padded[f"{name}.{theirs}"] = 2 * site.layer.units
        self._say(stage, site, steps)

    def _steps(self, site: Site) -> list[str]:
        if not isinstance(site.layer, Composite):
            return TRANSLATIONS.of(site.stage)(site)
        site.members.append(f"{site.me} = {self._part(site)}()")
        return [site.apply()]

    def _part(self, site: Site) -> str:
        """The class of a layer made of layers, written if it is the first of its kind."""
        module = Module(inside(site.stage), self.book)
        for theirs, own in module.tensors.items():
            site.state[own.replace("/", ".", 1)] = theirs
        formula = site.layer.formula()
        plain = "" if set(formula) & set('\\"') else f": {formula}"
        title = f'"""{site.layer.label}{plain}"""'
        base: str = site.layer.kind()
        name, number = base, 1
        while True:
            lines = module.lines(name, [title])
            if self.book.classes.setdefault(name, lines) == lines:
                return name
            number += 1
            name = f"{base}{number}"

    def _say(self, stage: Stage, site: Site, steps: list[str]) -> None:
        name = self.values[stage.id]
        start = site.x[0]
        if not steps and start == name:
            return
        lines = [*site.before, *statements(name, start, steps, 2)]
        self.forward += [*lines[:-1], noted(lines[-1], stage.shape, 2)]

    def entrance(self) -> list[str]:
        """The lines by which several inputs take their parts of a row, or one gets its name."""
        lines, start = [], 0
        inputs = self.network.inputs
        for stage in inputs:
            name, size = self.values[stage.id], math.prod(stage.shape)
            if len(inputs) == 1:
                return []
            line = f"{name} = x[:, {start or ''}:{start + size}]"
            if len(stage.shape) > 1:
                line += f".reshape({', '.join(map(str, (-1, *stage.shape)))})"
            lines.append(noted(line, stage.shape, 2))
            start += size
        return lines

    def constructor(self) -> list[str]:
        """The lines of __init__."""
        return [
            "def __init__(self) -> None:",
            *indented(["super().__init__()", *self.members]),
        ]

    def body(self, returned: str) -> list[str]:
        """The lines of a method that computes everything, and gives back this expression."""
        lines = [*self.entrance(), *self.forward]
        last, _, value = lines[-1].partition(" = ") if lines else ("", "", "")
        if last == returned and returned != value:
            return indented([*lines[:-1], f"return {value}"])
        return indented([*lines, f"return {returned}"])

    def lines(self, name: str, title: list[str]) -> list[str]:
        """The class of a part: it has one output, its last layer's."""
        answer = self.values[self.network.head.sources[0]]
        parts = [
            *title,
            "",
            *self.constructor(),
            "",
            "def forward(self, x: Tensor) -> Tensor:",
            *self.body(answer),
        ]
        return [f"class {name}(nn.Module):", *indented(parts)]
