"""Figures and controls of the lesson 'Targets'."""
