"""The ends of the graph: raw rows come in, and answers in the data's own unit go out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from onnx import ValueInfoProto, helper

from bpgui.engine.arrays import Shape
from bpgui.engine.layers.loss import Loss
from bpgui.export.bundle import Bundle
from bpgui.export.network import Network, Stage
from bpgui.export.onnx.builder import Builder, Value
from bpgui.export.onnx.scaling import UNSCALED, Scaling

#: What the first axis of everything is called.
BATCH = "batch"


def entrances(
    builder: Builder, network: Network, bundle: Bundle
) -> Iterator[tuple[Stage, ValueInfoProto, Value]]:
    """Every Input, as the graph declares it, and the value that the layers behind it read.

    Raw rows are of the network's precision; tokens, where nothing else is read, whole numbers; and
    what float32 would blur, such as times in seconds, is float64 until it is prepared.
    """
    scaling, start = Scaling.of(bundle.preprocessing), 0
    for stage in network.inputs:
        own = scaling.part(start, stage.shape)
        features = bundle.features[start : start + math.prod(stage.shape)]
        start += math.prod(stage.shape)
        dtype = own.precision(builder.dtype)
        if _tokens(network, stage) and own.identity:
            dtype = np.dtype(np.int64)
        info = _declared(stage.name, dtype, stage.shape, "Raw rows", features)
        yield stage, info, own.apply(builder, stage.name, stage.name, dtype)


def exits(
    builder: Builder, network: Network, bundle: Bundle, values: Mapping[int, Value]
) -> Iterator[ValueInfoProto]:
    """What every loss is told, under the name of the layer that tells it.

    Where that is taken, by another loss or the data itself, under the name of the loss. Numbers the
    data has scaled are scaled back; an auto-encoder's answer is what the layers see of a row.
    """
    scaling, taken = Scaling.of(bundle.targets), {stage.name for stage in network.inputs}
    for loss in network.losses:
        told = network.of(loss.sources[0]).name
        name = loss.name if told in taken else told
        taken.add(name)
        assert isinstance(loss.layer, Loss)
        of_data = loss.layer.target == "data"
        own = scaling.part(0, loss.shapes[0]) if of_data else UNSCALED
        dtype = own.precision(builder.dtype)
        value = own.invert(builder, told, values[loss.sources[0]], dtype)
        builder.name(value, name)
        classes = bundle.classes if of_data else ()
        yield _declared(name, dtype, loss.shapes[0], "Classes", classes)


def _tokens(network: Network, stage: Stage) -> bool:
    """Whether all who read it read whole numbers, perhaps in another shape."""
    readers = [other for other in network.stages if stage.id in other.sources]
    told = any(stage.id in loss.sources for loss in network.losses)
    return not told and all(
        reader.layer.index_limit() is not None
        or (reader.layer.reshapes and _tokens(network, reader))
        for reader in readers
    )


def _declared(
    name: Value, dtype: np.dtype[Any], shape: Shape, what: str, names: Sequence[str]
) -> ValueInfoProto:
    """An end of the graph; the names, where there are any, are those of its numbers."""
    kind = helper.np_dtype_to_tensor_dtype(dtype)
    about = f"{what}: {', '.join(names)}" if names else ""
    return helper.make_tensor_value_info(name, kind, [BATCH, *shape], about)
