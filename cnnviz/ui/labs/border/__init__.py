"""Figures and controls of the lesson 'The border problem'."""
