"""Bands: plots stacked over one time axis. A band paints itself into a frame; the canvas has the
mouse."""
