"""What programs take functions from, as they are written here: see `bpgui.export.numpy_program`.

They know nothing but NumPy and each other, and a program holds only those it uses. Rows come first:
features (rows, n), sequences (rows, steps, features), images (rows, channels, height, width).
"""
