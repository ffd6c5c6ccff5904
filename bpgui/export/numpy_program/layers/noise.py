"""Layers that draw random numbers while training."""

from __future__ import annotations

from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.export.numpy_program.line import Line
from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.place import Place, translates


@translates("Dropout")
def dropout(at: Place) -> None:
    assert isinstance(at.layer, Dropout)
    mask, rate, x = at.keep("mask"), number(at.layer.rate), at.x[0]
    at.go(f"{mask} = 1.0", "in use nothing is dropped")
    at.go("if rng is not None:")
    at.go(
        f"    {mask} = (rng.random({x}.shape) >= {rate}) / (1 - {rate})",
        "the others grow by as much",
    )
    at.go(f"{at.y} = {x} * {mask}")
    at.pass_back(f"{at.dy} * {mask}")


@translates("GaussianSample")
def gaussian_sample(at: Place) -> None:
    assert isinstance(at.layer, GaussianSample)
    mean, log_var, noise = at.keep("mean"), at.keep("log_var"), at.keep("noise")
    weight = number(at.layer.weight)
    at.go(f"{mean}, {log_var} = np.split({at.x[0]}, 2, axis=1)")
    at.go(f"{noise} = 0.0 * {mean}", "in use the sample is the mean")
    at.go("if rng is not None:")
    at.go(f"    {noise} = rng.standard_normal({mean}.shape)")
    at.go(f"{at.y} = {mean} + np.exp({log_var} / 2) * {noise}")
    at.costs.append(Line(f"kl = np.exp({log_var}) + {mean}**2 - 1 - {log_var}"))
    at.costs.append(Line(f"total += {weight} / 2 * kl.sum() / len(kl)"))
    if at.back:
        d_mean, d_log_var = f"dmean_{at.part.id}", f"dlogvar_{at.part.id}"
        sigma = f"np.exp({log_var} / 2)"
        at.come(f"{d_mean} = {at.dy} + {weight} * {mean} / len({mean})")
        at.come(
            f"{d_log_var} = {at.dy} * {sigma} * {noise} / 2",
            "through sigma = exp(log_var / 2); the KL divergence follows",
        )
        at.come(f"{d_log_var} += {weight} / 2 * (np.exp({log_var}) - 1) / len({mean})")
        at.pass_back(f"np.concatenate([{d_mean}, {d_log_var}], axis=1)")
