"""The parts of the time canvas: where bands lie, what is counted, the zoom box."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from bpgui.gui.views.bands.arrangement import arrange
from bpgui.gui.views.bands.band import Band
from bpgui.gui.views.bands.counting import Counting
from bpgui.gui.views.bands.zoom_box import ZoomBox
from bpgui.gui.views.kit.scale import Scale

FRAMES = [QRectF(40, 30, 400, 100), QRectF(40, 160, 400, 100)]


class Low(Band):
    """It can use 30 pixels only."""

    def fitting(self, height: float) -> float:
        return min(height, 30)


def dragged(start: tuple[float, float], end: tuple[float, float]) -> ZoomBox:
    made = ZoomBox()
    made.begin(QPointF(*start), FRAMES)
    made.move(QPointF(*end))
    return made


def test_what_a_band_cannot_use_goes_to_the_others() -> None:
    first, second = arrange([Band(), Low()], 600, 400)
    assert second.height() == 30
    assert first.bottom() < second.top()
    assert first.height() > 200
    assert (first.left(), first.width()) == (second.left(), second.width())


def test_a_box_stays_within_the_frame_it_began_in() -> None:
    box = dragged((100, 200), (900, 20))
    assert box.rect == QRectF(100, 160, 340, 40)
    assert (box.index, box.flat) == (1, False)


@pytest.mark.parametrize("end", [(200, 60), (200, 66), (200, 50)])
def test_a_flat_box_takes_the_whole_height(end: tuple[float, float]) -> None:
    box = dragged((100, 60), end)
    assert box.flat
    assert box.rect == QRectF(100, 30, 100, 100)


def test_short_drags_and_drags_from_elsewhere_are_none() -> None:
    assert dragged((100, 60), (103, 90)).rect is None
    assert dragged((100, 145), (300, 200)).rect is None
    box = dragged((100, 60), (300, 90))
    box.end()
    box.move(QPointF(200, 60))
    assert box.rect is None


@pytest.mark.parametrize(
    ("counting", "words", "marks"),
    [
        (Counting(), "1,240", ["0", "500", "1,000", "1,500", "step"]),
        (Counting(400), "epoch 3.10", ["0", "2", "4", "epoch"]),
    ],
)
def test_steps_or_epochs_are_counted(
    qapp: QApplication, counting: Counting, words: str, marks: list[str]
) -> None:
    scale, frame = Scale(0, 1999, 40, 440), FRAMES[0]
    assert counting.words(1240) == words
    assert [mark.words for mark in counting.marks(scale, frame)] == marks
