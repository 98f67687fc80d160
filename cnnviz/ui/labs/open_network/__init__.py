"""Figures and controls of the lesson 'What units look for'."""
