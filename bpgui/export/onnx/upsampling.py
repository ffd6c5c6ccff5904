"""Images and sequences made larger."""

from __future__ import annotations

import numpy as np

from bpgui.engine.layers.upsample import Upsample
from bpgui.export.onnx.axes import channels_first
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates

#: By mode: where an output lies among the inputs, and which of them it takes.
_MODES: dict[str, dict[str, str]] = {
    "nearest": {
        "mode": "nearest",
        "coordinate_transformation_mode": "asymmetric",
        "nearest_mode": "floor",
    },
    "linear": {"mode": "linear", "coordinate_transformation_mode": "half_pixel"},
}


@translates(Upsample)
def upsample(layer: Upsample, site: Site) -> Value:
    times = [1, 1, *[layer.factor] * (len(site.shapes[0]) - 1)]
    # Always float32, whatever is made larger.
    scales = site.builder.store(f"{site.prefix}scales", np.array(times, np.float32))

    def work(x: Value) -> Value:
        return site.op("Resize", x, None, scales, **_MODES[layer.mode])

    return channels_first(site, work)
