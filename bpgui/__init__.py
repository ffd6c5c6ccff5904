"""bpgui: a desktop playground in which neural networks are drawn, trained and understood."""

__version__ = "0.1.0"
