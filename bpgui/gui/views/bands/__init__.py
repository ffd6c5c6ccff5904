"""Bands: plots stacked over one time axis. A band says what is drawn in its frame; the canvas has
the mouse."""
