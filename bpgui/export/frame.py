"""What programs for every framework have in common: their head, their ends, their own check."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np

from bpgui.engine.training import Training
from bpgui.export import ends
from bpgui.export.bundle import Bundle
from bpgui.export.identifiers import class_name
from bpgui.export.network import Network, loss_of, network
from bpgui.export.text import call, indented, quoted, wrapped


class Frame:
    """What is known of a program before its network is written.

    stem: the name of its file. name: that as the name of a class. repeats, classes, numbers: what
    the network tells: its inputs again, classes, or numbers. precision: of its weights.
    """

    #: The framework, in words; the type of an answer.
    framework = ""
    answers = "np.ndarray"

    def __init__(self, bundle: Bundle, weights: str, suffix: str) -> None:
        self.bundle = bundle
        self.stem = PurePath(weights).stem
        self.name = class_name(self.stem[: -len(suffix.removesuffix(".py"))] or self.stem)
        self.network: Network = network(bundle)
        self.repeats = loss_of(self.network.head).target == "input"
        self.classes = bool(bundle.classes) and not self.repeats
        self.numbers = not bundle.classes and not self.repeats
        wide = np.dtype("float64") in {array.dtype for array in bundle.tensors.values()}
        self.precision = "float64" if wide else "float32"
        rows = ends.row_shape(self.network)
        self.inputs = ends.Scaling(bundle.preprocessing, "preprocessing", rows)
        self.targets = ends.Scaling(bundle.targets, "targets", self.network.head.shape)

    @property
    def training(self) -> Training:
        """How the network was trained."""
        settings = {key: v for key, v in self.bundle.training.items() if key != "kind"}
        return Training(**settings)

    @property
    def scaled(self) -> bool:
        """Whether answers have to be brought back into a unit."""
        return self.numbers and ends.scaled(self.bundle.targets)

    def title(self, answers: str, remark: str = "") -> list[str]:
        """The docstring of the program; `answers` is how to get some."""
        after = "decode" if self.classes else "in_units" if self.scaled else ""
        names = sorted(["load", "preprocess", *([after] if after else [])])
        usage = [f"answers = {answers}", *([f"print({after}(answers))"] if after else [])]
        if self.stem.isidentifier():
            usage = [f"from {self.stem} import {', '.join(names)}", "", *usage]
        weights = f"{self.stem}.npz"
        if not weights.isprintable() or set(weights) & set('\\"'):
            weights = "the .npz file of the same name"
        about = (
            f"It needs {self.framework} and NumPy, not bpgui. The weights are in {weights}, which "
            "must lie beside this file: move the two together. Run as a program, it compares its "
            "answers with those that bpgui gave."
        )
        return [
            f'"""A network trained with {self.bundle.producer}, in {self.framework}.',
            "",
            *wrapped(about),
            *(["", *wrapped(remark)] if remark else []),
            "",
            *indented(usage),
            '"""',
            "",
            "from __future__ import annotations",
            "",
        ]

    def constants(self) -> list[str]:
        """What stands above all definitions."""
        classes = [quoted(name) for name in self.bundle.classes]
        return [
            'WEIGHTS = Path(__file__).with_suffix(".npz")',
            *(call("CLASSES = [", classes, "]") if self.classes else []),
            *self.inputs.constants,
            *(self.targets.constants if self.numbers else []),
        ]

    def preprocess(self, kind: str, prepared: str) -> list[str]:
        """The function from raw rows to prepared ones, given back as `prepared` makes of raw."""
        sizes = ", ".join(map(str, ends.row_shape(self.network)))
        return [
            f"def preprocess(raw: ArrayLike) -> {kind}:",
            f'    """Raw rows (rows, {sizes}) as the network reads them."""',
            "    raw = np.asarray(raw, dtype=np.float64)",
            *indented(self.inputs.applied("raw")),
            f"    return {prepared.replace('{}', 'raw')}",
        ]

    def meaning(self, plain: str) -> list[list[str]]:
        """The function from answers to what they stand for, if they do not for themselves.

        plain: makes an array of `answers`.
        """
        if self.classes:
            return [self._decode(plain)]
        if not self.scaled:
            return []
        return [
            [
                f"def in_units(answers: {self.answers}) -> np.ndarray:",
                '    """Answers in the unit of the data."""',
                *indented(self.targets.taken_back(plain)),
            ]
        ]

    def _decode(self, plain: str) -> list[str]:
        middle = sum(self.bundle.encoding) / 2
        body = "return [CLASSES[index] for index in answers.argmax(1)]"
        if self.network.head.shape == (1,):
            body = f"return [CLASSES[int(answer > {middle})] for (answer,) in {plain}]"
        return [
            f"def decode(answers: {self.answers}) -> list[str]:",
            '    """The classes that answers stand for."""',
            f"    {body}",
        ]

    def encode(self, kind: str, prepared: str) -> list[str]:
        """The function from targets to what the network is taught to answer."""
        sizes = ", ".join(map(str, (-1, *self.network.head.shape)))
        said, lines = "targets in the unit of the data", self.targets.applied("wanted")
        first = f"wanted = np.asarray(targets, dtype=np.float64).reshape({sizes})"
        if self.classes:
            said, lines = "classes by their numbers in CLASSES", []
            first = ends.one_hot(self.bundle.encoding, self.network.head.shape[0])
        return [
            f"def encode(targets: ArrayLike) -> {kind}:",
            f'    """What it is taught to answer for {said}."""',
            *indented([first, *lines]),
            f"    return {prepared.replace('{}', 'wanted')}",
        ]


#: The function that reads what the file tells.
ABOUT = [
    "def about() -> dict[str, Any]:",
    '    """What the file tells beside the weights: the diagram, the scaling, a sample."""',
    "    with np.load(WEIGHTS, allow_pickle=False) as file:",
    '        return json.loads(str(file["bpgui"]))',
]

#: The last lines of a program.
MAIN = [
    'if __name__ == "__main__":',
    '    print(f"largest difference from the answers of bpgui: {verify():.1e}")',
]


def verify(answers: str) -> list[str]:
    """The function by which a program checks itself."""
    return [
        "def verify() -> float:",
        '    """The largest difference from the answers that bpgui gave to the sample."""',
        '    sample = about()["sample"]',
        f"    answers = {answers}",
        '    return float(np.abs(answers - np.array(sample["outputs"])).max())',
    ]
