"""A whole program in PyTorch."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np

from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.training import Training
from bpgui.export import ends
from bpgui.export.bundle import Bundle
from bpgui.export.identifiers import class_name
from bpgui.export.network import Network, loss_of, network
from bpgui.export.pytorch.definitions import definitions
from bpgui.export.pytorch.module import Book, Module
from bpgui.export.pytorch.training import Lesson, functions
from bpgui.export.pytorch.translation import activation
from bpgui.export.text import call, indented, quoted, wrapped


def program(bundle: Bundle, weights: str, suffix: str) -> str:
    """The source; `weights` is the file beside it, `suffix` the ending of the program's name."""
    return "\n".join(_Writer(bundle, weights, suffix).lines()) + "\n"


class _Writer:
    """The lines of one program, part by part."""

    def __init__(self, bundle: Bundle, weights: str, suffix: str) -> None:
        self.bundle, self.weights = bundle, weights
        self.network: Network = network(bundle)
        self.stem = PurePath(weights).stem
        name = self.stem[: -len(suffix.removesuffix(".py"))] or self.stem
        self.name = class_name(name) + "Net"
        self.book = Book()
        self.module = Module(self.network, self.book)
        types = {array.dtype for array in bundle.tensors.values()}
        self.precision = "float64" if np.dtype("float64") in types else "float32"
        self.repeats = loss_of(self.network.head).target == "input"
        self.numbers = not bundle.classes and not self.repeats
        self.classes = bool(bundle.classes) and not self.repeats
        self.inputs = ends.Scaling(
            bundle.preprocessing, "preprocessing", ends.row_shape(self.network)
        )
        self.targets = ends.Scaling(bundle.targets, "targets", self.network.head.shape)
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
        return [*self._title(), "", *self._imports(code), *code]

    # -- the head --------------------------------------------------------------------------------

    def _title(self) -> list[str]:
        about = (
            "It needs PyTorch and NumPy, not bpgui. The weights are in "
            f"{self.weights}, which must lie beside this file: move the two together. Run as a "
            "program, it compares its answers with those that bpgui gave."
        )
        after = "decode" if self.classes else ""
        if self.numbers and ends.scaled(self.bundle.targets):
            after = "in_units"
        names = sorted(["load", "preprocess", *([after] if after else [])])
        usage = [
            *(
                [f"from {self.stem} import {', '.join(names)}", ""]
                if self.stem.isidentifier()
                else []
            ),
            "answers = load()(preprocess(rows))",
            *([f"print({after}(answers))"] if after else []),
        ]
        return [
            f'"""A network trained with {self.bundle.producer}, in PyTorch.',
            "",
            *wrapped(about),
            "",
            *indented(usage),
            '"""',
        ]

    def _imports(self, code: list[str]) -> list[str]:
        """What the code makes use of."""
        text = "\n".join(code)
        standard = [f"import {name}" for name in ("json", "math") if f"{name}." in text]
        data = "from torch.utils.data import DataLoader, TensorDataset"
        return [
            "from __future__ import annotations",
            "",
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
        classes = [quoted(name) for name in self.bundle.classes]
        return [
            'WEIGHTS = Path(__file__).with_suffix(".npz")',
            f"DTYPE = torch.{self.precision}",
            *(call("CLASSES = [", classes, "]") if self.classes else []),
            *self.inputs.constants,
            *(self.targets.constants if self.numbers else []),
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
        return method, activation(function, last.shape, self.book.needs).replace("{}", value)

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
        found = [self._load(), ABOUT, self._preprocess()]
        if self.classes:
            found += [ends.decode(self.bundle, self.network, "answers.tolist()", "Tensor")]
        elif self.numbers and ends.scaled(self.bundle.targets):
            found += [self._in_units()]
        if self.network.trained:
            if not self.repeats:
                found.append(self._encode())
            found += functions(self._lesson())
        return [*found, self._verify(), MAIN]

    def _lesson(self) -> Lesson:
        settings = {k: v for k, v in self.bundle.training.items() if k != "kind"}
        samples = [s for s in self.network.stages if isinstance(s.layer, GaussianSample)]
        return Lesson(
            self.network,
            Training(**settings),
            self.name,
            self.answer[0],
            self.repeats,
            self.classes,
            tuple(self.module.names[stage.id] for stage in samples),
        )

    def _load(self) -> list[str]:
        precise = f"{self.name}()" + (".to(DTYPE)" if self.precision == "float64" else "")
        read = "{ours: torch.from_numpy(file[theirs]) for ours, theirs in TENSORS.items()}"
        padded = [
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
            *indented(padded),
            f"    model.load_state_dict({rest})",
            "    return model.eval()",
        ]

    def _preprocess(self) -> list[str]:
        rows = ends.row_shape(self.network)
        return [
            "def preprocess(raw: ArrayLike) -> Tensor:",
            f'    """Raw rows (rows, {", ".join(map(str, rows))}) as the network reads them."""',
            "    raw = np.asarray(raw, dtype=np.float64)",
            *indented(self.inputs.applied("raw")),
            "    return torch.as_tensor(raw, dtype=DTYPE)",
        ]

    def _in_units(self) -> list[str]:
        return [
            "def in_units(answers: Tensor) -> np.ndarray:",
            '    """Answers in the unit of the data."""',
            *indented(self.targets.taken_back("answers.detach().numpy()")),
        ]

    def _encode(self) -> list[str]:
        if self.classes:
            body = ends.one_hot(self.bundle, self.network)
            return [
                "def encode(targets: ArrayLike) -> Tensor:",
                '    """What it is taught to answer for classes by their numbers in CLASSES."""',
                *indented(body),
                "    return torch.as_tensor(wanted, dtype=DTYPE)",
            ]
        sizes = ", ".join(map(str, (-1, *self.network.head.shape)))
        return [
            "def encode(targets: ArrayLike) -> Tensor:",
            '    """What it is taught to answer for targets in the unit of the data."""',
            f"    wanted = np.asarray(targets, dtype=np.float64).reshape({sizes})",
            *indented(self.targets.applied("wanted")),
            "    return torch.as_tensor(wanted, dtype=DTYPE)",
        ]

    def _verify(self) -> list[str]:
        return [
            "@torch.no_grad()",
            "def verify() -> float:",
            '    """The largest difference from the answers that bpgui gave to the sample."""',
            '    sample = about()["sample"]',
            '    answers = load()(preprocess(sample["inputs"])).numpy()',
            '    return float(np.abs(answers - np.array(sample["outputs"])).max())',
        ]


MAIN = [
    'if __name__ == "__main__":',
    '    print(f"largest difference from the answers of bpgui: {verify():.1e}")',
]

ABOUT = [
    "def about() -> dict[str, Any]:",
    '    """What the file tells beside the weights: the diagram, the scaling, a sample."""',
    "    with np.load(WEIGHTS, allow_pickle=False) as file:",
    '        return json.loads(str(file["bpgui"]))',
]
