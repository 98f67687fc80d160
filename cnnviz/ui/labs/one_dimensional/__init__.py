"""Figures and controls of the lesson 'Sliding in one dimension'."""
