"""The bundled data are the published ones, by figures their publishers state."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from bpgui.data.bundled import bundle
from bpgui.data.sources.breast_cancer import BreastCancer
from bpgui.data.sources.diabetes import Diabetes
from bpgui.data.sources.digits import Digits
from bpgui.data.sources.iris import Iris
from bpgui.data.sources.mnist import MNIST
from bpgui.data.sources.wine import Wine
from bpgui.resources import asset

FILES = sorted(path.stem for path in asset("data").glob("*.npz"))


def counts(targets: np.ndarray) -> list[int]:
    return np.bincount(targets).tolist()


@pytest.mark.parametrize("name", FILES)
def test_the_files_need_no_pickle(name: str) -> None:
    with zipfile.ZipFile(asset(f"data/{name}.npz")) as archive:
        assert set(archive.namelist()) == {
            *("inputs.npy", "targets.npy", "classes.npy", "features.npy")
        }
    bundle(name)


@pytest.mark.parametrize("name", FILES)
def test_every_file_has_its_licence_written_down(name: str) -> None:
    assert f"`{name}.npz`" in asset("DATA_LICENSES.md").read_text(encoding="utf-8")


def test_rows_come_mixed_and_stay_together() -> None:
    assert len(set(Iris().load().targets[:12].tolist())) == 3
    iris = Iris().load()
    petals = [iris.inputs[iris.targets == c, 2].max() for c in range(3)]
    assert petals == [1.9, 5.1, 6.9]


def test_digits() -> None:
    data = Digits().load()
    assert counts(data.targets) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (data.inputs.min(), data.inputs.max()) == (0, 16)
    assert data.task.classes == tuple("0123456789")


def test_mnist() -> None:
    data = MNIST().load()
    assert counts(data.targets) == [500] * 10
    assert (data.inputs.min(), data.inputs.max()) == (0, 255)
    zeros, ones = (data.inputs[data.targets == digit].mean() for digit in (0, 1))
    assert zeros > 2 * ones  # a nought takes more ink than a one


@pytest.mark.parametrize(("kind", "side"), [(Digits, 8), (MNIST, 28)])
def test_pictures_are_the_flat_rows_in_shape(kind: type[Digits | MNIST], side: int) -> None:
    flat, picture = kind().load(), kind(shape="image").load()
    assert picture.task.inputs == (1, side, side)
    assert np.array_equal(picture.inputs.reshape(len(flat), -1), flat.inputs)
    assert np.array_equal(picture.targets, flat.targets)


def test_iris() -> None:
    data = Iris().load()
    assert counts(data.targets) == [50, 50, 50]
    assert data.inputs.mean(axis=0).round(2).tolist() == [5.84, 3.06, 3.76, 1.2]
    assert data.task.classes == ("setosa", "versicolor", "virginica")
    assert data.task.features[0] == "sepal length (cm)"


def test_wine() -> None:
    data = Wine().load()
    assert counts(data.targets) == [59, 71, 48]
    assert data.inputs.mean(axis=0).round(1)[[0, 3, 12]].tolist() == [13.0, 19.5, 746.9]
    assert len(data.task.features) == 13


def test_breast_cancer() -> None:
    data = BreastCancer().load()
    assert counts(data.targets) == [212, 357]
    assert data.task.classes == ("malignant", "benign")
    radius = data.task.features.index("mean radius")
    assert (data.inputs[:, radius].min(), data.inputs[:, radius].max()) == (6.981, 28.11)


def test_diabetes() -> None:
    data = Diabetes().load()
    assert data.inputs.shape == (442, 10)
    assert (data.targets * 100).mean() == pytest.approx(152.13348416)
    assert (data.targets.min(), data.targets.max()) == (0.25, 3.46)
    body_mass = data.inputs[:, data.task.features.index("body mass index")]
    assert np.corrcoef(body_mass, data.targets[:, 0])[0, 1] == pytest.approx(0.5864501)
