"""The part of a program that goes on training, as bpgui trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bpgui.engine.training import Training
from bpgui.export import pace
from bpgui.export.exporter import ExportError
from bpgui.export.network import Network, loss_of
from bpgui.export.pytorch.losses import loss_of_stage
from bpgui.export.text import call, indented

OPTIMIZERS: dict[str, Callable[[Any], tuple[str, dict[str, object]]]] = {
    "SGD": lambda o: ("SGD", {}),
    "Momentum": lambda o: ("SGD", {"momentum": o.mu}),
    "Nesterov": lambda o: ("SGD", {"momentum": o.mu, "nesterov": True} if o.mu else {}),
    "Adam": lambda o: ("Adam", _adam(o)),
    "AdamW": lambda o: ("AdamW", {**_adam(o), "weight_decay": o.weight_decay}),
    "AdaGrad": lambda o: ("Adagrad", {"eps": o.epsilon}),
    "RMSProp": lambda o: ("RMSprop", {"alpha": o.rho, "eps": o.epsilon}),
}


def _adam(o: Any) -> dict[str, object]:
    options: dict[str, object] = {}
    if (o.beta1, o.beta2) != (0.9, 0.999):
        options["betas"] = (o.beta1, o.beta2)
    if o.epsilon != 1e-8:
        options["eps"] = o.epsilon
    return options


@dataclass(frozen=True)
class Lesson:
    """What is known of the training when its part of a program is written.

    model: the name of the class. outputs: the method that gives what the losses judge, "" if that
    is the model itself. repeats: the targets are the inputs. classes: the targets are classes.
    samples: the attributes that add a divergence to the loss.
    """

    network: Network
    training: Training
    model: str
    outputs: str
    repeats: bool
    classes: bool
    samples: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether rows count by their class."""
        return self.classes and self.training.class_weights == "balanced"

    @property
    def scheduled(self) -> bool:
        """Whether the learning rate moves."""
        return self.training.schedule.kind() != "Constant"


def functions(lesson: Lesson) -> list[list[str]]:
    """The functions of the training, the last one `train`; each as its lines."""
    found = []
    if lesson.balanced:
        found.append(BALANCE)
    if pace.changes(lesson.training.schedule):
        found.append(pace.factor(lesson.training.schedule))
    regularizer = lesson.training.regularizer
    if regularizer.kind() == "MaxNorm":
        found.append(_bound(regularizer))
    elif regularizer.kind() != "NoRegularizer":
        found.append(_penalty(regularizer, lesson.model))
    return [*found, _train(lesson)]


BALANCE = '''def balance(classes: ArrayLike) -> Tensor:
    """What every row counts, so that all classes together count alike."""
    each, counts = np.unique(classes, return_inverse=True, return_counts=True)[1:]
    return torch.as_tensor(len(each) / (len(counts) * counts[each]), dtype=DTYPE)'''.splitlines()


def _penalty(regularizer: Any, model: str) -> list[str]:
    terms = {
        "L2": lambda r: f"{r.strength / 2} * (w**2).sum()",
        "L1": lambda r: f"{r.strength} * w.abs().sum()",
        "ElasticNet": lambda r: f"{r.l1} * w.abs().sum() + {r.l2 / 2} * (w**2).sum()",
    }
    if regularizer.kind() not in terms:
        raise ExportError(
            f"There is no PyTorch for the regulariser {regularizer.label}: "
            "export the weights as .npz instead."
        )
    return [
        f"def penalty(model: {model}) -> Tensor:",
        '    """What keeps the weights small; biases are left alone."""',
        "    weights = [w for w in model.parameters() if w.requires_grad and w.dim() > 1]",
        *indented(
            call(
                "return sum(",
                [f"({terms[regularizer.kind()](regularizer)} for w in weights)", "torch.zeros(())"],
                level=1,
            )
        ),
    ]


def _bound(regularizer: Any) -> list[str]:
    return [
        "@torch.no_grad()",
        "def bound(model: nn.Module) -> None:",
        f'    """Scale the weights of units back to a length of {regularizer.limit} at most."""',
        "    for w in model.parameters():",
        "        if w.requires_grad and w.dim() > 1:",
        "            length = w.flatten(1).norm(dim=1).reshape(-1, *(1 for _ in w.shape[1:]))",
        f"            w *= {regularizer.limit} / length.clamp_min({regularizer.limit})",
    ]


def _train(lesson: Lesson) -> list[str]:
    arguments = [f"model: {lesson.model}", "inputs: ArrayLike"]
    arguments += [] if lesson.repeats else ["targets: ArrayLike"]
    arguments.append("epochs: int = 10")
    what = "inputs, which it learns to repeat"
    if not lesson.repeats:
        what = "inputs and the numbers of their classes" if lesson.classes else "inputs and targets"
    plateau = pace.plateau(lesson.training.schedule)
    return [
        *call("def train(", arguments, ") -> None:"),
        *indented(
            [
                f'"""Train further as bpgui did, on raw {what}."""',
                *_data(lesson),
                *_optimizer(lesson.training),
                *(["best, waited, cut = math.inf, 0, 1.0"] if plateau else []),
                "model.train()",
                "for epoch in range(epochs):",
                *indented(_epoch(lesson)),
                "model.eval()",
            ]
        ),
    ]


