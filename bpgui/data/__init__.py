"""Data sets: where rows come from, how they are split, scaled and encoded.

The floor above the engine: it knows the engine's fields and tasks, and nothing of projects, exports
or windows.
"""

# Makes every kind known; its name is then taken over by the registry below.
import bpgui.data.sources  # noqa: F401
from bpgui.data.balance import class_weights
from bpgui.data.dataset import DataError, Dataset
from bpgui.data.encoding import accuracy, decode, encode_targets
from bpgui.data.metrics import r_squared
from bpgui.data.scaler import FittedScaler, MinMax, NoScaling, Scaler, Standardise, scalers
from bpgui.data.source import Source, sources
from bpgui.data.split import Split, split

__all__ = [
    "DataError",
    "Dataset",
    "FittedScaler",
    "MinMax",
    "NoScaling",
    "Scaler",
    "Source",
    "Split",
    "Standardise",
    "accuracy",
    "class_weights",
    "decode",
    "encode_targets",
    "r_squared",
    "scalers",
    "sources",
    "split",
]
