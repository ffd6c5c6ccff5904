"""A picture of a diagram dropped on the window opens the project that it carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from bpgui.gui.canvas.callout import Notice
from bpgui.gui.canvas.geometry import CARD_HEIGHT
from bpgui.gui.exports import MARGIN, SCALE
from bpgui.gui.window import MainWindow
from bpgui.project.examples import load_example
from tests.gui.dropping import drop_file

Open = Callable[..., MainWindow]


@pytest.mark.parametrize("ending", ["png", "svg", "PNG"])
def test_a_picture_that_was_exported_opens_again(
    open_window: Open, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    window = open_window("residual-cnn")
    made = window.document.project
    path = tmp_path / f"my net.{ending}"
    window.exports.picture(path)
    window.files.open_example("xor")
    assert drop_file(window.canvas.view.viewport(), path)
    assert window.document.project == made
    assert window.document.title == "my net"
    # Saving must not write over the picture.
    assert window.document.path is None
    qtbot.waitUntil(lambda: window.run.project == made, timeout=20_000)


def test_the_picture_is_still_a_picture(open_window: Open, qapp: object, tmp_path: Path) -> None:
    window = open_window("xor")
    for ending in ("png", "svg"):
        window.exports.picture(tmp_path / f"net.{ending}")
    assert not QImage(str(tmp_path / "net.png")).isNull()
    assert QSvgRenderer(str(tmp_path / "net.svg")).isValid()


def test_the_picture_holds_the_pictures_of_units_and_nothing_that_is_said(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window("spiral")
    scene, path = window.canvas.scene, tmp_path / "net.png"
    qtbot.waitUntil(lambda: bool(scene.units.below()), timeout=20_000)
    window.exports.picture(path)
    before = QImage(str(path))
    around = 2 * MARGIN
    assert before.height() == SCALE * (CARD_HEIGHT + max(scene.units.below().values()) + around)
    scene.show_notices({2: (Notice("Look at this."),)})
    assert scene.callouts[2].isVisible()
    window.exports.picture(path)
    box = scene.callouts[2].mapRectToScene(scene.callouts[2].boundingRect())
    seen = QRectF(0, 0, before.width() / SCALE, before.height() / SCALE)
    corner = scene.extent().topLeft() - QPointF(MARGIN, MARGIN)
    place = (box.translated(-corner) & seen).center() * SCALE
    after = QImage(str(path))
    assert after.pixelColor(place.toPoint()) == before.pixelColor(place.toPoint())
    assert scene.callouts[2].isVisible()


def test_a_picture_that_carries_no_project_says_so_and_what_is_open_stays(
    open_window: Open, tmp_path: Path
) -> None:
    window = open_window("xor")
    path = tmp_path / "cat.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(path))
    assert drop_file(window, path)
    assert window.notice.text == (
        "Cannot open cat.png: this picture carries no project; only those of diagrams that bpgui "
        "exported do."
    )
    assert window.document.project == load_example("xor")
