"""The auto-encoders of the gallery: what comes back, and what the decoders make of noise."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.trainer import Trainer
from bpgui.project.examples import load_example
from bpgui.project.session import Prepared, prepare, start

#: Numbers in the code of both.
CODE = 8


@functools.cache
def trained(name: str) -> tuple[Trainer, Prepared]:
    prepared = prepare(load_example(name))
    trainer = start(prepared.project, seed=1, prepared=prepared)
    *_, last = trainer.run(0.05, evaluate="some")
    assert not last.diverged
    return trainer, prepared


def missed(name: str) -> float:
    """The mean squared error of a pixel of the digits that were kept apart."""
    trainer, prepared = trained(name)
    x = prepared.validation.x
    return float(np.square(trainer.predict(x) - x).mean())


def by_principal_components() -> float:
    """The same for as many principal components as there are numbers in the code."""
    _, prepared = trained("autoencoder")
    mean = prepared.train.x.mean(axis=0)
    _, _, rows = np.linalg.svd(prepared.train.x - mean, full_matrices=False)
    x = prepared.validation.x - mean
    return float(np.square(x - x @ rows[:CODE].T @ rows[:CODE]).mean())


def drawn(name: str) -> Array:
    """200 pictures (200, 64) that the decoder makes of N(0, 1)."""
    w = trained(name)[0].values()
    z = np.random.default_rng(0).standard_normal((200, CODE))
    hidden = np.maximum(z @ w["Decoder/weight"].T + w["Decoder/bias"], 0)
    return 1 / (1 + np.exp(-(hidden @ w["Output/weight"].T + w["Output/bias"])))


def distance(pictures: Array) -> float:
    """How far a pixel is from the same pixel of the nearest real digit, on average."""
    real = trained("vae")[1].train.x
    squares = np.square(pictures[:, None] - real).mean(axis=2)
    return float(np.sqrt(squares.min(axis=1)).mean())


def test_what_comes_back_is_closer_than_principal_components_can_come() -> None:
    assert missed("autoencoder") == pytest.approx(0.014, abs=0.002)
    assert missed("autoencoder") < 0.7 * by_principal_components()


def test_the_variational_one_pays_with_blur() -> None:
    assert missed("vae") == pytest.approx(0.026, abs=0.003)
    assert trained("vae")[0].evaluate().val_loss == pytest.approx(0.352, abs=0.01)


def test_only_the_variational_one_makes_digits_of_noise() -> None:
    unseen = distance(trained("vae")[1].validation.x)
    assert distance(drawn("vae")) < 1.2 * unseen
    assert distance(drawn("autoencoder")) > 1.5 * unseen
    # Nor does it make the same digit over and over.
    assert drawn("vae").std(axis=0).mean() > 0.5 * trained("vae")[1].train.x.std(axis=0).mean()
