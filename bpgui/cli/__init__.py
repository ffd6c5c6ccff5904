"""The sub-commands, one module each. Only `window` knows the gui, and imports it late."""
