"""From a trained network to the bundle that every export is made from."""

from __future__ import annotations

import bpgui
from bpgui.engine.declaration import to_data
from bpgui.engine.trainer import Trainer
from bpgui.export import Bundle, Sample
from bpgui.project.graph_codec import graph_to_data
from bpgui.project.session import Prepared

#: Rows in the sample by which a reader checks itself.
SAMPLE_ROWS = 8


def bundle(prepared: Prepared, trainer: Trainer) -> Bundle:
    """Everything an export says of the network as it is now.

    The sample is taken from the validation rows; from the training rows where there are none.
    """
    rows = prepared.split.validation if len(prepared.split.validation) else prepared.split.train
    raw = rows.inputs[:SAMPLE_ROWS]
    ready = prepared.prepare(raw)
    return Bundle(
        graph=graph_to_data(prepared.graph),
        tensors=trainer.values(),
        preprocessing={"name": prepared.scaler.name, **prepared.scaler.numbers()},
        targets={"name": prepared.target_scaler.name, **prepared.target_scaler.numbers()},
        sample=Sample(raw, ready, trainer.predict(ready)),
        classes=() if prepared.repeats else prepared.task.classes,
        features=prepared.task.features,
        encoding=(prepared.low, prepared.high),
        training=to_data(prepared.project.training),
        producer=f"bpgui {bpgui.__version__}",
    )
