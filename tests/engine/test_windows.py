"""Windows stand where a loop over all outputs and taps would put them, there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.arrays import Array
from bpgui.engine.windows import SAME, Axis, image, slide, spread


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    axis = slide(
        draw(st.integers(1, 12)),
        taps=draw(st.integers(1, 5)),
        stride=draw(st.integers(1, 5)),
        dilation=draw(st.integers(1, 4)),
        padding=draw(st.integers(SAME, 6)),
    )
    return axis if axis.outputs > 0 else slide(axis.inputs, 1)


def sight(axis: Axis) -> dict[tuple[int, int], int]:
    """The input that every output sees through every tap, where there is one."""
    found = {}
    for output in range(axis.outputs):
        for tap in range(axis.taps):
            seen = output * axis.stride + tap * axis.dilation - axis.before
            if 0 <= seen < axis.inputs:
                found[output, tap] = seen
    return found


@given(axes())
def test_seen_agrees_with_a_loop(axis: Axis) -> None:
    found = {}
    for tap in range(axis.taps):
        outputs, inputs = axis.seen(tap)
        pairs = zip(range(axis.outputs)[outputs], range(axis.inputs)[inputs], strict=True)
        found |= {(output, tap): seen for output, seen in pairs}
    assert found == sight(axis)


@given(axes(), st.integers(0, 12), st.integers(0, 12))
def test_seen_can_be_asked_for_some_outputs(axis: Axis, start: int, count: int) -> None:
    lines = range(min(start, axis.outputs), min(start + count, axis.outputs))
    for tap in range(axis.taps):
        outputs, inputs = axis.seen(tap, lines)
        pairs = zip(range(axis.outputs)[outputs], range(axis.inputs)[inputs], strict=True)
        wanted = {o: seen for (o, k), seen in sight(axis).items() if k == tap and o in lines}
        assert dict(pairs) == wanted


@given(axes())
def test_phases_lead_from_every_output_back_to_what_it_saw(axis: Axis) -> None:
    back = {}
    for phase in axis.phases():
        places = range(axis.inputs)[phase.part]
        taps = range(axis.taps)[phase.taps]
        assert len(places) == phase.axis.outputs
        assert len(taps) == phase.axis.taps
        for (place, tap), output in sight(phase.axis).items():
            back[output, taps[tap]] = places[place]
    assert back == sight(axis)


@given(axes())
def test_what_an_axis_says_of_itself(axis: Axis) -> None:
    seen = list(sight(axis).values())
    assert axis.padded == (len(seen) < axis.outputs * axis.taps)
    if len(seen) > len(set(seen)):
        assert axis.overlaps or axis.outputs == 1


@pytest.mark.parametrize(
    ("inputs", "taps", "stride", "outputs", "before"),
    [
        (7, 3, 1, 7, 1),
        (7, 2, 1, 7, 0),  # the odd one stands behind
        (7, 4, 1, 7, 1),
        (7, 3, 2, 4, 1),
        (8, 3, 2, 4, 0),
        (8, 5, 3, 3, 1),
        (7, 1, 2, 4, 0),
        (2, 5, 1, 2, 2),
    ],
)
def test_same_padding_is_tensorflows(
    inputs: int, taps: int, stride: int, outputs: int, before: int
) -> None:
    axis = slide(inputs, taps, stride, padding=SAME)
    assert (axis.outputs, axis.before) == (outputs, before)


def test_a_window_that_does_not_fit_has_no_outputs() -> None:
    assert slide(4, 5).outputs < 1
    assert slide(4, 3, dilation=2).outputs < 1
    assert slide(4, 5, padding=1).outputs == 2


@pytest.mark.parametrize("padding", [SAME, 0, 1, 2])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_spread_is_the_way_back_of_slide(stride: int, padding: int) -> None:
    axis = spread(5, 4, stride, padding=padding)
    assert axis.outputs == 5
    assert axis.inputs == (5 * stride if padding == SAME else 4 * stride + 4 - 2 * padding)


def test_a_sequence_is_an_image_one_pixel_wide() -> None:
    sequence: Array = np.arange(24.0).reshape(4, 3, 2)
    as_image = image(sequence)
    assert as_image.shape == (3, 4, 1, 2)
    assert np.shares_memory(as_image, sequence)
    assert as_image[1, 2, 0, 1] == sequence[2, 1, 1]
    assert image(as_image) is as_image
