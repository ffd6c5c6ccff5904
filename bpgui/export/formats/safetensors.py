from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, BinaryIO

from bpgui.export.bundle import Bundle
from bpgui.export.exporter import Exporter, exporters

_DTYPES = {"float32": "F32", "float64": "F64", "int64": "I64"}


@exporters.register("safetensors", synonyms=("hugging face", "pytorch", "jax"), rank=20)
@dataclass(frozen=True)
class Safetensors(Exporter):
    """safetensors.numpy.load_file(path)["Dense/weight"]

    The format PyTorch, JAX and others share: a header of JSON, then the numbers. The metadata
    `bpgui` holds the diagram, the preprocessing, and a sample.
    https://github.com/huggingface/safetensors#format
    """

    suffix = ".safetensors"

    def dump(self, bundle: Bundle, file: BinaryIO) -> None:
        header: dict[str, Any] = {"__metadata__": {"bpgui": bundle.metadata()}}
        start = 0
        # Wide numbers first, so that every tensor is aligned to its own width.
        tensors = sorted(bundle.tensors.items(), key=lambda item: -item[1].itemsize)
        for name, array in tensors:
            stop = start + array.nbytes
            header[name] = {
                "dtype": _DTYPES[array.dtype.name],
                "shape": list(array.shape),
                "data_offsets": [start, stop],
            }
            start = stop
        text = json.dumps(header, ensure_ascii=False, allow_nan=False).encode()
        text += b" " * (-len(text) % 8)
        file.write(len(text).to_bytes(8, "little") + text)
        for _, array in tensors:
            file.write(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
