"""Figures and controls of the lesson 'Receptive field'."""
