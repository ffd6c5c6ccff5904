"""The window: the only rooms that know PySide6 and pyqtgraph."""
