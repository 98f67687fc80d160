"""Figures and controls of the lesson 'Activation functions'."""
