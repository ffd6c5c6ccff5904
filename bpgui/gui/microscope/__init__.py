"""The microscope: back-propagation of one sample, step by step, number by number."""
