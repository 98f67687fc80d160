"""Figures and controls of the lesson 'Effective receptive field'."""
