"""Figures and controls of the lesson 'Pooling'."""
