"""Recurrent layers, tokens, and attention."""

from __future__ import annotations

from bpgui.export.chain import HOLE
from bpgui.export.keras.translation import Site, Step, step, translates
from bpgui.export.text import quoted


@translates("SimpleRNN")
def simple_rnn(at: Site) -> list[Step]:
    options: dict[str, object] = {}
    if at.layer.activation == "relu":
        options["activation"] = "relu"
    return _recurrent(at, "SimpleRNN", **options)


@translates("LSTM")
def lstm(at: Site) -> list[Step]:
    return _recurrent(at, "LSTM")


@translates("GRU")
def gru(at: Site) -> list[Step]:
    at.needs.add("gru_arrays")
    return _recurrent(at, "GRU")


@translates("Embedding")
def embedding(at: Site) -> list[Step]:
    at.weights = [at.w("weight")]
    last = at.layer.tokens - 1
    return [
        step(f'ops.cast(ops.clip(ops.round({HOLE}), 0, {last}), "int32")'),
        at.made("Embedding", at.layer.tokens, at.layer.features),
    ]


@translates("PositionalEncoding")
def positional_encoding(at: Site) -> list[Step]:
    if at.layer.pattern == "learned":
        at.needs.add("LearnedPosition")
        at.weights = [at.w("weight")]
        return [at.made("LearnedPosition")]
    at.needs.add("waves")
    return [step(f"{HOLE} + waves({at.shape[0]}, {at.shape[1]})")]


@translates("MultiHeadAttention")
def attention(at: Site) -> list[Step]:
    heads, size = at.layer.heads, at.shape[1] // at.layer.heads
    at.needs.add("attention_arrays")
    at.weights = [f"*attention_arrays(w, {quoted(at.stage.tensor(''))}, {heads})"]
    made = at.constructor("MultiHeadAttention", heads, size)
    causal = ", use_causal_mask=True" if at.layer.causal else ""
    return [Step(made.opening, made.items, f")({HOLE}, {HOLE}{causal})")]


def _recurrent(at: Site, kind: str, **options: object) -> list[Step]:
    layer, whole = at.layer, at.layer.output == "sequence"
    if whole:
        options["return_sequences"] = True
    for way in ("", "_reverse") if layer.direction == "both" else ("",):
        at.weights += _tensors(at, way)
    if layer.direction == "both":
        words = "".join(f", {k}={v!r}" for k, v in options.items()).replace("'", '"')
        return [at.made("Bidirectional", f"layers.{kind}({layer.units}{words})")]
    if layer.direction == "backward":
        options["go_backwards"] = True
    turned = [step(f"ops.flip({HOLE}, axis=1)")] if whole and layer.direction == "backward" else []
    return [at.made(kind, layer.units, **options), *turned]


def _tensors(at: Site, way: str) -> list[str]:
    if at.has(f"bias_hn{way}"):
        words = f"w, {quoted(at.stage.tensor('').removesuffix('/'))}"
        return [f'*gru_arrays({words}, "{way}")' if way else f"*gru_arrays({words})"]
    kernels = [at.w(f"{name}{way}") for name in ("weight_ih", "weight_hh")]
    return [*(f"{kernel}.T" for kernel in kernels), at.w(f"bias{way}")]
