"""The program: what it says of itself, the two passes, the training, and how it checks itself."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.training import Training
from bpgui.export.bundle import Bundle
from bpgui.export.network import network
from bpgui.export.numpy_program import training as trained
from bpgui.export.numpy_program.functions import needed
from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.part import parts
from bpgui.export.numpy_program.passes import Passes
from bpgui.export.text import INDENT, WIDTH, quoted, wrapped


def numpy_program(bundle: Bundle, weights: str) -> str:
    """The text of the program; `weights` is the name of the file with the tensors beside it.

    ExportError where the network has something that there is no translation for.
    """
    return _Program(bundle, weights).text()


@dataclass
class _Program:
    bundle: Bundle
    weights: str

    def __post_init__(self) -> None:
        settings = {name: value for name, value in self.bundle.training.items() if name != "kind"}
        self.training = Training(**settings)
        self.classifies = len(self.bundle.classes) > 1
        self.weighted = self.classifies and self.training.class_weights == "balanced"
        self.passes = Passes(parts(network(self.bundle)), self.bundle, self.weighted)
        self.regularizer, self.clipping = self.training.regularizer, self.training.clipping
        self.rate = trained.schedule(self.training.schedule)

    def text(self) -> str:
        blocks = [*self._passes(), *self._updates(), *self._use(), *self._check()]
        body = "\n\n\n".join(blocks)
        functions = "".join(f"\n\n\n{text}" for text in needed(body))
        last = 'if __name__ == "__main__":\n    check()\n'
        return f"{self._head()}{functions}\n\n\n{body}\n\n\n{last}"

    # -- the beginning ----------------------------------------------------------------------------

    def _head(self) -> str:
        title = f"A neural network with its back-propagation written out; {self.weights} has its"
        lines = wrapped(f'"""{title} weights.')
        about = (
            "Rows come first: x is (rows, features), a weight (units, inputs), and z = x W^T + b. "
            "w holds the weights and g their gradients, both by name; a holds what every layer "
            "gives, d_... is dL/da of a layer and delta_... is dL/dz, before its activation."
        )
        more = "Run it, and it checks itself: python " + self.weights.replace(".npz", ".py")
        lines += ["", *wrapped(about), "", more, '"""', ""]
        lines += ["import json", "from pathlib import Path", "from types import SimpleNamespace"]
        lines += ["", "import numpy as np", ""]
        lines += [f"RATE = {number(self.training.learning_rate)}  # the length of a step, eta"]
        if self.training.batch_size:
            lines += [f"BATCH = {self.training.batch_size}  # rows of a mini-batch"]
        lines += [f"{name} = {quoted(t)}" for t, name in self.passes.constants.items()]
        return "\n".join(lines)

    # -- the passes -------------------------------------------------------------------------------

    @property
    def _mode(self) -> str:
        """What forward is given beside x and w where training differs from use."""
        if self.passes.noisy:
            return ", rng=None"
        return ", training=False" if self.passes.measures else ""

    def _while_training(self, rng: str) -> str:
        """The same as an argument of a call while training."""
        if self.passes.noisy:
            return f", {rng}"
        return ", training=True" if self.passes.measures else ""

    def _passes(self) -> list[str]:
        passes = self.passes
        kinds = {"rng": "rng, which noise is drawn from, is given while training."}
        more = f" {kinds['rng']}" if passes.noisy else ""
        ahead = ["    training = rng is not None"] if passes.noisy and passes.measures else []
        forward = _function(
            f"forward(x, w{self._mode})",
            f"All activations, from the inputs to the answer, {passes.answer}.{more}",
            [*ahead, *passes.forward()],
        )
        return [
            forward,
            _function(f"loss({self._judged}, t{self._s})", self._loss_doc(), passes.loss()),
            _function(
                f"backward(a, t, w{self._s})",
                "The gradient of every weight by its name, from the loss back to the first layer.",
                passes.backward(),
            ),
        ]

    @property
    def _s(self) -> str:
        return ", s" if self.weighted else ""

    @property
    def _judged(self) -> str:
        if not self.passes.simple:
            return "a"
        return "z" if self.passes.fused else "y"

    def _loss_doc(self) -> str:
        if not self.passes.simple:
            return "All that is to be small, as one number."
        (head,) = self.passes.parts.losses
        text = f"{head.layer.equation()}, averaged over the rows"
        if self.passes.fused:
            text += "; from z, what the last activation was given, so that it loses no digits"
        return text + (". s: what every row counts." if self.weighted else ".")

    def _loss_call(self) -> str:
        return f"loss({self.passes.judged if self.passes.simple else 'a'}, t{self._s})"

    # -- training ---------------------------------------------------------------------------------

    def _updates(self) -> list[str]:
        optimizer = self.training.optimizer
        found = []
        penalty = trained.penalty(self.regularizer)
        clip, bound = trained.clip(self.clipping), trained.bound(self.regularizer)
        for function in (penalty, clip):
            if function is not None:
                found.append(_function(function.signature, function.doc, _in(function.body)))
        found.append(
            _function(
                "update(w, g, memory, rate)",
                f"One step of {optimizer.label}: {optimizer.formula()}.",
                _in(trained.update(optimizer)),
            )
        )
        if bound is not None:
            found.append(_function(bound.signature, bound.doc, _in(bound.body)))
        found.append(self._step(penalty is not None, clip is not None, bound is not None))
        if self.weighted:
            found.append(self._row_weights())
        if self.rate.factors:
            extra = ", factor" if self.rate.plateau else ""
            found.append(
                _function(
                    f"rate_at(epoch{extra})",
                    f"The learning rate: {self.training.schedule.formula()}.",
                    _in(self.rate.body()),
                )
            )
        return [*found, self._train()]

    def _step(self, penalised: bool, clipped: bool, bounded: bool) -> str:
        rng = ", rng" if self.passes.noisy else ""
        lines = [
            f"a = forward(x, w{self._while_training('rng')})",
            f"cost = {self._loss_call()}",
            f"g = backward(a, t, w{self._s})",
            *(["cost += penalise(w, g)"] if penalised else []),
            *(["clip(g)"] if clipped else []),
            "update(w, g, memory, rate)",
            *(["bound(w, g)"] if bounded else []),
            "return cost",
        ]
        return _function(
            f"step(x, t{self._s}, w, memory{rng}, rate=RATE)",
            "Forward, loss, backward and update with one mini-batch. Gives the loss.",
            _in(lines),
        )

    def _row_weights(self) -> str:
        middle = number(sum(self.bundle.encoding) / 2)
        single = self.passes.parts.answer.shape == (1,)
        labels = f"(t[:, 0] > {middle}).astype(int)" if single else "t.argmax(1)"
        lines = [
            f"labels = {labels}",
            "counts = np.bincount(labels)",
            "return len(t) / np.count_nonzero(counts) / counts[labels]",
        ]
        return _function(
            "row_weights(t)", "What every row counts, so that all classes count alike.", _in(lines)
        )

    def _train(self) -> str:
        drawn = bool(self.training.batch_size) or self.passes.noisy
        lines = ["memory, costs = {}, []"]
        lines += ["rng = np.random.default_rng(seed)"] if drawn else []
        lines += ["s = row_weights(t)"] if self.weighted else []
        plateau, extra = self.rate.plateau, ""
        if plateau is not None:
            lines += ["factor, best, waited = 1.0, np.inf, 0"]
            extra = ", factor"
        rate = f"rate_at({{}}{extra})" if self.rate.factors else ""
        share = ", s[rows]" if self.weighted else ""
        noise = ", rng" if self.passes.noisy else ""
        lines += [f"for {'epoch' if rate else '_'} in range(epochs):"]
        if self.training.batch_size:
            tail = f", {rate.format('epoch + i / steps' if self.rate.steps else 'epoch')}"
            tail = tail if rate else ""
            lines += [
                "    order, cost = rng.permutation(len(x)), 0.0",
                "    steps = -(-len(x) // BATCH)",
                "    for i in range(steps):",
                "        rows = order[i * BATCH : (i + 1) * BATCH]",
                f"        part = step(x[rows], t[rows]{share}, w, memory{noise}{tail})",
                "        cost += part * len(rows) / len(x)",
                "    costs.append(cost)",
            ]
        else:
            tail = f", {rate.format('epoch')}" if rate else ""
            share = ", s" if self.weighted else ""
            lines += [f"    costs.append(step(x, t{share}, w, memory{noise}{tail}))"]
        if plateau is not None:
            lines += [
                f"    if costs[-1] < best * (1 - {number(plateau.threshold)}):",
                "        best, waited = costs[-1], 0",
                f"    elif waited == {plateau.patience}:",
                f"        factor, waited = factor * {number(plateau.factor)}, 0",
                "    else:",
                "        waited += 1",
            ]
        targets = "targets t, which are x, too" if self.passes.repeats else "their targets t"
        return _function(
            f"train(x, t, epochs, w{', seed=1' if drawn else ''})",
            f"Change w by `epochs` passes over rows x and {targets}. Gives the loss of each.",
            _in([*lines, "return costs"]),
        )

    # -- use ---------------------------------------------------------------------------------------

    def _use(self) -> list[str]:
        load = [
            'with np.load(Path(__file__).with_suffix(".npz"), allow_pickle=False) as f:',
            '    w = {name: f[name].astype(float) for name in f if name != "bpgui"}',
            '    return w, json.loads(str(f["bpgui"]))',
        ]
        prepare = [
            'scaling, raw = about["preprocessing"], np.asarray(raw, dtype=float)',
            "flat = raw.reshape(len(raw), -1)",
            'flat = (flat - scaling["shift"]) / scaling["scale"]',
            "return flat.reshape(raw.shape)",
        ]
        found = [
            _function(
                "load()", "The weights by name, and what else is told of the network.", _in(load)
            ),
            _function(
                "prepare(raw, about)",
                "Raw rows as the network reads them: (raw - shift) / scale.",
                _in(prepare),
            ),
        ]
        if self.classifies:
            found.append(self._targets())
        return [*found, self._predict()]

    def _targets(self) -> str:
        low, high = (float(value) for value in self.bundle.encoding)
        outputs = self.passes.parts.answer.shape[0]
        right = "1" if outputs == 1 else f"np.arange({outputs})"
        return _function(
            "targets(labels)",
            "What the network is taught to give for classes, which are counted from 0.",
            [f"    return np.where(np.reshape(labels, (-1, 1)) == {right}, {high}, {low})"],
        )

    def _predict(self) -> str:
        lines = [f"y = forward(prepare(raw, about), w).{self.passes.parts.answer.id}"]
        if self.classifies:
            middle = number(sum(self.bundle.encoding) / 2)
            single = self.passes.parts.answer.shape == (1,)
            labels = f"(y[:, 0] > {middle}).astype(int)" if single else "y.argmax(1)"
            lines += [f'return [about["classes"][k] for k in {labels}]']
            doc = "The class of every raw row, by name."
        elif self.bundle.targets.get("name") == "NoScaling":
            lines += ["return y"]
            doc = "The answers to raw rows."
        else:
            scaling = 'about["targets"]'
            lines += [f'return y * {scaling}["scale"] + {scaling}["shift"]']
            doc = "The answers to raw rows, in the unit of the data."
        return _function("predict(raw, w, about)", doc, _in(lines))

    # -- the check --------------------------------------------------------------------------------

    def _check(self) -> list[str]:
        mode = self._while_training("np.random.default_rng(0)")
        answer = self.passes.parts.answer
        numeric = [
            "kept, costs = w[name].flat[place], []",
            "for moved in (kept + h, kept - h):",
            "    w[name].flat[place] = moved",
            f"    a = forward(x, w{mode})",
            f"    costs.append({self._loss_call()})",
            "w[name].flat[place] = kept",
            "return (costs[0] - costs[1]) / (2 * h)",
        ]
        share = ["s = row_weights(t)"] if self.weighted else []
        lines = [
            "w, about = load()",
            'x = prepare(about["sample"]["inputs"], about)',
            f"y = forward(x, w).{answer.id}",
            'told = np.reshape(about["sample"]["outputs"], y.shape)',
            'print(f"answers differ from bpgui\'s by {np.abs(y - told).max():.1e} at most")',
            self._check_targets(),
            *share,
            f"g = backward(forward(x, w{mode}), t, w{self._s})",
            "picks, worst = np.random.default_rng(1), 0.0",
            "for name in g:",
            "    for place in picks.permutation(g[name].size)[:20]:",
            "        # Of two steps the better: one may lead across the corner of a ReLU.",
            f"        slopes = [numeric(x, t{self._s}, w, name, place, h) for h in (1e-5, 1e-7)]",
            "        worst = max(worst, min(abs(slope - g[name].flat[place]) for slope in slopes))",
            'print(f"gradients differ from central differences by {worst:.1e} at most")',
        ]
        return [
            _function(
                f"numeric(x, t{self._s}, w, name, place, h)",
                "dL/dw of one number as a central difference: (L(w + h) - L(w - h)) / 2h.",
                _in(numeric),
            ),
            _function(
                "check()",
                "Compare answers with bpgui's, and some gradients of each tensor with differences.",
                _in(lines),
            ),
        ]

    def _check_targets(self) -> str:
        if self.passes.repeats:
            return "t = x"
        if self.classifies:
            return f"t = targets(np.arange(len(x)) % {len(self.bundle.classes)})"
        flat = len(self.passes.parts.answer.shape) == 1
        shape = "y.shape" if flat else "(len(y), y[0].size)"
        return f"t = np.random.default_rng(0).uniform(0.1, 0.9, {shape})"


def _in(lines: list[str] | tuple[str, ...]) -> list[str]:
    return [INDENT + line for line in lines]


def _function(signature: str, doc: str, body: list[str]) -> str:
    text = f'{INDENT}"""{doc}"""'
    if len(text) <= WIDTH:
        return "\n".join([f"def {signature}:", text, *body])
    first, *rest = wrapped(f'"""{doc}', WIDTH - len(INDENT))
    return "\n".join([f"def {signature}:", *_in([first, *rest, '"""']), *body])
