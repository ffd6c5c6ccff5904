"""The functions that use a network: its weights, its scaling, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator

from bpgui.export.numpy_program.outline import Outline, function


def use(outline: Outline) -> Iterator[str]:
    """All of them."""
    yield function(
        "load()",
        "The weights by name, and what else is told of the network.",
        [
            'with np.load(Path(__file__).with_suffix(".npz"), allow_pickle=False) as f:',
            '    w = {name: f[name].astype(float) for name in f if name != "bpgui"}',
            '    return w, json.loads(str(f["bpgui"]))',
        ],
    )
    if outline.scales:
        yield _prepare()
    if outline.classifies:
        yield _targets(outline)
    yield _predict(outline)


def _prepare() -> str:
    return function(
        "prepare(raw, about)",
        "Raw rows as the network reads them: (raw - shift) / scale.",
        [
            'scaling, raw = about["preprocessing"], np.asarray(raw, dtype=float)',
            "flat = raw.reshape(len(raw), -1)",
            'flat = (flat - scaling["shift"]) / scaling["scale"]',
            "return flat.reshape(raw.shape)",
        ],
    )


def _targets(outline: Outline) -> str:
    low, high = (float(value) for value in outline.bundle.encoding)
    outputs = outline.passes.parts.answer.shape[0]
    right = "1" if outputs == 1 else f"np.arange({outputs})"
    return function(
        "targets(labels)",
        "What the network is taught to give for classes, which are counted from 0.",
        [f"return np.where(np.reshape(labels, (-1, 1)) == {right}, {high}, {low})"],
    )


def _predict(outline: Outline) -> str:
    ready = "prepare(raw, about)" if outline.scales else "np.asarray(raw, dtype=float)"
    answer = f"forward({ready}, w).{outline.passes.parts.answer.id}"
    if outline.classifies:
        told = f'return [about["classes"][k] for k in {outline.labels("y")}]'
        doc, lines = "The class of every raw row, by name.", [f"y = {answer}", told]
    elif outline.bundle.targets.get("name") == "NoScaling":
        doc, lines = "The answers to raw rows.", [f"return {answer}"]
    else:
        scaling = 'return y * about["targets"]["scale"] + about["targets"]["shift"]'
        doc, lines = "The answers to raw rows, in the unit of the data.", [f"y = {answer}", scaling]
    return function("predict(raw, w, about)", doc, lines)
