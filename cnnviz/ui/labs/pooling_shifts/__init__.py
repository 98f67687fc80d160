"""Figures and controls of the lesson 'Pooling and small shifts'."""
