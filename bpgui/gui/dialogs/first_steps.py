"""First steps: what somebody who has just opened the program may want to try."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QWidget

from bpgui.gui.dialogs.reading import Reading

#: Links name examples.
PAGE = """
<h2>First steps</h2>
<h3>See a network learn</h3>
<p>Open the <a href="example:spiral">spiral</a> and press <b>Run</b> (Ctrl+Return). The boundary in
<b>Decision</b> bends until it parts the two arms; the loss falls in the plot below. Too fast to
follow? <b>[</b> slows the run down, <b>]</b> speeds it up, and <b>.</b> makes a single step.</p>
<h3>Change it</h3>
<p>Click a layer: its settings stand on the right. Click the empty canvas: there are those of the
training and of the data. The learning rate changes while the network trains; what needs a fresh
start says so. Everything can be undone with Ctrl+Z.</p>
<h3>Draw your own</h3>
<p>File &gt; New, then drag layers from the left, or press <b>Tab</b> and type a name. Drag from the
circle on the right of one card to the circle on the left of the next. What does not fit is said on
the card, mostly with a cure to click. <b>L</b> tidies up, <b>F</b> shows everything.</p>
<h3>Understand it</h3>
<p><b>Microscope</b>, among the views, takes one sample through the network and back, number by
number: <a href="example:L2">a textbook example</a> shows every digit. The heat map under the loss
shows how large each gradient is over time; drag the slider below it to go back in time.</p>
<h3>Heal it</h3>
<p>Look at <a href="example:vanishing">gradients that vanish</a>: <b>Health</b> tells the
measured number, the rule it breaks and why, and offers cures.</p>
<h3>Use your own data</h3>
<p>Drop a CSV file on the window, or choose File &gt; Import Data.</p>
<h3>Take it away</h3>
<p>File &gt; Export Trained Network writes it as weights, as a model, or as a program to go on from
in NumPy, PyTorch or Keras. A picture of the diagram
(File &gt; Export Diagram) carries the whole project: dropped on the window, it opens again.</p>
<p><b>F1</b> opens the page of the selected layer, <b>?</b> all shortcuts, and the menu Examples
holds networks with notes on what to look at.</p>
"""


class FirstSteps(Reading):
    """The page, beside the window; `chosen` carries the name of the example that was clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("first_steps", "First steps", (560, 700), parent)
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        self.page.setHtml(PAGE)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "example":
            self.chosen.emit(link.path())
