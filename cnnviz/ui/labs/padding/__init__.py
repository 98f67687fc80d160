"""Figures and controls of the lesson 'Padding strategies'."""
