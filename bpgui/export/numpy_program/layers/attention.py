"""Layers for sequences of tokens."""

from __future__ import annotations

from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.engine.layers.positional_encoding import PositionalEncoding
from bpgui.export.numpy_program.place import Place, translates


@translates("Embedding")
def embedding(at: Place) -> None:
    assert isinstance(at.layer, Embedding)
    tokens, table, x = at.keep("tokens"), at.w("weight"), at.x[0]
    at.go(f"{tokens} = np.clip(np.rint({x}), 0, {at.layer.tokens - 1}).astype(int)")
    at.go(f"{at.y} = {table}[{tokens}]", "the row of the table that belongs to each token")
    if at.learns:
        due = f"dtable_{at.part.id}"
        at.come(f"{due} = np.zeros_like({table})")
        at.come(f"np.add.at({due}, {tokens}, {at.dy})", "what came back is added to the same rows")
        at.gradient("weight", due)
    at.pass_back(f"np.zeros({x}.shape)")


@translates("PositionalEncoding")
def positional_encoding(at: Place) -> None:
    assert isinstance(at.layer, PositionalEncoding)
    learned = at.layer.pattern == "learned"
    steps, features = at.shape
    pattern = at.w("weight") if learned else f"waves({steps}, {features})"
    at.go(f"{at.y} = {at.x[0]} + {pattern}")
    if learned:
        at.gradient("weight", f"{at.dy}.sum(0)")
    at.pass_back(at.dy)


@translates("MultiHeadAttention")
def attention(at: Place) -> None:
    assert isinstance(at.layer, MultiHeadAttention)
    qkv, o, p, x = at.keep("qkv"), at.keep("o"), at.keep("P"), at.x[0]
    inner, outer = at.w("in_proj_weight"), at.w("out_proj_weight")
    causal = ", causal=True" if at.layer.causal else ""
    at.go(f"{qkv} = {x} @ {inner}.T + {at.w('in_proj_bias')}", "questions, keys and values")
    at.go(f"{o}, {p} = attention({qkv}, {at.layer.heads}{causal})")
    at.go(f"{at.y} = {o} @ {outer}.T + {at.w('out_proj_bias')}")
    d_qkv = f"dqkv_{at.part.id}"
    at.gradient("out_proj_weight", f'np.einsum("rto,rti->oi", {at.dy}, {o})')
    at.gradient("out_proj_bias", f"{at.dy}.sum((0, 1))")
    if at.learns or at.back:
        at.come(f"{d_qkv} = attention_back({at.dy} @ {outer}, {qkv}, {p})")
    at.gradient("in_proj_weight", f'np.einsum("rto,rti->oi", {d_qkv}, {x})')
    at.gradient("in_proj_bias", f"{d_qkv}.sum((0, 1))")
    at.pass_back(f"{d_qkv} @ {inner}")
