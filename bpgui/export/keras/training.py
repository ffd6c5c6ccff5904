"""The part of a Keras program that goes on training, as bpgui trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bpgui.engine.training import Training
from bpgui.export import pace
from bpgui.export.exporter import ExportError
from bpgui.export.keras.model import answer
from bpgui.export.network import Network, Stage, loss_of
from bpgui.export.text import call, indented

OPTIMIZERS: dict[str, Callable[[Any], tuple[str, dict[str, object]]]] = {
    "SGD": lambda o: ("SGD", {}),
    "Momentum": lambda o: ("SGD", {"momentum": o.mu}),
    "Nesterov": lambda o: ("SGD", {"momentum": o.mu, "nesterov": True}),
    "Adam": lambda o: ("Adam", _adam(o)),
    "AdamW": lambda o: ("AdamW", {"weight_decay": o.weight_decay, **_adam(o)}),
    # Keras adds epsilon under the root.
    "AdaGrad": lambda o: ("Adagrad", {"initial_accumulator_value": 0.0, "epsilon": o.epsilon**2}),
    "RMSProp": lambda o: ("RMSprop", {"rho": o.rho, "epsilon": o.epsilon**2}),
}

LOSSES: dict[str, Callable[[Any], tuple[str, dict[str, object]]]] = {
    "MeanSquaredError": lambda f: ("MeanSquaredError", {}),
    "MeanAbsoluteError": lambda f: ("MeanAbsoluteError", {}),
    "Huber": lambda f: ("Huber", {"delta": f.threshold}),
    "Hinge": lambda f: ("Hinge", {}),
    "BinaryCrossEntropy": lambda f: ("BinaryCrossentropy", _smoothing(f)),
    "CategoricalCrossEntropy": lambda f: ("CategoricalCrossentropy", _smoothing(f)),
}

PENALTIES: dict[str, Callable[[Any], str]] = {
    "L2": lambda r: f"L2({r.strength / 2})",
    "L1": lambda r: f"L1({r.strength})",
    "ElasticNet": lambda r: f"L1L2({r.l1}, {r.l2 / 2})",
}

CLIPPINGS: dict[str, Callable[[Any], dict[str, object]]] = {
    "NoClipping": lambda c: {},
    "ByNorm": lambda c: {"global_clipnorm": c.limit},
    "ByValue": lambda c: {"clipvalue": c.limit},
}


SCHEDULES: dict[str, Callable[[Any], tuple[str, list[str]]]] = {
    "StepDecay": lambda s: (
        "ExponentialDecay",
        [f"{s.epochs} * steps", str(s.factor), "staircase=True"],
    ),
    "ExponentialDecay": lambda s: ("ExponentialDecay", ["steps", str(s.factor)]),
    "Cosine": lambda s: ("CosineDecay", [f"{s.epochs} * steps", str(s.lowest)]),
}


def _adam(o: Any) -> dict[str, object]:
    options: dict[str, object] = {}
    if o.beta1 != 0.9:
        options["beta_1"] = o.beta1
    if o.beta2 != 0.999:
        options["beta_2"] = o.beta2
    return {**options, "epsilon": o.epsilon}


def _smoothing(f: Any) -> dict[str, object]:
    return {"label_smoothing": f.smoothing} if f.smoothing else {}


@dataclass(frozen=True)
class Lesson:
    """What is known of the training when its part of a program is written."""

    network: Network
    training: Training
    repeats: bool
    classes: bool

    @property
    def balanced(self) -> bool:
        """Whether rows count by their class."""
        return self.classes and self.training.class_weights == "balanced"


def needs(lesson: Lesson) -> set[str]:
    """The definitions that the training calls for."""
    found = {"WarmUp"} if lesson.training.schedule.kind() == "WarmUp" else set()
    kinds = {loss_of(stage).function.kind() for stage in lesson.network.losses}
    if "HalfSquaredError" in kinds:
        found.add("half_squared_error")
    if "KLDivergence" in kinds:
        found |= {_divergence(lesson.network, stage) for stage in lesson.network.losses}
    return found


def functions(lesson: Lesson) -> list[list[str]]:
    """The functions of the training, the last one `train`; each as its lines."""
    return [*([BALANCE] if lesson.balanced else []), _train(lesson)]


BALANCE = '''def balance(classes: ArrayLike) -> np.ndarray:
    """What every row counts, so that all classes together count alike."""
    each, counts = np.unique(classes, return_inverse=True, return_counts=True)[1:]
    return len(each) / (len(counts) * counts[each])'''.splitlines()


def _train(lesson: Lesson) -> list[str]:
    arguments = ["model: keras.Model", "inputs: ArrayLike"]
    arguments += [] if lesson.repeats else ["targets: ArrayLike"]
    what = "inputs, which it learns to repeat"
    if not lesson.repeats:
        what = "inputs and the numbers of their classes" if lesson.classes else "inputs and targets"
    before, model = _heads(lesson)
    return [
        *call("def train(", [*arguments, "epochs: int = 10"], ") -> None:"),
        *indented(
            [
                f'"""Train further as bpgui did, on raw {what}."""',
                "x = preprocess(inputs)" if lesson.repeats else PAIR,
                *_kept_small(lesson.training.regularizer),
                *_optimizer(lesson.training),
                *before,
                *_compile(lesson, model),
                *_fit(lesson, model),
            ]
        ),
    ]


PAIR = "x, t = preprocess(inputs), encode(targets)"


def _kept_small(regularizer: Any) -> list[str]:
    kind = regularizer.kind()
    if kind == "NoRegularizer":
        return []
    if kind == "MaxNorm":
        limit = regularizer.limit
        value = f"w.constraint = keras.constraints.MaxNorm({limit}, list(range(len(w.shape) - 1)))"
    elif kind in PENALTIES:
        value = f"w.regularizer = keras.regularizers.{PENALTIES[kind](regularizer)}"
    else:
        raise _unknown("regulariser", regularizer)
    return [
        "for w in model.trainable_variables:",
        '    if len(w.shape) > 1 and w.name not in ("bias", "alpha"):',
        f"        {value}",
    ]


def _optimizer(training: Training) -> list[str]:
    if training.optimizer.kind() not in OPTIMIZERS:
        raise _unknown("optimiser", training.optimizer)
    if training.clipping.kind() not in CLIPPINGS:
        raise _unknown("clipping", training.clipping)
    name, options = OPTIMIZERS[training.optimizer.kind()](training.optimizer)
    options |= CLIPPINGS[training.clipping.kind()](training.clipping)
    before, rate = _rate(training)
    words = [rate, *(f"{key}={value}" for key, value in options.items())]
    return [*before, *call(f"optimizer = keras.optimizers.{name}(", words, level=1)]


def _rate(training: Training) -> tuple[list[str], str]:
    """The learning rate as an expression, and what must stand before it."""
    schedule, rate = training.schedule, str(training.learning_rate)
    if not pace.changes(schedule):
        return [], rate
    size = training.batch_size
    steps = f"steps = -(-len(x) // {size})" if size else "steps = 1"
    return [f"{steps}  # in an epoch", *_schedule(schedule, rate, "rate")], "rate"


def _schedule(schedule: Any, rate: str, name: str) -> list[str]:
    """The lines that put a schedule under a name."""
    kind = schedule.kind()
    if kind in ("Constant", "ReduceOnPlateau"):
        return [f"{name} = {rate}"]
    if kind == "WarmUp":
        words = [f"{schedule.epochs} * steps", str(schedule.start), "then"]
        then = _schedule(schedule.then, rate, "then")
        return [*then, *call(f"{name} = WarmUp(", words, level=1)]
    if kind not in SCHEDULES:
        raise _unknown("schedule", schedule)
    made, words = SCHEDULES[kind](schedule)
    return call(f"{name} = keras.optimizers.schedules.{made}(", [rate, *words], level=1)


def _heads(lesson: Lesson) -> tuple[list[str], str]:
    """The model that is trained, and the lines before it: it ends where the losses begin."""
    network = lesson.network
    if not any(network.fused(stage) for stage in network.losses):
        return [], "model"
    words = []
    for number, stage in enumerate(network.losses):
        word = f"model.outputs[{number}]"
        if network.fused(stage):
            word = f'model.get_layer("{answer(network, stage)}").input'
        words.append(word)
    said = "# Losses of logits are exact where those of probabilities are cut off."
    if len(words) == 1:
        return [said, *call("logits = keras.Model(", ["model.inputs", *words], level=1)], "logits"
    return [
        said,
        *call("outputs = [", words, "]", level=1),
        "logits = keras.Model(model.inputs, outputs)",
    ], "logits"


def _compile(lesson: Lesson, model: str) -> list[str]:
    losses = [_loss(lesson.network, stage) for stage in lesson.network.losses]
    if len(losses) == 1:
        weight = loss_of(lesson.network.losses[0]).weight
        words = ["optimizer", losses[0]]
        words += [f"loss_weights=[{weight}]"] if weight != 1 else []
        return call(f"{model}.compile(", words, level=1)
    weights = ", ".join(str(loss_of(stage).weight) for stage in lesson.network.losses)
    return [
        *call("losses = [", losses, "]", level=1),
        *call(f"{model}.compile(", ["optimizer", "losses", f"loss_weights=[{weights}]"], level=1),
    ]


def _loss(network: Network, stage: Stage) -> str:
    function = loss_of(stage).function
    kind = function.kind()
    if kind == "HalfSquaredError":
        return "half_squared_error"
    if kind == "KLDivergence":
        return _divergence(network, stage)
    if kind not in LOSSES:
        raise _unknown("loss", function)
    name, options = LOSSES[kind](function)
    if network.fused(stage):
        options["from_logits"] = True
    if kind == "CategoricalCrossEntropy" and len(stage.shape) == 3:
        options["axis"] = 1
    words = ", ".join(f"{key}={value}" for key, value in options.items())
    return f"keras.losses.{name}({words})"


def _divergence(network: Network, stage: Stage) -> str:
    """The function for a KL divergence: of logits or not, the channels last or first."""
    start = "logit" if network.fused(stage) else "answer"
    return f"{start}_divergence_{'of_channels' if len(stage.shape) == 3 else 'of_classes'}"


def _fit(lesson: Lesson, model: str) -> list[str]:
    size = lesson.training.batch_size or "len(x)"
    targets = [_target(lesson, stage) for stage in lesson.network.losses]
    wanted = targets[0] if len(targets) == 1 else f"[{', '.join(targets)}]"
    words = ["x", wanted, f"batch_size={size}", "epochs=epochs", "verbose=2"]
    words += ["sample_weight=balance(targets)"] if lesson.balanced else []
    plateau = pace.plateau(lesson.training.schedule)
    if plateau is None or lesson.training.schedule.kind() == "WarmUp":
        return call(f"{model}.fit(", words, level=1)
    options = [f"factor={plateau.factor}", f"patience={plateau.patience + 1}", "min_delta=0"]
    opening = "slower = keras.callbacks.ReduceLROnPlateau("
    return [
        *call(opening, ['"loss"', *options], level=1),
        *call(f"{model}.fit(", [*words, "callbacks=[slower]"], level=1),
    ]


def _target(lesson: Lesson, stage: Stage) -> str:
    if loss_of(stage).target == "data":
        return "t"
    inputs = lesson.network.inputs
    if len(inputs) == 1 and inputs[0].shape == stage.shape:
        return "x"
    return f"x.reshape({', '.join(map(str, (-1, *stage.shape)))})"


def _unknown(noun: str, declared: Any) -> ExportError:
    return ExportError(
        f"There is no Keras for the {noun} {declared.label}: export the weights as .npz instead."
    )
