"""Exports from the window: trained weights, and the diagram as a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRectF, Signal
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from bpgui.atomic import replacing, why_not
from bpgui.export import ExportError, completed, exporter_for, exporters
from bpgui.gui import theme
from bpgui.gui.canvas import Canvas
from bpgui.gui.document import Document
from bpgui.gui.run import Run
from bpgui.gui.workshop import questions
from bpgui.project.error import ProjectError
from bpgui.project.picture import with_project

#: Room around the diagram in a picture, and dots a pixel.
MARGIN, SCALE = 32, 2


class Exports(QObject):
    """Asks for a file and writes it, whole or not at all; `said(level, sentence)` tells."""

    said = Signal(str, str)

    def __init__(self, document: Document, run: Run, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._run, self._canvas, self._window = document, run, canvas, window

    def ask_weights(self) -> None:
        """Ask for a file, its ending telling the format, and export the trained weights."""
        if not self._run.standing.step:
            self.said.emit("info", "There are no trained weights yet: press Run first.")
            return
        filters = ";;".join(f"{kind.label} (*{kind.suffix})" for kind in exporters)
        first = next(iter(exporters)).suffix
        suggested = self._suggested(first)
        path, chosen = QFileDialog.getSaveFileName(
            self._window, "Export trained network", suggested, filters
        )
        if path:
            suffix = chosen.rpartition("*")[2].rstrip(")") or first
            # Not every system's dialog gives the suggested name the ending that is chosen.
            bare = path.removesuffix(first) if path == suggested else path
            whole = completed(bare, suffix)
            if whole == Path(path) or self._may_replace(whole):
                self.weights(whole)

    def _may_replace(self, path: Path) -> bool:
        """Whether nothing is lost, or may be: the dialog has asked only for the name it gave."""
        if not path.exists():
            return True
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setObjectName("replace_export")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Replace?")
        box.setText(f"{path.name} is there already. Replace it?")
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        return box.exec() == buttons.Yes

    def weights(self, path: Path) -> None:
        """Export the trained weights as the run has them now."""
        try:
            contents = self._run.ask(questions.bundled)
            if contents is None:
                self.said.emit("error", "There is no network to export: see its problems first.")
                return
            exporter = exporter_for(path)
            exporter.write(path, contents)
        except (ExportError, ProjectError) as error:
            self.said.emit("error", str(error))
            return
        names = [file.name for file in exporter.files(path)]
        told = names[0] if len(names) == 1 else f"{' and '.join(names)}, which belong together"
        self.said.emit("info", f"Exported {told}, with a sample by which a reader checks itself.")

    def ask_picture(self) -> None:
        """Ask for a file and draw the diagram into it."""
        path, chosen = QFileDialog.getSaveFileName(
            self._window,
            "Export diagram, with the project in it",
            self._suggested(".png"),
            "PNG picture (*.png);;SVG drawing (*.svg)",
        )
        if path:
            ending = ".svg" if "svg" in chosen else ".png"
            self.picture(Path(path) if Path(path).suffix else Path(path).with_suffix(ending))

    def picture(self, path: Path) -> None:
        """Draw the diagram into a PNG or SVG file, as its ending says; it carries the project."""
        drawn = QBuffer()
        drawn.open(QIODevice.OpenModeFlag.WriteOnly)
        if path.suffix.lower() == ".svg":
            self._draw_svg(drawn)
        else:
            QImageWriter(drawn, QByteArray(b"png")).write(self._image())
        content = with_project(bytes(drawn.data().data()), self._document.project)
        try:
            with replacing(path) as file:
                file.write(content)
        except OSError as error:
            self.said.emit("error", why_not(error, path))
            return
        self.said.emit(
            "info", f"Saved {path.name}. It carries the project: drop it on the window to open it."
        )

    def _area(self) -> QRectF:
        area = self._canvas.scene.extent()
        return area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def _image(self) -> QImage:
        area = self._area()
        image = QImage((area.size() * SCALE).toSize(), QImage.Format.Format_RGB32)
        image.fill(theme.current().color("canvas"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._render(painter, QRectF(image.rect()), area)
        painter.end()
        return image

    def _draw_svg(self, file: QIODevice) -> None:
        area = self._area()
        drawing = QSvgGenerator()
        drawing.setOutputDevice(file)
        drawing.setTitle(self._document.title)
        drawing.setSize(area.size().toSize())
        drawing.setViewBox(QRectF(0, 0, area.width(), area.height()))
        painter = QPainter(drawing)
        painter.fillRect(QRectF(0, 0, area.width(), area.height()), theme.current().color("canvas"))
        self._render(painter, QRectF(0, 0, area.width(), area.height()), area)
        painter.end()

    def _render(self, painter: QPainter, place: QRectF, area: QRectF) -> None:
        """Draw what is there to stay: what is said of it holds for the moment, and may hang out."""
        said = [each for each in self._canvas.scene.callouts.values() if each.isVisible()]
        for callout in said:
            callout.hide()
        self._canvas.scene.render(painter, place, area)
        for callout in said:
            callout.show()

    def _suggested(self, suffix: str) -> str:
        path = self._document.path or Path.home() / self._document.title
        return str(path.with_suffix(suffix))
