from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from bpgui.export.bundle import Bundle
from bpgui.export.exporter import Exporter, ExportError, exporters


@exporters.register("ONNX model", synonyms=("onnxruntime", "netron", "inference"), rank=30)
@dataclass(frozen=True)
class Onnx(Exporter):
    """onnxruntime.InferenceSession(path).run(None, {"Input": rows})

    The network itself, which runs in other programs as it is: raw rows in, answers in the data's
    unit out. The metadata `bpgui` holds the diagram, the preprocessing, and a sample. Runtimes know
    every operator in float32, but only some in float64: onnxruntime has no convolution of these.
    https://onnx.ai/onnx/
    """

    suffix = ".onnx"

    def demand(self) -> None:
        try:
            import onnx  # noqa: F401
        except ImportError:
            raise ExportError(
                "Exporting to .onnx needs the package onnx: install it by "
                'pip install "bpgui[onnx]".'
            ) from None

    def dump(self, bundle: Bundle, file: BinaryIO) -> None:
        self.demand()
        from bpgui.export.onnx import model_of

        file.write(model_of(bundle).SerializeToString(deterministic=True))
