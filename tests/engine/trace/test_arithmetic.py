"""The arithmetic of single numbers: what is written comes to what it is said to."""

from __future__ import annotations

import math
import re
from itertools import product

import numpy as np
import pytest

from bpgui.engine.activation import activations
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import losses
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.squared import HalfSquaredError
from bpgui.engine.trace import Line, Step, Trace, path, trace, worked
from bpgui.engine.trace.fill import fill
from bpgui.engine.trace.latex import derivative, factor, indexed, scan, written
from tests.engine.nets import Net
from tests.engine.trace.test_steps import EXAMPLES, example, of_net
from tests.engine.variants import small


def value_of(latex: str) -> float:
    """What an equation's side in numbers comes to."""
    text = _fractions(latex)
    text = re.sub(
        r"(.+) \\text\{ if \} (.*?) \\text\{ else \} (.*)", r"(\1) if (\2) else (\3)", text
    )
    text = re.sub(r"\\(left|right)", "", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"\\(log|tanh)\s*(-?[\d.]+)", r"\1(\2)", text)
    text = re.sub(r"\\mathrm\{\s*(\w+)\s*\}", r"\1", text)
    text = text.replace(r"\cdot", "*").replace("^", "**").replace("\\", "")
    text = text.replace("{", "(").replace("}", ")")
    text = re.sub(r"(?<=[\d)])\s+(?=(\(|log|tanh|abs|sign))", " * ", text)
    names = {n: getattr(math, n) for n in ("log", "tanh", "sin", "cos", "e", "sqrt")}
    return float(eval(text, {**names, "sign": np.sign, "max": max, "min": min, "abs": abs}))


def _fractions(latex: str) -> str:
    """With a division in the place of every fraction."""
    while r"\frac" in latex:
        before, _, rest = latex.partition(r"\frac")
        top, rest = _group(rest)
        bottom, rest = _group(rest)
        latex = f"{before} (({top})/({bottom})) {rest}"
    return latex


def _group(text: str) -> tuple[str, str]:
    """What stands in the braces at the beginning, and what comes after them."""
    text = text.lstrip()
    depth = 0
    for at, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if not depth:
            return text[1:at], text[at + 1 :]
    raise ValueError(text)


def assert_holds(line: Line) -> int:
    """Every way in numbers that is written in full comes to the value; how many there were."""
    count = 0
    for way in line.ways:
        if re.search(r"[Wxztyabgw]_|\\delta|\\partial|f'|\\eta|\\cdots|\\Delta|'", way):
            continue
        # Four digits each are shown.
        assert value_of(way) == pytest.approx(line.value, rel=2e-2, abs=5e-3), line.latex()
        count += 1
    return count


def lines(made: Trace, most: int = 4) -> list[tuple[Step, Line]]:
    """The arithmetic of some entries of every step."""
    found = []
    for step in made.steps:
        if step.result is None:
            continue
        places = list(product(*map(range, step.result.value.shape)))
        for place in places[:most]:
            found += [(step, line) for line in worked(made, step, place)]
    return found


# -- every example -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_written_comes_to_what_it_says(name: str) -> None:
    made, _ = example(name, row=-1)
    written_out = lines(made)
    assert sum(assert_holds(line) for _, line in written_out) > 10
    for step, line in written_out:
        assert step.result is not None
        assert line.latex().startswith(line.name)


def test_the_first_unit_of_the_lesson_by_hand() -> None:
    made, prepared = example("L2")
    node = prepared.project.graph.named("Hidden 1").id
    weighted, output = made.of("forward", node)
    (line,) = worked(made, weighted, (1,))
    assert line.name == "z_{2}"
    assert line.ways == (
        r"W_{21}\, x_{1} + W_{22}\, x_{2} + b_{2}",
        r"0.4 \cdot 0.5 + 0.6 \cdot 0.2 + 0.5",
    )
    assert line.latex().endswith("= 0.82")
    (line,) = worked(made, output, (0,))
    assert (line.name, *line.ways) == ("a_{1}", r"\frac{1}{1 + e ^{- 0.31}}")


def test_delta_is_worked_out_with_its_slope() -> None:
    made, prepared = example("L2")
    node = prepared.project.graph.named("Output").id
    delta, slope = worked(made, made.of("backward", node)[0], (0,))
    assert delta.ways == (
        rf"{derivative('a_{1}')}\, f'(z_{{1}})",
        r"(-0.2457) \cdot 0.1853",
    )
    assert (slope.name, *slope.ways) == ("f'(z_{1})", "0.7543 ( 1 - 0.7543 )")


def test_a_loss_is_written_out_over_its_outputs() -> None:
    made, _ = example("L2")
    (line,) = worked(made, made.of("loss")[0], ())
    assert line.ways == (r"\frac{1}{2} ( ( 0.7543 - 1 ) ^{2} + ( 0.8914 - 1 ) ^{2} )",)


def test_a_fused_output_is_told_both_ways() -> None:
    graph = chain(Input((2,)), Dense(2, activation="sigmoid"), Loss(BinaryCrossEntropy()))
    made, _, _, _ = of_net(graph)
    product_line, slope, short = worked(made, made.of("backward", 2)[0], (1,))
    assert product_line.ways[0] == rf"{derivative('a_{2}')}\, f'(z_{{2}})"
    assert slope.name == "f'(z_{2})"
    assert short.name == r"\delta_{2}"
    assert short.ways[0].startswith(r"\frac{1}{2} (")
    assert assert_holds(short) == 1


