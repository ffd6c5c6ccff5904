"""A whole program in Keras."""

from __future__ import annotations

from bpgui.export.bundle import Bundle
from bpgui.export.frame import ABOUT, MAIN, Frame, verify
from bpgui.export.keras.definitions import definitions
from bpgui.export.keras.model import Model
from bpgui.export.keras.training import Lesson, functions, needs
from bpgui.export.text import indented

REMARK = (
    "Keras computes with TensorFlow, JAX or PyTorch, as the variable KERAS_BACKEND says. Inside "
    "the model images are (height, width, channels), which every backend can convolve; rows and "
    "answers have the channels first."
)


def program(bundle: Bundle, weights: str, suffix: str) -> str:
    """The source; `weights` is the file beside it, `suffix` the ending of the program's name."""
    return "\n".join(_Writer(bundle, weights, suffix).lines()) + "\n"


class _Writer(Frame):
    """The lines of one program, part by part."""

    framework = "Keras 3"

    def __init__(self, bundle: Bundle, weights: str, suffix: str) -> None:
        super().__init__(bundle, weights, suffix)
        self.model = Model(self.network)
        losses = self.network.losses
        self.head = f"[{losses.index(self.network.head)}]" if len(losses) > 1 else ""

    def lines(self) -> list[str]:
        """All of them."""
        needed = set(self.model.needs)
        functions = self._functions()
        if self.network.trained:
            needed |= needs(self._lesson())
        parts = [
            self._constants(),
            definitions(needed),
            ["", "", *self.model.function()],
            *(["", "", *lines] for lines in functions),
        ]
        code = [line for part in parts for line in part]
        asked = f"load().predict(preprocess(rows)){self.head}"
        return [*self.title(asked, REMARK), *self._imports(code), *code]

    def _imports(self, code: list[str]) -> list[str]:
        text = "\n".join(code)
        used = [name for name in ("layers", "ops") if f"{name}." in text]
        return [
            "import json",
            "from pathlib import Path",
            "from typing import Any",
            "",
            "import keras",
            "import numpy as np",
            *([f"from keras import {', '.join(used)}"] if used else []),
            "from numpy.typing import ArrayLike",
            "",
        ]

    def _constants(self) -> list[str]:
        # Layers of Keras that are told float64 compute in float32 here and there, or not at all.
        return [*self.constants(), 'DTYPE = "float32"']

    def _functions(self) -> list[list[str]]:
        found = [self._load(), ABOUT, self.preprocess("np.ndarray", ARRAY)]
        found += self.meaning("answers")
        if self.network.trained:
            if not self.repeats:
                found.append(self.encode("np.ndarray", ARRAY))
            found += functions(self._lesson())
        answers = f'load().predict(preprocess(sample["inputs"]), verbose=0){self.head}'
        return [*found, verify(answers), MAIN]

    def _lesson(self) -> Lesson:
        return Lesson(self.network, self.training, self.repeats, self.classes)

    def _load(self) -> list[str]:
        reading = [
            "with np.load(WEIGHTS, allow_pickle=False) as file:",
            "    w = dict(file)",
            *self.model.loading,
        ]
        return [
            "def load() -> keras.Model:",
            '    """The network with its trained weights."""',
            "    model = build()",
            *indented(reading if self.model.loading else []),
            "    return model",
        ]


#: What makes an array of the right type of an array.
ARRAY = "{}.astype(DTYPE)"
