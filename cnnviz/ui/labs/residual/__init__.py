"""Figures and controls of the lesson 'Residual blocks'."""