def _data(lesson: Lesson) -> list[str]:
    tensors = "x"
    lines = ["x = preprocess(inputs)"]
    if not lesson.repeats:
        tensors, lines = "x, t", ["x, t = preprocess(inputs), encode(targets)"]
    if lesson.balanced:
        tensors += ", balance(targets)"
    size = str(lesson.training.batch_size) if lesson.training.batch_size else "len(x)"
    batches = [f"TensorDataset({tensors})", f"batch_size={size}", "shuffle=True"]
    return [*lines, *call("batches = DataLoader(", batches, level=1)]


def _optimizer(training: Training) -> list[str]:
    kind = training.optimizer.kind()
    if kind not in OPTIMIZERS:
        raise ExportError(
            f"There is no PyTorch for the optimiser {training.optimizer.label}: "
            "export the weights as .npz instead."
        )
    name, options = OPTIMIZERS[kind](training.optimizer)
    words = ["model.parameters()", f"lr={training.learning_rate}"]
    words += [f"{key}={value}" for key, value in options.items()]
    return call(f"optimizer = torch.optim.{name}(", words, level=1)


def _epoch(lesson: Lesson) -> list[str]:
    rows = "rows" if lesson.repeats else "rows, wanted"
    rows += ", weights" if lesson.balanced else ""
    moving = pace.changes(lesson.training.schedule)
    loop = f"for step, ({rows}) in enumerate(batches):" if moving else f"for {rows} in batches:"
    if lesson.repeats:
        loop = "for step, (rows,) in enumerate(batches):" if moving else "for (rows,) in batches:"
    return [
        "total = 0.0",
        loop,
        *indented(_step(lesson)),
        "loss = total / len(x)",
        'print(f"epoch {epoch + 1}: loss {loss:.4g}")',
        *_plateau(pace.plateau(lesson.training.schedule)),
    ]


def _step(lesson: Lesson) -> list[str]:
    training = lesson.training
    return [
        *_rate(training),
        "optimizer.zero_grad()",
        *_loss(lesson),
        "loss.backward()",
        *_clipping(training.clipping),
        "optimizer.step()",
        *(["bound(model)"] if training.regularizer.kind() == "MaxNorm" else []),
        "total += loss.item() * len(rows)",
    ]


def _clipping(clipping: Any) -> list[str]:
    calls = {"NoClipping": "", "ByNorm": "clip_grad_norm_", "ByValue": "clip_grad_value_"}
    if clipping.kind() not in calls:
        raise ExportError(
            f"There is no PyTorch for clipping {clipping.label}: "
            "export the weights as .npz instead."
        )
    name = calls[clipping.kind()]
    return [f"nn.utils.{name}(model.parameters(), {clipping.limit})"] if name else []


def _rate(training: Training) -> list[str]:
    factors = []
    if pace.changes(training.schedule):
        factors.append("factor(epoch + step / len(batches))")
    if pace.plateau(training.schedule):
        factors.append("cut")
    if not factors:
        return []
    value = " * ".join([str(training.learning_rate), *factors])
    return ["for group in optimizer.param_groups:", f'    group["lr"] = {value}']


def _loss(lesson: Lesson) -> list[str]:
    network = lesson.network
    read = f"model.{lesson.outputs}(rows)" if lesson.outputs else "model(rows)"
    several = len(network.losses) > 1
    names = [f"y{number + 1}" for number in range(len(network.losses))] if several else ["y"]
    lines, terms = [f"{', '.join(names)} = {read}"], []
    for stage, y in zip(network.losses, names, strict=True):
        t = "wanted"
        if loss_of(stage).target == "input":
            t = "rows" if _same_shape(network, stage.shape) else f"rows.reshape({y}.shape)"
        weights = "weights" if lesson.balanced else ""
        terms.append(loss_of_stage(stage, y, t, network.fused(stage), weights))
    terms += [f"model.{name}.divergence" for name in lesson.samples]
    if lesson.training.regularizer.kind() not in ("NoRegularizer", "MaxNorm"):
        terms.append("penalty(model)")
    lines.append(f"loss = {terms[0]}")
    return lines + [f"loss = loss + {term}" for term in terms[1:]]


def _same_shape(network: Network, shape: tuple[int, ...]) -> bool:
    return len(network.inputs) == 1 and network.inputs[0].shape == shape


def _plateau(schedule: Any) -> list[str]:
    """What ReduceOnPlateau does after an epoch; here it looks at the loss of the training."""
    if schedule is None:
        return []
    progress = f"best * {1 - schedule.threshold}" if schedule.threshold else "best"
    return [
        f"best, waited = (loss, 0) if loss < {progress} else (best, waited + 1)",
        f"if waited > {schedule.patience}:",
        f"    cut, waited = {schedule.factor} * cut, 0",
    ]
