"""One of a few: words, or the kinds of a registry."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from bpgui.engine.declaration import Declaration, Registry
from bpgui.engine.fields import Choice, OneOf
from bpgui.gui import theme
from bpgui.gui.forms.editor import MIXED, Editor
from bpgui.gui.forms.words import rich

_KEY = Qt.ItemDataRole.UserRole
_COMBO = QStyle.ComplexControl.CC_ComboBox


class Combo(QComboBox):
    """A combo box that elides what it has no room for; its list is as wide as it needs to be."""

    def showPopup(self) -> None:
        view = self.view()
        bar = view.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + bar + 8))
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(_COMBO, option, part, self).width()
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )


class ChoiceEditor(Editor):
    """A combo box over (key, label, tip) triples, under headings where there are any."""

    def __init__(self) -> None:
        self._combo = Combo()
        self._combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._combo.setMinimumContentsLength(6)
        self._combo.setPlaceholderText(MIXED)
        self._combo.setMaxVisibleItems(24)
        super().__init__(self._combo)
        self._combo.view().installEventFilter(self)
        self._combo.activated.connect(self._chosen)

    def add(self, key: str, label: str, tip: str = "") -> None:
        """Offer one more."""
        item = QStandardItem(label)
        item.setData(key, _KEY)
        item.setToolTip(tip)
        self._model().appendRow(item)

    def add_heading(self, text: str) -> None:
        """Put a heading above what follows; it cannot be chosen."""
        item = QStandardItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.caption(theme.font().Weight.DemiBold))
        self._model().appendRow(item)

    def set_value(self, value: Any) -> None:
        self._show(self._combo.findData(self._key_of(value), _KEY))

    def set_mixed(self) -> None:
        self._show(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._combo.view():
            if event.type() == QEvent.Type.Show:
                # Whatever is picked from the list is a step of its own.
                self.finished.emit()
            return False
        return super().eventFilter(watched, event)

    def _show(self, index: int) -> None:
        self._combo.setCurrentIndex(index)

    def _chosen(self, index: int) -> None:
        key = self._combo.itemData(index, _KEY)
        if key is not None:
            self.enter(self._value_of(key))

    def _key_of(self, value: Any) -> str:
        return str(value)

    def _value_of(self, key: str) -> Any:
        return key

    def _model(self) -> QStandardItemModel:
        model = self._combo.model()
        assert isinstance(model, QStandardItemModel)
        return model


class WordEditor(ChoiceEditor):
    """One word of a few."""

    def __init__(self, spec: Choice) -> None:
        super().__init__()
        for word, label in spec.options.items():
            self.add(word, label)


class KindEditor(ChoiceEditor):
    """A kind of a registry, with its formula as tooltip; its settings come as a form below."""

    def __init__(self, spec: OneOf) -> None:
        super().__init__()
        self._registry: Registry[Any] = spec.registry
        group = ""
        for kind in self._registry:
            if kind.group != group:
                group = kind.group
                self.add_heading(group)
            self.add(kind.kind(), kind.label, tip_of(kind))

    def _show(self, index: int) -> None:
        super()._show(index)
        self._combo.setToolTip(self._combo.itemData(index, Qt.ItemDataRole.ToolTipRole) or "")

    def _key_of(self, value: Declaration) -> str:
        return value.kind()

    def _value_of(self, key: str) -> Declaration:
        return self._registry[key]()


def tip_of(kind: type[Declaration]) -> str:
    """The formula and the help of a kind, for tooltips."""
    return rich(kind.formula(), " ".join(kind.help().split()), first_bold=True)