def test_softmax_is_written_out_over_all_its_sums() -> None:
    graph = chain(Input((2,)), Dense(3, activation="softmax"), Loss(CategoricalCrossEntropy()))
    made, _, _, _ = of_net(graph)
    (line,) = worked(made, made.of("forward", 2)[1], (1,))
    assert line.name == "a_{2}"
    assert line.ways[0].count("e ^") == 4
    assert assert_holds(line) == 1


def test_of_many_classes_the_right_one_is_among_those_written_out() -> None:
    graph = chain(Input((2,)), Dense(10, activation="softmax"), Loss(CategoricalCrossEntropy()))
    net = Net(graph, batch=1, training=False)
    t = np.eye(10)[7]
    made = trace(graph, net.check, net.parameters, np.array([1.0, 2.0]), t)
    (line,) = worked(made, made.of("loss")[0], ())
    assert r"1 \log" in line.ways[0]
    assert r"\cdots" in line.ways[0]


def test_softened_targets_are_not_mistaken_for_the_data() -> None:
    loss = CategoricalCrossEntropy(smoothing=0.2)
    graph = chain(Input((2,)), Dense(3, activation="softmax"), Loss(loss))
    net = Net(graph, batch=1, training=False)
    made = trace(graph, net.check, net.parameters, np.array([1.0, 2.0]), np.eye(3)[1])
    assert worked(made, made.of("loss")[0], ()) == ()
    assert path(made, 2, "bias", (0,)).lines[1].ways == ()


def test_long_sums_are_cut_and_say_so() -> None:
    made, _, _, _ = of_net(chain(Input((30,)), Dense(2), Loss(HalfSquaredError())))
    (line,) = worked(made, made.of("forward", 2)[0], (0,))
    assert all(way.count(r"\cdots") == 1 for way in line.ways)
    assert line.ways[0].endswith("b_{1}")


# -- every function and loss -------------------------------------------------------------------


@pytest.mark.parametrize("kind", activations, ids=lambda kind: kind.kind())
def test_functions_with_numbers_in_them_hold(kind: type) -> None:
    graph = chain(Input((3,)), Dense(3, activation=small(kind)), Dense(2), Loss(HalfSquaredError()))
    made, _, _, _ = of_net(graph)
    for step, line in lines(made):
        if step.node == 2 and kind.differentiable:  # type: ignore[attr-defined]
            assert_holds(line)


@pytest.mark.parametrize("kind", losses, ids=lambda kind: kind.kind())
def test_losses_with_numbers_in_them_hold(kind: type) -> None:
    loss = kind()
    last = next(iter(loss.needs()), "Tanh")
    graph = chain(Input((3,)), Dense(3, activation=last), Loss(loss))
    net = Net(graph, batch=1, training=False)
    t = np.array([0.25, 0.5, 0.25])
    made = trace(graph, net.check, net.parameters, np.array([0.3, -1.0, 0.6]), t)
    for _, line in lines(made):
        assert_holds(line)


# -- the pieces --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (0.5, "0.5"), (-0.24569, "-0.2457"), (1234.56, "1235"),
        (4.861e-5, r"4.861 \cdot 10^{-5}"), (-2e7, r"-2.000 \cdot 10^{7}"),
        (math.inf, r"\infty"), (-math.inf, r"-\infty"), (math.nan, r"\text{NaN}"),
    ],
)  # fmt: skip
def test_numbers_are_written_at_four_digits(value: float, text: str) -> None:
    assert written(value) == text
    assert factor(value) == (f"({text})" if text.startswith("-") else text)


@pytest.mark.parametrize(
    ("symbol", "index", "name"),
    [
        ("z", (0,), "z_{1}"), ("W", (1, 0), "W_{21}"), ("W", (9, 0), "W_{10,1}"), ("L", (), "L"),
        (derivative("W"), (1, 2), derivative("W_{23}")), ("f'(z)", (4,), "f'(z_{5})"),
        ("x_2", (0,), "x_{2,1}"), (derivative("x_2"), (0,), derivative("x_{2,1}")),
        ("W'", (0, 0), "W_{11}'"), (r"\delta", (1,), r"\delta_{2}"),
    ],
)  # fmt: skip
def test_an_entry_has_its_index_where_the_name_is(
    symbol: str, index: tuple[int, ...], name: str
) -> None:
    assert indexed(symbol, index) == name


def test_names_are_found_whatever_index_they_carry_and_words_are_left_alone() -> None:
    known = ["x", "W", "b", "a", r"\delta", derivative("W"), "f'(z)", "z"]
    found = scan(r"\frac{\partial L}{\partial W_{fc}} = \delta_f \star x_c", known)
    assert found.names == [derivative("W"), r"\delta", "x"]
    assert not found.plain
    found = scan(r"\delta = \max(a, b) \text{ where x} \odot f'(z_t) \hat x", known)
    assert found.names == [r"\delta", "a", "b", "f'(z)"]
    found = scan(r"a = W^T \delta + b", known)
    assert found.plain
    assert found.items == [
        ("a", False), ("=", False), ("W", True), (r"\delta", False), ("+", False), ("b", False),
    ]  # fmt: skip


def test_an_unknown_name_is_not_filled_in() -> None:
    values = {"z": np.array([0.5, -1.0])}
    assert fill(r"\max(s z, z)", values, (0,)) is None
    assert fill(r"z + z", values, None) is None
    assert fill(r"\frac{z}{n}", values, (1,)) == r"\frac{-1}{2}"
