"""Figures and controls of the lesson 'Stride and dilation'."""
