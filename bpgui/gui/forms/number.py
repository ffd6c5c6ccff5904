"""Whole and real numbers: a spin box that takes what people type, and a log slider beside rates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bpgui.engine.fields import FieldError, Integer, Real
from bpgui.engine.typed import read, show
from bpgui.gui.forms.editor import MIXED, Editor
from bpgui.gui.forms.number_box import NumberBox
from bpgui.gui.forms.slider import LogSlider
from bpgui.gui.forms.steps import log_stops, step_integer, step_linear, step_log

Number = int | float
Step = Callable[[Number, int], Number]


class NumberEditor(Editor):
    """A number in a spin box; a log field has a slider beside it."""

    def __init__(self, spec: Integer | Real, default: Number) -> None:
        self._box = NumberBox(spec.unit)
        self._slider = _slider(spec, default)
        super().__init__(self._box, *([self._slider] if self._slider else []))
        self._spec = spec
        self._step = _step_of(spec)
        self._value: Number | None = None
        self._box.lineEdit().textEdited.connect(self._typed)
        self._box.editingFinished.connect(self._tidy)
        self._box.stepped.connect(self._stepped)
        if self._slider:
            self._slider.moved.connect(self._slid)
            self._slider.sliderReleased.connect(self.finished)

    def set_value(self, value: Number) -> None:
        self._note(value)
        self._tidy()

    def set_mixed(self) -> None:
        self._value, self.bad = None, False
        self._box.lineEdit().clear()
        self._box.lineEdit().setPlaceholderText(MIXED)
        self._box.show_unit(False)
        self._box.allow(down=False, up=False)

    def _note(self, value: Number) -> None:
        self._value, self.bad = value, False
        self._box.allow(down=value > self._spec.min, up=value < self._spec.max)
        if self._slider:
            self._slider.show_number(value)

    def _tidy(self) -> None:
        """Write the value as `show` does; what cannot be read stays, for the user to mend."""
        if self._value is None or self.bad:
            return
        text = show(self._spec, self._value)
        if self._box.lineEdit().text() != text:
            self._box.lineEdit().setText(text)
        named = isinstance(self._spec, Integer) and self._value in self._spec.special
        self._box.show_unit(not named)

    def _typed(self, text: str) -> None:
        try:
            value = read(self._spec, text)
        except FieldError as error:
            self.reject(str(error))
            return
        self._note(value)
        self.enter(value)

    def _stepped(self, steps: int) -> None:
        if self._value is None:
            return
        value = min(max(self._step(self._value, steps), self._spec.min), self._spec.max)
        self.set_value(value)
        self.enter(value)

    def _slid(self, value: float) -> None:
        # The slider stays where the hand holds it: nothing is shown back to it here.
        self._value, self.bad = value, False
        self._tidy()
        self.enter(value)


def _slider(spec: Integer | Real, default: Number) -> LogSlider | None:
    if isinstance(spec, Real) and spec.log:
        return LogSlider(log_stops(spec, default))
    return None


def _step_of(spec: Integer | Real) -> Step:
    if isinstance(spec, Integer):
        return step_integer
    return step_log if spec.log else partial(step_linear, spec)
