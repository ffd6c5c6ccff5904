"""What the code of some layers calls for: classes and functions, written down where they are."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

#: In the order in which they stand.
DEFINITIONS: dict[str, str] = {
    "step": '''
    def step(z: Any) -> Any:
        """1 where z is positive, else 0; the gradient passes as if it were the identity."""
        return ops.cast(z > 0, z.dtype) + (z - ops.stop_gradient(z))
    ''',
    "max_pool": '''
    def max_pool(x: Any, size: int, stride: int, edges: list[tuple[int, int]]) -> Any:
        """The largest of what each window sees; what is beyond the edges does not count."""
        x = ops.pad(x, [(0, 0), *edges, (0, 0)], constant_values=-np.inf)
        return ops.max_pool(x, size, stride)
    ''',
    "average_pool": '''
    def average_pool(x: Any, size: int, stride: int, edges: list[tuple[int, int]]) -> Any:
        """The mean of what each window sees; what is beyond the edges does not count."""
        seen = ops.average_pool(ops.pad(ops.ones_like(x), [(0, 0), *edges, (0, 0)]), size, stride)
        return ops.average_pool(ops.pad(x, [(0, 0), *edges, (0, 0)]), size, stride) / seen
    ''',
    "moved_apart": '''
    def moved_apart(x: Any, stride: int) -> Any:
        """Images with stride - 1 zeros behind every pixel, down and across."""
        height, width, channels = x.shape[1:]
        x = ops.reshape(x, (-1, height, 1, width, 1, channels))
        x = ops.pad(x, [(0, 0), (0, 0), (0, stride - 1), (0, 0), (0, stride - 1), (0, 0)])
        return ops.reshape(x, (-1, height * stride, width * stride, channels))
    ''',
    "waves": '''
    def waves(steps: int, features: int) -> np.ndarray:
        """Sines and cosines in turn, from short waves to long ones: (steps, features)."""
        angle = np.arange(steps)[:, None] / 10_000 ** (np.arange(0, features, 2) / features)
        both = np.stack([np.sin(angle), np.cos(angle)], 2).reshape(steps, -1)
        return both[:, :features].astype(DTYPE)
    ''',
    "gru_arrays": '''
    def gru_arrays(w: dict[str, np.ndarray], layer: str, way: str = "") -> list[np.ndarray]:
        """The weights of a GRU for Keras: gates in the order z r h, two biases on each other."""
        inner = w[f"{layer}/bias_hn{way}"]
        biases = [w[f"{layer}/bias{way}"], np.pad(inner, (2 * len(inner), 0))]
        gates = [w[f"{layer}/weight_ih{way}"].T, w[f"{layer}/weight_hh{way}"].T, np.stack(biases)]
        return [np.concatenate([z, r, h], 1) for r, z, h in (np.split(g, 3, 1) for g in gates)]
    ''',
    "attention_arrays": '''
    def attention_arrays(w: dict[str, np.ndarray], layer: str, heads: int) -> list[np.ndarray]:
        """The weights of an attention for Keras: kernel and bias of q, k, v and output, by head."""
        out = w[f"{layer}out_proj_weight"]
        parts = zip(
            np.split(w[f"{layer}in_proj_weight"], 3),
            np.split(w[f"{layer}in_proj_bias"], 3),
            strict=True,
        )
        inner = [(k.T.reshape(len(out), heads, -1), b.reshape(heads, -1)) for k, b in parts]
        outer = [(out.T.reshape(heads, -1, len(out)), w[f"{layer}out_proj_bias"])]
        return [array for pair in inner + outer for array in pair]
    ''',
    "LearnedPosition": '''
    @keras.saving.register_keras_serializable()
    class LearnedPosition(layers.Layer):
        """Adds numbers that are learned for every step of a sequence."""

        def build(self, shape: tuple[int | None, ...]) -> None:
            self.position = self.add_weight(shape=shape[1:], name="position")

        def call(self, x: Any) -> Any:
            return x + self.position
    ''',
    "GaussianSample": '''
    @keras.saving.register_keras_serializable()
    class GaussianSample(layers.Layer):
        """Draws from N(mean, variance) while training, else gives the mean.

        Its inputs are the means and the logarithms of the variances; the distance of what they tell
        from N(0, 1) joins the loss.
        """

        def __init__(self, weight: float = 1.0, **options: Any) -> None:
            super().__init__(**options)
            self.weight = weight
            self.seed = keras.random.SeedGenerator()

        def call(self, x: Any, training: bool = False) -> Any:
            mean, log_variance = ops.split(x, 2, axis=1)
            terms = ops.square(mean) + ops.exp(log_variance) - 1 - log_variance
            self.add_loss(self.weight / 2 * ops.mean(ops.sum(terms, axis=1)))
            if not training:
                return mean
            noise = keras.random.normal(ops.shape(mean), dtype=mean.dtype, seed=self.seed)
            return mean + ops.exp(log_variance / 2) * noise
    ''',
    "half_squared_error": '''
    def half_squared_error(t: Any, y: Any) -> Any:
        """Half the squared differences, summed over the outputs of each row."""
        return ops.sum(ops.square(y - t), axis=tuple(range(1, len(y.shape)))) / 2
    ''',
    "logit_divergence_of_classes": '''
    def logit_divergence_of_classes(t: Any, z: Any) -> Any:
        """The KL divergence of what is told of the classes."""
        log = ops.log(ops.maximum(t, 1e-12)) - ops.log_softmax(z, axis=-1)
        return ops.sum(t * log, axis=-1)
    ''',
    "logit_divergence_of_channels": '''
    def logit_divergence_of_channels(t: Any, z: Any) -> Any:
        """The KL divergence of what the channels of each pixel tell."""
        log = ops.log(ops.maximum(t, 1e-12)) - ops.log_softmax(z, axis=1)
        return ops.sum(t * log, axis=1)
    ''',
    "answer_divergence_of_classes": '''
    def answer_divergence_of_classes(t: Any, y: Any) -> Any:
        """The KL divergence of what is told of the classes."""
        log = ops.log(ops.maximum(t, 1e-12)) - ops.log(ops.maximum(y, 1e-12))
        return ops.sum(t * log, axis=-1)
    ''',
    "answer_divergence_of_channels": '''
    def answer_divergence_of_channels(t: Any, y: Any) -> Any:
        """The KL divergence of what the channels of each pixel tell."""
        log = ops.log(ops.maximum(t, 1e-12)) - ops.log(ops.maximum(y, 1e-12))
        return ops.sum(t * log, axis=1)
    ''',
    "WarmUp": '''
    class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
        """A rate that rises from a share of its height, and then follows another schedule."""

        def __init__(self, steps: float, start: float, then: Any) -> None:
            self.steps, self.start, self.then = steps, start, then

        def __call__(self, step: Any) -> Any:
            step = ops.cast(step, "float32")
            rise = self.start + (1 - self.start) * ops.minimum(step / self.steps, 1.0)
            later = ops.maximum(step - self.steps, 0.0)
            return rise * (self.then(later) if callable(self.then) else self.then)
    ''',
}


def definitions(needed: Collection[str]) -> list[str]:
    """The lines of those that are needed, each after two empty ones."""
    lines: list[str] = []
    for name, text in DEFINITIONS.items():
        if name in needed:
            lines += ["", "", *textwrap.dedent(text).strip().splitlines()]
    return lines
