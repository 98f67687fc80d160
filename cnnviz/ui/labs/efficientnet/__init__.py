"""Figures and controls of the lesson 'EfficientNet: scaling'."""
