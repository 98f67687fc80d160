"""Figures and controls of the lesson 'History'."""
