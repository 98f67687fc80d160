"""Figures and controls of the lesson '1 × 1 convolution'."""
