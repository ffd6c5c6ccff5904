"""From a bundle to a whole model."""

from __future__ import annotations

import numpy as np
from onnx import ModelProto, helper

from bpgui.engine.graph import clean_name
from bpgui.export.bundle import Bundle
from bpgui.export.exporter import ExportError
from bpgui.export.network import Network, Stage, network
from bpgui.export.onnx.builder import Builder, Value
from bpgui.export.onnx.ends import entrances, exits
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translate

#: The first operators with LayerNormalization, of June 2022: what reads any ONNX of today reads
#: these. Later ones would save a few lines here and shut runtimes out.
OPSET, FORMAT = 17, 8
#: Bytes of tensors for which a file of Protocol Buffers, at most 2 GiB, has room.
MOST = 2**31 - 2**26

ABOUT = (
    "A network trained with bpgui. It takes raw rows and answers in the data's own unit: all "
    "scaling is inside. The metadata bpgui, a text of JSON, tells the diagram, the names of "
    "classes, and a sample to check a reader by."
)


def model_of(bundle: Bundle) -> ModelProto:
    """The network as a model that runs by itself; ExportError where that cannot be."""
    _must_fit(bundle)
    found = network(bundle)
    stages = (*found.inputs, *found.stages, *found.losses)
    builder = Builder(_precision(bundle), {*bundle.tensors, *(stage.name for stage in stages)})
    values: dict[int, Value] = {}
    inputs = []
    for stage, info, value in entrances(builder, found, bundle):
        inputs.append(info)
        values[stage.id] = value
    for stage in found.stages:
        values[stage.id] = translate(stage.layer, _site(builder, bundle, stage, values))
    outputs = list(exits(builder, found, bundle, values))
    stored = list(builder.initializers.values())
    graph = helper.make_graph(builder.nodes, _title(found), inputs, outputs, stored)
    producer, _, version = bundle.producer.partition(" ")
    made = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=FORMAT,
        producer_name=producer,
        producer_version=version,
        doc_string=ABOUT,
    )
    helper.set_model_props(made, {"bpgui": bundle.metadata()})
    return made


def _site(builder: Builder, bundle: Bundle, stage: Stage, values: dict[int, Value]) -> Site:
    return Site(
        builder,
        stage.name,
        f"{stage.name}/",
        tuple(values[source] for source in stage.sources),
        stage.shapes,
        stage.shape,
        bundle.tensors,
    )


def _precision(bundle: Bundle) -> np.dtype[np.floating]:
    """That of the network: of its parameters or, where it has none, of its answers."""
    return next(iter(bundle.tensors.values()), bundle.sample.outputs).dtype


def _title(found: Network) -> str:
    """From where to where it leads."""
    return clean_name(f"{found.inputs[0].name} to {found.of(found.head.sources[0]).name}")


def _must_fit(bundle: Bundle) -> None:
    size = sum(array.nbytes for array in bundle.tensors.values())
    if size > MOST:
        raise ExportError(
            f"An .onnx file holds 2 GB, and this network has {size / 1e9:.1f} GB: "
            "choose a name that ends in .npz or .safetensors."
        )
