"""A whole program in PyTorch."""

from __future__ import annotations

from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.export import ends
from bpgui.export.bundle import Bundle
from bpgui.export.frame import ABOUT, MAIN, Frame, verify
from bpgui.export.pytorch.definitions import definitions
from bpgui.export.pytorch.module import Book, Module
from bpgui.export.pytorch.training import Lesson, functions
from bpgui.export.pytorch.translation import activation
from bpgui.export.text import call, indented, quoted


def program(bundle: Bundle, weights: str, suffix: str) -> str:
    """The source; `weights` is the file beside it, `suffix` the ending of the program's name."""
    return "\n".join(_Writer(bundle, weights, suffix).lines()) + "\n"


class _Writer(Frame):
    """The lines of one program, part by part."""

    framework, answers = "PyTorch", "Tensor"

    def __init__(self, bundle: Bundle, weights: str, suffix: str) -> None:
        super().__init__(bundle, weights, suffix)
        self.name += "Net"
        self.book = Book()
        self.module = Module(self.network, self.book)
        self.answer = self._answer()

    def lines(self) -> list[str]:
        """All of them."""
        parts = [
            self._constants(),
            definitions(self.book.needs),
            *(["", "", *lines] for lines in self.book.classes.values()),
            ["", "", *self._class()],
            *(["", "", *lines] for lines in self._functions()),
        ]
        code = [line for part in parts for line in part]
        return [*self.title("load()(preprocess(rows))"), *self._imports(code), *code]

    # -- the head --------------------------------------------------------------------------------

    def _imports(self, code: list[str]) -> list[str]:
        """What the code makes use of."""
        text = "\n".join(code)
        standard = [f"import {name}" for name in ("json", "math") if f"{name}." in text]
        data = "from torch.utils.data import DataLoader, TensorDataset"
        return [
            *standard,
            "from pathlib import Path",
            "from typing import Any",
            "",
            "import numpy as np",
            "import torch",
            "from numpy.typing import ArrayLike",
            "from torch import Tensor, nn",
            *(["from torch.nn import functional as F"] if "F." in text else []),
            *([data] if "DataLoader(" in text else []),
            "",
        ]

    def _constants(self) -> list[str]:
        tensors = [f"{quoted(k)}: {quoted(v)}" for k, v in self.module.tensors.items()]
        return [
            *self.constants(),
            f"DTYPE = torch.{self.precision}",
            "# Parameters of the module, and what they are called in the file.",
            *call("TENSORS = {", tensors, "}", apart=True),
        ]

    # -- the module ------------------------------------------------------------------------------

    def _answer(self) -> tuple[str, str]:
        """The method that gives what the losses judge, and the answer made of what it gives.

        The method is "" where forward() itself does.
        """
        losses, head = self.network.losses, self.network.head
        if len(losses) > 1:
            method, value = "heads", f"self.heads(x)[{losses.index(head)}]"
        elif self.network.fused(head):
            method, value = "logits", "self.logits(x)"
        else:
            return "", "{}"
        if not self.network.fused(head):
            return method, value
        last = self.network.of(head.sources[0])
        function = last.layer.activation_function()
        assert function is not None
        return method, activation(function, last, self.book.needs).replace("{}", value)

    def _class(self) -> list[str]:
        outputs = [self.module.values[loss.sources[0]] for loss in self.network.losses]
        method, answer = self.answer
        sizes = ", ".join(map(str, self.network.head.shape))
        rows = ", ".join(map(str, ends.row_shape(self.network)))
        said = f'"""Answers (rows, {sizes}) to prepared rows (rows, {rows})."""'
        forward = ["def forward(self, x: Tensor) -> Tensor:", *indented([said])]
        if not method:
            methods = [*forward, *self.module.body(outputs[0])]
        else:
            methods = [*self._heads(method, outputs), "", *forward, f"    return {answer}"]
        inner = [*self.module.constructor(), "", *methods]
        if self.module.still:
            inner += ["", *self._still()]
        return [f"class {self.name}(nn.Module):", *indented(inner)]

    def _heads(self, method: str, outputs: list[str]) -> list[str]:
        """The method that computes everything that the losses judge."""
        if method == "logits":
            said = '"""The answers before the last activation, which the loss takes over."""'
            return [
                "def logits(self, x: Tensor) -> Tensor:",
                *indented([said]),
                *self.module.body(outputs[0]),
            ]
        said = '"""What each loss judges; logits where it takes the last activation over."""'
        return [
            "def heads(self, x: Tensor) -> tuple[Tensor, ...]:",
            *indented([said]),
            *self.module.body(", ".join(outputs)),
        ]

    def _still(self) -> list[str]:
        norms = [f"self.{name}.eval()" for name in self.module.still]
        return [
            f"def train(self, mode: bool = True) -> {self.name}:",
            '    """Training or not: the frozen norms keep their running statistics."""',
            "    super().train(mode)",
            *indented(norms),
            "    return self",
        ]

    # -- the functions ---------------------------------------------------------------------------

    def _functions(self) -> list[list[str]]:
        found = [self._load(), ABOUT, self.preprocess("Tensor", TENSOR)]
        found += self.meaning("answers.tolist()" if self.classes else "answers.detach().numpy()")
        if self.network.trained:
            if not self.repeats:
                found.append(self.encode("Tensor", TENSOR))
            found += functions(self._lesson())
        checked = verify('load()(preprocess(sample["inputs"])).numpy()')
        return [*found, ["@torch.no_grad()", *checked], MAIN]

    def _lesson(self) -> Lesson:
        samples = [s for s in self.network.stages if isinstance(s.layer, GaussianSample)]
        return Lesson(
            self.network,
            self.training,
            self.name,
            self.answer[0],
            self.repeats,
            self.classes,
            tuple(self.module.names[stage.id] for stage in samples),
        )

    def _load(self) -> list[str]:
        precise = f"{self.name}()" + (".to(DTYPE)" if self.precision == "float64" else "")
        read = "{ours: torch.from_numpy(file[theirs]) for ours, theirs in TENSORS.items()}"
        padded = (
            ["# bpgui has a second bias for the new content alone."] if self.module.padded else []
        )
        padded += [
            f"state[{quoted(name)}] = F.pad(state[{quoted(name)}], ({zeros}, 0))"
            for name, zeros in self.module.padded.items()
        ]
        rest = "model.state_dict() | state" if self.module.partly else "state"
        return [
            f"def load() -> {self.name}:",
            '    """The network with its trained weights, ready to answer."""',
            f"    model = {precise}",
            "    with np.load(WEIGHTS, allow_pickle=False) as file:",
            f"        state = {read}",
            *(["    # bpgui has a second bias for the new content alone."] if padded else []),
            *indented(padded),
            f"    model.load_state_dict({rest})",
            "    return model.eval()",
        ]


#: What makes a tensor of an array.
TENSOR = "torch.as_tensor({}, dtype=DTYPE)"
