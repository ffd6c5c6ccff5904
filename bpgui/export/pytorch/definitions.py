"""What the code of some layers calls for: classes and functions, written down where they are."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

#: In the order in which they stand.
DEFINITIONS: dict[str, str] = {
    "step": '''
    def step(z: Tensor) -> Tensor:
        """1 where z is positive, else 0; the gradient passes as if it were the identity."""
        return (z > 0).to(z.dtype) + (z - z.detach())
    ''',
    "average_pool": '''
    def average_pool(
        x: Tensor,
        size: int | tuple[int, int],
        stride: int | tuple[int, int],
        padding: tuple[int, int, int, int],
    ) -> Tensor:
        """The mean of what each window sees; what is beyond the edge does not count."""
        seen = F.avg_pool2d(F.pad(torch.ones_like(x[:1, :1]), padding), size, stride)
        return F.avg_pool2d(F.pad(x, padding), size, stride) / seen
    ''',
    "waves": '''
    def waves(steps: int, features: int) -> Tensor:
        """Sines and cosines in turn, from short waves to long ones: (steps, features)."""
        even = torch.arange(0, features, 2, dtype=torch.float64)
        angle = torch.arange(steps)[:, None] / 10_000 ** (even / features)
        return torch.stack([angle.sin(), angle.cos()], 2).flatten(1)[:, :features].to(DTYPE)
    ''',
    "attention": '''
    def attention(layer: nn.MultiheadAttention, x: Tensor) -> Tensor:
        """Every step of x (rows, steps, features) looks at all of them."""
        return layer(x, x, x, need_weights=False)[0]
    ''',
    "causal_attention": '''
    def causal_attention(layer: nn.MultiheadAttention, x: Tensor) -> Tensor:
        """Every step of x (rows, steps, features) looks at itself and those before it."""
        steps = x.shape[1]
        future = torch.ones(steps, steps, dtype=torch.bool, device=x.device).triu(1)
        return layer(x, x, x, attn_mask=future, need_weights=False)[0]
    ''',
    "GaussianSample": '''
    class GaussianSample(nn.Module):
        """Draws from N(mean, variance) while training, else gives the mean.

        Its inputs are the means and the logarithms of the variances. `divergence`, the distance
        of the last mini-batch from N(0, 1), joins the loss.
        """

        def __init__(self, weight: float) -> None:
            super().__init__()
            self.weight = weight
            self.divergence = torch.zeros(())

        def forward(self, x: Tensor) -> Tensor:
            mean, log_variance = x.chunk(2, dim=1)
            terms = mean**2 + log_variance.exp() - 1 - log_variance
            self.divergence = self.weight / 2 * terms.sum(dim=1).mean()
            if not self.training:
                return mean
            return mean + (log_variance / 2).exp() * torch.randn_like(mean)
    ''',
}


def definitions(needed: Collection[str]) -> list[str]:
    """The lines of those that are needed, each after two empty ones."""
    lines: list[str] = []
    for name, text in DEFINITIONS.items():
        if name in needed:
            lines += ["", "", *textwrap.dedent(text).strip().splitlines()]
    return lines
