"""Normalisation."""
# mypy: allow-untyped-defs, allow-untyped-calls


def standardise_back(delta, hat, inverse, axis):
    """dL/dx of hat = (x - mean) inverse, where mean and inverse = 1 / sqrt(var + eps) hang on x."""
    along = delta - delta.mean(axis, keepdims=True)
    return inverse * (along - hat * (delta * hat).mean(axis, keepdims=True))
