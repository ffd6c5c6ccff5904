"""Recurrent layers, tokens, and attention."""

from __future__ import annotations

from bpgui.export.chain import HOLE
from bpgui.export.pytorch.translation import Site, translates


@translates("SimpleRNN")
def simple_rnn(at: Site) -> list[str]:
    options = {"nonlinearity": "relu"} if at.layer.activation == "relu" else {}
    return _recurrent(at, "nn.RNN", "_, state = ", **options)


@translates("LSTM")
def lstm(at: Site) -> list[str]:
    return _recurrent(at, "nn.LSTM", "_, (state, _) = ")


@translates("GRU")
def gru(at: Site) -> list[str]:
    return _recurrent(at, "nn.GRU", "_, state = ")


@translates("Embedding")
def embedding(at: Site) -> list[str]:
    at.module("nn.Embedding", at.layer.tokens, at.layer.features)
    last = at.layer.tokens - 1
    return [f"{HOLE}.round().long().clamp(0, {last})", at.apply()]


@translates("PositionalEncoding")
def positional_encoding(at: Site) -> list[str]:
    sizes = ", ".join(map(str, at.shape))
    if at.layer.pattern == "learned":
        at.members.append(f"{at.me} = nn.Parameter(torch.empty({sizes}))")
        at.state["weight"] = ""
    else:
        at.needs.add("waves")
        name = at.me.removeprefix("self.")
        at.members.append(f'self.register_buffer("{name}", waves({sizes}), persistent=False)')
    return [f"{HOLE} + {at.me}"]


@translates("MultiHeadAttention")
def attention(at: Site) -> list[str]:
    at.module("nn.MultiheadAttention", at.shape[1], at.layer.heads, batch_first=True)
    at.state.update(out_proj_weight="out_proj.weight", out_proj_bias="out_proj.bias")
    at.needs.add("causal_attention" if at.layer.causal else "attention")
    return [f"{'causal_attention' if at.layer.causal else 'attention'}({at.me}, {HOLE})"]


def _recurrent(at: Site, kind: str, parts: str, **options: object) -> list[str]:
    layer = at.layer
    both = layer.direction == "both"
    if both:
        options["bidirectional"] = True
    at.module(kind, at.shape[1], layer.units, batch_first=True, **options)
    at.state.clear()
    if at.layer.kind() != "GRU":
        at.members.append("# Its two biases are added: one that learns is enough.")
    for way in ("", "_reverse") if both else ("",):
        _tensors(at, way)
    flipped = layer.direction == "backward"
    read = f"{at.me}({at.x[0]}.flip(1))" if flipped else f"{at.me}({at.x[0]})"
    if layer.output == "sequence":
        return [f"{read}[0]", *([f"{HOLE}.flip(1)"] if flipped else [])]
    at.before.append(f"{parts}{read}")
    return ["state.transpose(0, 1).flatten(1)" if both else "state[-1]"]


def _tensors(at: Site, way: str) -> None:
    """PyTorch has two biases where bpgui has one: the second stays 0, but where it acts alone."""
    for name in ("weight_ih", "weight_hh"):
        at.state[f"{name}{way}"] = f"{name}_l0{way}"
    at.state[f"bias{way}"] = f"bias_ih_l0{way}"
    inner = f"{at.me}.bias_hh_l0{way}"
    if f"bias_hn{way}" in at.stage.tensors:
        at.state[f"bias_hn{way}"] = f"bias_hh_l0{way}"
    else:
        at.members.append(f"nn.init.zeros_({inner}).requires_grad_(False)")
