"""Pictures of views for files: without controls, in the theme in force or on white."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.gui import theme
from bpgui.gui.run import Run
from bpgui.gui.views.kit.photograph import chosen_words
from bpgui.gui.views.kit.switches import Chooser, MoreButton, Switches
from bpgui.gui.views.time import TimeView
from tests.gui.projects import reach, ready, spiral
from tests.gui.views.show import show


@pytest.fixture
def view(qtbot: QtBot, run: Run, qapp: QApplication) -> TimeView:
    theme.apply(qapp, "dark")
    made = TimeView()
    ready(qtbot, run, spiral())
    show(qtbot, made, run, 700, 360)
    reach(qtbot, run, "paused", run.epoch)
    made.grab()
    return made


def patch(image: QImage, view: TimeView, control: object) -> set[int]:
    """The colours of a picture where a control is."""
    assert isinstance(control, (QToolButton, QPushButton))
    corner = control.mapTo(view.content, QPoint())
    ratio = int(image.devicePixelRatio())
    size = control.size() * ratio
    part = image.copy(corner.x() * ratio, corner.y() * ratio, size.width(), size.height())
    return {part.pixel(x, y) for x in range(part.width()) for y in range(part.height())}


def test_what_only_does_something_is_left_out(view: TimeView) -> None:
    image, more = view.picture(), view.content.findChild(MoreButton)
    assert len(patch(view.content.grab().toImage(), view, more)) > 1
    assert patch(image, view, more) == {theme.DARK.color("panel").rgb()}
    assert patch(image, view, view._log) == {theme.DARK.color("panel").rgb()}


def test_what_is_chosen_stays_as_words(view: TimeView) -> None:
    image = view.picture()
    assert theme.DARK.color("text").rgb() in patch(image, view, view._quantities)
    buttons = view._metrics.findChildren(QToolButton)
    assert [chosen_words(button) for button in buttons] == ["Loss", "", ""]
    assert len(patch(image, view, buttons[1])) == 1


def test_on_white_it_is_white_and_the_window_stays_as_it_was(
    view: TimeView, tmp_path: Path
) -> None:
    before = view.grab().toImage()
    path = str(tmp_path / "view.png")
    view.save_picture(path, on_white=True)
    assert theme.current() is theme.DARK
    image = QImage(path)
    assert image.pixelColor(3, 3) == QColor("#ffffff")
    bright = sum(image.pixelColor(x, 200).lightness() > 200 for x in range(0, image.width(), 7))
    assert bright > 20
    assert view.grab().toImage() == before
    view.save_picture(path)
    assert QImage(path).pixelColor(3, 3) == theme.DARK.color("panel")


def test_the_menu_offers_white_where_it_is_dark(view: TimeView, qapp: QApplication) -> None:
    def offered() -> set[str]:
        menu = view.menu()
        names = {action.objectName() for action in menu.actions()}
        menu.close()
        return names

    assert "save_picture_on_white" in offered()
    theme.apply(qapp, "light")
    assert "save_picture_on_white" not in offered()
    theme.apply(qapp, "dark")


def test_words_of_every_sort_of_control(qapp: QApplication) -> None:
    box, plain, combo = QCheckBox("training"), QCheckBox("discretise"), QComboBox()
    box.setChecked(True)
    box.setIcon(theme.icon("copy"))
    plain.setChecked(True)
    combo.addItem("petal width")
    assert chosen_words(box) == "training"
    assert chosen_words(plain) == ""
    assert chosen_words(combo) == "petal width"
    assert chosen_words(QPushButton("Measure again")) == ""
    assert chosen_words(Chooser(("Gradient", "Weights"), "x")) == "Gradient"
    switches = Switches(("A", "B"), "y")
    assert switches.sizeHint() != QSize()
