"""The kinds that every export can tell of. One that came later may be refused, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpgui.export import Bundle

#: Nothing is ever taken from this list, and nothing has to be added to it.
_NAMES = """
    Activation Add AveragePool BatchNorm Concatenate Conv1D Conv2D Conv2DTranspose Dense Dropout
    Embedding Flatten GRU GaussianSample GlobalAveragePool Input LSTM LayerNorm Loss MaxPool
    MultiHeadAttention Multiply PReLU PositionalEncoding RMSNorm Reshape SimpleRNN TimeDense
    TransformerBlock Upsample
    ELU GELU LeakyReLU Linear ReLU SELU SiLU Sigmoid Sine Softmax Softplus Softsign Step Tanh
    BinaryCrossEntropy CategoricalCrossEntropy HalfSquaredError Hinge Huber KLDivergence
    MeanAbsoluteError MeanSquaredError
    AdaGrad Adam AdamW Momentum Nesterov RMSProp SGD
    Constant Cosine ExponentialDecay ReduceOnPlateau StepDecay WarmUp
    ElasticNet L1 L2 MaxNorm NoRegularizer
    ByNorm ByValue NoClipping
    Constant Given HeNormal HeUniform LeCunNormal LeCunUniform Normal Orthogonal Uniform
    XavierNormal XavierUniform Zeros
"""
KNOWN = frozenset(_NAMES.split())


def newer(made: Bundle) -> bool:
    """Whether there is a kind in it that came later."""
    return not set(_kinds([made.graph, made.training])) <= KNOWN


def _kinds(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("kind"), str):
            yield data["kind"]
        data = list(data.values())
    if isinstance(data, list | tuple):
        for each in data:
            yield from _kinds(each)
