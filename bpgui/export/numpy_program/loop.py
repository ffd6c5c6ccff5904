"""The functions that train: penalty, clipping, update, and the loop around them."""

from __future__ import annotations

from collections.abc import Iterator

from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.outline import Outline, function
from bpgui.export.numpy_program.training import bound, clip, penalty, update
from bpgui.export.numpy_program.traits import repeats


def loop(outline: Outline) -> Iterator[str]:
    """All of them, each before those that call it."""
    training, optimizer = outline.training, outline.training.optimizer
    penalised, clipped = penalty(training.regularizer), clip(training.clipping)
    bounded = bound(training.regularizer)
    for made in (penalised, clipped):
        if made is not None:
            yield function(made.signature, made.doc, made.body)
    about = f"One step of {optimizer.label}: {optimizer.formula()}."
    yield function("update(w, g, memory, rate)", about, update(optimizer))
    if bounded is not None:
        yield function(bounded.signature, bounded.doc, bounded.body)
    yield _step(outline, penalised is not None, clipped is not None, bounded is not None)
    if outline.weighted:
        yield _row_weights(outline)
    if outline.rate.factors:
        extra = ", factor" if outline.rate.plateau else ""
        about = f"The learning rate: {training.schedule.formula()}."
        yield function(f"rate_at(epoch{extra})", about, outline.rate.body())
    yield _train(outline)


def _step(outline: Outline, penalised: bool, clipped: bool, bounded: bool) -> str:
    rng = ", rng" if outline.noisy else ""
    lines = [
        f"a = forward(x, w{outline.trains('rng')})",
        f"cost = {outline.loss}",
        f"g = backward(a, t, w{outline.s})",
        *(["cost += penalise(w, g)"] if penalised else []),
        *(["clip(g)"] if clipped else []),
        "update(w, g, memory, rate)",
        *(["bound(w, g)"] if bounded else []),
        "return cost",
    ]
    return function(
        f"step(x, t{outline.s}, w, memory{rng}, rate=RATE)",
        "Forward, loss, backward and update with one mini-batch. Gives the loss.",
        lines,
    )


def _row_weights(outline: Outline) -> str:
    return function(
        "row_weights(t)",
        "What every row counts, so that all classes count alike.",
        [
            f"labels = {outline.labels('t')}",
            "counts = np.bincount(labels)",
            "return len(t) / np.count_nonzero(counts) / counts[labels]",
        ],
    )


def _train(outline: Outline) -> str:
    batches, rate = bool(outline.training.batch_size), outline.rate
    drawn = batches or outline.noisy
    lines = [
        "memory, costs = {}, []",
        *(["rng = np.random.default_rng(seed)"] if drawn else []),
        *(["s = row_weights(t)"] if outline.weighted else []),
        *(["factor, best, waited = 1.0, np.inf, 0"] if rate.plateau else []),
        f"for {'epoch' if rate.factors else '_'} in range(epochs):",
        *(_mini_batches(outline) if batches else _whole_batch(outline)),
        *_wait(outline),
        "return costs",
    ]
    targets = "targets t, which are x, too" if repeats(outline.passes.parts) else "their targets t"
    return function(
        f"train(x, t, epochs, w{', seed=1' if drawn else ''})",
        f"Change w by `epochs` passes over rows x and {targets}. Gives the loss of each.",
        lines,
    )


def _rate(outline: Outline, epoch: str) -> str:
    """The learning rate as the last argument of a step, where there is a schedule."""
    if not outline.rate.factors:
        return ""
    return f", rate_at({epoch}{', factor' if outline.rate.plateau else ''})"


def _mini_batches(outline: Outline) -> list[str]:
    rate = _rate(outline, "epoch + i / steps" if outline.rate.steps else "epoch")
    share, rng = ", s[rows]" if outline.weighted else "", ", rng" if outline.noisy else ""
    return [
        "    order, cost = rng.permutation(len(x)), 0.0",
        "    steps = -(-len(x) // BATCH)",
        "    for i in range(steps):",
        "        rows = order[i * BATCH : (i + 1) * BATCH]",
        f"        part = step(x[rows], t[rows]{share}, w, memory{rng}{rate})",
        "        cost += part * len(rows) / len(x)",
        "    costs.append(cost)",
    ]


def _whole_batch(outline: Outline) -> list[str]:
    rng, rate = ", rng" if outline.noisy else "", _rate(outline, "epoch")
    return [f"    costs.append(step(x, t{outline.s}, w, memory{rng}{rate}))"]


def _wait(outline: Outline) -> list[str]:
    """Where the rate falls when the loss does not."""
    plateau = outline.rate.plateau
    if plateau is None:
        return []
    return [
        f"    if costs[-1] < best * (1 - {number(plateau.threshold)}):",
        "        best, waited = costs[-1], 0",
        f"    elif waited == {plateau.patience}:",
        f"        factor, waited = factor * {number(plateau.factor)}, 0",
        "    else:",
        "        waited += 1",
    ]
