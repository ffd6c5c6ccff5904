"""The bundle: all that an export says of a trained network, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array

#: The version of the metadata below.
FORMAT = 1


@dataclass(frozen=True, eq=False)
class Sample:
    """A few rows by which a reader can check its own work.

    inputs (rows, ...): raw rows. prepared: the same after preprocessing. outputs: the network's
    answers to them.
    """

    inputs: Array
    prepared: Array
    outputs: Array


@dataclass(frozen=True, eq=False)
class Bundle:
    """A trained network.

    graph: the diagram as the project file holds it. tensors: every parameter by
    "<node name>/<its name>", a weight as (units, inputs), in the precision it was trained in.
    preprocessing: the scaling's name, and the numbers `shift` and `scale` of
    prepared = (raw - shift) / scale. targets: the same of the targets, so that an answer in the
    data's unit is output * scale + shift. classes, features: names, where there are any.
    encoding: what the network was taught to give for a wrong class, and for the right one.
    training: how it was trained, as the project file holds it; empty where that is not known.
    """

    graph: Mapping[str, Any]
    tensors: Mapping[str, Array]
    preprocessing: Mapping[str, Any]
    sample: Sample
    targets: Mapping[str, Any] = field(
        default_factory=lambda: {"name": "NoScaling", "shift": [0.0], "scale": [1.0]}
    )
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    encoding: tuple[float, float] = (0.0, 1.0)
    training: Mapping[str, Any] = field(default_factory=dict)
    #: The program that made it.
    producer: str = field(default="bpgui")

    def __post_init__(self) -> None:
        ready = {name: np.asarray(array, order="C") for name, array in self.tensors.items()}
        object.__setattr__(self, "tensors", ready)

    def finite(self) -> bool:
        """Whether every number in it is one."""
        arrays = (*self.tensors.values(), self.sample.prepared, self.sample.outputs)
        return all(bool(np.isfinite(array).all()) for array in arrays)

    def metadata(self) -> str:
        """Everything but the tensors, as JSON: what exports carry under the key `bpgui`."""
        data = {
            "format": FORMAT,
            "producer": self.producer,
            "graph": self.graph,
            "preprocessing": self.preprocessing,
            "targets": self.targets,
            "classes": self.classes,
            "features": self.features,
            "encoding": {"low": self.encoding[0], "high": self.encoding[1]},
            "training": self.training,
            "sample": {
                "inputs": self.sample.inputs.tolist(),
                "prepared": self.sample.prepared.tolist(),
                "outputs": self.sample.outputs.tolist(),
            },
        }
        return json.dumps(data, ensure_ascii=False, allow_nan=False)
